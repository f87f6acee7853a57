//! What the interviewer says around the questions.

use serde::Deserialize;

use super::{End, EndPhrases};

/// The interviewer's lines, from `prompts/interviewer.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lines {
    greeting: String,
    end_by_key: String,
    end_by_phrase: String,
    end_by_key_or_phrase: String,
    end_by_silence: String,
    pub before_question: String,
    pub before_follow_up: String,
    pub nothing_heard: String,
    end_phrases: Vec<String>,
}

/// The file of lines is not what it should be.
#[derive(Debug, thiserror::Error)]
#[error("prompts/interviewer.toml does not fit")]
pub struct LinesError(#[from] toml::de::Error);

impl Lines {
    /// The lines that greenroom brings.
    ///
    /// # Errors
    /// [`LinesError`] if the embedded file is damaged; a test keeps it whole.
    pub fn builtin() -> Result<Self, LinesError> {
        Ok(toml::from_str(include_str!("../../prompts/interviewer.toml"))?)
    }

    /// The greeting, with how an answer ends.
    pub fn greeting(&self, end: End) -> String {
        let ending = match end {
            End::Key => &self.end_by_key,
            End::Phrase => &self.end_by_phrase,
            End::KeyOrPhrase => &self.end_by_key_or_phrase,
            End::Silence => &self.end_by_silence,
        };
        format!("{} {ending}", self.greeting)
    }

    pub fn end_phrases(&self) -> EndPhrases {
        EndPhrases::new(&self.end_phrases)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_that_come_along_are_whole() {
        let lines = Lines::builtin().unwrap();
        assert!(lines.greeting(End::KeyOrPhrase).contains("press Enter"));
        assert!(!lines.greeting(End::Silence).contains("Enter"));
    }
}
