//! Filled pauses, against references that keep them.

use std::{fs, iter};

use greenroom::analysis::{Context, Evidence, Filler, analyse};
use greenroom::timeline::{Millis, TimeSpan};
use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::Result;
use super::figures::heading;
use super::recordings::{self, Recording};
use super::stage::Stage;
use super::times::{Aligned, aligned};

/// What counts as one in a reference.
const FILLERS: [&str; 5] = ["um", "uh", "er", "erm", "uhm"];

/// What listeners hum; to hear it is neither right nor wrong.
const HUMMED: [&str; 5] = ["mm", "hmm", "mhm", "mm-hmm", "uh-huh"];

/// A filler may be found so far beside where the reference has it.
const NEAR: Millis = Millis(300);

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
    let share = |part: usize, whole: usize| part as f64 / whole.max(1) as f64;
    println!(
        "\nPrecision {:.2}, recall {:.2}, F1 {:.2}.",
        share(right, right + all.wrong),
        share(right, all.said),
        share(2 * right, all.said + right + all.wrong)
    );
    Ok(())
}

/// Compares by time where the reference tells it, by number where it does not.
fn tally(stage: &Stage, recording: &Recording) -> Result<Tally> {
    eprintln!("fillers: {}", recording.name);
    let found = found(stage, recording)?;
    let mut tally = Tally::default();
    let text = fs::read_to_string(recording.path.with_extension("txt")).unwrap_or_default();
    if let Some(words) = aligned(&recording.path)? {
        let near = |filler: &Filler, span: &TimeSpan| {
            filler.span.start <= span.end + NEAR && span.start <= filler.span.end + NEAR
        };
        let hummed: Vec<TimeSpan> =
            words.iter().filter(|word| is_one_of(&HUMMED, &word.word)).map(Aligned::span).collect();
        let mut said = said(&words, &text);
        tally.said = said.len();
        for filler in found {
            match said.iter().position(|span| near(&filler, span)) {
                Some(place) => {
                    said.remove(place);
                    *tally.right(filler.evidence) += 1;
                }
                None if hummed.iter().any(|span| near(&filler, span)) => {}
                None => tally.wrong += 1,
            }
        }
        return Ok(tally);
    }
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

/// The fillers of a reference. Some alignments lack one that the text has: it is between the words there.
fn said(words: &[Aligned], text: &str) -> Vec<TimeSpan> {
    let mut said: Vec<TimeSpan> =
        words.iter().filter(|word| is_filler(&word.word)).map(Aligned::span).collect();
    let one: Vec<String> = text.split_whitespace().map(bare).collect();
    let other: Vec<String> = words.iter().map(|word| bare(&word.word)).collect();
    let most = one.iter().filter(|word| is_filler(word)).count().max(said.len());
    for lacking in capture_diff_slices(Algorithm::Patience, &one, &other) {
        let DiffOp::Delete { old_index, old_len, new_index } = lacking else { continue };
        let lacks = one[old_index..][..old_len].iter().filter(|word| is_filler(word)).count();
        if let (Some(before), Some(after)) = (new_index.checked_sub(1), words.get(new_index)) {
            let gap = TimeSpan::new(words[before].span().end, after.span().start);
            said.extend(iter::repeat_n(gap, lacks));
        }
    }
    // Where people talk at once, the two tell it in another order.
    said.truncate(most);
    said
}

fn bare(word: &str) -> String {
    word.to_lowercase().trim_matches(['.', ',', '?', '!']).to_owned()
}

fn is_one_of(known: &[&str], word: &str) -> bool {
    known.contains(&bare(word).as_str())
}

fn is_filler(word: &str) -> bool {
    is_one_of(&FILLERS, word)
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
