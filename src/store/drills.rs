//! What the ledger knows of drills.

use rusqlite::params;

use super::{Ledger, StoreError};
use crate::report::DrillRecord;

/// One try at a drill.
#[derive(Clone, Debug, PartialEq)]
pub struct DrillTry {
    pub name: String,
    /// When it began, as `2026-11-21T20:15:03Z`.
    pub started: String,
    pub passed: bool,
    /// What was measured, and what it was measured against.
    pub value: f64,
    pub unit: String,
    pub target: f64,
}

impl Ledger {
    /// Enters a try.
    pub fn enter_drill(&mut self, tried: &DrillTry) -> Result<(), StoreError> {
        self.writing(|writer| {
            let DrillTry { name, started, passed, value, unit, target } = tried;
            writer.execute(
                "INSERT INTO drills (name, started, passed, value, unit, target)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![name, started, passed, value, unit, target],
            )?;
            Ok(())
        })
    }

    /// What came of each drill that was tried, by name.
    pub fn drills(&self) -> Result<Vec<DrillRecord>, StoreError> {
        self.reading(|database| {
            let mut query =
                database.prepare("SELECT name, started, passed FROM drills ORDER BY name, id")?;
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
                record.last = started.get(..10).unwrap_or(&started).to_owned();
            }
            Ok(records)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Paths;
    use crate::store::Store;

    #[test]
    fn tries_are_counted_by_drill() {
        let home = tempfile::tempdir().unwrap();
        let paths = Paths::under(home.path());
        let (mut ledger, _) = Ledger::open(&paths, &Store::open(&paths).unwrap()).unwrap();
        for (name, passed) in
            [("pace", true), ("ending", false), ("ending", true), ("ending", true)]
        {
            let tried = DrillTry {
                name: name.into(),
                started: "2026-11-21T20:15:03Z".into(),
                passed,
                value: 41.0,
                unit: "s".into(),
                target: 45.0,
            };
            ledger.enter_drill(&tried).unwrap();
        }
        let records = ledger.drills().unwrap();
        let seen: Vec<_> =
            records.iter().map(|r| (r.name.as_str(), r.tries, r.passed, r.in_a_row)).collect();
        assert_eq!(seen, [("ending", 3, 2, 2), ("pace", 1, 1, 1)]);
        assert_eq!(records[0].last, "2026-11-21");
    }
}
