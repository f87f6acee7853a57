//! Filled pauses, against references that keep them.

use std::fs;

use greenroom::analysis::{Context, Evidence, Filler, analyse};
use greenroom::timeline::Millis;

use super::Result;
use super::figures::heading;
use super::recordings::{self, Recording};
use super::stage::Stage;
use super::times::{Aligned, aligned};

/// What counts as one in a reference. "Mm" and "hmm" are what listeners say.
const FILLERS: [&str; 5] = ["um", "uh", "er", "erm", "uhm"];

/// A filler may be found so far beside where the reference has it.
const NEAR: Millis = Millis(200);

#[derive(Clone, Copy, Default)]
struct Tally {
    said: usize,
    written: usize,
    heard: usize,
    wrong: usize,
}

pub(crate) fn run(stage: &Stage) -> Result<()> {
    let folder = recordings::folder().join(recordings::PEOPLE);
    if !folder.is_dir() {
        eprintln!("fillers: there are no recordings of people in {}", folder.display());
        return Ok(());
    }
    let columns = ["recording", "said", "written down", "only heard", "wrong"];
    heading("Filled pauses", &columns);
    let mut all = Tally::default();
    for recording in recordings::all(&folder)? {
        let tally = tally(stage, &recording)?;
        if tally.said + tally.wrong > 0 {
            print(&recording.name, tally);
        }
        all.said += tally.said;
        all.written += tally.written;
        all.heard += tally.heard;
        all.wrong += tally.wrong;
    }
    print("**all**", all);
    let right = all.written + all.heard;
    #[expect(clippy::cast_precision_loss, reason = "some dozen")]
    let f1 = |right: usize, found: usize| 2.0 * right as f64 / (all.said + found) as f64;
    println!("\nF1 {:.2}.", f1(right, right + all.wrong));
    Ok(())
}

/// Compares by time where the reference tells it, by number where it does not.
fn tally(stage: &Stage, recording: &Recording) -> Result<Tally> {
    eprintln!("fillers: {}", recording.name);
    let found = found(stage, recording)?;
    let mut tally = Tally::default();
    if let Some(words) = aligned(&recording.path)? {
        let mut said: Vec<Aligned> = words.into_iter().filter(|w| is_filler(&w.word)).collect();
        tally.said = said.len();
        for filler in found {
            let near = |word: &Aligned| {
                filler.span.start <= Millis::from_secs_f64(word.end) + NEAR
                    && Millis::from_secs_f64(word.start) <= filler.span.end + NEAR
            };
            match said.iter().position(near) {
                Some(place) => {
                    said.remove(place);
                    *tally.right(filler.evidence) += 1;
                }
                None => tally.wrong += 1,
            }
        }
        return Ok(tally);
    }
    let text = fs::read_to_string(recording.path.with_extension("txt")).unwrap_or_default();
    tally.said = text.split_whitespace().filter(|word| is_filler(word)).count();
    for (number, filler) in found.iter().enumerate() {
        if number < tally.said {
            *tally.right(filler.evidence) += 1;
        } else {
            tally.wrong += 1;
        }
    }
    Ok(tally)
}

impl Tally {
    fn right(&mut self, evidence: Evidence) -> &mut usize {
        match evidence {
            Evidence::Word => &mut self.written,
            Evidence::Acoustic => &mut self.heard,
        }
    }
}

fn is_filler(word: &str) -> bool {
    FILLERS.contains(&word.to_lowercase().trim_matches(['.', ',', '?']))
}

fn found(stage: &Stage, recording: &Recording) -> Result<Vec<Filler>> {
    let answer = stage.transcribe(&recording.path)?.answer();
    let context = Context::new(&stage.bank, None, None)?;
    let fillers = analyse(&answer, &context).delivery.fillers;
    Ok(fillers.into_iter().filter(|f| f.text.is_empty() || is_filler(&f.text)).collect())
}

fn print(name: &str, tally: Tally) {
    let Tally { said, written, heard, wrong } = tally;
    println!("| {name} | {said} | {written} | {heard} | {wrong} |");
}
