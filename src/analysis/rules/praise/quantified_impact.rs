//! `quantified-impact`

use crate::analysis::rule::{Cx, Place, declare_rule};
use crate::bank::Role;

declare_rule! {
    /// ## What it hears
    /// A figure that moved, or in the outcome a figure of what it was worth. It points at
    /// the figure and the words that lead to it.
    ///
    /// ## Why it matters
    /// It is the part of the story that a listener can repeat.
    ///
    /// ## Limits
    /// Does not know whether the figure is true, or large.
    QuantifiedImpact = { name: "quantified-impact", family: Praise, severity: Praise }
}

/// "The failure rate went" from three percent to one: without these words a figure says nothing.
const LEAD: usize = 3;

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
    // What an incident cost is no praise; what the repair brought is.
    let ends = if story.is_incident() {
        [Role::Reflection, Role::Summary]
    } else {
        [Role::Outcome, Role::Reflection]
    };
    let worth = || {
        let figures = |role| story.with_role(role).find(|(_, parsed)| parsed.traits.figure);
        ends.into_iter().find_map(figures)
    };
    let Some((_, parsed)) = moved.or_else(worth) else { return };
    let Some(figure) = parsed.figures.iter().max_by_key(|figure| figure.change) else { return };
    let figure = parsed.words(&figure.tokens);
    let start = figure.start.saturating_sub(LEAD).max(parsed.sentence.words.start);
    cx.report(Place::Words(start..figure.end), None, &[]);
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
