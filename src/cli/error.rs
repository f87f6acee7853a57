//! The error that reaches a person: what went wrong, and what to do about it.

use std::fmt;

use crate::store::StoreError;

/// Why a command ended without doing what it was asked; decides the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It could not be done: exit code 1.
    Failed,
    /// It was asked for in a wrong way: exit code 2.
    Usage,
}

/// An error with its hint, printed as `error: ...` and `hint: ...`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CliError {
    pub kind: Kind,
    pub message: String,
    pub hint: Option<String>,
}

impl CliError {
    /// Something could not be done.
    pub fn failed(message: impl Into<String>) -> Self {
        Self { kind: Kind::Failed, message: message.into(), hint: None }
    }

    /// The command line asked for something that does not exist or does not fit.
    pub fn usage(message: impl Into<String>) -> Self {
        Self { kind: Kind::Usage, message: message.into(), hint: None }
    }

    #[must_use]
    pub fn hint(mut self, hint: impl Into<Option<String>>) -> Self {
        self.hint = hint.into();
        self
    }

    /// Joins an error and its sources into one line, each said once.
    pub fn from_error(error: &dyn std::error::Error) -> Self {
        let mut message = error.to_string();
        let mut source = error.source();
        while let Some(cause) = source {
            let cause_text = cause.to_string();
            if !message.contains(&cause_text) {
                message.push_str(": ");
                message.push_str(&cause_text);
            }
            source = cause.source();
        }
        Self::failed(message)
    }
}

/// What the store says, with its hint.
impl From<StoreError> for CliError {
    fn from(error: StoreError) -> Self {
        let kind = match &error {
            StoreError::Unknown { .. }
            | StoreError::UnknownStory { .. }
            | StoreError::StoryName { .. } => Kind::Usage,
            _ => Kind::Failed,
        };
        Self { kind, ..Self::from_error(&error).hint(error.hint()) }
    }
}

impl fmt::Display for CliError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error: {}", self.message)?;
        if let Some(hint) = &self.hint {
            write!(f, "\nhint: {hint}")?;
        }
        Ok(())
    }
}
