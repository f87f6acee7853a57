//! `greenroom drill`: one thing, over and over, until it sits.

use std::process::ExitCode;

use clap::Args;

use super::ear::EarArgs;
use super::interview::{Asking, Booking, hold};
use super::questions::unknown;
use super::studio::StageArgs;
use super::{CliError, Desk, ListenerArgs};
use crate::session::TimeCues;

/// Arguments of `greenroom drill`.
#[derive(Clone, Debug, Args)]
pub(super) struct DrillArgs {
    /// situation, pace, fillers, ownership, ending or ladder; without it, what each is
    name: Option<String>,
    /// At most so many tries
    #[arg(long, value_name = "N")]
    tries: Option<usize>,
    /// No chime when the time is over
    #[arg(long)]
    no_chime: bool,
    /// Neither a chime nor a line when the time runs out
    #[arg(long, conflicts_with = "no_chime")]
    no_cues: bool,
    #[command(flatten)]
    ear: EarArgs,
    #[command(flatten)]
    stage: StageArgs,
}

impl DrillArgs {
    fn cues(&self) -> TimeCues {
        match (self.no_cues, self.no_chime) {
            (true, _) => TimeCues::Off,
            (false, true) => TimeCues::Shown,
            (false, false) => TimeCues::ShownAndHeard,
        }
    }
}

/// Runs the command.
pub(super) fn run(args: &DrillArgs, desk: &mut Desk) -> Result<ExitCode, CliError> {
    let bank = desk.bank()?;
    let Some(name) = args.name.clone() else {
        for drill in bank.drills() {
            desk.say(format!("{:10} {}", drill.name, drill.about))?;
        }
        return Ok(ExitCode::SUCCESS);
    };
    // A name that nobody knows is told before the microphone is opened.
    bank.drill(&name).map_err(|error| unknown(&error))?;
    let most = args.tries.into_iter().chain(args.ear.recordings()).min();
    let booking = Booking {
        asking: Asking::Drill { name, most, cues: args.cues() },
        length: None,
        listener: ListenerArgs::default(),
        end: args.ear.end(),
        model: args.ear.model.clone(),
        microphone: args.ear.microphone()?,
        sound: args.stage.sound(),
        live: !args.stage.no_ui,
        id_prefix: "",
    };
    hold(booking, &bank, desk)
}
