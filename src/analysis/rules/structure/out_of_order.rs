//! `out-of-order`

use crate::analysis::rule::{Cx, Place, declare_rule};
use crate::analysis::verdict::Phases;

declare_rule! {
    /// ## What it hears
    /// The setting or the task is told after actions or results have begun, or what was done comes
    /// after what came of it.
    ///
    /// ## Why it matters
    /// A listener who must go back and put the story together again hears less of it.
    ///
    /// ## Limits
    /// One headline at the start is fine, and so is looking back in the reflection. A single short
    /// sentence out of place is not pointed at.
    OutOfOrder = { name: "out-of-order", family: Structure, severity: Warning }
}

/// Sentences of a later phase, as expected from their likelihoods, from which on the story has got
/// there; one that is in doubt is not enough.
const BEGUN: f64 = 0.8;

/// Words out of place, as expected, that make a listener go back. Like [`BEGUN`] chosen on answers
/// that were not learnt from.
const WORDS: f64 = 15.0;

fn check(cx: &mut Cx<'_>) {
    let story = cx.story();
    if !cx.is_story() {
        return;
    }
    let mut begun = Phases::default();
    let (mut words, mut worst) = (0.0, (0.0, 0));
    let told = (0..story.parsed.len()).filter(|at| story.labels[*at].section.is_some());
    for (place, at) in told.enumerate() {
        let phases = Phases::of(story, &story.labels[at]);
        let setting_is_over = (begun.deed + begun.end - BEGUN).clamp(0.0, 1.0);
        let deed_is_skipped = begun.end > BEGUN && begun.deed < BEGUN;
        let late =
            phases.setting * setting_is_over + if deed_is_skipped { phases.deed } else { 0.0 };
        #[expect(clippy::cast_precision_loss, reason = "words of a sentence")]
        let late = late * story.parsed[at].sentence.words.len() as f64;
        words += late;
        if late > worst.0 {
            worst = (late, at);
        }
        begun.deed += if deed_is_skipped { 0.0 } else { phases.deed };
        // One headline at the start says how it ended, and is fine.
        begun.end += if place == 0 { 0.0 } else { phases.end };
    }
    if cx.is_there(words >= WORDS) && worst.0 > 0.0 {
        cx.report(Place::Words(story.parsed[worst.1].sentence.words.clone()), None, &[]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tester::scene;

    const SETTING: &str = "[situation] It was a clinic with forty beds, and the pumps there reported to one old server.\n\
        [situation] Every night around two the reports stopped, and the nurses wrote by hand.";
    const ACTION: &str = "[action] I put a recorder on the line between the pumps and the server.\n\
        [action] Then I wrote a small buffer that sends again what was not acknowledged.";
    const RESULT: &str = "[result] Since then not one report was lost in five months of nights.\n\
        [result] The nurses have their hour back.";

    #[test]
    fn a_setting_behind_the_deed_is_late() {
        let found = scene(&OutOfOrder, &[ACTION, SETTING, RESULT].join("\n"));
        assert!(found[0].quote.starts_with("It was a clinic"));
    }

    #[test]
    fn a_deed_behind_its_outcome_is_late() {
        let found = scene(&OutOfOrder, &[SETTING, RESULT, ACTION].join("\n"));
        assert!(found[0].quote.starts_with("I put a recorder"));
    }

    #[test]
    fn the_usual_order_and_a_headline_are_fine() {
        assert_eq!(scene(&OutOfOrder, &[SETTING, ACTION, RESULT].join("\n")), []);
        let headline = "[result] In short, I got a clinic its nights back.";
        assert_eq!(scene(&OutOfOrder, &[headline, SETTING, ACTION, RESULT].join("\n")), []);
    }
}
