//! What a person corrects in a stored answer: words that were misheard, sections that were mistaken.

use std::ops::Range;

use serde::{Deserialize, Serialize};
use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::{ReportModel, Seconds};
use crate::analysis::Answer;
use crate::timeline::Millis;
use crate::transcript::Word;

/// What one sentence should have been.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// The sentence's place in the answer, from 0.
    pub sentence: usize,
    /// Its words.
    pub text: String,
    /// The section that it belongs to.
    pub section: String,
}

/// What was corrected, for whoever reads the answer later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectionReport {
    pub at_s: Seconds,
    pub before: String,
    pub after: String,
}

/// The longest sentence that is taken, in bytes: some five minutes of speech.
const LONGEST: usize = 8000;

impl ReportModel {
    /// The words of each sentence, as places among all.
    pub fn words_of_sentences(&self) -> Vec<Range<usize>> {
        let last = self.sentences.len().saturating_sub(1);
        let mut start = 0;
        self.sentences
            .iter()
            .enumerate()
            .map(|(number, sentence)| {
                let until = |word: &&super::WordReport| {
                    // Words stand in their sentence by their time; the last one takes what is left.
                    number == last || word.start_s.0 < sentence.end_s.0
                };
                let count = self.words[start..].iter().take_while(until).count();
                let words = start..start + count;
                start += count;
                words
            })
            .collect()
    }

    /// The answer with a correction, and what that changes; `None` if there is no such sentence, or
    /// nothing to change. Words that stay keep their times, new ones share the time of those they
    /// replace.
    pub fn corrected(&self, correction: &Correction) -> Option<(Answer, Vec<CorrectionReport>)> {
        let sentence = self.sentences.get(correction.sentence)?;
        let range = self.words_of_sentences().get(correction.sentence)?.clone();
        let told: String = correction
            .text
            .chars()
            .take(LONGEST)
            .filter(|c| !c.is_control() || c.is_whitespace())
            .collect();
        let new: Vec<&str> = told.split_whitespace().collect();
        let mut answer = self.answer();
        let old: Vec<Word> = answer.transcript.words[range.clone()].to_vec();
        let old_texts: Vec<&str> = old.iter().map(|word| word.text.as_str()).collect();
        let mut changes = Vec::new();
        let at_s = sentence.start_s;
        if old_texts != new {
            let (before, after) = (old_texts.join(" "), new.join(" "));
            changes.push(CorrectionReport { at_s, before, after });
            let words = retimed(&old, &new, sentence.end_s.0);
            answer.transcript.words.splice(range, words);
        }
        if sentence.section != correction.section {
            changes.push(CorrectionReport {
                at_s,
                before: sentence.section.clone(),
                after: correction.section.clone(),
            });
            answer.told_sections.retain(|(at, _)| *at != at_s.0);
            answer.told_sections.push((at_s.0, correction.section.clone()));
        }
        (!changes.is_empty()).then_some((answer, changes))
    }
}

fn retimed(old: &[Word], new: &[&str], end: Millis) -> Vec<Word> {
    let texts: Vec<&str> = old.iter().map(|word| word.text.as_str()).collect();
    let mut out: Vec<Word> = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &texts, new) {
        match op {
            DiffOp::Equal { old_index, len, .. } => {
                out.extend_from_slice(&old[old_index..old_index + len]);
            }
            DiffOp::Delete { .. } => {}
            DiffOp::Insert { old_index, new_index, new_len } => {
                let from = out.last().map_or_else(
                    || old.first().map_or(Millis::ZERO, |word| word.span.start),
                    |word| word.span.end,
                );
                let to = old.get(old_index).map_or(end, |word| word.span.start);
                out.extend(spread(&new[new_index..new_index + new_len], from, to.max(from)));
            }
            DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                let replaced = &old[old_index..old_index + old_len];
                let from = replaced.first().map_or(Millis::ZERO, |word| word.span.start);
                let to = replaced.last().map_or(from, |word| word.span.end);
                out.extend(spread(&new[new_index..new_index + new_len], from, to));
            }
        }
    }
    out
}

/// Words that share a time evenly.
fn spread(texts: &[&str], from: Millis, to: Millis) -> Vec<Word> {
    let count = u64::try_from(texts.len()).unwrap_or(1).max(1);
    let each = (to - from).0 / count;
    texts
        .iter()
        .zip(0_u64..)
        .map(|(text, at)| {
            let start = Millis(from.0 + at * each);
            Word::new(*text, start, Millis(start.0 + each))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    fn correction(text: &str, section: &str) -> Correction {
        Correction { sentence: 0, text: text.into(), section: section.into() }
    }

    #[test]
    fn words_that_stay_keep_their_times() {
        let report = fixture::report();
        let said: Vec<&str> = report.words.iter().map(|word| word.text.as_str()).collect();
        let mut new = said.clone();
        new[0] = "Then";
        let (answer, changes) = report.corrected(&correction(&new.join(" "), "situation")).unwrap();
        let words = &answer.transcript.words;
        assert_eq!(words.len(), report.words.len());
        assert_eq!(
            (words[0].text.as_str(), words[0].span.start),
            ("Then", report.words[0].start_s.0)
        );
        assert!(words.iter().zip(&report.words).all(|(a, b)| a.span.start == b.start_s.0));
        assert_eq!((changes.len(), changes[0].before.as_str()), (1, said.join(" ").as_str()));
    }

    #[test]
    fn a_section_that_a_person_names_is_told() {
        let report = fixture::report();
        let said: Vec<&str> = report.words.iter().map(|word| word.text.as_str()).collect();
        let (answer, changes) = report.corrected(&correction(&said.join(" "), "task")).unwrap();
        assert_eq!(answer.told_sections, [(report.sentences[0].start_s.0, "task".to_owned())]);
        assert_eq!((changes[0].before.as_str(), changes[0].after.as_str()), ("situation", "task"));
        assert_eq!(report.corrected(&correction(&said.join(" "), "situation")), None);
    }

    #[test]
    fn words_can_be_put_in_and_taken_out() {
        let report = fixture::report();
        for text in ["", "one", "a b c d e f g h i j k l m n o p q r s t u v w x y z"] {
            let (answer, _) = report.corrected(&correction(text, "situation")).unwrap();
            let words = &answer.transcript.words;
            assert_eq!(words.len(), text.split_whitespace().count());
            assert!(words.windows(2).all(|pair| pair[0].span.start <= pair[1].span.start));
        }
    }
}
