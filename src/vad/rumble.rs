//! Takes away what is lower than any voice: rumble, hum, an offset.
//!
//! Levels tell where a voice begins and ends only if the voice is what makes them. In a recording with
//! rumble below 60 Hz, a fast phrase of 0.4 s was lost beneath it.

use std::f32::consts::TAU;

use super::SAMPLE_RATE;

/// Below the lowest pitch of most voices, in Hz; 12 dB an octave.
const CORNER: f32 = 80.0;

/// A high-pass filter: two of the first order.
#[derive(Default)]
pub(super) struct Rumble {
    stages: [Stage; 2],
}

#[derive(Clone, Copy, Default)]
struct Stage {
    before: f32,
    out: f32,
}

impl Rumble {
    /// The samples without it.
    pub(super) fn filter(&mut self, samples: &mut [f32]) {
        #[expect(clippy::cast_precision_loss, reason = "the rate is 16000")]
        let keep = 1.0 / (1.0 + TAU * CORNER / SAMPLE_RATE as f32);
        for sample in samples {
            for stage in &mut self.stages {
                stage.out = keep * (stage.out + *sample - stage.before);
                stage.before = std::mem::replace(sample, stage.out);
            }
        }
    }
}

#[cfg(test)]
#[expect(clippy::cast_precision_loss, reason = "made-up signals")]
mod tests {
    use super::*;

    /// The level of a tone after the filter, in dB of what it was.
    fn gain_db(hz: f32) -> f32 {
        let tone: Vec<f32> =
            (0..16_000).map(|at| (TAU * hz * at as f32 / SAMPLE_RATE as f32).sin()).collect();
        let mut filtered = tone.clone();
        Rumble::default().filter(&mut filtered);
        let power = |samples: &[f32]| samples[8000..].iter().map(|s| s * s).sum::<f32>();
        10.0 * (power(&filtered) / power(&tone)).log10()
    }

    #[test]
    fn a_voice_stays_and_rumble_goes() {
        assert!(gain_db(20.0) < -22.0);
        assert!(gain_db(300.0) > -1.0);
        assert!(gain_db(1000.0) > -0.5);
    }

    #[test]
    fn an_offset_is_gone_and_silence_stays_silence() {
        let mut offset = vec![0.3; 16_000];
        Rumble::default().filter(&mut offset);
        assert!(offset[8000..].iter().all(|sample| sample.abs() < 1e-6));
        let mut nothing = vec![0.0; 1000];
        Rumble::default().filter(&mut nothing);
        assert!(nothing.iter().all(|sample| *sample == 0.0));
    }
}
