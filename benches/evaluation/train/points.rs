//! Learns whether an answer makes a point of its card.

use greenroom::analysis::{Concept, DIMENSIONS, most_alike, point_features, spoken_of, wordings};
use greenroom::bank::{ConceptModel, Features, Learned, Linear};

use super::super::answers::Sentence;
use super::super::logistic::{Example, fit_two};
use super::super::stage::Stage;
use super::sentences::{Learnt, best_threshold};
use super::{LESSONS, Result, Told, fold, learns_from, shortened};

/// Inverse of scikit-learn's `C`; chosen by leaving out a fifth of the answers at a time.
const PENALTY: f32 = 0.1;

/// Learns whether an answer makes a point, from what held-out models say of its sentences.
/// One model a lesson.
pub(super) fn learn(
    stage: &Stage,
    told: &[Told],
    concepts: &[(Concept, Learnt)],
    learned: &Learned,
) -> Result<Vec<ConceptModel>> {
    let mut samples: Vec<(usize, Features, bool)> = Vec::new();
    for (at, told) in told.iter().enumerate().filter(|(_, told)| !told.truth.is_sample()) {
        let said: Vec<f32> = concepts
            .iter()
            .map(|(_, of)| of.held_out[at].iter().copied().fold(0.0, f32::max))
            .collect();
        let card = stage.bank.card(&told.truth.question)?;
        for (place, point) in card.key_points.iter().enumerate() {
            let texts: Vec<String> = wordings(point).cloned().collect();
            let vectors = stage.vectors(&texts)?;
            let meant: Vec<&[f32]> = texts.iter().filter_map(|text| vectors.of(text)).collect();
            let alike: Vec<f32> = told
                .sentences
                .iter()
                .map(|features| most_alike(&features.dense[..DIMENSIONS], &meant))
                .collect();
            let features = point_features(&alike, &said, &spoken_of(&meant, learned));
            let covers = |sentence: &Sentence| sentence.covers.contains(&(place + 1));
            let covered = told.truth.sentences.iter().any(covers);
            samples.push((told.number, features, covered));
        }
    }
    let fit = |lesson: usize| {
        let learnt = samples.iter().filter(|(number, ..)| learns_from(lesson, *number));
        let examples: Vec<Example<'_>> = learnt
            .map(|(_, features, yes)| Example { features, class: usize::from(*yes), weight: 1.0 })
            .collect();
        fit_two(&examples, PENALTY)
    };
    let fitted: Vec<Linear> = (0..LESSONS).map(fit).collect();
    let judged = |(number, features, yes): &(usize, Features, bool)| {
        (fitted[fold(*number)].probability(features), *yes)
    };
    let seen: Vec<(f32, bool)> = samples.iter().map(judged).collect();
    let (threshold, f1) = best_threshold(&seen, false, 1.0);
    println!("key points: threshold {threshold:.2}, F1 {f1:.2} over {}", seen.len());
    let model = |linear: &Linear| ConceptModel { threshold, linear: shortened(linear) };
    Ok(fitted.iter().map(model).collect())
}
