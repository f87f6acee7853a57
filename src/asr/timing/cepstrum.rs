//! Sound as hidden Markov models of phones see it.

use realfft::RealFftPlanner;

use super::super::recogniser::SAMPLE_RATE_HZ;

/// Mel-frequency cepstral coefficients of a frame, and how each of them changes.
pub const COEFFICIENTS: usize = 26;

/// What is seen of one frame: each coefficient with mean 0 and variance 1 over the stretch, which takes out
/// most of the microphone and of the speaker; then their slopes.
pub type Frame = [f32; COEFFICIENTS];

/// Seconds from frame to frame.
pub const HOP_S: f64 = 0.01;
const HOP: usize = SAMPLE_RATE_HZ as usize / 100;
/// 25 ms.
pub(super) const WINDOW: usize = SAMPLE_RATE_HZ as usize / 40;
const FFT: usize = 512;

/// Triangular filters, evenly spaced in mel (Davis and Mermelstein 1980), and what is kept of them.
const BANDS: usize = 24;
const LOW_HZ: f32 = 80.0;
const HIGH_HZ: f32 = 7600.0;
const CEPSTRA: usize = COEFFICIENTS / 2;

const PRE_EMPHASIS: f32 = 0.97;
/// Power of the faintest sound that counts.
const FLOOR: f32 = 1e-7;
/// Slopes are taken over so many frames on each side, as in HTK, and count this much.
const REACH: usize = 2;
const SLOPE: f32 = 0.2;

/// The frames of a stretch of sound at 16 kHz; none if it is shorter than one.
#[expect(clippy::cast_precision_loss, reason = "frames of at most half a minute")]
pub fn cepstrum(pcm: &[f32]) -> Vec<Frame> {
    let mut statics = raw(pcm);
    let count = statics.len().max(1) as f32;
    for place in 0..CEPSTRA {
        let mean = statics.iter().map(|frame| frame[place]).sum::<f32>() / count;
        let power = statics.iter().map(|frame| (frame[place] - mean).powi(2)).sum::<f32>() / count;
        let deviation = power.sqrt().max(1e-3);
        for frame in &mut statics {
            frame[place] = (frame[place] - mean) / deviation;
        }
    }
    let last = statics.len().saturating_sub(1);
    let at = |frame: usize, off: usize, place: usize| {
        statics[(frame + off).saturating_sub(REACH).min(last)][place]
    };
    (0..statics.len())
        .map(|frame| {
            std::array::from_fn(|place| match place.checked_sub(CEPSTRA) {
                None => statics[frame][place],
                Some(place) => {
                    let far = at(frame, 2 * REACH, place) - at(frame, 0, place);
                    let near = at(frame, REACH + 1, place) - at(frame, REACH - 1, place);
                    (2.0 * far + near) * SLOPE
                }
            })
        })
        .collect()
}

/// The coefficients as they are.
#[expect(clippy::cast_precision_loss, reason = "places in one frame")]
fn raw(pcm: &[f32]) -> Vec<[f32; CEPSTRA]> {
    let fft = RealFftPlanner::<f32>::new().plan_fft_forward(FFT);
    let mut spectrum = fft.make_output_vec();
    let mut scratch = fft.make_scratch_vec();
    let turn = |n: usize, of: usize| std::f32::consts::TAU * n as f32 / of as f32;
    let hamming: Vec<f32> = (0..WINDOW).map(|n| 0.54 - 0.46 * turn(n, WINDOW - 1).cos()).collect();
    let bands = bands(spectrum.len());
    let cosines: [[f32; BANDS]; CEPSTRA] = std::array::from_fn(|k| {
        let turn = std::f32::consts::PI / BANDS as f32 * k as f32;
        std::array::from_fn(|band| (turn * (band as f32 + 0.5)).cos())
    });
    let mut sound = vec![0.0; FFT];
    let mut power = vec![0.0; spectrum.len()];
    let starts = (0..).step_by(HOP).take_while(|start| start + WINDOW <= pcm.len());
    starts
        .map(|start| {
            for (n, weight) in hamming.iter().enumerate() {
                let at = start + n;
                let before = if at == 0 { 0.0 } else { PRE_EMPHASIS * pcm[at - 1] };
                sound[n] = (pcm[at] - before) * weight;
            }
            sound[WINDOW..].fill(0.0);
            // It fails only for buffers of another length than it made itself.
            drop(fft.process_with_scratch(&mut sound, &mut spectrum, &mut scratch));
            for (power, bin) in power.iter_mut().zip(&spectrum) {
                *power = bin.norm_sqr();
            }
            let loudness: [f32; BANDS] = std::array::from_fn(|band| {
                let (first, weights) = &bands[band];
                let sum: f32 = weights.iter().zip(&power[*first..]).map(|(w, p)| w * p).sum();
                (sum + FLOOR).ln()
            });
            std::array::from_fn(|k| cosines[k].iter().zip(loudness).map(|(c, l)| c * l).sum())
        })
        .collect()
}

/// Each band's first bin and the weights from there on.
#[expect(clippy::cast_precision_loss, reason = "places in a spectrum")]
fn bands(bins: usize) -> Vec<(usize, Vec<f32>)> {
    let mel = |hz: f32| 2595.0 * (1.0 + hz / 700.0).log10();
    let hz = |mel: f32| 700.0 * (10.0_f32.powf(mel / 2595.0) - 1.0);
    let step = (mel(HIGH_HZ) - mel(LOW_HZ)) / (BANDS + 1) as f32;
    let edge = |n: usize| hz(mel(LOW_HZ) + step * n as f32);
    let at = |bin: usize| bin as f32 * SAMPLE_RATE_HZ as f32 / FFT as f32;
    (0..BANDS)
        .map(|band| {
            let [low, middle, high] = [0, 1, 2].map(|n| edge(band + n));
            let weight = |bin: usize| {
                let up = (at(bin) - low) / (middle - low);
                let down = (high - at(bin)) / (high - middle);
                up.min(down).max(0.0)
            };
            let first = (0..bins).find(|bin| weight(*bin) > 0.0).unwrap_or(0);
            (first, (first..bins).map(weight).take_while(|weight| *weight > 0.0).collect())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(hz: f32, milliseconds: u16) -> Vec<f32> {
        let turn = std::f32::consts::TAU * hz / 16_000.0;
        (0..milliseconds * 16).map(|n| (turn * f32::from(n)).sin() * 0.3).collect()
    }

    #[test]
    fn a_frame_every_ten_milliseconds_as_long_as_a_window_fits() {
        assert_eq!(cepstrum(&[]).len(), 0);
        assert_eq!(cepstrum(&[0.1; WINDOW - 1]).len(), 0);
        assert_eq!(cepstrum(&[0.1; WINDOW]).len(), 1);
        assert_eq!(cepstrum(&vec![0.1; 16_000]).len(), 98);
    }

    #[test]
    fn loudness_of_the_recording_makes_no_difference_and_its_sounds_do() {
        let sound = [tone(300.0, 300), tone(3000.0, 300)].concat();
        let faint: Vec<f32> = sound.iter().map(|sample| sample * 0.5).collect();
        let (loud, faint) = (cepstrum(&sound), cepstrum(&faint));
        let apart = |a: &Frame, b: &Frame| {
            a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f32>().sqrt()
        };
        assert!(apart(&loud[10], &faint[10]) < 0.3, "{}", apart(&loud[10], &faint[10]));
        assert!(apart(&loud[10], &loud[45]) > 3.0, "{}", apart(&loud[10], &loud[45]));
    }

    #[test]
    fn what_is_no_number_stays_in_its_frames() {
        let mut sound = tone(300.0, 500);
        sound[4000] = f32::NAN;
        assert_eq!(cepstrum(&sound).len(), 48);
    }
}
