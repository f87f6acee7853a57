//! The recordings that answers are made of.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use greenroom::audio::{SAMPLE_RATE, SoundFile, decode_all};
use greenroom::timeline::{Millis, SampleClock, SpeechTrack};
use greenroom::vad::track;
use serde::Deserialize;

use super::Result;
use super::stage::Stage;

/// A folder of recordings, each with its text in `NAME.truth.json` or `NAME.txt`.
const FOLDER_VARIABLE: &str = "GREENROOM_AUDIO";

/// Where in that folder the recordings of people are, as opposed to those of voices.
pub(crate) const PEOPLE: &str = "real";

const CLOCK: SampleClock = SampleClock::new(SAMPLE_RATE);

pub(crate) struct Recording {
    pub(crate) name: String,
    pub(crate) path: PathBuf,
    pub(crate) samples: Vec<f32>,
    /// What was really said.
    pub(crate) text: String,
}

#[derive(Deserialize)]
struct Truth {
    sentences: Vec<Sentence>,
}

#[derive(Deserialize)]
struct Sentence {
    text: String,
}

impl Recording {
    pub(crate) fn length(&self) -> Millis {
        CLOCK.at(self.samples.len() as u64)
    }
}

/// The folder that the recordings come from.
pub(crate) fn folder() -> PathBuf {
    let brought = || Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/candidate");
    env::var_os(FOLDER_VARIABLE).map_or_else(brought, PathBuf::from)
}

/// All recordings of a folder whose text is known, by name.
pub(crate) fn all(folder: &Path) -> Result<Vec<Recording>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let known = ["flac", "ogg", "wav", "mp3", "m4a"];
        if !path.extension().is_some_and(|e| known.iter().any(|known| e == *known)) {
            continue;
        }
        let Some(text) = text(&path)? else { continue };
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        found.push(Recording { name, samples: decode_all(&path)?.0, text, path });
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    if found.is_empty() {
        return Err(format!("there are no recordings with texts in {}", folder.display()).into());
    }
    Ok(found)
}

fn text(recording: &Path) -> Result<Option<String>> {
    let truth = recording.with_extension("truth.json");
    if truth.exists() {
        let truth: Truth = serde_json::from_str(&fs::read_to_string(truth)?)?;
        let sentences: Vec<String> = truth.sentences.into_iter().map(|s| s.text).collect();
        return Ok(Some(sentences.join(" ")));
    }
    let plain = recording.with_extension("txt");
    Ok(if plain.exists() { Some(fs::read_to_string(plain)?) } else { None })
}

/// A stretch of a recording that begins shortly before a voice.
pub(crate) struct Cut {
    pub(crate) path: PathBuf,
    pub(crate) samples: Vec<f32>,
    pub(crate) track: SpeechTrack,
}

impl Cut {
    /// The same, told to its end: silent from the pause on that begins closest to `moment`, so that a
    /// sentence or a part of one is the last that is said. Gives the end of the last word, too.
    pub(crate) fn told_until(mut self, moment: Millis) -> Result<(Self, Millis)> {
        const PAUSE: Millis = Millis(300);
        let pauses = self.track.pauses(PAUSE).into_iter().map(|pause| pause.start);
        let last = pauses.min_by_key(|at| at.0.abs_diff(moment.0));
        let last = last.ok_or("a stretch without a pause")?;
        let from = usize::try_from(CLOCK.samples(last + PAUSE))?.min(self.samples.len());
        self.samples[from..].fill(0.0);
        SoundFile::create(&self.path)?.write(&self.samples, SAMPLE_RATE)?;
        Ok((self, last))
    }
}

/// Cuts `count` stretches of `length`, spread evenly over all recordings of the folder.
///
/// Each begins half a second before a voice that follows a pause of 0.3 s or more.
pub(crate) fn cuts(stage: &Stage, count: usize, length: Millis) -> Result<Vec<Cut>> {
    const LEAD: Millis = Millis(500);
    const PAUSE: Millis = Millis(300);
    let recordings = all(&folder())?;
    let mut starts = Vec::new();
    for recording in &recordings {
        let track = track(&recording.samples);
        let pauses = track.pauses(PAUSE).into_iter().map(|pause| pause.end);
        let voices = track.onset().into_iter().chain(pauses);
        let fits = |start: &Millis| *start + length <= recording.length();
        starts.extend(voices.map(|at| at - LEAD).filter(fits).map(|start| (recording, start)));
    }
    if starts.is_empty() {
        return Err("the recordings are too short".into());
    }
    (0..count)
        .map(|number| {
            let (recording, start) = starts[number * starts.len() / count.max(1)];
            let from = usize::try_from(CLOCK.samples(start))?;
            let to = usize::try_from(CLOCK.samples(start + length))?.min(recording.samples.len());
            let samples = recording.samples[from..to].to_vec();
            let path = stage.file(&format!("cut-{}-{number}.wav", length.0));
            SoundFile::create(&path)?.write(&samples, SAMPLE_RATE)?;
            Ok(Cut { path, track: track(&samples), samples })
        })
        .collect()
}
