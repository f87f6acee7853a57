//! Sounds that are held: "uhh", "umm".
//!
//! While a pause is filled the mouth stands still: pitch and spectral envelope hardly change (Goto,
//! Itou and Hayamizu, Eurospeech 1999, found 85 % of Japanese filled pauses so), and it stands at rest.
//! Such sounds are found here; whether a word explains one is for others to say.

use std::collections::VecDeque;
use std::sync::Arc;

use realfft::num_complex::Complex32;
use realfft::{ComplexToReal, RealFftPlanner, RealToComplex};

use super::{SAMPLE_RATE, vowel};
use crate::timeline::{Millis, TimeSpan};

/// 40 ms, nearly three periods of the lowest pitch, every 10 ms.
const WINDOW: usize = 640;
const HOP: usize = 160;
const HOP_MS: u64 = 10;
/// Twice a window at least, so that the autocorrelation does not wrap around.
const FFT: usize = 2048;

/// Pitch of a voice, in Hz.
const LOWEST: f32 = 70.0;
const HIGHEST: f32 = 400.0;
/// Autocorrelation from which a sound is periodic enough, of 1.
const PERIODIC: f32 = 0.5;
/// Of two equally good pitches the higher one: what an octave is worth (Boersma 1993).
const OCTAVE_COST: f32 = 0.01;

/// Bands of the envelope, evenly spaced in mel.
const BANDS: usize = 20;
const LOW_HZ: f32 = 100.0;
const HIGH_HZ: f32 = 5000.0;

/// What is compared lies so many hops apart.
const APART: usize = 5;
/// Envelopes are averaged over so many hops.
const SMOOTH: usize = 3;
/// A held sound moves less than this in those 50 ms: in semitones, and in dB over the bands. Chosen on
/// recordings of one speaker who said "um" and "uh" in many ways.
const STILL_SEMITONES: f32 = 0.8;
const STILL_DB: f32 = 5.0;
/// Hops in a row that may move: creak and noise do that to a sound that is held.
const SLIPS: u64 = 4;
/// The shortest that is noted.
const SHORTEST: Millis = Millis(200);
/// None of 783 filled pauses in meetings took longer; what does is drawled or sung.
const LONGEST: Millis = Millis(2000);

/// One hop: its pitch in semitones, if it is periodic, its envelope in dB around its mean, and the power
/// of its lower frequencies.
struct Hop {
    pitch: Option<f32>,
    envelope: [f32; BANDS],
    power: Vec<f32>,
}

/// A stretch in which nothing moves, in hops, and the power of its frequencies.
struct Run {
    start: u64,
    end: u64,
    power: Vec<f32>,
}

/// Finds held sounds while a recording is made.
pub(super) struct Held {
    waiting: VecDeque<f32>,
    hops: u64,
    recent: VecDeque<Hop>,
    run: Option<Run>,
    found: Vec<TimeSpan>,
    spectrum: Spectrum,
}

impl Default for Held {
    fn default() -> Self {
        Self {
            waiting: VecDeque::with_capacity(WINDOW),
            hops: 0,
            recent: VecDeque::new(),
            run: None,
            found: Vec::new(),
            spectrum: Spectrum::new(),
        }
    }
}

impl Held {
    /// Takes the next samples, any number.
    pub(super) fn push(&mut self, samples: &[f32]) {
        for &sample in samples {
            self.waiting.push_back(sample);
            if self.waiting.len() == WINDOW {
                let hop = self.spectrum.hop(self.waiting.make_contiguous());
                self.waiting.drain(..HOP);
                self.hop(hop);
            }
        }
    }

    /// The held sounds so far, in order.
    pub(super) fn sounds(&self) -> Vec<TimeSpan> {
        let running = self.run.as_ref().and_then(Run::sound);
        self.found.iter().copied().chain(running).collect()
    }

    fn hop(&mut self, hop: Hop) {
        let now = self.hops;
        self.hops += 1;
        self.recent.push_back(hop);
        if self.recent.len() < APART + SMOOTH {
            return;
        }
        let still = self.is_still();
        self.recent.pop_front();
        let power = self.recent.back().map_or(&[][..], |hop| &hop.power);
        match &mut self.run {
            Some(run) if still => {
                run.end = now;
                run.power.iter_mut().zip(power).for_each(|(sum, power)| *sum += power);
            }
            Some(run) if now - run.end <= SLIPS => {}
            Some(run) => {
                self.found.extend(run.sound());
                self.run = None;
            }
            None if still => {
                self.run = Some(Run { start: now - APART as u64, end: now, power: power.to_vec() });
            }
            None => {}
        }
    }

    /// Whether the sound is what it was before.
    fn is_still(&self) -> bool {
        let (before, now) = (&self.recent[SMOOTH - 1], &self.recent[APART + SMOOTH - 1]);
        let (Some(before), Some(now)) = (before.pitch, now.pitch) else { return false };
        // A pitch that seems to jump by an octave has not moved.
        let moved = (now - before).abs();
        let moved = moved.min((moved - 12.0).abs());
        moved < STILL_SEMITONES && self.change_db() < STILL_DB
    }

    /// How far the envelope has moved, as a root mean square over the bands.
    fn change_db(&self) -> f32 {
        let mean = |from: usize, band: usize| -> f32 {
            self.recent.range(from..from + SMOOTH).map(|hop| hop.envelope[band]).sum()
        };
        let squares = (0..BANDS).map(|band| (mean(APART, band) - mean(0, band)).powi(2));
        #[expect(clippy::cast_precision_loss, reason = "small counts")]
        let (smooth, bands) = (SMOOTH as f32, BANDS as f32);
        (squares.sum::<f32>() / bands).sqrt() / smooth
    }
}

impl Run {
    /// The sound, if it can be one for want of words.
    fn sound(&self) -> Option<TimeSpan> {
        // A window stands for its middle.
        let middle = |hop: u64| Millis(hop * HOP_MS + WINDOW as u64 * 500 / u64::from(SAMPLE_RATE));
        let span = TimeSpan::new(middle(self.start), middle(self.end));
        let fits = (SHORTEST..=LONGEST).contains(&span.duration());
        (fits && vowel::is_at_rest(&self.power)).then_some(span)
    }
}

/// Pitch and envelope of a window.
struct Spectrum {
    forward: Arc<dyn RealToComplex<f32>>,
    back: Arc<dyn ComplexToReal<f32>>,
    window: Vec<f32>,
    /// The window's own autocorrelation, by which a sound's is divided (Boersma 1993).
    window_correlation: Vec<f32>,
    /// For each band the first bin, and the weights from there on.
    bands: Vec<(usize, Vec<f32>)>,
    samples: Vec<f32>,
    bins: Vec<Complex32>,
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "positions in a window of 2048"
)]
impl Spectrum {
    fn new() -> Self {
        let mut planner = RealFftPlanner::new();
        let (forward, back) = (planner.plan_fft_forward(FFT), planner.plan_fft_inverse(FFT));
        let hann = |at: usize| {
            0.5 - 0.5 * (2.0 * std::f32::consts::PI * at as f32 / (WINDOW - 1) as f32).cos()
        };
        let window: Vec<f32> = (0..WINDOW).map(hann).collect();
        let (samples, bins) = (forward.make_input_vec(), forward.make_output_vec());
        let mut spectrum = Self {
            forward,
            back,
            window,
            window_correlation: vec![1.0; FFT],
            bands: bands(),
            samples,
            bins,
        };
        spectrum.transform(&[1.0; WINDOW]);
        spectrum.window_correlation = spectrum.correlation();
        spectrum
    }

    fn hop(&mut self, sound: &[f32]) -> Hop {
        let mean = sound.iter().sum::<f32>() / WINDOW as f32;
        let centred: Vec<f32> = sound.iter().map(|sample| sample - mean).collect();
        self.transform(&centred);
        let envelope = self.envelope();
        let power = self.bins[..vowel::BINS].iter().map(Complex32::norm_sqr).collect();
        Hop { pitch: self.pitch(), envelope, power }
    }

    fn transform(&mut self, sound: &[f32]) {
        self.samples.fill(0.0);
        for ((sample, sound), window) in self.samples.iter_mut().zip(sound).zip(&self.window) {
            *sample = sound * window;
        }
        // The lengths are those that the plan made.
        let done = self.forward.process(&mut self.samples, &mut self.bins);
        debug_assert!(done.is_ok(), "{done:?}");
    }

    fn envelope(&self) -> [f32; BANDS] {
        let mut envelope = [0.0; BANDS];
        for (level, (first, weights)) in envelope.iter_mut().zip(&self.bands) {
            let powers = self.bins[*first..].iter().map(Complex32::norm_sqr);
            let power: f32 = powers.zip(weights).map(|(power, weight)| power * weight).sum();
            *level = 10.0 * (power + 1e-8).log10();
        }
        let mean = envelope.iter().sum::<f32>() / BANDS as f32;
        envelope.map(|level| level - mean)
    }

    /// The pitch in semitones above 100 Hz.
    fn pitch(&mut self) -> Option<f32> {
        let correlation = self.correlation();
        let lag = |hz: f32| (SAMPLE_RATE as f32 / hz) as usize;
        let strength = |lag: usize| correlation[lag] / self.window_correlation[lag];
        let worth = |lag: usize| {
            strength(lag) - OCTAVE_COST * (LOWEST * lag as f32 / SAMPLE_RATE as f32).log2()
        };
        let peaks = (lag(HIGHEST)..=lag(LOWEST))
            .filter(|&lag| strength(lag) > strength(lag - 1) && strength(lag) >= strength(lag + 1));
        let best = peaks.max_by(|&a, &b| worth(a).total_cmp(&worth(b)))?;
        let semitones = 12.0 * (SAMPLE_RATE as f32 / best as f32 / 100.0).log2();
        (strength(best) >= PERIODIC).then_some(semitones)
    }

    /// The autocorrelation of what was transformed, 1 at no lag; zeros for silence.
    fn correlation(&mut self) -> Vec<f32> {
        for bin in &mut self.bins {
            *bin = Complex32::new(bin.norm_sqr(), 0.0);
        }
        let mut correlation = vec![0.0; FFT];
        let done = self.back.process(&mut self.bins, &mut correlation);
        debug_assert!(done.is_ok(), "{done:?}");
        let power = correlation[0];
        let scale = if power > 1e-6 { 1.0 / power } else { 0.0 };
        correlation.iter().map(|value| value * scale).collect()
    }
}

/// Triangles that overlap by half.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "positions in a spectrum of 1025"
)]
fn bands() -> Vec<(usize, Vec<f32>)> {
    let mel = |hz: f32| 2595.0 * (1.0 + hz / 700.0).log10();
    let hz = |mel: f32| 700.0 * (10.0_f32.powf(mel / 2595.0) - 1.0);
    let (low, high) = (mel(LOW_HZ), mel(HIGH_HZ));
    let edge = |at: usize| hz(low + (high - low) * at as f32 / (BANDS + 1) as f32);
    let bin_hz = SAMPLE_RATE as f32 / FFT as f32;
    (0..BANDS)
        .map(|band| {
            let [left, peak, right] = [edge(band), edge(band + 1), edge(band + 2)];
            let (first, last) = ((left / bin_hz).ceil() as usize, (right / bin_hz) as usize);
            let weight = |bin: usize| {
                let at = bin as f32 * bin_hz;
                ((at - left) / (peak - left)).min((right - at) / (right - peak)).max(0.0)
            };
            (first, (first..=last).map(weight).collect())
        })
        .collect()
}

#[cfg(test)]
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "made-up sounds"
)]
mod tests {
    use super::*;

    /// A voice of `seconds`: harmonics of a pitch, louder around a formant and its double, in Hz and as
    /// functions of time.
    fn voice(seconds: f32, pitch: impl Fn(f32) -> f32, formant: impl Fn(f32) -> f32) -> Vec<f32> {
        let mut phase = 0.0;
        let rate = SAMPLE_RATE as f32;
        (0..(seconds * rate) as usize)
            .map(|at| {
                let time = at as f32 / rate;
                phase += pitch(time) / rate;
                let harmonic = |n: u8| {
                    let n = f32::from(n);
                    let near = |hz: f32| (-((pitch(time) * n - hz) / 150.0).powi(2)).exp();
                    let formed = near(formant(time)) + 0.5 * near(2.0 * formant(time));
                    (2.0 * std::f32::consts::PI * phase * n).sin() * (0.02 + formed)
                };
                (1..25).map(harmonic).sum::<f32>() * 0.1
            })
            .collect()
    }

    fn held(sound: &[f32]) -> Vec<TimeSpan> {
        let mut held = Held::default();
        for block in sound.chunks(333) {
            held.push(block);
        }
        held.sounds()
    }

    #[test]
    fn a_vowel_that_stands_is_held() {
        let mut sound = vec![0.0; 16_000];
        sound.extend(voice(0.6, |_| 120.0, |_| 600.0));
        sound.extend(vec![0.0; 16_000]);
        let [found] = held(&sound)[..] else { panic!("{:?}", held(&sound)) };
        assert!(found.start.0.abs_diff(1000) <= 40, "{found:?}");
        assert!(found.end.0.abs_diff(1600) <= 40, "{found:?}");
    }

    #[test]
    fn other_vowels_and_what_is_drawled_are_none() {
        assert_eq!(held(&voice(0.6, |_| 120.0, |_| 430.0)), [], "oh");
        assert_eq!(held(&voice(0.6, |_| 120.0, |_| 1000.0)), [], "ay");
        let drawled = voice(3.0, |_| 120.0, |_| 600.0);
        assert_eq!(held(&drawled), []);
    }

    #[test]
    fn what_moves_is_not_held() {
        let rising = voice(0.6, |time| 100.0 + 150.0 * time, |_| 600.0);
        assert_eq!(held(&rising), []);
        let speaking = voice(0.6, |_| 120.0, |time| 800.0 + 700.0 * (time * 40.0).sin());
        assert_eq!(held(&speaking), []);
    }

    #[test]
    fn noise_and_silence_are_not_held() {
        let mut random = fastrand::Rng::with_seed(1);
        let noise: Vec<f32> = (0..16_000).map(|_| random.f32() - 0.5).collect();
        assert_eq!(held(&noise), []);
        assert_eq!(held(&vec![0.0; 16_000]), []);
    }
}
