//! What can be wrong with a file of weights.

use std::io;

/// Why a file is not the model that it says it is.
#[derive(Debug, thiserror::Error)]
pub enum Defect {
    #[error("it is not a whisper.cpp (ggml) model")]
    NotGgml,
    #[error("it is a GGUF file, which whisper.cpp does not read")]
    Gguf,
    #[error("it is not a CTranslate2 model")]
    NotCtranslate2,
    #[error("it is a CTranslate2 model, but {0:?} instead of Whisper")]
    OtherSpec(String),
    #[error("it ends too early, at byte {length}")]
    Cut { length: u64 },
    #[error("it says {value} for its {field}, which no Whisper model has")]
    Header { field: &'static str, value: i64 },
    #[error("its mel filters are not those of a Whisper model")]
    MelFilters,
    #[error("its vocabulary is not one of a Whisper model: {0}")]
    Vocabulary(String),
    #[error("its tensor {name} {problem}")]
    Tensor { name: String, problem: String },
    #[error("its tensor {name} is missing")]
    Missing { name: String },
    #[error("it has {bytes} bytes too many at its end")]
    Trailing { bytes: u64 },
    #[error("it has {got} bytes instead of {expected}")]
    Size { expected: u64, got: u64 },
    #[error("it cannot be read")]
    Read(#[source] io::Error),
}

impl Defect {
    pub(super) fn tensor(name: &str, problem: impl Into<String>) -> Self {
        Self::Tensor { name: name.to_owned(), problem: problem.into() }
    }
}
