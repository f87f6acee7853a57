//! How a command hears the speaker.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::CliError;
use crate::audio::{AudioError, DeviceMicrophone, FileMicrophone, Microphone, Speed};
use crate::interview::End;

/// What is heard, with what, and until when.
#[derive(Clone, Debug, Args)]
pub(super) struct EarArgs {
    /// What ends an answer; Enter always does
    #[arg(long, value_enum, value_name = "HOW")]
    end: Option<EndArg>,
    /// The microphone, by the id or name that `greenroom devices` shows
    #[arg(long, value_name = "NAME", conflicts_with = "answer")]
    microphone: Option<String>,
    /// The speech model, by name; see `greenroom models list`
    #[arg(long, value_name = "NAME")]
    pub(super) model: Option<String>,
    /// Play a recording in the microphone's place: one for each answer
    #[arg(long, value_name = "FILE", num_args = 1.., action = clap::ArgAction::Append)]
    answer: Vec<PathBuf>,
    /// How many times real time recordings are played, or `max`
    #[arg(long, value_name = "N", default_value = "1", requires = "answer")]
    speed: Speed,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum EndArg {
    /// Enter
    Key,
    /// Saying "that's my answer"
    Phrase,
    /// A long silence
    Silence,
}

impl From<EndArg> for End {
    fn from(arg: EndArg) -> Self {
        match arg {
            EndArg::Key => Self::Key,
            EndArg::Phrase => Self::Phrase,
            EndArg::Silence => Self::Silence,
        }
    }
}

impl EarArgs {
    pub(super) fn end(&self) -> End {
        self.end.map(End::from).unwrap_or_default()
    }

    /// Opens the microphone, or the recordings that stand in for it.
    pub(super) fn microphone(&self) -> Result<Box<dyn Microphone>, CliError> {
        if self.answer.is_empty() {
            let microphone = DeviceMicrophone::open(self.microphone.as_deref());
            Ok(Box::new(microphone.map_err(|e| audio_error(&e))?))
        } else {
            let files = FileMicrophone::new(self.answer.clone(), self.speed);
            Ok(Box::new(files.map_err(|e| audio_error(&e))?))
        }
    }

    /// The recordings that stand in for the microphone; `None` if it is there itself.
    pub(super) fn recordings(&self) -> Option<usize> {
        (!self.answer.is_empty()).then_some(self.answer.len())
    }
}

fn audio_error(error: &AudioError) -> CliError {
    CliError::from_error(error).hint(error.hint())
}
