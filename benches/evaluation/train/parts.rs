//! Learns which part of a story a sentence is.

use std::collections::{BTreeMap, BTreeSet};
use std::f32::consts::PI;

use fastrand::Rng;
use greenroom::analysis::{Context, section_inputs, standings};
use greenroom::bank::{Bank, Features, Learned, StoryNetwork};
use ndarray::Array2;

use super::super::answers::{Form, told, with_vectors};
use super::super::stage::Stage;
use super::adam::Adam;
use super::network::{Batch, Weights, check_slopes};
use super::{
    LESSONS, Result, Told, fold, labelled_at, learns_from, on_all_cores, retell, unseen_banks,
};

/// So many learn the same from other beginnings; they are asked together.
const NETWORKS: usize = 2;

/// How often all stories are gone through, and how many of them at a time.
const ROUNDS: usize = 50;
const AT_ONCE: usize = 16;

/// The longest step of a weight, and how much it shrinks by itself in one. Steps grow over the first part
/// of the way and shrink over the rest (Smith and Topin 2019).
const STEP: f32 = 2e-3;
const SHRINK: f32 = 1e-2;
const GROWS: f32 = 0.3;

/// What a part that a framework does not have is taken down by.
const IMPOSSIBLE: f32 = -1e4;

/// Sections that do alike in all frameworks are learnt as one; only where they stand differs.
fn part(section: &str) -> &str {
    match section {
        "situation" | "context" => "opening",
        "corrective-action" => "action",
        "lessons" | "learning" => "reflection",
        other => other,
    }
}

/// The sections of frameworks, each with the part that it is.
pub(super) fn part_of(told: &[&Told]) -> BTreeMap<String, String> {
    let sections: BTreeSet<&str> =
        told.iter().flat_map(|told| &told.truth.sentences).map(|s| s.section.as_str()).collect();
    let known = sections.into_iter().filter(|section| *section != "other");
    known.map(|section| (section.to_owned(), part(section).to_owned())).collect()
}

/// How the stories are written that are learnt from: as people type, as they are heard.
const FORMS: [Form; 3] = [Form::Typed, Form::Bare, Form::Clauses];

/// How many are read as they are typed, each time that they are learnt from; the rest are shared by the other
/// forms.
const TYPED: f32 = 0.5;

/// An answer as the networks see it.
struct Story {
    number: usize,
    /// In each of [`FORMS`].
    forms: Vec<Seen>,
}

/// The sentences of an answer that are in its story.
struct Seen {
    sentences: Vec<Features>,
    /// How long each takes, in seconds.
    lengths: Vec<f64>,
    truth: Vec<Option<usize>>,
    possible: Vec<f32>,
}

/// Some networks a lesson. `lessons` know what sentences say, and the names of the parts.
pub(super) fn learn(
    stage: &Stage,
    told: &[&Told],
    lessons: &[Learned],
) -> Result<Vec<Vec<StoryNetwork>>> {
    let banks = unseen_banks(stage, lessons);
    let mut stories = Vec::new();
    for told in told {
        let forms = FORMS.map(|form| seen(stage, &banks[fold(told.number)], told, form));
        let forms: Vec<Seen> = forms.into_iter().collect::<Result<_>>()?;
        let is_whole = forms.iter().all(|seen| !seen.sentences.is_empty());
        stories.extend(is_whole.then_some(Story { number: told.number, forms }));
    }
    let vocabulary = lessons[0].vocabulary.len();
    check(&stories, vocabulary)?;
    let jobs: Vec<(usize, u64)> = (0..LESSONS)
        .flat_map(|lesson| (0..NETWORKS as u64).map(move |seed| (lesson, seed)))
        .collect();
    let mut learnt = on_all_cores(&jobs, |(lesson, seed)| {
        let seen: Vec<&Story> =
            stories.iter().filter(|story| learns_from(*lesson, story.number)).collect();
        ((*lesson, *seed), fit(&seen, vocabulary, *seed))
    });
    learnt.sort_by_key(|(job, _)| *job);
    let mut networks = vec![Vec::new(); LESSONS];
    for ((lesson, _), network) in learnt {
        networks[lesson].push(network);
    }
    Ok(networks)
}

fn seen(stage: &Stage, bank: &Bank, told: &Told, form: Form) -> Result<Seen> {
    let card = stage.bank.card(&told.truth.question)?;
    let context = Context::new(bank, Some(card), None)?;
    let (answer, spans) = with_vectors(stage, &context, self::told(&told.truth, form))?;
    let learned = bank.learned();
    let mut possible = vec![IMPOSSIBLE; learned.parts.len()];
    for part in context.framework.sections.iter().filter_map(|section| learned.part(&section.name))
    {
        possible[part] = 0.0;
    }
    let mut seen = Seen { sentences: Vec::new(), lengths: Vec::new(), truth: Vec::new(), possible };
    for (span, input) in section_inputs(&answer, &context) {
        let most = labelled_at(span, &spans);
        let truth = most.and_then(|at| learned.part(&told.truth.sentences[at].section));
        seen.sentences.push(input);
        seen.lengths.push(span.duration().as_secs_f64());
        seen.truth.push(truth);
    }
    Ok(seen)
}

/// Stories below each other, each in the order that is given.
fn batch(stories: &[(&Seen, Vec<usize>)]) -> Batch {
    let sizes = stories.iter().map(|(_, order)| order.len());
    let mut rows = 0;
    let ranges = sizes.map(|size| {
        rows += size;
        rows - size..rows
    });
    let ranges = ranges.collect();
    let (mut own, mut place, mut words) = (Vec::new(), Vec::new(), Vec::new());
    let (mut possible, mut truth) = (Vec::new(), Vec::new());
    for (story, order) in stories {
        for &at in order {
            own.push(&story.sentences[at].dense[..]);
            words.push(story.sentences[at].words.clone());
            possible.push(&story.possible[..]);
            truth.push(story.truth[at]);
        }
        let lengths: Vec<f64> = order.iter().map(|at| story.lengths[*at]).collect();
        place.extend(standings(&middles(&lengths)));
    }
    let place: Vec<&[f32]> = place.iter().map(Vec::as_slice).collect();
    Batch {
        stories: ranges,
        own: table(&own),
        place: table(&place),
        words,
        possible: table(&possible),
        truth,
    }
}

fn table(rows: &[&[f32]]) -> Array2<f32> {
    let columns = rows.first().map_or(0, |row| row.len());
    Array2::from_shape_fn((rows.len(), columns), |(row, column)| rows[row][column])
}

/// Where the middles of sentences stand in all of them, 0 to 1.
pub(super) fn middles(lengths: &[f64]) -> Vec<f64> {
    let all: f64 = lengths.iter().sum::<f64>().max(f64::MIN_POSITIVE);
    let mut before = 0.0;
    let middle = |length: &f64| {
        before += length;
        (before - length / 2.0) / all
    };
    lengths.iter().map(middle).collect()
}

fn begin(stories: &[&Story], vocabulary: usize, random: &mut Rng) -> Weights {
    let first = stories.first().map(|story| &story.forms[0]);
    let own = first.map_or(0, |seen| seen.sentences[0].dense.len());
    let parts = first.map_or(0, |seen| seen.possible.len());
    let place = standings(&[0.5])[0].len();
    Weights::new(own, place, vocabulary, parts, random)
}

/// Makes sure that slopes are what they should be.
fn check(stories: &[Story], vocabulary: usize) -> Result<()> {
    let few: Vec<&Story> = stories.iter().take(3).collect();
    let weights = begin(&few, vocabulary, &mut Rng::with_seed(0));
    let told = few.iter().flat_map(|story| &story.forms);
    let told: Vec<_> = told.map(|seen| (seen, (0..seen.truth.len()).collect())).collect();
    Ok(check_slopes(&batch(&told), &weights)?)
}

#[expect(clippy::cast_precision_loss, reason = "some thousand steps")]
fn fit(stories: &[&Story], vocabulary: usize, seed: u64) -> StoryNetwork {
    let mut random = Rng::with_seed(seed);
    let mut weights = begin(stories, vocabulary, &mut random);
    let mut adam = Adam::new(weights.values().count());
    let mut turn = 0;
    let turns = ROUNDS * stories.len().div_ceil(AT_ONCE);
    let mut order: Vec<&Story> = stories.to_vec();
    for _ in 0..ROUNDS {
        random.shuffle(&mut order);
        for some in order.chunks(AT_ONCE) {
            let told = some.iter().map(|story| {
                let typed = random.f32() < TYPED;
                let seen = &story.forms[if typed { 0 } else { random.usize(1..FORMS.len()) }];
                (seen, retell::order(&seen.truth, &mut random))
            });
            let (_, slope) = weights.slope(&batch(&told.collect::<Vec<_>>()), &mut random);
            let steps = adam.steps(slope.values().map(f64::from));
            let length = STEP * pace(turn as f32 / turns as f32);
            for (weight, step) in weights.values_mut().zip(steps) {
                #[expect(clippy::cast_possible_truncation, reason = "weights have 32 bits")]
                let step = step as f32;
                *weight += length * (step - SHRINK * *weight);
            }
            turn += 1;
        }
    }
    weights.finished()
}

/// How long steps are at a part of the way, 0 to 1: from a 25th to 1 and down to nothing.
fn pace(way: f32) -> f32 {
    let wave = |part: f32| 0.5 - 0.5 * (PI * part).cos();
    if way < GROWS { 0.04 + 0.96 * wave(way / GROWS) } else { wave((1.0 - way) / (1.0 - GROWS)) }
}
