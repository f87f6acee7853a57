//! A reply to a follow-up: whether it gave what was asked for, and agreed with what was said before.

use serde::{Deserialize, Serialize};

use super::Seconds;
use crate::analysis::{
    Contradiction, Disagreement, Family, Probe, ReplyVerdict, fill, rule, short_quote,
};
use crate::bank::Bank;

/// What there is to say about a reply.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplyReport {
    /// The rule whose finding was asked about; `None` if it was asked about a contradiction.
    pub rule: Option<String>,
    /// `None` where it could not be judged.
    pub verdict: Option<Strength>,
    /// Why it is weak, or that it is not.
    pub because: String,
    /// What a weak and what a strong reply sounds like.
    pub weak: String,
    pub strong: String,
    /// What the answer should have told and a strong reply did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late: Option<String>,
    pub contradictions: Vec<ContradictionReport>,
}

/// Whether a reply gave what was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Strength {
    Weak,
    Strong,
}

/// Two passages that cannot both be so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContradictionReport {
    /// `number` or `doer`.
    pub about: String,
    pub before: String,
    pub before_s: Seconds,
    pub now: String,
    pub now_s: Seconds,
    pub message: String,
}

impl ReplyReport {
    /// Describes a reply to `probe`.
    pub fn new(
        probe: Option<Probe>,
        verdict: Option<&ReplyVerdict>,
        contradictions: Vec<Contradiction>,
        bank: &Bank,
    ) -> Self {
        let phrases = bank.reply_phrases();
        let because = match verdict {
            None => String::new(),
            Some(verdict) if verdict.is_strong => phrases.strong.clone(),
            Some(verdict) => match verdict.lacks.first() {
                None => phrases.vague.clone(),
                Some(lack) => fill(&phrases.weak, &[("lack", bank.want(*lack))]),
            },
        };
        let strength =
            |v: &ReplyVerdict| if v.is_strong { Strength::Strong } else { Strength::Weak };
        // Nobody must have told before what is only asked about good answers.
        let was_missing = probe.as_ref().is_some_and(|probe| is_fault(probe.rule));
        let settled = verdict.filter(|verdict| verdict.settles() && was_missing);
        let late = settled.and_then(|verdict| verdict.evidence.as_ref());
        let late = late.map(|(sentence, _)| short_quote(sentence));
        let rule = probe.as_ref().map(|probe| probe.rule.to_owned());
        let (weak, strong) = probe.map(|probe| (probe.weak, probe.strong)).unwrap_or_default();
        Self {
            rule,
            verdict: verdict.map(strength),
            because,
            weak,
            strong,
            late,
            contradictions: contradictions.into_iter().map(|c| described(c, bank)).collect(),
        }
    }

    /// As lines of Markdown, which read as text as well.
    pub fn markdown(&self) -> String {
        let mut out = String::new();
        let mut line = |text: String| {
            out.push_str(&text);
            out.push('\n');
        };
        match self.verdict {
            Some(Strength::Weak) => line(format!("- A weak reply: {}", self.because)),
            Some(Strength::Strong) => line(format!("- A strong reply: {}", self.because)),
            None => {}
        }
        if !self.weak.is_empty() {
            line(format!("- Weak would be: {}", self.weak));
            line(format!("- Strong would be: {}", self.strong));
        }
        for contradiction in &self.contradictions {
            line(format!("- {}", contradiction.message));
        }
        out
    }
}

fn is_fault(name: &str) -> bool {
    rule(name).is_ok_and(|rule| rule.family() != Family::Praise)
}

fn described(contradiction: Contradiction, bank: &Bank) -> ContradictionReport {
    let clock = contradiction.before_at.to_clock();
    let values = [
        ("before", contradiction.before.as_str()),
        ("now", contradiction.now.as_str()),
        ("clock", clock.as_str()),
    ];
    let about = match contradiction.about {
        Disagreement::Number => "number",
        Disagreement::Doer => "doer",
    };
    ContradictionReport {
        about: about.to_owned(),
        message: fill(&bank.contradiction().message, &values),
        before_s: Seconds(contradiction.before_at),
        now_s: Seconds(contradiction.now_at),
        before: contradiction.before,
        now: contradiction.now,
    }
}
