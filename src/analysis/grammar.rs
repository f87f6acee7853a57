//! Who does what: words without fillers, and clauses by their subject.

use std::ops::Range;

use crate::bank::{Lexicon, is_number, pieces};
use crate::transcript::Word;

/// A word as the patterns see it. One written word can be several: `$8k` is `8k dollars`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    pub(super) text: String,
    /// Index of the written word in the transcript.
    pub(super) word: usize,
    /// Whether a comma or the like stands before it.
    pub(super) after_mark: bool,
}

impl AsRef<str> for Token {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

/// The one who acts, as far as a pronoun says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    I,
    We,
    /// He, she or they.
    Other,
}

/// A subject with its verb, and the words up to the next one.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Clause {
    pub(super) subject: Subject,
    pub(super) tokens: Range<usize>,
    /// Somebody really did something: a main clause, no state, no wish, no negation.
    pub(super) acts: bool,
}

/// The words of a sentence without fillers.
pub(super) fn tokens(words: &[Word], range: Range<usize>, lexicon: &Lexicon) -> Vec<Token> {
    let mut out = Vec::new();
    let mut after_mark = false;
    for index in range {
        let word = &words[index];
        let filler = lexicon.fillers.holds(&word.bare());
        if !filler {
            for (place, text) in pieces(&word.text).into_iter().enumerate() {
                out.push(Token { text, word: index, after_mark: after_mark && place == 0 });
            }
        }
        // The comma of "So, um, we" belongs to what was said before the filler, too.
        after_mark = word.text.ends_with([',', ';', ':']) || (filler && after_mark);
    }
    out
}

/// The clauses whose subject is a pronoun that can only be a subject.
///
/// "You" and "it" can be objects and are left out; so are nouns, for which a parser would be
/// needed. What has no such subject counts for nobody.
pub(super) fn clauses(tokens: &[Token], lexicon: &Lexicon) -> Vec<Clause> {
    let starts: Vec<(usize, Subject)> = tokens
        .iter()
        .enumerate()
        .filter_map(|(at, token)| Some((at, subject(&token.text)?)))
        .collect();
    let mut out = Vec::with_capacity(starts.len());
    for (place, &(at, subject)) in starts.iter().enumerate() {
        let end = starts
            .get(place + 1)
            .map_or(tokens.len(), |&(next, _)| clause_end(tokens, at, next, lexicon));
        out.push(Clause { subject, tokens: at..end, acts: acts(tokens, at, end, lexicon) });
    }
    out
}

fn subject(word: &str) -> Option<Subject> {
    let pronoun = word.split('\'').next().unwrap_or(word);
    match pronoun {
        "i" => Some(Subject::I),
        "we" => Some(Subject::We),
        "he" | "she" | "they" => Some(Subject::Other),
        _ => None,
    }
}

/// The clause before the subject at `next` ends before the conjunctions that lead to it.
fn clause_end(tokens: &[Token], start: usize, next: usize, lexicon: &Lexicon) -> usize {
    let leads = |word: &str| {
        matches!(word, "and" | "but" | "so" | "or" | "then" | "also")
            || lexicon.subordinators.holds(word)
    };
    let mut end = next;
    while end > start + 1 && leads(&tokens[end - 1].text) {
        end -= 1;
    }
    end
}

fn acts(tokens: &[Token], at: usize, end: usize, lexicon: &Lexicon) -> bool {
    let subordinate =
        at > 0 && !tokens[at].after_mark && lexicon.subordinators.holds(&tokens[at - 1].text);
    let contracted = tokens[at].text.split_once('\'').map(|(_, rest)| rest);
    if subordinate || matches!(contracted, Some("ll" | "d" | "m" | "re")) {
        return false;
    }
    let mut rest = tokens[at + 1..end].iter().map(|token| token.text.as_str()).peekable();
    while let Some(word) = rest.next() {
        if lexicon.adverbs.holds(word) {
            continue;
        }
        if lexicon.be.holds(word) || lexicon.unreal.holds(word) || lexicon.stative.holds(word) {
            return false;
        }
        if lexicon.have.holds(word) {
            // "We had a queue" owns; "we had found it" acts.
            if rest.peek().is_none_or(|next| lexicon.determiners.holds(next)) {
                return false;
            }
            continue;
        }
        return true;
    }
    false
}

/// The longest run of words that is taken for a restart when it comes twice.
const LONGEST_RESTART: usize = 3;

/// Words that are said twice on purpose, or by grammar.
const MEANT: &[&str] =
    &["very", "really", "so", "no", "yes", "had", "that", "many", "much", "long", "again", "bye"];

/// How many words, from `at` on, were dropped and said again at once.
pub(super) fn restart(tokens: &[Token], at: usize) -> Option<usize> {
    (1..=LONGEST_RESTART).rev().find(|length| {
        let Some(twice) = tokens.get(at..at + 2 * length) else { return false };
        let (once, more) = twice.split_at(*length);
        let meant = |token: &Token| MEANT.contains(&token.text.as_str()) || is_number(&token.text);
        once.iter().zip(more).all(|(a, b)| a.text == b.text) && !once.iter().any(meant)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tester::lexicon;
    use crate::timeline::Millis;

    fn read(text: &str) -> Vec<(Subject, bool, String)> {
        let words: Vec<Word> = text
            .split_whitespace()
            .map(|word| Word::new(word, Millis::ZERO, Millis::ZERO))
            .collect();
        let lexicon = lexicon();
        let tokens = tokens(&words, 0..words.len(), &lexicon);
        clauses(&tokens, &lexicon)
            .into_iter()
            .map(|clause| {
                let text: Vec<_> = tokens[clause.tokens].iter().map(AsRef::as_ref).collect();
                (clause.subject, clause.acts, text.join(" "))
            })
            .collect()
    }

    #[test]
    fn each_subject_has_its_own_clause() {
        let clauses =
            read("Then we, um, traced it together, and I wrote the fix so they could ship");
        assert_eq!(
            clauses,
            [
                (Subject::We, true, "we traced it together".into()),
                (Subject::I, true, "i wrote the fix".into()),
                (Subject::Other, false, "they could ship".into()),
            ]
        );
    }

    #[test]
    fn having_wishing_and_not_doing_are_no_acts() {
        for text in [
            "we had a queue",
            "we were down",
            "we should test more",
            "we didn't look",
            "we've had no alert",
            "because we broke it",
            "we needed a plan",
            "I was asked",
        ] {
            assert!(read(text).iter().all(|(_, acts, _)| !acts), "{text}");
        }
    }

    #[test]
    fn adverbs_and_the_perfect_do_not_hide_an_act() {
        for text in [
            "we also quickly fixed it",
            "we had found it",
            "I've rewritten it",
            "I did roll it back",
        ] {
            assert!(read(text).iter().all(|(_, acts, _)| *acts), "{text}");
        }
    }
}
