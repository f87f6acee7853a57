//! A small neural network that reads a story sentence by sentence, each with those around it.
//!
//! Dilated convolutions (van den Oord et al. 2016): each layer sees what the one before it made of a
//! sentence, of the two that are 1, 2, 4 ... away, and on average of all before and of all behind it. So
//! a section is known by what is around it, in whatever order the story is told.

use serde::{Deserialize, Serialize};

use super::learned::{Features, dot};

/// Weights in 8 bits from every input to every output.
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Layer {
    /// One an output.
    pub bias: Vec<f32>,
    /// By output: what one step of its weights stands for.
    pub scale: Vec<f32>,
    /// A row of all inputs for each output.
    #[serde(with = "in_base64")]
    pub weights: Vec<i8>,
}

/// Weights as text: a fourth of what they take as numbers.
mod in_base64 {
    use base64::Engine as _;
    use base64::prelude::BASE64_STANDARD as BASE64;
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    #[expect(clippy::ptr_arg, reason = "serde's signature")]
    pub(super) fn serialize<S: Serializer>(weights: &Vec<i8>, to: S) -> Result<S::Ok, S::Error> {
        let bytes: Vec<u8> = weights.iter().map(|weight| weight.cast_unsigned()).collect();
        to.serialize_str(&BASE64.encode(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<i8>, D::Error> {
        let bytes = BASE64.decode(String::deserialize(from)?).map_err(D::Error::custom)?;
        Ok(bytes.into_iter().map(u8::cast_signed).collect())
    }
}

impl Layer {
    /// From how much each output listens to each input. A row's largest weight becomes 127 steps.
    #[expect(clippy::cast_possible_truncation, reason = "at most 127")]
    pub fn new(bias: Vec<f32>, rows: &[Vec<f32>]) -> Self {
        let largest =
            |row: &Vec<f32>| row.iter().fold(0.0_f32, |most, weight| most.max(weight.abs()));
        let scale: Vec<f32> = rows
            .iter()
            .map(|row| largest(row).max(f32::MIN_POSITIVE) / f32::from(i8::MAX))
            .collect();
        let steps = |(row, scale): (&Vec<f32>, &f32)| -> Vec<i8> {
            row.iter().map(|weight| (weight / scale).round() as i8).collect()
        };
        let weights = rows.iter().zip(&scale).flat_map(steps).collect();
        Self { bias, scale, weights }
    }

    fn rows(&self) -> impl Iterator<Item = (&[i8], f32, f32)> {
        let inputs = self.weights.len() / self.bias.len().max(1);
        let rows = self.weights.chunks_exact(inputs.max(1));
        rows.zip(&self.scale).zip(&self.bias).map(|((row, scale), bias)| (row, *scale, *bias))
    }

    /// What each output makes of an input.
    fn of(&self, input: &[f32]) -> Vec<f32> {
        self.rows().map(|(row, scale, bias)| bias + scale * dot(row, input)).collect()
    }

    /// The same of an input that is zero but in some places.
    fn of_sparse(&self, input: &[(usize, f32)]) -> Vec<f32> {
        let sum = |row: &[i8]| -> f32 {
            input.iter().filter_map(|(at, x)| Some(f32::from(*row.get(*at)?) * x)).sum()
        };
        self.rows().map(|(row, scale, bias)| bias + scale * sum(row)).collect()
    }
}

/// A network that says of each sentence of a story which part of it that is.
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct StoryNetwork {
    /// From what a sentence is, and where it stands, to what is made of it.
    pub read: Layer,
    /// From what was made of a sentence, of one before and one behind it, and on average of all before and
    /// all behind it, to what is added to that. The first looks one sentence far, each other one twice as
    /// far.
    pub around: Vec<Layer>,
    /// From what was made of a sentence to what speaks for each part.
    pub decide: Layer,
    /// The same by the sentence alone.
    pub alone: Layer,
    /// And by each word of the vocabulary.
    pub words: Layer,
}

impl StoryNetwork {
    /// What speaks for each part, sentence by sentence, as natural-log odds against no part in
    /// particular. `places` tell where each sentence stands, and go behind its features.
    pub fn scores(&self, sentences: &[Features], places: &[Vec<f32>]) -> Vec<Vec<f32>> {
        let read = |(sentence, place): (&Features, &Vec<f32>)| {
            positive(self.read.of(&[&sentence.dense[..], place].concat()))
        };
        let mut made: Vec<Vec<f32>> = sentences.iter().zip(places).map(read).collect();
        for (layer, far) in self.around.iter().zip(distances()) {
            let nothing = vec![0.0; layer.bias.len()];
            let at = |at: Option<usize>| at.and_then(|at| made.get(at)).unwrap_or(&nothing);
            let before = means(made.iter());
            let mut behind = means(made.iter().rev());
            behind.reverse();
            let more = (0..made.len()).map(|here| {
                let near = [&made[here][..], at(here.checked_sub(far)), at(Some(here + far))];
                let around = [&near.concat()[..], &before[here], &behind[here]].concat();
                added(&made[here], &positive(layer.of(&around)))
            });
            made = more.collect();
        }
        let decide = |(made, sentence): (&Vec<f32>, &Features)| {
            let alone =
                added(&self.alone.of(&sentence.dense), &self.words.of_sparse(&sentence.words));
            added(&self.decide.of(made), &alone)
        };
        made.iter().zip(sentences).map(decide).collect()
    }
}

/// How far each of the layers looks.
pub fn distances() -> impl Iterator<Item = usize> {
    std::iter::successors(Some(1_usize), |far| far.checked_mul(2))
}

/// For each row the mean of all that come before it; zeros for the first.
#[expect(clippy::cast_precision_loss, reason = "some dozen sentences")]
fn means<'a>(rows: impl Iterator<Item = &'a Vec<f32>>) -> Vec<Vec<f32>> {
    let mut sum: Vec<f32> = Vec::new();
    let mean = |(count, row): (usize, &Vec<f32>)| {
        sum.resize(row.len(), 0.0);
        let mean = sum.iter().map(|sum| sum / count.max(1) as f32).collect();
        sum = added(&sum, row);
        mean
    };
    rows.enumerate().map(mean).collect()
}

fn positive(values: Vec<f32>) -> Vec<f32> {
    values.into_iter().map(|value| value.max(0.0)).collect()
}

fn added(a: &[f32], b: &[f32]) -> Vec<f32> {
    a.iter().zip(b).map(|(a, b)| a + b).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layer(rows: &[&[f32]]) -> Layer {
        let rows: Vec<Vec<f32>> = rows.iter().map(|row| row.to_vec()).collect();
        Layer::new(vec![0.0; rows.len()], &rows)
    }

    #[test]
    fn eight_bits_keep_weights_to_within_half_a_step() {
        let row: Vec<f32> = (0..19_u8).map(|at| (f32::from(at) - 9.0) / 30.0).collect();
        let layer = Layer::new(vec![0.25], std::slice::from_ref(&row));
        let input: Vec<f32> = (0..19_u8).map(|at| f32::from(at % 5)).collect();
        let exact: f32 = 0.25 + row.iter().zip(&input).map(|(w, x)| w * x).sum::<f32>();
        assert!((layer.of(&input)[0] - exact).abs() < 0.3 / 254.0 * input.iter().sum::<f32>());
        let sparse: Vec<(usize, f32)> = input.iter().copied().enumerate().collect();
        assert!((layer.of_sparse(&sparse)[0] - layer.of(&input)[0]).abs() < 1e-4);
    }

    #[test]
    fn weights_are_written_as_text() {
        let layer = Layer::new(vec![0.5], &[vec![1.0, -1.0, 0.0]]);
        let text = serde_json::to_string(&layer).unwrap();
        assert!(text.contains(r#""weights":"f4EA""#), "{text}");
        assert_eq!(serde_json::from_str::<Layer>(&text).unwrap(), layer);
        let broken = text.replace("f4EA", "f4E");
        assert!(
            serde_json::from_str::<Layer>(&broken).unwrap_err().to_string().contains("padding")
        );
    }

    #[test]
    fn a_sentence_is_known_by_those_around_it() {
        // One number is made of each sentence; the part is told by the sentences one and two away.
        let network = StoryNetwork {
            read: layer(&[&[1.0, 0.0]]),
            around: vec![
                layer(&[&[0.0, 1.0, 0.0, 0.0, 0.0]]),
                layer(&[&[0.0, 0.0, 1.0, 0.0, 1.0]]),
            ],
            decide: layer(&[&[1.0], &[-1.0]]),
            alone: layer(&[&[0.0], &[0.5]]),
            words: layer(&[&[0.0], &[2.0]]),
        };
        let sentence = |x: f32| Features { dense: vec![x], words: vec![] };
        let mut story: Vec<Features> = [3.0, 0.0, 0.0, 5.0].map(sentence).to_vec();
        story[2].words = vec![(0, 1.0), (7, 1.0)];
        let places = vec![vec![9.0]; 4];
        let first: Vec<f32> = network.scores(&story, &places).iter().map(|row| row[0]).collect();
        // Made: 3 0 0 5; with the one before: 3 3 0 5; with the one two behind, and the mean of all behind:
        // 3 + 0 + 8/3, 3 + 5 + 5/2, 0 + 0 + 5, 5.
        for (score, wanted) in first.iter().zip([5.67, 10.5, 5.0, 5.0]) {
            assert!((score - wanted).abs() < 0.1, "{first:?}");
        }
        let second = network.scores(&story, &places)[2][1];
        assert!((second + 3.0).abs() < 0.1, "{second}");
    }

    #[test]
    fn no_sentences_have_no_scores() {
        assert_eq!(StoryNetwork::default().scores(&[], &[]), [[0.0; 0]; 0]);
    }
}
