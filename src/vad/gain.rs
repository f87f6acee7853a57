//! Quiet microphones.

use super::edges::power_db;
use super::gate::FRAME;

/// As long as nothing was louder than `QUIET_DB`, everything is raised by so much that it would be at
/// `RAISED_DB`. The room is raised with it, to no more than noise that was measured never to be taken for a voice
/// (white noise at -40 dBFS, `scripts/bench silence`); raised to -35, breath that swells from nothing was.
const QUIET_DB: f32 = -50.0;
const RAISED_DB: f32 = -40.0;

/// Raises what a quiet microphone hears, until it proves not to be one.
///
/// The network was taught with voices at a usual level: of a voice whose loudest frames are at -52 dBFS it misses
/// the first second.
pub(super) struct Gain {
    /// The loudest frame so far, but at least [`QUIET_DB`].
    loudest_db: f32,
}

impl Default for Gain {
    fn default() -> Self {
        Self { loudest_db: QUIET_DB }
    }
}

impl Gain {
    /// The frame as the network should hear it; `None` once something was as loud as a usual voice.
    pub(super) fn raise(&mut self, frame: &[f32; FRAME]) -> Option<[f32; FRAME]> {
        let level_db = power_db(frame.iter().map(|sample| sample * sample).sum(), FRAME);
        self.loudest_db = self.loudest_db.max(level_db);
        let raised = self.loudest_db < RAISED_DB;
        let gain = 10.0_f32.powf((RAISED_DB - self.loudest_db) / 20.0);
        raised.then(|| frame.map(|sample| sample * gain))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raised(gain: &mut Gain, sample: f32) -> Option<f32> {
        gain.raise(&[sample; FRAME]).map(|frame| frame[0] / sample)
    }

    #[test]
    fn everything_is_raised_by_10_db_until_something_is_louder() {
        let mut gain = Gain::default();
        let near = |gain: Option<f32>, by: f32| gain.is_some_and(|gain| (gain - by).abs() < 0.01);
        assert!(near(raised(&mut gain, 0.001), 3.16));
        assert!(near(raised(&mut gain, 0.0063), 1.58), "-44 dBFS to -40");
        assert!(near(raised(&mut gain, 0.001), 1.58), "and from then on");
    }

    #[test]
    fn a_voice_of_usual_level_ends_it() {
        let mut gain = Gain::default();
        assert_eq!(raised(&mut gain, 0.05), None);
        assert_eq!(raised(&mut gain, 0.001), None);
    }
}
