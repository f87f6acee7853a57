//! A second hearing of a recording, for which there is all the time in the world.

use crate::transcript::{Word, mean_confidence};

/// How much more confident the second hearing must be on average. Models differ in how sure they are of
/// themselves by about as much where they hear the same.
const SURER: f32 = 0.01;

/// Of the words that were heard at first, the share that the second hearing must have: one that leaves
/// out what it does not understand is surer of the rest.
const LEAST_WORDS: f32 = 0.9;

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
    /// Compares two hearings of one recording.
    pub fn of(first: &[Word], second: &[Word]) -> Self {
        let (before, after) = (mean_confidence(first), mean_confidence(second));
        #[expect(clippy::cast_precision_loss, reason = "counts of words")]
        let whole = second.len() as f32 >= LEAST_WORDS * first.len() as f32;
        let surer = match (before, after) {
            (Some(before), Some(after)) => after >= before + SURER,
            (None, after) => after.is_some(),
            (Some(_), None) => false,
        };
        Self { before, after, better: whole && surer }
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

    #[test]
    fn a_surer_hearing_of_as_many_words_is_better() {
        let comparison = Comparison::of(&words(100, Some(0.8)), &words(95, Some(0.9)));
        assert!(comparison.better, "{comparison:?}");
        assert!(Comparison::of(&[], &words(3, Some(0.5))).better);
    }

    #[test]
    fn one_that_leaves_out_a_tenth_or_is_no_surer_is_not() {
        assert!(!Comparison::of(&words(100, Some(0.8)), &words(89, Some(0.99))).better);
        assert!(!Comparison::of(&words(100, Some(0.8)), &words(100, Some(0.805))).better);
        assert!(!Comparison::of(&words(100, Some(0.8)), &[]).better);
        assert!(!Comparison::of(&[], &[]).better);
    }
}
