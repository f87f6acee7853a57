//! Learns what single sentences say.

use std::borrow::Cow;

use greenroom::analysis::{Concept, Family, rule};
use greenroom::bank::{Features, Learned, Linear};

use super::super::concepts::{Truth, answer_says, applies, examples, says, truth, window};
use super::super::logistic::{Example, fit_two};
use super::super::stage::Stage;
use super::{LESSONS, Result, Told, features, fold, learns_from, on_all_cores, shortened};

/// Inverse of scikit-learn's `C`; chosen by leaving out a fifth of the answers at a time.
const PENALTY: f32 = 1.0;

struct Sample<'a> {
    features: Cow<'a, Features>,
    yes: bool,
    /// The answer it is from; `None` for a lone example.
    answer: Option<usize>,
}

/// What a concept is learnt from: every sentence of every answer, and the lone examples.
fn samples<'a>(
    stage: &Stage,
    concept: Concept,
    told: &'a [Told],
    learned: &Learned,
) -> Result<Vec<Sample<'a>>> {
    let mut samples = Vec::new();
    if let Some(examples) = examples(concept)? {
        for (texts, yes) in [(examples.yes, true), (examples.no, false)] {
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            for features in features(stage, &texts, learned)? {
                samples.push(Sample { features: Cow::Owned(features), yes, answer: None });
            }
        }
    }
    for told in told {
        for (features, sentence) in told.sentences.iter().zip(&told.truth.sentences) {
            let yes = says(concept, sentence);
            let features = Cow::Borrowed(features);
            samples.push(Sample { features, yes, answer: Some(told.number) });
        }
    }
    Ok(samples)
}

/// What was learnt about one concept.
pub(super) struct Learnt {
    pub(super) threshold: f32,
    /// One a lesson.
    pub(super) linear: Vec<Linear>,
    /// For each answer and each of its sentences the probability, by a model that did not learn from
    /// that answer.
    pub(super) held_out: HeldOut,
}

type HeldOut = Vec<Vec<f32>>;

/// Learns all concepts, each by itself, on all cores; in the order of [`Concept::ALL`].
pub(super) fn learn(
    stage: &Stage,
    told: &[Told],
    blank: &Learned,
) -> Result<Vec<(Concept, Learnt)>> {
    let samples: Vec<(Concept, Vec<Sample<'_>>)> = Concept::ALL
        .iter()
        .map(|concept| Ok((*concept, samples(stage, *concept, told, blank)?)))
        .collect::<Result<_>>()?;
    let mut learnt = on_all_cores(&samples, |(concept, samples)| {
        let fitted: Vec<Linear> = (0..LESSONS).map(|lesson| fit(samples, lesson)).collect();
        let held_out = held_out(&fitted, told);
        let threshold = threshold(*concept, told, &held_out);
        let linear = fitted.iter().map(shortened).collect();
        (*concept, Learnt { threshold, linear, held_out })
    });
    learnt.sort_by_key(|(concept, _)| *concept);
    Ok(learnt)
}

fn held_out(fitted: &[Linear], told: &[Told]) -> HeldOut {
    told.iter()
        .map(|told| {
            let model = &fitted[fold(told.number)];
            told.sentences.iter().map(|features| model.probability(features)).collect()
        })
        .collect()
}

/// Yes and no count the same in sum.
fn fit(samples: &[Sample<'_>], lesson: usize) -> Linear {
    let learnt: Vec<&Sample<'_>> = samples
        .iter()
        .filter(|sample| sample.answer.is_none_or(|number| learns_from(lesson, number)))
        .collect();
    #[expect(clippy::cast_precision_loss, reason = "some thousand samples")]
    let count = |yes: bool| learnt.iter().filter(|sample| sample.yes == yes).count().max(1) as f32;
    let (yes, no) = (count(true), count(false));
    let examples: Vec<Example<'_>> = learnt
        .iter()
        .map(|sample| Example {
            features: &sample.features,
            class: usize::from(sample.yes),
            weight: f32::midpoint(yes, no) / if sample.yes { yes } else { no },
        })
        .collect();
    fit_two(&examples, PENALTY)
}

/// The threshold that tells best which answers say it, each seen by a model that did not learn from
/// it; where no rule of an answer tells, which sentences do.
fn threshold(concept: Concept, told: &[Told], held_out: &HeldOut) -> f32 {
    let truth = truth(concept);
    let mut seen: Vec<(f32, bool)> = Vec::new();
    // Sample answers are better than people's.
    for (told, probabilities) in told.iter().zip(held_out).filter(|(told, _)| {
        !told.truth.is_sample() && applies(concept, &told.truth, &told.category, &told.framework)
    }) {
        let within = &probabilities[..window(concept, probabilities.len())];
        if let Some(yes) = answer_says(truth, &told.truth) {
            seen.push((within.iter().copied().fold(0.0, f32::max), yes));
        } else {
            let truths = told.truth.sentences.iter().map(|sentence| says(concept, sentence));
            seen.extend(within.iter().copied().zip(truths));
        }
    }
    // The rule is about the rarer of the two.
    let absence = matches!(truth, Truth::Absence(_));
    let caution = match truth {
        Truth::Passage(name) => beta(name),
        Truth::Absence(_) | Truth::Unknown => 1.0,
    };
    let (threshold, f) = best_threshold(&seen, absence, caution);
    println!(
        "{:22} threshold {threshold:.2}, F{caution} {f:.2} over {}",
        concept.name(),
        seen.len()
    );
    threshold
}

/// How much a missed finding weighs against a wrong one: praise that is not deserved does more harm
/// than praise that is not given.
pub(super) fn beta(name: &str) -> f64 {
    if rule(name).is_ok_and(|rule| rule.family() == Family::Praise) { 0.8 } else { 1.0 }
}

/// The threshold with the best F-measure, of what is said or, for an `absence`, of what is not. With a
/// `beta` below 1 a wrong yes weighs more than a missed one.
pub(super) fn best_threshold(seen: &[(f32, bool)], absence: bool, beta: f64) -> (f32, f64) {
    let measure = |threshold: f32| {
        let of = |truth: bool, found: bool| {
            let counts = seen.iter().filter(|(p, yes)| {
                (*yes != absence) == truth && ((*p >= threshold) != absence) == found
            });
            #[expect(clippy::cast_precision_loss, reason = "some thousand sentences")]
            let count = counts.count() as f64;
            count
        };
        let right = (1.0 + beta * beta) * of(true, true);
        right / (right + beta * beta * of(true, false) + of(false, true)).max(1.0)
    };
    let mut best = (0.5, 0.0);
    for step in 4..=98_u16 {
        let threshold = f32::from(step) / 100.0;
        if measure(threshold) > best.1 + 1e-9 {
            best = (threshold, measure(threshold));
        }
    }
    best
}
