//! Each rule on six short answers with its fault (or merit) and six tempting ones without, in
//! `tests/wordings`: written by people who did not know how the rules work, a third of them as a
//! recogniser writes. Nothing was learnt from them.

mod weights;

use std::fs;
use std::path::Path;
use std::thread;

use greenroom::analysis::{Answer, Context, Finding, RULES, Rule, Timing, Vectors, analyse};
use greenroom::bank::Bank;
use greenroom::session::Understanding;
use greenroom::timeline::{Millis, SpeechTrack, TimeSpan};
use greenroom::transcript::{Transcript, Word};
use serde::Deserialize;

/// Of the twelve cases of a rule so many are right at least, and of all cases this share. Rules of
/// meaning are at a loss with some of these wordings, which were made to be unusual or tempting;
/// `BENCHMARKS.md` has the share of each.
const LEAST: usize = 6;
const LEAST_OF_ALL: f64 = 0.77;

/// Cases that each rule has of either kind, and how many of those are as a recogniser writes.
const EACH: usize = 6;
const HEARD: usize = 2;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    yes: Vec<Case>,
    no: Vec<Case>,
}

/// A short answer.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    card: String,
    /// ` / ` is a pause of half a second, ` /2600/ ` one of so many milliseconds.
    text: String,
    /// Words that a finding has to touch.
    at: Option<String>,
    /// As a recogniser writes it: no marks, words misheard.
    #[serde(default)]
    heard: bool,
    /// Words a minute while words are said.
    #[serde(default = "usual_rate")]
    rate: u64,
    /// Milliseconds from the end of the question to the first word.
    #[serde(default = "usual_onset")]
    onset: u64,
    company: Option<String>,
    level: Option<String>,
}

fn usual_rate() -> u64 {
    150
}

fn usual_onset() -> u64 {
    600
}

impl Case {
    /// The answer as it would come from a recording.
    fn answer(&self) -> Answer {
        const BETWEEN_SENTENCES: u64 = 400;
        let word_ms = 60_000 / self.rate;
        let mut at = self.onset;
        let (mut words, mut voiced) = (Vec::new(), Vec::new());
        let mut began = at;
        let mut end = at;
        for token in self.text.split_whitespace() {
            let pause = match token.strip_prefix('/') {
                Some("") => Some(500),
                Some(rest) => rest.strip_suffix('/').and_then(|ms| ms.parse().ok()),
                None => None,
            };
            if let Some(pause) = pause {
                at = at.max(end) + pause;
                continue;
            }
            if at > end && end > began {
                voiced.push(TimeSpan::new(Millis(began), Millis(end)));
                began = at;
            }
            words.push(Word::new(token, Millis(at), Millis(at + word_ms * 9 / 10)));
            at += word_ms;
            end = at;
            if !self.heard && token.trim_end_matches(['"', '”', ')']).ends_with(['.', '?', '!']) {
                at += BETWEEN_SENTENCES;
            }
        }
        voiced.push(TimeSpan::new(Millis(began), Millis(end)));
        let duration = Millis(at.max(end));
        Answer {
            transcript: Transcript { words },
            track: Some(SpeechTrack::new(voiced, vec![], duration)),
            duration,
            timing: Timing::Measured,
            vectors: Vectors::default(),
            told_sections: Vec::new(),
        }
    }

    /// The time of the words that a finding has to touch.
    fn place(&self, answer: &Answer) -> Option<TimeSpan> {
        let wanted = self.at.as_deref()?.split_whitespace().filter(|w| !w.starts_with('/'));
        let wanted: Vec<String> =
            wanted.map(|w| Word::new(w, Millis::ZERO, Millis::ZERO).bare()).collect();
        let words = &answer.transcript.words;
        let all: Vec<String> = words.iter().map(Word::bare).collect();
        let first = all
            .windows(wanted.len())
            .position(|window| window == wanted)
            .unwrap_or_else(|| panic!("`{}` is not in the text", wanted.join(" ")));
        Some(TimeSpan::new(words[first].span.start, words[first + wanted.len() - 1].span.end))
    }
}

fn cases(rule: &dyn Rule) -> Cases {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/wordings")
        .join(format!("{}.toml", rule.name()));
    let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    toml::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// Whether the rule finds it in a case, at the place where it is.
fn finds(rule: &dyn Rule, case: &Case, bank: &Bank, understanding: &Understanding) -> bool {
    let card = bank.card(&case.card).expect("a card");
    let context = Context::new(bank, Some(card), None)
        .and_then(|context| context.heard_by(case.company.as_deref(), case.level.as_deref()))
        .expect("a listener");
    let mut answer = case.answer();
    understanding.add_to(&mut answer, &context).expect("vectors");
    let place = case.place(&answer);
    let touches = |finding: &Finding| {
        place.is_none_or(|at| finding.span.start < at.end && at.start < finding.span.end)
    };
    analyse(&answer, &context)
        .findings
        .iter()
        .any(|finding| finding.rule == rule.name() && touches(finding))
}

/// How a rule fares with its cases.
struct Tally {
    rule: &'static str,
    right: usize,
    count: usize,
    /// As `yes 3`, from 1.
    wrong: Vec<String>,
}

fn tally(rule: &dyn Rule, bank: &Bank, understanding: &Understanding) -> Tally {
    let Cases { yes, no } = cases(rule);
    let mut wrong = Vec::new();
    for (kind, cases, truth) in [("yes", &yes, true), ("no", &no, false)] {
        for (number, case) in cases.iter().enumerate() {
            if finds(rule, case, bank, understanding) != truth {
                wrong.push(format!("{kind} {}", number + 1));
            }
        }
    }
    let count = yes.len() + no.len();
    Tally { rule: rule.name(), right: count - wrong.len(), count, wrong }
}

#[test]
fn every_rule_has_six_wordings_for_and_six_against() {
    for rule in RULES {
        let Cases { yes, no } = cases(*rule);
        for cases in [&yes, &no] {
            assert!(cases.len() >= EACH, "{}", rule.name());
            let heard = cases.iter().filter(|case| case.heard).count();
            assert!(heard >= HEARD, "{}", rule.name());
        }
    }
}

#[test]
#[ignore = "needs the weights"]
fn rules_understand_wordings_that_nobody_tuned_them_on() {
    let bank = Bank::builtin().expect("the built-in bank");
    // A sentence model stays on its thread; two of them take half the time.
    let tallies: Vec<Tally> = thread::scope(|scope| {
        let halves = RULES.chunks(RULES.len().div_ceil(2)).map(|rules| {
            let bank = &bank;
            scope.spawn(move || {
                let understanding = Understanding::new(Some(weights::embedder()));
                rules.iter().map(|rule| tally(*rule, bank, &understanding)).collect::<Vec<_>>()
            })
        });
        let halves: Vec<_> = halves.collect();
        halves.into_iter().flat_map(|half| half.join().expect("its cases are judged")).collect()
    });
    for Tally { rule, right, count, wrong } in &tallies {
        println!("{rule:24} {right:2} of {count}  {}", wrong.join(", "));
    }
    let right_of_all: usize = tallies.iter().map(|tally| tally.right).sum();
    let count_of_all: usize = tallies.iter().map(|tally| tally.count).sum();
    let poor: Vec<&str> =
        tallies.iter().filter(|tally| tally.right < LEAST).map(|tally| tally.rule).collect();
    println!("all {right_of_all} of {count_of_all}");
    assert_eq!(poor, [""; 0], "less than {LEAST} of a rule's cases are right");
    #[expect(clippy::cast_precision_loss, reason = "some hundred cases")]
    let share = right_of_all as f64 / count_of_all as f64;
    assert!(share >= LEAST_OF_ALL, "{share:.3}");
}
