//! How much of the encoder's thirty seconds an utterance needs.

use super::recogniser::SAMPLE_RATE_HZ;

/// Encoder frames of whisper's full window: 30 s at 50 frames a second.
pub(super) const FULL: u32 = 1500;

/// Frames beyond the audio. With only 8 to spare stock models loop (word error 226 % on
/// LibriSpeech in the whisper-acft study); with 128 they do not (whisper.cpp #1855).
const MARGIN: u32 = 128;

/// The smallest window for words to show. Below about 200 frames results get poor however short the
/// audio (whisper.cpp #1951).
pub(super) const TO_SHOW: u32 = 256;

/// The smallest window for words to keep. Of 150 stretches of 0.6 to 3.2 s that were cut out of speech
/// with no regard to words, 7 looped in a window of 256 frames, 1 in 384 and none in 512; a loop costs a
/// pass in a larger window besides. A pass in 384 frames takes three quarters of one in 512.
pub(super) const TO_KEEP: u32 = 384;

/// The smallest window after a loop in a smaller one.
pub(super) const TO_BE_SURE: u32 = 768;

/// The encoder window for `samples` of audio, in frames, but at least `smallest`: a multiple of 64,
/// which the matrix kernels like, and the full window from about 27 s on.
///
/// Encoding costs time in proportion: an utterance of 6 s takes 0.27 s in its own window and
/// 1.2 s and more in the full one, on two cores with the base model.
pub(super) fn frames(samples: usize, smallest: u32) -> u32 {
    let frames = u32::try_from(samples.div_ceil(SAMPLE_RATE_HZ as usize / 50)).unwrap_or(FULL);
    (frames.min(FULL) + MARGIN).max(smallest).next_multiple_of(64).min(FULL)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_always_holds_its_audio_and_the_margin() {
        for secs in 0..27 {
            let window = frames(secs * 16_000, TO_SHOW);
            assert!(window >= u32::try_from(secs).unwrap() * 50 + MARGIN, "{secs} s: {window}");
        }
        assert_eq!(frames(0, TO_KEEP), TO_KEEP);
        assert_eq!(frames(6 * 16_000, TO_SHOW), 448);
        assert_eq!(frames(40 * 16_000, TO_SHOW), FULL);
    }
}
