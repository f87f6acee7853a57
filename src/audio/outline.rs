//! The outline of a recording, to be drawn.

use std::path::Path;

use super::AudioError;
use super::decode::decode_each;

/// So many stretches are kept at most, 4 MB, however long the recording is: a damaged file of a megabyte can
/// claim days.
const MOST_STRETCHES: usize = 1 << 20;

/// The loudest moment of each of `steps` equal parts of a recording, 0 to 255; fewer parts for a recording
/// of fewer samples. Parts of a recording of more than a minute are equal but for 0.2 %.
///
/// Speech is far from full scale most of the time: the loudest of the recording is 255.
///
/// # Errors
/// [`AudioError`] if it cannot be read.
pub fn outline(path: &Path, steps: usize) -> Result<Vec<u8>, AudioError> {
    let mut peaks = Peaks::default();
    decode_each(path, |samples| samples.iter().for_each(|sample| peaks.push(sample.abs())))?;
    let stretches = peaks.finish();
    let part = stretches.len().div_ceil(steps.max(1)).max(1);
    let peaks: Vec<f32> = stretches.chunks(part).map(loudest).collect();
    let all = loudest(&peaks).max(f32::MIN_POSITIVE);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 255")]
    let scaled = peaks.iter().map(|peak| (peak / all * 255.0).round() as u8).collect();
    Ok(scaled)
}

/// The loudest moments of stretches of one length, which doubles whenever there are too many of them.
#[derive(Default)]
struct Peaks {
    whole: Vec<f32>,
    /// A power of two; so many samples are a stretch.
    doubled: u32,
    /// Of the stretch that is not whole yet, and how many samples it has.
    peak: f32,
    samples: usize,
}

impl Peaks {
    fn push(&mut self, level: f32) {
        self.peak = self.peak.max(level);
        self.samples += 1;
        if self.samples < 1 << self.doubled {
            return;
        }
        self.whole.push(std::mem::take(&mut self.peak));
        self.samples = 0;
        if self.whole.len() == MOST_STRETCHES {
            self.whole = self.whole.chunks(2).map(loudest).collect();
            self.doubled += 1;
        }
    }

    fn finish(mut self) -> Vec<f32> {
        if self.samples > 0 {
            self.whole.push(self.peak);
        }
        self.whole
    }
}

fn loudest(levels: &[f32]) -> f32 {
    levels.iter().copied().fold(0.0, f32::max)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::{SAMPLE_RATE, SoundFile};

    #[test]
    fn the_loudest_moment_is_full_and_silence_is_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.wav");
        let mut samples = vec![0.0_f32; 1600];
        samples.extend([0.25; 1600]);
        samples.extend([0.5; 800]);
        samples.extend([0.0; 800]);
        SoundFile::create(&path).unwrap().write(&samples, SAMPLE_RATE).unwrap();
        assert_eq!(outline(&path, 3).unwrap(), [0, 128, 255]);
        assert_eq!(outline(&path, 100_000).unwrap().len(), 4800);
    }

    #[test]
    fn a_long_recording_takes_no_more_memory() {
        let mut peaks = Peaks::default();
        (0..5_000_000).for_each(|at| peaks.push(if at == 2_499_999 { 1.0 } else { 0.5 }));
        assert_eq!(peaks.doubled, 3);
        let stretches = peaks.finish();
        assert_eq!(stretches.len(), 5_000_000 / 8);
        let loud: Vec<usize> =
            (0..stretches.len()).filter(|&at| (stretches[at] - 1.0).abs() < 1e-6).collect();
        assert_eq!(loud, [2_499_999 / 8]);
    }
}
