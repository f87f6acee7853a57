//! Learns to tell weak replies from strong ones.

use greenroom::bank::{ConceptModel, Features};

use super::super::Result;
use super::super::logistic::{Example, fit_two};
use super::super::replies;
use super::super::stage::Stage;
use super::{FOLDS, fold, shortened};

/// Chosen by leaving out a fifth at a time.
const PENALTY: f32 = 3.0;

/// From even odds on a reply is strong.
const THRESHOLD: f32 = 0.5;

/// The model, and on standard error how often it is right about replies that it did not learn from.
pub(super) fn learn(stage: &Stage) -> Result<ConceptModel> {
    let told = replies::features(stage, "tune")?;
    let mut right = 0;
    for out in 0..FOLDS {
        let model = fit(told.iter().enumerate().filter(|(at, _)| fold(*at) != out).map(|(_, t)| t));
        for (_, (features, is_strong)) in told.iter().enumerate().filter(|(at, _)| fold(*at) == out)
        {
            right += usize::from((model.linear.probability(features) >= THRESHOLD) == *is_strong);
        }
    }
    eprintln!("replies: {right} of {} right, unseen", told.len());
    Ok(fit(told.iter()))
}

fn fit<'a>(told: impl Iterator<Item = &'a (Features, bool)>) -> ConceptModel {
    let examples: Vec<Example<'_>> = told
        .map(|(features, is_strong)| Example {
            features,
            class: usize::from(*is_strong),
            weight: 1.0,
        })
        .collect();
    ConceptModel { threshold: THRESHOLD, linear: shortened(&fit_two(&examples, PENALTY)) }
}
