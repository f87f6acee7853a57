//! The network that tells the parts of a story, while it learns: all weights in full, and how the loss
//! changes with each.

use std::ops::Range;

use fastrand::Rng;
use greenroom::bank::{Layer, StoryNetwork, distances};
use ndarray::{Array1, Array2, ArrayView2, Axis, Slice, Zip, concatenate};

/// What is made of a sentence, in numbers; and how many layers look around.
const MADE: usize = 96;
const LAYERS: usize = 3;

/// What such a layer sees of each sentence: see [`around`].
const AROUND: usize = 5;

/// How much of what a layer sees is hidden from it while it learns (Srivastava et al. 2014).
const DROPPED: f32 = 0.5;

/// Some stories below each other, one sentence a row.
pub(super) struct Batch {
    /// The rows of each story.
    pub(super) stories: Vec<Range<usize>>,
    pub(super) own: Array2<f32>,
    pub(super) place: Array2<f32>,
    pub(super) words: Vec<Vec<(usize, f32)>>,
    /// Which parts there can be, a row for each sentence: 0, or far below.
    pub(super) possible: Array2<f32>,
    /// The true part; `None` is not learnt from.
    pub(super) truth: Vec<Option<usize>>,
}

#[derive(Clone)]
struct Dense {
    /// A row for each output.
    weights: Array2<f32>,
    bias: Array1<f32>,
}

impl Dense {
    fn zero(inputs: usize, outputs: usize) -> Self {
        Self { weights: Array2::zeros((outputs, inputs)), bias: Array1::zeros(outputs) }
    }

    /// As is usual before anything is learnt: the less the more inputs there are.
    fn random(inputs: usize, outputs: usize, random: &mut Rng) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "some hundred")]
        let most = 1.0 / (inputs as f32).sqrt();
        let mut weight = || (random.f32() * 2.0 - 1.0) * most;
        Self {
            weights: Array2::from_shape_simple_fn((outputs, inputs), &mut weight),
            bias: Array1::from_shape_simple_fn(outputs, weight),
        }
    }

    fn of(&self, rows: &Array2<f32>) -> Array2<f32> {
        rows.dot(&self.weights.t()) + &self.bias
    }

    /// Adds how the loss changes with the weights, by how it changes with the outputs.
    fn learn(&mut self, rows: &Array2<f32>, outputs: &Array2<f32>) {
        self.weights += &outputs.t().dot(rows);
        self.bias += &outputs.sum_axis(Axis(0));
    }

    fn layer(&self) -> Layer {
        let rows: Vec<Vec<f32>> = self.weights.rows().into_iter().map(|row| row.to_vec()).collect();
        Layer::new(self.bias.to_vec(), &rows)
    }
}

/// All weights, or how the loss changes with each.
#[derive(Clone)]
pub(super) struct Weights {
    read: Dense,
    around: Vec<Dense>,
    decide: Dense,
    alone: Dense,
    words: Dense,
}

/// What the layers made of a batch.
struct Trace {
    read_from: Array2<f32>,
    /// Of each layer that looks around: what it saw, and which outputs were positive.
    looked: Vec<(Array2<f32>, Array2<f32>)>,
    read_positive: Array2<f32>,
    /// What was hidden from each layer: 0, or else what makes up for it.
    shown: Vec<Array2<f32>>,
    decided_from: Array2<f32>,
    scores: Array2<f32>,
}

impl Weights {
    pub(super) fn new(
        own: usize,
        place: usize,
        words: usize,
        parts: usize,
        random: &mut Rng,
    ) -> Self {
        Self {
            read: Dense::random(own + place, MADE, random),
            around: (0..LAYERS).map(|_| Dense::random(AROUND * MADE, MADE, random)).collect(),
            decide: Dense::random(MADE, parts, random),
            alone: Dense::zero(own, parts),
            words: Dense::zero(words, parts),
        }
    }

    fn zero(&self) -> Self {
        let zero = |dense: &Dense| {
            let (outputs, inputs) = dense.weights.dim();
            Dense::zero(inputs, outputs)
        };
        Self {
            read: zero(&self.read),
            around: self.around.iter().map(zero).collect(),
            decide: zero(&self.decide),
            alone: zero(&self.alone),
            words: zero(&self.words),
        }
    }

    fn layers(&self) -> impl Iterator<Item = &Dense> {
        let others = [&self.decide, &self.alone, &self.words];
        [&self.read].into_iter().chain(&self.around).chain(others)
    }

    fn layers_mut(&mut self) -> impl Iterator<Item = &mut Dense> {
        let others = [&mut self.decide, &mut self.alone, &mut self.words];
        [&mut self.read].into_iter().chain(&mut self.around).chain(others)
    }

    pub(super) fn values(&self) -> impl Iterator<Item = f32> {
        self.layers().flat_map(|layer| layer.weights.iter().chain(&layer.bias)).copied()
    }

    pub(super) fn values_mut(&mut self) -> impl Iterator<Item = &mut f32> {
        self.layers_mut().flat_map(|layer| layer.weights.iter_mut().chain(&mut layer.bias))
    }

    pub(super) fn finished(&self) -> StoryNetwork {
        StoryNetwork {
            read: self.read.layer(),
            around: self.around.iter().map(Dense::layer).collect(),
            decide: self.decide.layer(),
            alone: self.alone.layer(),
            words: self.words.layer(),
        }
    }

    fn trace(&self, batch: &Batch, mut hide: impl FnMut((usize, usize)) -> Array2<f32>) -> Trace {
        let mut read_from = concatenate![Axis(1), batch.own, batch.place];
        read_from *= &hide(read_from.dim());
        let mut made = self.read.of(&read_from);
        let read_positive = positive(&mut made);
        let (mut looked, mut shown) = (Vec::new(), Vec::new());
        for (layer, far) in self.around.iter().zip(distances()) {
            let mask = hide(made.dim());
            let seen = &made * &mask;
            let seen = around(&seen, &batch.stories, far);
            let mut more = layer.of(&seen);
            let was_positive = positive(&mut more);
            made += &more;
            looked.push((seen, was_positive));
            shown.push(mask);
        }
        let mask = hide(made.dim());
        let decided_from = made * &mask;
        shown.push(mask);
        let mut scores = self.decide.of(&decided_from) + self.alone.of(&batch.own);
        scores += &self.words.bias;
        for (mut row, words) in scores.rows_mut().into_iter().zip(&batch.words) {
            for (at, x) in words {
                row.scaled_add(*x, &self.words.weights.column(*at));
            }
        }
        Trace { read_from, looked, read_positive, shown, decided_from, scores }
    }

    /// The mean loss of a batch, and how it changes with each weight. Some of what each layer sees is
    /// hidden.
    pub(super) fn slope(&self, batch: &Batch, random: &mut Rng) -> (f32, Self) {
        let mut hide = |shape| {
            let kept = || if random.f32() < DROPPED { 0.0 } else { 1.0 / (1.0 - DROPPED) };
            Array2::from_shape_simple_fn(shape, kept)
        };
        self.slope_hiding(batch, &mut hide)
    }

    fn slope_hiding(
        &self,
        batch: &Batch,
        hide: &mut dyn FnMut((usize, usize)) -> Array2<f32>,
    ) -> (f32, Self) {
        let trace = self.trace(batch, hide);
        let (loss, off) = off(&trace.scores, batch);
        let mut slope = self.zero();
        slope.decide.learn(&trace.decided_from, &off);
        slope.alone.learn(&batch.own, &off);
        slope.words.bias += &off.sum_axis(Axis(0));
        for (row, words) in off.rows().into_iter().zip(&batch.words) {
            for (at, x) in words {
                slope.words.weights.column_mut(*at).scaled_add(*x, &row);
            }
        }
        let mut made = off.dot(&self.decide.weights) * &trace.shown[LAYERS];
        let layers = self.around.iter().zip(&mut slope.around).zip(distances().take(LAYERS));
        let layers: Vec<_> = layers.zip(&trace.looked).zip(&trace.shown).collect();
        for ((((layer, learnt), far), (seen, was_positive)), mask) in layers.into_iter().rev() {
            let more = &made * was_positive;
            learnt.learn(seen, &more);
            let seen = more.dot(&layer.weights);
            made += &(around_of(&seen, &batch.stories, far) * mask);
        }
        slope.read.learn(&trace.read_from, &(made * &trace.read_positive));
        (loss, slope)
    }
}

/// Sets what is negative to zero; gives 1 where it was not.
fn positive(values: &mut Array2<f32>) -> Array2<f32> {
    let was_positive = values.mapv(|value| f32::from(u8::from(value > 0.0)));
    *values *= &was_positive;
    was_positive
}

/// Each sentence with what is around it in its story: the one `far` before it, the one `far` behind it, the
/// mean of all before it and the mean of all behind it.
fn around(rows: &Array2<f32>, stories: &[Range<usize>], far: usize) -> Array2<f32> {
    let columns = rows.ncols();
    let mut out = Array2::zeros((rows.nrows(), AROUND * columns));
    let mut put = |part: usize, to: Range<usize>, what: ArrayView2<'_, f32>| {
        let mut part =
            out.slice_axis_mut(Axis(1), Slice::from(part * columns..(part + 1) * columns));
        part.slice_axis_mut(Axis(0), Slice::from(to)).assign(&what);
    };
    for story in stories {
        put(0, story.clone(), of(rows, story.clone()));
        if story.len() > far {
            put(1, story.start + far..story.end, of(rows, story.start..story.end - far));
            put(2, story.start..story.end - far, of(rows, story.start + far..story.end));
        }
        for at in story.clone().skip(1) {
            put(3, at..at + 1, mean(rows, story.start..at).view());
        }
        for at in story.start..story.end - 1 {
            put(4, at..at + 1, mean(rows, at + 1..story.end).view());
        }
    }
    out
}

/// How the loss changes with the sentences, by how it changes with what is around them.
fn around_of(slope: &Array2<f32>, stories: &[Range<usize>], far: usize) -> Array2<f32> {
    let columns = slope.ncols() / AROUND;
    let part =
        |part: usize| slope.slice_axis(Axis(1), Slice::from(part * columns..(part + 1) * columns));
    let mut out = part(0).to_owned();
    let mut add = |to: Range<usize>, what: ArrayView2<'_, f32>| {
        let mut rows = out.slice_axis_mut(Axis(0), Slice::from(to));
        rows += &what;
    };
    for story in stories {
        let each = |number: usize, rows: Range<usize>| {
            part(number).slice_axis(Axis(0), Slice::from(rows)).to_owned()
        };
        if story.len() > far {
            add(story.start..story.end - far, each(1, story.start + far..story.end).view());
            add(story.start + far..story.end, each(2, story.start..story.end - far).view());
        }
        for at in story.clone().skip(1) {
            add(story.start..at, (each(3, at..at + 1) / count(at - story.start)).view());
        }
        for at in story.start..story.end - 1 {
            add(at + 1..story.end, (each(4, at..at + 1) / count(story.end - at - 1)).view());
        }
    }
    out
}

fn of(rows: &Array2<f32>, some: Range<usize>) -> ArrayView2<'_, f32> {
    rows.slice_axis(Axis(0), Slice::from(some))
}

fn mean(rows: &Array2<f32>, some: Range<usize>) -> Array2<f32> {
    let size = count(some.len());
    of(rows, some).sum_axis(Axis(0)).insert_axis(Axis(0)) / size
}

#[expect(clippy::cast_precision_loss, reason = "some dozen sentences")]
fn count(sentences: usize) -> f32 {
    sentences as f32
}

/// The mean loss (natural-log, of what is true), and by how much each score is off.
fn off(scores: &Array2<f32>, batch: &Batch) -> (f32, Array2<f32>) {
    let mut off = scores + &batch.possible;
    for mut row in off.rows_mut() {
        let top = row.fold(f32::NEG_INFINITY, |top, score| top.max(*score));
        row.mapv_inplace(|score| (score - top).exp());
        let all = row.sum();
        row /= all;
    }
    #[expect(clippy::cast_precision_loss, reason = "some hundred sentences")]
    let known = batch.truth.iter().flatten().count().max(1) as f32;
    let mut loss = 0.0;
    Zip::from(off.rows_mut()).and(&Array1::from(batch.truth.clone())).for_each(|mut row, truth| {
        match truth {
            Some(truth) => {
                loss -= row[*truth].max(f32::MIN_POSITIVE).ln() / known;
                row[*truth] -= 1.0;
                row /= known;
            }
            None => row.fill(0.0),
        }
    });
    (loss, off)
}

/// Checks slopes against what the loss does when a weight is changed a little.
///
/// # Errors
/// If they differ: then nothing could be learnt.
pub(super) fn check_slopes(batch: &Batch, weights: &Weights) -> Result<(), String> {
    const LITTLE: f32 = 5e-3;
    let mut hide = |shape| Array2::ones(shape);
    let slope: Vec<f32> = weights.slope_hiding(batch, &mut hide).1.values().collect();
    let largest = slope.iter().fold(0.0_f32, |most, slope| most.max(slope.abs()));
    for at in (0..slope.len()).step_by(slope.len() / 40) {
        let mut loss = |by: f32| {
            let mut changed = weights.clone();
            if let Some(value) = changed.values_mut().nth(at) {
                *value += by;
            }
            changed.slope_hiding(batch, &mut hide).0
        };
        let measured = (loss(LITTLE) - loss(-LITTLE)) / (2.0 * LITTLE);
        if (measured - slope[at]).abs() > 0.05 * largest {
            return Err(format!("slope of weight {at} is {}, measured {measured}", slope[at]));
        }
    }
    Ok(())
}
