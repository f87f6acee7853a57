//! Weights: what is pinned, how it is fetched, converted, checked and listed.
//!
//! [`Library`] is the way in. Recognisers live as `ggml-NAME.bin` in one folder, the voice as its
//! `.onnx` and `.onnx.json`; a file has its name only once it is whole and verified. Packages come
//! through pip as a separate process; nothing here opens a connection.

mod check;
mod convert;
mod ctranslate2;
mod defect;
mod draft;
mod encoding;
mod error;
mod fetch;
mod hparams;
mod import;
mod install;
mod library;
mod manifest;
mod mel;
mod progress;
#[cfg(test)]
mod sample;
mod tensors;
mod vocabulary;
mod walker;

pub use check::Description;
pub use convert::Precision;
pub use defect::Defect;
pub use error::ModelError;
pub use import::Import;
pub use library::{Entry, Library, Proof, Recogniser, SentenceFiles, State, VoiceFiles};
pub use manifest::Kind;
pub use progress::{Progress, Stage};
