//! Measures what a person notices while being interviewed; `scripts/bench` runs it.
//!
//! Everything is measured on the program's own path: a recording plays the microphone at its own
//! pace, and what the screen is shown is noted with the time. Results are Markdown on standard
//! output; what is going on is told on standard error.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a table is what this prints")]

mod accuracy;
mod display;
mod drill;
mod feedback;
mod figures;
mod fillers;
mod history;
mod latency;
mod memory;
mod noise;
mod offline;
mod pages;
mod pauses;
mod peers;
mod recordings;
mod rig;
mod silence;
mod sound;
mod stage;
mod times;
mod word_error;

use std::process::ExitCode;

use stage::Stage;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// Measures one thing and prints it.
type Benchmark = fn(&Stage) -> Result<()>;

const ALL: &[(&str, Benchmark)] = &[
    ("latency", latency::run),
    ("accuracy", accuracy::run),
    ("times", times::run),
    ("fillers", fillers::run),
    ("pauses", pauses::run),
    ("feedback", feedback::run),
    ("drill", drill::run),
    ("display", display::run),
    ("history", history::run),
    ("memory", memory::run),
    ("silence", silence::run),
    ("noise", noise::run),
    ("peers", peers::run),
];

fn main() -> ExitCode {
    // `cargo bench` adds options that are meant for the standard harness.
    let names: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with("--")).collect();
    if let Some(unknown) = names.iter().find(|name| !ALL.iter().any(|(known, _)| known == name)) {
        let known: Vec<&str> = ALL.iter().map(|(name, _)| *name).collect();
        eprintln!("error: there is no benchmark {unknown}; there are {}", known.join(", "));
        return ExitCode::from(2);
    }
    match run(&names) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(names: &[String]) -> Result<()> {
    let stage = Stage::set()?;
    for (name, benchmark) in ALL {
        if names.is_empty() || names.iter().any(|wanted| wanted == name) {
            benchmark(&stage)?;
        }
    }
    Ok(())
}
