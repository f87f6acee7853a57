//! `greenroom history` and `greenroom progress`: earlier answers, and what came of them.

use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::questions::card;
use super::{CliError, Desk};
use crate::analysis::RUBRIC;
use crate::report::{Progress, compare, draw_progress, history, to_json};

/// How many answers are listed unless more are asked for: what fits on a screen.
const MOST: usize = 20;

/// Arguments of `greenroom history`.
#[derive(Clone, Debug, Args)]
pub(super) struct HistoryArgs {
    /// Only the answers to this question, side by side
    #[arg(long, value_name = "ID")]
    question: Option<String>,
    /// How many of the newest answers are shown
    #[arg(long, value_name = "N", default_value_t = MOST)]
    last: usize,
    /// How the result is written
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

/// Arguments of `greenroom progress`.
#[derive(Clone, Debug, Args)]
pub(super) struct ProgressArgs {
    /// How the result is written
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Tables to read
    Text,
    Json,
}

/// Runs `greenroom history`.
pub(super) fn run(args: &HistoryArgs, desk: &mut Desk) -> Result<ExitCode, CliError> {
    if let Some(id) = &args.question {
        card(&desk.bank()?, id)?;
    }
    let (_, ledger) = desk.ledger()?;
    let attempts = ledger.attempts(args.question.as_deref(), args.last)?;
    let palette = desk.canvas().palette;
    let text = match args.format {
        Format::Json => json(&attempts)?,
        Format::Text if attempts.is_empty() => {
            "no answers yet; begin with: greenroom interview\n".to_owned()
        }
        Format::Text if args.question.is_some() => compare(&attempts, palette),
        Format::Text => history(&attempts, palette),
    };
    desk.write(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// Runs `greenroom progress`.
pub(super) fn run_progress(args: &ProgressArgs, desk: &mut Desk) -> Result<ExitCode, CliError> {
    let bank = desk.bank()?;
    let (_, ledger) = desk.ledger()?;
    let attempts = ledger.attempts(None, usize::MAX)?;
    let drills = ledger.drills()?;
    let progress = Progress::of(&attempts, drills, &bank, RUBRIC);
    let text = match args.format {
        Format::Json => json(&progress)?,
        Format::Text => draw_progress(&progress, desk.canvas().palette),
    };
    desk.write(&text)?;
    Ok(ExitCode::SUCCESS)
}

pub(super) fn json(value: &impl serde::Serialize) -> Result<String, CliError> {
    to_json(value).map_err(|error| CliError::failed(format!("cannot write JSON: {error}")))
}
