//! Makes recogniser output safe to reckon with.

use super::{Transcript, Word};
use crate::timeline::{Millis, TimeSpan};

/// Shortest length that a word keeps: below this a click on it plays nothing that can be heard.
const MIN_WORD: Millis = Millis(20);

/// Orders words, drops blank ones, and makes their spans disjoint and inside the recording.
///
/// Recognisers give inverted, overlapping and late times. Text and order of commitment are kept;
/// only times are mended: a word that starts before the one before it has ended starts there.
/// Afterwards spans never overlap, never shrink below zero and never leave `length`.
pub fn repair(words: Vec<Word>, length: Millis) -> Transcript {
    let mut repaired: Vec<Word> = Vec::with_capacity(words.len());
    let mut from = Millis::ZERO;
    for mut word in words {
        let text = word.text.trim();
        if !text.chars().any(char::is_alphanumeric) {
            // Punctuation that stands alone belongs to the word before it.
            if let Some(last) = repaired.last_mut() {
                last.text.push_str(text);
            }
            continue;
        }
        if text.len() != word.text.len() {
            word.text = String::from(text);
        }
        let start = word.span.start.max(from).min(length);
        let end = word.span.end.max(start + MIN_WORD).min(length);
        word.span = TimeSpan::new(start, end);
        word.confidence = word.confidence.filter(|c| c.is_finite()).map(|c| c.clamp(0.0, 1.0));
        from = word.span.end;
        repaired.push(word);
    }
    Transcript { words: repaired }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn word(text: &str, start: u64, end: u64) -> Word {
        Word {
            span: TimeSpan { start: Millis(start), end: Millis(end) },
            ..Word::new(text, Millis(0), Millis(0))
        }
    }

    #[test]
    fn overlapping_and_inverted_times_are_mended() {
        let mended = repair(
            vec![word("so", 100, 400), word("we", 300, 250), word("ship", 380, 900)],
            Millis(800),
        );
        let spans: Vec<_> = mended.words.iter().map(|w| (w.span.start.0, w.span.end.0)).collect();
        assert_eq!(spans, [(100, 400), (400, 420), (420, 800)]);
    }

    #[test]
    fn lone_punctuation_joins_the_word_before_it() {
        let mended =
            repair(vec![word("done", 0, 200), word(".", 200, 220), word("  ", 0, 0)], Millis(500));
        assert_eq!(mended.text(), "done.");
    }

    proptest! {
        #[test]
        fn whatever_comes_in_the_words_that_come_out_are_ordered_and_inside(
            raw in prop::collection::vec(("[a-z .,]{0,6}", 0u64..9000, 0u64..9000), 0..40)
        ) {
            let words = raw.iter().map(|(text, start, end)| word(text, *start, *end)).collect();
            let mended = repair(words, Millis(5000));
            let mut from = Millis::ZERO;
            for word in &mended.words {
                prop_assert!(word.span.start >= from && word.span.end >= word.span.start);
                prop_assert!(word.span.end <= Millis(5000));
                prop_assert!(!word.text.trim().is_empty());
                from = word.span.end;
            }
        }
    }
}
