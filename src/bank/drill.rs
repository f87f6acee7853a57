//! Exercises as data.

use serde::Deserialize;

use super::BankError;
use crate::timeline::Millis;

/// What a try is measured by.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum DrillMeasure {
    /// Seconds, with the problem stated early.
    Opening,
    /// Seconds, with a number told.
    Ending,
    /// Seconds, and not much less than there are.
    Length,
    /// Words a minute.
    Pace,
    /// Fillers a minute.
    Fillers,
    /// The speaker's own deeds among those of the speaker's side, in percent.
    Ownership,
}

impl DrillMeasure {
    /// Whether the limit is on the time that a try takes.
    pub const fn is_of_time(self) -> bool {
        matches!(self, Self::Opening | Self::Ending | Self::Length)
    }

    /// The unit of a measured value.
    pub const fn unit(self) -> &'static str {
        match self {
            Self::Opening | Self::Ending | Self::Length => "s",
            Self::Pace => "words a minute",
            Self::Fillers => "fillers a minute",
            Self::Ownership => "%",
        }
    }
}

/// Where somebody stands in a drill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The rung that is next, counted from 0.
    pub rung: usize,
    /// The newest tries on it that passed.
    pub in_a_row: usize,
}

/// What is said about a try.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DrillSayings {
    pub passed: String,
    pub over: String,
    pub under: String,
    pub off: String,
    pub silent: String,
}

/// One exercise: a file of `prompts/drills`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Drill {
    pub name: String,
    /// For lists, in one line.
    pub about: String,
    /// As the interviewer speaks it.
    pub instruction: String,
    pub measure: DrillMeasure,
    /// The limits, in the measure's unit, one after the other.
    pub rungs: Vec<u16>,
    /// The least, where there is one: of the measure, or for lengths percent of the limit.
    #[serde(default)]
    pub least: u16,
    /// A shorter try is none, in seconds.
    pub least_s: u16,
    /// How long a try is meant to be, in seconds, where the limit is not the time.
    #[serde(default)]
    seconds: u16,
    /// Tries in a row that must pass on each rung.
    pub in_a_row: usize,
    /// Said before the next try; sees `{next}`, the next limit.
    pub again: String,
    pub done: String,
    pub say: DrillSayings,
}

impl Drill {
    /// The time that a try has on a rung.
    pub fn time(&self, rung: usize) -> Millis {
        Millis::from_secs(if self.measure.is_of_time() {
            self.limit(rung).into()
        } else {
            self.seconds.into()
        })
    }

    /// Where somebody stands after tries that passed or did not, the first of them first.
    pub fn standing(&self, tries: impl IntoIterator<Item = bool>) -> Standing {
        let mut standing = Standing { rung: 0, in_a_row: 0 };
        for passed in tries {
            standing.in_a_row = if passed { standing.in_a_row + 1 } else { 0 };
            if standing.in_a_row == self.in_a_row {
                standing = Standing { rung: standing.rung + 1, in_a_row: 0 };
            }
        }
        standing
    }

    /// Whether nothing is left to do.
    pub fn is_done(&self, standing: Standing) -> bool {
        standing.rung >= self.rungs.len()
    }

    /// The limit on a rung, in the measure's unit.
    pub fn limit(&self, rung: usize) -> u16 {
        self.rungs.get(rung).or(self.rungs.last()).copied().unwrap_or_default()
    }

    pub(super) fn check(&self, file: &str) -> Result<(), BankError> {
        let fail = |key: &str, problem: &str| Err(BankError::value(file, key, problem));
        if self.rungs.is_empty() {
            return fail("rungs", "is empty");
        }
        if self.in_a_row == 0 {
            return fail("in_a_row", "is 0");
        }
        if (0..self.rungs.len()).any(|rung| self.time(rung) == Millis::ZERO) {
            return fail("seconds", "is missing");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::bank::Bank;

    #[test]
    fn three_in_a_row_end_a_drill_and_a_miss_starts_over() {
        let bank = Bank::builtin().unwrap();
        let drill = bank.drill("situation").unwrap();
        let standing = drill.standing([true, true, false, true, true]);
        assert_eq!((standing.in_a_row, drill.is_done(standing)), (2, false));
        assert!(drill.is_done(drill.standing([false, true, true, true])));
    }

    #[test]
    fn a_ladder_is_climbed_rung_by_rung() {
        let bank = Bank::builtin().unwrap();
        let ladder = bank.drill("ladder").unwrap();
        let standing = ladder.standing([true, false, true]);
        assert_eq!((standing.rung, ladder.limit(standing.rung)), (2, 60));
        assert!(ladder.is_done(ladder.standing([true; 4])));
    }

    #[test]
    fn all_drills_of_the_contract_are_there() {
        let bank = Bank::builtin().unwrap();
        let names: Vec<_> = bank.drills().map(|drill| drill.name.as_str()).collect();
        assert_eq!(names, ["ending", "fillers", "ladder", "ownership", "pace", "situation"]);
    }
}
