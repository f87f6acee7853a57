//! Whether words could be made out, or were guessed.

use super::Word;

/// Fewer words tell nothing: a name that is hard to spell is no bad microphone.
const ENOUGH: usize = 12;

/// The mean confidence below which words are guesswork. With other people talking as loud as the speaker
/// it is 0.45, and three words in four are wrong; 5 dB weaker it is 0.69, and 30 % are wrong
/// (`scripts/bench noise`).
const LEAST: f32 = 0.6;

/// Whether so many words are uncertain that what they say cannot be relied on. Typed words, and few words,
/// never are.
pub fn is_guesswork(words: &[Word]) -> bool {
    let known = words.iter().filter(|word| word.confidence.is_some()).count();
    known >= ENOUGH && mean_confidence(words).is_some_and(|mean| mean < LEAST)
}

/// The mean confidence of those words that carry one, 0 to 1; `None` if none does.
pub fn mean_confidence(words: &[Word]) -> Option<f32> {
    let known: Vec<f32> = words.iter().filter_map(|word| word.confidence).collect();
    #[expect(clippy::cast_precision_loss, reason = "a count of words")]
    let count = known.len() as f32;
    (!known.is_empty()).then(|| known.iter().sum::<f32>() / count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timeline::Millis;

    fn words(count: u64, confidence: Option<f32>) -> Vec<Word> {
        let word = |at| Word { confidence, ..Word::new("so", Millis(at), Millis(at + 1)) };
        (0..count).map(word).collect()
    }

    #[test]
    fn many_uncertain_words_are_guesswork() {
        assert!(is_guesswork(&words(12, Some(0.4))));
        let mut mixed = words(12, Some(0.4));
        mixed.extend(words(12, Some(0.9)));
        assert!(!is_guesswork(&mixed));
    }

    #[test]
    fn few_words_and_typed_words_are_none() {
        assert!(!is_guesswork(&words(11, Some(0.1))));
        assert!(!is_guesswork(&words(100, None)));
        assert!(!is_guesswork(&[]));
    }
}
