//! `ignored-alerts`

use crate::analysis::Concept;
use crate::analysis::rule::{Cx, Place, declare_rule};

declare_rule! {
    /// ## What it hears
    /// A sentence in which an alert or a warning was there and was muted, overlooked or put off.
    ///
    /// ## Why it matters
    /// A warning that nobody answered is the first thing a careful interviewer asks about.
    ///
    /// ## Limits
    /// A change of the alert that is told later in the answer takes it back only if it is told as
    /// prevention. It goes by the meaning of single sentences, so irony escapes it. It needs the
    /// sentence model.
    IgnoredAlerts = { name: "ignored-alerts", family: Rigour, severity: Warning }
}

fn check(cx: &mut Cx<'_>) {
    let story = cx.story();
    let Some(parsed) = story.clearest(Concept::IgnoredAlert) else { return };
    cx.report(Place::Words(parsed.sentence.words.clone()), None, &[]);
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
    fn is_silent_where_nobody_says_so() {
        assert_eq!(
            scene(&IgnoredAlerts, "[context] The disk alarm went off and I looked at it at once."),
            []
        );
    }
}
