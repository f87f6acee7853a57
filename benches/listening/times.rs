//! How far the times of words are from when they were said.

use std::fs;
use std::path::Path;
use std::time::Duration;

use greenroom::timeline::{Millis, TimeSpan};
use greenroom::transcript::Word;
use serde::Deserialize;
use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::Result;
use super::figures::{heading, median, ms};
use super::recordings;
use super::stage::Stage;

/// Closer than this is right, as in the study of CrisperWhisper.
const CLOSE: Duration = Duration::from_millis(50);
/// From here on a finding points at another word.
const FAR: Duration = Duration::from_millis(500);

/// A word of the reference. In a script that only tells of sentences, only their first have a time.
struct Said {
    bare: String,
    start_s: Option<f64>,
}

/// A word of a reference, in seconds.
#[derive(Deserialize)]
pub(crate) struct Aligned {
    pub(crate) word: String,
    pub(crate) start: f64,
    pub(crate) end: f64,
    /// A mark, not a word.
    #[serde(default)]
    punc: bool,
}

impl Aligned {
    pub(crate) fn span(&self) -> TimeSpan {
        TimeSpan::new(Millis::from_secs_f64(self.start), Millis::from_secs_f64(self.end))
    }
}

#[derive(Deserialize)]
struct Script {
    sentences: Vec<Sentence>,
}

#[derive(Deserialize)]
struct Sentence {
    text: String,
    start_s: f64,
}

pub(crate) fn run(stage: &Stage) -> Result<()> {
    let folder = recordings::folder();
    let mut all = Vec::new();
    heading(
        "Starts of words",
        &["recording", "words", "median error", "within 50 ms", "0.5 s off"],
    );
    for folder in [folder.join(recordings::PEOPLE), folder] {
        if !folder.is_dir() {
            continue;
        }
        for recording in recordings::all(&folder)? {
            let Some(said) = said(&recording.path)? else { continue };
            eprintln!("times: {}", recording.name);
            let errors = errors(&said, &stage.transcribe(&recording.path)?.transcript.words);
            print(&recording.name, &errors);
            all.extend(errors);
        }
    }
    print("**all**", &all);
    Ok(())
}

/// The words of a recording with their times, where these are known.
fn said(recording: &Path) -> Result<Option<Vec<Said>>> {
    let bare = |text: &str| Word::new(text, Millis::ZERO, Millis::ZERO).bare();
    if let Some(words) = aligned(recording)? {
        let said = |word: Aligned| Said { bare: bare(&word.word), start_s: Some(word.start) };
        return Ok(Some(words.into_iter().map(said).collect()));
    }
    let script = recording.with_extension("truth.json");
    if !script.exists() {
        return Ok(None);
    }
    let script: Script = serde_json::from_str(&fs::read_to_string(script)?)?;
    let words = |sentence: &Sentence| -> Vec<Said> {
        let words = sentence.text.split_whitespace().enumerate();
        let start = |place| (place == 0).then_some(sentence.start_s);
        words.map(|(place, word)| Said { bare: bare(word), start_s: start(place) }).collect()
    };
    Ok(Some(script.sentences.iter().flat_map(words).collect()))
}

/// The words of `NAME.words.json`, if there is one.
pub(crate) fn aligned(recording: &Path) -> Result<Option<Vec<Aligned>>> {
    let path = recording.with_extension("words.json");
    if !path.exists() {
        return Ok(None);
    }
    let words: Vec<Aligned> = serde_json::from_str(&fs::read_to_string(path)?)?;
    Ok(Some(words.into_iter().filter(|word| !word.punc).collect()))
}

/// How far off the words are that were recognised.
fn errors(said: &[Said], heard: &[Word]) -> Vec<Duration> {
    let one: Vec<&str> = said.iter().map(|word| word.bare.as_str()).collect();
    let other: Vec<String> = heard.iter().map(Word::bare).collect();
    let other: Vec<&str> = other.iter().map(String::as_str).collect();
    let mut errors = Vec::new();
    for same in capture_diff_slices(Algorithm::Patience, &one, &other) {
        let DiffOp::Equal { old_index, new_index, len } = same else { continue };
        let pairs = said[old_index..][..len].iter().zip(&heard[new_index..][..len]);
        errors.extend(pairs.filter_map(|(said, heard)| {
            let off = heard.span.start.as_secs_f64() - said.start_s?;
            Some(Duration::from_millis(Millis::from_secs_f64(off.abs()).0))
        }));
    }
    errors
}

fn print(name: &str, errors: &[Duration]) {
    let share = |fits: &dyn Fn(&Duration) -> bool| {
        let count = errors.iter().filter(|error| fits(error)).count();
        #[expect(clippy::cast_precision_loss, reason = "some hundred words")]
        let share = 100.0 * count as f64 / errors.len().max(1) as f64;
        format!("{share:.0} %")
    };
    println!(
        "| {name} | {} | {} | {} | {} |",
        errors.len(),
        ms(median(errors)),
        share(&|error| *error <= CLOSE),
        share(&|error| *error > FAR)
    );
}
