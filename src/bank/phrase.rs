//! What is said about each rule.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Role;

/// The wording of one rule. `{names}` are filled in by the rule.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phrase {
    /// The thing in three or four words.
    pub topic: String,
    /// What happened.
    pub message: String,
    /// What would have been better.
    pub advice: String,
    /// A better sentence, with what of the speaker's own words goes into it; empty where no
    /// sentence would have helped.
    #[serde(default)]
    pub better: String,
    /// For the voice: one or two short sentences.
    pub spoken: String,
}

/// The words between the findings.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeedbackPhrases {
    pub nothing_said: String,
    pub too_little: String,
    pub thanks: String,
    pub strength: String,
    pub no_strength: String,
    pub one_fix: String,
    pub two_fixes: String,
    pub first: String,
    pub second: String,
    pub no_fix: String,
    /// Advice for one lens or level: `{title}` and `{lead}`.
    pub listener: String,
    pub limits: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PhraseFile {
    pub(super) feedback: FeedbackPhrases,
    pub(super) rule: BTreeMap<String, Phrase>,
    /// What a section is for, by its role.
    pub(super) need: BTreeMap<Role, String>,
}
