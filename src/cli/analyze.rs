//! `greenroom analyze`: recordings and transcripts made anywhere.

use std::fs;
use std::io::{IsTerminal, stderr};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};

use super::interview::{runtime, session_error};
use super::questions::{card, unknown};
use super::{CliError, Desk, studio};
use crate::analysis::{Answer, Context, Timing, analyse};
use crate::audio::Decoder;
use crate::report::{ReportModel, SourceKind, draw, to_json};
use crate::session::{self, engine, meta};
use crate::timeline::Millis;
use crate::transcript::parse::{TranscriptFormat, parse};

/// Arguments of `greenroom analyze`.
#[derive(Clone, Debug, Args)]
pub(super) struct AnalyzeArgs {
    /// Recordings or transcripts
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The question that was answered, by id
    #[arg(long, value_name = "ID")]
    question: Option<String>,
    /// How long the answer was meant to be: deep, onsite, screen or one-way
    #[arg(long, value_name = "PROFILE")]
    length: Option<String>,
    /// The speech model, by name; see `greenroom models list`
    #[arg(long, value_name = "NAME")]
    model: Option<String>,
    /// How the result is written
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// Write the result to a file
    #[arg(long, value_name = "PATH")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A report to read
    Text,
    /// The report of one file as JSON; of several, a list
    Json,
}

/// Runs the command. All files are tried; the exit code is 1 if any failed.
pub(super) fn run(args: &AnalyzeArgs, desk: &mut Desk) -> Result<ExitCode, CliError> {
    let bank = desk.bank()?;
    let card = args.question.as_deref().map(|id| card(&bank, id)).transpose()?;
    let context = Context::new(&bank, card, args.length.as_deref()).map_err(|e| unknown(&e))?;
    let mut reports = Vec::new();
    let mut failures = Vec::new();
    for path in &args.files {
        match one(path, args, &context, desk) {
            Ok(report) => reports.push(report),
            Err(error) => failures.push(error),
        }
    }
    // With nothing to show, the error is the result.
    if reports.is_empty()
        && let Some(error) = failures.pop()
    {
        for other in failures {
            desk.note(other.to_string());
        }
        return Err(error);
    }
    let text = match args.format {
        Format::Text => {
            let asked = card.map(|card| card.question.as_str());
            let drawn: Vec<String> =
                reports.iter().map(|report| draw(report, asked, canvas(args, desk))).collect();
            drawn.join("\n")
        }
        Format::Json => json(&reports)?,
    };
    match &args.output {
        Some(path) => fs::write(path, text).map_err(|error| {
            CliError::failed(format!("cannot write {}: {error}", path.display()))
                .hint("choose another place with --output".to_owned())
        })?,
        None => desk.write(&text)?,
    }
    for error in &failures {
        desk.note(error.to_string());
    }
    Ok(if failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// A file keeps no colours.
fn canvas(args: &AnalyzeArgs, desk: &Desk) -> crate::report::Canvas {
    if args.output.is_some() { crate::report::Canvas::default() } else { desk.canvas() }
}

fn json(reports: &[ReportModel]) -> Result<String, CliError> {
    let text = match reports {
        [one] => to_json(one),
        several => to_json(&several),
    };
    text.map_err(|error| CliError::failed(format!("cannot write the report as JSON: {error}")))
}

fn one(
    path: &Path,
    args: &AnalyzeArgs,
    context: &Context<'_>,
    desk: &Desk,
) -> Result<ReportModel, CliError> {
    let extension = path.extension().unwrap_or_default().to_string_lossy();
    let (answer, kind, engine) = if let Some(format) = TranscriptFormat::from_extension(&extension)
    {
        (from_transcript(path, format, desk)?, SourceKind::Transcript, engine(None))
    } else {
        let (answer, model) = from_audio(path, args.model.as_deref(), desk)?;
        (answer, SourceKind::Audio, engine(model))
    };
    let analysis = analyse(&answer, context);
    let meta = meta(context, path.display().to_string(), kind, engine);
    Ok(ReportModel::new(&answer, &analysis, meta))
}

fn from_transcript(path: &Path, format: TranscriptFormat, desk: &Desk) -> Result<Answer, CliError> {
    let name = path.display();
    let bytes = fs::read(path).map_err(|error| {
        CliError::failed(format!("cannot read {name}: {error}")).hint("check the path".to_owned())
    })?;
    let parsed = parse(&bytes, format).map_err(|error| {
        let CliError { message, .. } = CliError::from_error(&error);
        CliError::failed(format!("{name}: {message}")).hint(error.hint())
    })?;
    for note in &parsed.notes {
        desk.note(format!("note: {name}: {note}"));
    }
    let duration = parsed.transcript.span().map_or(Millis::ZERO, |span| span.end);
    let timing = if parsed.timed { Timing::Measured } else { Timing::Estimated };
    Ok(Answer { transcript: parsed.transcript, track: None, duration, timing })
}

fn from_audio(
    path: &Path,
    model: Option<&str>,
    desk: &Desk,
) -> Result<(Answer, Option<String>), CliError> {
    let with_hint =
        |error: crate::audio::AudioError| CliError::from_error(&error).hint(error.hint());
    // Looked at before the model is loaded: most mistakes are in the file's name.
    let length = Decoder::open(path).map_err(with_hint)?.duration();
    let recogniser = studio::recogniser(desk, model)?;
    let bar = progress(path, length);
    let transcribed = runtime()?.block_on(session::transcribe(path, recogniser, &mut |at| {
        bar.set_position(at.0 / 1000);
    }));
    bar.finish_and_clear();
    let heard = transcribed.map_err(|error| session_error(&error))?;
    for warning in &heard.warnings {
        desk.note(format!("warning: {}: {warning}", path.display()));
    }
    let answer = Answer {
        transcript: heard.transcript,
        duration: heard.track.length(),
        track: Some(heard.track),
        timing: Timing::Measured,
    };
    Ok((answer, heard.model))
}

/// How far the transcription has got, on a terminal.
fn progress(path: &Path, length: Option<Millis>) -> ProgressBar {
    let (Some(length), true) = (length, stderr().is_terminal()) else {
        return ProgressBar::hidden();
    };
    let bar = ProgressBar::new(length.0 / 1000);
    if let Ok(style) = ProgressStyle::with_template("{msg} [{bar:30}] {pos}/{len} s, {eta} left") {
        bar.set_style(style.progress_chars("##."));
    }
    bar.set_message(path.file_name().unwrap_or_default().to_string_lossy().into_owned());
    bar
}
