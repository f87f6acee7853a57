//! How words sound when they are said.

use std::collections::BTreeMap;

use super::VoiceError;
use super::espeak::Espeak;
use super::phonemes::{Clause, clauses, phonemes};
use crate::transcript::Pronounce;

/// What `espeak-ng` said of common words, one on a line; made by `scripts/eval train pronunciations`. To
/// start the program takes 30 ms, for which the last words of an answer should not have to wait.
const COMMON: &str = include_str!("../../prompts/learned/pronunciations.txt");

/// Knows common words by heart, and asks `espeak-ng` for others, in American English.
#[derive(Debug)]
pub struct Pronouncer {
    espeak: Espeak,
    /// Once it failed, it is not asked again.
    failed: bool,
    known: BTreeMap<String, String>,
}

impl Default for Pronouncer {
    fn default() -> Self {
        let entry = |line: &str| {
            let (word, phones) = line.split_once(' ')?;
            Some((word.to_owned(), phones.to_owned()))
        };
        let known = COMMON.lines().filter_map(entry).collect();
        Self { espeak: Espeak::default(), failed: false, known }
    }
}

impl Pronouncer {
    /// What `espeak-ng` says of each word, known or not.
    ///
    /// # Errors
    /// [`VoiceError`] if the program is missing, fails, or gives no answer in time.
    pub fn ask(&self, words: &[String]) -> Result<Vec<String>, VoiceError> {
        // A line without a word would get no answer.
        let alone = |word: &String| {
            let said: Vec<String> = clauses(word).into_iter().map(|clause| clause.words).collect();
            Clause {
                words: if said.is_empty() { "a".to_owned() } else { said.join(" ") },
                end: '.',
            }
        };
        let alone: Vec<Clause> = words.iter().map(alone).collect();
        phonemes(&self.espeak, "en-us", &alone)
    }

    /// Asks for those words that are not known yet.
    fn learn(&mut self, words: &[String]) {
        let mut new: Vec<String> =
            words.iter().filter(|word| !self.known.contains_key(*word)).cloned().collect();
        new.sort_unstable();
        new.dedup();
        if new.is_empty() || self.failed {
            return;
        }
        match self.ask(&new) {
            Ok(phones) => self.known.extend(new.into_iter().zip(phones)),
            Err(_) => self.failed = true,
        }
    }
}

impl Pronounce for Pronouncer {
    fn pronounce(&mut self, words: &[String]) -> Vec<String> {
        self.learn(words);
        words.iter().map(|word| self.known.get(word).unwrap_or(word).clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    #[ignore = "needs espeak-ng"]
    fn each_word_has_its_sounds() {
        let words = words(&["rolled", "back", "", "42", "ʘ"]);
        let phones = Pronouncer::default().ask(&words).unwrap();
        assert_eq!(phones.len(), words.len());
        assert_eq!(phones[1], "bˈæk");
        assert!(phones[3].starts_with('f') && phones[3].contains('ɹ'), "{phones:?}");
    }

    #[test]
    #[ignore = "needs espeak-ng"]
    fn common_words_sound_as_espeak_says() {
        let pronouncer = Pronouncer::default();
        let common: Vec<String> = pronouncer.known.keys().take(500).cloned().collect();
        let phones = pronouncer.ask(&common).unwrap();
        let same =
            common.iter().zip(&phones).filter(|(word, now)| pronouncer.known[*word] == **now);
        // Versions of the program differ in a word here and there.
        assert!(common.len() == 500 && same.count() > 450);
    }

    #[test]
    fn without_espeak_common_words_are_known_and_others_are_spelled() {
        let mut pronouncer =
            Pronouncer { espeak: Espeak::named("no-such-program"), ..Pronouncer::default() };
        assert_eq!(
            pronouncer.pronounce(&words(&["back", "zookeeper"])),
            ["bˈæk", "zookeeper"].map(str::to_owned)
        );
        assert!(pronouncer.failed);
    }
}
