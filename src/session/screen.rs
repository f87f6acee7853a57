//! What the speaker sees while the interview runs.

use crate::interview::Role;
use crate::timeline::{Millis, TimeSpan};
use crate::transcript::Word;

pub use crate::analysis::Cue;

/// One thing to show. The session decides what and when, a [`Screen`] how.
#[derive(Clone, Debug, PartialEq)]
pub enum Shown<'a> {
    /// The interviewer says a line.
    Interviewer(&'a str),
    /// A question, and for a follow-up why it is asked.
    Question { text: &'a str, because: Option<&'a str> },
    /// The microphone is open.
    Listening(Role),
    /// Where the answer stands; comes about ten times a second.
    Status(Status),
    /// Words that will not change.
    Committed(&'a [Word]),
    /// Words that may still change; each replaces the ones before.
    Tentative(&'a [Word]),
    /// A limit was passed.
    Cue(Cue),
    /// Something the speaker should know now: a muted microphone, a full disk.
    Warning(&'a str),
    /// The answer is over; the last words are being recognised.
    Thinking,
}

/// Where an answer stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Status {
    pub elapsed: Millis,
    /// The longest that it should take.
    pub budget: Millis,
    /// Times that matter on the way: where the opening should end, and from when on it is long enough.
    pub marks: Vec<Millis>,
    /// Words a minute of late.
    pub pace_wpm: Option<f64>,
    /// The sections so far, in the order spoken; the last is the one that the speaker seems to be in.
    pub sections: Vec<(String, TimeSpan)>,
    /// How sure that is, 0 to 1.
    pub sure: f32,
    /// Level of the microphone in dB below full scale.
    pub level_dbfs: f32,
}

/// Shows an interview: a live terminal, plain lines, or nothing.
pub trait Screen {
    fn show(&mut self, shown: Shown<'_>);
}
