//! `greenroom questions`: what can be asked.

use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::{CliError, Desk};
use crate::bank::{Bank, Card, UnknownName};

/// Arguments of `greenroom questions`.
#[derive(Clone, Debug, Args)]
pub(super) struct QuestionsArgs {
    #[command(subcommand)]
    command: Command,
}

#[derive(Clone, Debug, Subcommand)]
enum Command {
    /// One line a question
    List,
    /// A whole card: how to structure the answer, what to mention, what to avoid
    Show {
        /// A question's id, as `questions list` shows it
        id: String,
    },
    /// Check all cards, your own included
    Check,
}

/// Runs the command.
pub(super) fn run(args: &QuestionsArgs, desk: &mut Desk) -> Result<ExitCode, CliError> {
    let bank = desk.bank()?;
    match &args.command {
        Command::List => {
            for card in bank.cards() {
                desk.say(format!(
                    "{:24} {:7} {}",
                    card.id,
                    card.difficulty.as_str(),
                    card.question
                ))?;
            }
        }
        Command::Show { id } => {
            let text = shown(card(&bank, id)?);
            desk.write(&text)?;
        }
        Command::Check => {
            let count = bank.cards().count();
            desk.say(format!("{count} questions, all in order"))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Finds a card; an unknown one is wrong usage.
pub(super) fn card<'a>(bank: &'a Bank, id: &str) -> Result<&'a Card, CliError> {
    bank.card(id).map_err(|e| unknown(&e))
}

pub(super) fn unknown(error: &UnknownName) -> CliError {
    CliError::usage(error.to_string()).hint(error.hint())
}

/// The hint for who named a category that there is none of.
pub(super) fn there_is(bank: &Bank) -> String {
    let known: Vec<&str> = bank.categories().into_iter().collect();
    format!("there is: {}", known.join(", "))
}

fn shown(card: &Card) -> String {
    let facts = [&card.category, card.difficulty.as_str(), &card.round].join(", ");
    let Card { question, framework, length, .. } = card;
    let mut lines = vec![
        question.clone(),
        String::new(),
        format!("{facts}; framework {framework}, length {length}"),
    ];
    let points: Vec<String> = card.key_points.iter().map(|point| point.text.clone()).collect();
    for (title, items) in [
        ("How to structure it", &card.structure),
        ("Points to mention", &points),
        ("Mistakes to avoid", &card.mistakes),
        ("Words to be heard", &card.vocabulary),
    ] {
        if items.is_empty() {
            continue;
        }
        lines.extend([String::new(), title.to_owned()]);
        lines.extend(items.iter().map(|item| format!("  - {item}")));
    }
    lines.extend([
        String::new(),
        "A sample answer".to_owned(),
        card.sample_answer.trim().to_owned(),
    ]);
    lines.join("\n") + "\n"
}
