//! Quiet microphones.

use std::borrow::Cow;

use super::utterance::loudest_db;

/// The loudest 48 ms of a stretch are raised to this. Whisper was taught with voices at the level of
/// broadcasts, and sees absolute levels: of speech whose loudest is at -50 dBFS it leaves out sentences, at
/// -40 dBFS none.
const AUDIBLE_DB: f32 = -35.0;

/// What is no louder is no voice (`vad::gate` draws the line there, too), and is not raised any further.
const FAINTEST_DB: f32 = -70.0;

/// The same stretch, as loud as whisper needs it.
pub(super) fn audible(pcm: &[f32]) -> Cow<'_, [f32]> {
    let loudest = loudest_db(pcm).max(FAINTEST_DB);
    if loudest >= AUDIBLE_DB {
        return Cow::Borrowed(pcm);
    }
    let gain = 10.0_f32.powf((AUDIBLE_DB - loudest) / 20.0);
    pcm.iter().map(|sample| (sample * gain).clamp(-1.0, 1.0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quiet_voice_is_raised() {
        let quiet = vec![0.002; 4800];
        let raised = audible(&quiet);
        assert!((loudest_db(&raised) - AUDIBLE_DB).abs() < 0.1, "{}", raised[0]);
    }

    #[test]
    fn a_usual_voice_is_left_as_it_is() {
        assert!(matches!(audible(&vec![0.03; 4800]), Cow::Borrowed(_)));
    }

    #[test]
    fn silence_stays_silent() {
        let silence = vec![0.000_01; 4800];
        let raised = audible(&silence);
        assert!(loudest_db(&raised) < -60.0);
        assert!(audible(&[]).is_empty());
    }
}
