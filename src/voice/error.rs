//! Why something could not be said.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use crate::onnx::Damage;

/// Why something could not be said or played.
#[derive(Debug, thiserror::Error)]
pub enum VoiceError {
    #[error("the program `{program}` was not found")]
    ProgramMissing { program: String },
    #[error("the program `{program}` failed")]
    Program {
        program: String,
        #[source]
        source: io::Error,
    },
    #[error("the program `{program}` did not answer within {} s", limit.as_secs())]
    ProgramHung { program: String, limit: Duration },
    #[error("the program `{program}` gave no usable answer: {reason}")]
    ProgramAnswer { program: String, reason: String },
    #[error("cannot read the voice file {}", path.display())]
    File {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("{} does not describe a Piper voice", path.display())]
    Config {
        path: PathBuf,
        #[source]
        source: serde_json::Error,
    },
    #[error("{} is not a usable Piper voice: {reason}", path.display())]
    Unusable { path: PathBuf, reason: &'static str },
    #[error("cannot load the voice model {}", path.display())]
    Model {
        path: PathBuf,
        #[source]
        source: rten::LoadError,
    },
    #[error("cannot load the voice model {}", path.display())]
    Damaged {
        path: PathBuf,
        #[source]
        source: Damage,
    },
    #[error("the voice model failed on a sentence")]
    Inference(#[source] rten::RunError),
    #[error("the voice model answered with something other than sound")]
    Shape,
    #[error("cannot open the speaker")]
    Speaker(#[source] rodio::DeviceSinkError),
    #[error("the speaker stopped in the middle of a sentence")]
    SpeakerLost,
    #[error("cannot write what would be heard")]
    Sink(#[source] io::Error),
}

impl VoiceError {
    /// Tells a person, in one line, what to do about it.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::ProgramMissing { program } => {
                format!("apt install {program}, dnf install {program} or brew install {program}")
            }
            Self::Program { program, .. }
            | Self::ProgramHung { program, .. }
            | Self::ProgramAnswer { program, .. } => {
                format!("try `{program} -v en-us hello` in a terminal; reinstall it if that fails")
            }
            Self::File { .. }
            | Self::Config { .. }
            | Self::Unusable { .. }
            | Self::Model { .. }
            | Self::Damaged { .. }
            | Self::Inference(_)
            | Self::Shape => "greenroom models verify, then greenroom models install".to_owned(),
            Self::Speaker(_) | Self::SpeakerLost => {
                "greenroom devices lists the speakers; --no-voice goes on without one".to_owned()
            }
            Self::Sink(_) => return None,
        };
        Some(hint)
    }
}
