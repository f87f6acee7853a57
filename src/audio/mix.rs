//! Channels to one.

use cpal::{FromSample, Sample};

/// Mixes interleaved frames down to mono, one value a frame; an incomplete last frame is dropped.
///
/// Channels are averaged, but a channel that is all zeros in this block is left out: a microphone
/// on one input of a stereo interface keeps its level. What is no number becomes silence, and
/// nothing is louder than [`LOUDEST`], so that a bad driver or file cannot spoil the filters behind
/// for good. Neither allocates nor waits.
pub(super) fn mono<T>(interleaved: &[T], channels: usize) -> impl Iterator<Item = f32>
where
    T: Sample,
    f32: FromSample<T>,
{
    let channels = channels.max(1);
    let live = live_channels(interleaved, channels);
    let share = 1.0 / share_of(live, channels);
    interleaved.chunks_exact(channels).map(move |frame| {
        let live_samples =
            frame.iter().enumerate().filter(|(channel, _)| live >> (channel & 63) & 1 == 1);
        live_samples.map(|(_, &sample)| finite(f32::from_sample(sample))).sum::<f32>() * share
    })
}

/// The channels with any sound in this block, one bit each; those beyond 64 share bits.
fn live_channels<T: Sample>(interleaved: &[T], channels: usize) -> u64 {
    let mut live = 0;
    for frame in interleaved.chunks_exact(channels) {
        for (channel, &sample) in frame.iter().enumerate() {
            if sample != T::EQUILIBRIUM {
                live |= 1 << (channel & 63);
            }
        }
    }
    live
}

#[expect(clippy::cast_precision_loss, reason = "a count of channels")]
fn share_of(live: u64, channels: usize) -> f32 {
    if channels > 64 { channels as f32 } else { live.count_ones().max(1) as f32 }
}

/// Of files that hold whole numbers as floats, up to 32 bits. Far louder samples add up to infinity.
const LOUDEST: f32 = 2_147_483_648.0;

fn finite(sample: f32) -> f32 {
    if sample.is_finite() { sample.clamp(-LOUDEST, LOUDEST) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first<T: Sample>(frame: &[T]) -> f32
    where
        f32: FromSample<T>,
    {
        mono(frame, frame.len()).next().unwrap()
    }

    #[test]
    fn every_format_means_the_same_level() {
        let half = [
            first(&[64_i8]),
            first(&[16_384_i16]),
            first(&[cpal::I24::new(1 << 22).unwrap()]),
            first(&[1_i32 << 30]),
            first(&[1_i64 << 62]),
            first(&[192_u8]),
            first(&[49_152_u16]),
            first(&[cpal::U24::new((1 << 23) + (1 << 22)).unwrap()]),
            first(&[3_u32 << 30]),
            first(&[3_u64 << 62]),
            first(&[0.5_f32]),
            first(&[0.5_f64]),
        ];
        for level in half {
            assert!((level - 0.5).abs() < 0.01, "{half:?}");
        }
    }

    #[test]
    fn channels_are_averaged_but_a_dead_one_does_not_halve_the_level() {
        assert!((first(&[0.4_f32, 0.2]) - 0.3).abs() < 1e-6);
        assert!((first(&[0.4_f32, 0.0]) - 0.4).abs() < 1e-6);
        assert!((first(&[128_u8, 192, 128, 128]) - 0.5).abs() < 0.01);
        assert!(first(&[0_i16, 0]).abs() < f32::EPSILON);
        assert!((first(&[0.5_f32; 100]) - 0.5).abs() < 1e-4);
    }

    #[test]
    fn a_zero_crossing_in_one_channel_is_no_dead_channel() {
        let mixed: Vec<f32> = mono(&[0.4_f32, 0.0, 0.4, 0.4], 2).collect();
        assert!((mixed[0] - 0.2).abs() < 1e-6, "{mixed:?}");
    }

    #[test]
    fn what_is_no_number_is_silence() {
        assert!(first(&[f32::NAN]).abs() < f32::EPSILON);
        assert!(first(&[f32::INFINITY, f32::NEG_INFINITY]).abs() < f32::EPSILON);
    }

    #[test]
    fn channels_do_not_add_up_to_infinity() {
        // From a damaged file in 32-bit floats, which the fuzzer made.
        assert!((first(&[f32::MAX, f32::MAX]) - LOUDEST).abs() < f32::EPSILON);
    }
}
