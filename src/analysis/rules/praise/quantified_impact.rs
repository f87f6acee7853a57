//! `quantified-impact`

use crate::analysis::rule::{Cx, Place, declare_rule};
use crate::bank::Role;

declare_rule! {
    /// ## What it hears
    /// A figure that moved, or in the outcome a figure of what it was worth. It points at the
    /// sentence.
    ///
    /// ## Why it matters
    /// It is the part of the story that a listener can repeat.
    ///
    /// ## Limits
    /// Does not know whether the figure is true, or large.
    QuantifiedImpact = { name: "quantified-impact", family: Praise, severity: Praise }
}

fn check(cx: &mut Cx<'_>) {
    let story = cx.story();
    let late = |role| {
        matches!(role, Some(Role::Outcome | Role::Reflection | Role::Summary | Role::Action))
    };
    let moved = story
        .parsed
        .iter()
        .enumerate()
        .find(|(at, parsed)| parsed.traits.change && late(story.role(*at)));
    let worth = || story.with_role(Role::Outcome).find(|(_, parsed)| parsed.traits.figure);
    if let Some((_, parsed)) = moved.or_else(worth) {
        cx.report(Place::Words(parsed.sentence.words.clone()), None, &[]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tester::{RAMBLING, STRONG, findings};

    #[test]
    fn a_figure_that_moved_is_praised() {
        let found = findings(&QuantifiedImpact, STRONG);
        assert!(found[0].quote.contains("to none"), "{}", found[0].quote);
    }

    #[test]
    fn pleased_people_are_no_figure() {
        assert!(findings(&QuantifiedImpact, RAMBLING).is_empty());
    }
}
