//! From the end of the last answer to the first sound of the feedback.

use std::time::Duration;

use greenroom::audio::Speed;
use greenroom::timeline::Millis;
use greenroom::voice::Speaking;

use super::Result;
use super::figures::{heading, median, row, secs};
use super::recordings::cuts;
use super::rig::{Plan, hold, now};
use super::stage::Stage;

const RUNS: usize = 6;
const MAIN: Duration = Duration::from_secs(12);
const REPLY: Duration = Duration::from_secs(7);

/// The kind of thing that feedback says.
const SENTENCE: &str = "You spent fifty eight seconds on the situation before you said what you did, \
    so start with the problem and keep the background to two sentences.";

pub(crate) fn run(stage: &Stage) -> Result<()> {
    let cuts = cuts(stage, 2 * RUNS, Millis(15_000))?;
    let (mut waits, mut words) = (Vec::new(), Vec::new());
    for (number, pair) in cuts.chunks(2).enumerate() {
        eprintln!("feedback: interview {} of {RUNS}", number + 1);
        stage.take_turn()?;
        let held = hold(
            stage,
            Plan {
                answers: pair.iter().map(|cut| cut.path.clone()).collect(),
                speed: Speed::Times(1.0),
                keys: vec![Some(MAIN), Some(REPLY)],
                aloud: true,
                drill: None,
            },
        )?;
        waits.extend(held.outcome.timings.first_sounds.last());
        words.extend(held.outcome.timings.final_words.last());
    }
    heading("Feedback", &["figure", "n", "p50", "p95", "worst", "goal"]);
    row("end of the answer to the first sound of feedback", &waits, "< 1500 ms");
    row("- of this, final words", &words, "");
    voice(stage)
}

/// How fast the voice is, for a sentence that it never said.
fn voice(stage: &Stage) -> Result<()> {
    stage.take_turn()?;
    let mut voice = Speaking::open(Some(&stage.voice), None);
    let (mut times, mut length) = (Vec::new(), Duration::ZERO);
    for _ in 0..RUNS {
        let began = now();
        let speech = voice.synthesise(SENTENCE)?;
        times.push(began.elapsed());
        length = Duration::from_millis(speech.duration_ms());
    }
    println!(
        "\nThe voice makes a sentence of {} in {} (median of {RUNS}; {:.3} x real time).",
        secs(length),
        secs(median(&times)),
        median(&times).as_secs_f64() / length.as_secs_f64()
    );
    Ok(())
}
