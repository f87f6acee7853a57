//! `greenroom sessions`: what was recorded, to be read, taken along, completed or deleted.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};

use super::history::json;
use super::{CliError, Desk, recovery, rehear};
use crate::page::{Shell, Sound, session_page};
use crate::report::{Canvas, CaptionFormat, Session, SessionAnswer, captions, draw, markdown};
use crate::store::{Ledger, SessionLine, Started, Store};
use crate::web::waveform;

/// Arguments of `greenroom sessions`.
#[derive(Clone, Debug, Args)]
pub(super) struct SessionsArgs {
    #[command(subcommand)]
    command: Command,
}

#[derive(Clone, Debug, Subcommand)]
enum Command {
    /// One line a session, the newest last
    List,
    /// The whole report of a session
    Show {
        /// A session's id, as `sessions list` shows it, or `last`
        id: String,
        /// How it is written
        #[arg(long, value_enum, default_value = "text")]
        format: Format,
    },
    /// Delete sessions with their recordings
    Delete {
        /// Sessions' ids, as `sessions list` shows them
        #[arg(required = true, value_name = "ID")]
        ids: Vec<String>,
    },
    /// Delete all sessions that are older than so many days, with their recordings
    Purge {
        /// For example 90d
        #[arg(long, value_name = "DAYS", value_parser = days)]
        older_than: u64,
        /// Only say what would be deleted
        #[arg(long)]
        dry_run: bool,
    },
    /// Copy a session with its recordings and a report to a folder
    Export {
        /// A session's id, or `last`
        id: String,
        /// The folder; it is created and must not exist
        #[arg(long, value_name = "FOLDER")]
        output: PathBuf,
    },
    /// Listen to the recordings again with a bigger model, and keep what is heard better
    Rehear {
        /// A session's id, or `last`
        id: String,
        /// The speech model, by name; see `greenroom models list`
        #[arg(long, value_name = "NAME")]
        model: Option<String>,
    },
    /// Transcribe and analyse what was said before an interview was cut off
    Recover {
        /// A session's id; without it all that were cut off
        id: Option<String>,
        /// The speech model, by name; see `greenroom models list`
        #[arg(long, value_name = "NAME")]
        model: Option<String>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A report to read
    Text,
    /// The session as it is stored
    Json,
    /// A report for notes and tickets
    Markdown,
}

/// Runs the command.
pub(super) fn run(args: &SessionsArgs, desk: &mut Desk) -> Result<ExitCode, CliError> {
    let (store, mut ledger) = desk.ledger()?;
    match &args.command {
        Command::List => list(&store, &ledger, desk)?,
        Command::Show { id, format } => {
            let session = load(&store, &ledger, id)?;
            let text = shown(&session, *format, desk)?;
            desk.write(&text)?;
        }
        Command::Delete { ids } => {
            // All or none: a mistyped id is found before anything is gone.
            for id in ids {
                store.folder(id)?;
            }
            // What is not complete may be being recorded.
            let known = ledger.known()?;
            let _lock =
                if ids.iter().all(|id| known.contains(id)) { None } else { Some(store.lock()?) };
            for id in ids {
                delete(id, &store, &mut ledger, desk)?;
            }
        }
        Command::Purge { older_than, dry_run } => {
            purge(*older_than, *dry_run, &store, &mut ledger, desk)?;
        }
        Command::Export { id, output } => export(id, output, &store, &ledger, desk)?,
        Command::Rehear { id, model } => {
            return rehear::run(id, model.as_deref(), &store, &mut ledger, desk);
        }
        Command::Recover { id, model } => {
            return recovery::run(id.as_deref(), model.as_deref(), &store, &mut ledger, desk);
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn list(store: &Store, ledger: &Ledger, desk: &mut Desk) -> Result<(), CliError> {
    let sessions = ledger.sessions()?;
    let known = ledger.known()?;
    let unfinished = store.unfinished(&known)?;
    if sessions.is_empty() && unfinished.is_empty() {
        desk.say("no sessions yet; begin with: greenroom interview")?;
    }
    for line in sessions.iter().rev() {
        let answers = if line.answers == 1 { "answer" } else { "answers" };
        desk.say(format!(
            "{:21}  {:>6}  {:>2} {answers:7}  {}",
            line.id,
            line.duration.to_clock(),
            line.answers,
            what(line)
        ))?;
    }
    for cut_off in &unfinished {
        let id = cut_off.folder.id();
        desk.say(format!("{id:21}  cut off; greenroom sessions recover {id}"))?;
    }
    Ok(())
}

fn what(line: &SessionLine) -> String {
    match &line.drill {
        Some(drill) => format!("drill {drill}"),
        None if line.questions.is_empty() => "no question".to_owned(),
        None => line.questions.join(", "),
    }
}

/// A session by its id, or the newest.
pub(super) fn load(store: &Store, ledger: &Ledger, id: &str) -> Result<Session, CliError> {
    let newest = if id == "last" { ledger.sessions()?.into_iter().next() } else { None };
    if id == "last" && newest.is_none() {
        return Err(CliError::usage("there are no sessions yet")
            .hint("begin with: greenroom interview".to_owned()));
    }
    let id = newest.map_or_else(|| id.to_owned(), |line| line.id);
    Ok(store.load(&id)?)
}

fn shown(session: &Session, format: Format, desk: &Desk) -> Result<String, CliError> {
    let canvas = desk.canvas();
    let drawn = match format {
        Format::Json => {
            return json(session);
        }
        Format::Markdown => {
            let written = |a: &SessionAnswer| markdown(&a.report, Some(&a.asked)) + &replied(a);
            session.answers.iter().map(written).collect::<Vec<String>>()
        }
        Format::Text => return Ok(text(session, canvas)),
    };
    Ok(drawn.join("\n") + &feedback(session))
}

/// The whole report of a session.
pub(super) fn text(session: &Session, canvas: Canvas) -> String {
    let drawn = |a: &SessionAnswer| draw(&a.report, Some(&a.asked), canvas) + &replied(a);
    let drawn: Vec<String> = session.answers.iter().map(drawn).collect();
    drawn.join("\n") + &feedback(session)
}

fn feedback(session: &Session) -> String {
    let written = &session.feedback.written;
    if written.is_empty() { String::new() } else { format!("\n{written}\n") }
}

/// What there is to say about a reply as such.
fn replied(answer: &SessionAnswer) -> String {
    let reply = answer.reply.as_ref();
    reply.map_or_else(String::new, |reply| format!("\n{}", reply.markdown()))
}

fn delete(id: &str, store: &Store, ledger: &mut Ledger, desk: &mut Desk) -> Result<(), CliError> {
    let folder = store.folder(id)?;
    let (files, bytes) = size(folder.path());
    store.delete(id)?;
    ledger.strike_out(id)?;
    let recordings = if files == 1 { "recording" } else { "recordings" };
    desk.say(format!("deleted {id} with its {files} {recordings} ({} MB)", megabytes(bytes)))
}

/// The recordings in a folder, and the bytes of all that is in it.
fn size(folder: &Path) -> (usize, u64) {
    let entries: Vec<_> = fs::read_dir(folder).into_iter().flatten().flatten().collect();
    let recordings = entries.iter().filter(|e| e.path().extension().is_some_and(|e| e == "wav"));
    let bytes = entries.iter().filter_map(|entry| Some(entry.metadata().ok()?.len())).sum();
    (recordings.count(), bytes)
}

fn megabytes(bytes: u64) -> String {
    let tenths = bytes.div_ceil(100_000);
    format!("{}.{}", tenths / 10, tenths % 10)
}

fn purge(
    older_than: u64,
    dry_run: bool,
    store: &Store,
    ledger: &mut Ledger,
    desk: &mut Desk,
) -> Result<(), CliError> {
    const DAY: u64 = 86_400;
    let Started(now) = desk.now();
    let moment = Started(now.saturating_sub(older_than.saturating_mul(DAY))).to_string();
    let ids = ledger.older_than(&moment)?;
    if ids.is_empty() {
        return desk.say(format!("no session is older than {older_than} days"));
    }
    for id in &ids {
        if dry_run {
            desk.say(format!("would delete {id}"))?;
        } else {
            delete(id, store, ledger, desk)?;
        }
    }
    Ok(())
}

fn export(
    id: &str,
    output: &Path,
    store: &Store,
    ledger: &Ledger,
    desk: &mut Desk,
) -> Result<(), CliError> {
    let session = load(store, ledger, id)?;
    let folder = store.folder(&session.id)?;
    let failed = |path: &Path, error: std::io::Error| {
        CliError::failed(format!("cannot write {}: {error}", path.display()))
            .hint("choose another place with --output".to_owned())
    };
    fs::create_dir(output).map_err(|error| failed(output, error))?;
    let mut copied = 0;
    for entry in fs::read_dir(folder.path()).map_err(|e| failed(folder.path(), e))?.flatten() {
        let name = entry.file_name();
        if !name.to_string_lossy().starts_with('.') {
            let target = output.join(&name);
            fs::copy(entry.path(), &target).map_err(|error| failed(&target, error))?;
            copied += 1;
        }
    }
    let mut written = vec![
        ("report.md".to_owned(), shown(&session, Format::Markdown, desk)?),
        ("report.html".to_owned(), page(&session, folder.path())?),
    ];
    for (answer, number) in session.answers.iter().zip(1..) {
        let formats = [("srt", CaptionFormat::Srt), ("vtt", CaptionFormat::Vtt)];
        written.extend(formats.map(|(extension, format)| {
            (format!("answer-{number}.{extension}"), captions(&answer.report, format))
        }));
    }
    for (name, text) in written {
        let report = output.join(name);
        fs::write(&report, text).map_err(|error| failed(&report, error))?;
        copied += 1;
    }
    desk.say(format!("{copied} files in {}", output.display()))
}

/// The session as one page, which hears the recordings beside it.
fn page(session: &Session, folder: &Path) -> Result<String, CliError> {
    let sound = |answer: &SessionAnswer| Sound {
        url: answer.audio.clone(),
        waveform: answer.audio.as_ref().and_then(|name| waveform(&folder.join(name))),
    };
    let sounds: Vec<Sound> = session.answers.iter().map(sound).collect();
    session_page(session, &sounds, Shell::File).map_err(|error| CliError::from_error(&error))
}

fn days(text: &str) -> Result<u64, String> {
    let number = text.strip_suffix('d').or_else(|| text.strip_suffix(" days")).unwrap_or(text);
    number.trim().parse().map_err(|_| "a number of days, like 90d".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_written_in_a_few_ways() {
        assert_eq!((days("90d"), days("90"), days("7 days")), (Ok(90), Ok(90), Ok(7)));
        assert!(days("soon").is_err() && days("-3d").is_err() && days("").is_err());
    }

    #[test]
    fn sizes_are_rounded_up() {
        assert_eq!([0, 1, 1_900_001].map(megabytes), ["0.0", "0.1", "2.0"]);
    }
}
