//! Word error and speed on whole answers: as they are spoken, from a file, and in one call.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use greenroom::audio::Speed;

use super::Result;
use super::figures::heading;
use super::offline::Offline;
use super::recordings::{self, Recording};
use super::rig::{Plan, hold, now};
use super::stage::Stage;
use super::word_error::WordError;

/// What one way of recognising gave.
#[derive(Clone, Copy, Default)]
struct Tally {
    error: WordError,
    took: Duration,
    audio: Duration,
}

impl Tally {
    fn new(recording: &Recording, recognised: &str, began: Instant) -> Self {
        Self {
            error: WordError::between(&recording.text, recognised),
            took: began.elapsed(),
            audio: Duration::from_millis(recording.length().0),
        }
    }

    fn add(&mut self, other: Self) {
        self.error.add(other.error);
        self.took += other.took;
        self.audio += other.audio;
    }

    fn percent(self) -> String {
        format!("{:.2} %", self.error.percent())
    }

    /// Time it took against the length of the recording.
    fn speed(self) -> String {
        format!("{:.3}", self.took.as_secs_f64() / self.audio.as_secs_f64())
    }
}

pub(crate) fn run(stage: &Stage) -> Result<()> {
    let offline = Offline::load(&stage.weights)?;
    let title = "Word error of whole answers";
    let columns =
        ["answer", "words", "live", "from a file", "in one call", "file x time", "call x time"];
    heading(title, &columns);
    let mut sums = [Tally::default(); 3];
    for recording in recordings::all(&recordings::folder())? {
        eprintln!("accuracy: {}", recording.name);
        let all = [
            live(stage, &recording)?,
            from_file(stage, &recording)?,
            in_one_call(stage, &offline, &recording)?,
        ];
        print(&recording.name, all);
        for (sum, tally) in sums.iter_mut().zip(all) {
            sum.add(tally);
        }
    }
    print("**all**", sums);
    people(stage, &offline)
}

fn print(name: &str, [live, file, call]: [Tally; 3]) {
    println!(
        "| {name} | {} | {} | {} | {} | {} | {} |",
        call.error.words,
        live.percent(),
        file.percent(),
        call.percent(),
        file.speed(),
        call.speed()
    );
}

fn live(stage: &Stage, recording: &Recording) -> Result<Tally> {
    stage.take_turn()?;
    let began = now();
    let heard = heard_live(stage, recording)?;
    Ok(Tally::new(recording, &heard, began))
}

/// What is heard when the recording is spoken into an interview at its own pace.
pub(crate) fn heard_live(stage: &Stage, recording: &Recording) -> Result<String> {
    // Whatever is answered to the follow-up does not count.
    let reply = recording.path.clone();
    let plan = Plan {
        answers: vec![recording.path.clone(), reply],
        speed: Speed::Times(1.0),
        keys: vec![None, Some(Duration::ZERO)],
        aloud: false,
        drill: None,
    };
    Ok(hold(stage, plan)?.answers[0].committed())
}

fn from_file(stage: &Stage, recording: &Recording) -> Result<Tally> {
    stage.take_turn()?;
    let began = now();
    let heard = stage.transcribe(&recording.path)?;
    Ok(Tally::new(recording, &heard.transcript.text(), began))
}

fn in_one_call(stage: &Stage, offline: &Offline, recording: &Recording) -> Result<Tally> {
    stage.take_turn()?;
    let began = now();
    let text = offline.text(&recording.samples)?;
    Ok(Tally::new(recording, &text, began))
}

/// The same for recordings of people, without the slow live run, by the collection that they come
/// from.
fn people(stage: &Stage, offline: &Offline) -> Result<()> {
    let folder = recordings::folder().join(recordings::PEOPLE);
    if !folder.is_dir() {
        return Ok(());
    }
    let mut collections = BTreeMap::<String, [Tally; 2]>::new();
    for recording in recordings::all(&folder)? {
        eprintln!("accuracy: {}", recording.name);
        let collection = recording.name.split('-').next().unwrap_or_default().to_owned();
        let sums = collections.entry(collection).or_default();
        sums[0].add(from_file(stage, &recording)?);
        sums[1].add(in_one_call(stage, offline, &recording)?);
    }
    heading(
        "Word error of recordings of people",
        &["collection", "words", "from a file", "in one call"],
    );
    let mut all = [Tally::default(); 2];
    for (collection, sums) in &collections {
        all[0].add(sums[0]);
        all[1].add(sums[1]);
        let [file, call] = sums;
        println!(
            "| {collection} | {} | {} | {} |",
            call.error.words,
            file.percent(),
            call.percent()
        );
    }
    let [file, call] = all;
    println!("| **all** | {} | {} | {} |", call.error.words, file.percent(), call.percent());
    Ok(())
}
