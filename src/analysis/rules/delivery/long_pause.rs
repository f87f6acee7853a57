//! `long-pause`

use crate::analysis::Measure;
use crate::analysis::rule::{Cx, Place, declare_rule};
use crate::analysis::wording::decimal;
use crate::timeline::Millis;

declare_rule! {
    /// ## What it hears
    /// A silence of two seconds and more inside a sentence. It points at the longest one.
    ///
    /// ## Why it matters
    /// Between sentences a pause sounds like thinking; inside one it sounds like being lost.
    ///
    /// ## Limits
    /// Needs a recording, because silences are measured and not guessed from words. Where nobody
    /// set full stops, a long pause ends the sentence and is not heard as one inside it.
    LongPause = { name: "long-pause", family: Delivery, severity: Note, timed }
}

/// Good speakers pause for two to three seconds on purpose, between sentences (Zandan, HBR 2018).
const LONG: Millis = Millis::from_secs(2);

fn check(cx: &mut Cx<'_>) {
    let story = cx.story();
    let words = &story.answer.transcript.words;
    let mut longest = None;
    for pause in story.delivery.pauses.iter().filter(|pause| pause.duration() >= LONG) {
        // The word that follows; recognisers stretch words into silence, so the middle decides.
        let middle = Millis(pause.start.0.midpoint(pause.end.0));
        let next = words.partition_point(|word| word.span.start < middle);
        let inside = story
            .parsed
            .iter()
            .find(|parsed| parsed.sentence.words.start < next && next < parsed.sentence.words.end);
        if let Some(parsed) = inside
            && longest.is_none_or(|(before, _): (crate::timeline::TimeSpan, _)| {
                before.duration() < pause.duration()
            })
        {
            longest = Some((*pause, parsed));
        }
    }
    let Some((pause, parsed)) = longest else { return };
    let seconds = (pause.duration().as_secs_f64() * 10.0).round() / 10.0;
    cx.report(
        Place::Silence(pause, parsed.sentence.words.clone()),
        Some(Measure { value: seconds, unit: "s", target: LONG.as_secs_f64() }),
        &[("seconds", &decimal(seconds))],
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tester::findings_of;

    #[test]
    fn a_silence_inside_a_sentence_is_pointed_at() {
        let found =
            findings_of(&LongPause, "Then I rolled ..2500.. the release back. I told them.");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].span.duration(), Millis(2500));
        assert_eq!(found[0].quote, "Then I rolled the release back.");
    }

    #[test]
    fn thinking_between_sentences_is_fine() {
        assert!(findings_of(&LongPause, "I rolled it back. ..4000.. Then I told them.").is_empty());
        assert!(findings_of(&LongPause, "I rolled ..1500.. it back.").is_empty());
    }
}
