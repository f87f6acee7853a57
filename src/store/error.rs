//! What can go wrong with sessions on disk.

use std::io;
use std::path::PathBuf;

use rusqlite::ErrorCode;

use crate::config::HOME_VARIABLE;
use crate::report::ReadError;

/// Why sessions could not be stored, found or removed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("another greenroom is running{}", pid.map_or_else(String::new, |pid| format!(" (process {pid})")))]
    Busy { pid: Option<u32> },
    #[error("only {free_mb} MB are free in {}", path.display())]
    NoSpace { path: PathBuf, free_mb: u64 },
    #[error("cannot write {}", path.display())]
    Write { path: PathBuf, source: io::Error },
    #[error("cannot read {}", path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("cannot delete {}", path.display())]
    Delete { path: PathBuf, source: io::Error },
    #[error("{} is damaged", path.display())]
    Damaged { path: PathBuf, source: ReadError },
    #[error("cannot use the database {}", path.display())]
    Database { path: PathBuf, source: rusqlite::Error },
    #[error("the database {} was made by a newer greenroom", path.display())]
    NewerDatabase { path: PathBuf },
    #[error("{} does not hold a story", path.display())]
    BadStory { path: PathBuf, source: Box<toml::de::Error> },
    #[error("there is no story `{name}`")]
    UnknownStory { name: String },
    #[error("`{name}` cannot be the name of a story")]
    StoryName { name: String },
    #[error("there is no session `{id}`")]
    Unknown { id: String },
}

impl StoreError {
    /// Says what to do about it, in one line.
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Busy { .. } => "finish or close the other one first".into(),
            Self::NoSpace { .. } => format!(
                "free some space, delete old sessions, or set {HOME_VARIABLE} to a folder on another disk"
            ),
            Self::Write { path, source } | Self::Delete { path, source } => match source.kind() {
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                    "free some space and try again".into()
                }
                io::ErrorKind::PermissionDenied => format!(
                    "allow writing to {}, or set {HOME_VARIABLE} to a folder of your own",
                    path.display()
                ),
                _ => format!("set {HOME_VARIABLE} to a folder that can be written"),
            },
            Self::Read { path, .. } => format!("check that {} can be read", path.display()),
            Self::Damaged { source: ReadError::NewerSchema { .. }, .. } => {
                "update greenroom to read it".into()
            }
            Self::Damaged { .. } => {
                "its recordings are beside it; analyse them again with `greenroom analyze`".into()
            }
            Self::BadStory { .. } => {
                "mend it, or move it away: it has title, competencies, numbers and attempts".into()
            }
            Self::UnknownStory { .. } => "see `greenroom stories list`".into(),
            Self::StoryName { .. } => "use letters, digits and -".into(),
            Self::NewerDatabase { .. } => "update greenroom to use it".into(),
            Self::Database { path, source } => match source.sqlite_error_code() {
                Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
                    format!("move {} away; it is made again from your sessions", path.display())
                }
                Some(ErrorCode::DiskFull) => "free some space and try again".into(),
                Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                    "another greenroom is writing; try again in a moment".into()
                }
                _ => format!(
                    "allow writing to {}, or set {HOME_VARIABLE} to a folder of your own",
                    path.display()
                ),
            },
            Self::Unknown { .. } => "see `greenroom sessions list`".into(),
        })
    }
}
