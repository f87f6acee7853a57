//! What every benchmark works with: weights, questions, a folder for what is only tried.

use std::cell::RefCell;
use std::env;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use greenroom::asr::{AsrError, Interrupt, Recogniser};
use greenroom::bank::Bank;
use greenroom::config::{HOME_VARIABLE, Paths};
use greenroom::models::Library;
use greenroom::session::{Heard, recogniser, transcribe};
use greenroom::voice::VoiceFiles;
use tempfile::TempDir;

use super::Result;
use super::rig::now;

/// The model that the figures are about.
pub(crate) const MODEL: &str = "base";

/// Recognition threads that the figures are about.
pub(crate) const THREADS: usize = 2;

/// Names a file that is locked while something is timed, so that several checkouts on one machine
/// do not disturb each other's figures.
const LOCK_VARIABLE: &str = "GREENROOM_BENCH_LOCK";

/// After so long, others get their turn.
const TURN: Duration = Duration::from_secs(200);

pub(crate) struct Stage {
    pub(crate) paths: Paths,
    pub(crate) weights: PathBuf,
    pub(crate) voice: VoiceFiles,
    pub(crate) bank: Bank,
    folder: TempDir,
    turn: RefCell<Option<(File, Instant)>>,
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
            turn: RefCell::default(),
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
        move |interrupt| recogniser(&weights, THREADS, interrupt)
    }

    /// Hears a recording as `analyze` does.
    pub(crate) fn transcribe(&self, recording: &Path) -> Result<Heard> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        Ok(runtime.block_on(transcribe(recording, self.recogniser(), "", &mut |_| {}))?)
    }

    /// Waits until nothing else is being timed on this machine, before something is.
    pub(crate) fn take_turn(&self) -> Result<()> {
        let Some(path) = env::var_os(LOCK_VARIABLE) else { return Ok(()) };
        let mut turn = self.turn.borrow_mut();
        if turn.as_ref().is_some_and(|(_, since)| since.elapsed() < TURN) {
            return Ok(());
        }
        if turn.take().is_some() {
            // The lock goes to whoever asks first, and those who wait must wake up to ask.
            std::thread::sleep(Duration::from_secs(1));
        }
        let file = File::options().create(true).append(true).open(path)?;
        file.lock()?;
        *turn = Some((file, now()));
        Ok(())
    }
}
