//! What was practised, to be looked up: kept in a database that follows the sessions' folders.
//!
//! The folders are the record and the ledger an index of them, so that neither a crash between the two
//! nor a lost database loses a session: [`Ledger::catch_up`] enters what is missing and strikes out what
//! is gone.

use std::collections::BTreeSet;
use std::path::PathBuf;

use rusqlite::{Connection, params};

use super::folder::private_folder;
use super::{Store, StoreError, database};
use crate::config::Paths;
use crate::report::{ReportModel, Session, SessionState, TryReport};

/// The ledger of one user.
#[derive(Debug)]
pub struct Ledger {
    pub(super) database: Connection,
    path: PathBuf,
}

impl Ledger {
    /// Opens the ledger, creates or brings it up to date, and lets it catch up with `store`.
    ///
    /// What is returned besides are sessions that could not be read.
    ///
    /// # Errors
    /// [`StoreError::NewerDatabase`] if a later version of the program has changed it,
    /// [`StoreError::Database`] if it cannot be read or written.
    pub fn open(paths: &Paths, store: &Store) -> Result<(Self, Vec<StoreError>), StoreError> {
        let folder = paths.data();
        private_folder()
            .recursive(true)
            .create(folder)
            .map_err(|source| StoreError::Write { path: folder.to_owned(), source })?;
        let path = paths.ledger();
        let mut ledger = Self { database: database::open(&path)?, path };
        let damaged = ledger.catch_up(store)?;
        Ok((ledger, damaged))
    }

    /// Enters complete sessions that are not in it, and strikes out those whose folder is gone. Demos
    /// are not practice.
    fn catch_up(&mut self, store: &Store) -> Result<Vec<StoreError>, StoreError> {
        let known = self.known()?;
        let there: BTreeSet<String> = store.saved()?.into_iter().collect();
        for gone in known.difference(&there) {
            self.strike_out(gone)?;
        }
        let mut damaged = Vec::new();
        for id in there.difference(&known) {
            match store.load(id) {
                Ok(session) if session.state == SessionState::Open || session.is_demo() => {}
                Ok(session) => self.enter(&Session { id: id.clone(), ..session })?,
                // Deleted by another process meanwhile.
                Err(StoreError::Unknown { .. }) => {}
                Err(error) => damaged.push(error),
            }
        }
        Ok(damaged)
    }

    /// The ids of all sessions in it.
    pub fn known(&self) -> Result<BTreeSet<String>, StoreError> {
        self.reading(|database| {
            let mut query = database.prepare("SELECT id FROM sessions")?;
            query.query_map([], |row| row.get(0))?.collect()
        })
    }

    /// Enters a session, in place of what was there of it.
    pub fn enter(&mut self, session: &Session) -> Result<(), StoreError> {
        self.writing(|writer| {
            writer.execute("DELETE FROM sessions WHERE id = ?1", [&session.id])?;
            writer.execute(
                "INSERT INTO sessions (id, started, question, company, level, length, drill)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                params![
                    session.id,
                    session.started,
                    session.question,
                    session.company,
                    session.level,
                    session.length,
                    session.drill
                ],
            )?;
            for (answer, number) in session.answers.iter().zip(1_i64..) {
                let report = &answer.report;
                writer.execute(
                    "INSERT INTO answers (session, number, role, asked, because, audio, question,
                     framework, length, company, level, words, duration_ms, opening_ms,
                     speech_rate_wpm, articulation_rate_wpm, fillers_per_minute, longest_pause_ms,
                     overall, rubric)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16,
                     ?17, ?18, ?19, ?20)",
                    params![
                        session.id,
                        number,
                        answer.role.as_str(),
                        answer.asked,
                        answer.because,
                        answer.audio,
                        report.question,
                        report.framework,
                        report.length,
                        report.company,
                        report.level,
                        report.words.len(),
                        report.source.duration_s.0.0,
                        report.opening().map(|opening| opening.0.0),
                        report.delivery.speech_rate_wpm,
                        report.delivery.articulation_rate_wpm,
                        report.delivery.fillers_per_minute,
                        report.delivery.longest_pause_s.map(|pause| pause.0.0),
                        report.scores.overall,
                        report.engine.rubric
                    ],
                )?;
                let id = writer.last_insert_rowid();
                enter_details(writer, id, report)?;
                if let Some(TryReport { passed, value, unit, target, .. }) = &answer.tried {
                    writer.execute(
                        "INSERT INTO tries (answer, passed, value, unit, target)
                         VALUES (?1, ?2, ?3, ?4, ?5)",
                        params![id, passed, value, unit, target],
                    )?;
                }
            }
            Ok(())
        })
    }

    /// Takes a session out.
    pub fn strike_out(&mut self, id: &str) -> Result<(), StoreError> {
        self.writing(|writer| {
            writer.execute("DELETE FROM sessions WHERE id = ?1", [id]).map(|_| ())
        })
    }

    pub(super) fn reading<T>(
        &self,
        read: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        read(&self.database).map_err(|source| self.failed(source))
    }

    /// Writes all or nothing.
    pub(super) fn writing<T>(
        &mut self,
        write: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        let done = (|| {
            let step = self.database.transaction()?;
            let done = write(&step)?;
            step.commit()?;
            Ok(done)
        })();
        done.map_err(|source| self.failed(source))
    }

    fn failed(&self, source: rusqlite::Error) -> StoreError {
        StoreError::Database { path: self.path.clone(), source }
    }
}

fn enter_details(writer: &Connection, answer: i64, report: &ReportModel) -> rusqlite::Result<()> {
    let mut words = writer.prepare_cached(
        "INSERT INTO words (answer, number, text, start_ms, end_ms, confidence, filler)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    for (word, number) in report.words.iter().zip(1_i64..) {
        words.execute(params![
            answer,
            number,
            word.text,
            word.start_s.0.0,
            word.end_s.0.0,
            word.confidence,
            word.filler
        ])?;
    }
    let mut findings = writer.prepare_cached(
        "INSERT INTO findings (answer, number, rule, severity, quote, start_ms, end_ms, value, unit,
         target) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?;
    for (finding, number) in report.findings.iter().zip(1_i64..) {
        let measure = finding.measure.as_ref();
        findings.execute(params![
            answer,
            number,
            finding.rule,
            finding.severity.as_str(),
            finding.quote,
            finding.start_s.0.0,
            finding.end_s.0.0,
            measure.map(|measure| measure.value),
            measure.map(|measure| measure.unit.as_str()),
            measure.map(|measure| measure.target)
        ])?;
    }
    let mut scores = writer.prepare_cached(
        "INSERT INTO scores (answer, number, dimension, score) VALUES (?1, ?2, ?3, ?4)",
    )?;
    for (dimension, number) in report.scores.dimensions.iter().zip(1_i64..) {
        scores.execute(params![answer, number, dimension.name, dimension.score])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::SessionState;
    use crate::store::{SessionFolder, Started};

    fn home() -> (tempfile::TempDir, Paths, Store) {
        let home = tempfile::tempdir().unwrap();
        let paths = Paths::under(home.path());
        let store = Store::open(&paths).unwrap();
        (home, paths, store)
    }

    fn hold(store: &Store, started: u64, state: SessionState) -> SessionFolder {
        let started = Started(started);
        let session = Session { state, ..Session::open(started.id(), started.to_string()) };
        store.create(&session).unwrap()
    }

    fn ids(paths: &Paths, store: &Store) -> Vec<String> {
        let (ledger, _) = Ledger::open(paths, store).unwrap();
        ledger.sessions().unwrap().into_iter().map(|line| line.id).collect()
    }

    #[test]
    fn it_follows_the_folders() {
        let (_home, paths, store) = home();
        let first = hold(&store, 1_000, SessionState::Complete);
        hold(&store, 2_000, SessionState::Open);
        let third = hold(&store, 3_000, SessionState::Complete);
        assert_eq!(ids(&paths, &store), [third.id(), first.id()]);
        store.delete(third.id()).unwrap();
        assert_eq!(ids(&paths, &store), [first.id()]);
    }

    #[test]
    fn a_lost_one_is_made_again() {
        let (_home, paths, store) = home();
        let folder = hold(&store, 1_000, SessionState::Complete);
        assert_eq!(ids(&paths, &store), [folder.id()]);
        std::fs::remove_file(paths.ledger()).unwrap();
        assert_eq!(ids(&paths, &store), [folder.id()]);
    }

    #[test]
    fn a_damaged_session_is_told_and_hides_no_other() {
        let (_home, paths, store) = home();
        let whole = hold(&store, 1_000, SessionState::Complete);
        let damaged = hold(&store, 2_000, SessionState::Complete);
        std::fs::write(damaged.path().join("session.json"), b"{\"schema\": 1, \xFF").unwrap();
        let (ledger, told) = Ledger::open(&paths, &store).unwrap();
        assert_eq!(told.len(), 1);
        assert_eq!(ledger.sessions().unwrap()[0].id, whole.id());
    }

    #[test]
    fn a_demo_is_no_practice() {
        let (_home, paths, store) = home();
        let session = Session::open("demo-1", "2026-11-21T20:15:03Z");
        store.create(&Session { state: SessionState::Complete, ..session }).unwrap();
        assert!(ids(&paths, &store).is_empty());
    }

    #[test]
    fn a_session_is_entered_once_however_often() {
        let (_home, paths, store) = home();
        let (mut ledger, _) = Ledger::open(&paths, &store).unwrap();
        let session = crate::report::fixture::session();
        for _ in 0..2 {
            ledger.enter(&session).unwrap();
        }
        assert_eq!(ledger.sessions().unwrap().len(), 1);
        let mut wanted = crate::report::Attempt::of(&session);
        assert_eq!(ledger.attempts(None, 10).unwrap(), wanted);
        let question = wanted.remove(0).question.unwrap();
        assert_eq!(ledger.attempts(Some(&question), 10).unwrap().len(), 1);
        assert_eq!(ledger.attempts(Some("another"), 10).unwrap(), []);
        assert_eq!(ledger.last_asked().unwrap()[&question], session.started);
        ledger.strike_out(&session.id).unwrap();
        let left: i64 = ledger
            .reading(|db| db.query_row("SELECT count(*) FROM words", [], |row| row.get(0)))
            .unwrap();
        assert_eq!(left, 0, "what belongs to a session goes with it");
    }
}
