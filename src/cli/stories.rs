//! `greenroom stories`: what you have to tell, and what is missing.

use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::questions::there_is;
use super::{CliError, Desk};
use crate::bank::Bank;
use crate::report::{Repertoire, Story, draw_repertoire};
use crate::store::{StoreError, Stories};

/// Arguments of `greenroom stories`.
#[derive(Clone, Debug, Args)]
pub(super) struct StoriesArgs {
    #[command(subcommand)]
    command: Command,
}

#[derive(Clone, Debug, Subcommand)]
enum Command {
    /// All stories, what none of them answers, and what to practise next
    List,
    /// One story, and the numbers that were missing when it was last told
    Show { name: String },
    /// Keep a story, or change one
    Add {
        /// A short name of letters, digits and -
        name: String,
        #[arg(long)]
        title: String,
        /// A category of questions that it answers; see `greenroom progress`
        #[arg(long, value_name = "CATEGORY")]
        competency: Vec<String>,
        /// A number that it should not be told without
        #[arg(long, value_name = "NUMBER")]
        number: Vec<String>,
    },
    /// Note that a story was told in a session
    Link {
        name: String,
        /// A session's id, as `sessions list` shows it
        session: String,
    },
    /// Forget a story; the answers in which it was told stay
    Remove { name: String },
}

/// Runs the command.
pub(super) fn run(args: &StoriesArgs, desk: &mut Desk) -> Result<ExitCode, CliError> {
    let stories = Stories::new(&desk.paths);
    match &args.command {
        Command::List => {
            let (_, ledger) = desk.ledger()?;
            let attempts = ledger.attempts(None, usize::MAX)?;
            let all = stories.all()?;
            let repertoire = Repertoire::of(&all, &attempts, &desk.bank()?);
            desk.write(&draw_repertoire(&repertoire, desk.canvas().palette))?;
        }
        Command::Show { name } => show(name, &stories, desk)?,
        Command::Add { name, title, competency, number } => {
            check(competency, &desk.bank()?)?;
            let attempts = match stories.load(name) {
                Ok(before) => before.attempts,
                Err(StoreError::UnknownStory { .. }) => Vec::new(),
                Err(error) => return Err(error.into()),
            };
            let story = Story {
                title: title.clone(),
                competencies: competency.clone(),
                numbers: number.clone(),
                attempts,
            };
            stories.save(name, &story)?;
            desk.say(format!("kept {name}"))?;
        }
        Command::Link { name, session } => {
            let mut story = stories.load(name)?;
            let (store, _) = desk.ledger()?;
            store.load(session)?;
            if !story.attempts.contains(session) {
                story.attempts.push(session.clone());
                stories.save(name, &story)?;
            }
            desk.say(format!("{name} was told in {session}"))?;
        }
        Command::Remove { name } => {
            stories.delete(name)?;
            desk.say(format!("forgot {name}"))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn show(name: &str, stories: &Stories, desk: &mut Desk) -> Result<(), CliError> {
    let story = stories.load(name)?;
    desk.say(&story.title)?;
    desk.say(format!("  answers: {}", story.competencies.join(", ")))?;
    desk.say(format!("  numbers: {}", story.numbers.join("; ")))?;
    let (store, _) = desk.ledger()?;
    let told: Vec<_> = story.attempts.iter().filter_map(|id| store.load(id).ok()).collect();
    for session in &told {
        desk.say(format!("  told in {}", session.id))?;
    }
    if let Some(last) = told.iter().max_by(|a, b| a.started.cmp(&b.started)) {
        let words = last.answers.iter().flat_map(|answer| &answer.report.words);
        let text: Vec<&str> = words.map(|word| word.text.as_str()).collect();
        let unsaid = story.unsaid(&text.join(" "));
        if unsaid.is_empty() {
            desk.say("  the last time all its numbers were said")?;
        } else {
            desk.say(format!("  not said the last time: {}", unsaid.join("; ")))?;
        }
    }
    Ok(())
}

/// A mistyped category would never be missed.
fn check(competencies: &[String], bank: &Bank) -> Result<(), CliError> {
    let known = bank.categories();
    match competencies.iter().find(|name| !known.contains(name.as_str())) {
        Some(unknown) => Err(CliError::usage(format!("there are no questions about `{unknown}`"))
            .hint(there_is(bank))),
        None => Ok(()),
    }
}
