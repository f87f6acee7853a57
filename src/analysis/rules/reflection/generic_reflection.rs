//! `generic-reflection`

use crate::analysis::Concept;
use crate::analysis::rule::{Cx, declare_rule};

declare_rule! {
    /// ## What it hears
    /// A lesson that fits any story, such as the importance of communication or of testing.
    ///
    /// ## Why it matters
    /// It tells the listener nothing about you, and sounds as if nothing was learnt.
    ///
    /// ## Limits
    /// A truism beside a lesson of substance is pointed at, too: it is the one to leave out. It
    /// goes by the meaning of single sentences, so irony escapes it. It needs the sentence model.
    GenericReflection = { name: "generic-reflection", family: Reflection, severity: Warning }
}

fn check(cx: &mut Cx<'_>) {
    cx.report_clearest(Concept::GenericReflection);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tester::scene;

    #[test]
    fn points_at_the_sentence_that_says_so() {
        let found = scene(
            &GenericReflection,
            "[reflection|generic-reflection] I learned that communication is key.",
        );
        assert_eq!(found.len(), 1);
        assert!(!found[0].quote.is_empty());
    }

    #[test]
    fn is_silent_where_nobody_says_so() {
        assert_eq!(
            scene(&GenericReflection, "[reflection] I now send the vendor the draft a week ahead."),
            []
        );
    }
}
