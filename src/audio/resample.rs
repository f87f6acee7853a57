//! Any sample rate to 16 kHz, without moving anything in time.

use rubato::audioadapter_buffers::direct::SequentialSlice;
use rubato::{Fft, FixedSync, Indexing, Resampler as _};

use super::{AudioError, SAMPLE_RATE};

/// Rates that are believed; the filter of an odd rate needs one second of input at a time, and
/// beyond these limits a rate is a damaged header.
const RATES_HZ: std::ops::RangeInclusive<u32> = 1_000..=768_000;
/// The filter's block: a longer one has a steeper filter, a shorter one less delay.
const BLOCK_MS: u32 = 20;

/// Converts a mono stream to [`SAMPLE_RATE`].
///
/// The filter's delay is cut off at the start and made up for at the end: output sample `n` is
/// heard at the same time as input sample `n * rate / 16000`, and [`Resampler::finish`] brings the
/// output to the input's length, rounded to the nearest sample.
pub(super) struct Resampler {
    rate_hz: u32,
    /// `None` passes 16 kHz through untouched.
    filter: Option<Filter>,
    frames_in: u64,
    frames_out: u64,
}

struct Filter {
    fft: Fft<f32>,
    /// Output frames still to be dropped: the filter's delay.
    delay: usize,
    waiting: Vec<f32>,
    output: Vec<f32>,
}

impl Resampler {
    pub(super) fn new(rate_hz: u32) -> Result<Self, AudioError> {
        let filter = if rate_hz == SAMPLE_RATE { None } else { Some(Filter::new(rate_hz)?) };
        Ok(Self { rate_hz, filter, frames_in: 0, frames_out: 0 })
    }

    pub(super) fn rate_hz(&self) -> u32 {
        self.rate_hz
    }

    /// Takes input and hands on whatever output is complete.
    pub(super) fn push(&mut self, input: &[f32], mut sink: impl FnMut(&[f32])) {
        self.frames_in += input.len() as u64;
        let Some(filter) = &mut self.filter else {
            self.frames_out += input.len() as u64;
            if !input.is_empty() {
                sink(input);
            }
            return;
        };
        filter.waiting.extend_from_slice(input);
        let mut start = 0;
        while filter.waiting.len() - start >= filter.fft.input_frames_next() {
            let (used, output) = filter.process(start, None);
            start += used;
            self.frames_out += output.len() as u64;
            if !output.is_empty() {
                sink(output);
            }
        }
        filter.waiting.drain(..start);
    }

    /// Hands on what the filter still holds and starts anew.
    pub(super) fn finish(&mut self, mut sink: impl FnMut(&[f32])) {
        let rate = u64::from(self.rate_hz);
        let target = (self.frames_in * u64::from(SAMPLE_RATE) + rate / 2) / rate;
        if let Some(filter) = &mut self.filter {
            while self.frames_out < target {
                let (_, output) = filter.process(0, Some(filter.waiting.len()));
                let wanted = usize::try_from(target - self.frames_out).unwrap_or(usize::MAX);
                let output = &output[..output.len().min(wanted)];
                self.frames_out += output.len() as u64;
                if !output.is_empty() {
                    sink(output);
                }
                filter.waiting.clear();
            }
            filter.reset();
        }
        self.frames_in = 0;
        self.frames_out = 0;
    }
}

impl Filter {
    fn new(rate_hz: u32) -> Result<Self, AudioError> {
        let unsupported = || AudioError::UnsupportedRate { rate_hz };
        if !RATES_HZ.contains(&rate_hz) {
            return Err(unsupported());
        }
        let block = (rate_hz * BLOCK_MS / 1000) as usize;
        let fft = Fft::new_custom(
            rate_hz as usize,
            SAMPLE_RATE as usize,
            block,
            1,
            1,
            rubato::WindowFunction::BlackmanHarris2,
            FixedSync::Both,
        )
        .map_err(|_| unsupported())?;
        let output = vec![0.0; fft.output_frames_max()];
        Ok(Self { delay: fft.output_delay(), fft, waiting: Vec::new(), output })
    }

    /// Runs one block from `waiting[start..]`, padded with silence if it is only `partial` long.
    ///
    /// Returns how much of the input was used, and the output without the filter's delay.
    fn process(&mut self, start: usize, partial: Option<usize>) -> (usize, &[f32]) {
        let need = self.fft.input_frames_next();
        if self.waiting.len() < start + need {
            self.waiting.resize(start + need, 0.0);
        }
        let Self { fft, waiting, output, delay } = self;
        let frames = output.len();
        let mut indexing = Indexing::new();
        if let Some(partial) = partial {
            indexing = indexing.partial_len(partial);
        }
        let input = SequentialSlice::new(&waiting[start..], 1, need);
        let target = SequentialSlice::new_mut(output.as_mut_slice(), 1, frames);
        let (Ok(input), Ok(mut target)) = (input, target) else {
            return (need, &[]);
        };
        // The sizes are the resampler's own, so it has nothing to refuse; if it did, silence of
        // the right length would keep the clock true.
        let made = fft
            .process_into_buffer(&input, &mut target, Some(&indexing))
            .map_or(0, |(_, made)| made);
        let dropped = made.min(*delay);
        *delay -= dropped;
        (need, &output[dropped..made])
    }

    fn reset(&mut self) {
        self.fft.reset();
        self.delay = self.fft.output_delay();
        self.waiting.clear();
    }
}

#[cfg(test)]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "made-up signals and small counts"
)]
mod tests {
    use super::*;

    fn resample(rate_hz: u32, input: &[f32], block: usize) -> Vec<f32> {
        let mut resampler = Resampler::new(rate_hz).unwrap();
        let mut output = Vec::new();
        for chunk in input.chunks(block) {
            resampler.push(chunk, |samples| output.extend_from_slice(samples));
        }
        resampler.finish(|samples| output.extend_from_slice(samples));
        output
    }

    /// A 100 Hz wave under a bell around `centre_s`.
    fn bump(rate_hz: u32, seconds: f64, centre_s: f64) -> Vec<f32> {
        (0..(f64::from(rate_hz) * seconds) as usize)
            .map(|i| {
                let t = i as f64 / f64::from(rate_hz) - centre_s;
                ((std::f64::consts::TAU * 100.0 * t).cos() * (-t * t / 2e-4).exp()) as f32
            })
            .collect()
    }

    fn peak_at(samples: &[f32]) -> usize {
        (0..samples.len()).max_by(|&a, &b| samples[a].total_cmp(&samples[b])).unwrap()
    }

    #[test]
    fn nothing_moves_in_time_at_any_rate_or_block_size() {
        for rate_hz in [8_000, 11_025, 16_000, 22_050, 44_100, 48_000, 96_000, 192_000] {
            for block in [1, 97, 480, 5000] {
                let output = resample(rate_hz, &bump(rate_hz, 1.0, 0.5), block);
                assert_eq!(output.len(), 16_000, "{rate_hz} Hz in blocks of {block}");
                let peak = peak_at(&output);
                assert!(peak.abs_diff(8000) <= 1, "{rate_hz} Hz: the peak is at {peak}");
                assert!((output[peak] - 1.0).abs() < 0.02, "{rate_hz} Hz: {}", output[peak]);
            }
        }
    }

    #[test]
    fn the_last_sound_is_not_swallowed() {
        let output = resample(48_000, &bump(48_000, 1.0, 0.999), 960);
        assert!(peak_at(&output).abs_diff(15_984) <= 1);
    }

    #[test]
    fn what_is_above_the_new_limit_does_not_fold_back() {
        let whistle: Vec<f32> = (0..48_000)
            .map(|i| (std::f64::consts::TAU * 11_000.0 * f64::from(i) / 48_000.0).sin() as f32)
            .collect();
        let output = resample(48_000, &whistle, 960);
        let loudest = output[400..15_600].iter().fold(0.0_f32, |a, b| a.max(b.abs()));
        assert!(loudest < 0.001, "{loudest}");
    }

    #[test]
    fn one_resampler_serves_one_answer_after_another() {
        let mut resampler = Resampler::new(44_100).unwrap();
        for frames in [441, 44_100, 1, 10_000] {
            let mut got = 0;
            resampler.push(&vec![0.1; frames], |samples| got += samples.len());
            resampler.finish(|samples| got += samples.len());
            assert_eq!(got, (frames * 160 + 220) / 441);
        }
    }

    #[test]
    fn a_rate_from_a_damaged_header_is_refused() {
        for rate_hz in [0, 1, 999, 4_000_000_000] {
            assert!(Resampler::new(rate_hz).is_err());
        }
    }
}
