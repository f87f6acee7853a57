//! From a device's stream to a listener: 16 kHz, one clock, lost time as zeros, mute detection.

use super::resample::Resampler;
use super::{AudioError, Listener, Notice, SAMPLE_RATE};

/// Digital silence for this long means a switched-off microphone. A noise gate can look the same
/// while nobody talks, so it is only told, never acted on.
const MUTED_AFTER_S: u64 = 5;
/// One step of a 16-bit sample: what a muted analogue input may still toggle.
const DIGITAL_SILENCE: f32 = 1.0 / 32_768.0;
/// Zeros are delivered in blocks of this many samples.
const ZEROS: usize = 1600;

/// Feeds one listener at a time.
pub(super) struct Feed {
    listener: Option<Box<dyn Listener>>,
    resampler: Resampler,
    mute: MuteWatch,
    /// Samples delivered since the listener began.
    delivered: u64,
    /// The position from which `frames` count at the present rate.
    base: u64,
    /// Frames since `base`, with those lost.
    frames: u64,
}

impl Feed {
    pub(super) fn new(rate_hz: u32) -> Result<Self, AudioError> {
        Ok(Self {
            listener: None,
            resampler: Resampler::new(rate_hz)?,
            mute: MuteWatch::new(rate_hz),
            delivered: 0,
            base: 0,
            frames: 0,
        })
    }

    /// Attaches a listener, whose position 0 is the next frame.
    pub(super) fn begin(&mut self, listener: Box<dyn Listener>) {
        self.end();
        self.resampler.finish(|_| {});
        self.mute.told = false;
        (self.delivered, self.base, self.frames) = (0, 0, 0);
        self.listener = Some(listener);
    }

    /// Delivers the resampler's tail and drops the listener.
    pub(super) fn end(&mut self) {
        self.flush();
        self.listener = None;
    }

    pub(super) fn samples(&mut self, block: &[f32]) {
        let change = self.mute.hear(block, self.listener.is_some());
        if change == Some(Notice::Unmuted) {
            self.notice(Notice::Unmuted);
        }
        if let Some(listener) = &mut self.listener {
            self.frames += block.len() as u64;
            let delivered = &mut self.delivered;
            self.resampler.push(block, |samples| {
                *delivered += samples.len() as u64;
                listener.samples(samples);
            });
        }
        if change == Some(Notice::Muted) {
            self.notice(Notice::Muted);
        }
    }

    /// Makes up for `frames` that the device delivered and the program lost.
    pub(super) fn lost(&mut self, frames: u64) {
        self.flush();
        self.frames += frames;
        let rate = u64::from(self.resampler.rate_hz());
        let due = self.base + (self.frames * u64::from(SAMPLE_RATE) + rate / 2) / rate;
        self.zeros(due.saturating_sub(self.delivered));
    }

    /// Makes up for time in which there was no device, in samples of 16 kHz.
    pub(super) fn absent(&mut self, samples: u64) {
        self.flush();
        self.zeros(samples);
        (self.base, self.frames) = (self.delivered, 0);
    }

    /// Goes on with a device of another rate.
    pub(super) fn change_rate(&mut self, rate_hz: u32) -> Result<(), AudioError> {
        if rate_hz != self.resampler.rate_hz() {
            self.flush();
            self.resampler = Resampler::new(rate_hz)?;
            self.mute = MuteWatch { told: self.mute.told, ..MuteWatch::new(rate_hz) };
            (self.base, self.frames) = (self.delivered, 0);
        }
        Ok(())
    }

    pub(super) fn notice(&mut self, notice: Notice) {
        if let Some(listener) = &mut self.listener {
            listener.notice(notice);
        }
    }

    fn flush(&mut self) {
        if let Some(listener) = &mut self.listener {
            let delivered = &mut self.delivered;
            self.resampler.finish(|samples| {
                *delivered += samples.len() as u64;
                listener.samples(samples);
            });
        }
    }

    fn zeros(&mut self, samples: u64) {
        let Some(listener) = self.listener.as_mut().filter(|_| samples > 0) else { return };
        listener.notice(Notice::Lost { samples });
        let mut left = samples;
        while left > 0 {
            let block = usize::try_from(left).unwrap_or(ZEROS).min(ZEROS);
            listener.samples(&[0.0; ZEROS][..block]);
            left -= block as u64;
        }
        self.delivered += samples;
    }
}

/// Counts digital silence.
struct MuteWatch {
    limit: u64,
    silent: u64,
    told: bool,
}

impl MuteWatch {
    fn new(rate_hz: u32) -> Self {
        Self { limit: u64::from(rate_hz) * MUTED_AFTER_S, silent: 0, told: false }
    }

    /// Hears a block; with somebody to tell, says what changed.
    fn hear(&mut self, block: &[f32], telling: bool) -> Option<Notice> {
        let silent_at_end =
            block.iter().rev().take_while(|sample| sample.abs() <= DIGITAL_SILENCE).count();
        if silent_at_end == block.len() {
            self.silent += block.len() as u64;
        } else {
            self.silent = silent_at_end as u64;
        }
        let muted = self.silent >= self.limit;
        if muted == self.told || !telling {
            return None;
        }
        self.told = muted;
        Some(if muted { Notice::Muted } else { Notice::Unmuted })
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};

    /// What a listener was told, in order.
    #[derive(Clone, Debug, PartialEq)]
    pub(in super::super) enum Heard {
        Samples(Vec<f32>),
        Notice(Notice),
        Dropped,
    }

    /// Notes everything down; blocks that follow each other are joined.
    #[derive(Clone, Default)]
    pub(in super::super) struct Notebook(pub(in super::super) Arc<Mutex<Vec<Heard>>>);

    impl Notebook {
        pub(in super::super) fn listener(&self) -> Box<dyn Listener> {
            Box::new(Pen(self.clone()))
        }

        pub(in super::super) fn pages(&self) -> Vec<Heard> {
            self.0.lock().unwrap().clone()
        }

        pub(in super::super) fn samples(&self) -> Vec<f32> {
            let mut all = Vec::new();
            for page in self.pages() {
                if let Heard::Samples(samples) = page {
                    all.extend(samples);
                }
            }
            all
        }

        pub(in super::super) fn notices(&self) -> Vec<Notice> {
            let pages = self.pages().into_iter();
            pages.filter_map(|p| if let Heard::Notice(n) = p { Some(n) } else { None }).collect()
        }

        /// Notices with the position they came at.
        fn positions(&self) -> Vec<(usize, Notice)> {
            let mut at = 0;
            let mut out = Vec::new();
            for page in self.pages() {
                match page {
                    Heard::Samples(samples) => at += samples.len(),
                    Heard::Notice(notice) => out.push((at, notice)),
                    Heard::Dropped => {}
                }
            }
            out
        }
    }

    struct Pen(Notebook);

    impl Listener for Pen {
        fn samples(&mut self, block: &[f32]) {
            let mut pages = self.0.0.lock().unwrap();
            if let Some(Heard::Samples(last)) = pages.last_mut() {
                last.extend_from_slice(block);
            } else {
                pages.push(Heard::Samples(block.to_vec()));
            }
        }
        fn notice(&mut self, notice: Notice) {
            self.0.0.lock().unwrap().push(Heard::Notice(notice));
        }
    }

    impl Drop for Pen {
        fn drop(&mut self) {
            self.0.0.lock().unwrap().push(Heard::Dropped);
        }
    }

    #[test]
    fn lost_frames_become_zeros_of_the_same_length_in_their_place() {
        let notes = Notebook::default();
        let mut feed = Feed::new(48_000).unwrap();
        feed.begin(notes.listener());
        feed.samples(&vec![0.25; 48_000]);
        feed.lost(24_000);
        feed.samples(&vec![0.25; 48_000]);
        feed.end();
        assert_eq!(notes.positions(), [(16_000, Notice::Lost { samples: 8000 })]);
        let samples = notes.samples();
        assert_eq!(samples.len(), 40_000);
        assert!(samples[16_000..24_000].iter().all(|&sample| sample == 0.0));
        assert!((samples[15_000] - 0.25).abs() < 0.01 && (samples[25_000] - 0.25).abs() < 0.01);
        assert_eq!(notes.pages().last(), Some(&Heard::Dropped));
    }

    #[test]
    fn many_small_losses_do_not_shift_the_clock() {
        let notes = Notebook::default();
        let mut feed = Feed::new(44_100).unwrap();
        feed.begin(notes.listener());
        for _ in 0..441 {
            feed.samples(&[0.1; 99]);
            feed.lost(1);
        }
        feed.end();
        assert!(notes.samples().len().abs_diff(16_000) <= 1, "{}", notes.samples().len());
    }

    #[test]
    fn a_device_that_comes_back_at_another_rate_continues_the_clock() {
        let notes = Notebook::default();
        let mut feed = Feed::new(44_100).unwrap();
        feed.begin(notes.listener());
        feed.samples(&vec![0.1; 44_100]);
        feed.absent(8000);
        feed.change_rate(48_000).unwrap();
        feed.samples(&vec![0.1; 48_000]);
        feed.end();
        assert_eq!(notes.samples().len(), 40_000);
    }

    #[test]
    fn digital_silence_is_told_once_and_so_is_the_first_sound() {
        let notes = Notebook::default();
        let mut feed = Feed::new(16_000).unwrap();
        feed.begin(notes.listener());
        for _ in 0..700 {
            feed.samples(&[0.0; 160]);
        }
        feed.samples(&[0.1; 160]);
        feed.samples(&[0.0; 160]);
        feed.end();
        assert_eq!(notes.positions(), [(80_000, Notice::Muted), (112_000, Notice::Unmuted)]);
    }

    #[test]
    fn a_quiet_room_is_not_a_muted_microphone() {
        let notes = Notebook::default();
        let mut feed = Feed::new(16_000).unwrap();
        feed.begin(notes.listener());
        let mut room = [0.0; 1600];
        room[800] = 0.0003;
        for _ in 0..100 {
            feed.samples(&room);
        }
        assert_eq!(notes.notices(), []);
    }

    #[test]
    fn silence_from_before_the_answer_is_told_when_the_answer_begins() {
        let notes = Notebook::default();
        let mut feed = Feed::new(16_000).unwrap();
        feed.samples(&vec![0.0; 96_000]);
        feed.begin(notes.listener());
        feed.samples(&[0.0; 160]);
        assert_eq!(notes.notices(), [Notice::Muted]);
    }
}
