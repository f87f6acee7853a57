//! What goes into an analysis and what comes out.

use super::{Delivery, Finding, LabelledSentence, Section, SectionName, Vectors};
use crate::bank::Want;
use crate::timeline::{Millis, SpeechTrack};
use crate::transcript::Transcript;

/// Where the times of an answer come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timing {
    /// From the recording, or from a transcript that carries times.
    Measured,
    /// From the number of words, at 150 words a minute, because the transcript had no times.
    Estimated,
}

/// One answer as it was given.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    pub transcript: Transcript,
    /// Voice activity of the recording; `None` for a transcript, whose pauses nobody heard.
    pub track: Option<SpeechTrack>,
    /// Length of the recording, or the end of the last word of a transcript.
    pub duration: Millis,
    pub timing: Timing,
    /// Vectors of its sentences and of the card's key points, as far as somebody made them.
    pub vectors: Vectors,
    /// Sections that a person named, by the time at which their sentence begins. They are not guessed.
    pub told_sections: Vec<(Millis, SectionName)>,
}

impl Answer {
    /// An answer from a recording: its words and what voice activity found, not yet understood.
    pub fn recorded(transcript: Transcript, track: SpeechTrack) -> Self {
        Self {
            transcript,
            duration: track.length(),
            track: Some(track),
            timing: Timing::Measured,
            vectors: Vectors::default(),
            told_sections: Vec::new(),
        }
    }
}

/// A point of the question card, and where the answer covers it.
#[derive(Clone, Debug, PartialEq)]
pub struct KeyPoint {
    pub text: String,
    pub covered: bool,
    pub quote: Option<String>,
    pub start: Option<Millis>,
    /// 0 to 1.
    pub confidence: f32,
}

/// A follow-up question and the reason for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probe {
    pub text: String,
    /// Why it is asked, as it is shown to the speaker.
    pub because: String,
    pub rule: &'static str,
    /// What a weak and what a strong reply sounds like.
    pub weak: String,
    pub strong: String,
    /// All that a strong reply has in it.
    pub wants: Vec<Want>,
    /// What is asked when the reply was weak.
    pub again: String,
}

/// Something that this answer gave no means to measure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotMeasured {
    pub what: String,
    pub why: String,
}

/// All that is known about one answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Analysis {
    pub sentences: Vec<LabelledSentence>,
    /// In the order spoken; one section can appear in several spans.
    pub sections: Vec<Section>,
    pub delivery: Delivery,
    /// Problems first, then in the order spoken.
    pub findings: Vec<Finding>,
    pub key_points: Vec<KeyPoint>,
    /// The most deserved follow-up first.
    pub probes: Vec<Probe>,
    pub not_measured: Vec<NotMeasured>,
    /// Whether it was known what the sentences mean.
    pub understood: bool,
    /// Whether its words could hardly be made out; only time and sound are judged then.
    pub unclear: bool,
}
