//! What would be heard, as a file.

use std::fs::File;
use std::io::{self, BufWriter};
use std::path::Path;

use super::resample::Resampler;
use super::{AudioError, SAMPLE_RATE};

/// Writes sounds of any rate one after another into a WAV file, 16 bits, mono, at [`SAMPLE_RATE`].
///
/// The file is whole after each sound.
pub struct SoundFile {
    writer: hound::WavWriter<BufWriter<File>>,
}

impl SoundFile {
    /// Creates the file, replacing one that is there.
    ///
    /// # Errors
    /// If it cannot be created.
    pub fn create(path: &Path) -> Result<Self, AudioError> {
        let spec = hound::WavSpec {
            channels: 1,
            sample_rate: SAMPLE_RATE,
            bits_per_sample: 16,
            sample_format: hound::SampleFormat::Int,
        };
        let write_error = |source| AudioError::Write { path: path.to_owned(), source };
        let file = File::create(path).map_err(write_error)?;
        let writer = hound::WavWriter::new(BufWriter::new(file), spec)
            .map_err(|error| write_error(into_io(error)))?;
        Ok(Self { writer })
    }

    /// Adds a sound.
    ///
    /// # Errors
    /// If the disk does not take it, or the rate is none.
    pub fn write(&mut self, samples: &[f32], rate_hz: u32) -> io::Result<()> {
        let mut resampler = Resampler::new(rate_hz).map_err(io::Error::other)?;
        let mut at_rate = Vec::new();
        resampler.push(samples, |block| at_rate.extend_from_slice(block));
        resampler.finish(|block| at_rate.extend_from_slice(block));
        for sample in at_rate {
            self.writer.write_sample(super::recorder::to_i16(sample)).map_err(into_io)?;
        }
        self.writer.flush().map_err(into_io)
    }
}

fn into_io(error: hound::Error) -> io::Error {
    match error {
        hound::Error::IoError(error) => error,
        other => io::Error::other(other),
    }
}

#[cfg(test)]
mod tests {
    use super::super::decode_all;
    use super::*;

    #[test]
    fn sounds_of_different_rates_follow_one_another() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("heard.wav");
        let mut file = SoundFile::create(&path).unwrap();
        file.write(&vec![0.5; 22_050], 22_050).unwrap();
        file.write(&vec![-0.5; 8000], 16_000).unwrap();
        let (samples, _) = decode_all(&path).unwrap();
        assert!(samples.len().abs_diff(24_000) < 40, "{}", samples.len());
        assert!(samples[8000] > 0.45 && samples[20_000] < -0.45);
    }

    #[test]
    fn a_place_that_cannot_be_written_is_an_error() {
        assert!(matches!(
            SoundFile::create(Path::new("/nowhere/at/all.wav")),
            Err(AudioError::Write { .. })
        ));
    }
}
