//! What was learnt from labelled sentences: the weights of linear classifiers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A linear classifier over the features of a sentence.
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Linear {
    pub bias: f32,
    pub weights: Vec<f32>,
}

impl Linear {
    /// The natural-log odds; features beyond the weights, or the other way round, count nothing.
    pub fn score(&self, features: &[f32]) -> f32 {
        self.bias + self.weights.iter().zip(features).map(|(w, x)| w * x).sum::<f32>()
    }
}

/// Decides whether a sentence says one thing.
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct ConceptModel {
    /// From this probability on the sentence says it.
    pub threshold: f32,
    pub linear: Linear,
}

/// The file `prompts/learned/en.json`, which `scripts/eval train` writes.
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Learned {
    /// By the names of `prompts/concepts`.
    pub concepts: BTreeMap<String, ConceptModel>,
    /// By framework, then by section: one-of-many scores.
    pub sections: BTreeMap<String, BTreeMap<String, Linear>>,
}
