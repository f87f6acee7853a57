//! `hidden-candidate`

use crate::analysis::Concept;
use crate::analysis::rule::{Cx, declare_rule};

declare_rule! {
    /// ## What it hears
    /// The sentence in which others, or nobody in particular, find the cause, take the decision or
    /// make the repair.
    ///
    /// ## Why it matters
    /// An interviewer can only credit what you did. A passive or a “they” in the decisive sentence
    /// gives it away.
    ///
    /// ## Limits
    /// It is wrong too often to weigh more than a note (`BENCHMARKS.md`): read the quote and judge.
    /// Credit to others is good where your own part is plain; whether it is plain is judged from
    /// that sentence alone. It goes by the meaning of single sentences, so irony escapes it. It
    /// needs the sentence model.
    HiddenCandidate = { name: "hidden-candidate", family: Ownership, severity: Note }
}

fn check(cx: &mut Cx<'_>) {
    cx.report_clearest(Concept::OthersSolved);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tester::scene;

    #[test]
    fn points_at_the_sentence_that_says_so() {
        let found = scene(
            &HiddenCandidate,
            "[action] I watched the graphs.\n[action|others-solved] The platform people found it in the end and it got fixed.",
        );
        assert_eq!(found.len(), 1);
        assert!(!found[0].quote.is_empty());
    }

    #[test]
    fn is_silent_where_nobody_says_so() {
        assert_eq!(
            scene(
                &HiddenCandidate,
                "[action] I found it and fixed it, and Ana reviewed the change."
            ),
            []
        );
    }
}
