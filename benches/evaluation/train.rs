//! Learns what sentences say, and which section they belong to, from labels.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use greenroom::analysis::{
    Concept, DIMENSIONS, Family, Parsed, Vectors, alone, in_story, most_alike, point_features,
    rule, spoken_of, wordings,
};
use greenroom::bank::{ConceptModel, Features, Learned, Linear, pieces};
use greenroom::timeline::Millis;
use greenroom::transcript::Word;

use super::Result;
use super::answers::{self, Labelled, Sentence};
use super::concepts::{Truth, answer_says, applies, examples, says, truth, window};
use super::logistic::{Example, fit_many, fit_two};
use super::stage::Stage;

/// Inverse of scikit-learn's `C`; both chosen by leaving out a fifth of the answers at a time.
const CONCEPT_PENALTY: f32 = 1.0;
const SECTION_PENALTY: f32 = 1.0;
const POINT_PENALTY: f32 = 0.1;

/// How much the rarity of a section is taken into account; 1 would treat all alike.
const EVEN: f32 = 0.3;

/// Sentences that a word must be in to be learnt.
const FEWEST: usize = 5;

const FOLDS: usize = 5;

/// Decimals of a learned weight.
const PRECISION: f32 = 100.0;

/// An answer with the features of its sentences.
pub(super) struct Told {
    /// Its place among the answers, which decides its fold.
    number: usize,
    truth: Labelled,
    category: String,
    framework: String,
    sentences: Vec<Features>,
}

pub(super) fn run(stage: &Stage) -> Result<()> {
    let answers = answers::read("tune")?;
    let mut learned = Learned {
        vocabulary: vocabulary(&answers),
        frameworks: frameworks(stage, &answers)?,
        ..Learned::default()
    };
    let told: Vec<Told> = answers
        .into_iter()
        .enumerate()
        .map(|(number, truth)| tell(stage, number, truth, &learned))
        .collect::<Result<_>>()?;
    eprintln!(
        "{} answers, {} sentences, {} words",
        told.len(),
        told.iter().map(|told| told.sentences.len()).sum::<usize>(),
        learned.vocabulary.len()
    );
    let samples: Vec<(Concept, Vec<Sample<'_>>)> = Concept::ALL
        .iter()
        .map(|concept| Ok((*concept, samples(stage, *concept, &told, &learned)?)))
        .collect::<Result<_>>()?;
    let concepts = learn_concepts(&samples, &told);
    let held_out: Vec<&HeldOut> = concepts.iter().map(|(_, _, held_out)| held_out).collect();
    learned.concepts = concepts
        .iter()
        .map(|(concept, model, _)| (concept.name().to_owned(), model.clone()))
        .collect();
    learned.key_points = learn_key_points(stage, &told, &held_out, &learned)?;
    learn_sections(&told, &mut learned);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("prompts/learned/en.json");
    fs::write(path, serde_json::to_string(&learned)? + "\n")?;
    Ok(())
}

/// Words (not numbers) in enough sentences, each with its inverse document frequency.
fn vocabulary(answers: &[Labelled]) -> Vec<(String, f32)> {
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    let mut sentences = 0;
    for sentence in answers.iter().flat_map(|answer| &answer.sentences) {
        sentences += 1;
        let words: BTreeSet<String> = sentence
            .text
            .split_whitespace()
            .flat_map(pieces)
            .filter(|word| word.chars().all(|c| c.is_alphabetic() || c == '\''))
            .collect();
        for word in words {
            *count.entry(word).or_default() += 1;
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "some thousand sentences")]
    let rarity = |count: usize| ((1 + sentences) as f32 / (1 + count) as f32).ln() + 1.0;
    count
        .into_iter()
        .filter(|(_, count)| *count >= FEWEST)
        .map(|(word, count)| (word, rounded(rarity(count))))
        .collect()
}

fn frameworks(stage: &Stage, answers: &[Labelled]) -> Result<Vec<String>> {
    let mut names = BTreeSet::new();
    for answer in answers {
        names.insert(stage.bank.card(&answer.question)?.framework.clone());
    }
    Ok(names.into_iter().collect())
}

fn tell(stage: &Stage, number: usize, truth: Labelled, learned: &Learned) -> Result<Told> {
    let card = stage.bank.card(&truth.question)?;
    let texts: Vec<&str> = truth.sentences.iter().map(|sentence| sentence.text.as_str()).collect();
    let own = features(stage, &texts, learned)?;
    #[expect(clippy::cast_precision_loss, reason = "words of one answer")]
    let lengths: Vec<f64> =
        texts.iter().map(|text| text.split_whitespace().count() as f64).collect();
    let all: f64 = lengths.iter().sum();
    let mut before = 0.0;
    let places: Vec<f64> = lengths
        .iter()
        .map(|length| {
            before += length;
            (before - length / 2.0) / all
        })
        .collect();
    Ok(Told {
        number,
        category: card.category.clone(),
        framework: card.framework.clone(),
        sentences: in_story(&own, &places, &card.framework, learned),
        truth,
    })
}

/// The features of single sentences.
fn features(stage: &Stage, texts: &[&str], learned: &Learned) -> Result<Vec<Features>> {
    let owned: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
    let vectors = stage.vectors(&owned)?;
    texts.iter().map(|text| feature(stage, text, &vectors, learned)).collect()
}

fn feature(stage: &Stage, text: &str, vectors: &Vectors, learned: &Learned) -> Result<Features> {
    let words: Vec<Word> =
        text.split_whitespace().map(|word| Word::new(word, Millis::ZERO, Millis::ZERO)).collect();
    let parsed = Parsed::one(text, &words, stage.bank.lexicon());
    alone(&parsed, vectors, learned).ok_or_else(|| "no vector".into())
}

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

/// For each answer and each of its sentences the probability of a concept, by a model that did not
/// learn from that answer.
type HeldOut = Vec<Vec<f32>>;

/// Learns all concepts, each by itself, on all cores; in the order of [`Concept::ALL`].
fn learn_concepts(
    samples: &[(Concept, Vec<Sample<'_>>)],
    told: &[Told],
) -> Vec<(Concept, ConceptModel, HeldOut)> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::new());
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some((concept, samples)) =
                    samples.get(next.fetch_add(1, Ordering::Relaxed))
                {
                    let linear = shortened(&learn_concept(samples, None));
                    let held_out = held_out(samples, told);
                    let threshold = threshold(*concept, told, &held_out);
                    let model = ConceptModel { threshold, linear };
                    let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
                    done.push((*concept, model, held_out));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(concept, ..)| *concept);
    done
}

fn held_out(samples: &[Sample<'_>], told: &[Told]) -> HeldOut {
    let models: Vec<Linear> = (0..FOLDS).map(|fold| learn_concept(samples, Some(fold))).collect();
    told.iter()
        .map(|told| {
            let model = &models[told.number % FOLDS];
            told.sentences.iter().map(|features| model.probability(features)).collect()
        })
        .collect()
}

/// Learns from all samples but those of one fold; yes and no count the same in sum.
fn learn_concept(samples: &[Sample<'_>], without: Option<usize>) -> Linear {
    let seen = |answer: usize| without.is_none_or(|fold| answer % FOLDS != fold);
    let learnt: Vec<&Sample<'_>> =
        samples.iter().filter(|sample| sample.answer.is_none_or(seen)).collect();
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
    fit_two(&examples, CONCEPT_PENALTY)
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
    // Praise that is not deserved does more harm than praise that is not given.
    let praise = matches!(truth, Truth::Passage(name) if is_praise(name));
    let caution = if praise { 0.5 } else { 1.0 };
    let (threshold, f) = best_threshold(&seen, absence, caution);
    println!(
        "{:22} threshold {threshold:.2}, F{caution} {f:.2} over {}",
        concept.name(),
        seen.len()
    );
    threshold
}

fn is_praise(name: &str) -> bool {
    rule(name).is_ok_and(|rule| rule.family() == Family::Praise)
}

/// The threshold with the best F-measure, of what is said or, for an `absence`, of what is not. With a
/// `beta` below 1 a wrong yes weighs more than a missed one.
fn best_threshold(seen: &[(f32, bool)], absence: bool, beta: f64) -> (f32, f64) {
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

/// Learns whether an answer makes a point, from what held-out models say of its sentences.
fn learn_key_points(
    stage: &Stage,
    told: &[Told],
    held_out: &[&HeldOut],
    learned: &Learned,
) -> Result<ConceptModel> {
    let mut samples: Vec<(usize, Features, bool)> = Vec::new();
    for (at, told) in told.iter().enumerate().filter(|(_, told)| !told.truth.is_sample()) {
        let said: Vec<f32> =
            held_out.iter().map(|of| of[at].iter().copied().fold(0.0, f32::max)).collect();
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
    let fit = |without: Option<usize>| {
        let learnt =
            samples.iter().filter(|(number, ..)| without.is_none_or(|fold| number % FOLDS != fold));
        let examples: Vec<Example<'_>> = learnt
            .map(|(_, features, yes)| Example { features, class: usize::from(*yes), weight: 1.0 })
            .collect();
        fit_two(&examples, POINT_PENALTY)
    };
    let mut seen = Vec::new();
    for fold in 0..FOLDS {
        let model = fit(Some(fold));
        let unseen = samples.iter().filter(|(number, ..)| number % FOLDS == fold);
        seen.extend(unseen.map(|(_, features, yes)| (model.probability(features), *yes)));
    }
    let (threshold, f1) = best_threshold(&seen, false, 1.0);
    println!("key points: threshold {threshold:.2}, F1 {f1:.2} over {}", seen.len());
    Ok(ConceptModel { threshold, linear: shortened(&fit(None)) })
}

fn rounded(value: f32) -> f32 {
    (value * PRECISION).round() / PRECISION
}

fn shortened(model: &Linear) -> Linear {
    let all = |weights: &[f32]| weights.iter().map(|weight| rounded(*weight)).collect();
    Linear { bias: rounded(model.bias), dense: all(&model.dense), words: all(&model.words) }
}

/// Sections that do alike in all frameworks are learnt as one; only where they stand differs.
fn part(section: &str) -> &str {
    match section {
        "situation" | "context" => "opening",
        "corrective-action" => "action",
        "lessons" | "learning" => "reflection",
        other => other,
    }
}

fn learn_sections(told: &[Told], learned: &mut Learned) {
    let rows: Vec<(&str, &Features)> = told
        .iter()
        .flat_map(|told| told.truth.sentences.iter().zip(&told.sentences))
        .filter(|(sentence, _)| sentence.section != "other")
        .map(|(sentence, features)| (sentence.section.as_str(), features))
        .collect();
    for (section, _) in &rows {
        learned.part_of.insert((*section).to_owned(), part(section).to_owned());
    }
    let parts: Vec<&String> =
        learned.part_of.values().collect::<BTreeSet<_>>().into_iter().collect();
    let class = |section: &str| parts.iter().position(|name| *name == part(section));
    let examples: Vec<Example<'_>> = rows
        .iter()
        .filter_map(|(section, features)| {
            Some(Example { features, class: class(section)?, weight: 1.0 })
        })
        .collect();
    let model = fit_many(&examples, parts.len(), SECTION_PENALTY);
    learned.parts = parts
        .iter()
        .zip(model)
        .enumerate()
        .map(|(class, (part, mut linear))| {
            #[expect(clippy::cast_precision_loss, reason = "some thousand sentences")]
            let share = examples.iter().filter(|example| example.class == class).count().max(1)
                as f32
                / examples.len() as f32;
            linear.bias -= EVEN * share.ln();
            ((*part).clone(), shortened(&linear))
        })
        .collect();
}
