//! `handed-off`

use crate::analysis::Concept;
use crate::analysis::rule::{Cx, declare_rule};

declare_rule! {
    /// ## What it hears
    /// A sentence in which the answer to the problem is to pass it on: a ticket, a message, an
    /// escalation, and then others deal with it.
    ///
    /// ## Why it matters
    /// Passing a problem on is routing it. Whoever listens for ownership hears that it stopped
    /// being yours.
    ///
    /// ## Limits
    /// Following up is heard only if it is said in the same sentence or if the speaker acts
    /// afterwards. It goes by the meaning of single sentences, so irony escapes it. It needs the
    /// sentence model.
    HandedOff = { name: "handed-off", family: Ownership, severity: Problem }
}

fn check(cx: &mut Cx<'_>) {
    cx.report_clearest(Concept::HandedOff);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tester::scene;

    #[test]
    fn points_at_the_sentence_that_says_so() {
        let found = scene(
            &HandedOff,
            "[situation] The nightly export lost rows.\n[action|handed-off] I filed a ticket with the storage people and left it with them.",
        );
        assert_eq!(found.len(), 1);
        assert!(!found[0].quote.is_empty());
    }

    #[test]
    fn is_silent_where_nobody_says_so() {
        assert_eq!(
            scene(
                &HandedOff,
                "[situation] The nightly export lost rows.\n[action] I wrote the fix and saw it through their review."
            ),
            []
        );
    }
}
