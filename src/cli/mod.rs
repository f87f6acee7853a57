//! Commands, one file each, and the one error that people see.
//!
//! A command takes its arguments and a [`Desk`] and returns an exit code or a [`CliError`]; only
//! [`main`] turns errors into text.

mod analyze;
mod bar;
mod demo;
mod desk;
mod devices;
mod doctor;
mod drill;
mod ear;
mod error;
mod files;
mod history;
mod interview;
mod keys;
mod listener;
mod live;
mod models;
mod plain;
mod questions;
mod recovery;
mod rehear;
mod remarks;
mod review;
mod rules;
mod sessions;
mod signals;
mod stories;
mod studio;

use std::io::Write;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub use desk::Desk;
pub use error::{CliError, Kind};
use listener::ListenerArgs;

/// A mock interviewer you talk to, that runs entirely on your own machine
#[derive(Debug, Parser)]
#[command(name = "greenroom", version, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Be interviewed: one question, one follow-up, spoken feedback
    Interview(interview::InterviewArgs),
    /// Practise one thing until it sits: the opening, the pace, the ending ...
    Drill(drill::DrillArgs),
    /// Watch a whole interview with a recorded candidate; needs no microphone
    Demo(demo::DemoArgs),
    /// Analyse recordings (wav flac mp3 m4a ogg) or transcripts (txt srt vtt json)
    Analyze(analyze::AnalyzeArgs),
    /// Earlier answers, or those to one question side by side
    History(history::HistoryArgs),
    /// Whether you are getting better, and what to practise next
    Progress(history::ProgressArgs),
    /// The stories you keep, what each answers, and what is missing
    Stories(stories::StoriesArgs),
    /// Read and hear what was recorded, in the browser
    Review(review::ReviewArgs),
    /// Read, export, recover or delete what was recorded
    Sessions(sessions::SessionsArgs),
    /// The questions that can be asked
    Questions(questions::QuestionsArgs),
    /// What is listened for, and why
    Rules(rules::RulesArgs),
    /// Install, import, list and verify speech models
    Models(models::ModelsArgs),
    /// Show the microphones and speakers that can be used
    Devices,
    /// Check microphone, speaker, models, voice, disk and speed
    Doctor,
}

/// Runs the program; the exit code is 0 when done, 1 when failed, 2 for wrong usage and 130 when
/// interrupted.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let result = Desk::open().and_then(|mut desk| dispatch(cli.command, &mut desk));
    match result {
        Ok(code) => code,
        Err(error) => {
            // Standard error is the last resort; if it is gone, so is whoever could have read it.
            drop(writeln!(std::io::stderr(), "{error}"));
            ExitCode::from(match error.kind {
                Kind::Failed => 1,
                Kind::Usage => 2,
            })
        }
    }
}

fn dispatch(command: Command, desk: &mut Desk) -> Result<ExitCode, CliError> {
    match command {
        Command::Interview(args) => interview::run(&args, desk),
        Command::Drill(args) => drill::run(&args, desk),
        Command::Demo(args) => demo::run(&args, desk),
        Command::Analyze(args) => analyze::run(&args, desk),
        Command::History(args) => history::run(&args, desk),
        Command::Progress(args) => history::run_progress(&args, desk),
        Command::Stories(args) => stories::run(&args, desk),
        Command::Review(args) => review::run(&args, desk),
        Command::Sessions(args) => sessions::run(&args, desk),
        Command::Questions(args) => questions::run(&args, desk),
        Command::Rules(args) => rules::run(&args, desk),
        Command::Models(args) => {
            models::run(&args, &desk.paths, &mut desk.out).map(|()| ExitCode::SUCCESS)
        }
        Command::Devices => devices::run(desk),
        Command::Doctor => doctor::run(desk),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_well_formed() {
        super::Cli::command().debug_assert();
    }
}
