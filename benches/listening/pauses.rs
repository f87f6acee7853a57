//! Silent pauses: those of a voice that was made, which are known, and those between aligned words of people.

use std::time::Duration;

use greenroom::audio::{SAMPLE_RATE, SoundFile, decode_all};
use greenroom::timeline::{Millis, TimeSpan};
use greenroom::transcript::Word;
use greenroom::vad::track;
use greenroom::voice::Speaking;

use super::Result;
use super::figures::{heading, median, ms};
use super::recordings;
use super::sound::{fan, rms, white};
use super::stage::Stage;
use super::times::{Aligned, aligned};

/// What counts as one (Goldman-Eisler 1968).
const PAUSE: Millis = Millis(250);

/// As far as a length may be off, so that 240 ms beside 260 ms is no error.
const NEARLY: Millis = Millis(200);

/// Between the phrases below, in turn; shorter ones than 250 ms should not be found.
const LENGTHS: [u32; 11] = [150, 280, 700, 350, 2000, 220, 500, 300, 1200, 400, 900];

const PHRASES: [&str; 12] = [
    "I was on call that week.",
    "The first alert came from the payment service.",
    "So I looked at the dashboards with a colleague.",
    "Most of the requests were timing out.",
    "We rolled back the release.",
    "It took us about an hour to find the cause.",
    "A cache was shared between two regions.",
    "My part was the script that moved the keys.",
    "Nobody had tested it under load.",
    "Errors fell by ninety percent.",
    "I wrote the report and showed it to the team.",
    "That is what I would do again.",
];

/// Each phrase is followed by so many of the lengths.
const ROUNDS: usize = 4;

#[derive(Default)]
struct Tally {
    found: usize,
    missed: usize,
    wrong: usize,
    /// Silences inside a word of the reference that would be long enough without them.
    not_told: usize,
    errors: Vec<Duration>,
}

pub(crate) fn run(stage: &Stage) -> Result<()> {
    let columns =
        ["sound", "pauses", "found", "missed", "wrong", "not told", "F1", "length is off by"];
    heading("Silent pauses of 250 ms and more", &columns);
    let (clean, said) = spoken(stage)?;
    let voice = rms(&clean);
    let rooms = [
        ("a voice in a quiet room, -62 dBFS", scaled(&white(clean.len()), 0.08)),
        ("the same with a fan, 20 dB below it", scaled(&fan(clean.len()), 10.0 * voice)),
        ("the same with a fan, 10 dB below it", scaled(&fan(clean.len()), 31.6 * voice)),
    ];
    for (name, room) in rooms {
        let heard: Vec<f32> = clean.iter().zip(room).map(|(voice, room)| voice + room).collect();
        print(name, &compare(&said, &track(&heard).pauses(NEARLY), &[]));
    }
    let people = recordings::folder().join(recordings::PEOPLE);
    if !people.is_dir() {
        eprintln!("pauses: there are no recordings of people in {}", people.display());
        return Ok(());
    }
    let mut all = Tally::default();
    for recording in recordings::all(&people)? {
        let Some(words) = aligned(&recording.path)? else { continue };
        let tally = compare(&between(&words), &track(&recording.samples).pauses(NEARLY), &words);
        print(&recording.name, &tally);
        all.add(tally);
    }
    print("**all of people**", &all);
    Ok(())
}

/// The phrases one after another, and where they are silent.
fn spoken(stage: &Stage) -> Result<(Vec<f32>, Vec<TimeSpan>)> {
    let mut voice = Speaking::open(Some(&stage.voice), None);
    let mut samples = Vec::new();
    let mut rate_hz = SAMPLE_RATE;
    for (phrase, length) in
        PHRASES.iter().cycle().zip(LENGTHS.iter().cycle()).take(ROUNDS * PHRASES.len())
    {
        let speech = voice.synthesise(phrase)?.then_silence(*length);
        rate_hz = speech.rate_hz;
        samples.extend(speech.samples);
    }
    let path = stage.file("pauses.wav");
    SoundFile::create(&path)?.write(&samples, rate_hz)?;
    let samples = decode_all(&path)?.0;
    let silent = silences(&samples);
    Ok((samples, silent))
}

/// Where a clean voice is more than 40 dB below its loudest 10 ms.
fn silences(samples: &[f32]) -> Vec<TimeSpan> {
    const HOP_MS: u64 = 10;
    const BELOW: f32 = 0.01;
    let levels: Vec<f32> = samples.chunks(SAMPLE_RATE as usize / 100).map(rms).collect();
    let limit = BELOW * levels.iter().copied().fold(0.0, f32::max);
    let at = |hop: usize| Millis(hop as u64 * HOP_MS);
    let loud: Vec<usize> = (0..levels.len()).filter(|hop| levels[*hop] > limit).collect();
    loud.windows(2).map(|pair| TimeSpan::new(at(pair[0] + 1), at(pair[1]))).collect()
}

/// Where none of the words is that anybody said.
fn between(words: &[Aligned]) -> Vec<TimeSpan> {
    let mut spans: Vec<TimeSpan> = words.iter().map(Aligned::span).collect();
    spans.sort();
    let mut gaps = Vec::new();
    let mut end = spans.first().map_or(Millis::ZERO, |first| first.end);
    for span in spans {
        gaps.push(TimeSpan::new(end, span.start));
        end = end.max(span.end);
    }
    gaps
}

fn compare(said: &[TimeSpan], heard: &[TimeSpan], words: &[Aligned]) -> Tally {
    let mut tally = Tally::default();
    for pause in said.iter().filter(|pause| pause.duration() >= PAUSE) {
        match partner(*pause, heard) {
            Some(other) => {
                tally.found += 1;
                let off = other.duration().0.abs_diff(pause.duration().0);
                tally.errors.push(Duration::from_millis(off));
            }
            None => tally.missed += 1,
        }
    }
    for pause in heard.iter().filter(|pause| pause.duration() >= PAUSE) {
        if partner(*pause, said).is_some() {
            continue;
        }
        if words.iter().any(|word| is_within(*pause, word)) {
            tally.not_told += 1;
        } else {
            tally.wrong += 1;
        }
    }
    tally
}

/// The one of `others` that is the same pause, if it is nearly long enough.
fn partner(pause: TimeSpan, others: &[TimeSpan]) -> Option<TimeSpan> {
    let same = |other: &TimeSpan| {
        let shorter = pause.duration().min(other.duration());
        other.duration() >= NEARLY && pause.overlap(*other).0 * 2 >= shorter.0
    };
    others.iter().copied().filter(same).max_by_key(|other| pause.overlap(*other))
}

/// Some references count the silence after a word to it. Where the rest would still be long enough for
/// the word, they do not tell whether there is a pause.
fn is_within(pause: TimeSpan, word: &Aligned) -> bool {
    let spoken = word.span();
    let rest = spoken.duration() - spoken.overlap(pause);
    let usual = Word::new(word.word.as_str(), Millis::ZERO, Millis::ZERO).usual_length();
    spoken.overlap(pause).0 * 2 >= pause.duration().0 && rest >= usual
}

impl Tally {
    fn add(&mut self, other: Self) {
        self.found += other.found;
        self.missed += other.missed;
        self.wrong += other.wrong;
        self.not_told += other.not_told;
        self.errors.extend(other.errors);
    }
}

fn scaled(samples: &[f32], factor: f32) -> Vec<f32> {
    samples.iter().map(|sample| factor * sample).collect()
}

fn print(name: &str, tally: &Tally) {
    let Tally { found, missed, wrong, not_told, errors } = tally;
    #[expect(clippy::cast_precision_loss, reason = "some dozen")]
    let f1 = 2.0 * *found as f64 / (2 * found + missed + wrong).max(1) as f64;
    let off = if errors.is_empty() { String::new() } else { ms(median(errors)) };
    println!(
        "| {name} | {} | {found} | {missed} | {wrong} | {not_told} | {f1:.2} | {off} |",
        found + missed
    );
}
