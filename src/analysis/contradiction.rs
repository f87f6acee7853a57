//! Where a reply does not agree with what was said before: how much, and who did it.
//!
//! Only what can be shown: two passages about the same thing, of which one has another value, or
//! another doer. In doubt there is no contradiction; being called a liar by mistake costs more trust
//! than a slip that is missed.

use std::ops::Range;

use super::grammar::Token;
use super::quantity::{quantities, singular};
use super::story::{Parsed, read};
use super::vectors::likeness;
use super::{Answer, Vectors};
use crate::bank::Lexicon;
use crate::timeline::Millis;

/// What two passages disagree about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disagreement {
    Number,
    Doer,
}

/// Two passages that cannot both be so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contradiction {
    pub about: Disagreement,
    /// What was said before, and when in its answer.
    pub before: String,
    pub before_at: Millis,
    /// What the reply says, and when.
    pub now: String,
    pub now_at: Millis,
}

/// How alike two sentences must be to be about the same thing: on their own, and with a word in common
/// that says what they are about. Chosen on `tests/labels/replies/tune.toml`.
const SAME: f32 = 0.70;
const SAME_WITH_WORD: f32 = 0.45;

/// What in `reply` does not agree with any of the answers `before`, in the order of the reply.
pub fn contradictions(before: &[Answer], reply: &Answer, lexicon: &Lexicon) -> Vec<Contradiction> {
    let said: Vec<Sentence<'_>> =
        before.iter().flat_map(|answer| sentences(answer, lexicon)).collect();
    let now: Vec<Sentence<'_>> = sentences(reply, lexicon).collect();
    let mut out = Vec::new();
    for sentence in &now {
        out.extend(other_number(&said, &now, sentence));
        out.extend(other_doer(&said, sentence));
    }
    out
}

/// A sentence with its place among all.
struct Sentence<'a> {
    parsed: Parsed,
    vectors: &'a Vectors,
    lexicon: &'a Lexicon,
}

fn sentences<'a>(answer: &'a Answer, lexicon: &'a Lexicon) -> impl Iterator<Item = Sentence<'a>> {
    let all = read(answer, lexicon).into_iter();
    all.map(move |parsed| Sentence { parsed, vectors: &answer.vectors, lexicon })
}

impl Sentence<'_> {
    fn tokens(&self) -> &[Token] {
        &self.parsed.tokens
    }

    /// The words that say what it is about.
    fn topics(&self, tokens: Range<usize>) -> Vec<&str> {
        let lexicon = self.lexicon;
        let empty = [
            &lexicon.function,
            &lexicon.subordinators,
            &lexicon.be,
            &lexicon.have,
            &lexicon.determiners,
            &lexicon.adverbs,
            &lexicon.unreal,
            &lexicon.unit_time,
        ];
        self.tokens()[tokens]
            .iter()
            .map(|token| token.text.as_str())
            .filter(|word| word.len() > 3 && !crate::bank::is_number(word))
            .filter(|word| !empty.iter().any(|list| list.holds(word)))
            .map(singular)
            .collect()
    }

    /// Whether both count the same things, apart from their `unit`.
    fn counts_what(&self, other: &Self, unit: &str) -> bool {
        let alike = self.likeness(other);
        let mine = self.topics(0..self.tokens().len());
        let theirs = other.topics(0..other.tokens().len());
        let common = mine.iter().any(|word| {
            !is_same_word(word, unit) && theirs.iter().any(|other| is_same_word(word, other))
        });
        alike >= SAME || (common && alike >= SAME_WITH_WORD)
    }

    fn likeness(&self, other: &Self) -> f32 {
        let pair = self.vectors.of(self.parsed.text()).zip(other.vectors.of(other.parsed.text()));
        pair.map_or(0.0, |(a, b)| likeness(a, b))
    }

    fn quote(&self, tokens: Range<usize>) -> String {
        let text: Vec<&str> =
            self.tokens()[tokens].iter().map(|token| token.text.as_str()).collect();
        text.join(" ")
    }
}

/// A value that was never spoken of before, of what had another one.
fn other_number(
    said: &[Sentence<'_>],
    all_now: &[Sentence<'_>],
    now: &Sentence<'_>,
) -> Option<Contradiction> {
    for quantity in quantities(now.tokens(), now.lexicon) {
        let mut candidates = Vec::new();
        for before in said {
            for earlier in quantities(before.tokens(), before.lexicon) {
                if earlier.unit == quantity.unit {
                    candidates.push((before, earlier));
                }
            }
        }
        // The value was there before, or the reply names both.
        let known = candidates.iter().any(|(_, earlier)| earlier.agrees_with(&quantity));
        if known {
            continue;
        }
        let repeated = |earlier: &super::quantity::Quantity| {
            all_now.iter().any(|sentence| {
                quantities(sentence.tokens(), sentence.lexicon)
                    .iter()
                    .any(|also| also.unit == earlier.unit && also.agrees_with(earlier))
            })
        };
        let clash = candidates
            .into_iter()
            .filter(|(before, earlier)| {
                now.counts_what(before, &quantity.unit) && !repeated(earlier)
            })
            .max_by(|(a, _), (b, _)| now.likeness(a).total_cmp(&now.likeness(b)));
        if let Some((before, earlier)) = clash {
            return Some(Contradiction {
                about: Disagreement::Number,
                before: before.quote(earlier.tokens),
                before_at: before.parsed.span().start,
                now: now.quote(quantity.tokens),
                now_at: now.parsed.span().start,
            });
        }
    }
    None
}

/// The one who did something, from the speaker's point of view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Doer {
    Me,
    Other,
}

/// Somebody did something to something; places among a sentence's tokens.
struct Deed {
    doer: Doer,
    verb: usize,
    object: Range<usize>,
    tokens: Range<usize>,
}

/// A deed that somebody else had done before.
fn other_doer(said: &[Sentence<'_>], now: &Sentence<'_>) -> Option<Contradiction> {
    for deed in deeds(now) {
        for before in said {
            let earlier = deeds(before).into_iter().find(|earlier| {
                earlier.doer != deed.doer && same_deed(before, earlier, now, &deed)
            });
            if let Some(earlier) = earlier {
                return Some(Contradiction {
                    about: Disagreement::Doer,
                    before: before.quote(earlier.tokens),
                    before_at: before.parsed.span().start,
                    now: now.quote(deed.tokens),
                    now_at: now.parsed.span().start,
                });
            }
        }
    }
    None
}

fn same_deed(before: &Sentence<'_>, earlier: &Deed, now: &Sentence<'_>, deed: &Deed) -> bool {
    let theirs = before.topics(earlier.object.clone());
    let object = now.topics(deed.object.clone());
    let common = object.iter().any(|word| theirs.iter().any(|other| is_same_word(word, other)));
    let verb = present(&now.tokens()[deed.verb].text);
    is_same_word(present(&before.tokens()[earlier.verb].text), verb)
        && (common || before.likeness(now) >= SAME)
}

/// "Crash", "crashed" and "crashes", by what they begin with.
fn is_same_word(a: &str, b: &str) -> bool {
    const STEM: usize = 5;
    let common = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    a == b || (common >= STEM && a.len().abs_diff(b.len()) <= 3)
}

/// Deeds with a doer who is certain: the speaker, or one person who is not.
///
/// A parser would be needed to find them all. A word that looks like a past tense behind a pronoun, a
/// name, or a noun can be relied on, and so can a passive with its "by".
fn deeds(sentence: &Sentence<'_>) -> Vec<Deed> {
    let tokens = sentence.tokens();
    let text = |at: usize| tokens[at].text.as_str();
    let lexicon = sentence.lexicon;
    let mut out = Vec::new();
    for verb in 1..tokens.len() {
        if !is_past(text(verb)) {
            continue;
        }
        let end = (verb + 1..tokens.len())
            .find(|at| tokens[*at].after_mark || matches!(text(*at), "and" | "but" | "so" | "by"))
            .unwrap_or(tokens.len());
        let mut before = verb - 1;
        let mut passive = false;
        while before > 0
            && (lexicon.have.holds(text(before))
                || lexicon.be.holds(text(before))
                || lexicon.adverbs.holds(text(before)))
        {
            passive |= lexicon.be.holds(text(before));
            before -= 1;
        }
        if passive {
            let Some(doer) = (text(end.min(tokens.len() - 1)) == "by")
                .then(|| tokens.get(end + 1))
                .flatten()
                .and_then(|by| doer(&by.text, true, lexicon))
            else {
                continue;
            };
            // What was done stands before the verb.
            let start = (0..before)
                .rev()
                .find(|at| tokens[at + 1].after_mark || matches!(text(*at), "and" | "but" | "so"))
                .map_or(0, |at| at + 1);
            out.push(Deed {
                doer,
                verb,
                object: start..verb,
                tokens: start..(end + 2).min(tokens.len()),
            });
        } else if let Some(doer) = doer(text(before), before > 0, lexicon)
            && !(before > 0 && text(before - 1) == "if")
        {
            out.push(Deed { doer, verb, object: verb + 1..end, tokens: before..end });
        }
    }
    out
}

/// Who a subject is; `None` where that is not certain.
fn doer(subject: &str, has_lead: bool, lexicon: &Lexicon) -> Option<Doer> {
    match subject.split('\'').next().unwrap_or(subject) {
        "i" | "me" | "myself" => return Some(Doer::Me),
        "he" | "she" | "they" | "him" | "her" | "them" => return Some(Doer::Other),
        "who" if has_lead => return Some(Doer::Other),
        "we" | "us" | "you" | "it" | "team" => return None,
        _ => {}
    }
    let says_nothing = [
        &lexicon.function,
        &lexicon.determiners,
        &lexicon.subordinators,
        &lexicon.unreal,
        &lexicon.stative,
    ];
    // A determiner behind "by" leads to somebody: "by the vendor", "by our designer".
    let leads =
        matches!(subject, "the" | "a" | "an" | "our" | "their" | "his" | "another" | "somebody");
    (leads || !says_nothing.iter().any(|list| list.holds(subject))).then_some(Doer::Other)
}

fn is_past(word: &str) -> bool {
    (word.ends_with("ed") && word.len() > 4) || IRREGULAR.iter().any(|(past, _)| *past == word)
}

/// One form for "wrote" and "written".
fn present(word: &str) -> &str {
    IRREGULAR.iter().find(|(past, _)| *past == word).map_or(word, |(_, present)| present)
}

/// Past tenses and participles without "-ed", of what engineers do.
const IRREGULAR: [(&str, &str); 46] = [
    ("wrote", "write"),
    ("written", "write"),
    ("rewrote", "rewrite"),
    ("rewritten", "rewrite"),
    ("found", "find"),
    ("built", "build"),
    ("rebuilt", "rebuild"),
    ("took", "take"),
    ("taken", "take"),
    ("made", "make"),
    ("ran", "run"),
    ("drew", "draw"),
    ("drawn", "draw"),
    ("drove", "drive"),
    ("driven", "drive"),
    ("led", "lead"),
    ("brought", "bring"),
    ("thought", "think"),
    ("set", "set"),
    ("put", "put"),
    ("cut", "cut"),
    ("held", "hold"),
    ("gave", "give"),
    ("given", "give"),
    ("sent", "send"),
    ("did", "do"),
    ("done", "do"),
    ("came", "come"),
    ("chose", "choose"),
    ("chosen", "choose"),
    ("caught", "catch"),
    ("saw", "see"),
    ("seen", "see"),
    ("told", "tell"),
    ("kept", "keep"),
    ("began", "begin"),
    ("begun", "begin"),
    ("spoke", "speak"),
    ("spoken", "speak"),
    ("taught", "teach"),
    ("dug", "dig"),
    ("split", "split"),
    ("shut", "shut"),
    ("read", "read"),
    ("bought", "buy"),
    ("paid", "pay"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tester::{answer, lexicon};

    /// Whose sentences all mean the same, so that only words tell them apart.
    fn meant(text: &str) -> Answer {
        let mut answer = answer(text);
        for parsed in read(&answer, &lexicon()) {
            answer.vectors.insert(parsed.text(), vec![0.7]);
        }
        answer
    }

    fn found(said: &str, reply: &str) -> Vec<(Disagreement, String, String)> {
        contradictions(&[meant(said)], &meant(reply), &lexicon())
            .into_iter()
            .map(|found| (found.about, found.before, found.now))
            .collect()
    }

    #[test]
    fn another_value_of_the_same_thing_is_noticed() {
        let found = found(
            "The shop was down for forty minutes.",
            "Well, in those twenty minutes when the shop was down nobody could pay.",
        );
        assert_eq!(
            found,
            [(Disagreement::Number, "forty minutes".into(), "twenty minutes".into())]
        );
    }

    #[test]
    fn the_same_value_in_other_words_is_none() {
        for (said, reply) in [
            ("The shop was down for half an hour.", "The shop was down for about thirty minutes."),
            ("The build went from forty minutes to ten.", "Ten minutes a build, it was forty."),
            ("The shop lost 42 orders.", "Some forty orders that the shop lost."),
            ("Three of the five engineers left.", "Of those five engineers three had left."),
            ("The shop was down for forty minutes.", "It cost the shop two hundred dollars."),
        ] {
            assert_eq!(found(said, reply), [], "{said} {reply}");
        }
    }

    #[test]
    fn another_doer_of_the_same_deed_is_noticed() {
        for (said, reply) in [
            ("I wrote the migration.", "Priya wrote the migration and I looked at it."),
            ("I wrote the migration.", "The migration was written by Priya."),
            ("I called the hospital.", "It was my boss who called the hospital."),
            ("The vendor had found the leak.", "When I found the leak I told them."),
        ] {
            let found = found(said, reply);
            assert_eq!(found.len(), 1, "{said} {reply}");
            assert_eq!(found[0].0, Disagreement::Doer);
        }
    }

    #[test]
    fn others_do_other_things() {
        for (said, reply) in [
            ("I wrote the migration.", "Priya wrote the tests for it."),
            ("We wrote the migration.", "I wrote the migration and Ben reviewed it."),
            ("I wrote the migration.", "The migration was written in a week."),
            ("I wrote the migration.", "If Priya had written it, we would have waited."),
        ] {
            assert_eq!(found(said, reply), [], "{said} {reply}");
        }
    }
}
