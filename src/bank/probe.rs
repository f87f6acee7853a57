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
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProbeFile {
    #[serde(rename = "probe")]
    pub(super) probes: Vec<ProbeCard>,
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
