//! How loud a block of samples is.

/// The loudness of a block, for a level meter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Level {
    /// Root mean square relative to a full-scale square wave; digital silence is [`Level::FLOOR_DB`].
    pub rms_dbfs: f32,
    /// The largest magnitude; 1.0 and more means clipping.
    pub peak: f32,
}

impl Level {
    /// What silence shows as: below the noise of a 16-bit recording (-98 dBFS).
    pub const FLOOR_DB: f32 = -100.0;

    /// Measures `block`; an empty block is silent, and samples that are no number count as zero.
    #[expect(clippy::cast_precision_loss, reason = "a block has far fewer than 2^24 samples")]
    pub fn of(block: &[f32]) -> Self {
        let finite = || block.iter().copied().filter(|sample| sample.is_finite());
        let power = finite().map(|s| s * s).sum::<f32>() / block.len().max(1) as f32;
        let peak = finite().fold(0.0_f32, |peak, s| peak.max(s.abs()));
        let rms_dbfs = if power > 0.0 { 10.0 * power.log10() } else { Self::FLOOR_DB };
        Self { rms_dbfs: rms_dbfs.max(Self::FLOOR_DB), peak }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_full_scale_is_six_decibels_down() {
        let level = Level::of(&[0.5, -0.5, 0.5, -0.5]);
        assert!((level.rms_dbfs + 6.02).abs() < 0.01, "{level:?}");
        assert!((level.peak - 0.5).abs() < f32::EPSILON);
    }

    #[test]
    fn silence_nothing_and_nonsense_are_the_floor() {
        for block in [&[0.0; 8][..], &[], &[f32::NAN, f32::INFINITY]] {
            assert_eq!(Level::of(block), Level { rms_dbfs: Level::FLOOR_DB, peak: 0.0 });
        }
    }
}
