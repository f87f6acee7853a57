//! Opens what an interview needs: weights, voice, speaker.

use std::path::{Path, PathBuf};

use clap::Args;

use super::{CliError, Desk};
use crate::asr::LoadRecogniser;
use crate::audio::SoundFile;
use crate::embed::{Embedder, EmbedderFiles};
use crate::models::{Library, ModelError};
use crate::session::{self, Organs, Understanding};
use crate::voice::{Player, Silent, Speaker, SpeakerFile, Speaking, VoiceFiles};

/// Recognition threads. More than the cores that are there slow it down (its threads wait for each
/// other busily), and beyond four the base model gains nothing.
const MOST_THREADS: usize = 4;

/// Finds a recogniser; what is returned loads it.
pub(super) fn recogniser(desk: &Desk, name: Option<&str>) -> Result<LoadRecogniser, CliError> {
    recognisers(desk, name).map(|another| another())
}

/// Finds a recogniser that is to be loaded more than once.
pub(super) fn recognisers(
    desk: &Desk,
    name: Option<&str>,
) -> Result<impl Fn() -> LoadRecogniser + use<>, CliError> {
    let path = library(desk)?.recogniser(name).map_err(|e| model_error(&e))?.path;
    Ok(move || -> LoadRecogniser {
        let path = path.clone();
        Box::new(move |interrupt| session::recogniser(&path, threads(), interrupt))
    })
}

/// Loads the sentence model; without one, answers are analysed without.
pub(super) fn understanding(desk: &Desk) -> Result<Understanding, CliError> {
    let files = match library(desk)?.sentences() {
        Ok(files) => EmbedderFiles { model: files.onnx, tokenizer: files.tokenizer },
        Err(ModelError::NotInstalled { .. }) => return Ok(Understanding::default()),
        Err(error) => return Err(model_error(&error)),
    };
    let embedder =
        Embedder::load(&files).map_err(|error| CliError::from_error(&error).hint(error.hint()))?;
    Ok(Understanding::new(Some(embedder)))
}

pub(super) fn library(desk: &Desk) -> Result<Library, CliError> {
    Library::new(&desk.paths).map_err(|e| model_error(&e))
}

pub(super) fn model_error(error: &ModelError) -> CliError {
    CliError::from_error(error).hint(error.hint())
}

/// The threads that recognition uses on this machine.
pub(super) fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from).min(MOST_THREADS)
}

/// Where the interviewer is heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Sound {
    Speaker,
    File(PathBuf),
    /// Questions are only written.
    None,
}

/// How an interview is heard and seen.
#[derive(Clone, Debug, Args)]
pub(super) struct StageArgs {
    /// Write what would be heard to a WAV file
    #[arg(long, value_name = "FILE")]
    speaker: Option<PathBuf>,
    /// Only write the questions and the feedback
    #[arg(long, conflicts_with = "speaker")]
    no_voice: bool,
    /// Plain lines instead of the live display
    #[arg(long)]
    pub(super) no_ui: bool,
}

impl StageArgs {
    pub(super) fn sound(&self) -> Sound {
        match &self.speaker {
            Some(path) => Sound::File(path.clone()),
            None if self.no_voice => Sound::None,
            None => Sound::Speaker,
        }
    }
}

/// Opens voice and speaker; what cannot be opened is told through `note` and done without.
///
/// What is returned runs on the voice's thread: a speaker is bound to the thread that opened it.
pub(super) fn organs(
    desk: &Desk,
    sound: Sound,
    note: impl Fn(String) + Send + 'static,
) -> Result<Box<dyn FnOnce() -> Organs + Send>, CliError> {
    let files = library(desk)?
        .voice()
        .ok()
        .map(|files| VoiceFiles { model: files.onnx, config: files.config });
    let cache = desk.paths.speech();
    // Opened here, so that a file that cannot be written is an error before anything is said.
    let file = match &sound {
        Sound::File(path) => Some(speaker_file(path)?),
        Sound::Speaker | Sound::None => None,
    };
    Ok(Box::new(move || {
        let player: Option<Box<dyn Player>> = match (sound, file) {
            (Sound::File(_), Some(mut file)) => Some(Box::new(SpeakerFile::new(move |speech| {
                file.write(&speech.samples, speech.rate_hz)
            }))),
            (Sound::Speaker, _) => match Speaker::open() {
                Ok(speaker) => Some(Box::new(speaker)),
                Err(error) => {
                    note(format!(
                        "{}; questions are only written",
                        CliError::from_error(&error).message
                    ));
                    None
                }
            },
            _ => None,
        };
        let Some(player) = player else {
            return Organs { voice: Speaking::mute(), player: Box::new(Silent) };
        };
        let voice = Speaking::open(files.as_ref(), Some(cache));
        if let Some(text) = voice.note() {
            note(text.to_owned());
        }
        Organs { voice, player }
    }))
}

fn speaker_file(path: &Path) -> Result<SoundFile, CliError> {
    SoundFile::create(path).map_err(|error| CliError::from_error(&error).hint(error.hint()))
}
