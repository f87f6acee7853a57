//! The database file: opened, and brought up to date.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, TransactionBehavior};

use super::StoreError;
use super::folder::private_file;

/// What was ever done to the database, in order. Only ever appended to: what is here has been done to
/// files that exist.
const MIGRATIONS: &[&str] = &[include_str!("migrations/001_sessions.sql")];

/// How long one process waits for another to finish writing; it writes for some milliseconds.
const PATIENCE: Duration = Duration::from_secs(5);

/// Opens the database at `path`, and creates it if there is none.
///
/// # Errors
/// [`StoreError::NewerDatabase`] if a later version of the program has changed it,
/// [`StoreError::Database`] if it cannot be read or written.
pub(super) fn open(path: &Path) -> Result<Connection, StoreError> {
    let failed = |source| StoreError::Database { path: path.to_owned(), source };
    // SQLite would create a file that everybody can read.
    if !path.exists() {
        private_file()
            .create(true)
            .truncate(false)
            .open(path)
            .map_err(|source| StoreError::Write { path: path.to_owned(), source })?;
    }
    let mut database = Connection::open(path).map_err(failed)?;
    prepare(&database).map_err(failed)?;
    let found = migrate(&mut database).map_err(failed)?;
    if found > MIGRATIONS.len() {
        return Err(StoreError::NewerDatabase { path: path.to_owned() });
    }
    Ok(database)
}

fn prepare(database: &Connection) -> rusqlite::Result<()> {
    database.busy_timeout(PATIENCE)?;
    // Readers never wait for a writer, and a crash leaves what was committed.
    database.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
    // What was committed survives a power cut, too: a session takes one commit.
    database.pragma_update(None, "synchronous", "full")?;
    database.pragma_update(None, "foreign_keys", true)
}

/// Does what was not yet done to it; gives how many steps it has taken, more than are known for one
/// from a newer version.
fn migrate(database: &mut Connection) -> rusqlite::Result<usize> {
    if version(database)? >= MIGRATIONS.len() {
        return version(database);
    }
    // All or nothing, and only one of two processes that start together.
    let step = database.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let done = version(&step)?;
    for migration in MIGRATIONS.iter().skip(done) {
        step.execute_batch(migration)?;
    }
    step.pragma_update(None, "user_version", done.max(MIGRATIONS.len()))?;
    step.commit()?;
    version(database)
}

fn version(database: &Connection) -> rusqlite::Result<usize> {
    database.pragma_query_value(None, "user_version", |row| row.get(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tables(database: &Connection) -> Vec<String> {
        let mut query = database
            .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
            .unwrap();
        query.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    }

    #[test]
    fn it_is_created_once_and_opened_again() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("greenroom.db");
        let first = tables(&open(&path).unwrap());
        assert!(first.contains(&"answers".to_owned()), "{first:?}");
        assert_eq!(tables(&open(&path).unwrap()), first);
    }

    #[test]
    fn what_an_older_version_left_is_brought_up_to_date() {
        let home = tempfile::tempdir().unwrap();
        for done in 0..MIGRATIONS.len() {
            let path = home.path().join(format!("{done}.db"));
            let old = Connection::open(&path).unwrap();
            for migration in &MIGRATIONS[..done] {
                old.execute_batch(migration).unwrap();
            }
            old.pragma_update(None, "user_version", done).unwrap();
            drop(old);
            let now = open(&path).unwrap();
            assert_eq!(version(&now).unwrap(), MIGRATIONS.len());
            assert!(tables(&now).contains(&"tries".to_owned()), "from {done}");
        }
    }

    #[test]
    fn one_from_a_newer_version_is_left_alone() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("greenroom.db");
        let newer = MIGRATIONS.len() + 1;
        open(&path).unwrap().pragma_update(None, "user_version", newer).unwrap();
        let error = open(&path).unwrap_err();
        assert!(matches!(error, StoreError::NewerDatabase { .. }), "{error}");
        assert_eq!(version(&Connection::open(&path).unwrap()).unwrap(), newer);
    }

    #[test]
    fn what_is_no_database_is_named() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("greenroom.db");
        std::fs::write(&path, "this is a letter, and it is long enough to be taken for a header")
            .unwrap();
        let error = open(&path).unwrap_err();
        assert!(matches!(error, StoreError::Database { .. }), "{error}");
        assert!(error.hint().is_some());
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_can_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("greenroom.db");
        open(&path).unwrap();
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
