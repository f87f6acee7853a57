//! What tests need of the installed models.

use std::env;
use std::path::PathBuf;

use greenroom::config::{HOME_VARIABLE, Paths};
use greenroom::embed::{Embedder, EmbedderFiles};
use greenroom::models::Library;

/// The sentence model; without it a test fails.
pub(crate) fn embedder() -> Embedder {
    let home = env::var_os(HOME_VARIABLE).map(PathBuf::from);
    let paths = Paths::discover(home).expect("a folder for data");
    let files = Library::new(&paths)
        .and_then(|library| library.sentences())
        .expect("the sentence model; `greenroom models install` gets it");
    let files = EmbedderFiles { model: files.onnx, tokenizer: files.tokenizer };
    Embedder::load(&files).expect("a sound sentence model")
}
