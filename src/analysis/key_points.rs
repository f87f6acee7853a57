//! Which points of the card an answer makes: by meaning, with the sentence that makes each.
//!
//! A point such as "what it was worth to customers" is seldom worded like the sentence that makes
//! it. So it is asked which concepts the point itself speaks of, and whether the answer says those.

use super::concept::Concept;
use super::story::Parsed;
use super::vectors::likeness;
use super::{Context, KeyPoint, Vectors};
use crate::bank::{Features, KeyPointCard, Learned};

/// The sentences most like a point that are looked at.
const MOST_ALIKE: usize = 3;

/// How much it counts for the quote that a sentence says what the point speaks of. Over the points
/// of `tests/labels/tune` the quote is one of the labelled sentences for 0.50, without it for 0.39.
const SAME_CONCEPTS: f32 = 0.5;

/// All texts of a point: itself and its paraphrases.
pub fn wordings(point: &KeyPointCard) -> impl Iterator<Item = &String> {
    std::iter::once(&point.text).chain(&point.paraphrases)
}

/// Which concepts a point speaks of, each 0 to 1, from the vectors of its wordings.
pub fn spoken_of(wordings: &[&[f32]], learned: &Learned) -> Vec<f32> {
    #[expect(clippy::cast_precision_loss, reason = "a handful of wordings")]
    let count = wordings.len().max(1) as f32;
    let of = |concept: &Concept| {
        let Some(model) = learned.concepts.get(concept.name()) else { return 0.0 };
        let probability = |wording: &&[f32]| {
            let features = Features { dense: wording.to_vec(), words: Vec::new() };
            model.linear.probability(&features)
        };
        wordings.iter().map(probability).sum::<f32>() / count
    };
    Concept::ALL.iter().map(of).collect()
}

/// What tells whether an answer makes a point.
///
/// `alike` is how like the point each sentence is; `said` how likely the answer says each concept,
/// and `spoken_of` as of [`spoken_of`]. The number of sentences is left out on purpose: padding an
/// answer must not cover anything.
pub fn point_features(alike: &[f32], said: &[f32], spoken_of: &[f32]) -> Features {
    let mut most = alike.to_vec();
    most.sort_by(|a, b| b.total_cmp(a));
    most.resize(MOST_ALIKE, 0.0);
    let answered = spoken_of.iter().zip(said).map(|(of, said)| of * (said - 0.5));
    let mut dense = most;
    dense.extend(answered);
    dense.extend(spoken_of);
    Features { dense, words: Vec::new() }
}

/// The points of the card; none without a card or without vectors.
pub(super) fn key_points(
    parsed: &[Parsed],
    vectors: &Vectors,
    context: &Context<'_>,
) -> Vec<KeyPoint> {
    let learned = context.bank.learned();
    let points = context.card.iter().flat_map(|card| &card.key_points);
    points
        .filter(|_| !vectors.is_empty())
        .map(|point| judged(parsed, vectors, point, learned))
        .collect()
}

fn judged(
    sentences: &[Parsed],
    vectors: &Vectors,
    point: &KeyPointCard,
    learned: &Learned,
) -> KeyPoint {
    let meant: Vec<&[f32]> = wordings(point).filter_map(|text| vectors.of(text)).collect();
    let alike: Vec<f32> = sentences
        .iter()
        .map(|parsed| vectors.of(parsed.text()).map_or(0.0, |said| most_alike(said, &meant)))
        .collect();
    let says: Vec<Vec<f32>> = sentences
        .iter()
        .map(|parsed| Concept::ALL.iter().map(|c| parsed.said.probability(*c)).collect())
        .collect();
    let said: Vec<f32> = (0..Concept::ALL.len())
        .map(|concept| says.iter().map(|says| says[concept]).fold(0.0, f32::max))
        .collect();
    let spoken_of = spoken_of(&meant, learned);
    let model = &learned.key_points;
    let probability = model.linear.probability(&point_features(&alike, &said, &spoken_of));
    let covered = probability >= model.threshold;
    let fits = |at: &usize| alike[*at] + SAME_CONCEPTS * likeness_of(&says[*at], &spoken_of);
    let best = (0..sentences.len()).max_by(|a, b| fits(a).total_cmp(&fits(b)));
    let sentence = best.filter(|_| covered).map(|at| &sentences[at]);
    // How far it is from the border, one way or the other.
    let room = if covered { 1.0 - model.threshold } else { model.threshold };
    KeyPoint {
        text: point.text.clone(),
        covered,
        quote: sentence.map(|parsed| parsed.text().to_owned()),
        start: sentence.map(|parsed| parsed.span().start),
        confidence: 0.5 + 0.5 * (probability - model.threshold).abs() / room.max(0.01),
    }
}

/// How like a sentence is to the wording of a point that it is most like.
pub fn most_alike(said: &[f32], wordings: &[&[f32]]) -> f32 {
    wordings.iter().map(|meant| likeness(said, meant)).fold(0.0, f32::max)
}

/// The cosine between two lists of probabilities.
fn likeness_of(a: &[f32], b: &[f32]) -> f32 {
    let length = |x: &[f32]| x.iter().map(|x| x * x).sum::<f32>().sqrt();
    likeness(a, b) / (length(a) * length(b)).max(1e-6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_covers_nothing() {
        let short = point_features(&[0.6, 0.2, 0.1], &[0.9, 0.1], &[0.5, 0.5]);
        let padded = point_features(&[0.6, 0.0, 0.2, 0.05, 0.1], &[0.9, 0.1], &[0.5, 0.5]);
        assert_eq!(short, padded);
    }

    #[test]
    fn a_short_answer_has_features_of_the_same_length() {
        let one = point_features(&[0.6], &[0.9, 0.1], &[0.5, 0.5]);
        assert_eq!(one.dense.len(), MOST_ALIKE + 4);
    }
}
