//! Learns what phones sound like, from recordings and the words that are recognised in them.
//!
//! Nobody has marked where their phones are: at first each word is cut evenly, then what was learnt from that
//! tells better where they are, and so on (Viterbi training, as HTK's `HInit`).

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use greenroom::asr::timing::{
    COEFFICIENTS, Chain, Density, Frame, HOP_S, Monophones, NEAR_S, SILENCE, STATES, boundary_s,
    cepstrum,
};
use greenroom::asr::{AsrError, Effort, Recogniser, Request, Whisper};
use greenroom::session::transcribe;
use greenroom::timeline::{Millis, TimeSpan};
use greenroom::transcript::{Word, align};
use greenroom::vad;
use greenroom::voice::Pronouncer;

use super::super::spoken::{MODEL, THREADS};
use super::super::stage::library;
use super::Result;

/// Where recordings are besides the fixtures of the tests, those of people in the folder `real`.
const FOLDER_VARIABLE: &str = "GREENROOM_AUDIO";

const PASSES: usize = 8;
/// Words that a phone must be in to be learnt.
const FEWEST_WORDS: usize = 5;
/// Of length, stress and the like, which are no phones of their own.
const MARKS: &str = "ːʰʲˈˌ";
/// Gaussians a state. With one, two and four of them 74, 77 and 77 % of the starts of words were within 50 ms.
const MIXTURE: usize = 2;
const MIXTURE_PASSES: usize = 5;
/// A state's variance is drawn to that of all sounds as if it had been seen in so many frames more.
const PRIOR_FRAMES: f32 = 5.0;
/// Fewer frames tell nothing of their variance.
const FEWEST_FRAMES: usize = 30;
/// Decimals that are kept.
const PRECISION: f32 = 1000.0;

/// A stretch of sound and the words in it.
struct Stretch {
    frames: Vec<Frame>,
    phones: Vec<String>,
    /// Start and end of each word as recognised, in seconds.
    spans: Vec<[f64; 2]>,
    /// The same, out of the silences.
    voiced: Vec<[f64; 2]>,
}

/// Which state of which phone a frame belongs to.
type Place = (char, usize);

pub(crate) fn run() -> Result<()> {
    let stretches = listen()?;
    let frames: usize = stretches.iter().map(|stretch| stretch.frames.len()).sum();
    eprintln!("{} stretches, {frames} frames", stretches.len());
    let phones = inventory(&stretches);
    let mut places: Vec<Vec<Place>> = stretches.iter().map(|s| evenly(s, &phones)).collect();
    let mut sounds = Monophones::default();
    for pass in 1..=PASSES {
        sounds = estimate(&stretches, &places);
        let mut lost = 0;
        for (stretch, places) in stretches.iter().zip(&mut places) {
            let chain =
                Chain::of(&sounds, &stretch.phones, &stretch.spans, NEAR_S, stretch.frames.len());
            match chain.path(&sounds, &stretch.frames) {
                Some(path) => {
                    *places = path
                        .iter()
                        .map(|at| (chain.links[*at].phone, chain.links[*at].state))
                        .collect();
                }
                None => lost += 1,
            }
        }
        eprintln!("pass {pass}: {lost} stretches without a path");
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("prompts/learned/sounds.json");
    fs::write(path, serde_json::to_string(&sounds)? + "\n")?;
    Ok(())
}

/// Sound, where it begins, and the words that were recognised in it.
type Overheard = (Vec<f32>, Millis, Vec<Word>);

/// Keeps what it hears.
struct Eavesdropper {
    whisper: Whisper,
    heard: Arc<Mutex<Vec<Overheard>>>,
}

impl Recogniser for Eavesdropper {
    fn model(&self) -> &str {
        self.whisper.model()
    }

    fn recognise(&mut self, request: &Request<'_>) -> std::result::Result<Vec<Word>, AsrError> {
        let words = self.whisper.recognise(request)?;
        if request.effort == Effort::Final && !words.is_empty() {
            let heard = (request.pcm.to_vec(), request.start, words.clone());
            self.heard.lock().unwrap_or_else(PoisonError::into_inner).push(heard);
        }
        Ok(words)
    }
}

/// Recognises all recordings, stretch by stretch as `greenroom analyze` does.
fn listen() -> Result<Vec<Stretch>> {
    let weights = library()?.recogniser(Some(MODEL))?.path;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let heard = Arc::new(Mutex::new(Vec::new()));
    for path in recordings()? {
        eprintln!("{}", path.display());
        let (weights, heard) = (weights.clone(), Arc::clone(&heard));
        let load = move |interrupt| {
            let whisper = Whisper::load(&weights, THREADS, interrupt)?;
            Ok(Box::new(Eavesdropper { whisper, heard }) as Box<dyn Recogniser>)
        };
        runtime.block_on(transcribe(&path, load, "", &mut |_| {}))?;
    }
    let heard = std::mem::take(&mut *heard.lock().unwrap_or_else(PoisonError::into_inner));
    let pronouncer = Pronouncer::default();
    heard.into_iter().map(|(pcm, start, words)| stretch(&pronouncer, &pcm, start, words)).collect()
}

/// All recordings but those with aligned words, on which the times of words are measured.
fn recordings() -> Result<Vec<PathBuf>> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/candidate")];
    if let Some(folder) = env::var_os(FOLDER_VARIABLE).map(PathBuf::from) {
        folders.extend([folder.join("real"), folder]);
    }
    let mut found = Vec::new();
    for folder in folders {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            let sound = path.extension().is_some_and(|e| e == "flac" || e == "ogg");
            if sound && !path.with_extension("words.json").exists() {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

fn stretch(
    pronouncer: &Pronouncer,
    pcm: &[f32],
    start: Millis,
    words: Vec<Word>,
) -> Result<Stretch> {
    let bare: Vec<String> = words.iter().map(Word::bare).collect();
    let phones = pronouncer.ask(&bare)?;
    let here = |at: Millis| at - start;
    let words: Vec<Word> = words
        .into_iter()
        .map(|word| Word {
            span: TimeSpan::new(here(word.span.start), here(word.span.end)),
            ..word
        })
        .collect();
    let seconds = |words: &[Word]| -> Vec<[f64; 2]> {
        words.iter().map(|w| [w.span.start.as_secs_f64(), w.span.end.as_secs_f64()]).collect()
    };
    let spans = seconds(&words);
    let voiced = seconds(&align(words, &vad::track(pcm)).words);
    Ok(Stretch { frames: cepstrum(pcm), phones, spans, voiced })
}

/// The phones that are in enough words, each with states of which nothing is known yet.
fn inventory(stretches: &[Stretch]) -> Monophones {
    let mut counts = BTreeMap::<char, usize>::new();
    for word in stretches.iter().flat_map(|stretch| &stretch.phones) {
        for phone in word.chars().filter(|c| c.is_alphabetic()) {
            *counts.entry(phone).or_default() += 1;
        }
    }
    counts.retain(|phone, count| *count >= FEWEST_WORDS && !MARKS.contains(*phone));
    Monophones(counts.into_keys().map(|phone| (phone, vec![Vec::new(); STATES])).collect())
}

/// Each word's time shared evenly by its states, and silence between words.
fn evenly(stretch: &Stretch, phones: &Monophones) -> Vec<Place> {
    let mut places = vec![(SILENCE, 0); stretch.frames.len()];
    for (word, [start, end]) in stretch.phones.iter().zip(&stretch.voiced) {
        let states: Vec<Place> = phones
            .phones_of(word)
            .into_iter()
            .flat_map(|phone| (0..STATES).map(move |state| (phone, state)))
            .collect();
        let within = |at: f64| (*start..*end).contains(&at);
        for (frame, place) in places.iter_mut().enumerate().filter(|(n, _)| within(boundary_s(*n)))
        {
            let share = (boundary_s(frame) - start) / (end - start).max(HOP_S);
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share")]
            #[expect(clippy::cast_precision_loss, reason = "states of one word")]
            let at = (share * states.len() as f64) as usize;
            *place = states[at.min(states.len() - 1)];
        }
    }
    places
}

/// What each state sounds like where it is believed to be.
fn estimate(stretches: &[Stretch], places: &[Vec<Place>]) -> Monophones {
    let mut seen = BTreeMap::<char, Vec<Vec<&Frame>>>::new();
    let all = stretches
        .iter()
        .zip(places)
        .flat_map(|(stretch, places)| stretch.frames.iter().zip(places));
    for (frame, (phone, state)) in all {
        let states = if *phone == SILENCE { 1 } else { STATES };
        seen.entry(*phone).or_insert_with(|| vec![Vec::new(); states])[*state].push(frame);
    }
    let everything: Vec<&Frame> = stretches.iter().flat_map(|stretch| &stretch.frames).collect();
    let (_, spread) = moments(&everything, &vec![1.0; everything.len()], None);
    let mixtures = |states: Vec<Vec<&Frame>>| {
        let whole: Vec<&Frame> = states.iter().flatten().copied().collect();
        let of =
            |frames: Vec<&Frame>| mixture(if frames.len() < 4 { &whole } else { &frames }, &spread);
        states.into_iter().map(of).collect()
    };
    Monophones(seen.into_iter().map(|(phone, states)| (phone, mixtures(states))).collect())
}

/// Mean and variance of weighed frames, the variance drawn to `prior`.
fn moments(frames: &[&Frame], weights: &[f32], prior: Option<&Frame>) -> (Frame, Frame) {
    let sum = weights.iter().sum::<f32>().max(1e-3);
    let average = |value: &dyn Fn(&Frame, usize) -> f32| -> Frame {
        std::array::from_fn(|at| {
            frames.iter().zip(weights).map(|(frame, weight)| weight * value(frame, at)).sum::<f32>()
                / sum
        })
    };
    let mean = average(&|frame, at| frame[at]);
    let variance = average(&|frame, at| (frame[at] - mean[at]).powi(2));
    let drawn = |prior: &Frame, at: usize| {
        (variance[at] * sum + prior[at] * PRIOR_FRAMES) / (sum + PRIOR_FRAMES)
    };
    (mean, prior.map_or(variance, |prior| std::array::from_fn(|at| drawn(prior, at))))
}

/// A mixture of Gaussians by expectation maximisation, beside each other at first.
#[expect(clippy::cast_precision_loss, reason = "counts of frames")]
fn mixture(frames: &[&Frame], spread: &Frame) -> Vec<Density> {
    let (mean, variance) = moments(frames, &vec![1.0; frames.len()], Some(spread));
    let count = if frames.len() < FEWEST_FRAMES { 1 } else { MIXTURE };
    let beside = |number: usize| {
        let off = (number as f32 - (count - 1) as f32 / 2.0) * 0.4;
        let mean: Frame = std::array::from_fn(|at| mean[at] + off * variance[at].sqrt());
        ((1.0 / count as f32).ln(), mean, variance)
    };
    let mut parts: Vec<(f32, Frame, Frame)> = (0..count).map(beside).collect();
    for _ in 0..if count > 1 { MIXTURE_PASSES } else { 0 } {
        let mut shares = vec![Vec::with_capacity(frames.len()); count];
        for frame in frames {
            let logs: Vec<f32> = parts.iter().map(|part| log_density(part, frame)).collect();
            let most = logs.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let sum: f32 = logs.iter().map(|log| (log - most).exp()).sum();
            for (share, log) in shares.iter_mut().zip(&logs) {
                share.push((log - most).exp() / sum);
            }
        }
        for (part, shares) in parts.iter_mut().zip(&shares) {
            let (mean, variance) = moments(frames, shares, Some(spread));
            let sum: f32 = shares.iter().sum();
            *part = (((sum + 1.0) / (frames.len() + count) as f32).ln(), mean, variance);
        }
    }
    let rounded = |value: &f32| (value * PRECISION).round() / PRECISION;
    let density = |(weight, mean, variance): (f32, Frame, Frame)| Density {
        weight: rounded(&weight),
        mean: mean.iter().map(rounded).collect(),
        variance: variance.iter().map(rounded).map(|v| v.max(1.0 / PRECISION)).collect(),
    };
    parts.into_iter().map(density).collect()
}

fn log_density((weight, mean, variance): &(f32, Frame, Frame), frame: &Frame) -> f32 {
    let far = |at: usize| (frame[at] - mean[at]).powi(2) / variance[at] + variance[at].ln();
    weight - 0.5 * (0..COEFFICIENTS).map(far).sum::<f32>()
}
