//! all-MiniLM-L6-v2: a BERT whose word vectors are averaged.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use rten::{Model, ModelOptions, NodeId, RunOptions, ThreadPool};
use rten_tensor::prelude::*;
use rten_tensor::{NdTensor, Tensor};
use rten_text::Tokenizer;

use super::EmbedError;
use crate::analysis::{DIMENSIONS, Vectors};
use crate::onnx;

/// Word pieces of a sentence that are read: MiniLM was trained on at most 128.
const MOST_PIECES: usize = 128;

/// A sentence is too short to be worth sharing among more.
const THREADS: usize = 1;

/// Where the model and its vocabulary are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmbedderFiles {
    /// The network, `NAME.onnx`.
    pub model: PathBuf,
    /// Its vocabulary, `tokenizer.json` of Hugging Face.
    pub tokenizer: PathBuf,
}

/// A loaded sentence model.
pub struct Embedder {
    model: Model,
    tokenizer: Tokenizer,
    inputs: [NodeId; 3],
    output: NodeId,
    pool: Arc<ThreadPool>,
}

impl Embedder {
    /// Loads the model; takes 0.1 s from a warm disk.
    ///
    /// # Errors
    /// [`EmbedError`] if a file cannot be read or is none of MiniLM's.
    pub fn load(files: &EmbedderFiles) -> Result<Self, EmbedError> {
        let bytes = fs::read(&files.model)
            .map_err(|source| EmbedError::File { path: files.model.clone(), source })?;
        onnx::check(&bytes)
            .map_err(|source| EmbedError::Damaged { path: files.model.clone(), source })?;
        // A sentence is so short that bringing the weights into order would take longer than to use them.
        let model = ModelOptions::default()
            .prepack_weights(true)
            .load(bytes)
            .map_err(|source| EmbedError::Model { path: files.model.clone(), source })?;
        let text = fs::read_to_string(&files.tokenizer)
            .map_err(|source| EmbedError::File { path: files.tokenizer.clone(), source })?;
        let tokenizer = Tokenizer::from_json(&text).map_err(|source| EmbedError::Tokenizer {
            path: files.tokenizer.clone(),
            source: Box::new(source),
        })?;
        let node = |name| model.find_node(name);
        let (Some(ids), Some(mask), Some(types), Some(output)) = (
            node("input_ids"),
            node("attention_mask"),
            node("token_type_ids"),
            node("last_hidden_state"),
        ) else {
            return Err(EmbedError::Unusable { path: files.model.clone() });
        };
        let pool = Arc::new(ThreadPool::with_num_threads(THREADS));
        Ok(Self { inputs: [ids, mask, types], output, model, tokenizer, pool })
    }

    /// The vectors of all `texts` that are not among `known` yet, added to it.
    ///
    /// # Errors
    /// [`EmbedError`] if the network fails; `known` keeps what was added until then.
    pub fn add(&self, texts: &[String], known: &mut Vectors) -> Result<(), EmbedError> {
        for text in texts {
            if !known.holds(text) {
                known.insert(text, self.vector(&Vectors::key(text))?);
            }
        }
        Ok(())
    }

    fn vector(&self, text: &str) -> Result<Vec<f32>, EmbedError> {
        let padded = padded(text);
        let encoded = self
            .tokenizer
            .encode(padded.as_str(), None)
            .map_err(|error| EmbedError::Tokenize(Box::new(error)))?;
        let mut ids: Vec<i32> =
            encoded.token_ids().iter().map(|id| i32::try_from(*id).unwrap_or(0)).collect();
        if ids.len() > MOST_PIECES {
            let last = ids[ids.len() - 1];
            ids.truncate(MOST_PIECES - 1);
            ids.push(last);
        }
        let count = ids.len();
        let row = |values: Vec<i32>| NdTensor::from_data([1, count], values);
        let [in_ids, in_mask, in_types] = self.inputs;
        let inputs = vec![
            (in_ids, row(ids).into()),
            (in_mask, row(vec![1; count]).into()),
            (in_types, row(vec![0; count]).into()),
        ];
        let options = RunOptions::default().with_thread_pool(Some(Arc::clone(&self.pool)));
        let [value] = self
            .model
            .run_n(inputs, [self.output], Some(options))
            .map_err(EmbedError::Inference)?;
        let states: Tensor<f32> = value.into_tensor().ok_or(EmbedError::Shape)?;
        mean(&states.to_vec()).ok_or(EmbedError::Shape)
    }
}

/// The text with blanks behind it, which make no difference to its tokens.
///
/// rten-text 0.27 adds the length of "##" to the offset of each piece of a word, looks the offset up among
/// those of the text, and panics where a short text has a word of many pieces. There are at most as many
/// pieces as bytes.
fn padded(text: &str) -> String {
    text.to_owned() + &" ".repeat(2 * text.len())
}

/// The average of the word vectors, scaled to length 1.
fn mean(states: &[f32]) -> Option<Vec<f32>> {
    let mut sum = vec![0.0_f32; DIMENSIONS];
    let rows = states.chunks_exact(DIMENSIONS);
    if states.is_empty() || !rows.remainder().is_empty() {
        return None;
    }
    for row in rows {
        for (total, value) in sum.iter_mut().zip(row) {
            *total += value;
        }
    }
    let length = sum.iter().map(|value| value * value).sum::<f32>().sqrt();
    (length > 0.0).then(|| sum.iter().map(|value| value / length).collect())
}
