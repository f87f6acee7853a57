//! `action-too-thin`

use crate::analysis::Measure;
use crate::analysis::rule::{Cx, Place, declare_rule};
use crate::bank::Role;

declare_rule! {
    /// ## What it hears
    /// What you did takes less than a quarter of the answer.
    ///
    /// ## Why it matters
    /// The actions are what is being interviewed; everything else is there to make them understood.
    ///
    /// ## Limits
    /// Goes by the sections as they were found; in an incident the search for the cause is a
    /// section of its own and does not count.
    ActionTooThin = { name: "action-too-thin", family: Pacing, severity: Warning }
}

/// A quarter; peers ask for 40 to 60 percent. Chosen low, so that it is only said where it is plain.
const SHARE: f64 = 0.25;

/// A minute at 150 words a minute.
const ENOUGH_WORDS: usize = 150;

fn check(cx: &mut Cx<'_>) {
    let story = cx.story();
    let Some(told) = story.told() else { return };
    if story.answer.transcript.words.len() < ENOUGH_WORDS {
        return;
    }
    let acting = |role| role == Some(Role::Action);
    let words = |parsed: &crate::analysis::story::Parsed| parsed.sentence.words.len();
    let all: usize = story.parsed.iter().map(words).sum();
    let actions: usize = (0..story.parsed.len())
        .filter(|at| acting(story.role(*at)))
        .map(|at| words(&story.parsed[at]))
        .sum();
    #[expect(clippy::cast_precision_loss, reason = "words of one answer")]
    let share = actions as f64 / all.max(1) as f64;
    if share >= SHARE {
        return;
    }
    let first = (0..story.parsed.len()).find(|at| acting(story.role(*at)));
    let place = match first {
        Some(at) => Place::Words(story.parsed[at].sentence.words.clone()),
        None => Place::Gap(told.end),
    };
    let percent = format!("{:.0}", share * 100.0);
    cx.report(
        place,
        Some(Measure { value: (share * 100.0).round() / 100.0, unit: "share", target: SHARE }),
        &[("percent", &percent)],
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tester::scene;

    fn told(situation: usize, action: usize) -> String {
        let sentence = "There were some words about one thing and another in it.";
        let lines = |section: &str, count: usize| format!("[{section}] {sentence}\n").repeat(count);
        lines("situation", situation) + &lines("action", action)
    }

    #[test]
    fn a_story_that_is_mostly_setting_is_thin() {
        let found = scene(&ActionTooThin, &told(14, 2));
        assert_eq!(found[0].measure.as_ref().unwrap().unit, "share");
        assert_eq!(scene(&ActionTooThin, &told(14, 0)).len(), 1);
    }

    #[test]
    fn a_third_is_enough_and_a_short_answer_is_something_else() {
        assert_eq!(scene(&ActionTooThin, &told(10, 5)), []);
        assert_eq!(scene(&ActionTooThin, &told(5, 1)), []);
    }
}
