//! `no-reflection`

use crate::analysis::Concept;
use crate::analysis::rule::{Cx, Place, declare_rule};
use crate::bank::Role;

declare_rule! {
    /// ## What it hears
    /// No sentence says what the speaker took from it. It points at the end of the answer.
    ///
    /// ## Why it matters
    /// The story is about last year; the interviewer wants to know about next year.
    ///
    /// ## Limits
    /// Hears whether there is a reflection, not whether it is a good one. Without the sentence model it
    /// goes by cue phrases.
    NoReflection = { name: "no-reflection", family: Reflection, severity: Warning }
}

/// From this probability on a sentence is a reflection of either kind. Over answers that were not
/// learnt from, eight in ten that have none so are rightly said to have none.
const ENOUGH: f32 = 0.65;

fn check(cx: &mut Cx<'_>) {
    let story = cx.story();
    let Some(told) = story.told().filter(|_| cx.is_story()) else { return };
    let asked_for = story.context.framework.sections.iter().any(|s| s.role == Role::Reflection);
    let reflects = if story.understood {
        story.parsed.iter().any(|parsed| {
            [Concept::SpecificReflection, Concept::GenericReflection]
                .iter()
                .any(|concept| parsed.said.probability(*concept) >= ENOUGH)
        })
    } else {
        story.with_role(Role::Reflection).next().is_some()
    };
    if asked_for && cx.is_there(!reflects) {
        cx.report(Place::Gap(told.end), None, &[]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tester::{STRONG, findings, scene, without};

    #[test]
    fn what_the_sentences_mean_decides_where_it_is_known() {
        let told = |tag: &str| {
            let story = format!(
                "[situation] Orders got lost whenever the depot was offline for a minute or two at night.
                [action] I wrote down every order before I sent it on and tried each one again.
                [result{tag}] The drivers knew it all along, and these days they are whom I call first."
            );
            scene(&NoReflection, &story)
        };
        assert_eq!(told("|specific-reflection"), []);
        assert_eq!(told("|generic-reflection"), []);
        assert_eq!(told("").len(), 1);
    }

    #[test]
    fn an_ending_without_it_is_heard() {
        let found = findings(&NoReflection, &without(STRONG, "reflection"));
        assert_eq!(found.len(), 1);
        assert!(findings(&NoReflection, STRONG).is_empty());
    }
}
