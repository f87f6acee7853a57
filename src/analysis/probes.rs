//! The follow-up that an answer deserves.

use super::story::Story;
use super::wording::{fill, short_quote};
use super::{Analysis, Context, Finding, Probe, RULES, Severity};
use crate::bank::ProbeCard;

/// Follow-ups for what was missing, the most telling first; when nothing was, ones that go deeper
/// where it was good. The card's own come before the common ones for the same rule, and what the
/// listener cares about most before all others.
pub(super) fn choose(story: &Story<'_>, findings: &[Finding]) -> Vec<Probe> {
    let bank = story.context.bank;
    let own = story.context.card.map_or(&[][..], |card| &card.probes);
    let mut out: Vec<Probe> = Vec::new();
    for missing in [true, false] {
        // The order of the common probes is the order of preference.
        let mut commons: Vec<&ProbeCard> = bank.probes().iter().collect();
        commons.sort_by_key(|common| place(story, &common.rule));
        for common in commons {
            let finding = findings.iter().find(|finding| {
                finding.rule == common.rule && (finding.severity != Severity::Praise) == missing
            });
            let Some(finding) = finding.filter(|_| fits(story, common)) else { continue };
            let probe = own
                .iter()
                .find(|own| {
                    own.rule == common.rule
                        && own.sections.iter().all(|s| common.sections.contains(s))
                        && fits(story, own)
                })
                .unwrap_or(common);
            if out.iter().all(|before| before.text != probe.text) {
                let because = because(story, probe, finding);
                out.extend(because.and_then(|because| written(probe, common, because)));
            }
        }
        if !out.is_empty() {
            break;
        }
    }
    out
}

/// The follow-up for somebody who wants to be pressed: the first whose rule found something, or the
/// last.
pub fn pressing(analysis: &Analysis, context: &Context<'_>) -> Option<Probe> {
    let found = |probe: &&ProbeCard| analysis.findings.iter().any(|f| f.rule == probe.rule);
    let pressure = context.bank.pressure();
    let probe = pressure.iter().find(found).or(pressure.last())?;
    written(probe, probe, probe.because.clone())
}

/// Where a rule stands among what the listener would ask about first.
fn place(story: &Story<'_>, rule: &str) -> usize {
    let wanted = || story.context.standards().flat_map(|standard| &standard.probes);
    wanted().position(|name| name == rule).unwrap_or_else(|| wanted().count())
}

/// Nobody is asked for a section that they told.
fn fits(story: &Story<'_>, probe: &ProbeCard) -> bool {
    let sections = &story.context.framework.sections;
    let told = |name: &str| {
        story
            .labels
            .iter()
            .any(|label| label.section.is_some_and(|section| sections[section].name == name))
    };
    let mut asked =
        probe.sections.iter().filter(|name| sections.iter().any(|s| s.name == **name)).peekable();
    probe.sections.is_empty() || (asked.peek().is_some() && asked.all(|name| !told(name)))
}

fn because(story: &Story<'_>, probe: &ProbeCard, finding: &Finding) -> Option<String> {
    // An absence has no words; what was said just before it stands for it.
    let (quote, at) = if finding.quote.is_empty() {
        let before =
            story.parsed.iter().rev().find(|parsed| parsed.span().end <= finding.span.start);
        let nearest = before.or_else(|| story.parsed.first())?;
        (nearest.sentence.text.as_str(), nearest.span().start)
    } else {
        (finding.quote.as_str(), finding.span.start)
    };
    Some(fill(&probe.because, &[("quote", &short_quote(quote)), ("clock", &at.to_clock())]))
}

/// A probe of a card, with what it leaves to the `common` one for the same rule.
fn written(probe: &ProbeCard, common: &ProbeCard, because: String) -> Option<Probe> {
    let rule = RULES.iter().find(|rule| rule.name() == probe.rule)?.name();
    let wants = if probe.wants.is_empty() { &common.wants } else { &probe.wants };
    let again = if probe.again.is_empty() { &common.again } else { &probe.again };
    Some(Probe {
        text: probe.text.clone(),
        because,
        rule,
        weak: probe.weak.clone(),
        strong: probe.strong.clone(),
        wants: wants.clone(),
        again: again.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tester::{INCIDENT, RAMBLING, STRONG, analysed, bank, context, without};

    #[test]
    fn what_was_missing_is_asked_for() {
        let probes = analysed(RAMBLING).probes;
        assert_eq!(probes[0].rule, "no-metric");
        assert!(
            probes[0].because.contains("“After that it was fine again"),
            "{}",
            probes[0].because
        );
        assert_eq!(analysed(INCIDENT).probes[0].rule, "we-language");
    }

    #[test]
    fn a_missing_section_is_asked_for_by_its_own_question() {
        let probes = analysed(&without(INCIDENT, "root-cause")).probes;
        let probe = probes.iter().find(|probe| probe.rule == "missing-section").unwrap();
        assert!(probe.text.contains("past the line of code"), "{}", probe.text);
    }

    #[test]
    fn a_good_answer_is_asked_to_go_deeper() {
        let probes = analysed(STRONG).probes;
        assert!(probes.iter().all(|probe| !probe.rule.starts_with("no-")), "{probes:?}");
        assert!(!probes.is_empty());
    }

    #[test]
    fn no_probe_of_a_card_is_never_asked() {
        let bank = bank();
        for card in bank.cards() {
            for probe in &card.probes {
                let common = bank.probes().iter().any(|common| common.rule == probe.rule);
                assert!(common, "{}: {}", card.id, probe.rule);
            }
        }
    }

    #[test]
    fn pressure_is_put_on_whoever_took_long_to_begin() {
        let bank = bank();
        let context = context(&bank, STRONG);
        let mut analysis = analysed(STRONG);
        let short = pressing(&analysis, &context).unwrap();
        assert!(short.text.contains("thirty seconds"), "{}", short.text);
        analysis.findings[0].rule = "situation-too-long";
        assert!(pressing(&analysis, &context).unwrap().text.contains("background"));
    }
}
