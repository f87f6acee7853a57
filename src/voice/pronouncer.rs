//! How words sound when they are said.

use super::espeak::Espeak;
use super::phonemes::{Clause, clauses, phonemes};
use crate::transcript::Pronounce;

/// Asks `espeak-ng`, in American English.
#[derive(Debug, Default)]
pub struct Pronouncer {
    espeak: Espeak,
}

impl Pronounce for Pronouncer {
    fn pronounce(&mut self, words: &[String]) -> Option<Vec<String>> {
        // A line without a word would get no answer.
        let alone = |word: &String| {
            let said: Vec<String> = clauses(word).into_iter().map(|clause| clause.words).collect();
            Clause {
                words: if said.is_empty() { "a".to_owned() } else { said.join(" ") },
                end: '.',
            }
        };
        let alone: Vec<Clause> = words.iter().map(alone).collect();
        phonemes(&self.espeak, "en-us", &alone).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[ignore = "needs espeak-ng"]
    fn each_word_has_its_sounds() {
        let words = ["rolled", "back", "", "42", "ʘ"].map(str::to_owned);
        let phones = Pronouncer::default().pronounce(&words).unwrap();
        assert_eq!(phones.len(), words.len());
        assert_eq!(phones[1], "bˈæk");
        assert!(phones[3].starts_with('f') && phones[3].contains('ɹ'), "{phones:?}");
    }
}
