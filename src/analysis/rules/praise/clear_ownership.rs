//! `clear-ownership`

use crate::analysis::grammar::Subject;
use crate::analysis::rule::{Cx, Place, declare_rule};
use crate::analysis::{Concept, Measure};
use crate::bank::Role;

declare_rule! {
    /// ## What it hears
    /// A sentence in which the speaker takes on what was nobody's or somebody else's. Without the
    /// sentence model: four action clauses or more have "I" as the one who acts, and at most one in
    /// ten "we"; it points at the sentence that says whose job it was, else at the first action.
    ///
    /// ## Why it matters
    /// The listener knows what this person would do again.
    ///
    /// ## Limits
    /// Counts who acts, not how much that was.
    ClearOwnership = { name: "clear-ownership", family: Praise, severity: Praise }
}

/// Fewer are too few to speak of a habit. Chosen.
const AT_LEAST: u32 = 4;

/// Chosen: one slip in ten is still plain.
const WE_SHARE: f64 = 0.1;

fn check(cx: &mut Cx<'_>) {
    let story = cx.story();
    if story.understood {
        cx.report_clearest(Concept::TookItOn);
        return;
    }
    let count = |who: Subject| -> u32 {
        let clauses = story.with_role(Role::Action).flat_map(|(_, parsed)| &parsed.clauses);
        clauses.filter(|clause| clause.acts && clause.subject == who).map(|_| 1).sum()
    };
    let (i, we) = (count(Subject::I), count(Subject::We));
    let share = f64::from(we) / f64::from((i + we).max(1));
    if i < AT_LEAST || share > WE_SHARE {
        return;
    }
    let boundary =
        story.parsed.iter().find(|parsed| story.lexicon().scope_not_mine.is_in(&parsed.tokens));
    let action = || {
        let mut acting = story.with_role(Role::Action).map(|(_, parsed)| parsed);
        acting.find(|parsed| parsed.traits.i_acts)
    };
    let Some(parsed) = boundary.or_else(action) else { return };
    cx.report(
        Place::Words(parsed.sentence.words.clone()),
        Some(Measure { value: 1.0 - share, unit: "share", target: 1.0 }),
        &[("all", &(i + we).to_string()), ("i", &i.to_string())],
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tester::{INCIDENT, STRONG, findings};

    #[test]
    fn one_who_acts_in_the_first_person_is_praised() {
        let found = findings(&ClearOwnership, STRONG);
        assert!(found[0].quote.contains("another team ran"), "{}", found[0].quote);
    }

    #[test]
    fn one_who_says_we_is_not() {
        assert!(findings(&ClearOwnership, INCIDENT).is_empty());
    }
}
