//! `systemic-insight`

use crate::analysis::Concept;
use crate::analysis::rule::{Cx, Place, declare_rule};

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
    if let Some(parsed) = story.clearest(Concept::SystemicInsight) {
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
    fn is_silent_where_nobody_says_so() {
        assert_eq!(scene(&SystemicInsight, "[reflection] I now write the test first."), []);
    }
}
