//! Labelled answers, told at an even pace and analysed.

use std::collections::BTreeSet;
use std::fmt;
use std::fs;

use greenroom::analysis::{Analysis, Answer, Context, Timing, Vectors, analyse, wanted_texts};
use greenroom::bank::{Bank, Card, Learned};
use greenroom::timeline::{Millis, SpeechTrack, TimeSpan};
use greenroom::transcript::{Transcript, Word};
use serde::Deserialize;

use super::Result;
use super::stage::{Stage, labels};
use super::train::{FOLDS, fold, unseen};

/// A word at 150 words a minute, of which the last part is silent.
const WORD: Millis = Millis(400);
const VOICED: Millis = Millis(340);

/// Between two sentences.
const PAUSE: Millis = Millis(500);

/// How an answer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Typed,
    /// Lower case, and not a mark.
    Bare,
    /// With full stops for commas: a recogniser sets one where a speaker takes a breath.
    Clauses,
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Typed => "as typed",
            Self::Bare => "without marks",
            Self::Clauses => "clause by clause",
        })
    }
}

impl Form {
    /// A sentence in this form.
    pub(crate) fn written(self, text: &str) -> String {
        let word = |text: &str| match self {
            Self::Typed => text.to_owned(),
            Self::Clauses => {
                text.strip_suffix(',').map_or(text.to_owned(), |word| format!("{word}."))
            }
            Self::Bare => Word::new(text, Millis::ZERO, Millis::ZERO).bare(),
        };
        let words: Vec<String> = text.split_whitespace().map(word).collect();
        words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
    }
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Labelled {
    pub(crate) id: String,
    pub(crate) question: String,
    pub(crate) shape: String,
    #[serde(default)]
    pub(crate) findings: BTreeSet<String>,
    #[serde(rename = "sentence")]
    pub(crate) sentences: Vec<Sentence>,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Sentence {
    pub(crate) section: String,
    pub(crate) text: String,
    #[serde(default)]
    pub(crate) findings: BTreeSet<String>,
    #[serde(default)]
    pub(crate) covers: BTreeSet<usize>,
    /// What the sentence says, by the names of concepts; only where answers are learnt from.
    #[serde(default)]
    pub(crate) says: BTreeSet<String>,
}

impl Labelled {
    /// All rules that the answer breaks or is praised for.
    pub(crate) fn rules(&self) -> BTreeSet<&str> {
        let of_sentences = self.sentences.iter().flat_map(|sentence| &sentence.findings);
        self.findings.iter().chain(of_sentences).map(String::as_str).collect()
    }

    pub(crate) fn is_sample(&self) -> bool {
        self.id.starts_with("sample-")
    }
}

/// A labelled answer and what is made of it.
pub(crate) struct Judged<'a> {
    pub(crate) truth: Labelled,
    pub(crate) card: &'a Card,
    /// When each labelled sentence was said.
    pub(crate) spans: Vec<TimeSpan>,
    pub(crate) analysis: Analysis,
}

/// All labelled answers of a part, by name.
pub(crate) fn read(part: &str) -> Result<Vec<Labelled>> {
    let mut paths: Vec<_> = fs::read_dir(labels(part))?
        .map(|entry| entry.map(|e| e.path()))
        .collect::<std::result::Result<_, _>>()?;
    paths.sort();
    paths
        .iter()
        .map(|path| {
            let name = path.display();
            toml::from_str(&fs::read_to_string(path)?).map_err(|e| format!("{name}: {e}").into())
        })
        .collect()
}

/// What an answer sounds like, and when each of its sentences was said.
pub(crate) type Told = (Answer, Vec<TimeSpan>);

/// Every so many-th answer of a part, told and analysed; sample answers of cards are left out.
pub(crate) fn load<'a>(
    stage: &'a Stage,
    part: &str,
    every: usize,
    tell: impl Fn(&Labelled) -> Result<Told>,
) -> Result<Vec<Judged<'a>>> {
    let answers = read(part)?.into_iter().filter(|truth| !truth.is_sample()).step_by(every);
    answers.map(|truth| judge(stage, &stage.bank, truth, &tell)).collect()
}

/// Every so many-th of the answers that were learnt from, each told and analysed by weights that did not learn from it.
pub(crate) fn load_unseen(
    stage: &Stage,
    every: usize,
    tell: impl Fn(&Labelled) -> Result<Told>,
) -> Result<Vec<Judged<'_>>> {
    let banks: Vec<Bank> = (0..FOLDS)
        .map(|fold| Ok(stage.bank.clone().with_learned(unseen_lesson(fold)?)))
        .collect::<Result<_>>()?;
    let answers = read("tune")?.into_iter().enumerate().filter(|(_, truth)| !truth.is_sample());
    let answers = answers.step_by(every);
    answers.map(|(number, truth)| judge(stage, &banks[fold(number)], truth, &tell)).collect()
}

/// What was learnt without the answers of one fold.
pub(crate) fn unseen_lesson(fold: usize) -> Result<Learned> {
    let text = fs::read_to_string(unseen(fold))
        .map_err(|e| format!("{e}: `scripts/eval train` makes what this needs"))?;
    Ok(serde_json::from_str(&text)?)
}

fn judge<'a>(
    stage: &'a Stage,
    bank: &Bank,
    truth: Labelled,
    tell: impl Fn(&Labelled) -> Result<Told>,
) -> Result<Judged<'a>> {
    let card = stage.bank.card(&truth.question)?;
    let context = Context::new(bank, Some(card), None)?;
    let (answer, spans) = with_vectors(stage, &context, tell(&truth)?)?;
    let analysis = analyse(&answer, &context);
    Ok(Judged { truth, card, spans, analysis })
}

/// An answer with the vectors that its analysis asks for.
pub(crate) fn with_vectors(stage: &Stage, context: &Context<'_>, told: Told) -> Result<Told> {
    let (mut answer, spans) = told;
    answer.vectors = stage.vectors(&wanted_texts(&answer, context))?;
    Ok((answer, spans))
}

/// The answer as it would be heard, and when each sentence was said.
pub(crate) fn told(truth: &Labelled, form: Form) -> Told {
    let mut at = Millis(500);
    let (mut words, mut spans) = (Vec::new(), Vec::new());
    for sentence in &truth.sentences {
        let start = at;
        for text in form.written(&sentence.text).split_whitespace() {
            words.push(Word::new(text, at, at + VOICED));
            at += WORD;
        }
        spans.push(TimeSpan::new(start, at));
        at += PAUSE;
    }
    let voiced = spans.iter().map(|span| TimeSpan::new(span.start, span.end - Millis(60)));
    let answer = Answer {
        track: Some(SpeechTrack::new(voiced.collect(), vec![], at)),
        transcript: Transcript { words },
        duration: at,
        timing: Timing::Measured,
        vectors: Vectors::default(),
        told_sections: Vec::new(),
    };
    (answer, spans)
}
