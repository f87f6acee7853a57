//! `blame`

use crate::analysis::Concept;
use crate::analysis::rule::{Cx, declare_rule};

declare_rule! {
    /// ## What it hears
    /// A sentence that puts the fault on a person or a team with reproach, or to clear the speaker.
    ///
    /// ## Why it matters
    /// It costs more offers than any bug: the listener imagines being the next colleague in that
    /// story.
    ///
    /// ## Limits
    /// Naming a cause in another service is no blame, nor is a reproach that is quoted and refused.
    /// It goes by the meaning of single sentences, so irony escapes it. It needs the sentence
    /// model.
    Blame = { name: "blame", family: Ownership, severity: Warning }
}

fn check(cx: &mut Cx<'_>) {
    cx.report_clearest(Concept::Blame);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tester::scene;

    #[test]
    fn points_at_the_sentence_that_says_so() {
        let found =
            scene(&Blame, "[root-cause|blame] The testers were too lazy to read the runbook.");
        assert_eq!(found.len(), 1);
        assert!(!found[0].quote.is_empty());
    }

    #[test]
    fn is_silent_where_nobody_says_so() {
        assert_eq!(
            scene(
                &Blame,
                "[root-cause] The other service sent each message twice, which I had not allowed for."
            ),
            []
        );
    }
}
