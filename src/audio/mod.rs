//! Microphones and audio files; the only place that names cpal, hound, the resampler and the decoder.
//!
//! Whatever the device or the file holds, a [`Listener`] gets [`SAMPLE_RATE`] mono `f32`, without
//! gaps: time that was lost arrives as zeros, with a [`Notice`] in front of it. So the number of
//! samples delivered is the recording's clock.
//!
//! ```text
//! cpal callback -> ring -> capture thread -> resample -> Listener
//! file -> decode -> resample -> feeding thread --------> Listener
//! ```

mod capture;
mod decode;
mod devices;
mod error;
mod feed;
mod file;
mod level;
mod microphone;
mod mix;
mod outline;
mod recorder;
mod resample;
mod ring;
mod sound_file;
mod stall;
mod stream;
mod wav;

pub use decode::{DecodeWarning, Decoder, decode_all};
pub use devices::{DeviceInfo, Direction, input_devices, output_devices};
pub use error::AudioError;
pub use file::{FileMicrophone, Speed};
pub use level::Level;
pub use microphone::DeviceMicrophone;
pub use outline::outline;
pub use recorder::{Recorder, Unsaved};
pub use sound_file::SoundFile;

use std::time::Duration;

/// Samples a second that every listener gets, mono, nominally within -1 to 1.
pub const SAMPLE_RATE: u32 = 16_000;

/// Hears a microphone.
///
/// Both methods are called from the capture thread or the file-feeding thread and must not block:
/// what takes time belongs on a thread of the listener's own.
pub trait Listener: Send {
    /// Takes the next samples, at [`SAMPLE_RATE`], mono. Blocks have no fixed length.
    fn samples(&mut self, block: &[f32]);

    /// Takes news about the microphone, at the position of the next sample.
    fn notice(&mut self, notice: Notice);
}

/// What a microphone tells its listener besides samples.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// Nothing but digital silence for five seconds: the microphone is probably switched off.
    Muted,
    /// There is sound after [`Notice::Muted`].
    Unmuted,
    /// The next `samples` samples were lost on their way and are delivered as zeros.
    Lost { samples: u64 },
    /// The device went away or fell silent; the time until it is back is delivered as lost.
    DeviceLost { reason: String },
    /// The device delivers again.
    DeviceBack,
    /// There will be no more samples: the file is over.
    Ended,
}

/// Where an answer is heard: a device, or a file in its place.
pub trait Microphone: Send {
    /// The device's or the file's name, for people.
    fn name(&self) -> String;

    /// Waits until the first real samples have arrived.
    ///
    /// A sound server can take 1.7 s after the stream was opened.
    fn ready(&mut self, timeout: Duration) -> Result<(), AudioError>;

    /// Sends everything that is captured from now on to `listener`; its position 0 is now.
    ///
    /// A listener that is still attached is ended first.
    fn begin(&mut self, listener: Box<dyn Listener>) -> Result<(), AudioError>;

    /// Delivers every sample captured so far, with the resampler's tail, then drops the listener
    /// and returns. Without a listener it does nothing.
    fn end(&mut self) -> Result<(), AudioError>;
}
