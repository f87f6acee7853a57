//! What sentences say, on examples that were not learnt from: every fifth of `tests/labels/concepts`.

mod weights;

use std::fs;
use std::path::Path;

use greenroom::analysis::{Concept, Parsed, Vectors, alone};
use greenroom::bank::Bank;
use greenroom::embed::Embedder;
use greenroom::timeline::Millis;
use greenroom::transcript::Word;
use serde::Deserialize;

/// As in `benches/evaluation/concepts.rs`.
const KEPT: usize = 5;

/// The least share of a concept's examples that must be right. Half of the examples that say no were
/// written to be mistaken for a yes, and with 22 examples a concept that is right in 0.6 of them can fall this low.
const LEAST: f64 = 0.40;

/// The least share over all concepts.
const LEAST_OF_ALL: f64 = 0.73;

#[derive(Deserialize)]
struct Examples {
    yes: Vec<String>,
    no: Vec<String>,
}

struct Judge {
    bank: Bank,
    embedder: Embedder,
}

impl Judge {
    fn open() -> Self {
        Self { bank: Bank::builtin().expect("the built-in bank"), embedder: weights::embedder() }
    }

    /// The odds that a sentence says it, at the middle instead of at the threshold for whole answers.
    fn says(&self, concept: Concept, text: &str) -> bool {
        let words: Vec<Word> = text
            .split_whitespace()
            .map(|word| Word::new(word, Millis::ZERO, Millis::ZERO))
            .collect();
        let mut vectors = Vectors::default();
        self.embedder.add(&[text.to_owned()], &mut vectors).expect("a vector");
        let parsed = Parsed::one(text, &words, self.bank.lexicon());
        let learned = self.bank.learned();
        let features = alone(&parsed, &vectors, learned).expect("features");
        learned.concepts[concept.name()].linear.score(&features) > 0.0
    }
}

#[test]
#[ignore = "needs the weights"]
fn sentences_that_were_not_learnt_from_are_understood() {
    let judge = Judge::open();
    let (mut right_of_all, mut count_of_all) = (0, 0);
    for concept in Concept::ALL {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/labels/concepts")
            .join(format!("{}.toml", concept.name()));
        let Ok(text) = fs::read_to_string(&path) else { continue };
        let Examples { yes, no } = toml::from_str(&text).unwrap();
        let kept = |texts: Vec<String>, truth: bool| {
            texts.into_iter().step_by(KEPT).map(move |text| (text, truth))
        };
        let (mut right, mut count) = (0, 0);
        for (text, truth) in kept(yes, true).chain(kept(no, false)) {
            count += 1;
            right += i32::from(judge.says(*concept, &text) == truth);
        }
        let share = f64::from(right) / f64::from(count);
        println!("{:22} {right} of {count}: {share:.2}", concept.name());
        assert!(share >= LEAST, "{}: {share:.2}", concept.name());
        (right_of_all, count_of_all) = (right_of_all + right, count_of_all + count);
    }
    let share = f64::from(right_of_all) / f64::from(count_of_all);
    println!("all: {share:.3}");
    assert!(share >= LEAST_OF_ALL, "{share:.3}");
}

#[test]
#[ignore = "needs the weights"]
fn likeness_goes_by_meaning() {
    let judge = Judge::open();
    let texts = [
        "I rolled the release back within five minutes.",
        "Five minutes later the old version was running again because I had reverted it.",
        "My manager likes to cook on Sundays.",
    ]
    .map(str::to_owned);
    let mut vectors = Vectors::default();
    judge.embedder.add(&texts, &mut vectors).unwrap();
    let [a, b, c] = texts.each_ref().map(|text| vectors.of(text).unwrap());
    let likeness = |x: &[f32], y: &[f32]| x.iter().zip(y).map(|(x, y)| x * y).sum::<f32>();
    println!("{:.2} {:.2}", likeness(a, b), likeness(a, c));
    assert!(likeness(a, b) > likeness(a, c) + 0.2);
}

#[test]
#[ignore = "needs the weights"]
fn a_word_of_many_pieces_has_a_meaning_too() {
    let judge = Judge::open();
    let texts = [
        "Kwzpxqtrvb.",
        "Donaudampfschifffahrtsgesellschaft",
        "ok zzyzxqvbnmpwk",
        "Straße",
        "ἄνθρωπος",
    ];
    let mut vectors = Vectors::default();
    judge.embedder.add(&texts.map(str::to_owned), &mut vectors).unwrap();
    for text in texts {
        assert!(vectors.of(text).is_some(), "{text}");
    }
}
