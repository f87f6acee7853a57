//! How long words take while somebody speaks, and after.

use std::time::Duration;

use greenroom::audio::Speed;
use greenroom::timeline::{Millis, SpeechTrack};

use super::Result;
use super::figures::{heading, row};
use super::recordings::{Cut, cuts};
use super::rig::{Held, Plan, Seen, hold};
use super::stage::Stage;

/// Answers that are told to their end, and answers that the key cuts off.
const ENDS: usize = 44;
const CUT_OFF: usize = 22;

/// The longest answer; it ends, or is cut off, between the two.
const SHORTEST: Duration = Duration::from_secs(6);
const LONGEST: Duration = Duration::from_secs(14);

/// How long after their last word people press the key: as long as it takes to react, and to be sure.
/// Chosen.
const SOONEST: Duration = Duration::from_millis(200);
const LATEST: Duration = Duration::from_millis(800);

/// A voice that follows so much silence begins a new utterance.
const NEW_UTTERANCE: Millis = Millis(500);

#[derive(Default)]
struct Figures {
    ends: Vec<Duration>,
    cut_off: Vec<Duration>,
    utterances: Vec<Duration>,
    first_words: Vec<Duration>,
    onsets_without_words: usize,
}

/// One answer to be given.
struct Answer {
    cut: Cut,
    /// When the key is pressed, on the answer's clock.
    key: Duration,
    /// Whether everything has been said by then.
    told: bool,
}

pub(crate) fn run(stage: &Stage) -> Result<()> {
    let answers = answers(stage)?;
    let mut figures = Figures::default();
    let mut next = 0;
    while let Some(given) = answers.get(next..answers.len().min(next + 2)).filter(|g| !g.is_empty())
    {
        // Main answer and reply.
        let plan = Plan {
            answers: given.iter().map(|answer| answer.cut.path.clone()).collect(),
            speed: Speed::Times(1.0),
            keys: given.iter().map(|answer| Some(answer.key)).collect(),
            aloud: false,
            drill: None,
        };
        eprintln!("latency: answer {} of {}", next + 1, answers.len());
        stage.take_turn()?;
        let held = hold(stage, plan)?;
        figures.add(&held, given);
        next += held.answers.len();
    }
    figures.print();
    Ok(())
}

fn answers(stage: &Stage) -> Result<Vec<Answer>> {
    let cuts = cuts(stage, ENDS + CUT_OFF, Millis(15_000))?;
    let cut_off_every = (ENDS + CUT_OFF) / CUT_OFF;
    cuts.into_iter()
        .enumerate()
        .map(|(number, cut)| {
            let moment = spread(number, SHORTEST, LONGEST);
            if number % cut_off_every == 0 {
                return Ok(Answer { cut, key: moment, told: false });
            }
            let (cut, last) = cut.told_until(millis(moment))?;
            let key = Duration::from_millis(last.0) + spread(7 * number, SOONEST, LATEST);
            Ok(Answer { cut, key, told: true })
        })
        .collect()
}

/// Moments spread evenly between two, in no step with the speech.
fn spread(number: usize, from: Duration, to: Duration) -> Duration {
    const GOLDEN: f64 = 0.618_034;
    #[expect(clippy::cast_precision_loss, reason = "a small number")]
    let share = (number as f64 * GOLDEN).fract();
    from + to.saturating_sub(from).mul_f64(share)
}

impl Figures {
    fn add(&mut self, held: &Held, given: &[Answer]) {
        let timings = &held.outcome.timings;
        self.utterances.extend(&timings.utterances);
        for ((seen, answer), words) in held.answers.iter().zip(given).zip(&timings.final_words) {
            // From the press itself, not from when it was noticed.
            let noticed = seen.thinking.unwrap_or(seen.listening) - seen.listening;
            let wait = noticed.saturating_sub(answer.key) + *words;
            if answer.told {
                self.ends.push(wait);
            } else {
                self.cut_off.push(wait);
            }
            for onset in onsets(&answer.cut.track) {
                // A voice that was cut off at once never got the chance to be seen.
                if onset + Millis(2000) > millis(answer.key) {
                    continue;
                }
                match first_words(seen, onset) {
                    Some(after) => self.first_words.push(after),
                    None => self.onsets_without_words += 1,
                }
            }
        }
    }

    fn print(&self) {
        heading("Latency", &["figure", "n", "p50", "p95", "worst", "goal"]);
        row("end of an answer to its final words", &self.ends, "p95 < 500 ms");
        row("answer cut off at any moment to its final words", &self.cut_off, "");
        row("utterance taken for ended to its final words", &self.utterances, "p95 < 700 ms");
        row("onset of a voice to its first words shown", &self.first_words, "p50 < 900 ms");
        if self.onsets_without_words > 0 {
            println!("\n{} onsets were followed by no words.", self.onsets_without_words);
        }
    }
}

fn millis(duration: Duration) -> Millis {
    Millis(u64::try_from(duration.as_millis()).unwrap_or(u64::MAX))
}

/// Where a voice begins after a silence that ends an utterance.
fn onsets(track: &SpeechTrack) -> Vec<Millis> {
    let after_pauses = track.pauses(NEW_UTTERANCE).into_iter().map(|pause| pause.end);
    track.onset().into_iter().chain(after_pauses).collect()
}

/// When the first word of the utterance that begins at `onset` was shown, after that.
fn first_words(seen: &Seen, onset: Millis) -> Option<Duration> {
    // Words of the utterance before end at least so much earlier.
    const APART: Millis = Millis(300);
    let began = seen.listening + Duration::from_millis(onset.0);
    let of_it = seen.words.iter().find(|caption| {
        caption.at >= began
            && caption.words.last().is_some_and(|word| word.span.start + APART >= onset)
    })?;
    Some(of_it.at - began)
}
