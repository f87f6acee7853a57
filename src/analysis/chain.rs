//! The order of sections as a chain: from scores of single sentences to a whole story.
//!
//! All scores are natural logarithms. A path's score is the sum of what its sentences speak for,
//! of its first and its last section, and of each step from one sentence to the next.

use crate::bank::Order;

/// What it takes to begin, to go on and to end.
#[derive(Clone, Debug, PartialEq)]
pub struct Chain {
    /// By section.
    pub first: Vec<f64>,
    /// By section.
    pub last: Vec<f64>,
    /// From a section (row) to the next sentence's section (column).
    pub step: Vec<Vec<f64>>,
}

/// The sums over all paths that lead to each sentence and section, and on from there.
#[derive(Clone, Debug, PartialEq)]
pub struct Passes {
    /// By sentence and section, with the sentence's own score.
    pub forward: Vec<Vec<f64>>,
    /// By sentence and section, without the sentence's own score.
    pub backward: Vec<Vec<f64>>,
    /// The sum over all paths.
    pub total: f64,
}

impl Chain {
    /// The order that was learnt, for sections that are these of its parts. One of which nothing was
    /// learnt may stand anywhere.
    pub fn learnt(order: &Order, parts: &[Option<usize>]) -> Self {
        let of = |weights: &[f32], part: &Option<usize>| {
            part.and_then(|at| weights.get(at)).copied().map_or(0.0, f64::from)
        };
        let row = |from: &Option<usize>| -> Vec<f64> {
            let row = from.and_then(|at| order.step.get(at)).map_or(&[][..], Vec::as_slice);
            parts.iter().map(|to| of(row, to) + of(&order.lean, to)).collect()
        };
        Self {
            first: parts.iter().map(|at| of(&order.first, at) + of(&order.lean, at)).collect(),
            last: parts.iter().map(|at| of(&order.last, at)).collect(),
            step: parts.iter().map(row).collect(),
        }
    }

    /// The best path through `scores`, one row a sentence (Viterbi). Of equals the earlier section,
    /// so that the same words always give the same path.
    pub fn best_path(&self, scores: &[Vec<f64>]) -> Vec<usize> {
        let states = self.first.len();
        let Some((first, rest)) = scores.split_first() else { return Vec::new() };
        let mut best: Vec<f64> = (0..states).map(|s| self.first[s] + first[s]).collect();
        let mut back: Vec<Vec<usize>> = Vec::with_capacity(rest.len());
        for row in rest {
            let came: Vec<usize> = (0..states)
                .map(|to| argmax((0..states).map(|from| best[from] + self.step[from][to])))
                .collect();
            best =
                (0..states).map(|to| best[came[to]] + self.step[came[to]][to] + row[to]).collect();
            back.push(came);
        }
        let mut path = vec![argmax((0..states).map(|s| best[s] + self.last[s]))];
        for came in back.iter().rev() {
            path.push(came[path[path.len() - 1]]);
        }
        path.reverse();
        path
    }

    /// How likely each sentence is in each section, 0 to 1, given all the others
    /// (forward-backward).
    pub fn posteriors(&self, scores: &[Vec<f64>]) -> Vec<Vec<f64>> {
        let Passes { forward, backward, total } = self.passes(scores);
        let of = |(alpha, beta): (Vec<f64>, Vec<f64>)| {
            alpha.iter().zip(&beta).map(|(a, b)| (a + b - total).exp().clamp(0.0, 1.0)).collect()
        };
        forward.into_iter().zip(backward).map(of).collect()
    }

    /// The sums that posteriors are made of.
    pub fn passes(&self, scores: &[Vec<f64>]) -> Passes {
        let states = self.first.len();
        let Some(first) = scores.first() else {
            return Passes { forward: Vec::new(), backward: Vec::new(), total: 0.0 };
        };
        let mut forward = vec![(0..states).map(|s| self.first[s] + first[s]).collect::<Vec<f64>>()];
        for row in &scores[1..] {
            let last = &forward[forward.len() - 1];
            let next = (0..states)
                .map(|to| {
                    row[to] + log_sum((0..states).map(|from| last[from] + self.step[from][to]))
                })
                .collect();
            forward.push(next);
        }
        let mut backward = vec![self.last.clone(); scores.len()];
        for at in (0..scores.len() - 1).rev() {
            let next: Vec<f64> =
                (0..states)
                    .map(|from| {
                        log_sum((0..states).map(|to| {
                            self.step[from][to] + scores[at + 1][to] + backward[at + 1][to]
                        }))
                    })
                    .collect();
            backward[at] = next;
        }
        let end = &forward[forward.len() - 1];
        let total = log_sum(end.iter().zip(&self.last).map(|(a, b)| a + b));
        Passes { forward, backward, total }
    }
}

/// The place of the largest, of equals the first.
pub(super) fn argmax(scores: impl Iterator<Item = f64>) -> usize {
    let mut best = (0, f64::NEG_INFINITY);
    for (at, score) in scores.enumerate() {
        if score > best.1 {
            best = (at, score);
        }
    }
    best.0
}

pub(super) fn log_sum(scores: impl Iterator<Item = f64> + Clone) -> f64 {
    let top = scores.clone().fold(f64::NEG_INFINITY, f64::max);
    top + scores.map(|score| (score - top).exp()).sum::<f64>().ln()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Two sections of which the second hardly ever goes back.
    fn chain() -> Chain {
        Chain {
            first: vec![0.0, -2.0],
            last: vec![-1.0, 0.0],
            step: vec![vec![-0.3, -1.4], vec![-4.0, -0.1]],
        }
    }

    #[test]
    fn the_order_decides_where_a_sentence_says_little() {
        let scores = [vec![0.0, -3.0], vec![-0.6, -0.5], vec![0.0, -3.0], vec![-3.0, 0.0]];
        assert_eq!(chain().best_path(&scores), [0, 0, 0, 1]);
        assert!(chain().posteriors(&scores)[1][0] > 0.9);
    }

    #[test]
    fn no_sentences_have_no_path() {
        assert_eq!(chain().best_path(&[]), [0; 0]);
        assert_eq!(chain().posteriors(&[]), [[0.0; 2]; 0]);
    }

    proptest! {
        #[test]
        fn posteriors_are_the_shares_of_all_paths(
            scores in prop::collection::vec(prop::collection::vec(-5.0f64..5.0, 2), 1..7)
        ) {
            let chain = chain();
            let paths: Vec<Vec<usize>> = (0..1usize << scores.len())
                .map(|bits| (0..scores.len()).map(|at| bits >> at & 1).collect())
                .collect();
            let value = |path: &[usize]| {
                let said: f64 = path.iter().zip(&scores).map(|(s, row)| row[*s]).sum();
                let steps: f64 = path.windows(2).map(|p| chain.step[p[0]][p[1]]).sum();
                chain.first[path[0]] + said + steps + chain.last[path[path.len() - 1]]
            };
            let all: f64 = paths.iter().map(|path| value(path).exp()).sum();
            let posteriors = chain.posteriors(&scores);
            for at in 0..scores.len() {
                let here: f64 = paths.iter().filter(|p| p[at] == 1).map(|p| value(p).exp()).sum();
                prop_assert!((posteriors[at][1] - here / all).abs() < 1e-9);
            }
            let best = paths.iter().map(|path| value(path)).fold(f64::NEG_INFINITY, f64::max);
            prop_assert!((value(&chain.best_path(&scores)) - best).abs() < 1e-9);
        }
    }
}
