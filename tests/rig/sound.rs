//! Sound compared with sound: where one recording stands in another, and how alike they are.

use std::path::Path;

use greenroom::audio::{SAMPLE_RATE, decode_all};

/// Loudness is looked at each millisecond: two recordings that stand half a window apart would look
/// less alike than they are.
const STEPS_A_SECOND: usize = 1000;
const STEP: usize = SAMPLE_RATE as usize / STEPS_A_SECOND;
/// Each look covers 5 ms: shorter than any pause, longer than any resampler's delay.
const WINDOW: usize = 5 * STEP;

/// A recording at [`SAMPLE_RATE`].
pub(crate) struct Sound {
    pub(crate) samples: Vec<f32>,
    loudness: Vec<f32>,
}

/// Where a stretch of one recording was found in another.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Found {
    /// Seconds that it stands later than in its own recording.
    pub(crate) later_s: f64,
    /// How alike the loudness is, 1 if it differs by a factor only.
    pub(crate) likeness: f32,
}

impl Sound {
    pub(crate) fn read(path: &Path) -> Result<Self, String> {
        let (samples, warnings) =
            decode_all(path).map_err(|e| format!("{}: {e}", path.display()))?;
        if !warnings.is_empty() {
            return Err(format!("{}: {warnings:?}", path.display()));
        }
        Ok(Self::of(samples))
    }

    pub(crate) fn of(samples: Vec<f32>) -> Self {
        let loudness = samples.windows(WINDOW).step_by(STEP).map(rms).collect();
        Self { samples, loudness }
    }

    #[expect(clippy::cast_precision_loss, reason = "samples of a few minutes")]
    pub(crate) fn seconds(&self) -> f64 {
        self.samples.len() as f64 / f64::from(SAMPLE_RATE)
    }

    /// Finds the stretch from `start_s` to `end_s` of `original` in this recording, at most
    /// `most_s` later than there.
    #[expect(clippy::cast_precision_loss, reason = "samples of a few minutes")]
    pub(crate) fn find(&self, original: &Self, start_s: f64, end_s: f64, most_s: f64) -> Found {
        let (start, end) = (step(start_s), step(end_s).min(original.loudness.len()));
        let stretch = &original.loudness[start..end];
        let mut best = Found { later_s: 0.0, likeness: f32::MIN };
        for later in 0..step(most_s) {
            let Some(here) = self.loudness.get(start + later..end + later) else { break };
            let likeness = likeness(stretch, here);
            if likeness > best.likeness {
                best = Found { later_s: later as f64 / STEPS_A_SECOND as f64, likeness };
            }
        }
        best
    }

    /// RMS from `start_s` to `end_s`.
    pub(crate) fn level(&self, start_s: f64, end_s: f64) -> f32 {
        let place = |at: f64| (step(at) * STEP).min(self.samples.len());
        rms(&self.samples[place(start_s)..place(end_s)])
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "positions in recordings of a few minutes, never before their start"
)]
fn step(at_s: f64) -> usize {
    (at_s.max(0.0) * STEPS_A_SECOND as f64).round() as usize
}

#[expect(clippy::cast_precision_loss, reason = "samples of a few minutes")]
fn rms(samples: &[f32]) -> f32 {
    (samples.iter().map(|s| s * s).sum::<f32>() / samples.len().max(1) as f32).sqrt()
}

/// Pearson's correlation.
#[expect(clippy::cast_precision_loss, reason = "steps of a few minutes")]
fn likeness(one: &[f32], other: &[f32]) -> f32 {
    let mean = |values: &[f32]| values.iter().sum::<f32>() / values.len().max(1) as f32;
    let (mean_one, mean_other) = (mean(one), mean(other));
    let (mut both, mut squares_one, mut squares_other) = (0.0, 0.0, 0.0);
    for (a, b) in one.iter().zip(other) {
        let (a, b) = (a - mean_one, b - mean_other);
        both += a * b;
        squares_one += a * a;
        squares_other += b * b;
    }
    both / (squares_one * squares_other).sqrt().max(f32::MIN_POSITIVE)
}

mod tests {
    use super::{Sound, WINDOW};

    fn sound(loudness: &[f32]) -> Sound {
        Sound::of(loudness.iter().flat_map(|&value| vec![value; WINDOW]).collect())
    }

    #[test]
    fn a_stretch_is_found_where_it_is_whatever_its_level() {
        let pattern: Vec<f32> = (0..400_u16).map(|i| f32::from(i * 37 % 101) / 101.0).collect();
        let original = sound(&pattern);
        let halves: Vec<f32> =
            std::iter::repeat_n(0.0, 100).chain(pattern.iter().map(|v| v / 2.0)).collect();
        let found = sound(&halves).find(&original, 0.5, 1.5, 2.0);
        assert!((found.later_s - 0.5).abs() < 1e-9 && found.likeness > 0.999, "{found:?}");
        let between: Vec<f32> = vec![0.0; 2 * WINDOW / 5];
        let shifted = Sound::of([between, sound(&pattern).samples].concat());
        let found = shifted.find(&original, 0.5, 1.5, 2.0);
        assert!((found.later_s - 0.002).abs() < 1e-9 && found.likeness > 0.999, "{found:?}");
        let elsewhere = sound(&vec![0.3; 500]).find(&original, 0.5, 1.5, 2.0);
        assert!(elsewhere.likeness < 0.5, "{elsewhere:?}");
    }
}
