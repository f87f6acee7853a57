//! What can be wrong with a file of the bank, or with a name that somebody asks for.

use thiserror::Error;

/// A file in `prompts/`, or one of the user's cards, that cannot be used.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum BankError {
    /// Not TOML, or not the fields that belong there.
    #[error("{file}, line {line}: {problem}")]
    Syntax { file: String, line: usize, problem: String },
    /// Well-formed, but a value makes no sense.
    #[error("{file}: `{key}`: {problem}")]
    Value { file: String, key: String, problem: String },
    /// A file that has to be there is not.
    #[error("{file} is missing")]
    Missing { file: String },
}

impl BankError {
    pub(super) fn value(file: &str, key: impl Into<String>, problem: impl Into<String>) -> Self {
        Self::Value { file: file.to_owned(), key: key.into(), problem: problem.into() }
    }

    /// What to do about it, in one line.
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Syntax { .. } => {
                "compare with a card that works: greenroom questions show production-failure".into()
            }
            Self::Value { file, key, .. } => format!("change `{key}` in {file}"),
            Self::Missing { file } => format!("put {file} back and build again"),
        })
    }
}

/// A card, framework or length that does not exist.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("there is no {kind} named `{name}`")]
pub struct UnknownName {
    /// `question`, `framework`, `length`.
    pub kind: &'static str,
    pub name: String,
    pub suggestion: Option<String>,
    pub known: Vec<String>,
}

impl UnknownName {
    pub(super) fn new<'a>(
        kind: &'static str,
        name: &str,
        known: impl Iterator<Item = &'a str> + Clone,
    ) -> Self {
        Self {
            kind,
            name: name.to_owned(),
            suggestion: super::closest(name, known.clone()).map(str::to_owned),
            known: known.map(str::to_owned).collect(),
        }
    }

    /// The name that was probably meant, or where to find the names.
    pub fn hint(&self) -> Option<String> {
        match &self.suggestion {
            Some(name) => Some(format!("did you mean `{name}`?")),
            None if self.known.len() <= 8 => Some(format!("there is {}", self.known.join(", "))),
            None => Some(format!("greenroom {}s list names them all", self.kind)),
        }
    }
}
