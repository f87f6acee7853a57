//! Learns what to make of an answer as a whole.
//!
//! Only for rules that are more often right so than by their plain reading, on answers that were not
//! learnt from; the others keep that.

use greenroom::analysis::{Aspect, Concept, Context, answer_features, aspects};
use greenroom::bank::{ConceptModel, Features, Learned, Linear};

use super::super::answers::{Form, told, with_vectors};
use super::super::logistic::{Example, fit_two};
use super::super::stage::Stage;
use super::sentences::{best_threshold, beta};
use super::{ALL, LESSONS, Result, Told, fold, learns_from, on_all_cores, shortened, unseen_banks};

/// Inverse of scikit-learn's `C`; the more is seen the more it is held back.
const PENALTY: f32 = 1.0;
const PENALTY_OF_ALL: f32 = 8.0;

/// What a rule's verdict goes by.
#[derive(Clone, Copy)]
enum Sees {
    Said(&'static [Concept]),
    Everything,
    Shape,
}

const RULES: &[(&str, Sees)] = &[
    ("missing-section", Sees::Shape),
    ("out-of-order", Sees::Shape),
    ("abrupt-ending", Sees::Shape),
    ("buried-lead", Sees::Everything),
    ("architecture-digression", Sees::Everything),
    ("hidden-candidate", Sees::Everything),
    ("opportunistic-motive", Sees::Everything),
    ("superficial-validation", Sees::Everything),
    ("no-second-order-effect", Sees::Everything),
    ("systemic-insight", Sees::Everything),
    (
        "no-prevention",
        Sees::Said(&[Concept::Prevention, Concept::LastingEffect, Concept::WeakCheck]),
    ),
    ("skipped-postmortem", Sees::Said(&[Concept::ReviewHeld, Concept::LastingEffect])),
    (
        "ignored-alerts",
        Sees::Said(&[Concept::IgnoredAlert, Concept::Prevention, Concept::LastingEffect]),
    ),
    ("no-reflection", Sees::Said(&[Concept::SpecificReflection, Concept::GenericReflection])),
    ("specific-reflection", Sees::Said(&[Concept::SpecificReflection, Concept::GenericReflection])),
    (
        "verified-fix",
        Sees::Said(&[Concept::Verified, Concept::WeakCheck, Concept::MeasuredOutcome]),
    ),
    (
        "clear-ownership",
        Sees::Said(&[Concept::TookItOn, Concept::ScopeBoundary, Concept::HandedOff]),
    ),
];

impl Sees {
    fn aspect(self, aspect: Aspect) -> bool {
        match (self, aspect) {
            (Self::Everything, _) | (_, Aspect::Question) | (Self::Shape, Aspect::Shape) => true,
            (Self::Said(concepts), Aspect::Said(concept)) => concepts.contains(&concept),
            (Self::Said(_), Aspect::Shape) | (Self::Shape, Aspect::Said(_)) => false,
        }
    }

    fn penalty(self) -> f32 {
        if matches!(self, Self::Everything) { PENALTY_OF_ALL } else { PENALTY }
    }
}

/// An answer in one form, as a whole.
struct Seen {
    number: usize,
    form: Form,
    features: Features,
    rules: Vec<String>,
}

/// The verdicts of all rules, for each lesson.
pub(super) fn learn(
    stage: &Stage,
    told: &[Told],
    lessons: &[Learned],
) -> Result<Vec<Vec<(String, ConceptModel)>>> {
    let banks = unseen_banks(stage, lessons);
    let mut seen = Vec::new();
    for told in told.iter().filter(|told| !told.truth.is_sample()) {
        for form in [Form::Typed, Form::Bare] {
            let card = stage.bank.card(&told.truth.question)?;
            let context = Context::new(&banks[fold(told.number)], Some(card), None)?;
            let heard = self::told(&told.truth, form);
            let (answer, _) = with_vectors(stage, &context, heard)?;
            let Some(features) = answer_features(&answer, &context) else { continue };
            let rules = told.truth.rules().into_iter().map(str::to_owned).collect();
            seen.push(Seen { number: told.number, form, features, rules });
        }
    }
    let aspects = aspects(lessons[ALL].frameworks.len());
    let mut learnt = on_all_cores(RULES, |(rule, sees)| (*rule, fit(rule, *sees, &seen, &aspects)));
    learnt.sort_by_key(|(rule, _)| *rule);
    let of = |lesson: usize| {
        learnt.iter().map(|(rule, models)| ((*rule).to_owned(), models[lesson].clone())).collect()
    };
    Ok((0..LESSONS).map(of).collect())
}

/// One model a lesson. The threshold is the best for typed answers, each judged by a model that did
/// not learn from it.
fn fit(rule: &str, sees: Sees, seen: &[Seen], aspects: &[Aspect]) -> Vec<ConceptModel> {
    let masked: Vec<Features> =
        seen.iter().map(|seen| masked(&seen.features, sees, aspects)).collect();
    let holds = |seen: &Seen| seen.rules.iter().any(|name| name == rule);
    let linear: Vec<Linear> = (0..LESSONS)
        .map(|lesson| {
            let examples: Vec<Example<'_>> = seen
                .iter()
                .zip(&masked)
                .filter(|(seen, _)| learns_from(lesson, seen.number))
                .map(|(seen, features)| Example {
                    features,
                    class: usize::from(holds(seen)),
                    weight: 1.0,
                })
                .collect();
            fit_two(&examples, sees.penalty())
        })
        .collect();
    let judged: Vec<(f32, bool)> = seen
        .iter()
        .zip(&masked)
        .filter(|(seen, _)| seen.form == Form::Typed)
        .map(|(seen, features)| (linear[fold(seen.number)].probability(features), holds(seen)))
        .collect();
    let beta = beta(rule);
    let (threshold, f) = best_threshold(&judged, false, beta);
    println!("{rule:24} threshold {threshold:.2}, F{beta} {f:.2}");
    linear.iter().map(|linear| ConceptModel { threshold, linear: shortened(linear) }).collect()
}

/// Only what the rule is to see.
fn masked(features: &Features, sees: Sees, aspects: &[Aspect]) -> Features {
    let dense = features
        .dense
        .iter()
        .zip(aspects)
        .map(|(x, aspect)| if sees.aspect(*aspect) { *x } else { 0.0 })
        .collect();
    Features { dense, words: Vec::new() }
}
