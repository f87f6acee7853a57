//! Writes down how the words of the labelled answers are pronounced.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use greenroom::timeline::Millis;
use greenroom::transcript::Word;
use greenroom::voice::Pronouncer;

use super::super::answers;
use super::Result;

/// Times that a word must be said to be common: 3,600 words are, 97 of 100 that are said.
const FEWEST: usize = 3;

/// `espeak-ng` is given ten seconds for an answer, and takes one to three for a thousand words.
const BATCH: usize = 500;

pub(crate) fn run() -> Result<()> {
    let mut counts = BTreeMap::<String, usize>::new();
    for answer in answers::read("tune")?.into_iter().chain(answers::read("sections")?) {
        let words = answer.sentences.iter().flat_map(|sentence| sentence.text.split_whitespace());
        for word in words.map(|text| Word::new(text, Millis::ZERO, Millis::ZERO).bare()) {
            *counts.entry(word).or_default() += 1;
        }
    }
    let spelled = |word: &str| word.chars().all(|c| c.is_ascii_alphabetic() || "'-".contains(c));
    let common: Vec<String> = counts
        .into_iter()
        .filter(|(word, count)| *count >= FEWEST && !word.is_empty() && spelled(word))
        .map(|(word, _)| word)
        .collect();
    let pronouncer = Pronouncer::default();
    let mut text = String::new();
    for batch in common.chunks(BATCH) {
        for (word, phones) in batch.iter().zip(pronouncer.ask(batch)?) {
            writeln!(text, "{word} {phones}")?;
        }
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("prompts/learned/pronunciations.txt");
    fs::write(path, text)?;
    eprintln!("{} words", common.len());
    Ok(())
}
