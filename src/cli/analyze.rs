//! `greenroom analyze`: recordings and transcripts made anywhere.

use std::fs;
use std::io::{IsTerminal, stderr};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};

use super::interview::{runtime, session_error};
use super::questions::{card, unknown};
use super::remarks::Remarks;
use super::{CliError, Desk, ListenerArgs, files, studio};
use crate::analysis::{Answer, Context, Severity, Timing, Vectors};
use crate::audio::Decoder;
use crate::bank::Bank;
use crate::page::{Shell, Sound, session_page};
use crate::report::{
    Canvas, CaptionFormat, Engine, Meta, ReportModel, Rescored, Session, SessionAnswer, SourceKind,
    captions, draw, markdown, read_answer, to_json, to_json_line,
};
use crate::scoring::judge;
use crate::session::{self, Understanding, engine, meta};
use crate::timeline::Millis;
use crate::transcript::parse::{TranscriptFormat, parse};
use crate::web::waveform;

/// Arguments of `greenroom analyze`.
#[derive(Clone, Debug, Args)]
pub(super) struct AnalyzeArgs {
    /// Recordings or transcripts; a folder means its files
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The question that was answered, by id
    #[arg(long, value_name = "ID")]
    question: Option<String>,
    /// How long the answer was meant to be: deep, onsite, screen or one-way
    #[arg(long, value_name = "PROFILE")]
    length: Option<String>,
    #[command(flatten)]
    listener: ListenerArgs,
    /// The speech model, by name; see `greenroom models list`
    #[arg(long, value_name = "NAME")]
    model: Option<String>,
    /// How the result is written
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// Write the result to a file
    #[arg(long, value_name = "PATH")]
    output: Option<PathBuf>,
    /// Files to work on at the same time; the result is the same
    #[arg(long, value_name = "N", default_value = "1", value_parser = clap::value_parser!(u8).range(1..=64))]
    jobs: u8,
    /// Exit with 1 if anything of this weight, or heavier, is found
    #[arg(long, value_enum, value_name = "SEVERITY")]
    fail_on: Option<FailOn>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A report to read
    Text,
    /// The report of one file as JSON; of several, a list
    Json,
    /// A line of JSON for each file
    Jsonl,
    /// A report for notes and tickets
    Markdown,
    /// A page to read, hear and print, in one file
    Html,
    /// What was said, as captions
    Srt,
    /// What was said, as captions for the web
    Vtt,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FailOn {
    Problem,
    Warning,
    Note,
}

impl FailOn {
    fn is_met_by(self, report: &ReportModel) -> bool {
        let worst = match self {
            Self::Problem => Severity::Problem,
            Self::Warning => Severity::Warning,
            Self::Note => Severity::Note,
        };
        report.findings.iter().any(|finding| finding.severity <= worst)
    }
}

/// Runs the command. All files are tried; the exit code is 1 if any failed.
pub(super) fn run(args: &AnalyzeArgs, desk: &mut Desk) -> Result<ExitCode, CliError> {
    let bank = desk.bank()?;
    let card = args.question.as_deref().map(|id| card(&bank, id)).transpose()?;
    let context = Context::new(&bank, card, args.length.as_deref())
        .and_then(|context| args.listener.of(context))
        .map_err(|e| unknown(&e))?;
    let paths = files::expanded(&args.files)?;
    let mut reports = Vec::new();
    let mut failures = Vec::new();
    let remarks = Remarks::default();
    for result in all(&paths, args, &context, &remarks, desk) {
        match result {
            Ok(report) => reports.push(report),
            Err(error) => failures.push(error),
        }
    }
    for line in remarks.lines() {
        desk.note(line);
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
    let asked = card.map(|card| card.question.as_str());
    let text = written(&reports, asked, args, desk)?;
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
    let met = args.fail_on.is_some_and(|fail_on| reports.iter().any(|r| fail_on.is_met_by(r)));
    Ok(if failures.is_empty() && !met { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// One result a file, in the order of the files, whoever worked on them.
fn all(
    paths: &[PathBuf],
    args: &AnalyzeArgs,
    context: &Context<'_>,
    remarks: &Remarks,
    desk: &Desk,
) -> Vec<Result<ReportModel, CliError>> {
    let workers = usize::from(args.jobs).min(paths.len()).max(1);
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::new());
    let home = &desk.paths;
    std::thread::scope(|scope| {
        for _ in 0..workers {
            let (next, done) = (&next, &done);
            scope.spawn(move || {
                let desk = Desk::silent(home.clone());
                let understanding = studio::understanding(&desk);
                while let Some((place, path)) = {
                    let place = next.fetch_add(1, Ordering::Relaxed);
                    paths.get(place).map(|path| (place, path))
                } {
                    let understood = understanding.as_ref().map_err(Clone::clone);
                    let result =
                        understood.and_then(|u| one(path, args, context, u, remarks, &desk));
                    done.lock().unwrap_or_else(PoisonError::into_inner).push((place, result));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(place, _)| *place);
    done.into_iter().map(|(_, result)| result).collect()
}

fn written(
    reports: &[ReportModel],
    asked: Option<&str>,
    args: &AnalyzeArgs,
    desk: &Desk,
) -> Result<String, CliError> {
    // A file keeps no colours.
    let canvas = if args.output.is_some() { Canvas::default() } else { desk.canvas() };
    let json_error = |error| CliError::failed(format!("cannot write the report as JSON: {error}"));
    match (args.format, reports) {
        (Format::Text, _) => {
            let drawn: Vec<String> =
                reports.iter().map(|report| draw(report, asked, canvas)).collect();
            Ok(drawn.join("\n"))
        }
        (Format::Markdown, _) => {
            let drawn: Vec<String> = reports.iter().map(|r| markdown(r, asked)).collect();
            Ok(drawn.join("\n"))
        }
        (Format::Json, [one]) => to_json(one).map_err(json_error),
        (Format::Json, several) => to_json(&several).map_err(json_error),
        (Format::Html, _) => html(reports, asked),
        (Format::Srt, _) => {
            Ok(reports.iter().map(|report| captions(report, CaptionFormat::Srt)).collect())
        }
        (Format::Vtt, _) => {
            Ok(reports.iter().map(|report| captions(report, CaptionFormat::Vtt)).collect())
        }
        (Format::Jsonl, _) => {
            reports.iter().map(|report| to_json_line(report).map_err(json_error)).collect()
        }
    }
}

/// One page with all the answers; a recording is heard where it lies.
fn html(reports: &[ReportModel], asked: Option<&str>) -> Result<String, CliError> {
    let mut session = Session::open("analysis", String::new());
    session.question = reports.first().and_then(|report| report.question.clone());
    let mut sounds = Vec::new();
    for report in reports {
        let path = PathBuf::from(&report.source.path);
        let is_audio = report.source.kind == SourceKind::Audio;
        sounds.push(Sound {
            url: is_audio.then(|| report.source.path.clone()),
            waveform: if is_audio { waveform(&path) } else { None },
        });
        session.answers.push(SessionAnswer::lone(report, asked));
    }
    session_page(&session, &sounds, Shell::File).map_err(|error| CliError::from_error(&error))
}

fn one(
    path: &Path,
    args: &AnalyzeArgs,
    context: &Context<'_>,
    understanding: &Understanding,
    remarks: &Remarks,
    desk: &Desk,
) -> Result<ReportModel, CliError> {
    if let Some(stored) = stored(path)? {
        return again(&stored, args, context, understanding, desk);
    }
    let extension = path.extension().unwrap_or_default().to_string_lossy();
    let (answer, kind, engine) = if let Some(format) = TranscriptFormat::from_extension(&extension)
    {
        (from_transcript(path, format, remarks)?, SourceKind::Transcript, engine(None))
    } else {
        let (answer, model) =
            from_audio(path, args.model.as_deref(), &context.expected_words(), desk)?;
        (answer, SourceKind::Audio, engine(model))
    };
    let meta = meta(context, path.display().to_string(), kind, engine);
    Ok(report(answer, context, understanding, meta, desk))
}

/// Understands and judges an answer. What could not be understood is told, and judged without.
fn report(
    mut answer: Answer,
    context: &Context<'_>,
    understanding: &Understanding,
    meta: Meta,
    desk: &Desk,
) -> ReportModel {
    if let Err(error) = understanding.add_to(&mut answer, context) {
        desk.note(format!("warning: {}: {error}", meta.path));
    }
    ReportModel::new(&answer, &judge(&answer, context), meta)
}

/// An answer that this program has stored; `None` for any other file.
fn stored(path: &Path) -> Result<Option<ReportModel>, CliError> {
    let is_json = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
    // What cannot be read is told by whoever reads it as a transcript.
    let Some(text) = fs::read_to_string(path).ok().filter(|_| is_json) else { return Ok(None) };
    read_answer(&text).map_err(|error| {
        let CliError { message, .. } = CliError::from_error(&error);
        CliError::failed(format!("{}: {message}", path.display()))
            .hint("this version of greenroom is too old for it, or the file is damaged".to_owned())
    })
}

/// Judges a stored answer again that a person corrected, as it was meant.
pub(super) fn rejudged(
    stored: &ReportModel,
    answer: Answer,
    bank: &Bank,
    understanding: &Understanding,
    desk: &Desk,
) -> Result<ReportModel, CliError> {
    let card = stored.question.as_ref().and_then(|id| bank.card(id).ok());
    let context = Context::new(bank, card, Some(&stored.length))
        .and_then(|context| context.heard_by(stored.company.as_deref(), stored.level.as_deref()))
        .map_err(|e| unknown(&e))?;
    Ok(report(answer, &context, understanding, meta_of(stored, &context), desk))
}

/// What is said about a stored answer that is judged again.
fn meta_of(stored: &ReportModel, context: &Context<'_>) -> Meta {
    let engine = Engine {
        recogniser: stored.engine.recogniser.clone(),
        model: stored.engine.model.clone(),
        ..engine(None)
    };
    meta(context, stored.source.path.clone(), stored.source.kind, engine)
}

/// Judges a stored answer again: as it was meant, unless the options say otherwise.
fn again(
    stored: &ReportModel,
    args: &AnalyzeArgs,
    context: &Context<'_>,
    understanding: &Understanding,
    desk: &Desk,
) -> Result<ReportModel, CliError> {
    let bank = context.bank;
    // A card that is gone leaves an answer without one.
    let known = |id: &String| bank.card(id).ok();
    let card = context.card.or_else(|| stored.question.as_ref().and_then(known));
    let length = args.length.as_deref().unwrap_or(&stored.length);
    let company = args.listener.company.as_deref().or(stored.company.as_deref());
    let level = args.listener.level.as_deref().or(stored.level.as_deref());
    let context = Context::new(bank, card, Some(length))
        .and_then(|context| context.heard_by(company, level))
        .map_err(|e| unknown(&e))?;
    let meta = meta_of(stored, &context);
    let now = report(stored.answer(), &context, understanding, meta, desk);
    Ok(ReportModel { rescored: Rescored::between(stored, &now), ..now })
}

fn from_transcript(
    path: &Path,
    format: TranscriptFormat,
    remarks: &Remarks,
) -> Result<Answer, CliError> {
    let name = path.display();
    let bytes = fs::read(path).map_err(|error| {
        CliError::failed(format!("cannot read {name}: {error}")).hint("check the path".to_owned())
    })?;
    let parsed = parse(&bytes, format).map_err(|error| {
        let CliError { message, .. } = CliError::from_error(&error);
        CliError::failed(format!("{name}: {message}")).hint(error.hint())
    })?;
    for note in &parsed.notes {
        remarks.add(path, note);
    }
    let duration = parsed.transcript.span().map_or(Millis::ZERO, |span| span.end);
    let timing = if parsed.timed { Timing::Measured } else { Timing::Estimated };
    Ok(Answer {
        transcript: parsed.transcript,
        track: None,
        duration,
        timing,
        vectors: Vectors::default(),
        told_sections: Vec::new(),
    })
}

fn from_audio(
    path: &Path,
    model: Option<&str>,
    vocabulary: &str,
    desk: &Desk,
) -> Result<(Answer, Option<String>), CliError> {
    let with_hint =
        |error: crate::audio::AudioError| CliError::from_error(&error).hint(error.hint());
    // Looked at before the model is loaded: most mistakes are in the file's name.
    let length = Decoder::open(path).map_err(with_hint)?.duration();
    let recogniser = studio::recogniser(desk, model)?;
    let bar = progress(path, length);
    let transcribed =
        runtime()?.block_on(session::transcribe(path, recogniser, vocabulary, &mut |at| {
            bar.set_position(at.0 / 1000);
        }));
    bar.finish_and_clear();
    let heard = transcribed.map_err(|error| session_error(&error))?;
    for warning in &heard.warnings {
        desk.note(format!("warning: {}: {warning}", path.display()));
    }
    let model = heard.model.clone();
    Ok((heard.answer(), model))
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
