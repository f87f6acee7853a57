//! Learns what sentences say, and which section they belong to, from labels.

mod adam;
mod network;
mod order;
mod parts;
mod points;
pub(super) mod pronunciations;
mod replies;
mod retell;
mod sentences;
pub(super) mod sounds;
mod verdicts;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use greenroom::analysis::{Parsed, Vectors, alone, in_story};
use greenroom::bank::{Bank, ConceptModel, Features, Learned, Linear, pieces};
use greenroom::timeline::{Millis, TimeSpan};
use greenroom::transcript::Word;

use super::Result;
use super::answers::{self, Labelled};
use super::stage::Stage;

/// Sentences that a word must be in to be learnt.
const FEWEST: usize = 5;

pub(super) const FOLDS: usize = 5;

/// What is learnt: without each fold, and from all.
const LESSONS: usize = FOLDS + 1;
const ALL: usize = FOLDS;

/// Decimals of a learned weight.
const PRECISION: f32 = 100.0;

/// An answer with the features of its sentences.
struct Told {
    /// Its place among the answers, which decides its fold.
    number: usize,
    truth: Labelled,
    category: String,
    framework: String,
    sentences: Vec<Features>,
}

/// Learns from all answers, and once without each fifth of them, so that `scripts/eval tune` can judge
/// every answer by weights that did not learn from it.
pub(super) fn run(stage: &Stage) -> Result<()> {
    let answers = answers::read("tune")?;
    let blank = Learned {
        vocabulary: vocabulary(&answers),
        frameworks: frameworks(stage, &answers)?,
        ..Learned::default()
    };
    let Classes { told, shapes } = classes(stage, answers, &blank)?;
    let sectioned: Vec<&Told> = told.iter().chain(&shapes).collect();
    eprintln!(
        "{} answers, {} sentences, {} words",
        sectioned.len(),
        sectioned.iter().map(|told| told.sentences.len()).sum::<usize>(),
        blank.vocabulary.len()
    );
    let mut lessons: Vec<Learned> = vec![blank.clone(); LESSONS];
    let concepts = sentences::learn(stage, &told, &blank)?;
    for (concept, learnt) in &concepts {
        for (lesson, linear) in lessons.iter_mut().zip(&learnt.linear) {
            let model = ConceptModel { threshold: learnt.threshold, linear: linear.clone() };
            lesson.concepts.insert(concept.name().to_owned(), model);
        }
    }
    let points = points::learn(stage, &told, &concepts, &lessons[ALL])?;
    for (lesson, points) in lessons.iter_mut().zip(points) {
        lesson.key_points = points;
    }
    learn_sections(stage, &sectioned, &mut lessons)?;
    learn_verdicts(stage, &told, &mut lessons)?;
    let whole = lessons[ALL].clone();
    let taught = Stage::with(stage.bank.clone().with_learned(whole))?;
    let replies = replies::learn(&taught)?;
    for lesson in &mut lessons {
        lesson.replies = replies.clone();
    }
    write(&lessons)
}

/// Answers to learn from.
struct Classes {
    /// With all labels.
    told: Vec<Told>,
    /// With a section on each sentence, and no other label.
    shapes: Vec<Told>,
}

fn classes(stage: &Stage, answers: Vec<Labelled>, learned: &Learned) -> Result<Classes> {
    let before = answers.len();
    let tell_all = |first: usize, answers: Vec<Labelled>| -> Result<Vec<Told>> {
        let numbered = (first..).zip(answers);
        numbered.map(|(number, truth)| tell(stage, number, truth, learned)).collect()
    };
    let told = tell_all(0, answers)?;
    Ok(Classes { told, shapes: tell_all(before, answers::read("sections")?)? })
}

/// Which section a sentence is in, and what follows what.
fn learn_sections(stage: &Stage, told: &[&Told], lessons: &mut [Learned]) -> Result<()> {
    let part_of = parts::part_of(told);
    let names: BTreeSet<&String> = part_of.values().collect();
    for lesson in &mut *lessons {
        lesson.parts = names.iter().copied().cloned().collect();
        lesson.part_of = part_of.clone();
    }
    let networks = parts::learn(stage, told, lessons)?;
    for (lesson, networks) in lessons.iter_mut().zip(networks) {
        lesson.networks = networks;
    }
    let orders = order::learn(stage, told, lessons)?;
    for (lesson, order) in lessons.iter_mut().zip(orders) {
        lesson.order = order;
    }
    Ok(())
}

/// What to make of answers as a whole, by their sections and by what is said in them.
fn learn_verdicts(stage: &Stage, told: &[Told], lessons: &mut [Learned]) -> Result<()> {
    let verdicts = verdicts::learn(stage, told, lessons)?;
    for (lesson, verdicts) in lessons.iter_mut().zip(verdicts) {
        lesson.verdicts = verdicts.into_iter().collect();
    }
    Ok(())
}

/// Learns anew only which section a sentence is in, and what follows from that for answers as a whole; the
/// rest stays as it was learnt last.
pub(super) fn only_sections(stage: &Stage) -> Result<()> {
    let known = (**stage.bank.learned()).clone();
    let Classes { told, shapes } = classes(stage, answers::read("tune")?, &known)?;
    let sectioned: Vec<&Told> = told.iter().chain(&shapes).collect();
    let mut lessons: Vec<Learned> =
        (0..FOLDS).map(answers::unseen_lesson).collect::<Result<_>>()?;
    lessons.push(known);
    learn_sections(stage, &sectioned, &mut lessons)?;
    learn_verdicts(stage, &told, &mut lessons)?;
    write(&lessons)
}

/// Writes what was learnt from all, and without each fold.
fn write(lessons: &[Learned]) -> Result<()> {
    for (number, lesson) in lessons.iter().enumerate() {
        let path = if number == ALL { weights() } else { unseen(number) };
        fs::write(path, serde_json::to_string(lesson)? + "\n")?;
    }
    Ok(())
}

/// Learns anew only what replies are worth; the rest stays.
pub(super) fn replies(stage: &Stage) -> Result<()> {
    let lesson = Learned { replies: replies::learn(stage)?, ..(**stage.bank.learned()).clone() };
    Ok(fs::write(weights(), serde_json::to_string(&lesson)? + "\n")?)
}

/// What the program is built with.
fn weights() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("prompts/learned/en.json")
}

/// What was learnt without the answers of one fold.
pub(super) fn unseen(fold: usize) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("without-fold-{fold}.json"))
}

/// The fold of an answer, by its place among all.
pub(super) fn fold(number: usize) -> usize {
    number % FOLDS
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
    Ok(Told {
        number,
        category: card.category.clone(),
        framework: card.framework.clone(),
        sentences: in_story(&own, &places(&truth), &card.framework, learned),
        truth,
    })
}

/// Where the middle of each sentence stands in the answer, 0 to 1, by words.
fn places(truth: &Labelled) -> Vec<f64> {
    let count = |text: &str| text.split_whitespace().count();
    #[expect(clippy::cast_precision_loss, reason = "words of one answer")]
    let lengths: Vec<f64> = truth.sentences.iter().map(|s| count(&s.text) as f64).collect();
    parts::middles(&lengths)
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

fn rounded(value: f32) -> f32 {
    (value * PRECISION).round() / PRECISION
}

fn shortened(model: &Linear) -> Linear {
    let all = |weights: &[f32]| weights.iter().map(|weight| rounded(*weight)).collect();
    Linear { bias: rounded(model.bias), dense: all(&model.dense), words: all(&model.words) }
}

/// Banks that did not learn from the answers of each fold.
fn unseen_banks(stage: &Stage, lessons: &[Learned]) -> Vec<Bank> {
    let lessons = lessons[..FOLDS].iter();
    lessons.map(|lesson| stage.bank.clone().with_learned(lesson.clone())).collect()
}

/// The labelled sentence that was said at this time, of those that were said at `spans`.
fn labelled_at(span: TimeSpan, spans: &[TimeSpan]) -> Option<usize> {
    (0..spans.len()).max_by_key(|at| spans[*at].overlap(span))
}

/// Whether a lesson learns from the answer of that number.
fn learns_from(lesson: usize, number: usize) -> bool {
    lesson == ALL || fold(number) != lesson
}

/// What `work` makes of each of `jobs`, in no order.
fn on_all_cores<J: Sync, T: Send>(jobs: &[J], work: impl Fn(&J) -> T + Sync) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::new());
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(job) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let result = work(job);
                    done.lock().unwrap_or_else(PoisonError::into_inner).push(result);
                }
            });
        }
    });
    done.into_inner().unwrap_or_else(PoisonError::into_inner)
}
