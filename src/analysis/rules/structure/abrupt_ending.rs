//! `abrupt-ending`

use crate::analysis::rule::{Cx, Place, declare_rule};
use crate::bank::Role;

declare_rule! {
    /// ## What it hears
    /// The last thing said is still something you did, or the sentence breaks off.
    ///
    /// ## Why it matters
    /// The end is what is remembered. An answer that stops in the middle of the work leaves the
    /// listener to guess how it came out.
    ///
    /// ## Limits
    /// A closing courtesy does not count as an ending.
    AbruptEnding = { name: "abrupt-ending", family: Structure, severity: Warning }
}

/// Below this, the last sentence may as well be an outcome.
const SURE: f32 = 0.6;

/// Words that nobody ends on.
const HANGING: &[&str] = &["and", "but", "so", "because", "or", "the", "a", "then", "which"];

fn check(cx: &mut Cx<'_>) {
    let story = cx.story();
    if !cx.is_story() {
        return;
    }
    let Some(last) = (0..story.parsed.len()).rev().find(|at| story.role(*at).is_some()) else {
        return;
    };
    let parsed = &story.parsed[last];
    let unfinished =
        matches!(story.role(last), Some(Role::Opening | Role::Task | Role::Cause | Role::Action))
            && story.labels[last].confidence() >= SURE;
    let hangs = parsed.tokens.last().is_some_and(|token| HANGING.contains(&token.text.as_str()));
    if hangs || cx.is_there(unfinished) {
        cx.report(Place::Words(parsed.sentence.words.clone()), None, &[]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tester::scene;

    const STORY: &str = "[situation] Our ferry booking site sold the same cabin twice every other weekend, \
        and the people at the pier had to sort it out by hand.\n\
        [action] I put a lock on the cabin for as long as somebody is paying for it.";

    #[test]
    fn a_deed_is_no_ending() {
        let found = scene(&AbruptEnding, STORY);
        assert!(found[0].quote.starts_with("I put a lock"));
    }

    #[test]
    fn a_sentence_that_hangs_is_none_either() {
        let text = format!("{STORY}\n[result] No cabin has been sold twice since, and");
        assert_eq!(scene(&AbruptEnding, &text).len(), 1);
    }

    #[test]
    fn an_outcome_or_a_lesson_is_one() {
        for end in ["[result] No cabin was sold twice since.", "[reflection] I now lock first."] {
            assert_eq!(scene(&AbruptEnding, &format!("{STORY}\n{end}")), []);
        }
    }
}
