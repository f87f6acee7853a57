//! `opportunistic-motive`

use crate::analysis::Concept;
use crate::analysis::rule::{Cx, declare_rule};

declare_rule! {
    /// ## What it hears
    /// A sentence that gives spare time, curiosity about a technology, a bonus or a career as the
    /// reason for acting.
    ///
    /// ## Why it matters
    /// The reason tells what you would do when nobody is bored: say what was at stake instead.
    ///
    /// ## Limits
    /// A second, better reason elsewhere does not take it back. It goes by the meaning of single
    /// sentences, so irony escapes it. It needs the sentence model.
    OpportunisticMotive = { name: "opportunistic-motive", family: Ownership, severity: Warning }
}

fn check(cx: &mut Cx<'_>) {
    cx.report_clearest(Concept::IdleMotive);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tester::scene;

    #[test]
    fn points_at_the_sentence_that_says_so() {
        let found = scene(
            &OpportunisticMotive,
            "[task|idle-motive] I had nothing else to do that week, so I picked it up.",
        );
        assert_eq!(found.len(), 1);
        assert!(!found[0].quote.is_empty());
    }

    #[test]
    fn is_silent_where_nobody_says_so() {
        assert_eq!(
            scene(
                &OpportunisticMotive,
                "[task] I took it because patients waited an hour for their results."
            ),
            []
        );
    }
}
