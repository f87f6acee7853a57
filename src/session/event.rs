//! What the session's threads tell its main loop.

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::asr;
use crate::audio::{AudioError, Notice, Unsaved};
use crate::timeline::{Millis, SpeechTrack};
use crate::voice::VoiceError;

/// Something that happened on one of the session's threads, or that the speaker did.
#[derive(Debug)]
pub enum SessionEvent {
    /// The recogniser.
    Heard(asr::Heard),
    /// The microphone's clock moved on.
    Position(Position),
    /// News about the microphone.
    Notice(Notice),
    /// The disk failed; what is said is kept in memory and written when it works again.
    RecorderFault(AudioError),
    /// The recording of a take is complete.
    Taken(Taken),
    /// The line has been said, or given up with an error.
    Spoken(Option<VoiceError>),
    /// The first sound of a line went to the speaker.
    FirstSound,
    /// Something that the speaker should know, from a thread that has no other way to tell.
    Warning(String),
    /// The speaker did something.
    Control(Control),
}

/// What the speaker does besides speaking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    /// Ends the answer, or skips what the interviewer says.
    Next,
    /// Stops the interview; what was said is kept.
    Stop,
}

/// The state of the microphone, about ten times a second.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Position {
    pub now: Millis,
    /// Since the last voice; since the start if there was none.
    pub quiet: Millis,
    /// Whether there was any voice yet.
    pub spoke: bool,
    /// Level of the last block, in dB below full scale.
    pub level_dbfs: f32,
}

/// A finished recording.
#[derive(Debug)]
pub struct Taken {
    pub track: SpeechTrack,
    /// What the disk did not take, to be written elsewhere.
    pub unsaved: Option<Unsaved>,
}

/// The sending side, handed to every thread.
pub type Teller = UnboundedSender<SessionEvent>;

/// Opens the channel from the threads to the main loop.
pub fn events() -> (Teller, UnboundedReceiver<SessionEvent>) {
    unbounded_channel()
}
