//! `fast-pace`

use crate::analysis::Measure;
use crate::analysis::rule::{Cx, Place, declare_rule};
use crate::analysis::wording::decimal;
use crate::timeline::Millis;

declare_rule! {
    /// ## What it hears
    /// More than 185 words a minute over the whole answer, pauses included.
    ///
    /// ## Why it matters
    /// Above that listeners lose names and numbers first, and those are your evidence.
    ///
    /// ## Limits
    /// Bands are for answers in English, and wide on purpose; it is compared with nobody. How
    /// somebody speaks is not a fault and weighs little.
    FastPace = { name: "fast-pace", family: Delivery, severity: Note }
}

/// Above 185 words a minute speech counts as fast; published advice ends between 165 and 185.
const FAST: f64 = 185.0;

/// A rate of less is a rate of two sentences.
const SHORTEST: Millis = Millis::from_secs(20);

fn check(cx: &mut Cx<'_>) {
    let story = cx.story();
    let Some(told) = story.told().filter(|told| told.duration() >= SHORTEST) else { return };
    let Some(rate) = story.delivery.speech_rate_wpm.filter(|rate| *rate > FAST) else {
        return;
    };
    // The stretch where it is most so.
    let sentences = story.parsed.iter().filter(|parsed| parsed.sentence.words.len() >= 8);
    let pace = |parsed: &&crate::analysis::story::Parsed| {
        #[expect(clippy::cast_precision_loss, reason = "words of a sentence")]
        let words = parsed.sentence.words.len() as f64;
        words / parsed.span().duration().as_secs_f64().max(0.1)
    };
    let worst = sentences.max_by(|a, b| pace(a).total_cmp(&pace(b)));
    let place = match worst {
        Some(parsed) => Place::Words(parsed.sentence.words.clone()),
        None => Place::Gap(told.end),
    };
    let rate = rate.round();
    cx.report(
        place,
        Some(Measure { value: rate, unit: "words/min", target: FAST }),
        &[("rate", &decimal(rate)), ("limit", &decimal(FAST))],
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::analysis::tester::findings_of;

    fn told(word_ms: u32) -> String {
        format!("@500 {}", format!("word[{word_ms}] ").repeat(150))
    }

    #[test]
    fn is_measured_over_the_whole_answer() {
        assert_eq!(findings_of(&FastPace, &told(200)).len(), 1);
    }

    #[test]
    fn the_usual_pace_is_fine_and_so_is_a_short_answer() {
        assert_eq!(findings_of(&FastPace, &told(370)), []);
        assert_eq!(findings_of(&FastPace, "@500 yes[100] it[100] did[100]"), []);
    }
}
