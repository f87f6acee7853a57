//! Tells words from a decoder that left out what stands between them.

use crate::timeline::{Millis, TimeSpan};
use crate::transcript::Word;

/// So long without the start of a word is a gap: utterances hold no silence of 500 ms, slow speech has a
/// word a second, and held sounds take at most two.
const GAP: Millis = Millis(4000);

/// An utterance so long that was heard in one with others, and has no word, was left out.
const WORDLESS: Millis = Millis(2000);

/// Whether `words`, recognised in one utterance, leave out a stretch of it. Whisper does that to quiet
/// speech: of 21 s it once gave the second half only.
pub(super) fn has_gap(words: &[Word], utterance: TimeSpan) -> bool {
    let starts = words.iter().map(|word| word.span.start);
    let ends = starts.clone().chain([utterance.end]);
    let gap = [utterance.start].into_iter().chain(starts).zip(ends).any(|(a, b)| b - a >= GAP);
    gap && !words.is_empty()
}

/// The same for one of several utterances that were heard together, where no word is a gap, too.
pub(super) fn leaves_out(words: &[Word], utterance: TimeSpan) -> bool {
    has_gap(words, utterance) || (words.is_empty() && utterance.duration() >= WORDLESS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(starts: &[u64]) -> Vec<Word> {
        starts.iter().map(|at| Word::new("so", Millis(*at), Millis(at + 200))).collect()
    }

    fn span(start: u64, end: u64) -> TimeSpan {
        TimeSpan::new(Millis(start), Millis(end))
    }

    #[test]
    fn a_long_stretch_without_a_word_is_a_gap_wherever_it_is() {
        assert!(has_gap(&words(&[5000, 6000]), span(1000, 7000)), "at the start");
        assert!(has_gap(&words(&[1000, 5000]), span(1000, 6000)), "in the middle");
        assert!(has_gap(&words(&[1000, 2000]), span(1000, 6000)), "at the end");
        assert!(!has_gap(&words(&[4900, 8800]), span(1000, 12_700)));
    }

    #[test]
    fn no_word_is_a_gap_only_among_others() {
        assert!(!has_gap(&[], span(0, 9000)));
        assert!(leaves_out(&[], span(0, 2000)));
        assert!(!leaves_out(&[], span(0, 1900)), "a cough");
        assert!(!leaves_out(&words(&[500, 1500]), span(0, 2000)));
    }
}
