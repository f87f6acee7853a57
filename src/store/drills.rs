//! What the ledger knows of drills.

use super::{Ledger, StoreError};
use crate::report::DrillRecord;

impl Ledger {
    /// What came of each drill that was tried, by name.
    pub fn drills(&self) -> Result<Vec<DrillRecord>, StoreError> {
        self.reading(|database| {
            let mut query = database.prepare(
                "SELECT s.drill, s.started, t.passed FROM tries t
                 JOIN answers a ON a.id = t.answer JOIN sessions s ON s.id = a.session
                 WHERE s.drill IS NOT NULL ORDER BY s.drill, s.started, s.id, a.number",
            )?;
            let mut rows = query.query([])?;
            let mut records: Vec<DrillRecord> = Vec::new();
            while let Some(row) = rows.next()? {
                let (name, started, passed): (String, String, bool) =
                    (row.get(0)?, row.get(1)?, row.get(2)?);
                if records.last().is_none_or(|record| record.name != name) {
                    let last = String::new();
                    records.push(DrillRecord { name, tries: 0, passed: 0, in_a_row: 0, last });
                }
                let Some(record) = records.last_mut() else { continue };
                record.tries += 1;
                record.passed += usize::from(passed);
                record.in_a_row = if passed { record.in_a_row + 1 } else { 0 };
                started.get(..10).unwrap_or(&started).clone_into(&mut record.last);
            }
            Ok(records)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Paths;
    use crate::report::{Session, SessionAnswer, TryReport, fixture};
    use crate::store::Store;

    fn drill(id: &str, name: &str, tries: &[bool]) -> Session {
        let answer = fixture::session().answers.remove(0);
        let tried = |passed: &bool| SessionAnswer {
            tried: Some(TryReport {
                passed: *passed,
                value: 41.0,
                unit: "s".into(),
                target: 45.0,
                said: "41 seconds.".into(),
            }),
            ..answer.clone()
        };
        Session {
            drill: Some(name.into()),
            answers: tries.iter().map(tried).collect(),
            ..Session::open(id, "2026-11-21T20:15:03Z")
        }
    }

    #[test]
    fn tries_are_counted_by_drill_and_are_no_answers() {
        let home = tempfile::tempdir().unwrap();
        let paths = Paths::under(home.path());
        let (mut ledger, _) = Ledger::open(&paths, &Store::open(&paths).unwrap()).unwrap();
        for (id, name, tries) in [
            ("a", "pace", &[true][..]),
            ("b", "ending", &[true, false]),
            ("c", "ending", &[true; 3]),
        ] {
            ledger.enter(&drill(id, name, tries)).unwrap();
        }
        let records = ledger.drills().unwrap();
        let seen: Vec<_> =
            records.iter().map(|r| (r.name.as_str(), r.tries, r.passed, r.in_a_row)).collect();
        assert_eq!(seen, [("ending", 5, 4, 3), ("pace", 1, 1, 1)]);
        assert_eq!(records[0].last, "2026-11-21");
        assert_eq!(ledger.attempts(None, 9).unwrap(), []);
        assert_eq!(ledger.sessions().unwrap()[0].drill.as_deref(), Some("ending"));
    }
}
