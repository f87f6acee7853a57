//! What a rule is, and how it reports.

use std::ops::Range;

use super::analyse::STORY_WORDS;
use super::better::better;
use super::concept::Concept;
use super::story::Story;
use super::wording::fill;
use super::{Finding, Measure, Severity};
use crate::timeline::{Millis, TimeSpan};

/// What a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    Pacing,
    Delivery,
    Structure,
    Ownership,
    Impact,
    Rigour,
    Reflection,
    Card,
    Praise,
}

impl Family {
    /// The name in lists.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pacing => "pacing",
            Self::Delivery => "delivery",
            Self::Structure => "structure",
            Self::Ownership => "ownership",
            Self::Impact => "impact",
            Self::Rigour => "rigour",
            Self::Reflection => "reflection",
            Self::Card => "card",
            Self::Praise => "praise",
        }
    }
}

/// One thing that greenroom listens for. Declared with `declare_rule!`, registered in
/// [`super::RULES`].
pub trait Rule: Sync {
    /// The name in the contract: what is found, in kebab case.
    fn name(&self) -> &'static str;
    fn family(&self) -> Family;
    fn severity(&self) -> Severity;
    /// What it hears, why it matters, and its limits, as Markdown.
    fn doc(&self) -> &'static str;
    /// Whether it goes by time and sound alone, so that it holds in any language.
    fn timed(&self) -> bool {
        false
    }
    /// Looks at the answer and reports through `cx`. It cannot fail.
    fn check(&self, cx: &mut Cx<'_>);
}

/// Declares a rule: its doc comment is what `rules explain` prints, `check` is the function that
/// looks at the answer; `timed` may follow the severity.
macro_rules! declare_rule {
    (
        $(#[doc = $doc:literal])+
        $rule:ident = { name: $name:literal, family: $family:ident, severity: $severity:ident $(, $timed:ident)? }
    ) => {
        $(#[doc = $doc])+
        pub(in crate::analysis) struct $rule;

        impl $crate::analysis::Rule for $rule {
            fn name(&self) -> &'static str {
                $name
            }
            fn family(&self) -> $crate::analysis::Family {
                $crate::analysis::Family::$family
            }
            fn severity(&self) -> $crate::analysis::Severity {
                $crate::analysis::Severity::$severity
            }
            fn doc(&self) -> &'static str {
                concat!($($doc, "\n"),+)
            }
            $(fn $timed(&self) -> bool {
                true
            })?
            fn check(&self, cx: &mut $crate::analysis::rule::Cx<'_>) {
                check(cx);
            }
        }
    };
}
pub(super) use declare_rule;

/// What a rule sees, and where it reports. Name, severity and wording are filled in here, so that
/// a rule cannot misreport itself.
pub struct Cx<'a> {
    story: &'a Story<'a>,
    rule: &'static dyn Rule,
    findings: &'a mut Vec<Finding>,
}

/// Where a finding points.
pub(super) enum Place {
    /// At words of the transcript.
    Words(Range<usize>),
    /// At a silence; the words are those around it.
    Silence(TimeSpan, Range<usize>),
    /// At a time where something was expected.
    Gap(Millis),
}

impl<'a> Cx<'a> {
    pub(super) fn new(
        story: &'a Story<'a>,
        rule: &'static dyn Rule,
        findings: &'a mut Vec<Finding>,
    ) -> Self {
        Self { story, rule, findings }
    }

    pub(super) fn story(&self) -> &'a Story<'a> {
        self.story
    }

    /// Whether enough was said that something can be missing from it.
    pub(super) fn is_story(&self) -> bool {
        self.story.answer.transcript.words.len() >= STORY_WORDS
    }

    /// Whether what the rule looks for is there: as labelled answers taught, and where nothing was
    /// learnt about it, as the rule reads it `plainly`.
    pub(super) fn is_there(&self, plainly: bool) -> bool {
        let learnt = if self.is_story() { self.story.verdict(self.rule.name()) } else { None };
        learnt.unwrap_or(plainly)
    }

    /// Reports the sentence that says it most clearly, if what the rule looks for is there.
    pub(super) fn report_clearest(&mut self, concept: Concept) {
        if !self.is_there(self.story.says(concept)) {
            return;
        }
        if let Some(parsed) = self.story.likeliest(concept) {
            self.report(Place::Words(parsed.sentence.words.clone()), None, &[]);
        }
    }

    /// Reports a finding; `values` go into the rule's wording in `prompts/phrases`.
    pub(super) fn report(
        &mut self,
        place: Place,
        measure: Option<Measure>,
        values: &[(&str, &str)],
    ) {
        let Some(severity) = self.story.context.severity(self.rule) else { return };
        let words = &self.story.answer.transcript.words;
        let (quoted, span) = match place {
            Place::Words(range) => {
                let part = words.get(range).unwrap_or_default();
                let span = part.iter().map(|word| word.span).reduce(TimeSpan::hull);
                (part, span.unwrap_or_default())
            }
            Place::Silence(span, range) => (words.get(range).unwrap_or_default(), span),
            Place::Gap(at) => (&[][..], TimeSpan::new(at, at)),
        };
        let quote = quoted.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
        let phrase = self.story.context.bank.phrase(self.rule.name()).cloned().unwrap_or_default();
        self.findings.push(Finding {
            rule: self.rule.name(),
            severity,
            message: fill(&phrase.message, values),
            advice: fill(&phrase.advice, values),
            better: better(self.story, &phrase.better, span),
            quote,
            span,
            measure,
        });
    }
}
