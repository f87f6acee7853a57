//! How written words are said, from `prompts/pronunciation/en.toml`.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

/// The file, as it was when greenroom was built.
const SPOKEN: &str = include_str!("../../prompts/pronunciation/en.toml");

/// In bytes; a test holds that none is longer.
const LONGEST_ABBREVIATION: usize = 16;

/// What the pronunciation program reads wrongly, and how it is said instead.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Lexicon {
    letters: BTreeSet<String>,
    words: BTreeMap<String, String>,
    units: BTreeMap<String, [String; 2]>,
    scales: BTreeMap<String, String>,
    currencies: BTreeMap<char, [String; 2]>,
}

impl Lexicon {
    /// Reads the lexicon that greenroom brings; a test holds that it is well formed.
    pub(super) fn embedded() -> Self {
        toml::from_str(SPOKEN).unwrap_or_default()
    }

    /// Says a word that has an entry, also in its plural or possessive.
    pub(super) fn word(&self, written: &str) -> Option<String> {
        if let Some(said) = self.exactly(written) {
            return Some(said);
        }
        let singular = written.strip_suffix("'s").or_else(|| written.strip_suffix('s'))?;
        let capitals = singular.len() > 1 && singular.bytes().all(|b| b.is_ascii_uppercase());
        match self.exactly(singular) {
            Some(said) if said.ends_with(|c: char| c.is_ascii_uppercase()) => Some(said + "'s"),
            Some(said) => Some(said + "s"),
            // espeak-ng says "ess" for the s of APIs and VMs.
            None if capitals => Some(spell(singular) + "'s"),
            None => None,
        }
    }

    fn exactly(&self, written: &str) -> Option<String> {
        if self.letters.contains(written) {
            return Some(spell(written));
        }
        self.words.get(written).or_else(|| self.words.get(&written.to_lowercase())).cloned()
    }

    /// Whether `written` is an abbreviation whose full stop ends no sentence.
    pub(super) fn is_abbreviation(&self, written: &str) -> bool {
        // Most words are not, and some tokens are as long as a text.
        written.ends_with('.')
            && written.len() <= LONGEST_ABBREVIATION
            && self.words.contains_key(&written.to_lowercase())
    }

    /// Says a unit after a number that is or is not one.
    pub(super) fn unit(&self, written: &str, single: bool) -> Option<&str> {
        self.units.get(written).map(|forms| forms[usize::from(!single)].as_str())
    }

    pub(super) fn scale(&self, written: &str) -> Option<&str> {
        self.scales.get(written).map(String::as_str)
    }

    /// Whether `word` is a scale written out, as in `$8 million`.
    pub(super) fn is_scale_word(&self, word: &str) -> bool {
        self.scales.values().any(|scale| scale == word)
    }

    pub(super) fn currency(&self, sign: char, single: bool) -> Option<&str> {
        self.currencies.get(&sign).map(|forms| forms[usize::from(!single)].as_str())
    }
}

/// Hyphens make espeak-ng name each letter; between spaces it would read A as the article.
fn spell(letters: &str) -> String {
    let mut spelled = String::new();
    for letter in letters.chars() {
        if !spelled.is_empty() {
            spelled.push('-');
        }
        spelled.push(letter);
    }
    spelled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_lexicon_is_well_formed() {
        let lexicon: Lexicon = toml::from_str(SPOKEN).unwrap();
        assert!(lexicon.letters.iter().all(|w| w.bytes().all(|b| b.is_ascii_uppercase())));
        assert!(lexicon.words.values().all(|said| !said.trim().is_empty()));
        let stops = lexicon.words.keys().filter(|word| word.ends_with('.'));
        assert!(stops.map(String::len).max().unwrap() <= LONGEST_ABBREVIATION);
    }

    #[test]
    fn plurals_and_possessives_follow_from_the_word() {
        let lexicon = Lexicon::embedded();
        assert_eq!(lexicon.word("SLOs").unwrap(), "S-L-O's");
        assert_eq!(lexicon.word("APIs").unwrap(), "A-P-I's");
        assert_eq!(lexicon.word("Redis's").unwrap(), "reddiss");
        assert_eq!(lexicon.word("configs").unwrap(), "con figs");
        assert_eq!(lexicon.word("services"), None);
    }
}
