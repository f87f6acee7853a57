//! Word lists, each with examples that it must and must not match.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;

use super::{BankError, Pattern};

/// One list of `prompts/lexicon`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WordList {
    patterns: Patterns,
    #[serde(default)]
    except: Patterns,
    must_match: Vec<String>,
    must_not_match: Vec<String>,
}

/// Patterns by the word that they begin with: few of a list can match at any one place.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(from = "Vec<Pattern>")]
struct Patterns {
    by_word: BTreeMap<String, Vec<Pattern>>,
    /// Those that begin with a part of a word, with a number or with any word.
    others: Vec<Pattern>,
}

impl From<Vec<Pattern>> for Patterns {
    fn from(patterns: Vec<Pattern>) -> Self {
        let mut sorted = Self::default();
        for pattern in patterns {
            match pattern.first_words() {
                Some(words) => {
                    for word in words {
                        sorted.by_word.entry(word).or_default().push(pattern.clone());
                    }
                }
                None => sorted.others.push(pattern),
            }
        }
        sorted
    }
}

impl Patterns {
    fn is_empty(&self) -> bool {
        self.by_word.is_empty() && self.others.is_empty()
    }

    /// The ends of the matches that start at `at`.
    fn ends<T: AsRef<str>>(&self, words: &[T], at: usize) -> impl Iterator<Item = usize> {
        let here = self.by_word.get(words[at].as_ref()).into_iter().flatten();
        here.chain(&self.others).filter_map(move |pattern| pattern.match_at(words, at))
    }
}

impl WordList {
    /// Where the list hits, in order and disjoint.
    pub fn find<T: AsRef<str>>(&self, words: &[T]) -> Vec<Range<usize>> {
        let mut hits = Vec::new();
        let mut at = 0;
        while at < words.len() {
            // The longest of the patterns that start here.
            match self.patterns.ends(words, at).max() {
                Some(end) if end > at => {
                    hits.push(at..end);
                    at = end;
                }
                _ => at += 1,
            }
        }
        if !hits.is_empty() && !self.except.is_empty() {
            let taken: Vec<Range<usize>> = (0..words.len())
                .flat_map(|at| self.except.ends(words, at).map(move |end| at..end))
                .collect();
            hits.retain(|hit| !taken.iter().any(|no| no.start < hit.end && hit.start < no.end));
        }
        hits
    }

    /// Whether the list hits anywhere.
    pub fn is_in<T: AsRef<str>>(&self, words: &[T]) -> bool {
        !self.find(words).is_empty()
    }

    /// Whether the list holds this one word.
    pub fn holds(&self, word: &str) -> bool {
        self.patterns.ends(&[word], 0).any(|end| end == 1)
    }

    /// The examples that go wrong, each with what it should do.
    fn failures(&self) -> Vec<String> {
        let hits = |text: &str| {
            let words: Vec<String> = text.split_whitespace().flat_map(super::pieces).collect();
            self.is_in(&words)
        };
        let missed = self.must_match.iter().filter(|text| !hits(text));
        let wrong = self.must_not_match.iter().filter(|text| hits(text));
        missed
            .map(|text| format!("does not match `{text}`"))
            .chain(wrong.map(|text| format!("matches `{text}`")))
            .collect()
    }

    fn check(&self, file: &str, name: &str) -> Result<(), BankError> {
        if self.must_match.is_empty() || self.must_not_match.is_empty() {
            return Err(BankError::value(file, name, "needs examples of both kinds"));
        }
        let failures = self.failures();
        if failures.is_empty() {
            return Ok(());
        }
        Err(BankError::value(file, name, failures.join(", ")))
    }
}

/// Declares the lists that the rules name, so that a list that is missing is an error of the file
/// and not of a rule.
macro_rules! lexicon {
    ($($(#[$doc:meta])* $name:ident,)+) => {
        /// All word lists of one language.
        #[derive(Clone, Debug)]
        pub struct Lexicon { $($(#[$doc])* pub $name: WordList,)+ }

        impl Lexicon {
            fn take(lists: &mut BTreeMap<String, WordList>) -> Result<Self, BankError> {
                Ok(Self { $($name: lists.remove(stringify!($name)).ok_or_else(|| {
                    BankError::value("prompts/lexicon/en", stringify!($name), "is in no file")
                })?,)+ })
            }
        }
    };
}

lexicon! {
    /// "um", "uh".
    fillers,
    /// "You know", "basically".
    crutch,
    /// "I guess", "maybe".
    hedge,
    /// Said to the interviewer about the answer itself.
    aside,
    /// Parts of a system.
    system,
    /// How parts of a system hang together.
    wiring,
    /// Something is wrong.
    problem,
    /// Whose job it was not.
    scope_not_mine,
    /// Whose job it was.
    scope_mine,
    hypothetical,
    insight,
    /// Why something was done or was so.
    reason,
    /// What the speaker did badly, or could have done better.
    own_part,
    /// Colleagues and customers.
    others,
    unit_worth,
    unit_share,
    unit_time,
    /// In front of a time, what makes it say when and not how good.
    time_adverb,
    /// A figure that moved.
    change,
    /// "I don't have the numbers".
    no_figure,
    /// Pronouns, prepositions and the like, by which English is known.
    function,
    subordinators,
    be,
    have,
    /// What makes a verb into something that did not happen.
    unreal,
    adverbs,
    determiners,
    /// Verbs with which nobody acts.
    stative,
}

impl Lexicon {
    /// Merges the lists of all files, and runs the examples of each.
    pub(super) fn parse(files: &[(String, String)]) -> Result<Self, BankError> {
        let mut lists = BTreeMap::new();
        for (file, text) in files {
            let parsed: BTreeMap<String, WordList> = super::load::read(file, text)?;
            for (name, list) in parsed {
                list.check(file, &name)?;
                if lists.insert(name.clone(), list).is_some() {
                    return Err(BankError::value(file, name, "is there twice"));
                }
            }
        }
        let lexicon = Self::take(&mut lists)?;
        match lists.keys().next() {
            Some(name) => Err(BankError::value("prompts/lexicon/en", name, "is used by nothing")),
            None => Ok(lexicon),
        }
    }
}
