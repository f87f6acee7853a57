//! A Piper voice: a VITS network that goes from phonemes to sound in one step.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rten::{Model, NodeId, RunOptions, ThreadPool};
use rten_tensor::{NdTensor, Tensor};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::cache::hex;
use super::espeak::Espeak;
use super::phonemes::{PhonemeIds, clauses, phonemes};
use super::{SENTENCE_GAP_MS, Speech, Voice, VoiceError};
use crate::onnx;

/// Where the two files of a Piper voice are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VoiceFiles {
    /// The network, `NAME.onnx`.
    pub model: PathBuf,
    /// Its description, `NAME.onnx.json`.
    pub config: PathBuf,
}

/// The recogniser may still be finishing an answer; two threads leave it the rest.
const THREADS: usize = 2;

/// The same noise for every sentence, so that the same text is the same sound. The value is
/// arbitrary.
const SEED: u64 = 1;

/// More phonemes than this are said in several runs: a run's memory grows with the square of its
/// length. A sentence of 30 words has about 150.
const MOST_PHONEMES: usize = 400;

/// Raise it when the same phonemes are made into another sound than before, so that what is
/// cached is made anew.
const REVISION: u32 = 1;

#[derive(Deserialize)]
struct Config {
    audio: Audio,
    espeak: Language,
    inference: Scales,
    #[serde(default = "one")]
    num_speakers: u32,
    phoneme_id_map: BTreeMap<String, Vec<i32>>,
}

#[derive(Deserialize)]
struct Audio {
    sample_rate: u32,
}

#[derive(Deserialize)]
struct Language {
    voice: String,
}

#[derive(Clone, Copy, Deserialize)]
struct Scales {
    noise_scale: f32,
    length_scale: f32,
    noise_w: f32,
}

fn one() -> u32 {
    1
}

/// A loaded voice.
pub struct Piper {
    model: Model,
    inputs: [NodeId; 3],
    output: NodeId,
    pool: Arc<ThreadPool>,
    espeak: Espeak,
    language: String,
    ids: PhonemeIds,
    scales: Scales,
    rate_hz: u32,
    identity: String,
}

impl Piper {
    /// Loads a voice with one speaker, and checks that `espeak-ng` can be run.
    ///
    /// Loading `en_US-joe-medium` (63 MB) takes 0.1 s from a warm disk.
    pub fn open(files: &VoiceFiles) -> Result<Self, VoiceError> {
        let in_file = |path: &Path| {
            let path = path.to_owned();
            move |source: io::Error| VoiceError::File { path, source }
        };
        let unusable = |reason| VoiceError::Unusable { path: files.config.clone(), reason };
        let text = fs::read(&files.config).map_err(in_file(&files.config))?;
        let config: Config = serde_json::from_slice(&text)
            .map_err(|source| VoiceError::Config { path: files.config.clone(), source })?;
        if config.num_speakers != 1 {
            return Err(unusable("it has more than one speaker"));
        }
        if !(8_000..=48_000).contains(&config.audio.sample_rate) {
            return Err(unusable("its sample rate is out of range"));
        }
        if !is_language(&config.espeak.voice) {
            return Err(unusable("its language has no name that espeak-ng could know"));
        }
        let ids = PhonemeIds::new(&config.phoneme_id_map)
            .ok_or_else(|| unusable("its phonemes lack start, end or padding"))?;

        let bytes = fs::read(&files.model).map_err(in_file(&files.model))?;
        onnx::check(&bytes)
            .map_err(|source| VoiceError::Damaged { path: files.model.clone(), source })?;
        let mut hash = Sha256::new();
        hash.update(&text);
        hash.update(bytes.len().to_le_bytes());
        let identity = format!("piper {REVISION} {}", hex(&hash.finalize()));
        let model = Model::load(bytes)
            .map_err(|source| VoiceError::Model { path: files.model.clone(), source })?;
        let node = |name| model.find_node(name);
        let (Some(input), Some(lengths), Some(scales), Some(output)) =
            (node("input"), node("input_lengths"), node("scales"), node("output"))
        else {
            return Err(VoiceError::Unusable {
                path: files.model.clone(),
                reason: "the network has other inputs than Piper's",
            });
        };
        let espeak = Espeak::default();
        espeak.run(&["--version"], "")?;
        Ok(Self {
            inputs: [input, lengths, scales],
            output,
            pool: Arc::new(ThreadPool::with_num_threads(THREADS)),
            model,
            espeak,
            language: config.espeak.voice,
            ids,
            scales: config.inference,
            rate_hz: config.audio.sample_rate,
            identity,
        })
    }

    fn infer(&self, ids: &[i32]) -> Result<Speech, VoiceError> {
        let length = i32::try_from(ids.len()).map_err(|_| VoiceError::Shape)?;
        let input = NdTensor::from_data([1, ids.len()], ids.to_vec());
        let lengths = NdTensor::from([length]);
        let Scales { noise_scale, length_scale, noise_w } = self.scales;
        let scales = NdTensor::from([noise_scale, length_scale, noise_w]);
        let [at_input, at_lengths, at_scales] = self.inputs;
        let options = RunOptions::default().with_thread_pool(Some(Arc::clone(&self.pool)));
        let result = self.pool.run(|| {
            // The network's noise operators carry no seed, so rten draws theirs from fastrand's
            // generator of this thread; inside the pool the run stays on this thread.
            fastrand::seed(SEED);
            let inputs = vec![
                (at_input, input.into()),
                (at_lengths, lengths.into()),
                (at_scales, scales.into()),
            ];
            self.model.run_n(inputs, [self.output], Some(options))
        });
        let [value] = result.map_err(VoiceError::Inference)?;
        let sound: Tensor<f32> = value.into_tensor().ok_or(VoiceError::Shape)?;
        Ok(Speech { samples: sound.into_data(), rate_hz: self.rate_hz })
    }
}

impl Voice for Piper {
    fn identity(&self) -> String {
        self.identity.clone()
    }

    fn synthesise(&mut self, sentence: &str) -> Result<Speech, VoiceError> {
        let clauses = clauses(sentence);
        let mut speech = Speech { samples: Vec::new(), rate_hz: self.rate_hz };
        if clauses.is_empty() {
            return Ok(speech);
        }
        let sounds = phonemes(&self.espeak, &self.language, &clauses)?;
        let spoken: Vec<_> =
            sounds.into_iter().zip(clauses.iter().map(|clause| clause.end)).collect();
        for piece in pieces(&spoken) {
            let said = self.infer(&self.ids.of(piece))?.level_and_trim();
            if !speech.is_empty() {
                speech = speech.then_silence(SENTENCE_GAP_MS);
            }
            speech.samples.extend(said.samples);
        }
        Ok(speech)
    }
}

/// Groups clauses so that one run of the network stays short and ends with its sentence.
fn pieces(spoken: &[(String, char)]) -> Vec<&[(String, char)]> {
    let mut pieces = Vec::new();
    let (mut first, mut phonemes) = (0, 0);
    for (place, (sounds, _)) in spoken.iter().enumerate() {
        let len = sounds.chars().count();
        let ended = place > first && ".?!".contains(spoken[place - 1].1);
        if ended || (phonemes > 0 && phonemes + len > MOST_PHONEMES) {
            pieces.push(&spoken[first..place]);
            (first, phonemes) = (place, 0);
        }
        phonemes += len;
    }
    pieces.push(&spoken[first..]);
    pieces
}

/// The name is an argument of a program: it must not look like one of its options.
fn is_language(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_not_an_option() {
        assert!(is_language("en-us"));
        assert!(!is_language("-w/tmp/x"));
        assert!(!is_language("../../x"));
        assert!(!is_language(""));
    }

    #[test]
    fn sentences_and_long_stretches_are_said_one_after_the_other() {
        let clause = |len: usize, end| ("a".repeat(len), end);
        let spoken =
            [clause(10, ','), clause(10, '.'), clause(300, ','), clause(300, ','), clause(1, '?')];
        let lens: Vec<_> = pieces(&spoken).iter().map(|piece| piece.len()).collect();
        assert_eq!(lens, [2, 1, 2]);
    }

    /// The voice that is installed.
    fn joe() -> Piper {
        let home = std::env::var_os(crate::config::HOME_VARIABLE).map(PathBuf::from);
        let paths = crate::config::Paths::discover(home).unwrap();
        let voice = crate::models::Library::new(&paths).unwrap().voice().unwrap();
        Piper::open(&VoiceFiles { model: voice.onnx, config: voice.config }).unwrap()
    }

    #[test]
    #[ignore = "needs the installed voice and espeak-ng"]
    fn a_sentence_is_sound_of_a_sane_length_and_level_and_always_the_same() {
        let mut joe = joe();
        let sentence = "Tell me about a time a feature you shipped failed in production.";
        let speech = joe.synthesise(sentence).unwrap();
        assert!((2_500..6_000).contains(&speech.duration_ms()), "{} ms", speech.duration_ms());
        assert!(speech.samples.iter().all(|s| s.is_finite() && s.abs() <= 0.71));
        let power = speech.samples.iter().map(|s| s * s).sum::<f32>();
        #[expect(clippy::cast_precision_loss, reason = "below 2^23 samples")]
        let rms = (power / speech.samples.len() as f32).sqrt();
        assert!((0.03..0.3).contains(&rms), "{rms}");
        assert_eq!(joe.synthesise(sentence).unwrap(), speech);
    }

    #[test]
    #[ignore = "needs the installed voice and espeak-ng"]
    fn nothing_to_say_is_no_sound() {
        assert!(joe().synthesise("... ?").unwrap().is_empty());
    }
}
