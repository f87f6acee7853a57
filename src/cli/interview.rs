//! `greenroom interview`: one question, an answer, a follow-up, feedback.

use std::collections::BTreeMap;
use std::io::{IsTerminal, stdin, stdout};
use std::process::ExitCode;

use clap::Args;

use super::ear::EarArgs;
use super::keys::Keys;
use super::live::Live;
use super::plain::Plain;
use super::questions::{card, there_is, unknown};
use super::studio::{self, Sound, StageArgs};
use super::{CliError, Desk, ListenerArgs, signals};
use crate::analysis::Context;
use crate::audio::Microphone;
use crate::bank::{Bank, Card, Drill};
use crate::interview::{Course, DrillLines, Drilling, End, Lines, Machine, Wishes, plan};
use crate::report::{Attempt, Baseline, Rates, Session};
use crate::session::{
    Interview, Record, Screen, SessionError, SessionEvent, Teller, TimeCues, events,
};
use crate::store::{Ledger, Store};

/// Arguments of `greenroom interview`.
#[derive(Clone, Debug, Args)]
pub(super) struct InterviewArgs {
    /// The question to be asked, by id; without it the one that was not asked for longest
    #[arg(long, value_name = "ID")]
    question: Option<String>,
    /// Only questions of this category, or with this tag; see `greenroom questions list`
    #[arg(long, value_name = "TAG", conflicts_with = "question")]
    tag: Option<String>,
    /// How many questions are asked, each about something else
    #[arg(long, value_name = "N", default_value = "1", conflicts_with = "question",
        value_parser = clap::value_parser!(u8).range(1..=12))]
    count: u8,
    /// Choose the same questions again: what decides between those that fit equally well
    #[arg(long, value_name = "NUMBER", conflicts_with = "question")]
    seed: Option<u64>,
    /// How many follow-ups a question has at most
    #[arg(long, value_name = "N", default_value = "1",
        value_parser = clap::value_parser!(u8).range(0..=3))]
    follow_ups: u8,
    /// Be pressed: the first follow-up wants it shorter, or without the background
    #[arg(long)]
    pressure: bool,
    /// How long the answer is meant to be: deep, onsite, screen or one-way
    #[arg(long, value_name = "PROFILE")]
    length: Option<String>,
    #[command(flatten)]
    listener: ListenerArgs,
    #[command(flatten)]
    ear: EarArgs,
    #[command(flatten)]
    stage: StageArgs,
}

/// What is asked for.
pub(super) enum Asking {
    /// Questions, at most so many follow-ups to each, and whether the first of those presses.
    Questions { which: Which, follow_ups: usize, pressure: bool },
    /// A drill, at most so many tries of it, and how the end of its time is told.
    Drill { name: String, most: Option<usize>, cues: TimeCues },
}

/// Which questions.
pub(super) enum Which {
    /// One, by its id.
    Card(String),
    /// Those that were not asked for longest, of those with the tag.
    Planned { count: usize, tag: Option<String>, seed: Option<u64> },
}

/// One interview to be held.
pub(super) struct Booking {
    pub(super) asking: Asking,
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
    // A question that nobody knows is told before the microphone is opened.
    let bank = desk.bank()?;
    if let Some(id) = &args.question {
        card(&bank, id)?;
    }
    let which = match &args.question {
        Some(id) => Which::Card(id.clone()),
        None => Which::Planned { count: args.count.into(), tag: args.tag.clone(), seed: args.seed },
    };
    let (follow_ups, pressure) = (args.follow_ups.into(), args.pressure);
    let booking = Booking {
        asking: Asking::Questions { which, follow_ups, pressure },
        length: args.length.clone(),
        listener: args.listener.clone(),
        end: args.ear.end(),
        model: args.ear.model.clone(),
        microphone: args.ear.microphone()?,
        sound: args.stage.sound(),
        live: !args.stage.no_ui,
        id_prefix: "",
    };
    hold(booking, &bank, desk)
}

/// How the speaker usually speaks, from the main answers of earlier interviews.
fn usual_delivery(ledger: &Ledger) -> Result<Option<Baseline>, CliError> {
    let attempts = ledger.attempts(None, Baseline::MOST)?;
    let rates: Vec<Rates> = attempts.iter().map(Attempt::rates).collect();
    Ok(Baseline::of(&rates))
}

/// Holds an interview and says where it is kept.
pub(super) fn hold(booking: Booking, bank: &Bank, desk: &mut Desk) -> Result<ExitCode, CliError> {
    let lines = Lines::builtin().map_err(|error| CliError::from_error(&error))?;
    let recogniser = studio::recogniser(desk, booking.model.as_deref())?;
    let (store, mut ledger) = desk.ledger()?;
    let _lock = store.lock()?;
    store.check_space()?;
    tell_unfinished(&store, &ledger, desk)?;
    let started = desk.now();
    let mut drill = None;
    let cards = match &booking.asking {
        Asking::Questions { which: Which::Card(id), .. } => vec![card(bank, id)?],
        Asking::Questions { which: Which::Planned { count, tag, seed }, .. } => {
            let wishes = Wishes {
                count: *count,
                tag: tag.as_deref(),
                level: booking.listener.level.as_deref(),
                seed: seed.unwrap_or(started.0),
            };
            planned(bank, &ledger.last_asked()?, wishes)?
        }
        Asking::Drill { name, .. } => {
            drill = Some(bank.drill(name).map_err(|e| unknown(&e))?);
            Vec::new()
        }
    };
    let contexts = contexts(bank, &cards, &booking)?;

    let mut session =
        Session::open(format!("{}{}", booking.id_prefix, started.id()), started.to_string());
    session.question = cards.first().map(|card| card.id.clone());
    if cards.len() > 1 {
        session.plan = cards.iter().map(|card| card.id.clone()).collect();
    }
    session.drill = drill.map(|drill| drill.name.clone());
    session.length = contexts.first().map(|context| context.length.name.clone());
    session.company.clone_from(&booking.listener.company);
    session.level.clone_from(&booking.listener.level);
    let folder = store.create(&session)?;
    folder.id().clone_into(&mut session.id);

    let baseline = if session.is_demo() { None } else { usual_delivery(&ledger)? };
    let mut record = Record::new(session, lines.clone()).compared_with(baseline);
    let mut time_cues = TimeCues::default();
    match (&booking.asking, drill) {
        (Asking::Drill { most, cues, .. }, Some(drill)) => {
            record = record.of_drill(drill.clone(), *most);
            time_cues = *cues;
        }
        (Asking::Questions { pressure, .. }, _) => record = record.under_pressure(*pressure),
        (Asking::Drill { .. }, None) => {}
    }
    let (tell, events) = events();
    let teller = tell.clone();
    let warn = move |text| drop(teller.send(SessionEvent::Warning(text)));
    let interview = Interview {
        contexts,
        end_phrases: lines.end_phrases(),
        course: course(&cards, drill, lines, &booking),
        time_cues,
        record,
        understanding: studio::understanding(desk)?,
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
        desk.note(format!("warning: {}", CliError::from(error).message));
    }
    close(&session, outcome.interrupted, &folder.path().display().to_string(), desk)
}

fn course(
    cards: &[&Card],
    drill: Option<&Drill>,
    lines: Lines,
    booking: &Booking,
) -> Box<dyn Course> {
    let end = booking.end;
    if let Some(drill) = drill {
        let sayings = DrillLines {
            lead: lines.before_drill(end),
            instruction: drill.instruction.clone(),
            again: drill.again.clone(),
            countdown: lines.countdown,
        };
        return Box::new(Drilling::new(sayings, end));
    }
    let questions = cards.iter().map(|card| card.question.clone()).collect();
    let machine = Machine::new(lines, questions, end);
    match booking.asking {
        Asking::Questions { follow_ups, .. } => Box::new(machine.following_up(follow_ups)),
        Asking::Drill { .. } => Box::new(machine),
    }
}

fn close(
    session: &Session,
    interrupted: bool,
    folder: &str,
    desk: &mut Desk,
) -> Result<ExitCode, CliError> {
    if interrupted {
        desk.say(format!("stopped; what you said is saved in {folder}"))?;
        return Ok(ExitCode::from(130));
    }
    if session.drill.is_some() {
        tell_tries(session, desk)?;
    } else {
        desk.write(&format!("\n{}\n", session.feedback.written))?;
    }
    desk.say(format!("saved in {folder}"))?;
    if !session.answers.is_empty() {
        desk.say(format!("the whole report: greenroom sessions show {}", session.id))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// One line a try.
fn tell_tries(session: &Session, desk: &mut Desk) -> Result<(), CliError> {
    desk.say("")?;
    for (answer, number) in session.answers.iter().zip(1..) {
        let Some(tried) = &answer.tried else { continue };
        let passed = if tried.passed { "passed" } else { "missed" };
        desk.say(format!("{number:>3}  {passed}  {:>5} {}", tried.value, tried.unit))?;
    }
    Ok(())
}

/// Opens the live display, or plain lines where there is no terminal, and the keys that go with it.
fn with_screen<T>(
    live: bool,
    tell: &Teller,
    work: impl FnOnce(&mut dyn Screen) -> Result<T, CliError>,
) -> Result<T, CliError> {
    let no_keys = |error| CliError::failed(format!("cannot read keys: {error}"));
    if live && stdout().is_terminal() && stdin().is_terminal() {
        match Live::open() {
            Ok(mut screen) => {
                let _keys = Keys::of_terminal(tell.clone()).map_err(no_keys)?;
                return work(&mut screen);
            }
            // Some terminals do not say where their cursor is.
            Err(error) => {
                let text =
                    format!("this terminal has no live display ({error}); plain lines instead");
                drop(tell.send(SessionEvent::Warning(text)));
            }
        }
    }
    let _keys = Keys::of_lines(tell.clone()).map_err(no_keys)?;
    work(&mut Plain::new(stdout()))
}

/// A runtime on this thread; what computes has threads of its own.
pub(super) fn runtime() -> Result<tokio::runtime::Runtime, CliError> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| CliError::failed(format!("cannot start: {error}")))
}

/// What each answer is measured against; a drill has no card.
fn contexts<'a>(
    bank: &'a Bank,
    cards: &[&'a Card],
    booking: &Booking,
) -> Result<Vec<Context<'a>>, CliError> {
    let of = |card: Option<&'a Card>| {
        Context::new(bank, card, booking.length.as_deref())
            .and_then(|context| booking.listener.of(context))
            .map_err(|e| unknown(&e))
    };
    if cards.is_empty() {
        return Ok(vec![of(None)?]);
    }
    cards.iter().map(|card| of(Some(card))).collect()
}

fn planned<'a>(
    bank: &'a Bank,
    last_asked: &BTreeMap<String, String>,
    wishes: Wishes<'_>,
) -> Result<Vec<&'a Card>, CliError> {
    let cards = plan(bank.cards(), last_asked, wishes);
    if cards.is_empty() {
        let tag = wishes.tag.unwrap_or_default();
        return Err(CliError::usage(format!("there are no questions with the tag `{tag}`"))
            .hint(there_is(bank)));
    }
    Ok(cards)
}

/// An answer that was cut off is not lost; offers to complete it.
fn tell_unfinished(store: &Store, ledger: &Ledger, desk: &Desk) -> Result<(), CliError> {
    let known = ledger.known()?;
    for unfinished in store.unfinished(&known)? {
        let id = unfinished.folder.id();
        desk.note(format!("an earlier interview was cut off; what you said is there: {id}"));
        desk.note(format!("hint: greenroom sessions recover {id}"));
    }
    Ok(())
}

pub(super) fn session_error(error: &SessionError) -> CliError {
    CliError::from_error(error).hint(error.hint())
}
