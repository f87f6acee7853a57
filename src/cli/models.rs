//! `greenroom models`: installs, imports, lists and verifies weights.

use std::io::{IsTerminal, Write, stderr};
use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};

use super::error::CliError;
use crate::config::Paths;
use crate::models::{
    Entry, Import, Kind, Library, ModelError, Precision, Progress, Proof, Stage, State,
};

/// Arguments of `greenroom models`.
#[derive(Clone, Debug, Args)]
pub(super) struct ModelsArgs {
    #[command(subcommand)]
    command: Command,
}

#[derive(Clone, Debug, Subcommand)]
enum Command {
    /// Download and convert models: the default set, or those named
    Install {
        /// Models by name; see `greenroom models list`
        names: Vec<String>,
    },
    /// Take in a model that you have
    Import {
        /// A whisper.cpp file (ggml-*.bin), or a faster-whisper folder
        path: PathBuf,
        /// What to call it
        #[arg(long)]
        name: Option<String>,
        /// How exactly to keep the weights of a faster-whisper model
        #[arg(long)]
        precision: Option<PrecisionArg>,
    },
    /// Show what can be installed, what is, and its licence
    List,
    /// Compare the checksums of installed models with the recorded ones
    Verify {
        /// Models by name; all that are installed if none is named
        names: Vec<String>,
    },
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum PrecisionArg {
    /// 16-bit floats
    F16,
    /// 8-bit integers: half the size, a little faster
    #[value(name = "q8_0")]
    Q8_0,
}

impl From<PrecisionArg> for Precision {
    fn from(arg: PrecisionArg) -> Self {
        match arg {
            PrecisionArg::F16 => Self::F16,
            PrecisionArg::Q8_0 => Self::Q8_0,
        }
    }
}

/// Runs the command; results go to `out`, progress to standard error.
pub(super) fn run(args: &ModelsArgs, paths: &Paths, out: &mut dyn Write) -> Result<(), CliError> {
    let library = Library::new(paths).map_err(|error| cli_error(&error))?;
    match &args.command {
        Command::Install { names } => install(&library, names, out),
        Command::Import { path, name, precision } => {
            let import = Import {
                path: path.clone(),
                name: name.clone(),
                precision: precision.map(Precision::from),
            };
            let mut shown = Shown::default();
            let name = library
                .import(&import, &mut |progress| shown.update(progress))
                .map_err(|error| cli_error(&error))?;
            say(out, &format!("imported {name}"))
        }
        Command::List => list(&library, out),
        Command::Verify { names } => verify(&library, names, out),
    }
}

fn install(library: &Library, names: &[String], out: &mut dyn Write) -> Result<(), CliError> {
    let mut shown = Shown::default();
    let installed = library
        .install(names, &mut |progress| shown.update(progress))
        .map_err(|error| cli_error(&error))?;
    shown.end();
    match &installed[..] {
        [] => say(out, "everything is installed already"),
        names => say(out, &format!("installed {}", names.join(", "))),
    }
}

fn list(library: &Library, out: &mut dyn Write) -> Result<(), CliError> {
    let entries = library.list().map_err(|error| cli_error(&error))?;
    let width = entries.iter().map(|entry| entry.name.len()).max().unwrap_or(0);
    for entry in &entries {
        say(out, &line(entry, width))?;
        for detail in [&entry.about, &entry.origin].into_iter().filter(|text| !text.is_empty()) {
            say(out, &format!("{:width$}  {detail}", ""))?;
        }
        if let State::Damaged(error) = &entry.state {
            say(out, &format!("{:width$}  {}", "", CliError::from_error(error).message))?;
        }
    }
    Ok(())
}

fn line(entry: &Entry, width: usize) -> String {
    let kind = match entry.kind {
        Kind::Recogniser => "recogniser",
        Kind::Voice => "voice",
        Kind::Sentences => "sentences",
    };
    let state = match &entry.state {
        State::Installed => "installed",
        State::Missing if entry.default => "missing",
        State::Missing => "not installed",
        State::Damaged(_) => "damaged",
    };
    let licence = if entry.licence.is_empty() { "imported" } else { entry.licence.as_str() };
    // Decimal megabytes, rounded: what package indexes and disk tools show.
    let megabytes = (entry.bytes + 500_000) / 1_000_000;
    format!("{:width$}  {kind:10}  {state:13}  {megabytes:>5} MB  {licence}", entry.name)
}

fn verify(library: &Library, names: &[String], out: &mut dyn Write) -> Result<(), CliError> {
    let names = if names.is_empty() { present(library)? } else { names.to_vec() };
    let mut failed = Vec::new();
    let mut hint = None;
    for name in &names {
        let mut shown = Shown::default();
        let proof = library.verify(name, &mut |progress| shown.update(progress));
        shown.end();
        let verdict = match proof {
            Ok(Proof::Checksum) => "sound".to_owned(),
            Ok(Proof::Structure) => "sound in structure; no checksum is recorded".to_owned(),
            Err(error) => {
                failed.push(name.as_str());
                hint = hint.or(error.hint());
                CliError::from_error(&error).message
            }
        };
        say(out, &format!("{name}: {verdict}"))?;
    }
    if failed.is_empty() {
        return Ok(());
    }
    Err(CliError::failed(format!("not sound: {}", failed.join(", "))).hint(hint))
}

/// Names of all models that are there, sound or not.
fn present(library: &Library) -> Result<Vec<String>, CliError> {
    let entries = library.list().map_err(|error| cli_error(&error))?;
    let there = entries.into_iter().filter(|entry| !matches!(entry.state, State::Missing));
    let names: Vec<String> = there.map(|entry| entry.name).collect();
    if names.is_empty() { Err(cli_error(&ModelError::NoRecogniser)) } else { Ok(names) }
}

fn cli_error(error: &ModelError) -> CliError {
    let hint = error.hint();
    let usage = matches!(
        error,
        ModelError::Unknown { .. } | ModelError::Name { .. } | ModelError::AlreadyConverted { .. }
    );
    let shown = CliError::from_error(error);
    if usage { CliError::usage(shown.message).hint(hint) } else { shown.hint(hint) }
}

fn say(out: &mut dyn Write, text: &str) -> Result<(), CliError> {
    writeln!(out, "{text}").map_err(|error| CliError::failed(format!("cannot write: {error}")))
}

/// Progress on standard error: a bar on a terminal, else one line for each step.
#[derive(Default)]
struct Shown {
    step: Option<(Stage, String)>,
    bar: Option<ProgressBar>,
}

impl Shown {
    fn update(&mut self, progress: Progress<'_>) {
        let current = self.step.as_ref().map(|(stage, what)| (*stage, what.as_str()));
        if current != Some((progress.stage, progress.what)) {
            self.begin(progress);
        }
        if let Some(bar) = &self.bar {
            bar.set_position(progress.done);
            if progress.done >= progress.total {
                bar.finish();
            }
        }
    }

    fn begin(&mut self, progress: Progress<'_>) {
        self.end();
        self.step = Some((progress.stage, progress.what.to_owned()));
        let verb = match progress.stage {
            Stage::Download => "downloading",
            Stage::Discard => "incomplete, fetched again:",
            Stage::Unpack => "unpacking",
            Stage::Convert => "converting",
            Stage::Check => "checking",
        };
        let title = format!("{verb} {}", progress.what);
        // pip shows its own progress, and two bars at once write over each other.
        let alone = matches!(progress.stage, Stage::Download | Stage::Discard);
        if alone || !stderr().is_terminal() {
            // A closed standard error must not stop the work.
            let _ = writeln!(stderr(), "{title}");
            return;
        }
        let bar = ProgressBar::new(progress.total).with_message(title);
        if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {bytes}/{total_bytes}") {
            bar.set_style(style);
        }
        self.bar = Some(bar);
    }

    fn end(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish();
        }
    }
}
