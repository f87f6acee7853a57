//! Logistic regression, of two classes and of many: full batch, accelerated gradient descent.

use greenroom::bank::Linear;

const STEPS: usize = 400;

/// One example: features, class, and how much it counts.
pub(crate) struct Example<'a> {
    pub(crate) features: &'a [f32],
    pub(crate) class: usize,
    pub(crate) weight: f32,
}

/// Learns one linear score a class. `penalty` is the inverse of scikit-learn's `C`; biases are free.
pub(crate) fn fit(examples: &[Example<'_>], classes: usize, penalty: f32) -> Vec<Linear> {
    let dimensions = examples.first().map_or(0, |example| example.features.len());
    let total: f32 = examples.iter().map(|example| example.weight).sum();
    let longest = examples
        .iter()
        .map(|example| 1.0 + example.features.iter().map(|x| x * x).sum::<f32>())
        .fold(1.0, f32::max);
    let decay = penalty / total;
    // The gradient of the softmax loss changes at most half as fast as this.
    let step = 1.0 / (0.5 * longest + decay);
    let mut model = vec![Linear { bias: 0.0, weights: vec![0.0; dimensions] }; classes];
    let mut ahead = model.clone();
    let mut momentum = 1.0_f32;
    for _ in 0..STEPS {
        let gradient = gradient(examples, &ahead, total, decay);
        let next: Vec<Linear> =
            ahead.iter().zip(&gradient).map(|(a, g)| moved(a, g, -step)).collect();
        let later = f32::midpoint(1.0, (1.0 + 4.0 * momentum * momentum).sqrt());
        let push = (momentum - 1.0) / later;
        ahead = next
            .iter()
            .zip(&model)
            .map(|(next, last)| moved(next, &moved(next, last, -1.0), push))
            .collect();
        (model, momentum) = (next, later);
    }
    model
}

/// `a + factor * b`
fn moved(a: &Linear, b: &Linear, factor: f32) -> Linear {
    Linear {
        bias: a.bias + factor * b.bias,
        weights: a.weights.iter().zip(&b.weights).map(|(a, b)| a + factor * b).collect(),
    }
}

fn gradient(examples: &[Example<'_>], model: &[Linear], total: f32, decay: f32) -> Vec<Linear> {
    let mut out: Vec<Linear> = model
        .iter()
        .map(|class| Linear {
            bias: 0.0,
            weights: class.weights.iter().map(|weight| weight * decay).collect(),
        })
        .collect();
    for example in examples {
        let probabilities = softmax(model, example.features);
        for (class, (gradient, probability)) in out.iter_mut().zip(probabilities).enumerate() {
            let wanted = if class == example.class { 1.0 } else { 0.0 };
            let off = (probability - wanted) * example.weight / total;
            gradient.bias += off;
            for (gradient, x) in gradient.weights.iter_mut().zip(example.features) {
                *gradient += off * x;
            }
        }
    }
    out
}

/// The probability of each class.
pub(crate) fn softmax(model: &[Linear], features: &[f32]) -> Vec<f32> {
    let scores: Vec<f32> = model.iter().map(|class| class.score(features)).collect();
    let top = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let shares: Vec<f32> = scores.iter().map(|score| (score - top).exp()).collect();
    let sum: f32 = shares.iter().sum();
    shares.into_iter().map(|share| share / sum).collect()
}
