//! `filled-pauses`

use crate::analysis::Measure;
use crate::analysis::rule::{Cx, Place, declare_rule};
use crate::analysis::wording::decimal;
use crate::timeline::Millis;

declare_rule! {
    /// ## What it hears
    /// More than five "um" and "uh" a minute. It points at the sentence that has most of them.
    ///
    /// ## Why it matters
    /// Up to five a minute listeners do not mind; at twelve they do (Laske and DiGennaro Reed,
    /// 2024).
    ///
    /// ## Limits
    /// Counts what the recogniser wrote down, and from a recording sounds that are held and that no
    /// word explains. Short ones are missed, and a drawl can be taken for one: the report says which
    /// were only heard. How somebody speaks is not a fault; this is never part of a verdict.
    FilledPauses = { name: "filled-pauses", family: Delivery, severity: Note, timed }
}

/// Laske & DiGennaro Reed 2024, JABA, doi 10.1002/jaba.1093: no measurable penalty up to here.
const PER_MINUTE: f64 = 5.0;

/// Below this a rate rests on one or two hesitations at the start.
const SHORTEST: Millis = Millis::from_secs(20);

fn check(cx: &mut Cx<'_>) {
    let story = cx.story();
    let fillers = &story.delivery.fillers;
    let long_enough = story.told().is_some_and(|told| told.duration() >= SHORTEST);
    let rate = story.delivery.fillers_per_minute.filter(|rate| *rate > PER_MINUTE && long_enough);
    let Some(rate) = rate else { return };
    let rate = (rate * 10.0).round() / 10.0;
    let within = |parsed: &&crate::analysis::story::Parsed| {
        let inside =
            fillers.iter().filter(|filler| filler.span.overlap(parsed.span()) > Millis::ZERO);
        inside.count()
    };
    // Of equals the first: `max_by_key` would take the last.
    let Some(worst) = story.parsed.iter().rev().max_by_key(within) else { return };
    cx.report(
        Place::Words(worst.sentence.words.clone()),
        Some(Measure { value: rate, unit: "per minute", target: PER_MINUTE }),
        &[
            ("count", &fillers.len().to_string()),
            ("rate", &decimal(rate)),
            ("limit", &decimal(PER_MINUTE)),
        ],
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tester::findings_of;

    #[test]
    fn points_where_most_of_them_are() {
        let text = "I looked at the logs. ..9000.. So um I uh fixed um it. ..9000.. And it worked.";
        let found = findings_of(&FilledPauses, text);
        assert_eq!(found[0].quote, "So um I uh fixed um it.");
    }

    #[test]
    fn two_in_a_minute_harm_nobody() {
        let text = "I um looked at the logs. ..30000.. So uh I fixed it. ..30000.. And it worked.";
        assert!(findings_of(&FilledPauses, text).is_empty());
    }
}
