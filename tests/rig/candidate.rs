//! The recorded candidate, with what is said when.

use std::fs;
use std::path::PathBuf;

use serde::Deserialize;

use super::sound::Sound;

/// What ends an answer out loud; it is no part of it.
const END_PHRASE: &str = "That's my answer.";

/// A recorded answer from `tests/fixtures/candidate`.
pub(crate) struct Candidate {
    pub(crate) recording: PathBuf,
    pub(crate) sound: Sound,
    sentences: Vec<Sentence>,
}

#[derive(Deserialize)]
struct Truth {
    sentences: Vec<Sentence>,
}

#[derive(Deserialize)]
struct Sentence {
    section: String,
    text: String,
    start_s: f64,
    end_s: f64,
}

impl Candidate {
    pub(crate) fn named(name: &str) -> Result<Self, String> {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/candidate");
        let recording = folder.join(format!("{name}.ogg"));
        let path = folder.join(format!("{name}.truth.json"));
        let text = fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        let truth: Truth =
            serde_json::from_str(&text).map_err(|e| format!("{}: {e}", path.display()))?;
        let sound = Sound::read(&recording)?;
        Ok(Self { recording, sound, sentences: truth.sentences })
    }

    /// What is said, without the phrase that ends it.
    pub(crate) fn script(&self) -> String {
        let texts = self.sentences.iter().map(|sentence| sentence.text.as_str());
        texts.filter(|text| *text != END_PHRASE).collect::<Vec<_>>().join(" ")
    }

    /// When the first sentence begins and the last one, the phrase, ends.
    pub(crate) fn spoken(&self) -> (f64, f64) {
        let first = self.sentences.first().map_or(0.0, |sentence| sentence.start_s);
        (first, self.sentences.last().map_or(0.0, |sentence| sentence.end_s))
    }

    /// When the last sentence of a section ends.
    pub(crate) fn end_of(&self, section: &str) -> f64 {
        let ends = self.sentences.iter().filter(|sentence| sentence.section == section);
        ends.map(|sentence| sentence.end_s).fold(0.0, f64::max)
    }
}
