//! `vague-ending`

use crate::analysis::Concept;
use crate::analysis::rule::{Cx, Place, declare_rule};
use crate::analysis::story::clearest_of;
use crate::bank::Role;

declare_rule! {
    /// ## What it hears
    /// The outcome is told as a feeling or a generality, and nothing firmer follows.
    ///
    /// ## Why it matters
    /// “Everybody was happy” is what people say when they did not look.
    ///
    /// ## Limits
    /// A feeling beside a figure is fine. It goes by the meaning of single sentences, so irony
    /// escapes it. It needs the sentence model.
    VagueEnding = { name: "vague-ending", family: Impact, severity: Warning }
}

/// Sentences at the end that are an ending wherever they are thought to belong. Chosen.
const LAST: usize = 3;

fn check(cx: &mut Cx<'_>) {
    let story = cx.story();
    let late = story.parsed.len().saturating_sub(LAST);
    let ending = |at: usize| at >= late || story.role(at) == Some(Role::Outcome);
    let endings = story.parsed.iter().enumerate().filter(|(at, _)| ending(*at));
    let Some(parsed) = clearest_of(Concept::FeelingEnding, endings.map(|(_, parsed)| parsed))
    else {
        return;
    };
    let after = parsed.span().start;
    let firm = story
        .parsed
        .iter()
        .enumerate()
        .any(|(at, other)| other.span().start >= after && ending(at) && other.traits.change);
    if !firm {
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
            &VagueEnding,
            "[action] I rewrote the import.\n[result|feeling-ending] In the end it all worked out and everyone was happy.",
        );
        assert_eq!(found.len(), 1);
        assert!(!found[0].quote.is_empty());
    }

    #[test]
    fn is_silent_where_nobody_says_so() {
        assert_eq!(
            scene(
                &VagueEnding,
                "[result|feeling-ending] Everyone was happy.\n[result] The import went from forty minutes to ten."
            ),
            []
        );
    }
}
