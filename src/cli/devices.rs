//! `greenroom devices`: what can record and play here.

use std::process::ExitCode;

use super::{CliError, Desk};
use crate::audio::{AudioError, DeviceInfo, input_devices, output_devices};

/// Lists microphones and speakers.
pub(super) fn run(desk: &mut Desk) -> Result<ExitCode, CliError> {
    let with_hint = |error: AudioError| CliError::from_error(&error).hint(error.hint());
    let inputs = input_devices().map_err(with_hint)?;
    let outputs = output_devices().map_err(with_hint)?;
    list(desk, "Microphones", &inputs)?;
    list(desk, "Speakers", &outputs)?;
    if inputs.is_empty() {
        desk.note("hint: without a microphone `greenroom demo` and `greenroom analyze FILE` work");
    }
    Ok(ExitCode::SUCCESS)
}

fn list(desk: &mut Desk, title: &str, devices: &[DeviceInfo]) -> Result<(), CliError> {
    desk.say(title)?;
    for device in devices {
        let mark = if device.default { "*" } else { " " };
        desk.say(format!("  {mark} {device}"))?;
    }
    if devices.is_empty() {
        desk.say("    none")?;
    }
    Ok(())
}
