//! What every benchmark works with: weights, questions, a folder for what is only tried.

use std::env;
use std::fs::File;
use std::path::PathBuf;

use greenroom::asr::{AsrError, Interrupt, Recogniser, Whisper};
use greenroom::bank::Bank;
use greenroom::config::{HOME_VARIABLE, Paths};
use greenroom::models::Library;
use greenroom::voice::VoiceFiles;
use tempfile::TempDir;

use super::Result;

/// The model that the figures are about.
pub(crate) const MODEL: &str = "base";

/// Recognition threads that the figures are about.
pub(crate) const THREADS: usize = 2;

/// Names a file that is locked while something is timed, so that several checkouts on one machine
/// do not disturb each other's figures.
const LOCK_VARIABLE: &str = "GREENROOM_BENCH_LOCK";

pub(crate) struct Stage {
    pub(crate) paths: Paths,
    pub(crate) weights: PathBuf,
    pub(crate) voice: VoiceFiles,
    pub(crate) bank: Bank,
    folder: TempDir,
}

impl Stage {
    pub(crate) fn set() -> Result<Self> {
        let home = env::var_os(HOME_VARIABLE).map(PathBuf::from);
        let paths = Paths::discover(home).ok_or("there is no folder for greenroom's data")?;
        let library = Library::new(&paths)?;
        let voice = library.voice()?;
        Ok(Self {
            weights: library.recogniser(Some(MODEL))?.path,
            voice: VoiceFiles { model: voice.onnx, config: voice.config },
            bank: Bank::builtin()?,
            folder: tempfile::tempdir()?,
            paths,
        })
    }

    /// A file that is gone when the benchmarks are over.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn recogniser(
        &self,
    ) -> impl FnOnce(Interrupt) -> std::result::Result<Box<dyn Recogniser>, AsrError> + Send + 'static
    {
        let weights = self.weights.clone();
        move |interrupt| {
            let whisper = Whisper::load(&weights, THREADS, interrupt)?;
            Ok(Box::new(whisper) as Box<dyn Recogniser>)
        }
    }
}

/// Waits until nothing else is being timed on this machine; that lasts until it is dropped.
pub(crate) fn turn() -> Result<Option<File>> {
    let Some(path) = env::var_os(LOCK_VARIABLE) else { return Ok(None) };
    let file = File::options().create(true).append(true).open(path)?;
    file.lock()?;
    Ok(Some(file))
}
