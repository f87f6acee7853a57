//! This program beside what people would use instead: the same recordings, machine and weights.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use serde::Deserialize;

use super::Result;
use super::accuracy::heard_live;
use super::figures::heading;
use super::memory;
use super::offline::Offline;
use super::recordings::{self, Recording};
use super::rig::now;
use super::stage::{Stage, THREADS};
use super::word_error::WordError;

/// Compute type and beam of faster-whisper: greedy like this program, and as it comes.
const FASTER_WHISPER: [(&str, u32); 3] = [("int8", 1), ("float32", 1), ("int8", 5)];

/// What one way of recognising gave for some recordings.
struct Outcome {
    way: String,
    texts: Vec<String>,
    took: Duration,
    cpu: Duration,
    peak_kib: u64,
}

/// What the script prints for a recording.
#[derive(Deserialize)]
struct Transcribed {
    text: String,
    took_s: f64,
    cpu_s: f64,
}

#[derive(Deserialize)]
struct Peak {
    peak_kib: u64,
}

pub(crate) fn run(stage: &Stage) -> Result<()> {
    let answers = recordings::all(&recordings::folder())?;
    let live = |recording: &Recording| heard_live(stage, recording);
    stage.take_turn()?;
    let mut outcomes = vec![here("greenroom, live", &answers, live)?];
    outcomes.extend(without_hurry(stage, &answers)?);
    print("Whole answers", &answers, &outcomes);
    let people = recordings::folder().join(recordings::PEOPLE);
    if people.is_dir() {
        let people = recordings::all(&people)?;
        print("Recordings of people", &people, &without_hurry(stage, &people)?);
    }
    Ok(())
}

/// Every way that has the whole recording at once.
fn without_hurry(stage: &Stage, recordings: &[Recording]) -> Result<Vec<Outcome>> {
    stage.take_turn()?;
    let mut outcomes = vec![here("greenroom, from a file", recordings, |recording| {
        Ok(stage.transcribe(&recording.path)?.transcript.text())
    })?];
    let offline = Offline::load(&stage.weights)?;
    let in_one_call = |recording: &Recording| offline.text(&recording.samples);
    outcomes.push(here("whisper.cpp, in one call", recordings, in_one_call)?);
    drop(offline);
    for (compute_type, beam) in FASTER_WHISPER {
        outcomes.push(faster_whisper(recordings, compute_type, beam)?);
    }
    Ok(outcomes)
}

/// Measures a way of recognising in this process.
fn here(
    way: &str,
    recordings: &[Recording],
    mut text: impl FnMut(&Recording) -> Result<String>,
) -> Result<Outcome> {
    eprintln!("peers: {way}");
    // From here on the kernel notes the most memory anew.
    fs::write("/proc/self/clear_refs", "5")?;
    let usage = || memory::read(std::process::id()).ok_or("there is no /proc");
    let (began, before) = (now(), usage()?);
    let texts = recordings.iter().map(&mut text).collect::<Result<_>>()?;
    let (took, after) = (began.elapsed(), usage()?);
    let cpu = after.cpu.saturating_sub(before.cpu);
    Ok(Outcome { way: way.to_owned(), texts, took, cpu, peak_kib: after.peak_kib })
}

fn faster_whisper(recordings: &[Recording], compute_type: &str, beam: u32) -> Result<Outcome> {
    let way = format!("faster-whisper, {compute_type}, beam {beam}");
    eprintln!("peers: {way}");
    let peers = peers();
    let output = Command::new(peers.join("bin/python"))
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/listening/faster_whisper.py"))
        .arg(peers.join("base"))
        .args([compute_type, &beam.to_string(), &THREADS.to_string()])
        .args(recordings.iter().map(|recording| &recording.path))
        .output()
        .map_err(|error| format!("{}, which scripts/peers makes: {error}", peers.display()))?;
    if !output.status.success() {
        return Err(format!("{way}: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    let printed = String::from_utf8(output.stdout)?;
    let (transcribed, peak) = printed.trim_end().rsplit_once('\n').ok_or("too few lines")?;
    let transcribed: Vec<Transcribed> =
        transcribed.lines().map(serde_json::from_str).collect::<std::result::Result<_, _>>()?;
    let sum = |part: fn(&Transcribed) -> f64| {
        Duration::try_from_secs_f64(transcribed.iter().map(part).sum())
    };
    Ok(Outcome {
        way,
        took: sum(|one| one.took_s)?,
        cpu: sum(|one| one.cpu_s)?,
        peak_kib: serde_json::from_str::<Peak>(peak)?.peak_kib,
        texts: transcribed.into_iter().map(|one| one.text).collect(),
    })
}

/// Where `scripts/peers` puts things.
fn peers() -> PathBuf {
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| "target".into(), PathBuf::from);
    Path::new(env!("CARGO_MANIFEST_DIR")).join(target).join("peers")
}

fn print(title: &str, recordings: &[Recording], outcomes: &[Outcome]) {
    let columns =
        ["way", "word error", "fillers counted", "x time", "CPU s", "CPU x time", "peak memory"];
    heading(title, &columns);
    let audio: f64 = recordings
        .iter()
        .map(|one| Duration::from_millis(one.length().0))
        .sum::<Duration>()
        .as_secs_f64();
    for Outcome { way, texts, took, cpu, peak_kib } in outcomes {
        let (mut error, mut verbatim) = (WordError::default(), WordError::default());
        for (recording, text) in recordings.iter().zip(texts) {
            error.add(WordError::between(&recording.text, text));
            verbatim.add(WordError::verbatim(&recording.text, text));
        }
        println!(
            "| {way} | {:.2} % | {:.2} % | {:.3} | {:.1} | {:.3} | {} MB |",
            error.percent(),
            verbatim.percent(),
            took.as_secs_f64() / audio,
            cpu.as_secs_f64(),
            cpu.as_secs_f64() / audio,
            peak_kib * 1024 / 1_000_000
        );
    }
    let words: usize = recordings.iter().map(|one| WordError::between(&one.text, "").words).sum();
    println!("\n{} recordings, {audio:.0} s, {words} words.", recordings.len());
}
