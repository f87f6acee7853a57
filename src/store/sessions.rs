//! All sessions of one user.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::PathBuf;

use super::folder::{SESSION_FILE, private_folder, sync_folder};
use super::{Lock, SessionFolder, StoreError};
use crate::config::Paths;
use crate::report::{Session, SessionState, read_session};

/// Ten minutes of recording take 19 MB (16 kHz, 16 bits, one channel); this leaves room for that,
/// for the report and for what else writes to the disk meanwhile.
const MIN_FREE_MB: u64 = 50;

/// Folders that are on their way out begin with this.
const DELETED: &str = ".deleted-";

/// The folder of all sessions.
#[derive(Clone, Debug)]
pub struct Store {
    root: PathBuf,
}

/// A session that was interrupted before it could be saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfinished {
    pub folder: SessionFolder,
    /// Its recordings with sound in them; at least one.
    pub recordings: Vec<PathBuf>,
}

impl Store {
    /// Opens the store, and creates its folder if there is none.
    pub fn open(paths: &Paths) -> Result<Self, StoreError> {
        let root = paths.sessions();
        private_folder()
            .recursive(true)
            .create(&root)
            .map_err(|source| StoreError::Write { path: root.clone(), source })?;
        let store = Self { root };
        store.sweep();
        Ok(store)
    }

    /// Takes the store for one interview.
    ///
    /// # Errors
    /// [`StoreError::Busy`] if another process, or another part of this one, has it.
    pub fn lock(&self) -> Result<Lock, StoreError> {
        Lock::take(&self.root.join(".lock"))
    }

    /// Refuses to begin when the disk has less than 50 MB left.
    pub fn check_space(&self) -> Result<(), StoreError> {
        match fs4::available_space(&self.root) {
            Ok(bytes) => self.require(bytes / 1_000_000),
            Err(source) => Err(StoreError::Read { path: self.root.clone(), source }),
        }
    }

    fn require(&self, free_mb: u64) -> Result<(), StoreError> {
        if free_mb < MIN_FREE_MB {
            return Err(StoreError::NoSpace { path: self.root.clone(), free_mb });
        }
        Ok(())
    }

    /// Creates the folder of a session that begins, with its draft inside.
    ///
    /// A second session of the same second gets `-2` after its id.
    pub fn create(&self, draft: &Session) -> Result<SessionFolder, StoreError> {
        let mut id = draft.id.clone();
        let mut number = 1;
        let path = loop {
            let path = self.path_of(&id)?;
            match private_folder().create(&path) {
                Ok(()) => break path,
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && number < 100 => {
                    number += 1;
                    id = format!("{}-{number}", draft.id);
                }
                Err(source) => return Err(StoreError::Write { path, source }),
            }
        };
        sync_folder(&self.root)
            .map_err(|source| StoreError::Write { path: path.clone(), source })?;
        let folder = SessionFolder::new(id.clone(), path);
        folder.save(&Session { id, ..draft.clone() })?;
        Ok(folder)
    }

    /// Reads one session.
    pub fn load(&self, id: &str) -> Result<Session, StoreError> {
        let path = self.path_of(id)?.join(SESSION_FILE);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(StoreError::Unknown { id: id.to_owned() });
            }
            Err(source) => return Err(StoreError::Read { path, source }),
        };
        read_session(&String::from_utf8_lossy(&bytes))
            .map_err(|source| StoreError::Damaged { path, source })
    }

    /// The folder of a session that exists.
    pub fn folder(&self, id: &str) -> Result<SessionFolder, StoreError> {
        let path = self.path_of(id)?;
        if path.is_dir() {
            Ok(SessionFolder::new(id.to_owned(), path))
        } else {
            Err(StoreError::Unknown { id: id.to_owned() })
        }
    }

    /// The ids of the folders that hold a session's file, complete or not, the oldest first.
    pub(super) fn saved(&self) -> Result<Vec<String>, StoreError> {
        let mut ids = self.ids()?;
        ids.retain(|id| self.root.join(id).join(SESSION_FILE).exists());
        Ok(ids)
    }

    /// Lists the sessions that were interrupted and have sound to analyse, newest first.
    ///
    /// The one that is running is among them. `known` are complete, as the ledger knows; to read them all
    /// again would take seconds.
    pub fn unfinished(&self, known: &BTreeSet<String>) -> Result<Vec<Unfinished>, StoreError> {
        let mut found = Vec::new();
        for id in self.ids()?.into_iter().rev().filter(|id| !known.contains(id)) {
            if self.load(&id).is_ok_and(|session| session.state == SessionState::Complete) {
                continue;
            }
            let folder = SessionFolder::new(id.clone(), self.root.join(id));
            // A folder that cannot be read, or is being deleted, must not hide the others.
            match folder.recordings() {
                Ok(recordings) if !recordings.is_empty() => {
                    found.push(Unfinished { folder, recordings });
                }
                _ => {}
            }
        }
        Ok(found)
    }

    /// Deletes a session with its recordings.
    ///
    /// It is out of every list at once; if deleting is interrupted, the next [`Store::open`] ends it.
    pub fn delete(&self, id: &str) -> Result<(), StoreError> {
        let folder = self.folder(id)?;
        let doomed = self.root.join(format!("{DELETED}{id}"));
        let error = |source| StoreError::Delete { path: folder.path().to_owned(), source };
        fs::rename(folder.path(), &doomed).map_err(error)?;
        fs::remove_dir_all(&doomed).map_err(error)
    }

    /// Ends deletions that were interrupted. What cannot be removed now is tried again next time.
    fn sweep(&self) {
        for entry in fs::read_dir(&self.root).into_iter().flatten().flatten() {
            if entry.file_name().to_string_lossy().starts_with(DELETED) {
                let _ = fs::remove_dir_all(entry.path());
            }
        }
    }

    /// Names of session folders, oldest first.
    fn ids(&self) -> Result<Vec<String>, StoreError> {
        let error = |source| StoreError::Read { path: self.root.clone(), source };
        let mut ids = Vec::new();
        for entry in fs::read_dir(&self.root).map_err(error)? {
            let entry = entry.map_err(error)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if is_id(&name) && entry.path().is_dir() {
                ids.push(name);
            }
        }
        ids.sort();
        Ok(ids)
    }

    /// An id comes from the command line: it must not lead out of the store.
    fn path_of(&self, id: &str) -> Result<PathBuf, StoreError> {
        if is_id(id) {
            Ok(self.root.join(id))
        } else {
            Err(StoreError::Unknown { id: id.to_owned() })
        }
    }
}

/// Whether it can be the name of a session, or of a story, and leads nowhere else.
pub(super) fn is_id(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Started;

    fn store() -> (tempfile::TempDir, Store) {
        let home = tempfile::tempdir().unwrap();
        let store = Store::open(&Paths::under(home.path())).unwrap();
        (home, store)
    }

    fn draft() -> Session {
        let started = Started(1_795_292_103);
        Session::open(started.id(), started.to_string())
    }

    fn complete(store: &Store) -> SessionFolder {
        let folder = store.create(&draft()).unwrap();
        fs::write(folder.audio_path(1), [1; 100]).unwrap();
        let session = Session { id: folder.id().into(), state: SessionState::Complete, ..draft() };
        folder.save(&session).unwrap();
        folder
    }

    fn unfinished(store: &Store) -> Vec<Unfinished> {
        store.unfinished(&BTreeSet::new()).unwrap()
    }

    #[test]
    fn a_session_is_saved_and_loaded() {
        let (_home, store) = store();
        let folder = complete(&store);
        assert_eq!(folder.id(), "2026-11-21T20-15-03");
        assert_eq!(store.saved().unwrap(), [folder.id()]);
        assert_eq!(store.load(folder.id()).unwrap().state, SessionState::Complete);
        assert_eq!(unfinished(&store), []);
        assert!(!folder.path().join(".session.json.new").exists());
    }

    #[test]
    fn two_sessions_of_one_second_keep_apart() {
        let (_home, store) = store();
        complete(&store);
        assert_eq!(complete(&store).id(), "2026-11-21T20-15-03-2");
        assert_eq!(store.saved().unwrap(), ["2026-11-21T20-15-03", "2026-11-21T20-15-03-2"]);
    }

    #[test]
    fn recordings_come_in_the_order_in_which_they_were_spoken() {
        let (_home, store) = store();
        let folder = store.create(&draft()).unwrap();
        let spoken = [1, 2, 10, 11].map(|number| folder.audio_path(number));
        for path in &spoken {
            fs::write(path, [0; 46]).unwrap();
        }
        assert_eq!(unfinished(&store)[0].recordings, spoken);
    }

    #[test]
    fn a_killed_session_is_unfinished_if_it_has_sound() {
        let (_home, store) = store();
        let folder = store.create(&draft()).unwrap();
        fs::write(folder.audio_path(1), [0; 44]).unwrap();
        assert_eq!(unfinished(&store), []);
        fs::write(folder.audio_path(1), [0; 46]).unwrap();
        let found = unfinished(&store);
        assert_eq!(found[0].recordings, [folder.audio_path(1)]);
        assert_eq!(store.load(folder.id()).unwrap().state, SessionState::Open);
        // Its draft may be gone as well.
        fs::remove_file(folder.path().join(SESSION_FILE)).unwrap();
        assert_eq!(unfinished(&store), found);
        assert_eq!(store.unfinished(&BTreeSet::from([folder.id().into()])).unwrap(), []);
    }

    #[test]
    fn the_store_is_held_by_one_and_let_go_by_dropping() {
        let (_home, store) = store();
        let lock = store.lock().unwrap();
        let error = store.lock().unwrap_err();
        assert!(
            matches!(error, StoreError::Busy { pid } if pid == Some(std::process::id())),
            "{error}"
        );
        assert!(error.hint().is_some());
        drop(lock);
        assert!(store.lock().is_ok());
    }

    #[test]
    fn a_damaged_session_is_named_and_its_recording_found() {
        let (_home, store) = store();
        complete(&store);
        let damaged = complete(&store);
        let file = damaged.path().join(SESSION_FILE);
        fs::write(&file, b"{\"schema\": 1, \xFF").unwrap();
        let message = store.load(damaged.id()).unwrap_err().to_string();
        assert!(message.contains(&file.display().to_string()), "{message}");
        assert_eq!(unfinished(&store).len(), 1);
    }

    #[test]
    fn deleting_takes_the_recordings_too() {
        let (_home, store) = store();
        let folder = complete(&store);
        store.delete(folder.id()).unwrap();
        assert!(!folder.path().exists());
        assert!(matches!(store.delete(folder.id()), Err(StoreError::Unknown { .. })));
        assert!(store.saved().unwrap().is_empty());
    }

    #[test]
    fn an_interrupted_deletion_is_ended_at_the_next_start() {
        let (home, store) = store();
        let folder = complete(&store);
        let half = store.root.join(format!("{DELETED}{}", folder.id()));
        fs::rename(folder.path(), &half).unwrap();
        assert!(store.saved().unwrap().is_empty() && unfinished(&store).is_empty());
        Store::open(&Paths::under(home.path())).unwrap();
        assert!(!half.exists());
    }

    #[test]
    fn an_id_cannot_lead_out_of_the_store() {
        let (home, store) = store();
        fs::create_dir(home.path().join("keep")).unwrap();
        for id in ["../keep", "..", "", ".", "/etc", ".deleted-x"] {
            assert!(matches!(store.delete(id), Err(StoreError::Unknown { .. })), "{id}");
            assert!(matches!(store.load(id), Err(StoreError::Unknown { .. })), "{id}");
        }
        assert!(home.path().join("keep").exists());
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_named_with_a_way_out() {
        let home = tempfile::tempdir().unwrap();
        // Below a regular file nothing can be made, not even by root.
        let blocked = home.path().join("file");
        fs::write(&blocked, "").unwrap();
        let error = Store::open(&Paths::under(&blocked)).unwrap_err();
        assert!(error.to_string().contains("sessions"), "{error}");
        assert!(error.hint().unwrap().contains("GREENROOM_HOME"));
    }

    #[test]
    fn a_save_that_fails_leaves_the_last_one_whole() {
        let (_home, store) = store();
        let folder = complete(&store);
        // The draft's name is taken by a folder: writing it must fail, even for root.
        fs::create_dir(folder.path().join(".session.json.new")).unwrap();
        let error = folder.save(&draft()).unwrap_err();
        assert!(error.hint().is_some());
        assert_eq!(store.load(folder.id()).unwrap().state, SessionState::Complete);
    }

    #[test]
    fn a_disk_that_is_nearly_full_is_refused_with_its_figure() {
        let (_home, store) = store();
        store.check_space().unwrap();
        let error = store.require(49).unwrap_err();
        assert!(error.to_string().starts_with("only 49 MB are free in "), "{error}");
        assert!(error.hint().is_some());
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_can_look_inside() {
        use std::os::unix::fs::PermissionsExt;
        let (_home, store) = store();
        let folder = complete(&store);
        let mode =
            |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&store.root), 0o700);
        assert_eq!(mode(folder.path()), 0o700);
        assert_eq!(mode(&folder.path().join(SESSION_FILE)), 0o600);
    }
}
