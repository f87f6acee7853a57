//! What can go wrong between audio and words.

use std::path::PathBuf;

/// Why there are no words.
#[derive(Debug, thiserror::Error)]
pub enum AsrError {
    #[error("the speech model {path} could not be loaded")]
    Load {
        path: PathBuf,
        #[source]
        source: whisper_rs::WhisperError,
    },
    #[error("the speech model {path} could not be read")]
    Unread {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("the speech model could not transcribe a stretch of the answer")]
    Transcribe(#[source] whisper_rs::WhisperError),
    /// More was recognised than anyone can say in the time: the decoder got stuck.
    #[error("the speech model got stuck on a stretch of the answer")]
    Stuck,
    /// The pass was cut short on request; its audio will be asked for again.
    #[error("the pass was cut short")]
    Interrupted,
    #[error("the recogniser's thread could not be started")]
    Thread(#[source] std::io::Error),
    /// The models of the sounds, which are part of the program.
    #[error("what phones sound like could not be read: {0}")]
    Sounds(String),
    #[error("the recogniser stopped working")]
    Gone,
}

impl AsrError {
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Load { .. } | Self::Unread { .. } => Some(
                "`greenroom models verify` checks it, `greenroom models install` mends it".into(),
            ),
            Self::Transcribe(_) | Self::Stuck | Self::Gone => {
                Some("the recording is safe; `greenroom analyze FILE` transcribes it again".into())
            }
            Self::Thread(_) | Self::Interrupted | Self::Sounds(_) => None,
        }
    }
}
