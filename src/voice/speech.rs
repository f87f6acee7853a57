//! Sound on its way to a speaker.

/// Mono samples from -1 to 1, at `rate_hz`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Speech {
    pub samples: Vec<f32>,
    pub rate_hz: u32,
}

/// The highest sample of a spoken sentence: 3 dB below full scale, so that resampling to the
/// speaker's rate, which can overshoot the samples it goes through, does not clip.
const PEAK: f32 = 0.7;

/// What is quieter than this beside `PEAK`, -40 dB, is the model's own breath and not speech.
const AUDIBLE: f32 = PEAK * 0.01;

/// Kept before the first audible sample, so that a soft consonant keeps its onset.
const LEAD_MS: u32 = 15;

/// Kept after the last audible sample: final fricatives and the decay of a vowel are longer.
const TAIL_MS: u32 = 60;

/// The pause between two sentences of one utterance.
pub const SENTENCE_GAP_MS: u32 = 250;

impl Speech {
    pub fn silence(duration_ms: u32, rate_hz: u32) -> Self {
        Self { samples: vec![0.0; samples_in(duration_ms, rate_hz)], rate_hz }
    }

    pub fn is_empty(&self) -> bool {
        self.samples.is_empty()
    }

    /// Gives its length in milliseconds, rounded up; zero for a rate of zero.
    pub fn duration_ms(&self) -> u64 {
        (self.samples.len() as u64 * 1000).div_ceil(u64::from(self.rate_hz.max(1)))
    }

    /// Adds silence at the end.
    #[must_use]
    pub fn then_silence(mut self, duration_ms: u32) -> Self {
        let len = self.samples.len() + samples_in(duration_ms, self.rate_hz);
        self.samples.resize(len, 0.0);
        self
    }

    /// Brings raw output of a voice to one level and cuts the silence around it.
    ///
    /// Samples that are no number become silence; an output with nothing audible in it becomes
    /// empty.
    pub(super) fn level_and_trim(mut self) -> Self {
        let mut peak = 0.0_f32;
        for sample in &mut self.samples {
            if !sample.is_finite() {
                *sample = 0.0;
            }
            peak = peak.max(sample.abs());
        }
        // A voice that is this quiet has said nothing; raising it would play its noise.
        if peak < 1e-3 {
            return Self { samples: Vec::new(), rate_hz: self.rate_hz };
        }
        let gain = PEAK / peak;
        for sample in &mut self.samples {
            *sample = (*sample * gain).clamp(-PEAK, PEAK);
        }
        let audible = |sample: &f32| sample.abs() > AUDIBLE;
        if let (Some(first), Some(last)) =
            (self.samples.iter().position(audible), self.samples.iter().rposition(audible))
        {
            let end = last + 1 + samples_in(TAIL_MS, self.rate_hz);
            self.samples.truncate(end);
            self.samples.drain(..first.saturating_sub(samples_in(LEAD_MS, self.rate_hz)));
        }
        self
    }

    /// A soft two-tone sign, 150 ms, that says "your turn" without words.
    ///
    /// 660 Hz then 880 Hz, a rising fourth, at -17 dBFS. Each tone is shaped by half a sine, so
    /// that neither clicks.
    pub fn cue(rate_hz: u32) -> Self {
        Self::two_tones([660.0, 880.0], rate_hz)
    }

    /// The sign that the time is up: the same, falling.
    pub fn time_up(rate_hz: u32) -> Self {
        Self::two_tones([880.0, 660.0], rate_hz)
    }

    fn two_tones(pitches_hz: [f32; 2], rate_hz: u32) -> Self {
        let half = samples_in(75, rate_hz);
        let samples = pitches_hz
            .into_iter()
            .flat_map(|pitch_hz| {
                (0..half).map(move |i| {
                    let envelope = (std::f32::consts::PI * ratio(i, half)).sin();
                    let turns = pitch_hz * 0.075 * ratio(i, half);
                    0.14 * envelope * (std::f32::consts::TAU * turns).sin()
                })
            })
            .collect();
        Self { samples, rate_hz }
    }
}

fn samples_in(duration_ms: u32, rate_hz: u32) -> usize {
    usize::try_from(u64::from(duration_ms) * u64::from(rate_hz) / 1000).unwrap_or(usize::MAX)
}

#[expect(clippy::cast_precision_loss, reason = "below 2^23: a tone of 75 ms")]
fn ratio(part: usize, whole: usize) -> f32 {
    part as f32 / whole as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_around_speech_is_cut_and_its_peak_set() {
        let mut samples = vec![0.0; 4000];
        samples.extend([0.1, -0.2, 0.1]);
        samples.extend(vec![0.0; 4000]);
        let speech = Speech { samples, rate_hz: 1000 }.level_and_trim();
        assert_eq!(speech.samples.len(), 15 + 3 + 60);
        assert!((speech.samples[16] + PEAK).abs() < 1e-6, "{:?}", &speech.samples[14..19]);
    }

    #[test]
    fn what_is_no_number_is_silence() {
        let speech = Speech { samples: vec![f32::NAN, 0.5, f32::INFINITY], rate_hz: 1000 };
        let levelled = speech.level_and_trim();
        assert_eq!(levelled.samples, [0.0, PEAK, 0.0]);
    }

    #[test]
    fn noise_is_not_raised_to_speech() {
        let hiss = Speech { samples: vec![1e-4; 100], rate_hz: 1000 };
        assert!(hiss.level_and_trim().is_empty());
    }

    #[test]
    fn the_cue_is_short_soft_and_without_a_click() {
        let cue = Speech::cue(22_050);
        assert_eq!(cue.duration_ms(), 150);
        assert!(cue.samples.iter().all(|s| s.abs() <= 0.14));
        assert!(cue.samples.windows(2).all(|w| (w[0] - w[1]).abs() < 0.05));
    }

    #[test]
    fn a_rate_of_zero_is_survived() {
        assert_eq!(Speech::cue(0).duration_ms(), 0);
        assert!(Speech::silence(100, 0).is_empty());
    }
}
