//! Pieces for the recogniser: where an utterance begins, pauses and ends.

use std::collections::VecDeque;

use super::gate::{FRAME_MS, Frame};
use crate::timeline::{Millis, TimeSpan};

/// How utterances are cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Windows {
    /// Silence after which a speculative decode may start.
    pub pause: Millis,
    /// Silence that ends an utterance: 500 ms, as in whisper_streaming; RealtimeSTT takes 600.
    pub end: Millis,
    /// Kept before the first voiced frame, for a soft onset.
    pub pre_roll: Millis,
    /// Kept after the last voiced frame.
    pub post_roll: Millis,
    /// No utterance is longer: what is decoded again and again has to stay affordable.
    pub max: Millis,
    /// A long utterance is split at the best place in so much of its end.
    pub search: Millis,
}

impl Default for Windows {
    fn default() -> Self {
        Self {
            pause: Millis(200),
            end: Millis(500),
            pre_roll: Millis(200),
            post_roll: Millis(200),
            max: Millis(12_000),
            search: Millis(3000),
        }
    }
}

/// What happens to an utterance, on the recording's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// One began; its audio starts at `at`, before the voice.
    Began { at: Millis },
    /// The voice has been silent for a while, seen at `at`.
    Paused { at: Millis },
    /// The voice goes on after a pause.
    Resumed { at: Millis },
    /// The utterance is complete. Spans never overlap, and every voiced frame is in one of them.
    Ended { span: TimeSpan },
}

/// Cuts the stream of frames into utterances.
#[derive(Default)]
pub struct Utterances {
    windows: Windows,
    /// Where the last utterance ended: the next one may not reach back over it.
    taken: Millis,
    now: Millis,
    open: Option<Open>,
}

struct Open {
    start: Millis,
    /// The end of the last voiced frame.
    voice: Millis,
    paused: bool,
    /// The frames since `start` that a split is looked for in.
    recent: VecDeque<Frame>,
}

impl Utterances {
    pub fn new(windows: Windows) -> Self {
        Self { windows, ..Self::default() }
    }

    /// Takes the next frame; hands on what it causes, in order.
    pub fn push(&mut self, frame: Frame, mut sink: impl FnMut(Event)) {
        self.now = frame.end();
        let Some(open) = &mut self.open else {
            if frame.voiced {
                let start = (frame.start - self.windows.pre_roll).max(self.taken);
                self.open = Some(Open {
                    start,
                    voice: frame.end(),
                    paused: false,
                    recent: VecDeque::from([frame]),
                });
                sink(Event::Began { at: start });
            }
            return;
        };
        open.recent.push_back(frame);
        let keep = self.windows.search.0 / FRAME_MS;
        if open.recent.len() as u64 > keep.max(1) {
            open.recent.pop_front();
        }
        if frame.voiced {
            open.voice = frame.end();
            if std::mem::take(&mut open.paused) {
                sink(Event::Resumed { at: frame.start });
            }
        } else {
            let silence = frame.end() - open.voice;
            if silence >= self.windows.end {
                self.close(&mut sink);
                return;
            }
            if silence >= self.windows.pause && !open.paused {
                open.paused = true;
                sink(Event::Paused { at: frame.end() });
            }
        }
        if self.open.as_ref().is_some_and(|open| self.now - open.start >= self.windows.max) {
            self.split(&mut sink);
        }
    }

    /// Ends an utterance that is still going on.
    pub fn finish(&mut self, mut sink: impl FnMut(Event)) {
        self.close(&mut sink);
    }

    fn close(&mut self, sink: &mut impl FnMut(Event)) {
        let Some(open) = self.open.take() else { return };
        let end = (open.voice + self.windows.post_roll).min(self.now);
        self.taken = end;
        sink(Event::Ended { span: TimeSpan::new(open.start, end) });
    }

    /// Ends a long utterance at the best place near its end; what follows is a new one.
    fn split(&mut self, sink: &mut impl FnMut(Event)) {
        let Some(open) = &mut self.open else { return };
        let at = best_split(open.recent.make_contiguous());
        if open.voice <= at {
            // All voice is before; the rest is silence, and belongs to none or to the next one.
            self.close(sink);
            return;
        }
        sink(Event::Ended { span: TimeSpan::new(open.start, at) });
        self.taken = at;
        open.start = at;
        open.recent.retain(|frame| frame.start >= at);
        sink(Event::Began { at });
        if open.paused {
            sink(Event::Paused { at: self.now });
        }
    }
}

/// The middle of the longest stretch without voice; without one, the quietest 48 ms.
fn best_split(frames: &[Frame]) -> Millis {
    let silences = frames.chunk_by(|a, b| a.voiced == b.voiced).filter(|run| !run[0].voiced);
    // Of equally long ones the last: the first part then has more context.
    if let Some(longest) = silences.max_by_key(|run| run.len()) {
        return longest[longest.len() / 2].start;
    }
    let quietest = frames.windows(3).min_by(|a, b| loudness(a).total_cmp(&loudness(b)));
    quietest
        .or(Some(frames))
        .and_then(|run| run.get(run.len() / 2))
        .map_or(Millis::ZERO, |f| f.start)
}

fn loudness(frames: &[Frame]) -> f32 {
    frames.iter().map(|frame| frame.level_db).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Runs a script of (frames, voiced, level).
    fn run(windows: Windows, script: &[(usize, bool, f32)]) -> (Vec<Frame>, Vec<Event>) {
        let mut utterances = Utterances::new(windows);
        let (mut frames, mut events, mut at) = (Vec::new(), Vec::new(), 0);
        for &(count, voiced, level_db) in script {
            for _ in 0..count {
                let frame = Frame { start: Millis(at), voiced, level_db };
                frames.push(frame);
                utterances.push(frame, |event| events.push(event));
                at += FRAME_MS;
            }
        }
        utterances.finish(|event| events.push(event));
        (frames, events)
    }

    fn spans(events: &[Event]) -> Vec<TimeSpan> {
        let ended = |event: &Event| match event {
            Event::Ended { span } => Some(*span),
            _ => None,
        };
        events.iter().filter_map(ended).collect()
    }

    #[test]
    fn an_utterance_has_room_around_it_and_a_pause_on_the_way() {
        let quiet = |frames| (frames, false, -70.0);
        let loud = |frames| (frames, true, -20.0);
        let script = [quiet(50), loud(50), quiet(20), loud(50), quiet(40)];
        let (_, events) = run(Windows::default(), &script);
        assert_eq!(
            events,
            [
                Event::Began { at: Millis(600) },
                Event::Paused { at: Millis(1808) },
                Event::Resumed { at: Millis(1920) },
                Event::Paused { at: Millis(2928) },
                Event::Ended { span: TimeSpan::new(Millis(600), Millis(2920)) },
            ]
        );
    }

    #[test]
    fn a_long_utterance_is_split_in_its_longest_pause() {
        let script = [(600, true, -20.0), (6, false, -60.0), (200, true, -20.0)];
        let (_, events) = run(Windows::default(), &script);
        assert_eq!(spans(&events)[0].end, Millis(603 * FRAME_MS));
        assert_eq!(spans(&events)[1].start, Millis(603 * FRAME_MS));
    }

    #[test]
    fn without_a_pause_it_is_split_where_it_is_quietest() {
        let script = [(650, true, -20.0), (3, true, -35.0), (200, true, -20.0)];
        let (_, events) = run(Windows::default(), &script);
        assert_eq!(spans(&events)[0].end, Millis(651 * FRAME_MS));
    }

    proptest! {
        #[test]
        fn no_voice_is_lost_and_no_span_overlaps_or_is_too_long(
            script in prop::collection::vec((1usize..400, any::<bool>(), -70.0f32..-10.0), 1..40),
            pre_roll in 0u64..400,
            post_roll in 0u64..500,
        ) {
            let windows = Windows {
                pre_roll: Millis(pre_roll), post_roll: Millis(post_roll), ..Windows::default()
            };
            let (frames, events) = run(windows, &script);
            let spans = spans(&events);
            for pair in spans.windows(2) {
                prop_assert!(pair[0].end <= pair[1].start);
            }
            for span in &spans {
                prop_assert!(!span.is_empty() && span.duration() <= windows.max + Millis(FRAME_MS));
            }
            for frame in frames.iter().filter(|frame| frame.voiced) {
                let covered: Millis = spans
                    .iter()
                    .map(|span| span.overlap(TimeSpan::new(frame.start, frame.end())))
                    .sum();
                prop_assert_eq!(covered, Millis(FRAME_MS));
            }
            // Began and Ended alternate, and so do Paused and Resumed in between.
            let (mut open, mut paused) = (None, false);
            for event in events {
                match event {
                    Event::Began { at } => {
                        prop_assert!(open.is_none());
                        (open, paused) = (Some(at), false);
                    }
                    Event::Paused { .. } => {
                        prop_assert!(open.is_some() && !paused);
                        paused = true;
                    }
                    Event::Resumed { .. } => {
                        prop_assert!(open.is_some() && paused);
                        paused = false;
                    }
                    Event::Ended { span } => prop_assert_eq!(open.take(), Some(span.start)),
                }
            }
            prop_assert!(open.is_none());
        }
    }
}
