//! Opens an input device with cpal.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::time::Duration;

use cpal::traits::{DeviceTrait, HostTrait, StreamTrait};
use cpal::{BufferSize, ErrorKind, FromSample, SampleFormat, SizedSample, StreamConfig};

use super::AudioError;
use super::ring::{Inlet, Outlet, push_block, ring};

/// Blocks a second that are asked of the device: 20 ms each.
const BLOCKS_A_SECOND: u32 = 50;
/// The period that is assumed if the device does not say.
const UNKNOWN_PERIOD: Duration = Duration::from_millis(100);

/// A device that delivers.
pub(super) struct Source {
    /// Closes the device when dropped; `None` where a test plays the device.
    pub(super) _stream: Option<cpal::Stream>,
    pub(super) outlet: Outlet,
    pub(super) status: Arc<Status>,
    pub(super) name: String,
    pub(super) rate_hz: u32,
    pub(super) period: Duration,
}

/// What the error callback leaves for the capture thread; it must not allocate either.
#[derive(Default)]
pub(super) struct Status {
    fault: AtomicU8,
    overrun: AtomicBool,
}

impl Status {
    pub(super) fn report(&self, kind: ErrorKind) {
        let fault = match kind {
            ErrorKind::Xrun => {
                self.overrun.store(true, Ordering::Release);
                return;
            }
            ErrorKind::DeviceNotAvailable => 1,
            ErrorKind::HostUnavailable => 2,
            ErrorKind::StreamInvalidated => 3,
            // After any other error the device's thread goes on: ALSA's way to PulseAudio fails
            // now and then before its first block. A stream that stays silent is noticed as such.
            _ => return,
        };
        self.fault.store(fault, Ordering::Release);
    }

    /// Why the stream cannot go on.
    pub(super) fn fault(&self) -> Option<&'static str> {
        match self.fault.load(Ordering::Acquire) {
            0 => None,
            1 => Some("it was unplugged"),
            2 => Some("the sound server is gone"),
            _ => Some("its format changed"),
        }
    }

    /// Whether there was an overrun since the last call.
    pub(super) fn take_overrun(&self) -> bool {
        self.overrun.swap(false, Ordering::AcqRel)
    }
}

/// Keeps ALSA from writing to standard error on this thread; what matters comes back as an error.
pub(super) fn hush() {
    // Each call starts a new buffer, so that it does not grow while a lost device is looked for.
    #[cfg(target_os = "linux")]
    drop(alsa::Output::local_error_handler());
}

/// Opens the device called `name`, or the default one.
pub(super) fn open(name: Option<&str>) -> Result<Source, AudioError> {
    hush();
    let host = cpal::default_host();
    let device = match name {
        None => host.default_input_device(),
        Some(name) => super::devices::find_input(&host, name),
    };
    let what = || match name {
        None => "microphone".to_owned(),
        Some(name) => format!("microphone called \"{name}\""),
    };
    let device = device.ok_or_else(|| AudioError::NoDevice { what: what() })?;
    let name = super::devices::display_name(&device);
    let default = device.default_input_config().map_err(|error| match error.kind() {
        // ALSA always offers a default device, and says only now that nothing is behind it; with a
        // sound server that is not running as any error that the attempt to reach it ends with.
        ErrorKind::DeviceNotAvailable | ErrorKind::HostUnavailable | ErrorKind::BackendError => {
            AudioError::NoDevice { what: what() }
        }
        _ => AudioError::of_device(&name, error),
    })?;
    let mut config = default.config();
    config.buffer_size = BufferSize::Fixed(config.sample_rate / BLOCKS_A_SECOND);
    build(&device, &name, config, default.sample_format()).or_else(|_| {
        config.buffer_size = BufferSize::Default;
        build(&device, &name, config, default.sample_format())
    })
}

fn build(
    device: &cpal::Device,
    name: &str,
    config: StreamConfig,
    format: SampleFormat,
) -> Result<Source, AudioError> {
    let rate_hz = config.sample_rate;
    let (inlet, outlet) = ring(rate_hz);
    let status = Arc::new(Status::default());
    let errors = status.clone();
    let stream = match format {
        SampleFormat::I8 => start::<i8>(device, config, inlet, errors),
        SampleFormat::I16 => start::<i16>(device, config, inlet, errors),
        SampleFormat::I24 => start::<cpal::I24>(device, config, inlet, errors),
        SampleFormat::I32 => start::<i32>(device, config, inlet, errors),
        SampleFormat::I64 => start::<i64>(device, config, inlet, errors),
        SampleFormat::U8 => start::<u8>(device, config, inlet, errors),
        SampleFormat::U16 => start::<u16>(device, config, inlet, errors),
        SampleFormat::U24 => start::<cpal::U24>(device, config, inlet, errors),
        SampleFormat::U32 => start::<u32>(device, config, inlet, errors),
        SampleFormat::U64 => start::<u64>(device, config, inlet, errors),
        SampleFormat::F32 => start::<f32>(device, config, inlet, errors),
        SampleFormat::F64 => start::<f64>(device, config, inlet, errors),
        _ => {
            return Err(AudioError::UnsupportedDevice { device: name.to_owned(), source: None });
        }
    };
    let stream = stream.map_err(|error| AudioError::of_device(name, error))?;
    let period = stream
        .buffer_size()
        .map_or(UNKNOWN_PERIOD, |frames| Duration::from_secs(u64::from(frames)) / rate_hz.max(1));
    Ok(Source { _stream: Some(stream), outlet, status, name: name.to_owned(), rate_hz, period })
}

fn start<T>(
    device: &cpal::Device,
    config: StreamConfig,
    mut inlet: Inlet,
    status: Arc<Status>,
) -> Result<cpal::Stream, cpal::Error>
where
    T: SizedSample,
    f32: FromSample<T>,
{
    let channels = config.channels;
    let stream = device.build_input_stream::<T, _, _>(
        config,
        move |block, _| {
            // What does not fit is told by the ring itself, in its place.
            let _ = push_block(&mut inlet, block, channels);
        },
        move |error| status.report(error.kind()),
        None,
    )?;
    stream.play()?;
    Ok(stream)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_ends_the_stream_is_a_fault() {
        let status = Status::default();
        status.report(ErrorKind::RealtimeDenied);
        status.report(ErrorKind::DeviceChanged);
        status.report(ErrorKind::BackendError);
        status.report(ErrorKind::Xrun);
        assert_eq!(status.fault(), None);
        assert!(status.take_overrun() && !status.take_overrun());
        status.report(ErrorKind::DeviceNotAvailable);
        assert_eq!(status.fault(), Some("it was unplugged"));
    }
}
