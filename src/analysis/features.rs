//! What classifiers see of a sentence: what it means, its grammar, its words, its neighbours, and
//! where in the answer it stands.

use std::collections::BTreeMap;

use super::story::Parsed;
use super::vectors::{DIMENSIONS, Vectors};
use crate::bank::{Features, Learned};

/// Grammar that vectors are bad at. The order is that of the learned weights.
pub(super) const FLAGS: usize = 20;

/// Flags are fewer than dimensions and would drown. These weights were chosen by leaving out a fifth
/// of the answers of `tests/labels/tune` at a time.
const FLAG_WEIGHT: f32 = 0.5;
const NEIGHBOUR_WEIGHT: f32 = 0.5;
const WORD_WEIGHT: f32 = 2.0;
const PLACE_WEIGHT: f32 = 0.5;
const CUE_WEIGHT: f32 = 0.3;

/// Middles of the bumps that tell where in the answer a sentence stands.
const PLACES: [f32; 6] = [0.0, 0.2, 0.4, 0.6, 0.8, 1.0];
const PLACE_WIDTH: f32 = 0.12;

/// The bumps, first, last, and that the framework is this one.
const PLACE: usize = PLACES.len() + 3;

/// Features of one sentence by itself, for [`in_story`]; `None` without a vector.
///
/// 384 of its vector and 20 of its grammar, and its words weighed by how rare they are (tf-idf).
pub fn alone(parsed: &Parsed, vectors: &Vectors, learned: &Learned) -> Option<Features> {
    let mut dense = vectors.of(&parsed.sentence.text)?.to_vec();
    dense.extend(flags(parsed).map(|flag| flag * FLAG_WEIGHT));
    Some(Features { dense, words: words(parsed, learned) })
}

/// Features of each sentence of an answer among the others: besides its own, the vectors before and
/// behind it, and where it stands.
///
/// `places` are the middles of the sentences, 0 to 1.
pub fn in_story(
    sentences: &[Features],
    places: &[f64],
    framework: &str,
    learned: &Learned,
) -> Vec<Features> {
    let last = sentences.len().saturating_sub(1);
    let neighbour = |at: Option<usize>| -> Vec<f32> {
        let features = at.and_then(|at| sentences.get(at));
        features.map_or_else(
            || vec![0.0; DIMENSIONS],
            |features| features.dense[..DIMENSIONS].iter().map(|x| x * NEIGHBOUR_WEIGHT).collect(),
        )
    };
    let slot = learned.frameworks.iter().position(|name| name == framework);
    sentences
        .iter()
        .zip(places)
        .enumerate()
        .map(|(at, (own, place))| {
            let mut dense = own.dense.clone();
            dense.extend(neighbour(at.checked_sub(1)));
            dense.extend(neighbour(Some(at + 1)));
            let stands = standing(*place, at == 0, at == last);
            for other in 0..learned.frameworks.len() {
                dense.extend(if slot == Some(other) { stands } else { [0.0; PLACE] });
            }
            Features { dense, words: own.words.clone() }
        })
        .collect()
}

/// Where each sentence of a story stands in it, for the networks that tell its parts: by the middles of
/// its sentences, 0 to 1.
pub fn standings(places: &[f64]) -> Vec<Vec<f32>> {
    let last = places.len().saturating_sub(1);
    let stands = |(at, place): (usize, &f64)| standing(*place, at == 0, at == last).to_vec();
    places.iter().enumerate().map(stands).collect()
}

/// Features of a sentence for the networks that tell the parts of a story: its own, what phrases of the
/// framework's file say of each part, and which framework it is.
///
/// `own` as of [`alone`]; `cues` are natural-log probabilities, by the place of a part in
/// [`Learned::parts`].
pub(super) fn for_parts(
    own: &Features,
    cues: &[(usize, f64)],
    framework: &str,
    learned: &Learned,
) -> Features {
    let mut dense = own.dense.clone();
    let parts = dense.len();
    dense.resize(parts + learned.parts.len(), 0.0);
    for (part, cue) in cues {
        #[expect(clippy::cast_possible_truncation, reason = "a probability")]
        let cue = *cue as f32;
        dense[parts + part] = CUE_WEIGHT * cue;
    }
    let is_this = |name: &String| f32::from(u8::from(name == framework));
    dense.extend(learned.frameworks.iter().map(is_this));
    Features { dense, words: own.words.clone() }
}

fn standing(place: f64, first: bool, last: bool) -> [f32; PLACE] {
    #[expect(clippy::cast_possible_truncation, reason = "a share")]
    let place = place as f32;
    let mut out = [PLACE_WEIGHT; PLACE];
    for (out, middle) in out.iter_mut().zip(PLACES) {
        *out = PLACE_WEIGHT * (-0.5 * ((place - middle) / PLACE_WIDTH).powi(2)).exp();
    }
    let edge = |on: bool| if on { PLACE_WEIGHT } else { 0.0 };
    out[PLACES.len()] = edge(first);
    out[PLACES.len() + 1] = edge(last);
    out
}

/// Each word that is known, by how rare it is; a long sentence counts no more than a short one.
fn words(parsed: &Parsed, learned: &Learned) -> Vec<(usize, f32)> {
    let mut counted: BTreeMap<usize, (f32, f32)> = BTreeMap::new();
    for (at, rarity) in parsed.tokens.iter().filter_map(|token| learned.word(&token.text)) {
        counted.entry(at).or_insert((0.0, rarity)).0 += 1.0;
    }
    let weighed: Vec<(usize, f32)> = counted
        .into_iter()
        .map(|(at, (count, rarity))| (at, (1.0 + count.ln()) * rarity))
        .collect();
    let length = weighed.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt().max(1e-6);
    weighed.into_iter().map(|(at, weight)| (at, WORD_WEIGHT * weight / length)).collect()
}

fn flags(parsed: &Parsed) -> [f32; FLAGS] {
    let tokens = &parsed.tokens;
    let has = |words: &[&str]| tokens.iter().any(|token| words.contains(&token.text.as_str()));
    let flag = |on: bool| if on { 1.0 } else { 0.0 };
    let negated = has(&["not", "no", "never", "nobody", "none", "without", "neither", "nor"])
        || tokens.iter().any(|token| token.text.ends_with("n't"));
    #[expect(clippy::cast_precision_loss, reason = "a sentence has at most some hundred words")]
    let length = (tokens.len() as f32 / 30.0).min(2.0);
    [
        flag(negated),
        flag(has(&["i", "i've", "i'd", "i'm"])),
        flag(has(&["we", "we've", "we'd"])),
        flag(has(&["they", "he", "she", "them", "somebody", "someone"])),
        flag(parsed.traits.hypothetical || has(&["if", "would", "could", "should"])),
        flag(tokens.iter().any(|token| crate::bank::is_number(&token.text))),
        flag(has(&["my", "mine", "myself"])),
        flag(has(&["our", "us"])),
        flag(has(&["said", "told", "says", "asked"])),
        flag(has(&["but", "although", "though", "instead", "however"])),
        flag(has(&["because", "since", "so", "why"])),
        flag(parsed.traits.i_acts),
        flag(parsed.traits.we_acts),
        flag(parsed.traits.change),
        flag(parsed.traits.system),
        flag(parsed.traits.state),
        flag(parsed.traits.scope),
        flag(parsed.traits.insight),
        flag(parsed.traits.problem),
        length,
    ]
}
