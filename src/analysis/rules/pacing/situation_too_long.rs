//! `situation-too-long`

use crate::analysis::Measure;
use crate::analysis::rule::{Cx, Place, declare_rule};
use crate::analysis::wording::decimal;

declare_rule! {
    /// ## What it hears
    /// The first section (Situation, or Context) takes longer than its length profile allows: 45 s
    /// for an answer of three to five minutes. It points at the sentence during which the limit
    /// passed.
    ///
    /// ## Why it matters
    /// Until the problem is on the table, a listener cannot tell which detail will count.
    ///
    /// ## Limits
    /// The end of the opening is where the segmenter believes that the next section begins. Where
    /// it is not sure, the message says "about".
    SituationTooLong = { name: "situation-too-long", family: Pacing, severity: Problem }
}

/// Below this the border of the opening could as well be a sentence earlier or later.
const SURE: f32 = 0.6;

fn check(cx: &mut Cx<'_>) {
    let story = cx.story();
    let Some(opening) = story.opening() else { return };
    let limit = story.context.length.opening;
    if opening.span.duration() <= limit {
        return;
    }
    let passed = opening.span.start + limit;
    let sentence =
        story.parsed[opening.sentences].iter().rev().find(|parsed| parsed.span().start <= passed);
    let Some(sentence) = sentence else { return };
    let seconds = opening.span.duration().as_secs_f64().round();
    let target = limit.as_secs_f64();
    cx.report(
        Place::Words(sentence.sentence.words.clone()),
        Some(Measure { value: seconds, unit: "s", target }),
        &[
            ("section", &story.context.framework.opening().spoken),
            ("about", if opening.border < SURE { "about " } else { "" }),
            ("seconds", &decimal(seconds)),
            ("limit", &decimal(target)),
        ],
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tester::{RAMBLING, STRONG, findings, findings_of};

    #[test]
    fn points_at_the_sentence_in_which_the_limit_passed() {
        let found = findings(&SituationTooLong, RAMBLING);
        assert_eq!(found.len(), 1);
        assert!(found[0].quote.contains("template"), "{}", found[0].quote);
        assert!(
            found[0].span.start.as_secs_f64() <= 45.5 && 44.5 <= found[0].span.end.as_secs_f64()
        );
        assert!(found[0].measure.as_ref().unwrap().value > 45.0);
    }

    #[test]
    fn a_short_opening_is_fine() {
        assert!(findings(&SituationTooLong, STRONG).is_empty());
    }

    #[test]
    fn without_a_full_stop_it_is_heard_too() {
        let long = "last year we had a shop with a cart and there was a page for orders ..700.. "
            .repeat(16);
        let text = format!("{long} ..800.. so i fixed the cart and i wrote a test for it");
        assert_eq!(findings_of(&SituationTooLong, &text).len(), 1);
    }
}
