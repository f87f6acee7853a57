//! A second hearing of a recording, for which there is all the time in the world.

use std::cmp::Ordering;

use crate::asr::size_in_millions;
use crate::transcript::{Word, mean_confidence};

/// How much more confident the second hearing must be on average if its model is as big as the first, or
/// nobody knows. (Models differ in how sure they are of themselves by about as much where they hear the
/// same.)
const SURER: f32 = 0.01;

/// How much less confident a bigger model may be: it hears better (in Whisper's own paper each size has fewer
/// words wrong than the one below), unless it is quite at a loss.
const LESS_SURE: f32 = 0.05;

/// Of the words that were heard at first, the share that the second hearing must have: one that leaves
/// out what it does not understand is surer of the rest.
const LEAST_WORDS: f32 = 0.9;

/// How the model of a second hearing compares with that of the first in size; `None` if one of them is not
/// known.
pub fn compare_models(first: Option<&str>, second: Option<&str>) -> Option<Ordering> {
    Some(size_in_millions(second?)?.cmp(&size_in_millions(first?)?))
}

/// Which of two hearings of the same recording is the better one, and by what.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Comparison {
    /// Mean confidence of the words, 0 to 1, of the first hearing; `None` without words that carry one.
    pub before: Option<f32>,
    /// The same of the second.
    pub after: Option<f32>,
    /// Whether the second is to replace the first.
    pub better: bool,
}

impl Comparison {
    /// Compares two hearings of one recording. `size` is how the second one's model compares with the
    /// first one's, as of [`compare_models`]. A smaller model can be surer of worse words, and is never
    /// better.
    pub fn of(first: &[Word], second: &[Word], size: Option<Ordering>) -> Self {
        let (before, after) = (mean_confidence(first), mean_confidence(second));
        #[expect(clippy::cast_precision_loss, reason = "counts of words")]
        let whole = second.len() as f32 >= LEAST_WORDS * first.len() as f32;
        let needed = match size {
            Some(Ordering::Less) => return Self { before, after, better: false },
            Some(Ordering::Greater) => -LESS_SURE,
            Some(Ordering::Equal) | None => SURER,
        };
        let sure = match (before, after) {
            (Some(before), Some(after)) => after >= before + needed,
            (None, after) => after.is_some(),
            (Some(_), None) => false,
        };
        Self { before, after, better: whole && sure }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timeline::Millis;

    fn words(count: u64, confidence: Option<f32>) -> Vec<Word> {
        let word = |at| Word { confidence, ..Word::new("so", Millis(at), Millis(at + 1)) };
        (0..count).map(word).collect()
    }

    /// Whether so many words, so sure, are better than a hundred that are 0.8 sure.
    fn better(count: u64, sure: f32, size: Option<Ordering>) -> bool {
        Comparison::of(&words(100, Some(0.8)), &words(count, Some(sure)), size).better
    }

    #[test]
    fn a_surer_hearing_of_as_many_words_is_better() {
        assert!(better(95, 0.9, None));
        assert!(better(95, 0.9, Some(Ordering::Equal)));
        assert!(Comparison::of(&[], &words(3, Some(0.5)), None).better);
    }

    #[test]
    fn one_that_leaves_out_a_tenth_or_is_no_surer_is_not() {
        assert!(!better(89, 0.99, None));
        assert!(!better(89, 0.99, Some(Ordering::Greater)));
        assert!(!better(100, 0.805, Some(Ordering::Equal)));
        assert!(!Comparison::of(&words(100, Some(0.8)), &[], None).better);
        assert!(!Comparison::of(&[], &[], None).better);
    }

    #[test]
    fn a_bigger_model_is_better_unless_it_is_at_a_loss_and_a_smaller_one_never_is() {
        assert!(better(95, 0.77, Some(Ordering::Greater)));
        assert!(!better(95, 0.7, Some(Ordering::Greater)));
        assert!(!better(100, 0.99, Some(Ordering::Less)));
    }

    #[test]
    fn models_are_compared_by_size() {
        let compare = |first, second| compare_models(Some(first), Some(second));
        assert_eq!(compare("ggml-base", "ggml-small.en"), Some(Ordering::Greater));
        assert_eq!(compare("ggml-base", "ggml-tiny.en"), Some(Ordering::Less));
        assert_eq!(compare("ggml-base", "mine"), None);
        assert_eq!(compare_models(None, Some("ggml-base")), None);
    }
}
