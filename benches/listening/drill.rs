//! From the end of a try at a drill to the first sound of its verdict.

use std::time::Duration;

use greenroom::audio::Speed;
use greenroom::timeline::Millis;

use super::Result;
use super::figures::{heading, row};
use super::recordings::cuts;
use super::rig::{Plan, hold};
use super::stage::Stage;

/// Tries, and how many of them are in one drill: three passes in a row would end it.
const TRIES: usize = 40;
const IN_A_DRILL: usize = 2;

/// A try is told until then, and the key is pressed half a second after its last word.
const TOLD: Millis = Millis(10_000);
const REACTION: Duration = Duration::from_millis(500);

pub(crate) fn run(stage: &Stage) -> Result<()> {
    let told: Vec<_> = cuts(stage, TRIES, Millis(15_000))?
        .into_iter()
        .map(|cut| cut.told_until(TOLD))
        .collect::<Result<_>>()?;
    let (mut verdicts, mut words) = (Vec::new(), Vec::new());
    for (number, tries) in told.chunks(IN_A_DRILL).enumerate() {
        eprintln!("drill: try {} of {TRIES}", IN_A_DRILL * number + 1);
        stage.take_turn()?;
        let held = hold(
            stage,
            Plan {
                answers: tries.iter().map(|(cut, _)| cut.path.clone()).collect(),
                speed: Speed::Times(1.0),
                keys: tries
                    .iter()
                    .map(|(_, last)| Some(Duration::from_millis(last.0) + REACTION))
                    .collect(),
                aloud: true,
                drill: Some("situation"),
            },
        )?;
        verdicts.extend(held.outcome.timings.first_sounds);
        words.extend(held.outcome.timings.final_words);
    }
    heading("Drill", &["figure", "n", "p50", "p95", "worst", "goal"]);
    row("end of a try to the first sound of its verdict", &verdicts, "p95 < 2000 ms");
    row("- of this, final words", &words, "");
    Ok(())
}
