//! The stories that somebody keeps: a file each, to be edited by hand, too.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::PathBuf;

use super::StoreError;
use super::folder::{private_folder, replace};
use super::sessions::is_id;
use crate::config::Paths;
use crate::report::Story;

/// The folder of all stories.
#[derive(Clone, Debug)]
pub struct Stories {
    root: PathBuf,
}

impl Stories {
    pub fn new(paths: &Paths) -> Self {
        Self { root: paths.stories() }
    }

    /// All stories by name.
    ///
    /// # Errors
    /// [`StoreError::BadStory`] for a file that holds none.
    pub fn all(&self) -> Result<BTreeMap<String, Story>, StoreError> {
        let entries = match fs::read_dir(&self.root) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(BTreeMap::new()),
            Err(source) => return Err(StoreError::Read { path: self.root.clone(), source }),
        };
        let mut all = BTreeMap::new();
        for path in entries.flatten().map(|entry| entry.path()) {
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            if path.extension().is_none_or(|extension| extension != "toml") || !is_id(&name) {
                continue;
            }
            let text = fs::read_to_string(&path)
                .map_err(|source| StoreError::Read { path: path.clone(), source })?;
            let story = toml::from_str(&text)
                .map_err(|source| StoreError::BadStory { path, source: Box::new(source) })?;
            all.insert(name, story);
        }
        Ok(all)
    }

    /// One story by its name.
    pub fn load(&self, name: &str) -> Result<Story, StoreError> {
        self.all()?.remove(name).ok_or_else(|| StoreError::UnknownStory { name: name.to_owned() })
    }

    /// Writes a story in one step.
    ///
    /// # Errors
    /// [`StoreError::StoryName`] for a name that no file can have everywhere.
    pub fn save(&self, name: &str, story: &Story) -> Result<(), StoreError> {
        let path = self.path_of(name)?;
        let write = || {
            private_folder().recursive(true).create(&self.root)?;
            let text = toml::to_string(story).map_err(io::Error::other)?;
            replace(&self.root, &format!("{name}.toml"), text.as_bytes())
        };
        write().map_err(|source| StoreError::Write { path: path.clone(), source })
    }

    /// Deletes a story; the answers in which it was told stay.
    pub fn delete(&self, name: &str) -> Result<(), StoreError> {
        let path = self.path_of(name)?;
        match fs::remove_file(&path) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Err(StoreError::UnknownStory { name: name.to_owned() })
            }
            Err(source) => Err(StoreError::Delete { path, source }),
        }
    }

    /// A name comes from the command line: it must not lead out of the folder.
    fn path_of(&self, name: &str) -> Result<PathBuf, StoreError> {
        if is_id(name) {
            Ok(self.root.join(format!("{name}.toml")))
        } else {
            Err(StoreError::StoryName { name: name.to_owned() })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stories() -> (tempfile::TempDir, Stories) {
        let home = tempfile::tempdir().unwrap();
        let stories = Stories::new(&Paths::under(home.path()));
        (home, stories)
    }

    #[test]
    fn a_story_is_kept_loaded_and_deleted() {
        let (_home, stories) = stories();
        assert!(stories.all().unwrap().is_empty());
        let story =
            Story { title: "Seats".into(), numbers: vec!["40 %".into()], ..Story::default() };
        stories.save("seats", &story).unwrap();
        assert_eq!(stories.load("seats").unwrap(), story);
        stories.delete("seats").unwrap();
        assert!(matches!(stories.load("seats"), Err(StoreError::UnknownStory { .. })));
        assert!(matches!(stories.delete("seats"), Err(StoreError::UnknownStory { .. })));
    }

    #[test]
    fn a_name_cannot_lead_out_of_the_folder() {
        let (_home, stories) = stories();
        for name in ["../seats", "", "a/b", ".."] {
            assert!(matches!(
                stories.save(name, &Story::default()),
                Err(StoreError::StoryName { .. })
            ));
        }
    }

    #[test]
    fn a_file_that_is_no_story_is_named() {
        let (_home, stories) = stories();
        stories.save("seats", &Story::default()).unwrap();
        fs::write(stories.root.join("seats.toml"), "titel = 3").unwrap();
        let error = stories.all().unwrap_err();
        assert!(error.to_string().contains("seats.toml"), "{error}");
        assert!(error.hint().is_some());
    }
}
