//! Where the microphone heard a voice.

use super::{Millis, TimeSpan};

/// The voiced stretches of a recording, in order and disjoint, and the stretches that were lost.
///
/// The track annotates the recording and never shortens it: pauses and voiced stretches together
/// make up its whole length.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SpeechTrack {
    voiced: Vec<TimeSpan>,
    held: Vec<TimeSpan>,
    lost: Vec<TimeSpan>,
    length: Millis,
}

impl SpeechTrack {
    /// Builds a track from spans in any order; spans that touch are joined, and what lies beyond
    /// `length` is cut off.
    pub fn new(voiced: Vec<TimeSpan>, lost: Vec<TimeSpan>, length: Millis) -> Self {
        let (voiced, lost) = (disjoint(voiced, length), disjoint(lost, length));
        Self { voiced, held: Vec::new(), lost, length }
    }

    /// The same with sounds that are held. Those that are not for the most part voiced are left out:
    /// machines hum, too.
    #[must_use]
    pub fn with_held(self, held: Vec<TimeSpan>) -> Self {
        let held = disjoint(held, self.length).into_iter();
        let voiced = |span: &TimeSpan| self.voiced_within(*span).0 * 5 >= span.duration().0 * 4;
        Self { held: held.filter(voiced).collect(), ..self }
    }

    pub fn voiced(&self) -> &[TimeSpan] {
        &self.voiced
    }

    /// Stretches of a voice in which pitch and envelope hardly change, in order and disjoint.
    pub fn held(&self) -> &[TimeSpan] {
        &self.held
    }

    /// Stretches whose samples never reached the program; they were recorded as silence.
    pub fn lost(&self) -> &[TimeSpan] {
        &self.lost
    }

    pub fn length(&self) -> Millis {
        self.length
    }

    /// The time from the first sample to the first voice; `None` if there was none.
    pub fn onset(&self) -> Option<Millis> {
        self.voiced.first().map(|span| span.start)
    }

    /// The end of the last voiced stretch.
    pub fn last_voice(&self) -> Option<Millis> {
        self.voiced.last().map(|span| span.end)
    }

    /// Total voiced time (phonation time).
    pub fn phonation(&self) -> Millis {
        self.voiced.iter().map(|span| span.duration()).sum()
    }

    /// Silent pauses of at least `min` between the first and the last voice, in order.
    ///
    /// Time that was lost is not a pause: nobody knows whether it was silent.
    pub fn pauses(&self, min: Millis) -> Vec<TimeSpan> {
        self.voiced
            .windows(2)
            .map(|pair| TimeSpan::new(pair[0].end, pair[1].start))
            .filter(|gap| gap.duration() >= min)
            .filter(|gap| self.lost.iter().all(|lost| lost.overlap(*gap) == Millis::ZERO))
            .collect()
    }

    /// Voiced time inside `span`.
    pub fn voiced_within(&self, span: TimeSpan) -> Millis {
        self.voiced.iter().map(|voiced| voiced.overlap(span)).sum()
    }
}

fn disjoint(mut spans: Vec<TimeSpan>, length: Millis) -> Vec<TimeSpan> {
    spans.sort();
    let mut out: Vec<TimeSpan> = Vec::with_capacity(spans.len());
    for span in spans {
        let span = TimeSpan::new(span.start.min(length), span.end.min(length));
        if span.is_empty() {
            continue;
        }
        match out.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => out.push(span),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn span(start: u64, end: u64) -> TimeSpan {
        TimeSpan::new(Millis(start), Millis(end))
    }

    #[test]
    fn silence_before_the_first_word_is_latency_and_not_a_pause() {
        let track = SpeechTrack::new(vec![span(900, 1500), span(2000, 2600)], vec![], Millis(4000));
        assert_eq!(track.onset(), Some(Millis(900)));
        assert_eq!(track.pauses(Millis(250)), [span(1500, 2000)]);
    }

    #[test]
    fn lost_time_is_not_a_pause() {
        let track = SpeechTrack::new(
            vec![span(0, 1000), span(3000, 4000)],
            vec![span(1500, 2500)],
            Millis(4000),
        );
        assert_eq!(track.pauses(Millis(250)), []);
    }

    proptest! {
        #[test]
        fn pauses_and_voice_make_up_the_whole_length(
            raw in prop::collection::vec((0u64..20_000, 0u64..3000), 0..20)
        ) {
            let spans = raw.iter().map(|&(start, len)| span(start, start + len)).collect();
            let track = SpeechTrack::new(spans, vec![], Millis(15_000));
            let Some((onset, last)) = track.onset().zip(track.last_voice()) else { return Ok(()) };
            let pauses: Millis = track.pauses(Millis(1)).iter().map(|p| p.duration()).sum();
            prop_assert_eq!(onset + track.phonation() + pauses + (Millis(15_000) - last), Millis(15_000));
        }
    }
}
