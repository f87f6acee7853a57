//! Learns what follows what in a story: a linear-chain conditional random field over what each
//! sentence speaks for.
//!
//! Answers speak with networks that did not learn from them, else the order would learn that
//! single sentences are hardly ever wrong.

use greenroom::analysis::{Chain, Context, section_scores};
use greenroom::bank::{Bank, Learned, Order};

use super::super::answers::{Form, Labelled, told, with_vectors};
use super::super::stage::Stage;
use super::adam::Adam;
use super::{
    LESSONS, Result, Told, fold, labelled_at, learns_from, on_all_cores, rounded, unseen_banks,
};

/// How strongly weights are held to where they began. Chosen among 1 and 5 by leaving out a fifth of
/// the answers at a time.
const PENALTY: f64 = 5.0;

const STEPS: i32 = 60;

/// Where weights begin: to stay costs nothing, everything else this.
const MOVE: f64 = -1.5;

/// A step of a weight, which shrinks so that it settles.
const STEP: f64 = 0.15;
const SHRINK: f64 = 0.98;

/// An answer as a chain sees it.
struct Path {
    number: usize,
    /// What each sentence speaks for, by section.
    scores: Vec<Vec<f64>>,
    /// The true section of each.
    truth: Vec<usize>,
    /// The part that each section is, by its place in [`Learned::parts`].
    parts: Vec<usize>,
}

/// One order a lesson.
pub(super) fn learn(stage: &Stage, told: &[&Told], lessons: &[Learned]) -> Result<Vec<Order>> {
    let banks = unseen_banks(stage, lessons);
    let mut paths = Vec::new();
    for told in told.iter().filter(|told| !told.truth.is_sample()) {
        paths.extend(path(stage, &banks[fold(told.number)], told)?);
    }
    let numbers: Vec<usize> = (0..LESSONS).collect();
    let mut learnt = on_all_cores(&numbers, |lesson| {
        let seen: Vec<&Path> =
            paths.iter().filter(|path| learns_from(*lesson, path.number)).collect();
        (*lesson, fit(&seen, lessons[0].parts.len()))
    });
    learnt.sort_by_key(|(lesson, _)| *lesson);
    Ok(learnt.into_iter().map(|(_, order)| order).collect())
}

fn path(stage: &Stage, bank: &Bank, told: &Told) -> Result<Option<Path>> {
    let card = stage.bank.card(&told.truth.question)?;
    let context = Context::new(bank, Some(card), None)?;
    let (answer, spans) = with_vectors(stage, &context, self::told(&told.truth, Form::Typed))?;
    let names: Vec<&str> =
        context.framework.sections.iter().map(|section| section.name.as_str()).collect();
    let labelled = |truth: &Labelled, at: usize| {
        names.iter().position(|name| *name == truth.sentences[at].section)
    };
    let (mut scores, mut truth) = (Vec::new(), Vec::new());
    for (span, row) in section_scores(&answer, &context) {
        let most = labelled_at(span, &spans);
        // What belongs to no section is as it was before it.
        let section = most.and_then(|at| labelled(&told.truth, at)).or(truth.last().copied());
        let Some(section) = section else { continue };
        scores.push(row);
        truth.push(section);
    }
    let parts: Option<Vec<usize>> = names.iter().map(|name| bank.learned().part(name)).collect();
    Ok(parts.filter(|_| !scores.is_empty()).map(|parts| Path {
        number: told.number,
        scores,
        truth,
        parts,
    }))
}

/// All weights in a row: first, last, lean, steps by row, trust.
struct Layout {
    parts: usize,
}

impl Layout {
    fn first(part: usize) -> usize {
        part
    }
    fn last(&self, part: usize) -> usize {
        self.parts + part
    }
    fn lean(&self, part: usize) -> usize {
        2 * self.parts + part
    }
    fn step(&self, from: usize, to: usize) -> usize {
        (3 + from) * self.parts + to
    }
    fn trust(&self) -> usize {
        (3 + self.parts) * self.parts
    }

    fn beginning(&self) -> Vec<f64> {
        let mut weights = vec![0.0; self.trust() + 1];
        for from in 0..self.parts {
            for to in 0..self.parts {
                weights[self.step(from, to)] = if from == to { 0.0 } else { MOVE };
            }
        }
        weights[self.trust()] = 1.0;
        weights
    }

    #[expect(clippy::cast_possible_truncation, reason = "a weight has two decimals")]
    fn order(&self, weights: &[f64]) -> Order {
        let of = |place: &dyn Fn(usize) -> usize| -> Vec<f32> {
            (0..self.parts).map(|part| rounded(weights[place(part)] as f32)).collect()
        };
        Order {
            first: of(&|part| Self::first(part)),
            last: of(&|part| self.last(part)),
            step: (0..self.parts).map(|from| of(&|to| self.step(from, to))).collect(),
            lean: of(&|part| self.lean(part)),
            trust: rounded(weights[self.trust()] as f32),
        }
    }

    fn chain(&self, weights: &[f64], parts: &[usize]) -> Chain {
        let row = |from: usize| {
            let to = |to: &usize| weights[self.step(from, *to)] + weights[self.lean(*to)];
            parts.iter().map(to).collect()
        };
        Chain {
            first: parts
                .iter()
                .map(|p| weights[Self::first(*p)] + weights[self.lean(*p)])
                .collect(),
            last: parts.iter().map(|p| weights[self.last(*p)]).collect(),
            step: parts.iter().map(|from| row(*from)).collect(),
        }
    }
}

/// Adam on the log-likelihood of the true paths.
fn fit(paths: &[&Path], parts: usize) -> Order {
    let layout = Layout { parts };
    let beginning = layout.beginning();
    let mut weights = beginning.clone();
    let mut adam = Adam::new(weights.len());
    for turn in 1..=STEPS {
        let mut slope: Vec<f64> =
            weights.iter().zip(&beginning).map(|(w, from)| PENALTY * (w - from)).collect();
        for path in paths {
            add_slope(&mut slope, path, &layout, &weights);
        }
        for (weight, step) in weights.iter_mut().zip(adam.steps(slope.into_iter())) {
            *weight += STEP * SHRINK.powi(turn) * step;
        }
    }
    layout.order(&weights)
}

/// What is expected by the weights, less what is true.
fn add_slope(slope: &mut [f64], path: &Path, layout: &Layout, weights: &[f64]) {
    let chain = layout.chain(weights, &path.parts);
    let trust = weights[layout.trust()];
    let scores: Vec<Vec<f64>> =
        path.scores.iter().map(|row| row.iter().map(|score| score * trust).collect()).collect();
    let passes = chain.passes(&scores);
    let sections = 0..path.parts.len();
    let end = path.scores.len() - 1;
    for at in 0..=end {
        for section in sections.clone() {
            let part = path.parts[section];
            let expected =
                (passes.forward[at][section] + passes.backward[at][section] - passes.total).exp();
            let off = expected - f64::from(u8::from(path.truth[at] == section));
            slope[layout.lean(part)] += off;
            slope[layout.trust()] += off * path.scores[at][section];
            if at == 0 {
                slope[Layout::first(part)] += off;
            }
            if at == end {
                slope[layout.last(part)] += off;
                continue;
            }
            for to in sections.clone() {
                let both = passes.forward[at][section]
                    + chain.step[section][to]
                    + scores[at + 1][to]
                    + passes.backward[at + 1][to];
                let stepped = path.truth[at] == section && path.truth[at + 1] == to;
                let off = (both - passes.total).exp() - f64::from(u8::from(stepped));
                slope[layout.step(part, path.parts[to])] += off;
            }
        }
    }
}
