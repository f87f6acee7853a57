//! `slow-start`

use crate::analysis::Measure;
use crate::analysis::rule::{Cx, Place, declare_rule};
use crate::analysis::wording::decimal;
use crate::timeline::Millis;

declare_rule! {
    /// ## What it hears
    /// More than eight seconds between the end of the question and your first sound.
    ///
    /// ## Why it matters
    /// Thinking is fine; a sentence that says so keeps the listener with you.
    ///
    /// ## Limits
    /// Measured only where the question was asked by greenroom, or where the recording begins with
    /// it.
    SlowStart = { name: "slow-start", family: Delivery, severity: Note, timed }
}

/// Chosen: twice what people take to begin a prepared story, and well within good manners.
const LATE: Millis = Millis::from_secs(8);

fn check(cx: &mut Cx<'_>) {
    let story = cx.story();
    let Some(latency) = story.delivery.onset_latency.filter(|latency| *latency > LATE) else {
        return;
    };
    let seconds = latency.as_secs_f64().round();
    let first = story.parsed.first().map(|parsed| parsed.sentence.words.clone());
    cx.report(
        Place::Words(first.unwrap_or(0..0)),
        Some(Measure { value: seconds, unit: "s", target: LATE.as_secs_f64() }),
        &[("seconds", &decimal(seconds))],
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::analysis::tester::findings_of;

    #[test]
    fn a_long_silence_before_the_first_word_is_told() {
        let found = findings_of(&SlowStart, "@9500 last year our lift stopped every week");
        assert_eq!(found[0].measure.as_ref().unwrap().value.to_string(), "10");
    }

    #[test]
    fn taking_a_breath_is_fine() {
        assert_eq!(findings_of(&SlowStart, "@5000 last year our lift stopped every week"), []);
    }
}
