//! Numbers with units: what an outcome was worth.

use std::ops::Range;

use super::grammar::Token;
use crate::bank::{Lexicon, is_number};

/// A number that says something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Figure {
    /// Tokens of the number and its unit.
    pub(super) tokens: Range<usize>,
    /// It moved: "from forty minutes to ten", "down by 80 percent", "in half".
    pub(super) change: bool,
}

/// The figures of a sentence, in order.
///
/// A number counts with a unit of worth (money, people, percent, requests ...) or of time. "After
/// two weeks" says when, not how much, and does not count; neither does "one" of anything.
pub(super) fn figures(tokens: &[Token], lexicon: &Lexicon) -> Vec<Figure> {
    if lexicon.no_figure.is_in(tokens) {
        return Vec::new();
    }
    let mut out: Vec<Figure> = lexicon
        .change
        .find(tokens)
        .into_iter()
        .map(|tokens| Figure { tokens, change: true })
        .collect();
    let mut at = 0;
    while at < tokens.len() {
        if !is_number(&tokens[at].text) {
            at += 1;
            continue;
        }
        let start = at;
        while tokens.get(at).is_some_and(|token| is_number(&token.text))
            || (tokens.get(at).is_some_and(|token| token.text == "point" || token.text == "and")
                && tokens.get(at + 1).is_some_and(|token| is_number(&token.text)))
        {
            at += 1;
        }
        if let Some(end) = unit_end(tokens, start, at, lexicon) {
            let within = |figure: &Figure| figure.tokens.start < end && start < figure.tokens.end;
            if !out.iter().any(within) {
                out.push(Figure { tokens: start..end, change: false });
            }
        }
    }
    out.sort_by_key(|figure| figure.tokens.start);
    out
}

/// So few of anything that is counted in heads are a description and no measure of an impact.
const FEW: [&str; 6] = ["two", "three", "four", "2", "3", "4"];

/// The end of the unit behind the number `start..at`, if it has one that counts.
fn unit_end(tokens: &[Token], start: usize, at: usize, lexicon: &Lexicon) -> Option<usize> {
    let lone_one = at == start + 1 && tokens[start].text == "one";
    let few = at == start + 1 && FEW.contains(&tokens[start].text.as_str());
    let unit = |place: usize| tokens.get(place).map(|token| token.text.as_str());
    // "Eight thousand active users": one word may come between.
    for place in [at, at + 1] {
        let says_something =
            |word| lexicon.unit_worth.holds(word) && (!few || lexicon.unit_share.holds(word));
        if unit(place).is_some_and(says_something) && !lone_one {
            return Some(place + 1);
        }
    }
    let when = start > 0 && lexicon.time_adverb.holds(&tokens[start - 1].text)
        || matches!(unit(at + 1), Some("later" | "ago" | "after" | "before" | "earlier"));
    (unit(at).is_some_and(|word| lexicon.unit_time.holds(word)) && !when && !lone_one)
        .then_some(at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::grammar;
    use crate::analysis::tester::lexicon;
    use crate::timeline::Millis;
    use crate::transcript::Word;

    fn read(text: &str) -> Vec<(String, bool)> {
        let words: Vec<Word> = text
            .split_whitespace()
            .map(|word| Word::new(word, Millis::ZERO, Millis::ZERO))
            .collect();
        let lexicon = lexicon();
        let tokens = grammar::tokens(&words, 0..words.len(), &lexicon);
        figures(&tokens, &lexicon)
            .into_iter()
            .map(|figure| {
                let text: Vec<_> = tokens[figure.tokens].iter().map(AsRef::as_ref).collect();
                (text.join(" "), figure.change)
            })
            .collect()
    }

    #[test]
    fn worth_is_read_with_its_unit() {
        assert_eq!(read("it cost roughly $30,000."), [("30,000 dollars".into(), false)]);
        assert_eq!(
            read("eight thousand active users"),
            [("eight thousand active users".into(), false)]
        );
        assert_eq!(read("the outage lasted twenty five minutes")[0].0, "twenty five minutes");
    }

    #[test]
    fn what_moved_is_a_change() {
        for text in
            ["it went from forty minutes to ten", "down by 80%", "we cut it in half", "3x faster"]
        {
            assert!(read(text).iter().any(|(_, change)| *change), "{text}");
        }
    }

    #[test]
    fn counting_and_dating_are_no_figures() {
        for text in [
            "one of the teams",
            "one day",
            "after two weeks it worked",
            "I wrote four tests",
            "two people could buy the same seat",
            "three teams were on the call",
            "two days later",
            "for five days",
            "I don't have the numbers but ten percent",
        ] {
            assert_eq!(read(text), [], "{text}");
        }
    }
}
