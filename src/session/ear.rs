//! Everything that happens to a sample: recorded, searched for a voice, recognised.

use super::event::{Position, SessionEvent, Taken, Teller};
use crate::asr::Feed;
use crate::audio::{self, Level, Listener, Notice, Recorder};
use crate::timeline::{Millis, SampleClock, TimeSpan};
use crate::vad::{self, Detector, Utterances};

const CLOCK: SampleClock = SampleClock::new(audio::SAMPLE_RATE);

/// What follows the interviewer's last word is recorded but not analysed: the room still rings,
/// and what a sound server holds back is still to come.
pub(super) const TAIL: Millis = Millis(300);

/// Voice that an utterance must hold to be worth recognising. The shortest words ("I", "oh") are
/// voiced for 100 ms and more.
const LEAST_VOICE: Millis = Millis(80);

/// How often the main loop hears about the position: often enough for a level meter.
const REPORT_EVERY: Millis = Millis(100);

/// Hears one take.
///
/// Runs on the capture thread and never waits. When the microphone lets go of it, it closes the
/// take: the last utterance is ended, the recording is completed, and [`SessionEvent::Taken`]
/// follows.
pub(super) struct Ear {
    recorder: Option<Recorder>,
    detector: Detector,
    utterances: Utterances,
    feed: Feed,
    tell: Teller,
    heard: u64,
    reported: Millis,
    last_voice: Option<Millis>,
    deaf_until: Millis,
}

impl Ear {
    /// An ear that ignores what it hears before `deaf_until`; without a recorder it keeps nothing.
    pub(super) fn new(
        recorder: Option<Recorder>,
        feed: Feed,
        tell: Teller,
        deaf_until: Millis,
    ) -> Self {
        let mut detector = Detector::new();
        detector.deaf_until(deaf_until);
        Self {
            recorder,
            detector,
            utterances: Utterances::new(vad::Windows::default()),
            feed,
            tell,
            heard: 0,
            reported: Millis::ZERO,
            last_voice: None,
            deaf_until,
        }
    }

    fn now(&self) -> Millis {
        CLOCK.at(self.heard)
    }

    fn analyse(&mut self, block: &[f32]) {
        let deaf = CLOCK.samples(self.deaf_until).saturating_sub(self.heard);
        let deaf = usize::try_from(deaf).unwrap_or(usize::MAX).min(block.len());
        if deaf > 0 {
            self.feed.samples(&vec![0.0; deaf]);
        }
        self.feed.samples(&block[deaf..]);
        let Self { detector, utterances, last_voice, .. } = self;
        let mut events = Vec::new();
        detector.push(block, |frame| {
            if frame.voiced {
                *last_voice = Some(frame.end());
            }
            utterances.push(frame, |event| events.push(event));
        });
        self.forward(events);
    }

    /// Passes on what happens to utterances. A click or a rustle can look like the start of a voice;
    /// whisper makes whole sentences out of such a stretch, so it does not get to hear it.
    fn forward(&mut self, events: Vec<vad::Event>) {
        for event in events {
            match event {
                vad::Event::Began { at } => self.feed.began(at),
                vad::Event::Paused { at } => self.feed.paused(at),
                vad::Event::Resumed { .. } => self.feed.resumed(),
                vad::Event::Ended { span } => {
                    if self.detector.track().voiced_within(span) < LEAST_VOICE {
                        self.feed.abandoned();
                    } else {
                        self.feed.ended(span);
                    }
                }
            }
        }
    }

    fn report(&mut self, block: &[f32]) {
        let now = self.now();
        if now < self.reported + REPORT_EVERY {
            return;
        }
        self.reported = now;
        let position = Position {
            now,
            quiet: now - self.last_voice.unwrap_or_default(),
            spoke: self.last_voice.is_some(),
            level_dbfs: Level::of(block).rms_dbfs,
        };
        self.send(SessionEvent::Position(position));
        if let Some(fault) = self.recorder.as_mut().and_then(Recorder::fault) {
            self.send(SessionEvent::RecorderFault(fault));
        }
    }

    fn send(&self, event: SessionEvent) {
        // A session that no longer listens has ended; the recording is completed all the same.
        drop(self.tell.send(event));
    }
}

impl Listener for Ear {
    fn samples(&mut self, block: &[f32]) {
        if let Some(recorder) = &mut self.recorder {
            recorder.write(block);
        }
        self.analyse(block);
        self.heard += block.len() as u64;
        self.report(block);
    }

    fn notice(&mut self, notice: Notice) {
        if let Notice::Lost { samples } = notice {
            let lost = TimeSpan::new(self.now(), CLOCK.at(self.heard + samples));
            self.detector.lost(lost);
        }
        self.send(SessionEvent::Notice(notice));
    }
}

impl Drop for Ear {
    fn drop(&mut self) {
        let Self { detector, utterances, .. } = self;
        let mut events = Vec::new();
        detector.finish(|frame| utterances.push(frame, |event| events.push(event)));
        utterances.finish(|event| events.push(event));
        self.forward(events);
        self.feed.finish();
        let unsaved = self.recorder.take().and_then(|recorder| recorder.finish().err());
        let track = self.detector.track();
        self.send(SessionEvent::Taken(Taken { track, unsaved }));
    }
}
