//! The devices that can really record or play.

use std::fmt;

use cpal::traits::{DeviceTrait, HostTrait};

use super::AudioError;

/// What a device is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Input,
    Output,
}

/// A device that can be opened, with the format it prefers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceInfo {
    /// What the system calls it, such as `pulse` or `plughw:CARD=0,DEV=0`.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Whether it is taken when nobody chooses.
    pub default: bool,
    pub rate_hz: u32,
    pub channels: u16,
    /// The sample format, such as `i16`.
    pub format: String,
}

impl fmt::Display for DeviceInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id, name, rate_hz, channels, format, .. } = self;
        write!(f, "{name} [{id}], {rate_hz} Hz, {channels} channels, {format}")
    }
}

/// Lists the devices that can record, the default one first.
///
/// Each is opened for a moment; an empty list is no error.
pub fn input_devices() -> Result<Vec<DeviceInfo>, AudioError> {
    list(Direction::Input)
}

/// Lists the devices that can play, the default one first.
pub fn output_devices() -> Result<Vec<DeviceInfo>, AudioError> {
    list(Direction::Output)
}

fn list(direction: Direction) -> Result<Vec<DeviceInfo>, AudioError> {
    super::stream::hush();
    let host = cpal::default_host();
    let default = match direction {
        Direction::Input => host.default_input_device(),
        Direction::Output => host.default_output_device(),
    };
    let listed =
        host.devices().map_err(|error| AudioError::of_device("the sound system", error))?;
    let others = listed.filter(|device| Some(device) != default.as_ref()).filter(|device| {
        !is_pseudo(&id(device))
            && match direction {
                Direction::Input => device.supports_input(),
                Direction::Output => device.supports_output(),
            }
    });
    let marked = default.iter().map(|device| (device.clone(), true));
    let all: Vec<_> = marked.chain(others.map(|device| (device, false))).collect();
    Ok(all.iter().filter_map(|(device, default)| describe(device, direction, *default)).collect())
}

/// `None` if the device cannot be opened.
fn describe(device: &cpal::Device, direction: Direction, default: bool) -> Option<DeviceInfo> {
    let config = match direction {
        Direction::Input => device.default_input_config(),
        Direction::Output => device.default_output_config(),
    };
    let config = config.ok().filter(|config| !config.sample_format().is_dsd())?;
    Some(DeviceInfo {
        id: id(device),
        name: display_name(device),
        default,
        rate_hz: config.sample_rate(),
        channels: config.channels(),
        format: config.sample_format().to_string(),
    })
}

/// Finds the input device that is meant by `wanted`: its id, its name, or a part of its name.
pub(super) fn find_input(host: &cpal::Host, wanted: &str) -> Option<cpal::Device> {
    let listed = host.input_devices().ok()?;
    let devices: Vec<_> = host.default_input_device().into_iter().chain(listed).collect();
    let name = |device: &cpal::Device| display_name(device).to_lowercase();
    let wanted_name = wanted.to_lowercase();
    let found = devices
        .iter()
        .position(|device| id(device) == wanted)
        .or_else(|| devices.iter().position(|device| name(device) == wanted_name))
        .or_else(|| {
            devices.iter().position(|d| !is_pseudo(&id(d)) && name(d).contains(&wanted_name))
        })?;
    devices.into_iter().nth(found)
}

pub(super) fn display_name(device: &cpal::Device) -> String {
    device.description().map_or_else(|_| id(device), |description| description.name().to_owned())
}

fn id(device: &cpal::Device) -> String {
    device.id().map_or_else(|_| "unknown".to_owned(), |id| id.id().to_owned())
}

/// Whether ALSA lists this for plumbing rather than for people.
///
/// `hw` is the same device as `plughw`, which converts formats; `sysdefault` without a card is
/// `default`; the rest are speaker layouts, mixers and rate converters. Opening them would also
/// make ALSA complain on the terminal.
fn is_pseudo(id: &str) -> bool {
    const PLUMBING: &[&str] = &[
        "center_lfe",
        "dmix",
        "dsnoop",
        "front",
        "hw",
        "iec958",
        "jack",
        "lavrate",
        "modem",
        "null",
        "oss",
        "phoneline",
        "rear",
        "samplerate",
        "side",
        "spdif",
        "speex",
        "speexrate",
        "upmix",
        "usbstream",
        "vdownmix",
    ];
    let kind = id.split(':').next().unwrap_or(id);
    cfg!(target_os = "linux")
        && (PLUMBING.contains(&kind) || kind.starts_with("surround") || id == "sysdefault")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(target_os = "linux")]
    fn plumbing_is_hidden_and_what_records_is_shown() {
        for id in ["null", "surround51:CARD=PCH,DEV=0", "hw:CARD=0,DEV=0", "dmix:CARD=0", "jack"] {
            assert!(is_pseudo(id), "{id}");
        }
        for id in ["default", "pulse", "pipewire", "plughw:CARD=0,DEV=0", "sysdefault:CARD=PCH"] {
            assert!(!is_pseudo(id), "{id}");
        }
    }
}
