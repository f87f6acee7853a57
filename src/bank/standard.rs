//! What a kind of interviewer listens for.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{BankError, Role};

/// How heavily a rule weighs for somebody.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Weighing {
    Ignored,
    Note,
    Warning,
    Problem,
}

/// A lens (what a company listens for) or a level (what is expected of the role): a file of
/// `prompts/lenses` or `prompts/levels`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Standard {
    pub name: String,
    /// As in "ownership first".
    pub title: String,
    /// What to lead with, as advice.
    pub lead: String,
    pub rewards: String,
    /// Empty if nothing is.
    pub ignores: String,
    /// Empty if nothing is.
    pub leaves_out: String,
    /// Rules whose follow-ups are asked first, the most wanted first.
    pub probes: Vec<String>,
    /// By dimension: what its part of the overall score is multiplied with.
    pub weights: BTreeMap<String, f64>,
    /// By rule: how heavily it weighs here.
    pub severity: BTreeMap<String, Weighing>,
    #[serde(default)]
    pub unwanted: Vec<Unwanted>,
    #[serde(default)]
    pub expected: Vec<Expected>,
}

/// Something that should take no more than a part of the answer.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unwanted {
    /// Sentences that say this; or, without it, those of `section`.
    pub concept: Option<String>,
    pub section: Option<Role>,
    /// Of the words, 0 to 1.
    pub share: f64,
    /// As in "you spent a third on ...".
    pub what: String,
}

/// Something that the answer should say somewhere.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    pub concept: String,
    pub what: String,
}

/// Factors beyond these would make one side of an answer all of it, or nothing.
const FACTORS: std::ops::RangeInclusive<f64> = 0.2..=3.0;

impl Standard {
    pub(super) fn check(&self, file: &str) -> Result<(), BankError> {
        let fail = |key: &str, problem: &str| Err(BankError::value(file, key, problem));
        for (key, text) in [
            ("name", &self.name),
            ("title", &self.title),
            ("lead", &self.lead),
            ("rewards", &self.rewards),
        ] {
            if text.trim().is_empty() {
                return fail(key, "is empty");
            }
        }
        if self.weights.values().any(|factor| !FACTORS.contains(factor)) {
            return fail("weights", "must be between 0.2 and 3");
        }
        for unwanted in &self.unwanted {
            if unwanted.concept.is_some() == unwanted.section.is_some() {
                return fail("unwanted", "names either a concept or a section");
            }
            if !(0.0..1.0).contains(&unwanted.share) {
                return fail("unwanted.share", "must be from 0 to below 1");
            }
        }
        Ok(())
    }
}
