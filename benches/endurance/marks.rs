//! Where a recording stands in an hour of sound, and what was heard of it there.

use greenroom::audio::SAMPLE_RATE;
use serde_json::Value;

use super::Result;
use super::rig::sound::Sound;

/// The stretch of the recording that is looked for, in seconds.
const STRETCH: (f64, f64) = (1.0, 9.0);

/// How much later than it was asked for a recording may begin: a sound server takes its time.
const LATE_S: f64 = 6.0;

/// How far the exact place may be from where the loudness puts it.
const ROUGH_SAMPLES: usize = SAMPLE_RATE as usize / 50;

/// Words that begin further apart than this are not the same word.
const SAME_S: f64 = 0.3;

/// One time that the recording was said.
pub(crate) struct Mark {
    /// Where its first sample stands in what was kept.
    pub(crate) at_s: f64,
    /// What was heard of it, with when it begins on the recording's own clock.
    pub(crate) words: Vec<(String, f64)>,
}

impl Mark {
    /// Finds what was said at about `said_at` seconds.
    pub(crate) fn find(
        kept: &Sound,
        original: &Sound,
        said_at: f64,
        words: &Value,
    ) -> Result<Self> {
        let from = sample((said_at - 1.0).max(0.0)).min(kept.samples.len());
        let to = sample(said_at + LATE_S + STRETCH.1 + 2.0).min(kept.samples.len());
        let around = Sound::of(kept.samples[from..to].to_vec());
        let found = around.find(original, STRETCH.0, STRETCH.1, LATE_S + 1.0);
        if found.likeness < 0.9 {
            return Err(format!(
                "what was said at {said_at:.0} s is not in the recording: {found:?}"
            ));
        }
        let rough = sample(found.later_s) + sample(STRETCH.0);
        let exact = exactly(&around.samples, &original.samples, rough);
        let at_s = seconds(from + exact) - STRETCH.0;
        let all = words.as_array().ok_or("the session has no words")?;
        let near = all.iter().filter_map(|word| {
            let start = word["start_s"].as_f64()? - at_s;
            let within = (0.0..original.seconds()).contains(&start);
            within.then(|| (word["text"].as_str().unwrap_or_default().to_lowercase(), start))
        });
        Ok(Self { at_s, words: near.collect() })
    }
}

/// The median difference of when the same words begin, in milliseconds; `None` without any.
pub(crate) fn drift_ms(first: &Mark, last: &Mark) -> Option<f64> {
    let mut apart: Vec<f64> = Vec::new();
    for (text, start) in &first.words {
        let same = last.words.iter().filter(|(other, _)| other == text);
        let nearest =
            same.map(|(_, other)| other - start).min_by(|a, b| a.abs().total_cmp(&b.abs()));
        apart.extend(nearest.filter(|apart| apart.abs() <= SAME_S));
    }
    apart.sort_by(f64::total_cmp);
    apart.get(apart.len() / 2).map(|apart| apart * 1000.0)
}

/// The sample at which the stretch begins: where the two wave forms agree best.
fn exactly(sound: &[f32], original: &[f32], rough: usize) -> usize {
    let stretch = &original[sample(STRETCH.0)..sample(STRETCH.1)];
    let agreement = |start: usize| -> f64 {
        let there = sound.get(start..start + stretch.len()).unwrap_or_default();
        stretch.iter().zip(there).map(|(a, b)| f64::from(a * b)).sum()
    };
    (rough.saturating_sub(ROUGH_SAMPLES)..rough + ROUGH_SAMPLES)
        .max_by(|a, b| agreement(*a).total_cmp(&agreement(*b)))
        .unwrap_or(rough)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "places in an hour of sound"
)]
fn sample(at_s: f64) -> usize {
    (at_s * f64::from(SAMPLE_RATE)) as usize
}

#[expect(clippy::cast_precision_loss, reason = "samples of an hour")]
fn seconds(samples: usize) -> f64 {
    samples as f64 / f64::from(SAMPLE_RATE)
}
