//! `concise-situation`

use crate::analysis::Measure;
use crate::analysis::rule::{Cx, Place, declare_rule};
use crate::analysis::wording::decimal;

declare_rule! {
    /// ## What it hears
    /// The first section stays within its limit, says what was wrong, and the story goes on. It
    /// points at the problem.
    ///
    /// ## Why it matters
    /// It leaves the time for what the speaker did.
    ///
    /// ## Limits
    /// Without the sentence model it knows a problem by its words: failing, slow, lost, late,
    /// complaints.
    ConciseSituation = { name: "concise-situation", family: Praise, severity: Praise }
}

fn check(cx: &mut Cx<'_>) {
    let story = cx.story();
    let limit = story.context.length.opening;
    let opening = story.opening().filter(|o| o.left && o.span.duration() <= limit && cx.is_story());
    let Some(opening) = opening else { return };
    let mut told = story.parsed[opening.sentences].iter();
    let Some(problem) = told.find(|parsed| parsed.states_problem(story.understood)) else { return };
    let seconds = opening.span.duration().as_secs_f64().round();
    cx.report(
        Place::Words(problem.sentence.words.clone()),
        Some(Measure { value: seconds, unit: "s", target: limit.as_secs_f64() }),
        &[("section", &story.context.framework.opening().spoken), ("seconds", &decimal(seconds))],
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tester::{RAMBLING, STRONG, findings};

    #[test]
    fn a_short_opening_with_a_problem_is_praised() {
        assert_eq!(findings(&ConciseSituation, STRONG).len(), 1);
    }

    #[test]
    fn a_long_one_is_not() {
        assert!(findings(&ConciseSituation, RAMBLING).is_empty());
    }
}
