//! What can go wrong between sentences and vectors.

use std::path::PathBuf;

use crate::onnx::Damage;

/// Why there are no vectors.
#[derive(Debug, thiserror::Error)]
pub enum EmbedError {
    #[error("cannot read {path}")]
    File {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("the sentence model {path} could not be loaded")]
    Model {
        path: PathBuf,
        #[source]
        source: rten::LoadError,
    },
    #[error("the sentence model {path} could not be loaded")]
    Damaged {
        path: PathBuf,
        #[source]
        source: Damage,
    },
    #[error("the sentence model's vocabulary {path} could not be read")]
    Tokenizer {
        path: PathBuf,
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    #[error("{path} is no sentence model that is known here")]
    Unusable { path: PathBuf },
    #[error("a sentence could not be cut into pieces")]
    Tokenize(#[source] Box<dyn std::error::Error + Send + Sync>),
    #[error("the sentence model failed")]
    Inference(#[source] rten::RunError),
    #[error("the sentence model gave something that is no vector")]
    Shape,
}

impl EmbedError {
    pub fn hint(&self) -> Option<String> {
        Some("`greenroom models verify` checks it, `greenroom models install` mends it".to_owned())
    }
}
