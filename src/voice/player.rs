//! Where speech goes: the speaker, a file in its place, or nowhere.

use std::io;
use std::num::NonZero;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rodio::buffer::SamplesBuffer;
use rodio::cpal::{self, BufferSize};
use rodio::{DeviceSinkBuilder, MixerDeviceSink};

use super::{Speech, VoiceError};

/// Plays speech in the order in which it is given.
pub trait Player {
    /// Queues `speech` behind what is still playing and returns at once.
    fn play(&mut self, speech: &Speech) -> Result<(), VoiceError>;

    /// Tells whether everything queued has left the speaker, as far as can be known.
    ///
    /// # Errors
    /// [`VoiceError::SpeakerLost`] if the device went away, or takes longer than the speech lasts
    /// and a margin for a slow device: whoever polls never waits for ever.
    fn is_done(&mut self) -> Result<bool, VoiceError>;

    /// Drops what has not been played yet.
    fn stop(&mut self);
}

/// What a device may take beyond the length of the speech: a sound server can need 1.7 s until
/// the first sample goes out.
const MARGIN: Duration = Duration::from_secs(4);

/// The default output device.
///
/// The end of speech is known to within about two of the device's buffers, 100 ms unless the
/// device dictates others: that is how long `is_done` goes on after the last sample was handed
/// over. What a sound server adds behind that is not reported and not included.
pub struct Speaker {
    sink: MixerDeviceSink,
    player: rodio::Player,
    lost: Arc<AtomicBool>,
    /// How long everything in the queue lasts, from when it was last empty.
    queued: Duration,
    /// When the first sound of the queue was put there.
    since: Option<Instant>,
    tail: Duration,
    handed_over: Option<Instant>,
}

impl Speaker {
    /// Opens the default output device, in its own format or any other it offers.
    pub fn open() -> Result<Self, VoiceError> {
        let lost = Arc::new(AtomicBool::new(false));
        let notice = Arc::clone(&lost);
        let on_error = move |error: cpal::Error| {
            // After any other error the device's thread goes on: ALSA's way to PulseAudio fails
            // now and then before its first block. If it never plays again, patience runs out.
            let final_one = matches!(
                error.kind(),
                cpal::ErrorKind::DeviceNotAvailable
                    | cpal::ErrorKind::HostUnavailable
                    | cpal::ErrorKind::StreamInvalidated
            );
            if final_one {
                notice.store(true, Ordering::Relaxed);
            }
        };
        let mut sink = DeviceSinkBuilder::from_default_device()
            .and_then(|builder| builder.with_error_callback(on_error).open_sink_or_fallback())
            .map_err(VoiceError::Speaker)?;
        sink.log_on_drop(false);
        let config = sink.config();
        let tail = match config.buffer_size() {
            BufferSize::Fixed(frames) => {
                let micros = u64::from(*frames) * 1_000_000 / u64::from(config.sample_rate().get());
                Duration::from_micros(2 * micros)
            }
            BufferSize::Default => Duration::from_millis(100),
        };
        let player = rodio::Player::connect_new(sink.mixer());
        Ok(Self {
            sink,
            player,
            lost,
            queued: Duration::ZERO,
            since: None,
            tail,
            handed_over: None,
        })
    }
}

impl Player for Speaker {
    fn play(&mut self, speech: &Speech) -> Result<(), VoiceError> {
        if self.lost.load(Ordering::Relaxed) {
            return Err(VoiceError::SpeakerLost);
        }
        let Some(rate_hz) = NonZero::new(speech.rate_hz).filter(|_| !speech.is_empty()) else {
            return Ok(());
        };
        if self.player.empty() {
            self.queued = Duration::ZERO;
            self.since = Some(now());
        }
        self.queued += Duration::from_millis(speech.duration_ms());
        self.handed_over = None;
        let samples = speech.samples.clone();
        self.player.append(SamplesBuffer::new(NonZero::<u16>::MIN, rate_hz, samples));
        Ok(())
    }

    fn is_done(&mut self) -> Result<bool, VoiceError> {
        if self.queued.is_zero() {
            return Ok(true);
        }
        if self.player.empty() {
            let since = *self.handed_over.get_or_insert_with(now);
            let done = since.elapsed() >= self.tail;
            if done {
                self.queued = Duration::ZERO;
            }
            return Ok(done);
        }
        let late = self.since.is_some_and(|since| since.elapsed() > self.queued + MARGIN);
        if late || self.lost.load(Ordering::Relaxed) {
            self.stop();
            return Err(VoiceError::SpeakerLost);
        }
        Ok(false)
    }

    fn stop(&mut self) {
        // rodio's own `stop` makes the next `append` wait for the device, which may be gone; a
        // new queue does not, and dropping the old one silences it.
        self.player = rodio::Player::connect_new(self.sink.mixer());
        self.queued = Duration::ZERO;
        self.handed_over = None;
    }
}

#[expect(clippy::disallowed_methods, reason = "a device's patience is measured by the clock")]
fn now() -> Instant {
    Instant::now()
}

/// Writes one speech down; a failure is told by the player.
type Sink = Box<dyn FnMut(&Speech) -> io::Result<()>>;

/// Gives what would be heard to whoever writes it down, and is done at once.
pub struct SpeakerFile {
    write: Sink,
}

impl SpeakerFile {
    pub fn new(write: impl FnMut(&Speech) -> io::Result<()> + 'static) -> Self {
        Self { write: Box::new(write) }
    }
}

impl Player for SpeakerFile {
    fn play(&mut self, speech: &Speech) -> Result<(), VoiceError> {
        (self.write)(speech).map_err(VoiceError::Sink)
    }

    fn is_done(&mut self) -> Result<bool, VoiceError> {
        Ok(true)
    }

    fn stop(&mut self) {}
}

/// Plays nothing; what is said is read on the screen.
#[derive(Debug, Default)]
pub struct Silent;

impl Player for Silent {
    fn play(&mut self, _: &Speech) -> Result<(), VoiceError> {
        Ok(())
    }

    fn is_done(&mut self) -> Result<bool, VoiceError> {
        Ok(true)
    }

    fn stop(&mut self) {}
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::rc::Rc;

    use super::*;

    #[test]
    fn a_file_hears_what_the_speaker_would() {
        let heard = Rc::new(RefCell::new(Vec::new()));
        let ear = Rc::clone(&heard);
        let mut player = SpeakerFile::new(move |speech| {
            ear.borrow_mut().push(speech.duration_ms());
            Ok(())
        });
        player.play(&Speech::cue(16_000)).unwrap();
        player.play(&Speech::silence(20, 16_000)).unwrap();
        assert!(player.is_done().unwrap());
        assert_eq!(*heard.borrow(), [150, 20]);
    }

    #[test]
    fn a_full_disk_is_told() {
        let mut player = SpeakerFile::new(|_| Err(io::ErrorKind::StorageFull.into()));
        assert!(matches!(player.play(&Speech::cue(16_000)), Err(VoiceError::Sink(_))));
    }
}
