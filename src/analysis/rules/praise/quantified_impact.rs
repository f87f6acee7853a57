//! `quantified-impact`

use crate::analysis::Concept;
use crate::analysis::rule::{Cx, Place, declare_rule};
use crate::analysis::story::{Parsed, Story};
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
    let said =
        if story.understood { story.clearest(Concept::MeasuredOutcome) } else { written(story) };
    let Some(parsed) = said else { return };
    let figure = parsed.figures.iter().max_by_key(|figure| figure.change);
    let place = figure.map_or_else(
        || parsed.sentence.words.clone(),
        |figure| {
            let figure = parsed.words(&figure.tokens);
            let start = figure.start.saturating_sub(LEAD).max(parsed.sentence.words.start);
            start..figure.end
        },
    );
    cx.report(Place::Words(place), None, &[]);
}

/// The sentence with a figure that moved, else one at the end of the story that has any figure.
fn written<'s>(story: &'s Story<'_>) -> Option<&'s Parsed> {
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
    moved.or_else(worth).map(|(_, parsed)| parsed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tester::{RAMBLING, STRONG, findings, scene};

    #[test]
    fn a_figure_that_moved_is_praised() {
        let found = findings(&QuantifiedImpact, STRONG);
        assert!(found[0].quote.contains("to none"), "{}", found[0].quote);
    }

    #[test]
    fn what_the_sentences_mean_decides_where_it_is_known() {
        let told = |tag: &str| {
            let story = format!(
                "[situation] There were nine gates and forty trucks a night.
                [result{tag}] Of the trucks that had come back empty hardly one in ten still does."
            );
            scene(&QuantifiedImpact, &story)
        };
        assert_eq!(told("|measured-outcome").len(), 1);
        assert_eq!(told(""), []);
    }

    #[test]
    fn pleased_people_are_no_figure() {
        assert!(findings(&QuantifiedImpact, RAMBLING).is_empty());
    }
}
