//! An answer as a document: what was said, section by section, with what there is to say about it.

use super::paint::colour;
use crate::analysis::{Evidence, Severity, capitalised};
use crate::report::{FindingReport, ReportModel, SentenceReport, WordReport};
use crate::timeline::Millis;

/// Shorter silences are how people speak.
const PAUSE: Millis = Millis(400);
const LONG_PAUSE: Millis = Millis(1500);

/// A recogniser that is less sure than this may have misheard.
const UNSURE: f64 = 0.4;

/// Sentences of one section that follow each other, and the findings that begin in them.
pub(super) struct Block {
    pub(super) section: String,
    /// As it is written in the report.
    pub(super) name: String,
    pub(super) colour: u8,
    pub(super) clock: String,
    pub(super) start_ms: u64,
    pub(super) time: String,
    pub(super) share: u32,
    /// What is said about its budget, where it has one.
    pub(super) budget: String,
    pub(super) is_over: bool,
    pub(super) sentences: Vec<Sentence>,
    pub(super) notes: Vec<Note>,
}

pub(super) struct Sentence {
    /// Its place in the answer, from 0.
    pub(super) number: usize,
    pub(super) section: String,
    pub(super) clock: String,
    pub(super) pieces: Vec<Piece>,
    /// How sure its section is, in percent.
    pub(super) sure: u32,
}

/// What stands in a sentence: a word, and what was heard before it.
pub(super) struct Piece {
    /// A pause before the word, as it is told; empty if there was none worth telling.
    pub(super) pause: String,
    pub(super) is_long: bool,
    /// A held sound before the word that was taken for a filler.
    pub(super) held: bool,
    pub(super) text: String,
    pub(super) start_ms: u64,
    pub(super) end_ms: u64,
    /// Classes of the word, for its look.
    pub(super) classes: String,
}

/// A finding in the margin.
pub(super) struct Note {
    pub(super) number: usize,
    pub(super) rule: String,
    pub(super) severity: &'static str,
    pub(super) clock: String,
    pub(super) start_ms: u64,
    pub(super) message: String,
    pub(super) advice: String,
    pub(super) better: String,
    pub(super) measure: String,
}

/// The blocks of an answer, in the order spoken. Every finding is in one of them.
pub(super) fn document(report: &ReportModel) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut before: Option<Millis> = None;
    let words = report.words_of_sentences();
    for (number, (told, words)) in report.sentences.iter().zip(words).enumerate() {
        let mut pieces = Vec::new();
        for word in &report.words[words] {
            pieces.push(piece(report, word, before));
            before = Some(word.end_s.0);
        }
        let sentence = sentence(number, told, pieces);
        match blocks.last_mut() {
            Some(block) if block.name == told.section => block.sentences.push(sentence),
            _ => blocks.push(block(report, told, sentence)),
        }
    }
    for (finding, number) in report.findings.iter().zip(1..) {
        let at = finding.start_s.0.0;
        let place = blocks.iter().rposition(|block| block.start_ms <= at).unwrap_or(0);
        if let Some(block) = blocks.get_mut(place) {
            block.notes.push(note(finding, number));
        }
    }
    for block in &mut blocks {
        block.notes.sort_by_key(|note| note.start_ms);
    }
    blocks
}

fn block(report: &ReportModel, told: &SentenceReport, first: Sentence) -> Block {
    let start = told.start_s.0;
    let section = report
        .sections
        .iter()
        .find(|s| s.name == told.section && s.start_s.0 <= start && start < s.end_s.0);
    let time = section.map_or(Millis::ZERO, |section| section.duration_s.0);
    let limit = report
        .target
        .iter()
        .flat_map(|target| &target.sections)
        .find(|limit| limit.name == told.section);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share in percent"
    )]
    let percent = |share: f64| (share.clamp(0.0, 1.0) * 100.0).round() as u32;
    Block {
        section: capitalised(&told.section).replace('-', " "),
        name: told.section.clone(),
        colour: colour(&told.section),
        clock: start.to_clock(),
        start_ms: start.0,
        time: time.to_clock(),
        share: section.map_or(0, |section| percent(section.share)),
        budget: limit
            .map_or_else(String::new, |limit| format!("of {} at most", limit.max_s.0.to_clock())),
        is_over: limit.is_some_and(|limit| time > limit.max_s.0),
        sentences: vec![first],
        notes: Vec::new(),
    }
}

fn sentence(number: usize, told: &SentenceReport, pieces: Vec<Piece>) -> Sentence {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "percent")]
    let sure = (told.confidence.clamp(0.0, 1.0) * 100.0).round() as u32;
    Sentence {
        number,
        section: told.section.clone(),
        clock: told.start_s.0.to_clock(),
        pieces,
        sure,
    }
}

fn piece(report: &ReportModel, word: &WordReport, before: Option<Millis>) -> Piece {
    let (start, end) = (word.start_s.0, word.end_s.0);
    let delivery = &report.delivery;
    let within =
        |from: Millis, to: Millis| before.unwrap_or_default() <= from && to <= start + Millis(80);
    let pause = delivery
        .pauses
        .iter()
        .filter(|pause| before.is_some() && within(pause.start_s.0, pause.end_s.0))
        .map(|pause| pause.end_s.0 - pause.start_s.0)
        .max()
        .filter(|pause| *pause >= PAUSE);
    let held = delivery.fillers.iter().any(|filler| {
        filler.evidence == Evidence::Acoustic && within(filler.start_s.0, filler.end_s.0)
    });
    let mut classes = vec!["w"];
    if word.filler {
        classes.push("filler");
    }
    if word.confidence.is_some_and(|confidence| confidence < UNSURE) {
        classes.push("unsure");
    }
    classes.extend(marked(report, start));
    Piece {
        pause: pause.map_or_else(String::new, |pause| format!("{:.1} s", pause.as_secs_f64())),
        is_long: pause.is_some_and(|pause| pause >= LONG_PAUSE),
        held,
        text: word.text.clone(),
        start_ms: start.0,
        end_ms: end.0,
        classes: classes.join(" "),
    }
}

/// The worst of what was found in words; what is about long stretches would mark everything.
fn marked(report: &ReportModel, at: Millis) -> Option<&'static str> {
    const PASSAGE: Millis = Millis::from_secs(20);
    let here = |finding: &&FindingReport| {
        let (start, end) = (finding.start_s.0, finding.end_s.0);
        !finding.quote.is_empty() && start <= at && at < end && end - start <= PASSAGE
    };
    let worst = report.findings.iter().filter(here).map(|finding| finding.severity).min()?;
    Some(match worst {
        Severity::Problem => "mark problem",
        Severity::Warning => "mark warning",
        Severity::Note => "mark note",
        Severity::Praise => "mark praise",
    })
}

fn note(finding: &FindingReport, number: usize) -> Note {
    Note {
        number,
        rule: finding.rule.clone(),
        severity: finding.severity.as_str(),
        clock: finding.start_s.0.to_clock(),
        start_ms: finding.start_s.0.0,
        message: finding.message.clone(),
        advice: finding.advice.clone(),
        better: finding.better.clone().unwrap_or_default(),
        measure: finding.measure.as_ref().map_or_else(String::new, |measure| {
            format!("{} {}, target {}", measure.value, measure.unit, measure.target)
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn no_word_and_no_finding_is_left_out() {
        let report = fixture::report();
        let blocks = document(&report);
        let words: Vec<&str> = blocks
            .iter()
            .flat_map(|block| &block.sentences)
            .flat_map(|sentence| sentence.pieces.iter().map(|piece| piece.text.as_str()))
            .collect();
        let said: Vec<&str> = report.words.iter().map(|word| word.text.as_str()).collect();
        assert_eq!(words, said);
        let notes: usize = blocks.iter().map(|block| block.notes.len()).sum();
        assert_eq!(notes, report.findings.len());
    }

    #[test]
    fn a_filler_looks_like_one() {
        let blocks = document(&fixture::report());
        let pieces = &blocks[0].sentences[0].pieces;
        let filler = pieces.iter().find(|piece| piece.text == "um").unwrap();
        assert!(filler.classes.contains("filler"));
    }
}
