//! Sounds that are made, and what is measured of them.

use std::f32::consts::TAU;

use greenroom::audio::SAMPLE_RATE;

/// White, at full scale; the same each time.
fn noise(length: usize) -> Vec<f32> {
    let mut random = fastrand::Rng::with_seed(1);
    (0..length).map(|_| random.f32().mul_add(2.0, -1.0)).collect()
}

/// -40 dBFS RMS.
pub(crate) fn white(length: usize) -> Vec<f32> {
    let samples = noise(length);
    let gain = 0.01 / rms(&samples);
    samples.into_iter().map(|sample| gain * sample).collect()
}

/// Noise from about 300 to 2000 Hz that swells and falls every two seconds; peaks at -35 dBFS.
pub(crate) fn breathing(length: usize) -> Vec<f32> {
    let band = low_pass(&high_pass(&noise(length), 300.0), 2000.0);
    let breaths: Vec<f32> = time(length)
        .zip(band)
        .map(|(at, sample)| sample * (TAU * 0.25 * at).sin().powi(2))
        .collect();
    let gain = 10.0_f32.powf(-35.0 / 20.0) / peak(&breaths);
    breaths.into_iter().map(|sample| gain * sample).collect()
}

/// Low noise and the hum of a motor; -40 dBFS RMS.
pub(crate) fn fan(length: usize) -> Vec<f32> {
    let air = low_pass(&low_pass(&noise(length), 400.0), 400.0);
    let level = rms(&air);
    let fan: Vec<f32> = time(length)
        .zip(air)
        .map(|(at, sample)| {
            let hum = (TAU * 118.0 * at).sin() + 0.5 * (TAU * 236.0 * at).sin();
            sample + 0.5 * level * hum
        })
        .collect();
    let gain = 0.01 / rms(&fan);
    fan.into_iter().map(|sample| gain * sample).collect()
}

#[expect(clippy::cast_precision_loss, reason = "a position within some minutes")]
fn time(length: usize) -> impl Iterator<Item = f32> {
    (0..length).map(|at| at as f32 / SAMPLE_RATE as f32)
}

#[expect(clippy::cast_precision_loss, reason = "the rate is 16000")]
pub(crate) fn low_pass(samples: &[f32], corner_hz: f32) -> Vec<f32> {
    let share = 1.0 - (-TAU * corner_hz / SAMPLE_RATE as f32).exp();
    let mut state = 0.0;
    let follow = |sample: &f32| {
        state += share * (sample - state);
        state
    };
    samples.iter().map(follow).collect()
}

fn high_pass(samples: &[f32], corner_hz: f32) -> Vec<f32> {
    let low = low_pass(samples, corner_hz);
    samples.iter().zip(low).map(|(sample, low)| sample - low).collect()
}

pub(crate) fn peak(samples: &[f32]) -> f32 {
    samples.iter().fold(0.0, |peak, sample| sample.abs().max(peak))
}

#[expect(clippy::cast_precision_loss, reason = "some minutes of samples")]
pub(crate) fn rms(samples: &[f32]) -> f32 {
    let sum: f32 = samples.iter().map(|sample| sample * sample).sum();
    (sum / samples.len() as f32).sqrt()
}

pub(crate) fn decibels(amplitude: f32) -> String {
    if amplitude > 0.0 {
        format!("{:.0} dBFS", 20.0 * amplitude.log10())
    } else {
        "none".to_owned()
    }
}

/// Typing: a burst of 4 ms some five times a second, unevenly; peaks at -14 dBFS.
pub(crate) fn keys(length: usize) -> Vec<f32> {
    const BURST: usize = SAMPLE_RATE as usize / 250;
    let mut random = fastrand::Rng::with_seed(2);
    let fading: Vec<f32> = time(BURST).map(|at| (-500.0 * at).exp()).collect();
    let mut keys = vec![0.0_f32; length];
    let mut at = 0;
    while at + BURST < length {
        for (sample, strength) in keys[at..at + BURST].iter_mut().zip(fading.iter()) {
            *sample = random.f32().mul_add(0.4, -0.2) * strength;
        }
        at += random.usize(SAMPLE_RATE as usize / 12..SAMPLE_RATE as usize / 3);
    }
    keys
}

/// Blows of 80 ms with a low pitch, unevenly, about one a second; peaks at -10 dBFS.
pub(crate) fn knocks(length: usize) -> Vec<f32> {
    const BLOW: usize = SAMPLE_RATE as usize * 80 / 1000;
    let mut random = fastrand::Rng::with_seed(4);
    let mut knocks = vec![0.0_f32; length];
    let mut at = 0;
    while at + BLOW < length {
        let pitch_hz = random.f32().mul_add(120.0, 90.0);
        let strength = random.f32().mul_add(0.2, 0.1);
        for (sample, time) in knocks[at..at + BLOW].iter_mut().zip(time(BLOW)) {
            *sample = strength * (TAU * pitch_hz * time).sin() * (-60.0 * time).exp();
        }
        at += random.usize(SAMPLE_RATE as usize / 2..SAMPLE_RATE as usize * 2);
    }
    knocks
}

/// The same at another level.
pub(crate) fn at_rms(samples: &[f32], wanted: f32) -> Vec<f32> {
    let gain = wanted / rms(samples);
    samples.iter().map(|sample| gain * sample).collect()
}

/// Four chords in turn, two seconds each, every note with three overtones; full scale.
pub(crate) fn music(length: usize) -> Vec<f32> {
    const CHORDS: [[f32; 3]; 4] = [
        [220.0, 261.6, 329.6],
        [174.6, 220.0, 261.6],
        [130.8, 164.8, 196.0],
        [196.0, 246.9, 293.7],
    ];
    time(length)
        .enumerate()
        .map(|(sample, at)| {
            let chord = CHORDS[sample / (2 * SAMPLE_RATE as usize) % CHORDS.len()];
            let fading = (-(at % 2.0)).exp();
            let note = |hz: f32| -> f32 {
                let part = |number: f32| (TAU * hz * number * at).sin() / number;
                [1.0, 2.0, 3.0, 4.0].map(part).iter().sum()
            };
            fading / 9.0 * chord.map(note).iter().sum::<f32>()
        })
        .collect()
}
