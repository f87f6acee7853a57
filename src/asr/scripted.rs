//! A recogniser that knows its lines.

use super::recogniser::SAMPLE_RATE_HZ;
use super::{AsrError, Recogniser, Request};
use crate::timeline::{Millis, SampleClock, TimeSpan};
use crate::transcript::{Transcript, Word};

/// Gives the words of a transcript that was written beforehand, so that everything behind the
/// recogniser can be tested without weights: each pass hears the words that begin in its audio.
#[derive(Clone, Debug)]
pub struct Scripted {
    script: Transcript,
    deaf: Option<TimeSpan>,
}

impl Scripted {
    pub fn new(script: Transcript) -> Self {
        Self { script, deaf: None }
    }

    /// Fails each pass whose audio touches `span`.
    #[must_use]
    pub fn failing_within(mut self, span: TimeSpan) -> Self {
        self.deaf = Some(span);
        self
    }
}

impl Recogniser for Scripted {
    fn model(&self) -> &'static str {
        "scripted"
    }

    fn recognise(&mut self, request: &Request<'_>) -> Result<Vec<Word>, AsrError> {
        let length = SampleClock::new(SAMPLE_RATE_HZ).at(request.pcm.len() as u64);
        let heard = TimeSpan::new(request.start, request.start + length);
        if self.deaf.is_some_and(|deaf| deaf.overlap(heard) > Millis::ZERO) {
            return Err(AsrError::Gone);
        }
        let begins = |word: &&Word| heard.contains(word.span.start);
        Ok(self.script.words.iter().filter(begins).cloned().collect())
    }
}
