//! What a concept is learnt from: example sentences, and the labels of whole answers.

use std::fs;

use greenroom::analysis::Concept;
use serde::Deserialize;

use super::Result;
use super::answers::{Labelled, Sentence};
use super::stage::labels;

/// Every so many-th example is kept for `tests/concepts.rs` and is not learnt from.
const KEPT: usize = 5;

#[derive(Deserialize)]
pub(crate) struct Examples {
    pub(crate) yes: Vec<String>,
    pub(crate) no: Vec<String>,
}

/// Examples to learn from; `None` for a concept that is learnt from answers alone.
pub(crate) fn examples(concept: Concept) -> Result<Option<Examples>> {
    let path = labels("concepts").join(format!("{}.toml", concept.name()));
    if !path.exists() {
        return Ok(None);
    }
    let Examples { yes, no } = toml::from_str(&fs::read_to_string(path)?)?;
    let learnt = |texts: Vec<String>| -> Vec<String> {
        texts
            .into_iter()
            .enumerate()
            .filter(|(at, _)| at % KEPT != 0)
            .map(|(_, text)| text)
            .collect()
    };
    Ok(Some(Examples { yes: learnt(yes), no: learnt(no) }))
}

/// How an answer's labels bear on a concept.
#[derive(Clone, Copy)]
pub(crate) enum Truth {
    /// An answer with this rule says it somewhere, one without says it nowhere.
    Passage(&'static str),
    /// An answer with this rule says it nowhere, one without says it somewhere.
    Absence(&'static str),
    /// No rule is about it.
    Unknown,
}

pub(crate) fn truth(concept: Concept) -> Truth {
    match concept {
        Concept::HandedOff => Truth::Passage("handed-off"),
        Concept::OthersSolved => Truth::Passage("hidden-candidate"),
        Concept::IdleMotive => Truth::Passage("opportunistic-motive"),
        Concept::Blame => Truth::Passage("blame"),
        Concept::FeelingEnding => Truth::Passage("vague-ending"),
        Concept::WeakCheck => Truth::Passage("superficial-validation"),
        Concept::IgnoredAlert => Truth::Passage("ignored-alerts"),
        Concept::GenericReflection => Truth::Passage("generic-reflection"),
        Concept::SpecificReflection => Truth::Passage("specific-reflection"),
        Concept::SystemicInsight => Truth::Passage("systemic-insight"),
        Concept::Verified => Truth::Passage("verified-fix"),
        Concept::TookItOn => Truth::Passage("clear-ownership"),
        Concept::MeasuredOutcome => Truth::Absence("no-metric"),
        Concept::ScopeBoundary => Truth::Absence("no-scope-boundary"),
        Concept::BusinessValue => Truth::Absence("no-business-value"),
        Concept::LastingEffect => Truth::Absence("no-second-order-effect"),
        Concept::Prevention => Truth::Absence("no-prevention"),
        Concept::ReviewHeld => Truth::Absence("skipped-postmortem"),
        Concept::RootCause => Truth::Absence("no-root-cause"),
        // Only the first third of an answer is looked at.
        Concept::ProblemStated => Truth::Absence("buried-lead"),
        Concept::SystemDescription => Truth::Unknown,
    }
}

/// Whether an answer's labels tell anything about the rule that a concept serves.
pub(crate) fn applies(
    concept: Concept,
    answer: &Labelled,
    category: &str,
    framework: &str,
) -> bool {
    match concept {
        Concept::ScopeBoundary => matches!(
            category,
            "ownership" | "leadership without authority" | "influencing across teams"
        ),
        Concept::ReviewHeld => framework == "circles",
        // As in `Story::is_about_a_repair`.
        Concept::RootCause | Concept::Prevention => {
            let weak = |sentence: &Sentence| says(Concept::WeakCheck, sentence);
            framework == "circles" || answer.sentences.iter().any(weak)
        }
        _ => true,
    }
}

/// The sentences of an answer of `count` that a concept is looked for in.
pub(crate) fn window(concept: Concept, count: usize) -> usize {
    if concept == Concept::ProblemStated { count.div_ceil(3) } else { count }
}

/// Whether a sentence says it: by its own label, or because a rule points at it for that.
pub(crate) fn says(concept: Concept, sentence: &Sentence) -> bool {
    let pointed_at = match truth(concept) {
        Truth::Passage(rule) => sentence.findings.contains(rule),
        Truth::Absence(_) | Truth::Unknown => false,
    };
    pointed_at || sentence.says.contains(concept.name())
}

/// Whether the answer as a whole says it.
pub(crate) fn answer_says(truth: Truth, answer: &Labelled) -> Option<bool> {
    let rules = answer.rules();
    match truth {
        Truth::Passage(rule) => Some(rules.contains(rule)),
        Truth::Absence(rule) => Some(!rules.contains(rule)),
        Truth::Unknown => None,
    }
}
