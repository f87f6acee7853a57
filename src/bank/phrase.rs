//! What is said about each rule.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Role, Want};

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
    /// Instead of all else where words could hardly be made out.
    pub unclear: String,
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

/// The words for a reply that was asked for something.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReplyPhrases {
    pub strong: String,
    /// `{lack}`.
    pub weak: String,
    /// For a weak one that lacks nothing in name.
    pub vague: String,
    /// What was only told when it was asked for: `{quote}`.
    pub late: String,
    /// Why the same is asked again: `{quote}` and `{lack}`.
    pub again: String,
}

/// The words for a reply that does not agree with what was said before: `{before}`, `{now}`, `{clock}`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContradictionPhrases {
    /// What the interviewer asks about it.
    pub text: String,
    pub because: String,
    /// What is written about it.
    pub message: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PhraseFile {
    pub(super) feedback: FeedbackPhrases,
    pub(super) rule: BTreeMap<String, Phrase>,
    /// What a section is for, by its role.
    pub(super) need: BTreeMap<Role, String>,
    /// What a reply lacks, to follow "I did not hear".
    pub(super) want: BTreeMap<Want, String>,
    pub(super) reply: ReplyPhrases,
    pub(super) contradiction: ContradictionPhrases,
}
