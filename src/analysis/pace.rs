//! A speech rate outside its band, whichever side.

use super::Measure;
use super::rule::{Cx, Place};
use super::story::Parsed;
use super::wording::decimal;
use crate::timeline::Millis;

/// A rate of less is a rate of two sentences.
const SHORTEST: Millis = Millis::from_secs(20);

/// Words of a sentence that has a pace of its own. Chosen.
const SENTENCE: usize = 8;

/// One end of the band, in words a minute.
#[derive(Clone, Copy)]
pub(super) enum Limit {
    Fastest(f64),
    Slowest(f64),
}

/// Reports a rate beyond `limit`, at the sentence where it is most so.
pub(super) fn report_beyond(cx: &mut Cx<'_>, limit: Limit) {
    let story = cx.story();
    let Some(told) = story.told().filter(|told| told.duration() >= SHORTEST) else { return };
    let Some(rate) = story.delivery.speech_rate_wpm else { return };
    let sentences = story.parsed.iter().filter(|p| p.sentence.words.len() >= SENTENCE);
    let (target, beyond, worst) = match limit {
        Limit::Fastest(wpm) => (wpm, rate > wpm, sentences.max_by(|a, b| slower(a, b))),
        Limit::Slowest(wpm) => (wpm, rate < wpm, sentences.min_by(|a, b| slower(a, b))),
    };
    if !beyond {
        return;
    }
    let place = match worst {
        Some(parsed) => Place::Words(parsed.sentence.words.clone()),
        None => Place::Gap(told.end),
    };
    let rate = rate.round();
    cx.report(
        place,
        Some(Measure { value: rate, unit: "words/min", target }),
        &[("rate", &decimal(rate)), ("limit", &decimal(target))],
    );
}

fn slower(a: &Parsed, b: &Parsed) -> std::cmp::Ordering {
    let pace = |parsed: &Parsed| {
        #[expect(clippy::cast_precision_loss, reason = "words of a sentence")]
        let words = parsed.sentence.words.len() as f64;
        words / parsed.span().duration().as_secs_f64().max(0.1)
    };
    pace(a).total_cmp(&pace(b))
}
