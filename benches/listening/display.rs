//! What the live display costs while somebody speaks, in a terminal of tmux.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread::sleep;
use std::time::Duration;

use greenroom::config::{HOME_VARIABLE, Paths};

use super::Result;
use super::figures::heading;
use super::recordings;
use super::stage::Stage;

/// Before it is measured: loading, the question, the first words.
const BEGINNING: Duration = Duration::from_secs(15);
const MEASURED: Duration = Duration::from_secs(40);

/// Of the processor's clock in `/proc`, in ticks a second; the same on every Linux that people run.
const TICKS: f64 = 100.0;

const SIZES: [(u16, u16); 2] = [(80, 24), (200, 60)];

pub(crate) fn run(stage: &Stage) -> Result<()> {
    if !Path::new("/proc/self/stat").exists() {
        eprintln!("display: left out, it is read from Linux's /proc");
        return Ok(());
    }
    stage.take_turn()?;
    let mut rows = Vec::new();
    for (columns, lines) in SIZES {
        eprintln!("display: {columns} x {lines}, a minute");
        rows.push((columns, lines, share(stage, columns, lines)?));
    }
    heading("The live display", &["terminal", "of a core", "goal"]);
    for (columns, lines, share) in rows {
        println!("| {columns} x {lines} | {:.2} % | < 5 % |", share * 100.0);
    }
    Ok(())
}

/// The share of a core that the program's first thread takes, which decides what to do, analyses what was
/// said so far, and draws.
fn share(stage: &Stage, columns: u16, lines: u16) -> Result<f64> {
    let home = stage.file(&format!("home-of-the-display-{columns}"));
    fs::create_dir(&home)?;
    super::memory::link(&stage.paths.models(), &home.join("models"))?;
    let answer = recordings::folder().join("rambling.ogg");
    let line = format!(
        "{HOME_VARIABLE}={} {} interview --question production-failure --no-voice --answer {}",
        home.display(),
        env!("CARGO_BIN_EXE_greenroom"),
        answer.display()
    );
    let (columns, lines) = (columns.to_string(), lines.to_string());
    let window = ["new-session", "-d", "-x", &columns, "-y", &lines, "sh", "-c", &line];
    tmux(&window)?;
    sleep(BEGINNING);
    let id = fs::read_to_string(Paths::under(&home).sessions().join(".lock"))?;
    let id = id.trim();
    let before = ticks(id)?;
    sleep(MEASURED);
    let after = ticks(id);
    tmux(&["kill-server"])?;
    Ok((after? - before) / TICKS / MEASURED.as_secs_f64())
}

fn tmux(args: &[&str]) -> Result<()> {
    let status = Command::new("tmux")
        .args(["-L", "greenroom-bench", "-f", "/dev/null"])
        .args(args)
        .status()?;
    if status.success() { Ok(()) } else { Err(format!("tmux {args:?} failed").into()) }
}

/// Processor time of a process's first thread, in ticks.
fn ticks(id: &str) -> Result<f64> {
    let stat = fs::read_to_string(format!("/proc/{id}/task/{id}/stat"))?;
    // Behind the name in brackets; user and system time are the 12th and 13th.
    let fields: Vec<&str> =
        stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let field = |at: usize| -> Result<f64> { Ok(fields.get(at).ok_or("no time")?.parse()?) };
    Ok(field(11)? + field(12)?)
}
