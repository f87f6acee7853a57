//! How it was said: rates, pauses, fillers.

use crate::timeline::{Millis, TimeSpan};

/// What speaks for a filled pause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// The recogniser wrote it down.
    Word,
    /// A voiced stretch that no word covers.
    Acoustic,
}

/// One filled pause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filler {
    pub text: String,
    pub span: TimeSpan,
    pub evidence: Evidence,
}

/// How an answer was spoken. What was not measurable is `None`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Delivery {
    pub duration: Millis,
    /// Voiced time.
    pub phonation: Option<Millis>,
    /// Words a minute from the first to the last word, pauses included.
    pub speech_rate_wpm: Option<f64>,
    /// Words a minute without the pauses of 250 ms and more.
    pub articulation_rate_wpm: Option<f64>,
    /// From the end of the question to the first voice.
    pub onset_latency: Option<Millis>,
    pub fillers: Vec<Filler>,
    pub fillers_per_minute: Option<f64>,
    /// Silent pauses of 250 ms and more (Goldman-Eisler's border between articulation and
    /// hesitation).
    pub pauses: Vec<TimeSpan>,
    pub longest_pause: Option<Millis>,
}
