//! Words that whisper made out of a sound that is no speech.

use crate::transcript::{Word, mean_confidence};

/// The mean confidence below which an utterance as a whole is a guess. Out of a loud fan whisper makes
/// "I'm going to go to the next station" with 0.28; speech in the middle of people who talk as loud
/// has 0.45, and three words in four are wrong then (`scripts/bench noise`).
const LEAST: f32 = 0.36;

/// Utterances of at most so many words are doubted if their mean confidence is below this: of music whisper
/// makes a lone "Oh." with up to 0.86, if it was shown some hesitation. Longer ones are not: in meetings
/// that are heard from afar, seven words in a hundred would be lost.
const FEW: usize = 2;
const SURE: f32 = 0.9;

/// Whether the words of one utterance are likely to have been made up. Words without a confidence never
/// are.
pub(super) fn is_guesswork(words: &[Word]) -> bool {
    mean_confidence(words).is_some_and(|mean| mean < LEAST)
}

/// Whether the words of one utterance should be borne out by a second hearing without any text to go by.
pub(super) fn is_doubtful(words: &[Word]) -> bool {
    words.len() <= FEW && mean_confidence(words).is_some_and(|mean| mean < SURE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timeline::Millis;

    fn words(confidence: &[Option<f32>]) -> Vec<Word> {
        let word = |confidence: &Option<f32>| Word {
            confidence: *confidence,
            ..Word::new("so", Millis(0), Millis(1))
        };
        confidence.iter().map(word).collect()
    }

    #[test]
    fn an_utterance_without_one_likely_word_is_made_up() {
        assert!(is_guesswork(&words(&[Some(0.3), Some(0.2), Some(0.4)])));
        assert!(is_guesswork(&words(&[Some(0.1)])));
    }

    #[test]
    fn few_unlikely_words_are_doubted() {
        assert!(is_doubtful(&words(&[Some(0.86)])));
        assert!(!is_doubtful(&words(&[Some(0.95)])));
        assert!(!is_doubtful(&words(&[Some(0.5), Some(0.5), Some(0.5)])));
        assert!(!is_doubtful(&words(&[None])));
    }

    #[test]
    fn a_word_that_is_hard_to_spell_makes_no_guess_of_the_others() {
        assert!(!is_guesswork(&words(&[Some(0.1), Some(0.9), Some(0.8)])));
        assert!(!is_guesswork(&words(&[Some(0.5)])));
        assert!(!is_guesswork(&words(&[None, None])));
        assert!(!is_guesswork(&[]));
    }
}
