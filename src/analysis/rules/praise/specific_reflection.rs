//! `specific-reflection`

use crate::analysis::Concept;
use crate::analysis::rule::{Cx, Place, declare_rule};
use crate::analysis::story::likeliest_of;
use crate::bank::Role;

declare_rule! {
    /// ## What it hears
    /// A lesson that names parts of this story, or a concrete act that follows from it.
    ///
    /// ## Why it matters
    /// A lesson that could only come from this story proves that it was learnt.
    ///
    /// ## Limits
    /// Looks at the reflection only. It goes by the meaning of single sentences, so irony escapes
    /// it. It needs the sentence model.
    SpecificReflection = { name: "specific-reflection", family: Praise, severity: Praise }
}

fn check(cx: &mut Cx<'_>) {
    let story = cx.story();
    let reflections = || story.with_role(Role::Reflection).map(|(_, parsed)| parsed);
    let plainly = reflections().any(|parsed| parsed.says(Concept::SpecificReflection));
    if !cx.is_there(plainly) {
        return;
    }
    let among_them = likeliest_of(Concept::SpecificReflection, reflections());
    if let Some(parsed) = among_them.or_else(|| story.likeliest(Concept::SpecificReflection)) {
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
            &SpecificReflection,
            "[reflection|specific-reflection] I now ask for the vendor sandbox before I promise a date.",
        );
        assert_eq!(found.len(), 1);
        assert!(!found[0].quote.is_empty());
    }

    #[test]
    fn is_silent_where_nobody_says_so() {
        assert_eq!(
            scene(&SpecificReflection, "[reflection] I learned that communication matters."),
            []
        );
    }
}
