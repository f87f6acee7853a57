//! `out-of-order`

use crate::analysis::rule::{Cx, Place, declare_rule};
use crate::bank::Role;

declare_rule! {
    /// ## What it hears
    /// The setting or the task is told after actions or results have begun, or what was done comes
    /// after what came of it.
    ///
    /// ## Why it matters
    /// A listener who must go back and put the story together again hears less of it.
    ///
    /// ## Limits
    /// One headline at the start is fine, and so is looking back in the reflection. A single short
    /// sentence out of place is not pointed at.
    OutOfOrder = { name: "out-of-order", family: Structure, severity: Warning }
}

/// The three phases of any story.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    Setting,
    Deed,
    End,
}

/// Sentences of a later phase after which the story has got there. Chosen.
const BEGUN: usize = 2;

/// Words out of place that make a listener go back. Chosen.
const WORDS: usize = 15;

fn check(cx: &mut Cx<'_>) {
    let story = cx.story();
    if !cx.is_story() {
        return;
    }
    // What an incident cost belongs to its setting.
    let phase = |role: Role| match role {
        Role::Opening | Role::Task => Phase::Setting,
        Role::Outcome if story.is_incident() => Phase::Setting,
        Role::Cause | Role::Action => Phase::Deed,
        Role::Outcome | Role::Reflection | Role::Summary => Phase::End,
    };
    let roles: Vec<Option<Role>> = (0..story.parsed.len()).map(|at| story.role(at)).collect();
    let headline = roles.iter().position(Option::is_some);
    let mut begun: Vec<Phase> = Vec::new();
    let mut late: Vec<usize> = Vec::new();
    for (at, role) in roles.iter().enumerate() {
        let is_headline = |phase: &Phase| Some(at) == headline && *phase == Phase::End;
        let Some(phase) = role.map(phase).filter(|phase| !is_headline(phase)) else { continue };
        let after_the_fact = match phase {
            Phase::Setting => begun.iter().filter(|p| **p != Phase::Setting).count() >= BEGUN,
            Phase::Deed => begun.contains(&Phase::End) && !begun.contains(&Phase::Deed),
            Phase::End => false,
        };
        if after_the_fact {
            late.push(at);
        } else {
            begun.push(phase);
        }
    }
    let words: usize = late.iter().map(|at| story.parsed[*at].sentence.words.len()).sum();
    if words >= WORDS
        && let Some(first) = late.first()
    {
        cx.report(Place::Words(story.parsed[*first].sentence.words.clone()), None, &[]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tester::scene;

    const SETTING: &str = "[situation] It was a clinic with forty beds, and the pumps there reported to one old server.\n\
        [situation] Every night around two the reports stopped, and the nurses wrote by hand.";
    const ACTION: &str = "[action] I put a recorder on the line between the pumps and the server.\n\
        [action] Then I wrote a small buffer that sends again what was not acknowledged.";
    const RESULT: &str = "[result] Since then not one report was lost in five months of nights.\n\
        [result] The nurses have their hour back.";

    #[test]
    fn a_setting_behind_the_deed_is_late() {
        let found = scene(&OutOfOrder, &[ACTION, SETTING, RESULT].join("\n"));
        assert!(found[0].quote.starts_with("It was a clinic"));
    }

    #[test]
    fn a_deed_behind_its_outcome_is_late() {
        let found = scene(&OutOfOrder, &[SETTING, RESULT, ACTION].join("\n"));
        assert!(found[0].quote.starts_with("I put a recorder"));
    }

    #[test]
    fn the_usual_order_and_a_headline_are_fine() {
        assert_eq!(scene(&OutOfOrder, &[SETTING, ACTION, RESULT].join("\n")), []);
        let headline = "[result] In short, I got a clinic its nights back.";
        assert_eq!(scene(&OutOfOrder, &[headline, SETTING, ACTION, RESULT].join("\n")), []);
    }
}
