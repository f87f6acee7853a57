//! Processor time and memory of the real program while it listens for five minutes.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use greenroom::audio::{SAMPLE_RATE, SoundFile};
use greenroom::config::HOME_VARIABLE;

use super::Result;
use super::figures::heading;
use super::recordings;
use super::rig::now;
use super::stage::Stage;

const ANSWER: usize = 300 * SAMPLE_RATE as usize;

/// The answer to the follow-up.
const REPLY: usize = 5 * SAMPLE_RATE as usize;

/// What Linux tells of a process.
pub(crate) struct Usage {
    pub(crate) peak_kib: u64,
    pub(crate) cpu: Duration,
}

pub(crate) fn run(stage: &Stage) -> Result<()> {
    if !Path::new("/proc/self/status").exists() {
        eprintln!("memory: left out, it is read from Linux's /proc");
        return Ok(());
    }
    let (answer, reply) = (stage.file("five-minutes.wav"), stage.file("reply.wav"));
    let speech = speech()?;
    SoundFile::create(&answer)?.write(&speech, SAMPLE_RATE)?;
    SoundFile::create(&reply)?.write(&speech[..REPLY], SAMPLE_RATE)?;
    let home = stage.file("home-of-its-own");
    fs::create_dir(&home)?;
    link(&stage.paths.models(), &home.join("models"))?;

    eprintln!("memory: listening for five minutes");
    stage.take_turn()?;
    let began = now();
    let mut program = Command::new(env!("CARGO_BIN_EXE_greenroom"))
        .args(["interview", "--speed", "1", "--no-voice", "--no-ui", "--end", "key", "--answer"])
        .args([&answer, &reply])
        .env(HOME_VARIABLE, &home)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()?;
    let usage = watch(&mut program)?;
    let took = began.elapsed();

    heading("Five minutes of listening", &["figure", "value", "goal"]);
    let cores = usage.cpu.as_secs_f64() / took.as_secs_f64();
    println!("| processor, on average over {:.0} s | {cores:.2} cores | < 1 |", took.as_secs_f64());
    println!("| peak memory | {} MB | < 700 MB |", usage.peak_kib * 1024 / 1_000_000);
    Ok(())
}

/// Five minutes of the recordings, one after another.
fn speech() -> Result<Vec<f32>> {
    let recordings = recordings::all(&recordings::folder())?;
    let all = recordings.iter().flat_map(|recording| &recording.samples).copied();
    Ok(all.cycle().take(ANSWER).collect())
}

#[cfg(unix)]
pub(crate) fn link(models: &Path, place: &Path) -> Result<()> {
    Ok(std::os::unix::fs::symlink(models, place)?)
}

#[cfg(not(unix))]
pub(crate) fn link(_: &Path, _: &Path) -> Result<()> {
    Err("this system has no /proc".into())
}

/// Waits for the end of the program, and reads what it used until shortly before.
fn watch(program: &mut Child) -> Result<Usage> {
    let id = program.id();
    let mut usage = Usage { peak_kib: 0, cpu: Duration::ZERO };
    loop {
        if let Some(seen) = read(id) {
            usage = seen;
        }
        if let Some(status) = program.try_wait()? {
            return if status.success() { Ok(usage) } else { Err("the interview failed".into()) };
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

pub(crate) fn read(id: u32) -> Option<Usage> {
    // Linux counts in hundredths of a second for every process that asks, whatever the kernel's own.
    const TICK: Duration = Duration::from_millis(10);
    let status = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    // The name, in parentheses, may hold blanks. After it utime is field 11 and stime field 12.
    let (_, fields) = stat.rsplit_once(')')?;
    let ticks: u32 =
        fields.split_whitespace().skip(11).take(2).filter_map(|t| t.parse::<u32>().ok()).sum();
    Some(Usage {
        peak_kib: peak.trim().trim_end_matches("kB").trim().parse().ok()?,
        cpu: TICK * ticks,
    })
}
