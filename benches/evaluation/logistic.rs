//! Logistic regression of two classes: full batch, accelerated gradient descent.

use greenroom::bank::{Features, Linear};

const STEPS: usize = 300;

/// One example: features, class, and how much it counts.
#[derive(Clone, Copy)]
pub(crate) struct Example<'a> {
    pub(crate) features: &'a Features,
    pub(crate) class: usize,
    pub(crate) weight: f32,
}

/// Learns the natural-log odds of class 1 against class 0, by Nesterov's method. `penalty` is the inverse of
/// scikit-learn's `C`; the bias is free.
pub(crate) fn fit_two(examples: &[Example<'_>], penalty: f32) -> Linear {
    let dense = examples.iter().map(|example| example.features.dense.len()).max().unwrap_or(0);
    let vocabulary = examples
        .iter()
        .flat_map(|example| &example.features.words)
        .map(|(at, _)| at + 1)
        .max()
        .unwrap_or(0);
    let total: f32 = examples.iter().map(|example| example.weight).sum();
    let longest = examples.iter().map(|example| 1.0 + square(example.features)).fold(1.0, f32::max);
    let decay = penalty / total;
    // The gradient of the loss changes at most a quarter as fast as the features are long.
    let step = 1.0 / (0.25 * longest + decay);
    let mut model = Linear { bias: 0.0, dense: vec![0.0; dense], words: vec![0.0; vocabulary] };
    let mut ahead = model.clone();
    let mut momentum = 1.0_f32;
    for _ in 0..STEPS {
        let mut gradient = scaled(&ahead, decay);
        for example in examples {
            let truth = if example.class == 1 { 1.0 } else { 0.0 };
            let off = ahead.probability(example.features) - truth;
            add(&mut gradient, off * example.weight / total, example.features);
        }
        let next = moved(&ahead, &gradient, -step);
        let later = f32::midpoint(1.0, (1.0 + 4.0 * momentum * momentum).sqrt());
        let push = (momentum - 1.0) / later;
        ahead = moved(&next, &moved(&next, &model, -1.0), push);
        (model, momentum) = (next, later);
    }
    model
}

fn square(features: &Features) -> f32 {
    let words = features.words.iter().map(|(_, x)| x * x);
    features.dense.iter().map(|x| x * x).chain(words).sum()
}

/// The bias is not held back.
fn scaled(model: &Linear, factor: f32) -> Linear {
    let times = |weights: &[f32]| weights.iter().map(|weight| weight * factor).collect();
    Linear { bias: 0.0, dense: times(&model.dense), words: times(&model.words) }
}

fn add(gradient: &mut Linear, off: f32, features: &Features) {
    gradient.bias += off;
    for (gradient, x) in gradient.dense.iter_mut().zip(&features.dense) {
        *gradient += off * x;
    }
    for (at, x) in &features.words {
        gradient.words[*at] += off * x;
    }
}

/// `a + factor * b`
fn moved(a: &Linear, b: &Linear, factor: f32) -> Linear {
    let moved = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a + factor * b).collect();
    Linear {
        bias: a.bias + factor * b.bias,
        dense: moved(&a.dense, &b.dense),
        words: moved(&a.words, &b.words),
    }
}
