//! `false-starts`

use crate::analysis::Measure;
use crate::analysis::grammar::restart;
use crate::analysis::rule::{Cx, Place, declare_rule};
use crate::analysis::wording::decimal;
use crate::timeline::Millis;

declare_rule! {
    /// ## What it hears
    /// Three or more restarts a minute: a word or two said, dropped and said again.
    ///
    /// ## Why it matters
    /// A pause does the same work and leaves the sentence whole.
    ///
    /// ## Limits
    /// Recognisers tidy up many restarts, so the true number is not lower. Stuttering is no fault,
    /// and this is never part of a verdict.
    FalseStarts = { name: "false-starts", family: Delivery, severity: Note }
}

/// Speakers without a stutter restart about once or twice a minute. Chosen above that.
const PER_MINUTE: f64 = 3.0;

const SHORTEST: Millis = Millis::from_secs(20);

/// Longest restart, in words.
fn check(cx: &mut Cx<'_>) {
    let story = cx.story();
    let Some(told) = story.told().filter(|told| told.duration() >= SHORTEST) else { return };
    let mut count = 0;
    let mut first = None;
    for parsed in &story.parsed {
        let tokens = &parsed.tokens;
        let mut at = 0;
        while at < tokens.len() {
            let length = restart(tokens, at);
            if let Some(length) = length {
                count += 1;
                first.get_or_insert_with(|| parsed.words(&(at..at + 2 * length)));
            }
            at += length.unwrap_or(1);
        }
    }
    let rate = f64::from(count) * 60.0 / told.duration().as_secs_f64();
    let Some(first) = first.filter(|_| rate >= PER_MINUTE) else { return };
    let rate = (rate * 10.0).round() / 10.0;
    cx.report(
        Place::Words(first),
        Some(Measure { value: rate, unit: "per minute", target: PER_MINUTE }),
        &[("count", &count.to_string()), ("rate", &decimal(rate))],
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::analysis::tester::findings_of;

    fn told(sentence: &str) -> String {
        format!("@500 {}", format!("{sentence} ..800.. ").repeat(12))
    }

    #[test]
    fn restarts_are_counted() {
        let found =
            findings_of(&FalseStarts, &told("and then I went I went to the the server room"));
        assert_eq!(found.len(), 1);
    }

    #[test]
    fn emphasis_and_grammar_are_no_restarts() {
        assert_eq!(
            findings_of(&FalseStarts, &told("it was very very slow and we had had enough")),
            []
        );
    }
}
