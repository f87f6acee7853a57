//! The only list of rules. Of findings that weigh the same, the earlier rule's comes first.

use super::Rule;
use super::rules::{
    card, delivery, impact, ownership, pacing, praise, reflection, rigour, structure,
};
use crate::bank::closest;

/// The version of the rules and their thresholds: results of different versions are not compared
/// without saying so.
pub const RUBRIC: &str = "5";

/// All rules, the most telling first.
pub static RULES: &[&dyn Rule] = &[
    &impact::NoMetric,
    &pacing::ArchitectureDigression,
    &pacing::SituationTooLong,
    &ownership::Blame,
    &ownership::HandedOff,
    &ownership::HiddenCandidate,
    &rigour::NoRootCause,
    &ownership::WeLanguage,
    &ownership::NoScopeBoundary,
    &ownership::OpportunisticMotive,
    &structure::MissingSection,
    &structure::OutOfOrder,
    &structure::BuriedLead,
    &structure::AbruptEnding,
    &pacing::ActionTooThin,
    &impact::VagueEnding,
    &impact::NoBusinessValue,
    &rigour::SuperficialValidation,
    &rigour::NoPrevention,
    &rigour::SkippedPostmortem,
    &rigour::IgnoredAlerts,
    &reflection::NoReflection,
    &reflection::GenericReflection,
    &reflection::BelowTheLevel,
    &impact::NoSecondOrderEffect,
    &card::MissedKeyPoint,
    &structure::BesideTheLens,
    &pacing::AnswerTooLong,
    &pacing::AnswerTooShort,
    &delivery::LongPause,
    &delivery::SlowStart,
    &delivery::FastPace,
    &delivery::SlowPace,
    &delivery::FilledPauses,
    &delivery::FalseStarts,
    &delivery::CrutchPhrase,
    &delivery::Hedging,
    &praise::QuantifiedImpact,
    &praise::VerifiedFix,
    &praise::ClearOwnership,
    &praise::SystemicInsight,
    &praise::SpecificReflection,
    &praise::ConciseSituation,
];

/// The rule of that name, or the name that was probably meant.
pub fn rule(name: &str) -> Result<&'static dyn Rule, Option<&'static str>> {
    RULES
        .iter()
        .find(|rule| rule.name() == name)
        .copied()
        .ok_or_else(|| closest(name, RULES.iter().map(|rule| rule.name())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tester::bank;

    #[test]
    fn names_are_kebab_case_and_unique() {
        for (place, rule) in RULES.iter().enumerate() {
            let name = rule.name();
            assert!(name.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{name}");
            assert!(RULES[..place].iter().all(|other| other.name() != name), "{name} twice");
        }
    }

    #[test]
    fn every_rule_explains_itself() {
        for rule in RULES {
            for part in ["## What it hears", "## Why it matters", "## Limits"] {
                assert!(rule.doc().contains(part), "{}: {part}", rule.name());
            }
        }
    }

    #[test]
    fn every_rule_has_its_wording_and_every_wording_its_rule() {
        let bank = bank();
        for rule in RULES {
            let phrase = bank.phrase(rule.name()).unwrap_or_else(|| panic!("{}", rule.name()));
            for text in [&phrase.topic, &phrase.message, &phrase.advice, &phrase.spoken] {
                assert!(!text.is_empty(), "{}", rule.name());
            }
        }
        let probes = bank.cards().flat_map(|card| &card.probes).chain(bank.probes());
        for probe in probes {
            assert!(rule(&probe.rule).is_ok(), "{}", probe.rule);
        }
    }

    #[test]
    fn a_slip_in_a_name_is_answered_with_the_name() {
        assert_eq!(rule("no-metrics").err(), Some(Some("no-metric")));
        assert_eq!(rule("salary").err(), Some(None));
    }
}
