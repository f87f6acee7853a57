//! What the interviewer says around the questions.

use serde::Deserialize;

use super::{End, EndPhrases};

/// The interviewer's lines, from `prompts/interviewer.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lines {
    greeting: String,
    greeting_many: String,
    end_by_key: String,
    end_by_phrase: String,
    end_by_key_or_phrase: String,
    end_by_silence: String,
    before_drill: String,
    pub countdown: String,
    pub before_question: String,
    pub before_next_question: String,
    pub before_last_question: String,
    pub before_follow_up: String,
    pub before_another_follow_up: String,
    about_weakest: String,
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

    /// The greeting before so many questions, with how an answer ends.
    pub fn greeting(&self, questions: usize, end: End) -> String {
        let greeting = match questions {
            0 | 1 => self.greeting.clone(),
            _ => self.greeting_many.replace("{count}", &questions.to_string()),
        };
        format!("{greeting} {}", self.ending(end))
    }

    /// What leads to the feedback about one of several answers, counted from 0.
    pub fn about_weakest(&self, place: usize) -> String {
        const PLACES: [&str; 6] = ["first", "second", "third", "fourth", "fifth", "sixth"];
        let place =
            PLACES.get(place).map_or_else(|| format!("number {}", place + 1), ToString::to_string);
        self.about_weakest.replace("{place}", &place)
    }

    /// What leads to the instruction of a drill.
    pub fn before_drill(&self, end: End) -> String {
        format!("{} {}", self.before_drill, self.ending(end))
    }

    fn ending(&self, end: End) -> &str {
        match end {
            End::Key => &self.end_by_key,
            End::Phrase => &self.end_by_phrase,
            End::KeyOrPhrase => &self.end_by_key_or_phrase,
            End::Silence => &self.end_by_silence,
        }
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
        assert!(lines.greeting(1, End::KeyOrPhrase).contains("press Enter"));
        assert!(!lines.greeting(1, End::Silence).contains("Enter"));
        assert!(lines.greeting(3, End::Key).contains("3 questions"));
        assert!(lines.about_weakest(1).contains("second answer"));
    }
}
