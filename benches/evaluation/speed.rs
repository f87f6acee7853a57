//! How long an answer of five minutes takes to be judged after its last word.

use std::time::{Duration, Instant};

use greenroom::analysis::Context;
use greenroom::scoring::judge;
use greenroom::session::Understanding;

use super::Result;
use super::answers::{self, Form, Labelled};
use super::stage::Stage;

/// Five minutes at 150 words a minute.
const WORDS: usize = 750;

const ANSWERS: usize = 20;

pub(crate) fn run(stage: &Stage) -> Result<()> {
    let mut times = Vec::new();
    for truth in long_answers()? {
        let context = Context::new(&stage.bank, Some(stage.bank.card(&truth.question)?), None)?;
        let understanding = Understanding::new(Some(Stage::embedder()?));
        // As in an interview: the card is read before, and what was said while the speaker goes on.
        understanding.prepare(&context)?;
        let (mut answer, _) = answers::told(&truth, Form::Typed);
        understanding.read_ahead(&answer.transcript.words)?;
        let began = now();
        understanding.add_to(&mut answer, &context)?;
        let judged = judge(&answer, &context);
        times.push(began.elapsed());
        if judged.score.is_none() {
            return Err("an answer without a score".into());
        }
    }
    times.sort();
    println!("\n| after the last word of {WORDS} | n | p50 | worst |\n|---|---|---|---|");
    let (half, worst) = (times[times.len() / 2], times.last().copied().unwrap_or_default());
    println!(
        "| understood and judged, by all listeners | {} | {} | {} |",
        times.len(),
        ms(half),
        ms(worst)
    );
    Ok(())
}

/// Answers of five minutes, each made of several to cards of one framework.
fn long_answers() -> Result<Vec<Labelled>> {
    let mut long: Vec<Labelled> = Vec::new();
    let mut growing: Option<Labelled> = None;
    for truth in answers::read("tune")? {
        let mut next = match growing.take() {
            Some(mut so_far) => {
                so_far.sentences.extend(truth.sentences);
                so_far
            }
            None => truth,
        };
        let words = |truth: &Labelled| -> usize {
            truth.sentences.iter().map(|s| s.text.split_whitespace().count()).sum()
        };
        if words(&next) < WORDS {
            growing = Some(next);
            continue;
        }
        while words(&next) > WORDS {
            next.sentences.pop();
        }
        long.push(next);
        if long.len() == ANSWERS {
            break;
        }
    }
    Ok(long)
}

fn ms(time: Duration) -> String {
    format!("{} ms", time.as_millis())
}

#[expect(clippy::disallowed_methods, reason = "how long it takes is a matter of the clock")]
fn now() -> Instant {
    Instant::now()
}
