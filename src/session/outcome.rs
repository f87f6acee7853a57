//! How an interview ended, and why it could not go on.

use std::time::Duration;

use super::record::Record;
use crate::asr::AsrError;
use crate::audio::AudioError;
use crate::store::StoreError;

/// How an interview ended.
#[derive(Debug)]
pub struct Outcome {
    pub record: Record,
    /// The speaker stopped it; what was said is saved.
    pub interrupted: bool,
    pub timings: Timings,
}

/// How long the speaker had to wait.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Timings {
    /// From the decision that an utterance is over to its final words, while the answer went on.
    pub utterances: Vec<Duration>,
    /// From the end of each answer to its complete final words.
    pub final_words: Vec<Duration>,
    /// From the end of each answer to the first sound of what is said next: a follow-up, a verdict, the
    /// feedback.
    pub first_sounds: Vec<Duration>,
}

/// Why an interview could not go on. What was recorded until then is on disk.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    #[error(transparent)]
    Audio(#[from] AudioError),
    #[error(transparent)]
    Asr(#[from] AsrError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("there is no question to ask")]
    NoQuestion,
    #[error("the voice's thread could not be started")]
    Thread(#[source] std::io::Error),
}

impl SessionError {
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Audio(error) => error.hint(),
            Self::Asr(error) => error.hint(),
            Self::Store(error) => error.hint(),
            Self::NoQuestion | Self::Thread(_) => None,
        }
    }
}
