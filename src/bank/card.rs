//! A question and all that an interviewer knows about it.

use serde::Deserialize;

use super::{BankError, ProbeCard};

/// How hard a question is to answer well.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Difficulty {
    Easy,
    Medium,
    Hard,
}

impl Difficulty {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Easy => "easy",
            Self::Medium => "medium",
            Self::Hard => "hard",
        }
    }
}

/// A point that a good answer makes, and other ways of making it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyPointCard {
    pub text: String,
    #[serde(default)]
    pub paraphrases: Vec<String>,
}

/// One question card: a file of `prompts/questions`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Card {
    pub id: String,
    /// As the interviewer speaks it.
    pub question: String,
    pub category: String,
    pub difficulty: Difficulty,
    /// `screen`, `onsite`, ...
    pub round: String,
    /// The name of a length profile.
    pub length: String,
    /// The name of a framework.
    pub framework: String,
    #[serde(default)]
    pub tags: Vec<String>,
    /// Names and terms that answers may hold and that a recogniser would not know to spell.
    #[serde(default)]
    pub vocabulary: Vec<String>,
    /// One line a section: what belongs there.
    pub structure: Vec<String>,
    pub mistakes: Vec<String>,
    pub sample_answer: String,
    #[serde(rename = "key_point")]
    pub key_points: Vec<KeyPointCard>,
    #[serde(rename = "probe", default)]
    pub probes: Vec<ProbeCard>,
}

/// Longest question: about forty seconds at 150 words a minute; nobody remembers a longer one.
const MAX_QUESTION_WORDS: usize = 100;

/// Each word that is not said makes it a little likelier that it is heard in place of another: eight cost people
/// in meetings two words in a hundred, two none (`BENCHMARKS.md`, "What the recogniser is shown").
const MOST_TERMS: usize = 8;
const LONGEST_TERM: usize = 40;

impl Card {
    /// The vocabulary as a recogniser is shown it; empty if there is none.
    pub fn expected_words(&self) -> String {
        self.vocabulary.join(", ")
    }

    /// Whether the card asks for something that was nobody's, or somebody else's, to do.
    pub fn asks_for_ownership(&self) -> bool {
        self.category == "ownership"
    }

    /// Whether the card asks for work in which it matters whose it was.
    pub fn crosses_boundaries(&self) -> bool {
        matches!(
            self.category.as_str(),
            "ownership" | "leadership without authority" | "influencing across teams"
        )
    }

    pub(super) fn check(&self, file: &str) -> Result<(), BankError> {
        let fail = |key: &str, problem: &str| Err(BankError::value(file, key, problem));
        if !is_kebab(&self.id) {
            return fail(
                "id",
                "use lower-case letters, digits and hyphens, as in `missed-deadline`",
            );
        }
        for (key, text) in [
            ("question", &self.question),
            ("category", &self.category),
            ("round", &self.round),
            ("sample_answer", &self.sample_answer),
        ] {
            if text.trim().is_empty() {
                return fail(key, "is empty");
            }
        }
        if self.question.split_whitespace().count() > MAX_QUESTION_WORDS {
            return fail("question", "is longer than 100 words: nobody can keep that in mind");
        }
        if self.key_points.is_empty() {
            return fail("key_point", "name at least one point that a good answer makes");
        }
        if self.vocabulary.len() > MOST_TERMS {
            return fail(
                "vocabulary",
                "names more than 8 terms: words that are not said cost others",
            );
        }
        if self.vocabulary.iter().any(|term| term.len() > LONGEST_TERM) {
            return fail("vocabulary", "has a term of more than 40 bytes");
        }
        let lists = [
            ("structure", &self.structure),
            ("mistakes", &self.mistakes),
            ("tags", &self.tags),
            ("vocabulary", &self.vocabulary),
        ];
        for (key, list) in lists {
            if list.iter().any(|line| line.trim().is_empty()) {
                return fail(key, "has an empty line");
            }
        }
        if self.key_points.iter().any(|point| point.text.trim().is_empty()) {
            return fail("key_point.text", "is empty");
        }
        self.probes.iter().try_for_each(|probe| probe.check(file))
    }
}

fn is_kebab(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 64
        && name.split('-').all(|part| {
            !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        })
}
