//! The outline of a recording, to be drawn.

use std::path::Path;

use super::{AudioError, decode_all};

/// The loudest moment of each of `steps` equal parts of a recording, 0 to 255; fewer parts for a recording
/// of fewer samples.
///
/// Speech is far from full scale most of the time: the loudest of the recording is 255.
///
/// # Errors
/// [`AudioError`] if it cannot be read.
pub fn outline(path: &Path, steps: usize) -> Result<Vec<u8>, AudioError> {
    let (samples, _) = decode_all(path)?;
    let part = samples.len().div_ceil(steps.max(1)).max(1);
    let peaks: Vec<f32> = samples
        .chunks(part)
        .map(|part| part.iter().fold(0.0_f32, |peak, sample| peak.max(sample.abs())))
        .collect();
    let loudest = peaks.iter().copied().fold(f32::MIN_POSITIVE, f32::max);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 255")]
    let scaled = peaks.iter().map(|peak| (peak / loudest * 255.0).round() as u8).collect();
    Ok(scaled)
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
}
