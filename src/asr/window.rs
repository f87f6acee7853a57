//! How much of the encoder's thirty seconds an utterance needs.

use super::recogniser::SAMPLE_RATE_HZ;

/// Encoder frames of whisper's full window: 30 s at 50 frames a second.
pub(super) const FULL: u32 = 1500;

/// Frames beyond the audio. With only 8 to spare stock models loop (word error 226 % on
/// LibriSpeech in the whisper-acft study); with 128 they do not (whisper.cpp #1855).
const MARGIN: u32 = 128;

/// Below about 200 frames results get poor however short the audio (whisper.cpp #1951).
const SMALLEST: u32 = 256;

/// The encoder window for `samples` of audio, in frames: a multiple of 64, which the matrix
/// kernels like, and the full window from about 27 s on.
///
/// Encoding costs time in proportion: an utterance of 6 s takes 0.27 s in its own window and
/// 1.2 s and more in the full one, on two cores with the base model.
pub(super) fn frames(samples: usize) -> u32 {
    let frames = u32::try_from(samples.div_ceil(SAMPLE_RATE_HZ as usize / 50)).unwrap_or(FULL);
    (frames.min(FULL) + MARGIN).max(SMALLEST).next_multiple_of(64).min(FULL)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_always_holds_its_audio_and_the_margin() {
        for secs in 0..27 {
            let window = frames(secs * 16_000);
            assert!(window >= u32::try_from(secs).unwrap() * 50 + MARGIN, "{secs} s: {window}");
        }
        assert_eq!(frames(0), SMALLEST);
        assert_eq!(frames(6 * 16_000), 448);
        assert_eq!(frames(40 * 16_000), FULL);
    }
}
