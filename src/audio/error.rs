//! What can go wrong with sound, and what to do about it.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

/// A failure of a device, an audio file or a recording.
#[derive(Debug, thiserror::Error)]
pub enum AudioError {
    #[error("no {what} found")]
    NoDevice { what: String },
    #[error("the system denies access to {device}")]
    NoPermission {
        device: String,
        #[source]
        source: cpal::Error,
    },
    #[error("{device} is used by another program")]
    Busy {
        device: String,
        #[source]
        source: cpal::Error,
    },
    #[error("{device} cannot record in any known format")]
    UnsupportedDevice {
        device: String,
        #[source]
        source: Option<cpal::Error>,
    },
    #[error("{device} is not available")]
    Lost {
        device: String,
        #[source]
        source: Option<cpal::Error>,
    },
    #[error("{device} gave no sound within {:.1} s", waited.as_secs_f64())]
    NotReady { device: String, waited: Duration },
    #[error("the capture thread of {device} has stopped")]
    Stopped { device: String },
    #[error("there are only {given} answer files, and one more is needed")]
    NoMoreFiles { given: usize },
    #[error("cannot read {path}")]
    Read {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("{path} holds no audio that can be decoded")]
    NotAudio {
        path: PathBuf,
        #[source]
        source: Option<symphonia::core::errors::Error>,
    },
    #[error("{path} is encoded as {codec}, which is not supported")]
    UnsupportedCodec { path: PathBuf, codec: String },
    #[error("{path} is damaged: nothing in it could be decoded")]
    Damaged {
        path: PathBuf,
        #[source]
        source: symphonia::core::errors::Error,
    },
    #[error("{path} holds no sound")]
    Empty { path: PathBuf },
    #[error("cannot convert {rate_hz} Hz to 16000 Hz")]
    UnsupportedRate { rate_hz: u32 },
    #[error("cannot write the recording {path}")]
    Write {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("the recording {path} could not be written for {kept_s} s; what came later is lost")]
    RecordingFull { path: PathBuf, kept_s: u64 },
    #[error("cannot start a thread for sound")]
    Thread(#[source] io::Error),
}

impl AudioError {
    /// One line that says what the user can do.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::NoDevice { .. } if cfg!(target_os = "linux") => {
                "plug one in, or start the sound server (PipeWire or PulseAudio); `greenroom devices` lists what can be used".into()
            }
            Self::NoDevice { .. } => {
                "plug one in; `greenroom devices` lists what can be used".into()
            }
            Self::NoPermission { .. } if cfg!(target_os = "macos") => {
                "allow your terminal under System Settings > Privacy & Security > Microphone".into()
            }
            Self::NoPermission { .. } if cfg!(target_os = "linux") => {
                "add your user to the `audio` group and log in again".into()
            }
            Self::NoPermission { .. } => "allow microphone access in the system settings".into(),
            Self::Busy { .. } => "close the other program, or choose another device".into(),
            Self::UnsupportedDevice { .. } => {
                "choose another device; `greenroom devices` lists them".into()
            }
            Self::Lost { .. } | Self::Stopped { .. } => {
                "plug the device in again, or choose another one".into()
            }
            Self::NotReady { .. } => {
                "check that it is not muted or suspended; `greenroom doctor` tells more".into()
            }
            Self::NoMoreFiles { .. } => "give one --answer FILE for each answer".into(),
            Self::Read { source, .. } => match source.kind() {
                io::ErrorKind::NotFound => "check the path".into(),
                io::ErrorKind::PermissionDenied => "check the file's permissions".into(),
                _ => "check the disk that it is on, or copy it to another one".into(),
            },
            Self::Empty { .. } => "check that the recording was not broken off".into(),
            Self::NotAudio { .. } | Self::UnsupportedCodec { .. } | Self::Damaged { .. } => {
                "convert it first: ffmpeg -i INPUT -ar 16000 -ac 1 output.wav".into()
            }
            Self::Write { source, .. } => match source.kind() {
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                    "make room on the disk, or set GREENROOM_HOME to a folder on another one".into()
                }
                io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                    "set GREENROOM_HOME to a folder that you can write to".into()
                }
                _ => "check the disk, or set GREENROOM_HOME to a folder on another one".into(),
            },
            Self::RecordingFull { .. } => "make room on the disk".into(),
            Self::UnsupportedRate { .. } | Self::Thread(_) => return None,
        };
        Some(hint)
    }

    /// Sorts a device error by what the user can do about it.
    pub(super) fn of_device(device: &str, source: cpal::Error) -> Self {
        use cpal::ErrorKind as Kind;
        let device = device.to_owned();
        match source.kind() {
            Kind::PermissionDenied => Self::NoPermission { device, source },
            Kind::DeviceBusy => Self::Busy { device, source },
            Kind::UnsupportedConfig | Kind::UnsupportedOperation | Kind::InvalidInput => {
                Self::UnsupportedDevice { device, source: Some(source) }
            }
            _ => Self::Lost { device, source: Some(source) },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_and_a_forbidden_folder_get_different_advice() {
        let error = |kind: io::ErrorKind| AudioError::Write {
            path: "a.wav".into(),
            source: io::Error::from(kind),
        };
        let full = error(io::ErrorKind::StorageFull).hint().unwrap();
        let forbidden = error(io::ErrorKind::PermissionDenied).hint().unwrap();
        assert!(full.contains("room"), "{full}");
        assert!(forbidden.contains("GREENROOM_HOME") && full != forbidden, "{forbidden}");
    }

    #[test]
    fn a_busy_device_is_not_a_missing_one() {
        let busy = AudioError::of_device("mic", cpal::Error::new(cpal::ErrorKind::DeviceBusy));
        assert_eq!(busy.to_string(), "mic is used by another program");
    }
}
