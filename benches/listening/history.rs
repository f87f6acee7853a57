//! What five thousand answers cost whoever looks back, and whoever goes on.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use greenroom::analysis::{Answer, Context, Timing, Vectors};
use greenroom::bank::Card;
use greenroom::config::{HOME_VARIABLE, Paths};
use greenroom::embed::{Embedder, EmbedderFiles};
use greenroom::models::Library;
use greenroom::report::{
    AnswerRole, ReportModel, Session, SessionAnswer, SessionState, SourceKind,
};
use greenroom::scoring::judge;
use greenroom::session::{Understanding, engine, meta};
use greenroom::store::{Ledger, Started, Store};
use greenroom::timeline::Millis;
use greenroom::transcript::parse::{TranscriptFormat, parse};

use super::Result;
use super::figures::{heading, row};
use super::recordings::cuts;
use super::rig::now;
use super::stage::Stage;

const ANSWERS: u64 = 5_000;

/// Different answers; the others are their copies on other days.
const DIFFERENT: usize = 20;

/// Four minutes at 150 words a minute.
const WORDS: usize = 600;

const RUNS: usize = 20;
const STARTS: usize = 10;

pub(crate) fn run(stage: &Stage) -> Result<()> {
    let home = stage.file("history");
    fill(stage, &home)?;
    stage.take_turn()?;
    heading("Looking back", &["figure", "n", "p50", "p95", "worst", "goal"]);
    for (command, goal) in [("history", "< 100 ms"), ("progress", "")] {
        let times: Vec<Duration> =
            (0..RUNS).map(|_| timed(&home, command)).collect::<Result<_>>()?;
        row(&format!("`greenroom {command}` over {ANSWERS} answers"), &times, goal);
    }
    for (page, goal) in [("/", "< 200 ms"), ("/progress", "")] {
        let times = super::pages::times(&home, page, RUNS)?;
        row(&format!("page `{page}` over {ANSWERS} answers"), &times, goal);
    }
    let answer = cuts(stage, 1, Millis(15_000))?.remove(0).path;
    // The first says everything for the first time.
    first_sound(&home, &answer)?;
    let starts: Vec<Duration> =
        (0..STARTS).map(|_| first_sound(&home, &answer)).collect::<Result<_>>()?;
    row("start of `greenroom interview` to its first sound", &starts, "< 1500 ms");
    Ok(())
}

/// A home in which somebody has practised for years.
fn fill(stage: &Stage, home: &Path) -> Result<()> {
    let paths = Paths::under(home);
    fs::create_dir_all(home)?;
    std::os::unix::fs::symlink(stage.paths.models(), paths.models())?;
    let store = Store::open(&paths)?;
    let (mut ledger, _) = Ledger::open(&paths, &store)?;
    let files = Library::new(&stage.paths)?.sentences()?;
    let files = EmbedderFiles { model: files.onnx, tokenizer: files.tokenizer };
    let understanding = Understanding::new(Some(Embedder::load(&files)?));
    let cards: Vec<&Card> = stage.bank.cards().take(DIFFERENT).collect();
    let answers: Vec<SessionAnswer> =
        cards.iter().map(|card| answer(stage, card, &understanding)).collect::<Result<_>>()?;
    for number in 0..ANSWERS {
        if number % 1000 == 0 {
            eprintln!("history: answer {number} of {ANSWERS}");
        }
        // One every eight hours since 2022.
        let started = Started(1_640_995_200 + number * 8 * 3600);
        let open = Session::open(started.id(), started.to_string());
        let session = Session { state: SessionState::Complete, ..open };
        store.create(&session)?;
        let place = usize::try_from(number)? % answers.len();
        ledger.enter(&Session { answers: vec![answers[place].clone()], ..session })?;
    }
    Ok(())
}

fn answer(stage: &Stage, card: &Card, understanding: &Understanding) -> Result<SessionAnswer> {
    let words: Vec<&str> = card.sample_answer.split_whitespace().cycle().take(WORDS).collect();
    let parsed = parse(words.join(" ").as_bytes(), TranscriptFormat::Txt)?;
    let mut answer = Answer {
        duration: parsed.transcript.span().map_or(Millis::ZERO, |span| span.end),
        transcript: parsed.transcript,
        track: None,
        timing: Timing::Estimated,
        vectors: Vectors::default(),
        told_sections: Vec::new(),
    };
    let context = Context::new(&stage.bank, Some(card), None)?;
    understanding.add_to(&mut answer, &context)?;
    let meta = meta(&context, "answer-1.wav".into(), SourceKind::Audio, engine(None));
    Ok(SessionAnswer {
        role: AnswerRole::Main,
        asked: card.question.clone(),
        because: None,
        audio: Some("answer-1.wav".into()),
        tried: None,
        reply: None,
        report: ReportModel::new(&answer, &judge(&answer, &context), meta),
    })
}

fn greenroom(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_greenroom"));
    command.env(HOME_VARIABLE, home).stdin(Stdio::null()).stdout(Stdio::null());
    command
}

fn timed(home: &Path, name: &str) -> Result<Duration> {
    let began = now();
    let status = greenroom(home).arg(name).status()?;
    if !status.success() {
        return Err(format!("greenroom {name}: {status}").into());
    }
    Ok(began.elapsed())
}

/// From the start of the program until the first sample of the greeting is there.
fn first_sound(home: &Path, answer: &Path) -> Result<Duration> {
    // What a WAV file without a sample takes.
    const HEADER: u64 = 44;
    const WITHIN: Duration = Duration::from_secs(30);
    let speaker = home.join("speaker.wav");
    drop(fs::remove_file(&speaker));
    let began = now();
    let mut child = greenroom(home)
        .args(["interview", "--question", "production-failure", "--answer"])
        .arg(answer)
        .arg("--speaker")
        .arg(&speaker)
        .stderr(Stdio::null())
        .spawn()?;
    while !fs::metadata(&speaker).is_ok_and(|file| file.len() > HEADER) {
        if began.elapsed() > WITHIN {
            return Err("nothing was said".into());
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    let heard = began.elapsed();
    child.kill()?;
    child.wait()?;
    Ok(heard)
}
