//! An hour of one answer through a virtual microphone; `scripts/bench endurance` runs it.
//!
//! The real program listens to a sound server of its own while recordings are said into it, one after
//! another. What is asked of it: memory that stays flat, words that stay on the clock of the recording,
//! no sound lost, and a microphone that may be pulled out again and again. Linux only.

#![cfg(target_os = "linux")]
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a table is what this prints")]

mod marks;
mod rig;

use std::env;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread::sleep;
use std::time::Duration;

use marks::{Mark, drift_ms};
use rig::machine::{Machine, stored};
use rig::program::{Program, now};
use rig::pulse::{MICROPHONE, Pulse, Room};
use rig::sound::Sound;

type Result<T> = std::result::Result<T, String>;

/// Names how many minutes it takes; an hour without it.
const MINUTES_VARIABLE: &str = "GREENROOM_ENDURANCE_MINUTES";
const MINUTES: u64 = 60;

/// When memory is taken to have settled, and at the least how often it is looked at.
const SETTLED: Duration = Duration::from_mins(5);
const GLANCE: Duration = Duration::from_secs(5);

/// Between two times that the recording is said.
const PAUSE: Duration = Duration::from_secs(2);

const UNPLUGGED: usize = 10;

/// Recognising what is left and analysing an hour of words takes its time.
const ENDS_WITHIN: Duration = Duration::from_mins(5);

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let minutes = match env::var(MINUTES_VARIABLE) {
        Ok(text) => text.parse().map_err(|_| format!("{MINUTES_VARIABLE}={text} is no number"))?,
        Err(_) => MINUTES,
    };
    println!("\n## Endurance\n\n| figure | value | goal |\n|---|---|---|");
    listen(Duration::from_secs(minutes * 60))?;
    unplug()
}

/// Listens to one answer for so long.
fn listen(length: Duration) -> Result<()> {
    let spoken =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/candidate/rambling.ogg");
    let original = Sound::read(&spoken)?;
    let spoken_for =
        Duration::try_from_secs_f64(original.seconds()).map_err(|e| e.to_string())? + PAUSE;
    let machine = Machine::new()?;
    let pulse = Pulse::start(&machine, Room::MicrophoneOnly)?;
    let program = listening(&machine)?;
    let began = now();
    let mut memory = Vec::new();
    let mut said_at = Vec::new();
    while began.elapsed() < length {
        said_at.push(began.elapsed().as_secs_f64());
        let said = pulse.say(&spoken)?;
        let until = now() + spoken_for;
        while now() < until {
            sleep(GLANCE.min(until - now()));
            memory.push((began.elapsed(), resident_kib(program.id())?));
        }
        drop(said);
        eprintln!("endurance: {} of {} s", began.elapsed().as_secs(), length.as_secs());
    }
    program.signal("INT")?;
    let listened = began.elapsed().as_secs_f64();
    let ended = program.end(ENDS_WITHIN)?;
    ended.expect_code(130)?;
    let folder = machine.session()?;
    let kept = Sound::read(&folder.join("answer-1.wav"))?;
    let session = stored(&folder)?;

    tell_memory(&memory);
    println!("| sound kept of {listened:.1} s | {:.1} s | within 1 s |", kept.seconds());
    let lost = ended.output().iter().filter(|line| line.contains("lost")).count();
    println!("| warnings of lost sound | {lost} | 0 |");
    let words = &session["answers"][0]["words"];
    let marks = said_at.iter().map(|at| Mark::find(&kept, &original, *at, words));
    let marks: Vec<Mark> = marks.collect::<Result<_>>()?;
    if let [first, .., last] = &marks[..] {
        println!(
            "| words against the sound, last time beside the first ({:.0} min later) | {:.0} ms | < 20 ms |",
            (last.at_s - first.at_s) / 60.0,
            drift_ms(first, last).ok_or("the two have no words in common")?,
        );
        println!(
            "| words heard, first time / last time | {} / {} | |",
            first.words.len(),
            last.words.len()
        );
    }
    Ok(())
}

fn tell_memory(memory: &[(Duration, u64)]) {
    let settled: Vec<u64> =
        memory.iter().filter(|(at, _)| *at >= SETTLED).map(|(_, kib)| *kib).collect();
    let megabytes = |kib: u64| kib * 1024 / 1_000_000;
    let (Some(first), Some(last)) = (settled.first(), settled.last()) else { return };
    let most = settled.iter().max().unwrap_or(last);
    println!(
        "| memory after five minutes / at the end / at most | {} / {} / {} MB | flat |",
        megabytes(*first),
        megabytes(*last),
        megabytes(*most),
    );
}

/// Pulls the microphone out and puts it back, again and again.
fn unplug() -> Result<()> {
    let machine = Machine::new()?;
    let mut pulse = Pulse::start(&machine, Room::MicrophoneOnly)?;
    let mut program = listening(&machine)?;
    let began = now();
    for time in 1..=UNPLUGGED {
        eprintln!("endurance: unplugged for the {time}. time");
        sleep(Duration::from_secs(3));
        pulse.control(&["unload-module", "module-null-sink"])?;
        program.wait_for("warning: the microphone is gone", Duration::from_secs(10))?;
        let module: Vec<&str> = MICROPHONE.split(' ').collect();
        pulse.control(&[&["load-module"], &module[..]].concat())?;
        pulse.listen_to_microphone()?;
        program.wait_for("warning: the microphone is back", Duration::from_secs(15))?;
    }
    program.signal("INT")?;
    let listened = began.elapsed().as_secs_f64();
    program.end(ENDS_WITHIN)?.expect_code(130)?;
    let kept = Sound::read(&machine.session()?.join("answer-1.wav"))?;
    println!("| unplugged and back again | {UNPLUGGED} of {UNPLUGGED} times | 10 |");
    println!("| sound kept of {listened:.1} s of that | {:.1} s | within 1 s |", kept.seconds());
    Ok(())
}

fn listening(machine: &Machine) -> Result<Program> {
    let args = ["interview", "--question", "production-failure", "--no-ui", "--no-voice"];
    let args = [&args[..], &["--end", "key", "--follow-ups", "0"]].concat();
    let mut program = Program::start(machine, &args)?;
    program.wait_for("listening to your answer", Duration::from_secs(15))?;
    Ok(program)
}

/// What a process has in memory now.
fn resident_kib(id: u32) -> Result<u64> {
    let path = Path::new("/proc").join(id.to_string()).join("status");
    let text = std::fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse().ok());
    number.ok_or_else(|| format!("{} tells no memory", path.display()))
}
