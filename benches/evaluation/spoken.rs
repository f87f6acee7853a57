//! Labelled answers, spoken by the interviewer's voice and recognised, on the path of `analyze`.

use std::cell::RefCell;

use greenroom::analysis::Answer;
use greenroom::audio::SoundFile;
use greenroom::session::{recogniser, transcribe};
use greenroom::timeline::{Millis, TimeSpan};
use greenroom::voice::{Speaking, Speech, VoiceFiles};
use tempfile::TempDir;

use super::Result;
use super::answers::Labelled;
use super::stage::library;

/// The model and the threads that the figures are about.
pub(crate) const MODEL: &str = "base";
pub(crate) const THREADS: usize = 2;

/// Before the first sentence, and between two.
const LEAD_MS: u32 = 600;
const PAUSE_MS: u32 = 500;

pub(crate) struct Booth {
    voice: RefCell<Speaking>,
    weights: std::path::PathBuf,
    folder: TempDir,
}

impl Booth {
    pub(crate) fn open() -> Result<Self> {
        let library = library()?;
        let voice = library.voice()?;
        let files = VoiceFiles { model: voice.onnx, config: voice.config };
        Ok(Self {
            voice: RefCell::new(Speaking::open(Some(&files), None)),
            weights: library.recogniser(Some(MODEL))?.path,
            folder: tempfile::tempdir()?,
        })
    }

    /// The answer as it is heard, and when each sentence was really said.
    pub(crate) fn told(&self, truth: &Labelled) -> Result<(Answer, Vec<TimeSpan>)> {
        eprintln!("speaking {}", truth.id);
        let path = self.folder.path().join(format!("{}.wav", truth.id));
        let mut file = SoundFile::create(&path)?;
        let mut spans = Vec::new();
        let mut at = Millis(u64::from(LEAD_MS));
        for (number, sentence) in truth.sentences.iter().enumerate() {
            let speech = self.voice.borrow_mut().synthesise(&sentence.text)?;
            let rate = speech.rate_hz;
            if number == 0 {
                let lead = Speech::silence(LEAD_MS, rate);
                file.write(&lead.samples, rate)?;
            }
            let length = Millis(speech.duration_ms());
            let speech = speech.then_silence(PAUSE_MS);
            file.write(&speech.samples, rate)?;
            spans.push(TimeSpan::new(at, at + length));
            at += length + Millis(u64::from(PAUSE_MS));
        }
        drop(file);
        let weights = self.weights.clone();
        let load = move |interrupt| recogniser(&weights, THREADS, interrupt);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let heard = runtime.block_on(transcribe(&path, load, "", &mut |_| {}))?;
        Ok((heard.answer(), spans))
    }
}
