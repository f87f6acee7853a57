//! `greenroom rules`: what is listened for.

use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::{CliError, Desk};
use crate::analysis::{RULES, Rule, rule};

/// Arguments of `greenroom rules`.
#[derive(Clone, Debug, Args)]
pub(super) struct RulesArgs {
    #[command(subcommand)]
    command: Command,
}

#[derive(Clone, Debug, Subcommand)]
enum Command {
    /// One line a rule
    List,
    /// What a rule hears, why it matters, and what it cannot do
    Explain {
        /// A rule's name, as `rules list` shows it
        name: String,
    },
}

/// Runs the command.
pub(super) fn run(args: &RulesArgs, desk: &mut Desk) -> Result<ExitCode, CliError> {
    match &args.command {
        Command::List => {
            let mut rules: Vec<&&dyn Rule> = RULES.iter().collect();
            rules.sort_by_key(|rule| (rule.family().as_str(), rule.name()));
            for rule in rules {
                desk.say(format!(
                    "{:10}  {:24} {}",
                    rule.family().as_str(),
                    rule.name(),
                    rule.severity().as_str()
                ))?;
            }
        }
        Command::Explain { name } => {
            let rule = rule(name).map_err(|meant| {
                let hint = meant.map_or_else(
                    || "`greenroom rules list` shows all of them".to_owned(),
                    |meant| format!("did you mean `{meant}`?"),
                );
                CliError::usage(format!("there is no rule named `{name}`")).hint(Some(hint))
            })?;
            desk.say(format!(
                "# {} ({}, {})\n\n{}",
                rule.name(),
                rule.family().as_str(),
                rule.severity().as_str(),
                rule.doc().lines().map(str::trim_start).collect::<Vec<_>>().join("\n").trim()
            ))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
