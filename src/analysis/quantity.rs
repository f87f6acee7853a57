//! Numbers as values: "half an hour" and "thirty minutes" are the same.

use std::ops::Range;
use std::sync::LazyLock;

use text2num::{Language, text2digits};

use super::grammar::Token;
use crate::bank::{Lexicon, is_number};

/// So many of something.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Quantity {
    /// In seconds where it is a time, else in what `unit` says.
    pub(super) value: f64,
    /// What is counted, without its plural; `second` for all times.
    pub(super) unit: String,
    /// The number and its unit.
    pub(super) tokens: Range<usize>,
}

impl Quantity {
    /// Whether two values are the same, as one speaks: "about forty" is forty-two.
    pub(super) fn agrees_with(&self, other: &Self) -> bool {
        const TOLERANCE: f64 = 1.15;
        let (less, more) = (self.value.min(other.value), self.value.max(other.value));
        more <= less * TOLERANCE
    }
}

static ENGLISH: LazyLock<Language> = LazyLock::new(Language::english);

/// Seconds in a unit of time.
const TIMES: [(&str, f64); 9] = [
    ("ms", 0.001),
    ("millisecond", 0.001),
    ("second", 1.0),
    ("sec", 1.0),
    ("minute", 60.0),
    ("min", 60.0),
    ("hour", 3600.0),
    ("day", 86_400.0),
    ("week", 604_800.0),
];

/// The quantities of a sentence, in order; a lone "one" is none.
pub(super) fn quantities(tokens: &[Token], lexicon: &Lexicon) -> Vec<Quantity> {
    let mut out: Vec<Quantity> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let start = at;
        let Some((value, end)) = number(tokens, at) else {
            at += 1;
            continue;
        };
        at = end;
        let lone_one = end == start + 1 && tokens[start].text == "one";
        let counted = unit(tokens, end, lexicon);
        // "From forty minutes to ten": the second has the unit of the first.
        let last = out.last().map(|last| (last.unit.clone(), last.tokens.end));
        let shared = last.filter(|(_, before)| start > 0 && start - before <= 2);
        let moved = start > 0 && matches!(tokens[start - 1].text.as_str(), "to" | "and" | "or");
        let (name, factor, stop) = match (counted, shared) {
            (Some(counted), _) => counted,
            (None, Some((name, _))) if moved => {
                let factor = out.last().map_or(1.0, |last| last.factor(tokens));
                (name, factor, end)
            }
            _ => continue,
        };
        // "One in two hundred orders" counts no two hundred orders.
        let share =
            start > 1 && tokens[start - 1].text == "in" && is_number(&tokens[start - 2].text);
        if !lone_one && !share && value > 0.0 {
            out.push(Quantity { value: value * factor, unit: name, tokens: start..stop });
        }
        at = stop;
    }
    out
}

impl Quantity {
    /// What one of its unit, as it was spoken, is worth.
    fn factor(&self, tokens: &[Token]) -> f64 {
        let spoken = &tokens[self.tokens.end - 1].text;
        time(singular(spoken)).unwrap_or(1.0)
    }
}

/// The value of the number that begins at `at`, and where it ends.
fn number(tokens: &[Token], at: usize) -> Option<(f64, usize)> {
    let word = |place: usize| tokens.get(place).map(|token| token.text.as_str());
    match (word(at)?, word(at + 1), word(at + 2)) {
        ("half", Some("a" | "an"), _) => return Some((0.5, at + 2)),
        ("half", Some("the" | "of"), _) | ("in" | "by", Some("half"), _) => return None,
        ("a" | "an", Some("dozen"), _) => return Some((12.0, at + 2)),
        ("a" | "an", Some("hundred"), _) => return Some((100.0, at + 2)),
        ("a" | "an", Some("thousand"), _) => return Some((1000.0, at + 2)),
        ("a" | "an", Some(unit), _) if time(singular(unit)).is_some() => {
            return Some((1.0, at + 1));
        }
        _ => {}
    }
    let mut end = at;
    while word(end).is_some_and(is_number)
        || (end > at
            && matches!(word(end), Some("and" | "point"))
            && word(end + 1).is_some_and(is_number))
    {
        end += 1;
    }
    (end > at).then(|| value(&tokens[at..end])).flatten().map(|value| (value, end))
}

fn value(tokens: &[Token]) -> Option<f64> {
    let text: Vec<&str> = tokens.iter().map(|token| token.text.as_str()).collect();
    let (first, rest) = text.split_first()?;
    if let Some(digits) = digits(first) {
        let scale = |word: &&str| match *word {
            "hundred" => Some(1e2),
            "thousand" => Some(1e3),
            "million" => Some(1e6),
            "billion" => Some(1e9),
            _ => None,
        };
        return rest.iter().map(scale).try_fold(digits, |value, scale| Some(value * scale?));
    }
    text2digits(&text.join(" "), &*ENGLISH).ok()?.parse().ok()
}

/// `30,000`, `2.5`, `8k`, `3m`.
fn digits(word: &str) -> Option<f64> {
    let (number, scale) = match word.strip_suffix(['k', 'm']) {
        Some(number) if word.ends_with('k') => (number, 1e3),
        Some(number) => (number, 1e6),
        None => (word, 1.0),
    };
    let plain = number.replace(',', "");
    plain
        .starts_with(|c: char| c.is_ascii_digit())
        .then(|| plain.parse::<f64>().ok())?
        .map(|n| n * scale)
}

/// What is counted behind a number: its name, what one of it is worth, and where it ends.
fn unit(tokens: &[Token], at: usize, lexicon: &Lexicon) -> Option<(String, f64, usize)> {
    let known = |place: usize| {
        tokens.get(place).is_some_and(|token| {
            lexicon.unit_worth.holds(&token.text) || time(singular(&token.text)).is_some()
        })
    };
    // "Eighty active users": one word may come between.
    let place = if !known(at) && known(at + 1) { at + 1 } else { at };
    let token = tokens.get(place).filter(|token| !token.after_mark || place > at)?;
    let says_nothing = lexicon.function.holds(&token.text)
        || lexicon.be.holds(&token.text)
        || lexicon.have.holds(&token.text)
        || lexicon.determiners.holds(&token.text)
        || lexicon.subordinators.holds(&token.text)
        || matches!(token.text.as_str(), "in" | "later" | "ago" | "so" | "o'clock" | "more" | "as");
    let name = singular(&token.text);
    (!says_nothing && name.len() > 1).then(|| match time(name) {
        Some(factor) => ("second".to_owned(), factor, place + 1),
        None => (name.to_owned(), 1.0, place + 1),
    })
}

fn time(name: &str) -> Option<f64> {
    TIMES.iter().find(|(unit, _)| *unit == name).map(|(_, seconds)| *seconds)
}

/// Without its plural; good enough to compare.
pub(super) fn singular(word: &str) -> &str {
    match word.strip_suffix('s') {
        Some(stem) if stem.len() > 2 && !stem.ends_with('s') => stem,
        _ => word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::grammar;
    use crate::analysis::tester::lexicon;
    use crate::timeline::Millis;
    use crate::transcript::Word;

    fn read(text: &str) -> Vec<(f64, String)> {
        let words: Vec<Word> = text
            .split_whitespace()
            .map(|word| Word::new(word, Millis::ZERO, Millis::ZERO))
            .collect();
        let lexicon = lexicon();
        let tokens = grammar::tokens(&words, 0..words.len(), &lexicon);
        quantities(&tokens, &lexicon).into_iter().map(|q| (q.value, q.unit)).collect()
    }

    fn one(value: f64, unit: &str) -> Vec<(f64, String)> {
        vec![(value, unit.to_owned())]
    }

    #[test]
    fn the_same_time_is_the_same_in_other_words() {
        for text in ["half an hour", "thirty minutes", "it took 30 min", "1,800 seconds"] {
            assert_eq!(read(text), one(1800.0, "second"), "{text}");
        }
        assert_eq!(read("it took an hour"), one(3600.0, "second"));
    }

    #[test]
    fn large_numbers_are_read_in_words_and_digits() {
        for text in ["thirty thousand dollars", "$30,000", "30k dollars", "30 thousand dollars"] {
            assert_eq!(read(text), one(30_000.0, "dollar"), "{text}");
        }
        assert_eq!(read("two hundred and twelve orders"), one(212.0, "order"));
        assert_eq!(read("a dozen alerts"), one(12.0, "alert"));
        assert_eq!(read("eighty active users"), one(80.0, "user"));
    }

    #[test]
    fn what_moved_has_one_unit() {
        let both = vec![(2400.0, "second".to_owned()), (600.0, "second".to_owned())];
        assert_eq!(read("it went from forty minutes to ten"), both);
    }

    #[test]
    fn numbers_of_nothing_are_none() {
        for text in [
            "one in two hundred orders",
            "three of them",
            "one engineer",
            "at two",
            "half of it",
            "in 2024",
        ] {
            assert_eq!(read(text), [], "{text}");
        }
    }
}
