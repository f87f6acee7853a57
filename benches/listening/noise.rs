//! Words when it is hard to hear: with noise, too quiet, too loud, through a bad line, in a room that rings.

use greenroom::audio::{SAMPLE_RATE, SoundFile};
use greenroom::transcript::Transcript;

use super::Result;
use super::figures::heading;
use super::recordings::{self, Recording};
use super::sound::{fan, keys, low_pass, music, rms};
use super::stage::Stage;
use super::word_error::WordError;

type Change = Box<dyn Fn(&[f32]) -> Vec<f32>>;

/// What happens to a recording on its way.
struct Condition {
    name: String,
    /// What is added to it, if anything is; it is heard alone, too.
    noise: Option<Vec<f32>>,
    change: Change,
    rate_hz: u32,
}

pub(crate) fn run(stage: &Stage) -> Result<()> {
    let recordings = recordings::all(&recordings::folder())?;
    let longest = recordings.iter().map(|one| one.samples.len()).max().unwrap_or_default();
    heading(
        "Words when it is hard to hear",
        &["condition", "word error", "confidence of the words", "words without the voice"],
    );
    for condition in conditions(longest, &recordings) {
        eprintln!("noise: {}", condition.name);
        let mut error = WordError::default();
        let mut confidence = Vec::new();
        for recording in &recordings {
            let heard = hear(stage, &(condition.change)(&recording.samples), condition.rate_hz)?;
            error.add(WordError::between(&recording.text, &heard.text()));
            confidence.extend(heard.words.iter().filter_map(|word| word.confidence));
        }
        let alone = match &condition.noise {
            // At the level that it has beside a voice of usual strength.
            Some(noise) => hear(stage, noise, SAMPLE_RATE)?.words.len().to_string(),
            None => String::new(),
        };
        let percent = error.percent();
        println!("| {} | {percent:.1} % | {:.2} | {alone} |", condition.name, mean(&confidence));
    }
    Ok(())
}

fn hear(stage: &Stage, samples: &[f32], rate_hz: u32) -> Result<Transcript> {
    let path = stage.file("hard-to-hear.wav");
    SoundFile::create(&path)?.write(samples, rate_hz)?;
    Ok(stage.transcribe(&path)?.transcript)
}

fn conditions(length: usize, recordings: &[Recording]) -> Vec<Condition> {
    let mut conditions = vec![changed("clean", <[f32]>::to_vec)];
    for (name, noise) in [("a fan", fan(length)), ("people talking", babble(length, recordings))] {
        conditions.extend([20, 10, 5, 0].map(|ratio_db| with(name, &noise, ratio_db)));
    }
    conditions.push(with("music", &music(length), 10));
    let keys = keys(length);
    let typing = keys.clone();
    conditions.push(Condition {
        name: "typing".to_owned(),
        change: Box::new(move |samples| sum(samples, &typing)),
        noise: Some(keys),
        rate_hz: SAMPLE_RATE,
    });
    conditions.push(changed("quiet, by 35 dB", |samples| scaled(samples, decibels(-35))));
    conditions.push(changed("too loud by 18 dB, clipped", |samples| {
        scaled(samples, decibels(18)).into_iter().map(|sample| sample.clamp(-1.0, 1.0)).collect()
    }));
    conditions.push(changed("a room that rings for 0.6 s", ringing));
    let line = |samples: &[f32]| {
        low_pass(&low_pass(samples, 3400.0), 3400.0).into_iter().step_by(2).collect()
    };
    conditions.push(Condition { rate_hz: SAMPLE_RATE / 2, ..changed("a headset of 8 kHz", line) });
    conditions
}

fn changed(name: &str, change: impl Fn(&[f32]) -> Vec<f32> + 'static) -> Condition {
    let change = Box::new(change);
    Condition { name: name.to_owned(), noise: None, change, rate_hz: SAMPLE_RATE }
}

/// Noise that is so much weaker than the voice, on average over the recording.
fn with(name: &str, noise: &[f32], ratio_db: i16) -> Condition {
    /// Of a voice at a usual distance, RMS.
    const VOICE: f32 = 0.05;
    let unit = scaled(noise, 1.0 / rms(noise));
    let share = decibels(-ratio_db);
    let alone = scaled(&unit, VOICE * share);
    let change = move |samples: &[f32]| sum(samples, &scaled(&unit, rms(samples) * share));
    Condition {
        name: format!("{name}, {ratio_db} dB"),
        noise: Some(alone),
        change: Box::new(change),
        rate_hz: SAMPLE_RATE,
    }
}

/// Six voices at once: the recordings, each from another place on.
fn babble(length: usize, recordings: &[Recording]) -> Vec<f32> {
    let mut babble = vec![0.0; length];
    for (number, recording) in (1..=6).zip(recordings.iter().cycle()) {
        let voice = scaled(&recording.samples, 1.0 / rms(&recording.samples));
        let from = voice.len() * number / 7;
        let rest = voice.iter().cycle().skip(from);
        babble.iter_mut().zip(rest).for_each(|(sum, sample)| *sum += sample);
    }
    babble
}

/// Sixty echoes, as strong as the voice together, that fall by 60 dB in 0.6 s.
fn ringing(samples: &[f32]) -> Vec<f32> {
    const ECHOES: u16 = 60;
    let mut random = fastrand::Rng::with_seed(3);
    let mut rings = samples.to_vec();
    for _ in 0..ECHOES {
        let after_s = random.f32().mul_add(0.59, 0.01);
        let sign = if random.bool() { 1.0 } else { -1.0 };
        let strength = sign * 0.35 * 10.0_f32.powf(-3.0 * after_s / 0.6);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "less than a second"
        )]
        let delay = (after_s * f32::from(16_000_u16)) as usize;
        let echo = samples.iter().map(|sample| strength * sample);
        rings.iter_mut().skip(delay).zip(echo).for_each(|(sum, echo)| *sum += echo);
    }
    rings
}

fn sum(some: &[f32], others: &[f32]) -> Vec<f32> {
    some.iter().zip(others).map(|(a, b)| a + b).collect()
}

fn scaled(samples: &[f32], factor: f32) -> Vec<f32> {
    samples.iter().map(|sample| factor * sample).collect()
}

fn decibels(gain: i16) -> f32 {
    10.0_f32.powf(f32::from(gain) / 20.0)
}

#[expect(clippy::cast_precision_loss, reason = "some hundred words")]
fn mean(values: &[f32]) -> f32 {
    values.iter().sum::<f32>() / values.len().max(1) as f32
}
