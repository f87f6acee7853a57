//! Measures how well answers are understood, on answers with labels; `scripts/eval` runs it.
//!
//! `train` learns the weights of `prompts/learned/en.json` from `tests/labels/concepts` and
//! `tests/labels/tune`. `tune` measures on that part, each answer by weights that did not learn from
//! it, `kept` on the other, `spoken` on a third of that, spoken and recognised again. Of `kept` only
//! sums are printed. `replies` measures on `tests/labels/replies`, `replies tune` on the part of it that
//! the rules were made on. `speed` times the judgement of a long answer.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a table is what this prints")]

mod answers;
mod concepts;
mod logistic;
mod points;
mod replies;
mod rules;
mod sections;
mod speed;
mod spoken;

mod stage;
mod train;

use std::process::ExitCode;

use answers::{Form, Judged, Labelled};
use stage::Stage;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn main() -> ExitCode {
    // `cargo bench` adds options that are meant for the standard harness.
    let names: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with("--")).collect();
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
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    match names[..] {
        ["train"] => train::run(&stage),
        ["train", "sections"] => train::only_sections(&stage),
        ["train", "replies"] => train::replies(&stage),
        ["train", "sounds"] => train::sounds::run(),
        ["train", "pronunciations"] => train::pronunciations::run(),
        ["tune"] => tune(&stage),
        ["kept"] | [] => kept(&stage),
        ["spoken"] => spoken(&stage),
        ["spoken", "tune"] => spoken_tune(&stage),
        ["speed"] => speed::run(&stage),
        ["replies"] => replies::run(&stage, "kept", false),
        ["replies", "tune"] => replies::run(&stage, "tune", true),
        _ => Err("there are train, train sections, train replies, train sounds, train pronunciations, tune, kept, spoken, spoken tune, speed, replies and replies tune".into()),
    }
}

/// How answers are told: as typed and as a recogniser writes without a mark.
const FORMS: [Form; 2] = [Form::Typed, Form::Bare];

/// The part that was kept: sums only.
fn kept(stage: &Stage) -> Result<()> {
    for form in FORMS {
        println!("\n## kept, {form}\n");
        let told = |truth: &Labelled| Ok(answers::told(truth, form));
        print(stage, &answers::load(stage, "kept", 1, told)?, false)?;
    }
    Ok(())
}

/// The part that was learnt from, judged by what was learnt from the rest of it: each answer.
fn tune(stage: &Stage) -> Result<()> {
    for form in FORMS {
        println!("\n## tune, unseen, {form}\n");
        let told = |truth: &Labelled| Ok(answers::told(truth, form));
        print(stage, &answers::load_unseen(stage, 1, told)?, true)?;
    }
    Ok(())
}

/// Every so many-th answer is spoken: a minute of speech takes a quarter of one.
const EVERY: usize = 3;

/// Measures on a part of what was kept, as typed and as it was heard.
fn spoken(stage: &Stage) -> Result<()> {
    println!("\n## one in {EVERY} of kept, as typed\n");
    let typed = |truth: &Labelled| Ok(answers::told(truth, Form::Typed));
    print(stage, &answers::load(stage, "kept", EVERY, typed)?, false)?;
    println!("\n## the same, spoken and recognised\n");
    let booth = spoken::Booth::open()?;
    print(stage, &answers::load(stage, "kept", EVERY, |truth| booth.told(truth))?, false)
}

/// Every so many-th answer of those that were learnt from is spoken.
const EVERY_LEARNT: usize = 27;

/// The same with answers that were learnt from, judged by what was learnt without them: each answer.
fn spoken_tune(stage: &Stage) -> Result<()> {
    println!("\n## one in {EVERY_LEARNT} of tune, as typed\n");
    let typed = |truth: &Labelled| Ok(answers::told(truth, Form::Typed));
    print(stage, &answers::load_unseen(stage, EVERY_LEARNT, typed)?, true)?;
    println!("\n## the same, spoken and recognised\n");
    let booth = spoken::Booth::open()?;
    print(stage, &answers::load_unseen(stage, EVERY_LEARNT, |truth| booth.told(truth))?, true)
}

fn print(stage: &Stage, answers: &[Judged<'_>], each: bool) -> Result<()> {
    sections::print(stage, answers, each)?;
    rules::print(answers, each);
    points::print(answers);
    Ok(())
}
