//! `systemic-insight`

use crate::analysis::Concept;
use crate::analysis::rule::{Cx, Place, declare_rule};
use crate::analysis::story::likeliest_of;
use crate::bank::Role;

declare_rule! {
    /// ## What it hears
    /// A sentence that names a cause or a remedy beyond code and person: who owns what, an
    /// agreement that was missing, a process, an incentive.
    ///
    /// ## Why it matters
    /// It shows somebody who prevents the next ten incidents and not only this one.
    ///
    /// ## Limits
    /// A process that is only mentioned can look like one. It goes by the meaning of single
    /// sentences, so irony escapes it. It needs the sentence model.
    SystemicInsight = { name: "systemic-insight", family: Praise, severity: Praise }
}

fn check(cx: &mut Cx<'_>) {
    let story = cx.story();
    // Where an incident was set or repaired, "nobody had told the other region" is about machines.
    let about_people = |at: usize| match story.role(at) {
        Some(Role::Opening) => false,
        Some(Role::Action) => !story.is_incident(),
        _ => true,
    };
    let told = || {
        let told = story.parsed.iter().enumerate().filter(|(at, _)| about_people(*at));
        told.map(|(_, parsed)| parsed)
    };
    if !cx.is_there(told().any(|parsed| parsed.says(Concept::SystemicInsight))) {
        return;
    }
    if let Some(parsed) = likeliest_of(Concept::SystemicInsight, told()) {
        cx.report(Place::Words(parsed.sentence.words.clone()), None, &[]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tester::scene;

    #[test]
    fn points_at_the_sentence_that_says_so() {
        let found = scene(
            &SystemicInsight,
            "[reflection|systemic-insight] No two teams had agreed on how late a message may be.",
        );
        assert_eq!(found.len(), 1);
        assert!(!found[0].quote.is_empty());
    }

    #[test]
    fn what_machines_did_not_share_is_no_insight() {
        let told = |section: &str| {
            let story = format!(
                "[context] Two people could buy one seat.\n\
                 [{section}|systemic-insight] The two regions had never shared their holds."
            );
            scene(&SystemicInsight, &story).len()
        };
        assert_eq!(told("corrective-action"), 0);
        assert_eq!(told("root-cause"), 1);
    }

    #[test]
    fn is_silent_where_nobody_says_so() {
        assert_eq!(scene(&SystemicInsight, "[reflection] I now write the test first."), []);
    }
}
