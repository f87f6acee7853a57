//! `greenroom interview`: one question, an answer, a follow-up, feedback.

use std::collections::BTreeMap;
use std::io::{IsTerminal, stdin, stdout};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::keys::Keys;
use super::live::Live;
use super::plain::Plain;
use super::questions::{card, unknown};
use super::studio::{self, Sound, StageArgs};
use super::{CliError, Desk, ListenerArgs, signals};
use crate::analysis::Context;
use crate::audio::{AudioError, DeviceMicrophone, FileMicrophone, Microphone, Speed};
use crate::bank::{Bank, Card};
use crate::interview::{End, Lines};
use crate::report::{Attempt, Baseline, Rates, Session};
use crate::session::{
    Interview, Outcome, Record, Screen, SessionError, SessionEvent, Teller, events,
};
use crate::store::{Ledger, Store, StoreError};

/// Arguments of `greenroom interview`.
#[derive(Clone, Debug, Args)]
pub(super) struct InterviewArgs {
    /// The question to be asked, by id; without it the one that was not asked for longest
    #[arg(long, value_name = "ID")]
    question: Option<String>,
    /// How long the answer is meant to be: deep, onsite, screen or one-way
    #[arg(long, value_name = "PROFILE")]
    length: Option<String>,
    #[command(flatten)]
    listener: ListenerArgs,
    /// What ends an answer; Enter always does
    #[arg(long, value_enum, value_name = "HOW")]
    end: Option<EndArg>,
    /// The microphone, by the id or name that `greenroom devices` shows
    #[arg(long, value_name = "NAME", conflicts_with = "answer")]
    microphone: Option<String>,
    /// The speech model, by name; see `greenroom models list`
    #[arg(long, value_name = "NAME")]
    model: Option<String>,
    /// Play a recording in the microphone's place: one for each answer
    #[arg(long, value_name = "FILE", num_args = 1.., action = clap::ArgAction::Append)]
    answer: Vec<PathBuf>,
    /// How many times real time recordings are played, or `max`
    #[arg(long, value_name = "N", default_value = "1", requires = "answer")]
    speed: Speed,
    #[command(flatten)]
    stage: StageArgs,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum EndArg {
    /// Enter
    Key,
    /// Saying "that's my answer"
    Phrase,
    /// A long silence
    Silence,
}

impl From<EndArg> for End {
    fn from(arg: EndArg) -> Self {
        match arg {
            EndArg::Key => Self::Key,
            EndArg::Phrase => Self::Phrase,
            EndArg::Silence => Self::Silence,
        }
    }
}

/// One interview to be held.
pub(super) struct Booking {
    pub(super) question: Option<String>,
    pub(super) length: Option<String>,
    pub(super) listener: ListenerArgs,
    pub(super) end: End,
    pub(super) model: Option<String>,
    pub(super) microphone: Box<dyn Microphone>,
    pub(super) sound: Sound,
    pub(super) live: bool,
    /// Put before the session's id, so that a demo is told from practice.
    pub(super) id_prefix: &'static str,
}

/// Runs the command.
pub(super) fn run(args: &InterviewArgs, desk: &mut Desk) -> Result<ExitCode, CliError> {
    let microphone: Box<dyn Microphone> = if args.answer.is_empty() {
        Box::new(DeviceMicrophone::open(args.microphone.as_deref()).map_err(|e| audio_error(&e))?)
    } else {
        Box::new(FileMicrophone::new(args.answer.clone(), args.speed).map_err(|e| audio_error(&e))?)
    };
    let booking = Booking {
        question: args.question.clone(),
        length: args.length.clone(),
        listener: args.listener.clone(),
        end: args.end.map(End::from).unwrap_or_default(),
        model: args.model.clone(),
        microphone,
        sound: args.stage.sound(),
        live: !args.stage.no_ui,
        id_prefix: "",
    };
    hold(booking, desk)
}

/// How the speaker usually speaks, from the main answers of earlier interviews.
fn usual_delivery(ledger: &Ledger) -> Result<Option<Baseline>, CliError> {
    let attempts = ledger.attempts(None, Baseline::MOST).map_err(|e| CliError::of_store(&e))?;
    let rates: Vec<Rates> = attempts.iter().map(Attempt::rates).collect();
    Ok(Baseline::of(&rates))
}

/// Holds an interview and says where it is kept.
pub(super) fn hold(booking: Booking, desk: &mut Desk) -> Result<ExitCode, CliError> {
    let bank = desk.bank()?;
    let lines = Lines::builtin().map_err(|error| CliError::from_error(&error))?;
    let recogniser = studio::recogniser(desk, booking.model.as_deref())?;
    let of_store = |error: StoreError| CliError::of_store(&error);
    let (store, mut ledger) = desk.ledger()?;
    let _lock = store.lock().map_err(of_store)?;
    store.check_space().map_err(of_store)?;
    tell_unfinished(&store, &ledger, desk)?;
    let card = match &booking.question {
        Some(id) => card(&bank, id)?,
        None => least_recent(&bank, &ledger.last_asked().map_err(of_store)?)?,
    };
    let context = Context::new(&bank, Some(card), booking.length.as_deref())
        .and_then(|context| booking.listener.of(context))
        .map_err(|e| unknown(&e))?;

    let started = desk.now();
    let mut session =
        Session::open(format!("{}{}", booking.id_prefix, started.id()), started.to_string());
    session.question = Some(card.id.clone());
    session.length = Some(context.length.name.clone());
    session.company.clone_from(&booking.listener.company);
    session.level.clone_from(&booking.listener.level);
    let folder = store.create(&session).map_err(of_store)?;
    folder.id().clone_into(&mut session.id);

    let baseline = if session.is_demo() { None } else { usual_delivery(&ledger)? };
    let (tell, events) = events();
    let teller = tell.clone();
    let warn = move |text| drop(teller.send(SessionEvent::Warning(text)));
    let interview = Interview {
        context,
        question: card.question.clone(),
        record: Record::new(session, lines.nothing_heard.clone()).compared_with(baseline),
        understanding: studio::understanding(desk)?,
        end: booking.end,
        lines,
        microphone: booking.microphone,
        recogniser,
        organs: studio::organs(desk, booking.sound, warn)?,
        folder: folder.clone(),
    };
    let outcome = with_screen(booking.live, &tell, |screen| {
        runtime()?.block_on(async {
            tokio::spawn(signals::forward(tell.clone()));
            interview.run(screen, tell.clone(), events).await.map_err(|e| session_error(&e))
        })
    })?;
    let session = outcome.record.session(true);
    if !session.is_demo()
        && let Err(error) = ledger.enter(&session)
    {
        // The session is saved, and the next start enters it.
        desk.note(format!("warning: {}", CliError::of_store(&error).message));
    }
    close(&outcome, &folder.path().display().to_string(), desk)
}

fn close(outcome: &Outcome, folder: &str, desk: &mut Desk) -> Result<ExitCode, CliError> {
    let session = outcome.record.session(true);
    if outcome.interrupted {
        desk.say(format!("stopped; what you said is saved in {folder}"))?;
        return Ok(ExitCode::from(130));
    }
    desk.write(&format!("\n{}\n", session.feedback.written))?;
    desk.say(format!("saved in {folder}"))?;
    if !session.answers.is_empty() {
        desk.say(format!("the whole report: greenroom sessions show {}", session.id))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Opens the live display, or plain lines where there is no terminal, and the keys that go with it.
fn with_screen<T>(
    live: bool,
    tell: &Teller,
    work: impl FnOnce(&mut dyn Screen) -> Result<T, CliError>,
) -> Result<T, CliError> {
    let no_keys = |error| CliError::failed(format!("cannot read keys: {error}"));
    if live && stdout().is_terminal() && stdin().is_terminal() {
        let mut screen =
            Live::open().map_err(|e| CliError::failed(format!("cannot use the terminal: {e}")))?;
        let _keys = Keys::of_terminal(tell.clone()).map_err(no_keys)?;
        work(&mut screen)
    } else {
        let _keys = Keys::of_lines(tell.clone()).map_err(no_keys)?;
        work(&mut Plain::new(stdout()))
    }
}

/// A runtime on this thread; what computes has threads of its own.
pub(super) fn runtime() -> Result<tokio::runtime::Runtime, CliError> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| CliError::failed(format!("cannot start: {error}")))
}

/// The card that was never asked, or not for longest.
fn least_recent<'a>(
    bank: &'a Bank,
    last_asked: &BTreeMap<String, String>,
) -> Result<&'a Card, CliError> {
    bank.cards()
        .min_by_key(|card| last_asked.get(&card.id))
        .ok_or_else(|| CliError::failed("there are no questions"))
}

/// An answer that was cut off is not lost; offers to complete it.
fn tell_unfinished(store: &Store, ledger: &Ledger, desk: &Desk) -> Result<(), CliError> {
    let of_store = |error: StoreError| CliError::of_store(&error);
    let known = ledger.known().map_err(of_store)?;
    for unfinished in store.unfinished(&known).map_err(of_store)? {
        let id = unfinished.folder.id();
        desk.note(format!("an earlier interview was cut off; what you said is there: {id}"));
        desk.note(format!("hint: greenroom sessions recover {id}"));
    }
    Ok(())
}

fn audio_error(error: &AudioError) -> CliError {
    CliError::from_error(error).hint(error.hint())
}

pub(super) fn session_error(error: &SessionError) -> CliError {
    CliError::from_error(error).hint(error.hint())
}
