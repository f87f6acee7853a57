//! What the ledger knows of answers.

use std::collections::BTreeMap;

use rusqlite::{Connection, Row, params};

use super::{Ledger, StoreError};
use crate::report::{Attempt, Seconds};
use crate::timeline::Millis;

/// One line for each session.
#[derive(Clone, Debug, PartialEq)]
pub struct SessionLine {
    pub id: String,
    pub started: String,
    /// The cards' ids.
    pub questions: Vec<String>,
    pub drill: Option<String>,
    pub answers: usize,
    /// Of all its answers together.
    pub duration: Millis,
    /// Of its scored answers, on average, 0 to 100.
    pub overall: Option<f64>,
}

impl Ledger {
    /// The newest main answers to a question, or to any, in the order in which they were given.
    pub fn attempts(
        &self,
        question: Option<&str>,
        most: usize,
    ) -> Result<Vec<Attempt>, StoreError> {
        self.reading(|database| {
            let mut query = database.prepare(
                "SELECT a.id, a.session, s.started, a.number, a.question, a.length, a.company,
                 a.level, a.duration_ms, a.opening_ms, a.speech_rate_wpm, a.articulation_rate_wpm,
                 a.fillers_per_minute, a.longest_pause_ms, a.overall, a.rubric, a.words
                 FROM answers a JOIN sessions s ON s.id = a.session
                 WHERE a.role = 'main' AND s.drill IS NULL AND (?1 IS NULL OR a.question = ?1)
                 ORDER BY s.started DESC, s.id DESC, a.number DESC LIMIT ?2",
            )?;
            let most = i64::try_from(most).unwrap_or(i64::MAX);
            let rows = query.query_map(params![question, most], attempt)?;
            let mut attempts: Vec<(i64, Attempt)> = rows.collect::<Result<_, _>>()?;
            for (answer, attempt) in &mut attempts {
                attempt.dimensions = dimensions(database, *answer)?;
                attempt.rules = rules(database, *answer)?;
            }
            Ok(attempts.into_iter().rev().map(|(_, attempt)| attempt).collect())
        })
    }

    /// When each question was last asked.
    pub fn last_asked(&self) -> Result<BTreeMap<String, String>, StoreError> {
        self.reading(|database| {
            let mut query = database.prepare(
                "SELECT a.question, max(s.started) FROM answers a JOIN sessions s ON s.id = a.session
                 WHERE a.question IS NOT NULL GROUP BY a.question",
            )?;
            query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
        })
    }

    /// All sessions, the newest first.
    pub fn sessions(&self) -> Result<Vec<SessionLine>, StoreError> {
        self.reading(|database| {
            let mut query = database.prepare(
                "SELECT s.id, s.started, count(a.id), coalesce(sum(a.duration_ms), 0),
                 coalesce(group_concat(a.question, ' ') FILTER (WHERE a.role = 'main'), ''),
                 s.drill, avg(a.overall)
                 FROM sessions s LEFT JOIN answers a ON a.session = s.id
                 GROUP BY s.id ORDER BY s.started DESC, s.id DESC",
            )?;
            let line = |row: &Row<'_>| {
                let questions: String = row.get(4)?;
                Ok(SessionLine {
                    id: row.get(0)?,
                    started: row.get(1)?,
                    answers: row.get(2)?,
                    duration: Millis(row.get(3)?),
                    drill: row.get(5)?,
                    overall: row.get(6)?,
                    questions: questions.split_whitespace().map(str::to_owned).collect(),
                })
            };
            query.query_map([], line)?.collect()
        })
    }

    /// The ids of sessions that began before a moment, `2026-11-21T20:15:03Z`, the oldest first.
    pub fn older_than(&self, moment: &str) -> Result<Vec<String>, StoreError> {
        self.reading(|database| {
            let mut query = database
                .prepare("SELECT id FROM sessions WHERE started < ?1 ORDER BY started, id")?;
            query.query_map([moment], |row| row.get(0))?.collect()
        })
    }
}

fn attempt(row: &Row<'_>) -> rusqlite::Result<(i64, Attempt)> {
    let seconds = |at: usize| -> rusqlite::Result<Option<Seconds>> {
        Ok(row.get::<_, Option<u64>>(at)?.map(|ms| Seconds(Millis(ms))))
    };
    let attempt = Attempt {
        session: row.get(1)?,
        started: row.get(2)?,
        number: row.get(3)?,
        question: row.get(4)?,
        length: row.get(5)?,
        company: row.get(6)?,
        level: row.get(7)?,
        duration_s: Seconds(Millis(row.get(8)?)),
        opening_s: seconds(9)?,
        speech_rate_wpm: row.get(10)?,
        articulation_rate_wpm: row.get(11)?,
        fillers_per_minute: row.get(12)?,
        longest_pause_s: seconds(13)?,
        overall: row.get(14)?,
        rubric: row.get(15)?,
        words: row.get(16)?,
        dimensions: Vec::new(),
        rules: Vec::new(),
    };
    Ok((row.get(0)?, attempt))
}

fn dimensions(database: &Connection, answer: i64) -> rusqlite::Result<Vec<(String, f64)>> {
    let mut query = database
        .prepare_cached("SELECT dimension, score FROM scores WHERE answer = ?1 ORDER BY number")?;
    query.query_map([answer], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

/// Each rule once, where it comes first.
fn rules(database: &Connection, answer: i64) -> rusqlite::Result<Vec<String>> {
    let mut query = database.prepare_cached(
        "SELECT rule FROM findings WHERE answer = ?1 GROUP BY rule ORDER BY min(number)",
    )?;
    query.query_map([answer], |row| row.get(0))?.collect()
}
