//! What an answer is measured against.

use super::{Rule, Severity};
use crate::bank::{Bank, Card, Framework, LengthProfile, Standard, UnknownName, Weighing};

/// The question, the framework, the length and the listener that an answer is measured against.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    pub bank: &'a Bank,
    pub card: Option<&'a Card>,
    pub framework: &'a Framework,
    pub length: &'a LengthProfile,
    /// What the company listens for, if one is meant.
    pub lens: Option<&'a Standard>,
    /// What is expected of the role, if one is meant.
    pub level: Option<&'a Standard>,
}

impl<'a> Context<'a> {
    /// Names and terms that the answer may hold, as a recogniser is shown them; empty without a card.
    pub fn expected_words(&self) -> String {
        self.card.map(Card::expected_words).unwrap_or_default()
    }

    /// Puts a context together: the length that is asked for, else the card's, else the default;
    /// the card's framework, else STAR; no lens and no level.
    pub fn new(
        bank: &'a Bank,
        card: Option<&'a Card>,
        length: Option<&str>,
    ) -> Result<Self, UnknownName> {
        let framework = card.map_or("star", |card| card.framework.as_str());
        let length =
            length.or(card.map(|card| card.length.as_str())).unwrap_or(bank.default_length());
        Ok(Self {
            bank,
            card,
            framework: bank.framework(framework)?,
            length: bank.length(length)?,
            lens: None,
            level: None,
        })
    }

    /// The same for another listener.
    pub fn heard_by(self, lens: Option<&str>, level: Option<&str>) -> Result<Self, UnknownName> {
        let lens = lens.map(|name| self.bank.lens(name)).transpose()?;
        let level = level.map(|name| self.bank.level(name)).transpose()?;
        Ok(Self { lens, level, ..self })
    }

    /// The same for the reply to a follow-up, which is shorter than a story.
    #[must_use]
    pub fn of_reply(self) -> Self {
        Self { length: self.bank.reply_length(), ..self }
    }

    /// The same for each listener there is, the one without lens and level first.
    pub fn all_listeners(self) -> Vec<Self> {
        let lenses = || std::iter::once(None).chain(self.bank.lenses().map(Some));
        let levels = || std::iter::once(None).chain(self.bank.levels().map(Some));
        lenses().flat_map(|lens| levels().map(move |level| Self { lens, level, ..self })).collect()
    }

    /// The lens, then the level.
    pub fn standards(&self) -> impl Iterator<Item = &'a Standard> + use<'a> {
        self.lens.into_iter().chain(self.level)
    }

    /// How heavily a rule weighs for this listener; `None` if it does not matter. What the lens
    /// says goes before what the level says.
    pub(super) fn severity(&self, rule: &dyn Rule) -> Option<Severity> {
        let said = |standard: &Standard| standard.severity.get(rule.name()).copied();
        if self.standards().any(|standard| said(standard) == Some(Weighing::Ignored)) {
            return None;
        }
        Some(match self.standards().find_map(said) {
            Some(Weighing::Note) => Severity::Note,
            Some(Weighing::Warning) => Severity::Warning,
            Some(Weighing::Problem) => Severity::Problem,
            Some(Weighing::Ignored) | None => rule.severity(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tester::bank;
    use crate::analysis::{Concept, rule};

    fn severity(name: &str, lens: Option<&str>, level: Option<&str>) -> Option<Severity> {
        let bank = bank();
        let context = Context::new(&bank, None, None).unwrap().heard_by(lens, level).unwrap();
        context.severity(rule(name).unwrap())
    }

    #[test]
    fn what_a_listener_does_not_care_about_does_not_weigh() {
        assert_eq!(severity("no-scope-boundary", None, None), Some(Severity::Warning));
        assert_eq!(severity("no-scope-boundary", Some("technical"), None), None);
        assert_eq!(severity("no-scope-boundary", Some("technical"), Some("staff")), None);
    }

    #[test]
    fn the_company_goes_before_the_level() {
        let of = |lens| severity("no-scope-boundary", lens, Some("junior"));
        assert_eq!(of(None), Some(Severity::Note));
        assert_eq!(of(Some("ownership")), Some(Severity::Problem));
    }

    #[test]
    fn lenses_and_levels_name_what_there_is() {
        let bank = bank();
        for standard in bank.lenses().chain(bank.levels()) {
            for name in standard.probes.iter().chain(standard.severity.keys()) {
                assert!(rule(name).is_ok(), "{}: {name}", standard.name);
            }
            let unwanted =
                standard.unwanted.iter().filter_map(|unwanted| unwanted.concept.as_ref());
            for name in unwanted.chain(standard.expected.iter().map(|e| &e.concept)) {
                assert!(Concept::named(name).is_some(), "{}: {name}", standard.name);
            }
        }
    }

    #[test]
    fn a_company_that_nobody_knows_is_an_error_with_the_names() {
        let bank = bank();
        let context = Context::new(&bank, None, None).unwrap();
        let error = context.heard_by(Some("speeds"), None).unwrap_err();
        assert!(error.hint().unwrap().contains("speed"));
    }
}
