//! What everything works with: questions, labels, the sentence model.

use std::cell::RefCell;
use std::env;
use std::path::{Path, PathBuf};

use greenroom::analysis::Vectors;
use greenroom::bank::Bank;
use greenroom::config::{HOME_VARIABLE, Paths};
use greenroom::embed::{Embedder, EmbedderFiles};
use greenroom::models::Library;

use super::Result;

pub(crate) struct Stage {
    pub(crate) bank: Bank,
    embedder: Embedder,
    known: RefCell<Vectors>,
}

impl Stage {
    pub(crate) fn set() -> Result<Self> {
        Self::with(Bank::builtin()?)
    }

    /// The same with another bank.
    pub(crate) fn with(bank: Bank) -> Result<Self> {
        Ok(Self { bank, embedder: Self::embedder()?, known: RefCell::default() })
    }

    /// The sentence model, loaded anew.
    pub(crate) fn embedder() -> Result<Embedder> {
        let files = library()?.sentences()?;
        let files = EmbedderFiles { model: files.onnx, tokenizer: files.tokenizer };
        Ok(Embedder::load(&files)?)
    }

    /// The vectors of some texts, each made once.
    pub(crate) fn vectors(&self, texts: &[String]) -> Result<Vectors> {
        let mut known = self.known.borrow_mut();
        self.embedder.add(texts, &mut known)?;
        let mut out = Vectors::default();
        for text in texts {
            if let Some(vector) = known.of(text) {
                out.insert(text, vector.to_vec());
            }
        }
        Ok(out)
    }
}

/// The models that are installed.
pub(crate) fn library() -> Result<Library> {
    let home = env::var_os(HOME_VARIABLE).map(PathBuf::from);
    let paths = Paths::discover(home).ok_or("there is no folder for greenroom's data")?;
    Ok(Library::new(&paths)?)
}

/// A folder of `tests/labels`.
pub(crate) fn labels(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/labels").join(name)
}
