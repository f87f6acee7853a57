//! Follow-up questions as data.

use serde::Deserialize;

use super::BankError;

/// A follow-up for what one rule found, with what a reply tells.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProbeCard {
    /// The rule whose finding it answers.
    pub rule: String,
    /// For `missing-section`: the sections that it asks for. Empty means any.
    #[serde(default)]
    pub sections: Vec<String>,
    /// As the interviewer speaks it.
    pub text: String,
    /// Why it is asked, with `{quote}` and `{clock}`.
    pub because: String,
    /// What a weak reply sounds like.
    pub weak: String,
    /// What a strong reply sounds like.
    pub strong: String,
    /// All that a strong reply has in it. A card's own probe may leave it to the common one for the
    /// same rule.
    #[serde(default)]
    pub wants: Vec<Want>,
    /// What is asked when the reply was weak; as with `wants`.
    #[serde(default)]
    pub again: String,
}

/// Something that a strong reply has in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Want {
    /// A number with a unit, or that something changed by so much.
    Figure,
    /// Why.
    Reason,
    /// Something that the speaker did.
    Deed,
    /// The speaker speaks for themselves.
    FirstPerson,
    /// Something that somebody else did or said.
    Others,
    /// No more than half a minute.
    Brief,
    /// As long as a reply should be.
    Full,
    /// A figure, or what came of it.
    Outcome,
    /// A figure, or who was better off.
    Worth,
    /// What the speaker could have done better, or did.
    OwnPart,
    ScopeBoundary,
    RootCause,
    ProblemStated,
    Verified,
    Prevention,
    SpecificReflection,
    LastingEffect,
    ReviewHeld,
}

impl Want {
    pub const ALL: &[Self] = &[
        Self::Figure,
        Self::Reason,
        Self::Deed,
        Self::FirstPerson,
        Self::Others,
        Self::Brief,
        Self::Full,
        Self::Outcome,
        Self::Worth,
        Self::OwnPart,
        Self::ScopeBoundary,
        Self::RootCause,
        Self::ProblemStated,
        Self::Verified,
        Self::Prevention,
        Self::SpecificReflection,
        Self::LastingEffect,
        Self::ReviewHeld,
    ];
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProbeFile {
    #[serde(rename = "probe")]
    pub(super) probes: Vec<ProbeCard>,
}

impl ProbeFile {
    /// Common probes leave nothing to others.
    pub(super) fn check(self, file: &str) -> Result<Vec<ProbeCard>, BankError> {
        for probe in &self.probes {
            probe.check(file)?;
            if probe.wants.is_empty() || probe.again.trim().is_empty() {
                let problem =
                    format!("`{}` must say what it wants and what is asked again", probe.rule);
                return Err(BankError::value(file, "probe", problem));
            }
        }
        Ok(self.probes)
    }
}

impl ProbeCard {
    pub(super) fn check(&self, file: &str) -> Result<(), BankError> {
        let fields = [
            ("probe.rule", &self.rule),
            ("probe.text", &self.text),
            ("probe.because", &self.because),
            ("probe.weak", &self.weak),
            ("probe.strong", &self.strong),
        ];
        for (key, text) in fields {
            if text.trim().is_empty() {
                return Err(BankError::value(file, key, "is empty"));
            }
        }
        Ok(())
    }
}
