//! `ignored-alerts`

use crate::analysis::Concept;
use crate::analysis::rule::{Cx, Place, declare_rule};
use crate::analysis::story::Parsed;

declare_rule! {
    /// ## What it hears
    /// A sentence in which an alert or a warning was there and was muted, overlooked or put off, and
    /// nothing after it that was changed for good.
    ///
    /// ## Why it matters
    /// A warning that nobody answered is the first thing a careful interviewer asks about.
    ///
    /// ## Limits
    /// Any prevention that is told later takes it back, whether or not it has to do with the alert. It
    /// goes by the meaning of single sentences, so irony escapes it. It needs the
    /// sentence model.
    IgnoredAlerts = { name: "ignored-alerts", family: Rigour, severity: Warning }
}

fn check(cx: &mut Cx<'_>) {
    let story = cx.story();
    let changed =
        |later: &Parsed| later.says(Concept::Prevention) || later.says(Concept::LastingEffect);
    let mut since = story.parsed.iter().skip_while(|first| !first.says(Concept::IgnoredAlert));
    let plainly = story.says(Concept::IgnoredAlert) && !since.any(changed);
    if cx.is_there(plainly)
        && let Some(parsed) = story.likeliest(Concept::IgnoredAlert)
    {
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
            &IgnoredAlerts,
            "[context|ignored-alert] The disk alarm had been going off for a week and we had muted it.",
        );
        assert_eq!(found.len(), 1);
        assert!(!found[0].quote.is_empty());
    }

    #[test]
    fn what_was_changed_since_takes_it_back() {
        let told = |tag: &str| {
            let story = format!(
                "[context|ignored-alert] The disk alarm had been going off for a week and we had muted it.
                [lessons{tag}] Since then an alarm that nobody answers for an hour calls the next one."
            );
            scene(&IgnoredAlerts, &story)
        };
        assert_eq!(told("|prevention"), []);
        assert_eq!(told("").len(), 1);
    }

    #[test]
    fn is_silent_where_nobody_says_so() {
        assert_eq!(
            scene(&IgnoredAlerts, "[context] The disk alarm went off and I looked at it at once."),
            []
        );
    }
}
