//! `missing-section`

use crate::analysis::rule::{Cx, Place, declare_rule};
use crate::analysis::segment::cued;
use crate::bank::Role;

declare_rule! {
    /// ## What it hears
    /// A section that the framework requires has no sentence. It points at the place where the
    /// section was expected: before the first later one, or at the end.
    /// Where the segmenter is not sure of the neighbours, or a telling phrase is there, it is quiet.
    ///
    /// ## Why it matters
    /// A listener fills the gap with a guess, and hardly ever with the better one.
    ///
    /// ## Limits
    /// As good as the segmenter: a section of one short sentence can be taken for its neighbour.
    /// Reflection has a rule of its own.
    MissingSection = { name: "missing-section", family: Structure, severity: Warning }
}

/// Below this the label has rivals that together are more likely than it is.
const SURE: f32 = 0.5;

/// Sentences of a section that are to be expected at least, where their meaning is known. Chosen on
/// answers that were not learnt from.
const EXPECTED: f64 = 0.9;

fn check(cx: &mut Cx<'_>) {
    let story = cx.story();
    let Some(told) = story.told().filter(|_| cx.is_story()) else { return };
    if story.verdict("missing-section") == Some(false) {
        return;
    }
    for (index, section) in story.context.framework.sections.iter().enumerate() {
        let labelled = story.labels.iter().any(|label| label.section == Some(index));
        // Words alone are less sure of a section than its meaning is.
        let hinted = || story.parsed.iter().any(|parsed| cued(section, parsed));
        let expected: f64 = story.labels.iter().map(|label| label.likely(index)).sum();
        let there = if story.understood { expected >= EXPECTED } else { labelled || hinted() };
        if there || !section.required || section.role == Role::Reflection {
            continue;
        }
        let later = story.labels.iter().position(|label| label.section.is_some_and(|s| s > index));
        // A neighbour that could as well be the missing section is no proof that it is missing.
        let place = later.unwrap_or(story.labels.len());
        let around = &story.labels[place.saturating_sub(1)..(place + 1).min(story.labels.len())];
        if !story.understood && around.iter().any(|label| label.confidence() < SURE) {
            continue;
        }
        let at = later.map_or(told.end, |at| story.parsed[at].span().start);
        let need = story.context.bank.need(section.role);
        cx.report(Place::Gap(at), None, &[("section", &section.spoken), ("need", need)]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tester::{INCIDENT, STRONG, findings, without};

    #[test]
    fn what_is_told_is_not_missing() {
        assert_eq!(findings(&MissingSection, STRONG), []);
        assert_eq!(findings(&MissingSection, INCIDENT), []);
    }

    #[test]
    fn a_section_that_is_left_out_is_named() {
        for (section, spoken) in [("result", "result"), ("action", "action"), ("task", "task")] {
            let found = findings(&MissingSection, &without(STRONG, section));
            let named = found.iter().any(|finding| finding.message.contains(spoken));
            assert!(named, "{section}: {found:?}");
        }
        let found = findings(&MissingSection, &without(INCIDENT, "root-cause"));
        assert!(found.iter().any(|finding| finding.message.contains("root cause")), "{found:?}");
    }
}
