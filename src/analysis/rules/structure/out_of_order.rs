//! `out-of-order`

use crate::analysis::rule::{Cx, Place, declare_rule};
use crate::analysis::verdict::{Begun, Phases};

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

/// Words out of place, as expected, that make a listener go back. Chosen on answers that were not
/// learnt from.
const WORDS: f64 = 15.0;

fn check(cx: &mut Cx<'_>) {
    let story = cx.story();
    if !cx.is_story() {
        return;
    }
    let mut begun = Begun::default();
    let (mut words, mut worst) = (0.0, None);
    for (parsed, label) in story.parsed.iter().zip(&story.labels) {
        if label.section.is_none() {
            continue;
        }
        let late = begun.tell(Phases::of(story, label));
        #[expect(clippy::cast_precision_loss, reason = "words of a sentence")]
        let late = (late.setting + late.skipped) * parsed.sentence.words.len() as f64;
        words += late;
        if late > worst.map_or(0.0, |(most, _)| most) {
            worst = Some((late, parsed));
        }
    }
    if cx.is_there(words >= WORDS)
        && let Some((_, parsed)) = worst
    {
        cx.report(Place::Words(parsed.sentence.words.clone()), None, &[]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tester::scene;

    const SETTING: &str = "[situation] It was a clinic with forty beds, and the pumps there reported to one old server.\n\
        [situation] Every night around two the reports stopped, and the nurses wrote by hand.";
    const ACTION: &str = "[action] I put a recorder on the line between the pumps and the server, and let it run for nine nights in a row.\n\
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
