//! Sentences to vectors: what a sentence means, as a point that lies near those that mean alike.
//!
//! all-MiniLM-L6-v2 (int8) through rten: 384 numbers a sentence, of length 1. The analysis gets
//! them as data; without the model it does without.

mod error;
mod minilm;

pub use error::EmbedError;
pub use minilm::{Embedder, EmbedderFiles};
