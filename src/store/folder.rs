//! The folder of one session.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::StoreError;
use crate::report::{Session, read_session, to_json};

pub(super) const SESSION_FILE: &str = "session.json";
const ORIGINAL_FILE: &str = "session.original.json";

/// Where one session's recordings and its `session.json` are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionFolder {
    id: String,
    path: PathBuf,
}

impl SessionFolder {
    pub(super) fn new(id: String, path: PathBuf) -> Self {
        Self { id, path }
    }

    /// The id that the session got: the one asked for, or that with a number if it was taken.
    pub fn id(&self) -> &str {
        &self.id
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The file for the recording of an answer, counted from 1. It need not exist.
    pub fn audio_path(&self, number: usize) -> PathBuf {
        self.path.join(format!("answer-{number}.wav"))
    }

    /// Writes the session in one step: a crash leaves the file of before or the new one, whole.
    pub fn save(&self, session: &Session) -> Result<(), StoreError> {
        let path = self.path.join(SESSION_FILE);
        let result = to_json(session)
            .map_err(io::Error::from)
            .and_then(|text| replace(&self.path, SESSION_FILE, text.as_bytes()));
        result.map_err(|source| StoreError::Write { path, source })
    }

    /// The recording that the session's file names; `None` if it is not there. A file that somebody else
    /// wrote could name anything.
    pub fn recording(&self, name: &str) -> Option<PathBuf> {
        let own = self.path.join(name);
        let is_plain = own.parent() == Some(&*self.path) && own.file_name() == Some(name.as_ref());
        (is_plain && own.is_file()).then_some(own)
    }

    /// Keeps the session's file as it is now, unless one was kept before: what a person corrects can be
    /// compared with what was heard.
    pub fn keep_original(&self) -> Result<(), StoreError> {
        let path = self.path.join(ORIGINAL_FILE);
        if path.exists() {
            return Ok(());
        }
        let kept = fs::read(self.path.join(SESSION_FILE))
            .and_then(|bytes| replace(&self.path, ORIGINAL_FILE, &bytes));
        kept.map_err(|source| StoreError::Write { path, source })
    }

    /// The session as it was before it was corrected; `None` if it never was.
    pub fn original(&self) -> Option<Session> {
        let text = fs::read_to_string(self.path.join(ORIGINAL_FILE)).ok()?;
        read_session(&text).ok()
    }

    /// Puts a damaged file out of the way, so that nothing of it is lost when the session is saved anew.
    pub fn set_aside(&self) -> Result<(), StoreError> {
        let path = self.path.join(SESSION_FILE);
        fs::rename(&path, self.path.join("session.damaged.json"))
            .map_err(|source| StoreError::Write { path, source })
    }

    /// Recordings with sound in them, in order.
    pub(super) fn recordings(&self) -> io::Result<Vec<PathBuf>> {
        // What a WAV file without a sample takes.
        const HEADER: u64 = 44;
        let mut found = Vec::new();
        for entry in fs::read_dir(&self.path)? {
            let entry = entry?;
            let path = entry.path();
            let is_wav = path.extension().is_some_and(|extension| extension == "wav");
            if is_wav && entry.metadata()?.len() > HEADER {
                found.push(path);
            }
        }
        // `answer-10` was spoken after `answer-2`.
        found.sort_by_key(|path| (number(path), path.clone()));
        Ok(found)
    }
}

/// The number at the end of a recording's name.
fn number(recording: &Path) -> Option<u32> {
    let stem = recording.file_stem()?.to_str()?;
    stem.rsplit('-').next()?.parse().ok()
}

/// Writes a file of a folder in one step, over a draft beside it.
pub(super) fn replace(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let draft = folder.join(format!(".{name}.new"));
    let mut file = private_file().create(true).truncate(true).open(&draft)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&draft, folder.join(name))?;
    sync_folder(folder)
}

/// Makes a new or renamed entry outlast a power cut. Only unix can sync a folder.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// Options for a file that only its owner can read.
pub(super) fn private_file() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// A builder for a folder that only its owner can enter.
pub(super) fn private_folder() -> DirBuilder {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
}
