//! The same answer's score under each lens and level, as a table.

use super::model::{ElsewhereReport, Scores};

/// What stands for nobody in particular.
const ANY: &str = "any";

/// Rows are companies, columns levels.
pub struct Grid {
    pub levels: Vec<String>,
    pub rows: Vec<(String, Vec<Option<f64>>)>,
}

impl Grid {
    /// The table, if there is anything to compare.
    pub fn of(scores: &Scores) -> Option<Self> {
        let told = &scores.elsewhere;
        let names = |name: fn(&ElsewhereReport) -> &Option<String>| {
            let mut names: Vec<&Option<String>> = Vec::new();
            for report in told {
                if !names.contains(&name(report)) {
                    names.push(name(report));
                }
            }
            names
        };
        let (companies, levels) = (names(|report| &report.company), names(|report| &report.level));
        let score = |company: &Option<String>, level: &Option<String>| {
            let report = told.iter().find(|r| r.company == *company && r.level == *level)?;
            Some(report.overall)
        };
        let shown = |name: &Option<String>| name.clone().unwrap_or_else(|| ANY.to_owned());
        let rows = companies
            .iter()
            .map(|company| {
                let scores = levels.iter().map(|level| score(company, level)).collect();
                (shown(company), scores)
            })
            .collect();
        let grid = Self { levels: levels.into_iter().map(shown).collect(), rows };
        (told.len() > 1).then_some(grid)
    }
}
