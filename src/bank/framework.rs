//! The order in which a good story is told.

use serde::Deserialize;

use super::{BankError, Pattern};

/// What a section does in a story, whatever its framework calls it.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Sets the scene; the time limit for openings applies to it.
    Opening,
    Task,
    Cause,
    Action,
    Outcome,
    Reflection,
    Summary,
}

/// Phrases that speak for a section; they count once a sentence.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CueGroup {
    /// Natural-log odds.
    pub weight: f64,
    pub any: Vec<Pattern>,
}

/// What else speaks for or against a section, in natural-log odds.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Hints {
    /// The speaker acts.
    pub i_acts: f64,
    /// The speaker and others act.
    pub we_acts: f64,
    /// Something was, or was going on, and nobody acts.
    pub state: f64,
    /// Something is wrong.
    pub problem: f64,
    /// Parts of a system and how they hang together.
    pub system: f64,
    /// A number with a unit.
    pub figure: f64,
    /// A number that moved.
    pub change: f64,
    /// Whose job it was, or was not.
    pub scope: f64,
    /// What would or will be done.
    pub hypothetical: f64,
    /// What somebody understood.
    pub insight: f64,
}

/// Natural-log scores of moving from one sentence to the next.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transitions {
    pub stay: f64,
    pub next: f64,
    /// For each section jumped over, on top of `next`.
    pub skip: f64,
    /// For each section gone back.
    pub back: f64,
}

/// One section of a framework.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SectionSpec {
    pub name: String,
    pub spoken: String,
    pub role: Role,
    /// Part of a well-told answer, 0 to 1.
    pub share: f64,
    pub required: bool,
    #[serde(default)]
    pub hints: Hints,
    pub cues: Vec<CueGroup>,
}

/// A framework: a file of `prompts/frameworks`. The first section is the opening.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Framework {
    pub name: String,
    pub spoken: String,
    pub transitions: Transitions,
    #[serde(rename = "section")]
    pub sections: Vec<SectionSpec>,
}

impl Framework {
    pub fn section(&self, name: &str) -> Option<&SectionSpec> {
        self.sections.iter().find(|section| section.name == name)
    }

    /// The section that the limit for openings applies to.
    pub fn opening(&self) -> &SectionSpec {
        &self.sections[0]
    }

    pub(super) fn check(&self, file: &str) -> Result<(), BankError> {
        let fail = |key: &str, problem: &str| Err(BankError::value(file, key, problem));
        if self.sections.is_empty() || self.sections.len() > 16 {
            return fail("section", "name between one and sixteen sections");
        }
        for (place, section) in self.sections.iter().enumerate() {
            let key = format!("section.{}", section.name);
            if section.name == "other" || section.name.is_empty() || section.spoken.is_empty() {
                return fail(&key, "needs a name (not `other`) and a spoken name");
            }
            if self.sections[..place].iter().any(|before| before.name == section.name) {
                return fail(&key, "is there twice");
            }
            if (section.role == Role::Opening) != (place == 0) {
                return fail(&key, "the first section, and only that one, has the role `opening`");
            }
            if !(section.share > 0.0 && section.share <= 1.0) {
                return fail(&format!("{key}.share"), "must lie between 0 and 1");
            }
            let mut weights = section.cues.iter().map(|group| group.weight);
            if !weights.all(|weight| weight.is_finite() && weight.abs() <= 10.0) {
                return fail(&format!("{key}.cues"), "weights must lie between -10 and 10");
            }
        }
        let total: f64 = self.sections.iter().map(|section| section.share).sum();
        if (total - 1.0).abs() > 0.01 {
            return fail("section.share", "the shares must add up to 1");
        }
        let Transitions { stay, next, skip, back } = self.transitions;
        if [stay, next, skip, back].iter().any(|score| !(-20.0..=0.0).contains(score)) {
            return fail("transitions", "scores must lie between -20 and 0");
        }
        Ok(())
    }
}
