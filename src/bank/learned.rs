//! What was learnt from labelled sentences: the weights of linear classifiers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::network::StoryNetwork;

/// What classifiers see of a sentence.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Features {
    pub dense: Vec<f32>,
    /// Places in [`Learned::vocabulary`], and how much each word counts.
    pub words: Vec<(usize, f32)>,
}

/// A linear classifier over the features of a sentence.
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Linear {
    pub bias: f32,
    pub dense: Vec<f32>,
    /// One for each of the vocabulary.
    pub words: Vec<f32>,
}

impl Linear {
    /// The natural-log odds; features beyond the weights, or the other way round, count nothing.
    pub fn score(&self, features: &Features) -> f32 {
        let words = features.words.iter().filter_map(|(at, x)| Some(self.words.get(*at)? * x));
        self.bias + dot(&self.dense, &features.dense) + words.sum::<f32>()
    }

    /// The probability, 0 to 1.
    pub fn probability(&self, features: &Features) -> f32 {
        1.0 / (1.0 + (-self.score(features)).exp())
    }
}

/// What weights make of an input, in eight sums at a time, which the processor adds at once.
pub(super) fn dot<W: Copy + Into<f32>>(weights: &[W], input: &[f32]) -> f32 {
    const LANES: usize = 8;
    let mut sums = [0.0; LANES];
    let length = weights.len().min(input.len());
    let whole = length - length % LANES;
    let pairs = weights[..whole].chunks_exact(LANES).zip(input[..whole].chunks_exact(LANES));
    for (weights, input) in pairs {
        for lane in 0..LANES {
            sums[lane] += weights[lane].into() * input[lane];
        }
    }
    let rest = weights[whole..length].iter().zip(&input[whole..length]);
    let rest: f32 = rest.map(|(weight, x)| (*weight).into() * x).sum();
    sums.iter().sum::<f32>() + rest
}

/// Decides whether something is said.
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct ConceptModel {
    /// From this probability on it is.
    pub threshold: f32,
    pub linear: Linear,
}

/// The file `prompts/learned/en.json`, which `scripts/eval train` writes.
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Learned {
    /// Words that were seen often enough, each with how much it tells (its inverse document
    /// frequency), in alphabetical order.
    pub vocabulary: Vec<(String, f32)>,
    /// By the names of `tests/labels/concepts`.
    pub concepts: BTreeMap<String, ConceptModel>,
    /// By rule: whether an answer as a whole gives it reason. Of other rules nothing was learnt.
    pub verdicts: BTreeMap<String, ConceptModel>,
    /// Whether a reply to a follow-up is a strong one.
    pub replies: ConceptModel,
    /// Whether an answer makes a point of the card.
    pub key_points: ConceptModel,
    /// What tells the parts of a story; several learnt it, and all are asked.
    pub networks: Vec<StoryNetwork>,
    /// The names of what the networks tell apart: what a section does in a story.
    pub parts: Vec<String>,
    /// By section: which of the `parts` it is.
    pub part_of: BTreeMap<String, String>,
    /// What follows what.
    pub order: Order,
    /// Frameworks for which it was learnt where their sections stand.
    pub frameworks: Vec<String>,
}

/// What follows what in a story: the weights of a linear-chain conditional random field, as natural
/// logarithms.
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// By part, as in [`Learned::parts`]; so are rows and columns.
    pub first: Vec<f32>,
    pub last: Vec<f32>,
    /// From a part (row) to the next sentence's part (column).
    pub step: Vec<Vec<f32>>,
    /// What speaks for a part whatever is said.
    pub lean: Vec<f32>,
    /// How much counts what a sentence by itself speaks for.
    pub trust: f32,
}

impl Learned {
    /// Which of the parts a section is, by its place in [`Learned::parts`].
    pub fn part(&self, section: &str) -> Option<usize> {
        let part = self.part_of.get(section)?;
        self.parts.iter().position(|known| known == part)
    }

    /// Where a word stands in the vocabulary, and how much it tells.
    pub fn word(&self, text: &str) -> Option<(usize, f32)> {
        let at = self.vocabulary.binary_search_by(|(word, _)| word.as_str().cmp(text)).ok()?;
        Some((at, self.vocabulary[at].1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_numbers_both_count() {
        let linear = Linear { bias: 0.5, dense: vec![1.0; 11], words: vec![0.0, 2.0] };
        let features = Features { dense: vec![0.5; 11], words: vec![(1, 0.25), (7, 9.0)] };
        assert!((linear.score(&features) - 6.5).abs() < 1e-6);
    }

    #[test]
    fn a_word_is_found_in_the_vocabulary() {
        let vocabulary = ["alert", "team", "we"].map(|word| (word.to_owned(), 1.5)).to_vec();
        let learned = Learned { vocabulary, ..Learned::default() };
        assert_eq!(learned.word("team"), Some((1, 1.5)));
        assert_eq!(learned.word("zebra"), None);
    }
}
