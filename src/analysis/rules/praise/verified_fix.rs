//! `verified-fix`

use crate::analysis::Concept;
use crate::analysis::rule::{Cx, declare_rule};

declare_rule! {
    /// ## What it hears
    /// A sentence that shows the diagnosis or the repair to be right: reproduced before, tested for
    /// the very fault, watched for days, measured after.
    ///
    /// ## Why it matters
    /// Evidence is what tells engineering from luck.
    ///
    /// ## Limits
    /// Praises one piece of evidence; more is not better here. It goes by the meaning of single
    /// sentences, so irony escapes it. It needs the sentence model.
    VerifiedFix = { name: "verified-fix", family: Praise, severity: Praise }
}

fn check(cx: &mut Cx<'_>) {
    cx.report_clearest(Concept::Verified);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tester::scene;

    #[test]
    fn points_at_the_sentence_that_says_so() {
        let found = scene(
            &VerifiedFix,
            "[action|verified] I reproduced it on my desk before I touched the code.",
        );
        assert_eq!(found.len(), 1);
        assert!(!found[0].quote.is_empty());
    }

    #[test]
    fn is_silent_where_nobody_says_so() {
        assert_eq!(scene(&VerifiedFix, "[action] I deployed the change and went home."), []);
    }
}
