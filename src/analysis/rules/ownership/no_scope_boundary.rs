//! `no-scope-boundary`

use crate::analysis::Concept;
use crate::analysis::rule::{Cx, Place, declare_rule};
use crate::bank::Role;

declare_rule! {
    /// ## What it hears
    /// Nowhere does the answer say whose job this was. For a question about ownership only "it was
    /// not mine" and "nobody had asked me" count; for others "I was responsible" does, too. It
    /// points at the order if one was given, else at the start of the action, where the sentence
    /// was expected.
    ///
    /// ## Why it matters
    /// A listener who is not told assumes that the work was assigned.
    ///
    /// ## Limits
    /// Only for questions about work beyond one's own, and for stories without a card that are told
    /// as STAR: an incident report says whose change it was by its nature.
    NoScopeBoundary = { name: "no-scope-boundary", family: Ownership, severity: Warning }
}

fn check(cx: &mut Cx<'_>) {
    let story = cx.story();
    let has_task = story.context.framework.sections.iter().any(|s| s.role == Role::Task);
    if !has_task || !cx.is_story() {
        return;
    }
    let lexicon = story.lexicon();
    let card = story.context.card;
    if card.is_some_and(|card| !card.crosses_boundaries()) {
        return;
    }
    let ownership = card.is_some_and(crate::bank::Card::asks_for_ownership);
    let says = story.parsed.iter().any(|parsed| {
        lexicon.scope_not_mine.is_in(&parsed.tokens)
            || parsed.says(Concept::ScopeBoundary)
            || (!ownership && lexicon.scope_mine.is_in(&parsed.tokens))
    });
    if says {
        return;
    }
    let Some(told) = story.told() else { return };
    // "My manager asked me" is the sentence that needs the other half.
    let given = story.parsed.iter().find(|parsed| lexicon.scope_mine.is_in(&parsed.tokens));
    let action = story.with_role(Role::Action).next().map(|(_, parsed)| parsed.span().start);
    let place = match given {
        Some(parsed) => Place::Words(parsed.sentence.words.clone()),
        None => Place::Gap(action.unwrap_or(told.end)),
    };
    cx.report(place, None, &[]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tester::{INCIDENT, RAMBLING, STRONG, findings, without};

    #[test]
    fn saying_that_nobody_asked_is_a_boundary() {
        assert!(findings(&NoScopeBoundary, STRONG).is_empty());
    }

    #[test]
    fn without_it_the_place_is_the_start_of_the_action() {
        let text = without(STRONG, "task").replace("another team ran", "we all used");
        let found = findings(&NoScopeBoundary, &text);
        assert_eq!(found.len(), 1);
        assert!(found[0].span.is_empty());
    }

    #[test]
    fn an_order_is_no_boundary_where_ownership_is_asked_for() {
        let found = findings(&NoScopeBoundary, RAMBLING);
        assert_eq!(found[0].quote, "My manager asked me to have a look at it.");
    }

    #[test]
    fn an_incident_needs_none() {
        assert!(findings(&NoScopeBoundary, INCIDENT).is_empty());
    }
}
