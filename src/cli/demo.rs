//! `greenroom demo`: an interview that anyone can watch.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use super::interview::{Asking, Booking, Which, hold};
use super::studio::{Sound, StageArgs};
use super::{CliError, Desk, ListenerArgs};
use crate::audio::{FileMicrophone, SAMPLE_RATE, Speed, decode_all, output_devices};
use crate::interview::End;
use crate::report::DEMO_PREFIX;
use crate::timeline::{Millis, SampleClock};

/// The recorded candidate: a rambling answer, and a reply to the follow-up.
const ANSWERS: [(&str, &[u8]); 2] = [
    ("demo-answer.ogg", include_bytes!("../../tests/fixtures/candidate/rambling.ogg")),
    ("demo-reply.ogg", include_bytes!("../../tests/fixtures/candidate/reply.ogg")),
];

/// The card that the candidate was asked.
const QUESTION: &str = "production-failure";

/// Arguments of `greenroom demo`.
#[derive(Clone, Debug, Args)]
pub(super) struct DemoArgs {
    /// How many times real time the candidate speaks, or `max`
    #[arg(long, value_name = "N", default_value = "1")]
    speed: Speed,
    #[command(flatten)]
    stage: StageArgs,
}

/// Runs the command.
pub(super) fn run(args: &DemoArgs, desk: &mut Desk) -> Result<ExitCode, CliError> {
    let folder = desk.paths.downloads();
    let files = ANSWERS
        .iter()
        .map(|(name, bytes)| unpack(&folder, name, bytes))
        .collect::<Result<Vec<_>, _>>()?;
    let microphone = FileMicrophone::new(files, args.speed)
        .map_err(|error| CliError::from_error(&error).hint(error.hint()))?;
    let sound = match args.stage.sound() {
        // Where nothing can play, nobody needs to hear why.
        Sound::Speaker if !has_speaker() => Sound::None,
        sound => sound,
    };
    desk.note("A recorded candidate answers. Your turn afterwards: greenroom interview");
    let bank = desk.bank()?;
    hold(
        Booking {
            asking: Asking::Questions {
                which: Which::Card(QUESTION.to_owned()),
                follow_ups: 1,
                pressure: false,
            },
            length: None,
            listener: ListenerArgs::default(),
            end: End::default(),
            model: None,
            microphone: Box::new(microphone),
            sound,
            live: !args.stage.no_ui,
            id_prefix: DEMO_PREFIX,
        },
        &bank,
        desk,
    )
}

/// The beginning of the candidate's answer, as samples.
pub(super) fn speech(desk: &Desk, length: Millis) -> Result<Vec<f32>, CliError> {
    let (name, bytes) = ANSWERS[0];
    let path = unpack(&desk.paths.downloads(), name, bytes)?;
    let (mut samples, _) =
        decode_all(&path).map_err(|error| CliError::from_error(&error).hint(error.hint()))?;
    let wanted = SampleClock::new(SAMPLE_RATE).samples(length);
    samples.truncate(usize::try_from(wanted).unwrap_or(usize::MAX));
    Ok(samples)
}

fn has_speaker() -> bool {
    output_devices().is_ok_and(|devices| !devices.is_empty())
}

fn unpack(folder: &Path, name: &str, bytes: &[u8]) -> Result<PathBuf, CliError> {
    let path = folder.join(name);
    fs::create_dir_all(folder).and_then(|()| fs::write(&path, bytes)).map_err(|error| {
        CliError::failed(format!("cannot write {}: {error}", path.display()))
            .hint("set GREENROOM_HOME to a folder that you can write to".to_owned())
    })?;
    Ok(path)
}
