//! Words that are made up where nobody speaks.

use std::f32::consts::TAU;
use std::time::Duration;

use greenroom::audio::{SAMPLE_RATE, SoundFile, Speed};

use super::Result;
use super::figures::heading;
use super::recordings::track;
use super::rig::{Plan, hold};
use super::stage::Stage;

const SECONDS: u32 = 60;

/// Faster than life, since nothing should be recognised; what is mistaken for a voice is taken to
/// the recogniser all the same.
const SPEED: f64 = 6.0;

pub(crate) fn run(stage: &Stage) -> Result<()> {
    heading(
        "Words in a minute without speech",
        &["sound", "peak", "level (RMS)", "taken for voice", "tentative words", "words", "goal"],
    );
    for (name, samples) in [
        ("digital silence", vec![0.0; length()]),
        ("white noise", white()),
        ("breathing", breathing()),
        ("a fan", fan()),
    ] {
        let path = stage.file(&format!("{name}.wav"));
        SoundFile::create(&path)?.write(&samples, SAMPLE_RATE)?;
        let plan = Plan {
            answers: vec![path.clone(), path],
            speed: Speed::Times(SPEED),
            keys: vec![None, Some(Duration::ZERO)],
            aloud: false,
            drill: None,
        };
        eprintln!("silence: {name}");
        stage.take_turn()?;
        let held = hold(stage, plan)?;
        let count = |committed: bool| -> usize {
            let captions = held.answers.first().map_or(&[][..], |answer| &answer.words);
            let wanted = captions.iter().filter(|caption| caption.committed == committed);
            wanted.map(|caption| caption.words.len()).sum()
        };
        println!(
            "| {name} | {} | {} | {} | {} | {} | 0 |",
            decibels(peak(&samples)),
            decibels(rms(&samples)),
            track(&samples).phonation(),
            count(false),
            count(true)
        );
    }
    Ok(())
}

fn length() -> usize {
    (SECONDS * SAMPLE_RATE) as usize
}

fn noise() -> Vec<f32> {
    let mut random = fastrand::Rng::with_seed(1);
    (0..length()).map(|_| random.f32().mul_add(2.0, -1.0)).collect()
}

/// -40 dBFS RMS.
fn white() -> Vec<f32> {
    let samples = noise();
    let gain = 0.01 / rms(&samples);
    samples.into_iter().map(|sample| gain * sample).collect()
}

/// Noise from about 300 to 2000 Hz that swells and falls every two seconds; peaks at -35 dBFS.
fn breathing() -> Vec<f32> {
    let band = low_pass(&high_pass(&noise(), 300.0), 2000.0);
    let breaths: Vec<f32> =
        time().zip(band).map(|(at, sample)| sample * (TAU * 0.25 * at).sin().powi(2)).collect();
    let gain = 10.0_f32.powf(-35.0 / 20.0) / peak(&breaths);
    breaths.into_iter().map(|sample| gain * sample).collect()
}

/// Low noise and the hum of a motor; -40 dBFS RMS.
fn fan() -> Vec<f32> {
    let air = low_pass(&low_pass(&noise(), 400.0), 400.0);
    let level = rms(&air);
    let fan: Vec<f32> = time()
        .zip(air)
        .map(|(at, sample)| {
            let hum = (TAU * 118.0 * at).sin() + 0.5 * (TAU * 236.0 * at).sin();
            sample + 0.5 * level * hum
        })
        .collect();
    let gain = 0.01 / rms(&fan);
    fan.into_iter().map(|sample| gain * sample).collect()
}

#[expect(clippy::cast_precision_loss, reason = "a position within a minute")]
fn time() -> impl Iterator<Item = f32> {
    (0..length()).map(|at| at as f32 / SAMPLE_RATE as f32)
}

#[expect(clippy::cast_precision_loss, reason = "the rate is 16000")]
fn low_pass(samples: &[f32], corner_hz: f32) -> Vec<f32> {
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

fn peak(samples: &[f32]) -> f32 {
    samples.iter().fold(0.0, |peak, sample| sample.abs().max(peak))
}

#[expect(clippy::cast_precision_loss, reason = "a minute of samples")]
fn rms(samples: &[f32]) -> f32 {
    let sum: f32 = samples.iter().map(|sample| sample * sample).sum();
    (sum / samples.len() as f32).sqrt()
}

fn decibels(amplitude: f32) -> String {
    if amplitude > 0.0 {
        format!("{:.0} dBFS", 20.0 * amplitude.log10())
    } else {
        "none".to_owned()
    }
}
