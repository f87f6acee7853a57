//! Words that are made up where nobody speaks.

use std::time::Duration;

use greenroom::audio::{SAMPLE_RATE, SoundFile, Speed};
use greenroom::vad::track;

use super::Result;
use super::figures::heading;
use super::rig::{Plan, hold};
use super::sound::{at_rms, breathing, decibels, fan, keys, knocks, music, peak, rms, white};
use super::stage::Stage;

/// Of each sound.
const LENGTH: usize = 60 * SAMPLE_RATE as usize;

/// Faster than life, since nothing should be recognised; what is mistaken for a voice is taken to
/// the recogniser all the same.
const SPEED: f64 = 6.0;

pub(crate) fn run(stage: &Stage) -> Result<()> {
    heading(
        "Words in a minute without speech",
        &["sound", "peak", "level (RMS)", "taken for voice", "tentative words", "words", "goal"],
    );
    for (name, samples) in [
        ("digital silence", vec![0.0; LENGTH]),
        ("white noise", white(LENGTH)),
        ("breathing", breathing(LENGTH)),
        ("a fan", fan(LENGTH)),
        ("a loud fan", at_rms(&fan(LENGTH), 0.02)),
        ("a fan as loud as a voice", at_rms(&fan(LENGTH), 0.05)),
        ("music", at_rms(&music(LENGTH), 0.016)),
        ("loud music", at_rms(&music(LENGTH), 0.05)),
        ("typing", keys(LENGTH)),
        ("knocks on the table", knocks(LENGTH)),
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
        let committed = held.answers.iter().flat_map(|answer| &answer.words);
        let committed = committed.filter(|caption| caption.committed);
        for word in committed.flat_map(|caption| &caption.words) {
            eprintln!("silence: {} ({:.2})", word.text, word.confidence.unwrap_or(1.0));
        }
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
