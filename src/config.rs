//! Where things are on this machine.

use std::path::{Path, PathBuf};

/// The environment variable that moves all of greenroom's data into one folder.
pub const HOME_VARIABLE: &str = "GREENROOM_HOME";

/// The folders that greenroom reads and writes. Nothing is created until something is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paths {
    data: PathBuf,
    cache: PathBuf,
}

impl Paths {
    /// Uses one folder for everything, as `GREENROOM_HOME` asks.
    pub fn under(home: impl Into<PathBuf>) -> Self {
        let data = home.into();
        Self { cache: data.join("cache"), data }
    }

    /// Uses `home` if it is given, else the platform's data and cache folders.
    ///
    /// `None` if the platform names none, as for a user without a home folder.
    pub fn discover(home: Option<PathBuf>) -> Option<Self> {
        if let Some(home) = home.filter(|path| !path.as_os_str().is_empty()) {
            return Some(Self::under(home));
        }
        let dirs = directories::ProjectDirs::from("", "", "greenroom")?;
        Some(Self { data: dirs.data_dir().to_owned(), cache: dirs.cache_dir().to_owned() })
    }

    pub fn data(&self) -> &Path {
        &self.data
    }

    /// Weights, each checked when it was installed.
    pub fn models(&self) -> PathBuf {
        self.data.join("models")
    }

    /// One folder a session: its recordings and its `session.json`.
    pub fn sessions(&self) -> PathBuf {
        self.data.join("sessions")
    }

    /// What is looked up across sessions.
    pub fn ledger(&self) -> PathBuf {
        self.data.join("greenroom.db")
    }

    /// The stories that the user keeps, one file each.
    pub fn stories(&self) -> PathBuf {
        self.data.join("stories")
    }

    /// The user's own cards, merged with those that greenroom brings.
    pub fn questions(&self) -> PathBuf {
        self.data.join("questions")
    }

    /// Packages on their way to becoming models.
    pub fn downloads(&self) -> PathBuf {
        self.cache.join("downloads")
    }

    /// What the voice has said before.
    pub fn speech(&self) -> PathBuf {
        self.cache.join("speech")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_variable_moves_everything() {
        let paths = Paths::discover(Some("/tmp/g".into())).unwrap();
        assert_eq!(paths.models(), Path::new("/tmp/g/models"));
        assert_eq!(paths.speech(), Path::new("/tmp/g/cache/speech"));
    }

    #[test]
    fn an_empty_variable_is_as_good_as_none() {
        assert_eq!(Paths::discover(Some(PathBuf::new())), Paths::discover(None));
    }
}
