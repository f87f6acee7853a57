//! Which points of the card an answer makes: by meaning, with the sentence that makes each.

use super::story::Parsed;
use super::vectors::likeness;
use super::{Context, KeyPoint, Vectors};
use crate::bank::KeyPointCard;

/// From this likeness on a sentence makes a point. Chosen on `tests/labels/tune`, for the best mean of
/// F1 over points that are covered (0.87) and points that are not (0.34).
const COVERED: f32 = 0.33;

/// Likeness at which it is as good as certain.
const CERTAIN: f32 = 0.70;

/// All texts of a point: itself and its paraphrases.
pub(super) fn wordings(point: &KeyPointCard) -> impl Iterator<Item = &String> {
    std::iter::once(&point.text).chain(&point.paraphrases)
}

/// The points of the card; none without a card or without vectors.
pub(super) fn key_points(
    parsed: &[Parsed],
    vectors: &Vectors,
    context: &Context<'_>,
) -> Vec<KeyPoint> {
    let points = context.card.iter().flat_map(|card| &card.key_points);
    points.filter(|_| !vectors.is_empty()).map(|point| judged(parsed, vectors, point)).collect()
}

fn judged(sentences: &[Parsed], vectors: &Vectors, point: &KeyPointCard) -> KeyPoint {
    let meant: Vec<&[f32]> = wordings(point).filter_map(|text| vectors.of(text)).collect();
    let alike = |text: &str| -> f32 {
        let Some(said) = vectors.of(text) else { return 0.0 };
        meant.iter().map(|meant| likeness(said, meant)).fold(0.0, f32::max)
    };
    let mut best: Option<(f32, usize)> = None;
    for (at, parsed) in sentences.iter().enumerate() {
        let likeness = alike(parsed.text());
        if best.is_none_or(|(most, _)| likeness > most) {
            best = Some((likeness, at));
        }
    }
    let (likeness, at) = best.unwrap_or_default();
    let covered = likeness >= COVERED;
    let sentence = sentences.get(at).filter(|_| covered);
    KeyPoint {
        text: point.text.clone(),
        covered,
        quote: sentence.map(|parsed| parsed.text().to_owned()),
        start: sentence.map(|parsed| parsed.span().start),
        // How far it is from the border, one way or the other.
        confidence: (0.5 + 0.5 * (likeness - COVERED).abs() / (CERTAIN - COVERED)).clamp(0.0, 1.0),
    }
}
