//! How long words take while somebody speaks, and after.

use std::time::Duration;

use greenroom::audio::Speed;
use greenroom::timeline::{Millis, SpeechTrack};

use super::Result;
use super::figures::{heading, row};
use super::recordings::{Cut, cuts};
use super::rig::{Held, Plan, Seen, hold};
use super::stage::Stage;

/// Ends of answers to be seen.
const ENDS: usize = 44;

/// The longest answer; the key is pressed between the two.
const SHORTEST: Duration = Duration::from_secs(6);
const LONGEST: Duration = Duration::from_secs(14);

/// A voice that follows so much silence begins a new utterance.
const NEW_UTTERANCE: Millis = Millis(500);

#[derive(Default)]
struct Figures {
    ends_in_voice: Vec<Duration>,
    ends_in_pause: Vec<Duration>,
    utterances: Vec<Duration>,
    first_words: Vec<Duration>,
    onsets_without_words: usize,
}

pub(crate) fn run(stage: &Stage) -> Result<()> {
    let cuts = cuts(stage, ENDS, Millis(15_000))?;
    let mut figures = Figures::default();
    let mut next = 0;
    while next < ENDS {
        // Main answer and reply.
        let pair: Vec<(&Cut, Duration)> =
            (next..next + 2).map(|number| (&cuts[number % ENDS], moment(number))).collect();
        let plan = Plan {
            answers: pair.iter().map(|(cut, _)| cut.path.clone()).collect(),
            speed: Speed::Times(1.0),
            keys: pair.iter().map(|(_, key)| Some(*key)).collect(),
            aloud: false,
        };
        eprintln!("latency: answer {} of {ENDS}", next + 1);
        stage.take_turn()?;
        let held = hold(stage, plan)?;
        figures.add(&held, &pair);
        next += held.answers.len();
    }
    figures.print();
    Ok(())
}

/// When the key of an answer is pressed: moments spread evenly, and in no step with the speech.
fn moment(number: usize) -> Duration {
    const GOLDEN: f64 = 0.618_034;
    #[expect(clippy::cast_precision_loss, reason = "a small number")]
    let share = (number as f64 * GOLDEN).fract();
    SHORTEST + LONGEST.saturating_sub(SHORTEST).mul_f64(share)
}

impl Figures {
    fn add(&mut self, held: &Held, plan: &[(&Cut, Duration)]) {
        let timings = &held.outcome.timings;
        self.utterances.extend(&timings.utterances);
        for ((seen, (cut, key)), words) in held.answers.iter().zip(plan).zip(&timings.final_words) {
            // From the press itself, not from when it was noticed.
            let noticed = seen.thinking.unwrap_or(seen.listening) - seen.listening;
            let wait = noticed.saturating_sub(*key) + *words;
            if in_voice(&cut.track, millis(*key)) {
                self.ends_in_voice.push(wait);
            } else {
                self.ends_in_pause.push(wait);
            }
            for onset in onsets(&cut.track) {
                // A voice that the key cut off at once never got the chance to be seen.
                if onset + Millis(2000) > millis(*key) {
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
        let ends = [&self.ends_in_voice[..], &self.ends_in_pause[..]].concat();
        row("end of an answer to its final words", &ends, "p95 < 700 ms");
        row("- key pressed while speaking", &self.ends_in_voice, "");
        row("- key pressed in a pause", &self.ends_in_pause, "");
        row("utterance taken for ended to its final words", &self.utterances, "p95 < 700 ms");
        row("onset of a voice to its first words shown", &self.first_words, "p50 < 1200 ms");
        if self.onsets_without_words > 0 {
            println!("\n{} onsets were followed by no words.", self.onsets_without_words);
        }
    }
}

fn millis(duration: Duration) -> Millis {
    Millis(u64::try_from(duration.as_millis()).unwrap_or(u64::MAX))
}

fn in_voice(track: &SpeechTrack, at: Millis) -> bool {
    track.voiced().iter().any(|span| span.contains(at))
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
