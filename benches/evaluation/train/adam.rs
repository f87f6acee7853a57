//! Adam (Kingma and Ba 2015): a step for each weight, as long as its slope is steady.

const STEADY: f64 = 0.9;
const SIZE: f64 = 0.99;

pub(super) struct Adam {
    mean: Vec<f64>,
    square: Vec<f64>,
    turns: i32,
}

impl Adam {
    pub(super) fn new(weights: usize) -> Self {
        Self { mean: vec![0.0; weights], square: vec![0.0; weights], turns: 0 }
    }

    /// How far each weight goes downhill, in steps.
    pub(super) fn steps(&mut self, slope: impl Iterator<Item = f64>) -> Vec<f64> {
        self.turns += 1;
        let (early, early_size) = (1.0 - STEADY.powi(self.turns), 1.0 - SIZE.powi(self.turns));
        let moments = self.mean.iter_mut().zip(&mut self.square);
        let step = |((mean, square), slope): ((&mut f64, &mut f64), f64)| {
            *mean = STEADY * *mean + (1.0 - STEADY) * slope;
            *square = SIZE * *square + (1.0 - SIZE) * slope * slope;
            -(*mean / early) / ((*square / early_size).sqrt() + 1e-8)
        };
        moments.zip(slope).map(step).collect()
    }
}
