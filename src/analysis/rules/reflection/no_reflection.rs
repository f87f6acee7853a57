//! `no-reflection`

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
    /// Hears whether there is a reflection, not whether it is a good one.
    NoReflection = { name: "no-reflection", family: Reflection, severity: Warning }
}

fn check(cx: &mut Cx<'_>) {
    let story = cx.story();
    let Some(told) = story.told().filter(|_| cx.is_story()) else { return };
    let asked_for = story.context.framework.sections.iter().any(|s| s.role == Role::Reflection);
    if asked_for && story.with_role(Role::Reflection).next().is_none() {
        cx.report(Place::Gap(told.end), None, &[]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tester::{STRONG, findings, without};

    #[test]
    fn an_ending_without_it_is_heard() {
        let found = findings(&NoReflection, &without(STRONG, "reflection"));
        assert_eq!(found.len(), 1);
        assert!(findings(&NoReflection, STRONG).is_empty());
    }
}
