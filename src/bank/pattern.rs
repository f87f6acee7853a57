//! Rows of words that a rule or a framework looks for. `prompts/lexicon/README.md` has the syntax.

use serde::{Deserialize, Deserializer, de::Error as _};

/// Most words that `..` stands for.
const GAP: usize = 4;

/// Longest pattern; matching takes time exponential in the number of gaps only.
const MAX_ITEMS: usize = 16;
const MAX_GAPS: usize = 3;

#[derive(Clone, Debug, PartialEq, Eq)]
enum Atom {
    Word(String),
    Prefix(String),
    Any,
    Number,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Item {
    Gap,
    One { of: Vec<Atom>, optional: bool },
}

/// A compiled pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    items: Vec<Item>,
}

impl Pattern {
    /// Reads the compact form; the error says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut items = Vec::new();
        for part in text.split_whitespace() {
            if part == ".." {
                items.push(Item::Gap);
                continue;
            }
            let optional = part.ends_with('?');
            let mut of = Vec::new();
            for word in part.trim_end_matches('?').split('|') {
                of.push(match word {
                    "_" => Atom::Any,
                    "#" => Atom::Number,
                    _ => {
                        let (stem, prefix) =
                            word.strip_suffix('*').map_or((word, false), |stem| (stem, true));
                        let fine = |c: char| {
                            c == '\'' || c.is_numeric() || (c.is_alphabetic() && !c.is_uppercase())
                        };
                        if stem.is_empty() || !stem.chars().all(fine) {
                            return Err(format!(
                                "`{word}` in pattern `{text}` is no lower-case word"
                            ));
                        }
                        if prefix { Atom::Prefix(stem.into()) } else { Atom::Word(stem.into()) }
                    }
                });
            }
            items.push(Item::One { of, optional });
        }
        let solid = |item: Option<&Item>| matches!(item, Some(Item::One { optional: false, .. }));
        if !solid(items.first()) || matches!(items.last(), Some(Item::Gap)) {
            return Err(format!("pattern `{text}` must begin and end with a word"));
        }
        let gaps = items.iter().filter(|item| !matches!(item, Item::One { optional: false, .. }));
        if items.len() > MAX_ITEMS || gaps.count() > MAX_GAPS + 2 {
            return Err(format!("pattern `{text}` is too long"));
        }
        Ok(Self { items })
    }

    /// The words one of which a match begins with; `None` if it can begin with others, too.
    pub(super) fn first_words(&self) -> Option<Vec<String>> {
        let Some(Item::One { of, optional: false }) = self.items.first() else { return None };
        let word = |atom: &Atom| match atom {
            Atom::Word(word) => Some(word.clone()),
            Atom::Prefix(_) | Atom::Any | Atom::Number => None,
        };
        of.iter().map(word).collect()
    }

    /// Where the match that starts at `at` ends, the shortest one; `None` if there is none.
    pub fn match_at<T: AsRef<str>>(&self, words: &[T], at: usize) -> Option<usize> {
        match_items(&self.items, words, at)
    }

    /// Whether the pattern matches anywhere.
    pub fn is_in<T: AsRef<str>>(&self, words: &[T]) -> bool {
        (0..words.len()).any(|at| self.match_at(words, at).is_some())
    }
}

fn match_items<T: AsRef<str>>(items: &[Item], words: &[T], at: usize) -> Option<usize> {
    let Some((item, rest)) = items.split_first() else { return Some(at) };
    match item {
        Item::Gap => (0..=GAP)
            .take_while(|skipped| at + skipped <= words.len())
            .find_map(|skipped| match_items(rest, words, at + skipped)),
        Item::One { of, optional } => {
            let here = words.get(at).and_then(|word| {
                let end = of.iter().find_map(|atom| match atom {
                    Atom::Any => Some(at + 1),
                    Atom::Word(text) => (word.as_ref() == text).then_some(at + 1),
                    Atom::Prefix(stem) => {
                        word.as_ref().starts_with(stem.as_str()).then_some(at + 1)
                    }
                    Atom::Number => number_end(words, at),
                })?;
                match_items(rest, words, end)
            });
            here.or_else(|| if *optional { match_items(rest, words, at) } else { None })
        }
    }
}

/// The end of the number that starts at `at`: `zero point three`, `two hundred and five`, `0.3`.
fn number_end<T: AsRef<str>>(words: &[T], at: usize) -> Option<usize> {
    let number = |at: usize| words.get(at).is_some_and(|word| is_number(word.as_ref()));
    if !number(at) {
        return None;
    }
    let mut end = at + 1;
    loop {
        let joined = words.get(end).is_some_and(|word| matches!(word.as_ref(), "point" | "and"));
        if number(end) {
            end += 1;
        } else if joined && number(end + 1) {
            end += 2;
        } else {
            return Some(end);
        }
    }
}

/// Whether a word is a number, or a part of one, in digits or in English.
pub fn is_number(word: &str) -> bool {
    const WORDS: [&str; 35] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty",
        "thirty",
        "forty",
        "fifty",
        "sixty",
        "seventy",
        "eighty",
        "ninety",
        "hundred",
        "thousand",
        "million",
        "billion",
        "dozen",
        "hundreds",
        "thousands",
    ];
    if WORDS.contains(&word) {
        return true;
    }
    let digits = word.strip_suffix(['k', 'm', 'b']).unwrap_or(word);
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || c == '.' || c == ',')
}

/// Splits one written word into the words that would be spoken: `$8k` into `8k` and `dollars`,
/// `40ms` into `40` and `ms`, `twenty-five` into two. Lower case, no punctuation around.
pub fn pieces(word: &str) -> Vec<String> {
    let money = match word.trim_start_matches(['"', '(', '“', '~', '+', '-', '−']).chars().next()
    {
        Some('$') => Some("dollars"),
        Some('€') => Some("euros"),
        Some('£') => Some("pounds"),
        _ => None,
    };
    let percent =
        word.trim_end_matches(['.', ',', '!', '?', ';', ':', ')', '"', '”']).ends_with('%');
    let mut out = Vec::new();
    for part in word.split(['-', '–', '—', '/', '…']) {
        let part =
            part.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase().replace('’', "'");
        if part.is_empty() {
            continue;
        }
        let digits = part
            .find(|c: char| !(c.is_ascii_digit() || c == '.' || c == ','))
            .unwrap_or(part.len());
        let (number, unit) = part.split_at(digits);
        let glued = matches!(unit, "ms" | "s" | "x" | "min" | "mins" | "h" | "usd" | "gb" | "mb");
        if !number.is_empty() && glued {
            out.push(number.to_owned());
            out.push(unit.to_owned());
        } else {
            out.push(part);
        }
    }
    out.extend(money.map(str::to_owned));
    if percent {
        out.push("percent".to_owned());
    }
    out
}

impl<'de> Deserialize<'de> for Pattern {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn hits(pattern: &str, text: &str) -> bool {
        let words: Vec<String> = text.split_whitespace().flat_map(pieces).collect();
        Pattern::parse(pattern).unwrap().is_in(&words)
    }

    #[test]
    fn a_number_is_read_in_digits_and_in_words() {
        for text in
            ["0.3%", "zero point three percent", "a 25-percent cut", "two hundred and five percent"]
        {
            assert!(hits("# percent", text), "{text}");
        }
        assert!(hits("# dollars", "about $30,000."));
        assert!(hits("# ms", "(40ms)"));
        assert!(!hits("# percent", "some percent"));
        assert!(!hits("#", "p95 of v2 on the 2nd"));
    }

    #[test]
    fn gaps_and_optional_words_stretch_only_so_far() {
        assert!(hits("cut .. in half", "we cut the whole nightly build in half"));
        assert!(!hits("cut .. in half", "we cut a b c d e in half"));
        assert!(hits("i had? noticed", "so I noticed") && hits("i had? noticed", "I had noticed"));
    }

    #[test]
    fn what_is_no_pattern_says_why() {
        for bad in ["", "..", ".. a", "a ..", "a?", "A", "a|", "*", "$x"] {
            assert!(Pattern::parse(bad).is_err(), "{bad:?}");
        }
    }

    proptest! {
        #[test]
        fn no_text_and_no_pattern_make_it_panic(pattern in ".{0,40}", text in ".{0,60}") {
            let words: Vec<String> = text.split_whitespace().flat_map(pieces).collect();
            if let Ok(pattern) = Pattern::parse(&pattern) {
                for at in 0..=words.len() {
                    if let Some(end) = pattern.match_at(&words, at) {
                        prop_assert!(end <= words.len());
                    }
                }
            }
        }
    }
}
