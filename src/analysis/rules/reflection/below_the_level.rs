//! `below-the-level`

use crate::analysis::concept::Concept;
use crate::analysis::rule::{Cx, Place, declare_rule};

declare_rule! {
    /// ## What it hears
    /// With `--level` or `--company`: that nothing says what is expected of that level. What that is
    /// stands in `prompts/levels`; of a junior nothing beyond the story is.
    ///
    /// ## Why it matters
    /// The same story is a good one for one level and a small one for the next.
    ///
    /// ## Limits
    /// Levels mean different things in different companies. It goes by the meaning of single
    /// sentences, so a thing that is only implied is not heard. It needs the sentence model.
    BelowTheLevel = { name: "below-the-level", family: Reflection, severity: Warning }
}

fn check(cx: &mut Cx<'_>) {
    let story = cx.story();
    let Some(told) = story.told().filter(|_| cx.is_story() && story.understood) else { return };
    for standard in story.context.standards() {
        let missing = standard.expected.iter().find(|expected| {
            Concept::named(&expected.concept).is_some_and(|concept| !story.says(concept))
        });
        if let Some(expected) = missing {
            let values = [("title", standard.title.as_str()), ("what", expected.what.as_str())];
            cx.report(Place::Gap(told.end), None, &values);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tester::scene_for;

    fn story(of_reflection: &str) -> String {
        format!(
            "[situation|problem-stated] Orders got lost whenever the depot was offline for a minute.
            [action] I wrote down every order before I sent it on, and tried each one again until it was taken.
            [result] Since then not one order got lost in three months.
            [reflection{of_reflection}] Neither of the two teams had ever said who keeps an order."
        )
    }

    fn found(of_reflection: &str, level: Option<&str>) -> Vec<String> {
        let found = scene_for(&BelowTheLevel, &story(of_reflection), None, level);
        found.into_iter().map(|finding| finding.message).collect()
    }

    #[test]
    fn what_a_level_expects_and_nobody_said_is_missing() {
        assert!(found("", Some("staff"))[0].contains("beyond code"));
        assert!(found("|systemic-insight", Some("staff"))[0].contains("other teams live by"));
        assert!(found("|systemic-insight", Some("senior"))[0].contains("stayed in place"));
    }

    #[test]
    fn what_was_said_is_not_missing() {
        assert_eq!(found("|systemic-insight|lasting-effect", Some("staff")), [""; 0]);
        assert_eq!(found("|lasting-effect", Some("senior")), [""; 0]);
    }

    #[test]
    fn nothing_is_expected_where_nobody_said_for_whom() {
        assert_eq!(found("", None), [""; 0]);
        assert_eq!(found("", Some("junior")), [""; 0]);
    }
}
