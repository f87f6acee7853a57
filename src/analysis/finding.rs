//! What a rule has to say.

use crate::timeline::TimeSpan;

/// How much a finding matters; the order is the order of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    Problem,
    Warning,
    Note,
    Praise,
}

impl Severity {
    /// The name in JSON and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Problem => "problem",
            Self::Warning => "warning",
            Self::Note => "note",
            Self::Praise => "praise",
        }
    }
}

/// A number behind a finding.
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    pub value: f64,
    /// `s`, `words/min`, `per minute`, `share`, ...
    pub unit: &'static str,
    /// The value to aim for, in the same unit.
    pub target: f64,
}

/// One thing that a rule heard, or missed.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The rule's name in the contract, as `situation-too-long`.
    pub rule: &'static str,
    pub severity: Severity,
    /// What happened, with the number, in the second person, without a verdict on the person.
    pub message: String,
    /// What would have been better.
    pub advice: String,
    /// A sentence that would have been better, with `[blanks]` for what only the speaker knows.
    pub better: Option<String>,
    /// The words concerned; empty for an absence.
    pub quote: String,
    /// The passage concerned, or for an absence the place where it was expected.
    pub span: TimeSpan,
    pub measure: Option<Measure>,
}
