//! Finds the sections of a story: Viterbi over its sentences.
//!
//! Each sentence speaks for each section by cue phrases (in the framework's file), by who acts and
//! whether anything is wrong, and a little by its place in the answer. The framework says what it
//! costs to move on, to skip and to go back. The label is the best whole path; its confidence is
//! the sentence's posterior under the same scores (forward-backward), so that a label which only
//! just won says so.

use std::sync::Arc;

use super::story::Parsed;
use crate::bank::{Framework, Hints, Lexicon, SectionSpec};
use crate::timeline::Millis;

/// The label of a sentence that belongs to no section.
pub(super) const OTHER: &str = "other";

/// How much of the place in the answer is noise: a story whose opening takes half of the time is
/// exactly the one that must be seen. With this floor the place never outweighs one good cue.
const PLACE_FLOOR: f64 = 0.35;

/// Width of a section's usual place, in parts of the answer.
const PLACE_WIDTH: f64 = 0.18;

/// Labels sentences with the sections of one framework.
#[derive(Clone, Debug)]
pub(super) struct Segmenter {
    framework: Framework,
    lexicon: Arc<Lexicon>,
}

/// The section of a sentence, as its index in the framework; `None` for [`OTHER`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Label {
    pub(super) section: Option<usize>,
    /// 0 to 1.
    pub(super) confidence: f32,
}

impl Segmenter {
    pub(super) fn new(framework: &Framework, lexicon: &Arc<Lexicon>) -> Self {
        Self { framework: framework.clone(), lexicon: Arc::clone(lexicon) }
    }

    pub(super) fn framework(&self) -> &Framework {
        &self.framework
    }

    pub(super) fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    /// One label a sentence. `total` is the length of the answer, or live the length it is
    /// expected to have.
    pub(super) fn label(&self, sentences: &[Parsed], total: Millis) -> Vec<Label> {
        let told: Vec<&Parsed> =
            sentences.iter().filter(|parsed| !parsed.is_aside(&self.lexicon)).collect();
        let from = sentences.first().map_or(Millis::ZERO, |parsed| parsed.span().start);
        let scores: Vec<Vec<f64>> =
            told.iter().map(|parsed| self.emission(parsed, place(parsed, from, total))).collect();
        let path = self.best_path(&scores);
        let posterior = self.posteriors(&scores);
        let mut labels = path.iter().zip(&posterior).map(|(&section, posterior)| Label {
            section: Some(section),
            #[expect(clippy::cast_possible_truncation, reason = "a probability")]
            confidence: posterior[section].clamp(0.0, 1.0) as f32,
        });
        sentences
            .iter()
            .map(|parsed| {
                let told = !parsed.is_aside(&self.lexicon);
                told.then(|| labels.next())
                    .flatten()
                    .unwrap_or(Label { section: None, confidence: 1.0 })
            })
            .collect()
    }

    fn emission(&self, parsed: &Parsed, place: f64) -> Vec<f64> {
        let mut before = 0.0;
        self.framework
            .sections
            .iter()
            .map(|section| {
                let middle = before + section.share / 2.0;
                before += section.share;
                let away = ((place - middle).abs() - section.share / 2.0).max(0.0) / PLACE_WIDTH;
                let usual = (-0.5 * away * away).exp();
                cues(section, parsed)
                    + hints(&section.hints, parsed)
                    + (PLACE_FLOOR + (1.0 - PLACE_FLOOR) * usual).ln()
            })
            .collect()
    }

    /// The score of the first sentence standing in a section: a story starts at its beginning.
    fn start(&self, section: usize) -> f64 {
        if section == 0 { 0.0 } else { self.step(0, section) }
    }

    fn step(&self, from: usize, to: usize) -> f64 {
        let costs = &self.framework.transitions;
        let count = |n: usize| u32::try_from(n).map_or(f64::INFINITY, f64::from);
        if to < from {
            costs.back * count(from - to)
        } else if to == from {
            costs.stay
        } else {
            costs.next + costs.skip * count(to - from - 1)
        }
    }

    fn best_path(&self, scores: &[Vec<f64>]) -> Vec<usize> {
        let states = self.framework.sections.len();
        let Some((first, rest)) = scores.split_first() else { return Vec::new() };
        let mut best: Vec<f64> = (0..states).map(|s| self.start(s) + first[s]).collect();
        let mut back: Vec<Vec<usize>> = Vec::with_capacity(rest.len());
        for emission in rest {
            // Of equals the earlier section, so that the same words always give the same path.
            let came: Vec<usize> = (0..states)
                .map(|to| argmax((0..states).map(|from| best[from] + self.step(from, to))))
                .collect();
            best = (0..states)
                .map(|to| best[came[to]] + self.step(came[to], to) + emission[to])
                .collect();
            back.push(came);
        }
        let mut path = vec![argmax(best.iter().copied())];
        for came in back.iter().rev() {
            path.push(came[path[path.len() - 1]]);
        }
        path.reverse();
        path
    }

    fn posteriors(&self, scores: &[Vec<f64>]) -> Vec<Vec<f64>> {
        let states = self.framework.sections.len();
        let Some(first) = scores.first() else { return Vec::new() };
        let mut forward = vec![(0..states).map(|s| self.start(s) + first[s]).collect::<Vec<f64>>()];
        for emission in &scores[1..] {
            let last = &forward[forward.len() - 1];
            let next = (0..states)
                .map(|to| {
                    emission[to] + log_sum((0..states).map(|from| last[from] + self.step(from, to)))
                })
                .collect();
            forward.push(next);
        }
        let mut backward = vec![vec![0.0; states]; scores.len()];
        for at in (0..scores.len() - 1).rev() {
            let next: Vec<f64> =
                (0..states)
                    .map(|from| {
                        log_sum((0..states).map(|to| {
                            self.step(from, to) + scores[at + 1][to] + backward[at + 1][to]
                        }))
                    })
                    .collect();
            backward[at] = next;
        }
        forward
            .iter()
            .zip(&backward)
            .map(|(alpha, beta)| {
                let joint: Vec<f64> = alpha.iter().zip(beta).map(|(a, b)| a + b).collect();
                let total = log_sum(joint.iter().copied());
                joint.iter().map(|score| (score - total).exp()).collect()
            })
            .collect()
    }
}

fn cues(section: &SectionSpec, parsed: &Parsed) -> f64 {
    section
        .cues
        .iter()
        .filter(|group| group.any.iter().any(|pattern| pattern.is_in(&parsed.tokens)))
        .map(|group| group.weight)
        .sum()
}

fn hints(hints: &Hints, parsed: &Parsed) -> f64 {
    let traits = &parsed.traits;
    [
        (traits.i_acts, hints.i_acts),
        (traits.we_acts, hints.we_acts),
        (traits.state, hints.state),
        (traits.problem, hints.problem),
        (traits.system, hints.system),
        (traits.figure, hints.figure),
        (traits.change, hints.change),
        (traits.scope, hints.scope),
        (traits.hypothetical, hints.hypothetical),
        (traits.insight, hints.insight),
    ]
    .iter()
    .filter(|(present, _)| *present)
    .map(|(_, weight)| weight)
    .sum()
}

/// Where the middle of a sentence stands in the answer, 0 to 1.
fn place(parsed: &Parsed, from: Millis, total: Millis) -> f64 {
    let span = parsed.span();
    let middle = span.start.as_secs_f64().midpoint(span.end.as_secs_f64()) - from.as_secs_f64();
    let total = total.as_secs_f64();
    if total > 0.0 { (middle / total).clamp(0.0, 1.0) } else { 0.0 }
}

fn argmax(scores: impl Iterator<Item = f64>) -> usize {
    let mut best = (0, f64::NEG_INFINITY);
    for (at, score) in scores.enumerate() {
        if score > best.1 {
            best = (at, score);
        }
    }
    best.0
}

fn log_sum(scores: impl Iterator<Item = f64> + Clone) -> f64 {
    let top = scores.clone().fold(f64::NEG_INFINITY, f64::max);
    top + scores.map(|score| (score - top).exp()).sum::<f64>().ln()
}
