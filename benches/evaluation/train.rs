//! Learns the weights of concepts and sections.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use greenroom::analysis::{Concept, Parsed, Vectors, section_features, sentence_features};
use greenroom::bank::{ConceptModel, Learned, Linear};
use greenroom::timeline::Millis;
use greenroom::transcript::Word;

use super::Result;
use super::answers::{self, Labelled};
use super::concepts::{Truth, answer_says, applies, examples, says, truth, window};
use super::logistic::{Example, fit, softmax};
use super::stage::Stage;

/// Inverse of scikit-learn's `C`; both chosen by leaving out a fifth of the answers at a time.
const CONCEPT_PENALTY: f32 = 0.33;
const SECTION_PENALTY: f32 = 0.33;

/// How much the rarity of a section is taken into account; 1 would treat all alike.
const EVEN: f32 = 0.3;

const FOLDS: usize = 5;

/// Decimals of a learned weight.
const PRECISION: f32 = 1000.0;

/// An answer with the features of its sentences.
pub(super) struct Told {
    pub(super) truth: Labelled,
    category: String,
    framework: String,
    features: Vec<Vec<f32>>,
    places: Vec<f64>,
}

pub(super) fn run(stage: &Stage) -> Result<()> {
    let told: Vec<Told> = answers::read("tune")?
        .into_iter()
        .map(|truth| tell(stage, truth))
        .collect::<Result<_>>()?;
    eprintln!(
        "{} answers, {} sentences",
        told.len(),
        told.iter().map(|t| t.features.len()).sum::<usize>()
    );
    let samples: Vec<(Concept, Vec<Sample>)> = Concept::ALL
        .iter()
        .map(|concept| Ok((*concept, samples(stage, *concept, &told)?)))
        .collect::<Result<_>>()?;
    let mut learned = Learned { concepts: learn_concepts(&samples, &told), ..Learned::default() };
    learn_sections(stage, &told, &mut learned)?;
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("prompts/learned/en.json");
    fs::write(path, serde_json::to_string(&learned)? + "\n")?;
    Ok(())
}

fn tell(stage: &Stage, truth: Labelled) -> Result<Told> {
    let card = stage.bank.card(&truth.question)?;
    let texts: Vec<&str> = truth.sentences.iter().map(|sentence| sentence.text.as_str()).collect();
    let features = features(stage, &texts)?;
    #[expect(clippy::cast_precision_loss, reason = "words of one answer")]
    let lengths: Vec<f64> =
        texts.iter().map(|text| text.split_whitespace().count() as f64).collect();
    let all: f64 = lengths.iter().sum();
    let mut before = 0.0;
    let places = lengths
        .iter()
        .map(|length| {
            before += length;
            (before - length / 2.0) / all
        })
        .collect();
    Ok(Told {
        category: card.category.clone(),
        framework: card.framework.clone(),
        truth,
        features,
        places,
    })
}

/// The features of single sentences.
pub(super) fn features(stage: &Stage, texts: &[&str]) -> Result<Vec<Vec<f32>>> {
    let owned: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
    let vectors = stage.vectors(&owned)?;
    texts.iter().map(|text| feature(stage, text, &vectors)).collect()
}

fn feature(stage: &Stage, text: &str, vectors: &Vectors) -> Result<Vec<f32>> {
    let words: Vec<Word> =
        text.split_whitespace().map(|word| Word::new(word, Millis::ZERO, Millis::ZERO)).collect();
    let parsed = Parsed::one(text, &words, stage.bank.lexicon());
    sentence_features(&parsed, vectors).ok_or_else(|| "no vector".into())
}

struct Sample {
    features: Vec<f32>,
    yes: bool,
    /// The answer it is from; `None` for a lone example.
    answer: Option<usize>,
}

/// What a concept is learnt from.
fn samples(stage: &Stage, concept: Concept, told: &[Told]) -> Result<Vec<Sample>> {
    let mut samples = Vec::new();
    if let Some(examples) = examples(concept)? {
        for (texts, yes) in [(examples.yes, true), (examples.no, false)] {
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            for features in features(stage, &texts)? {
                samples.push(Sample { features, yes, answer: None });
            }
        }
    }
    let truth = truth(concept);
    for (number, told) in told.iter().enumerate() {
        if !applies(concept, &told.truth, &told.category, &told.framework) {
            continue;
        }
        let window = window(concept, told.features.len());
        for (at, features) in told.features.iter().enumerate().take(window) {
            if let Some(yes) = says(truth, &told.truth, at) {
                samples.push(Sample { features: features.clone(), yes, answer: Some(number) });
            }
        }
    }
    Ok(samples)
}

/// Learns all concepts, each by itself, on all cores.
fn learn_concepts(
    samples: &[(Concept, Vec<Sample>)],
    told: &[Told],
) -> BTreeMap<String, ConceptModel> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(BTreeMap::new());
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some((concept, samples)) =
                    samples.get(next.fetch_add(1, Ordering::Relaxed))
                {
                    let linear = rounded(&fit_concept(samples, told, *concept, None));
                    let threshold = threshold(*concept, samples, told);
                    let model = ConceptModel { threshold, linear };
                    let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
                    done.insert(concept.name().to_owned(), model);
                }
            });
        }
    });
    done.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// Times that the clearest sentences are chosen anew.
const ROUNDS: usize = 2;

/// Learns from all samples but those of one fold.
///
/// Where only the answer as a whole is known to say it, the sentence that says it most clearly is
/// taken for the one, and it is learnt again (as in MI-SVM, Andrews et al. 2002).
fn fit_concept(
    samples: &[Sample],
    told: &[Told],
    concept: Concept,
    without: Option<usize>,
) -> Linear {
    let seen = |answer: usize| without.is_none_or(|fold| answer % FOLDS != fold);
    let learnt: Vec<(&[f32], bool)> = samples
        .iter()
        .filter(|sample| sample.answer.is_none_or(seen))
        .map(|sample| (&sample.features[..], sample.yes))
        .collect();
    let mut model = fit_two(&learnt);
    let truth = truth(concept);
    if !matches!(truth, Truth::Absence(_)) {
        return model;
    }
    for _ in 0..ROUNDS {
        let saying = told.iter().enumerate().filter(|(at, told)| {
            seen(*at)
                && applies(concept, &told.truth, &told.category, &told.framework)
                && answer_says(truth, &told.truth) == Some(true)
        });
        let mut more = learnt.clone();
        more.extend(saying.filter_map(|(_, told)| {
            let window = &told.features[..window(concept, told.features.len())];
            let clearest = window.iter().max_by(|a, b| model.score(a).total_cmp(&model.score(b)));
            Some((&clearest?[..], true))
        }));
        model = fit_two(&more);
    }
    model
}

/// Learns to tell two classes, both of which count the same; gives the odds of the second.
fn fit_two(samples: &[(&[f32], bool)]) -> Linear {
    #[expect(clippy::cast_precision_loss, reason = "some thousand samples")]
    let count = |yes: bool| samples.iter().filter(|(_, y)| *y == yes).count().max(1) as f32;
    let (yes, no) = (count(true), count(false));
    let examples: Vec<Example<'_>> = samples
        .iter()
        .map(|(features, y)| Example {
            features,
            class: usize::from(*y),
            weight: f32::midpoint(yes, no) / if *y { yes } else { no },
        })
        .collect();
    let model = fit(&examples, 2, CONCEPT_PENALTY);
    Linear {
        bias: model[1].bias - model[0].bias,
        weights: model[1].weights.iter().zip(&model[0].weights).map(|(a, b)| a - b).collect(),
    }
}

/// The threshold that tells best which answers say it, each seen by a model that did not learn from
/// it; a half where answers do not tell.
fn threshold(concept: Concept, samples: &[Sample], told: &[Told]) -> f32 {
    let truth = truth(concept);
    let mut seen: Vec<(f32, bool)> = Vec::new();
    for fold in 0..FOLDS {
        let model = fit_concept(samples, told, concept, Some(fold));
        for (_, told) in told.iter().enumerate().filter(|(at, told)| {
            // Sample answers are better than people's.
            at % FOLDS == fold
                && !told.truth.is_sample()
                && applies(concept, &told.truth, &told.category, &told.framework)
        }) {
            let Some(yes) = answer_says(truth, &told.truth) else { return 0.5 };
            let window = window(concept, told.features.len());
            let within = told.features.iter().take(window);
            let most = within.map(|f| probability(&model, f)).fold(0.0, f32::max);
            seen.push((most, yes));
        }
    }
    // The rule is about the rarer of the two.
    let absence = matches!(truth, Truth::Absence(_));
    let f1 = |threshold: f32| {
        let of = |truth: bool, found: bool| {
            seen.iter()
                .filter(|(p, yes)| {
                    (*yes != absence) == truth && ((*p >= threshold) != absence) == found
                })
                .count()
        };
        #[expect(clippy::cast_precision_loss, reason = "some hundred answers")]
        let (right, off) = (of(true, true) as f64, (of(true, false) + of(false, true)) as f64);
        2.0 * right / (2.0 * right + off).max(1.0)
    };
    let mut best = (0.0, 0.5);
    for step in 4..=98_u16 {
        let threshold = f32::from(step) / 100.0;
        if f1(threshold) > best.0 + 1e-9 {
            best = (f1(threshold), threshold);
        }
    }
    println!(
        "{:22} threshold {:.2}, F1 {:.2} over {} answers",
        concept.name(),
        best.1,
        best.0,
        seen.len()
    );
    best.1
}

fn probability(model: &Linear, features: &[f32]) -> f32 {
    1.0 / (1.0 + (-model.score(features)).exp())
}

fn rounded(model: &Linear) -> Linear {
    let round = |value: f32| (value * PRECISION).round() / PRECISION;
    Linear { bias: round(model.bias), weights: model.weights.iter().map(|w| round(*w)).collect() }
}

/// Sections do alike in all frameworks; only where they stand differs. So one model learns all, with
/// places of its own for each framework, and is taken apart again.
fn learn_sections(stage: &Stage, told: &[Told], learned: &mut Learned) -> Result<()> {
    let frameworks: Vec<String> = {
        let names: BTreeSet<&str> = told.iter().map(|t| t.framework.as_str()).collect();
        names.into_iter().map(str::to_owned).collect()
    };
    let roles = |section: &str| {
        match section {
            "situation" | "context" => "opening",
            "corrective-action" => "action",
            "lessons" | "learning" => "reflection",
            other => other,
        }
        .to_owned()
    };
    let mut classes: Vec<String> = Vec::new();
    for framework in &frameworks {
        for section in &stage.bank.framework(framework)?.sections {
            let role = roles(&section.name);
            if !classes.contains(&role) {
                classes.push(role);
            }
        }
    }
    let rows: Vec<(usize, usize, Vec<f32>)> = told
        .iter()
        .enumerate()
        .flat_map(|(number, told)| {
            let slot = frameworks.iter().position(|name| *name == told.framework).unwrap_or(0);
            let wide = section_features(&told.features, &told.places);
            let wide = wide.into_iter().map(move |row| spread(&row, slot));
            let classes = &classes;
            told.truth.sentences.iter().zip(wide).filter_map(move |(sentence, row)| {
                let class = classes.iter().position(|class| *class == roles(&sentence.section))?;
                Some((number, class, row))
            })
        })
        .collect();
    let held: Vec<f32> = (0..FOLDS).map(|fold| section_share(&rows, &classes, fold)).collect();
    println!("sections: {held:.3?} of the sentences by themselves, each fifth unseen");
    let model = fit_sections(&rows, &classes, None);
    for (slot, framework) in frameworks.iter().enumerate() {
        let mut sections = BTreeMap::new();
        for section in &stage.bank.framework(framework)?.sections {
            let class =
                classes.iter().position(|class| *class == roles(&section.name)).unwrap_or(0);
            sections.insert(
                section.name.clone(),
                rounded(&gather(&model[class], slot, rows[0].2.len())),
            );
        }
        learned.sections.insert(framework.clone(), sections);
    }
    Ok(())
}

/// Frameworks that a place is learnt apart for.
const SLOTS: usize = 3;
/// Features of a place: six bumps, first and last.
const PLACE: usize = 8;

/// Puts the place into its framework's columns, with one more that names the framework.
fn spread(row: &[f32], slot: usize) -> Vec<f32> {
    let (own, place) = row.split_at(row.len() - PLACE);
    let mut out = own.to_vec();
    for other in 0..SLOTS {
        if other == slot {
            out.extend(place);
            out.push(1.0);
        } else {
            out.extend([0.0; PLACE + 1]);
        }
    }
    out
}

/// The weights for one framework: the reverse of [`spread`].
fn gather(model: &Linear, slot: usize, length: usize) -> Linear {
    let own = length - SLOTS * (PLACE + 1);
    let start = own + slot * (PLACE + 1);
    let mut weights = model.weights[..own].to_vec();
    weights.extend(&model.weights[start..start + PLACE]);
    Linear { bias: model.bias + model.weights[start + PLACE], weights }
}

fn fit_sections(
    rows: &[(usize, usize, Vec<f32>)],
    classes: &[String],
    without: Option<usize>,
) -> Vec<Linear> {
    let learnt =
        || rows.iter().filter(|(number, ..)| without.is_none_or(|fold| number % FOLDS != fold));
    let examples: Vec<Example<'_>> = learnt()
        .map(|(_, class, features)| Example { features, class: *class, weight: 1.0 })
        .collect();
    let mut model = fit(&examples, classes.len(), SECTION_PENALTY);
    for (class, linear) in model.iter_mut().enumerate() {
        #[expect(clippy::cast_precision_loss, reason = "some thousand sentences")]
        let share =
            learnt().filter(|(_, c, _)| *c == class).count().max(1) as f32 / examples.len() as f32;
        linear.bias -= EVEN * share.ln();
    }
    model
}

fn section_share(rows: &[(usize, usize, Vec<f32>)], classes: &[String], fold: usize) -> f32 {
    let model = fit_sections(rows, classes, Some(fold));
    let (mut right, mut all) = (0.0, 0.0);
    for (_, class, features) in rows.iter().filter(|(number, ..)| number % FOLDS == fold) {
        let scores = softmax(&model, features);
        let best = (0..scores.len()).max_by(|a, b| scores[*a].total_cmp(&scores[*b]));
        right += if best == Some(*class) { 1.0 } else { 0.0 };
        all += 1.0;
    }
    right / all
}
