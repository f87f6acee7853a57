//! When words are said, by the sounds that they are made of.
//!
//! A recogniser's own times come from what its decoder attends to, in steps of 20 ms, and are off by more
//! than 50 ms for two words in five. Its words are known, though, and so is how they are pronounced; which
//! stretch of sound is which phone is then found as forced alignment does since HTK (Young et al. 1994;
//! McAuliffe et al. 2017): hidden Markov models of single phones, and the likeliest path through those of the
//! words, each near to where the recogniser has put it.

mod cepstrum;
mod forced;
mod monophones;

use std::collections::BTreeMap;

pub use cepstrum::{COEFFICIENTS, Frame, HOP_S, cepstrum};
pub use forced::{Chain, Link, boundary_s};
pub use monophones::{Density, Monophones, SILENCE, STATES};

use super::{AsrError, Effort, Recogniser, Request};
use crate::timeline::{Millis, TimeSpan};
use crate::transcript::{Pronounce, Word};

/// How far from where the recogniser has put it a word nearly always is, in seconds.
pub const NEAR_S: f64 = 0.3;
/// How far it may be, if there is no room for all words nearer by.
const FAR_S: f64 = 1.0;

/// A recogniser whose words are given the times of their sounds.
pub struct Timed {
    recogniser: Box<dyn Recogniser>,
    /// `None` once it had nothing to say: the words keep the recogniser's times.
    pronounce: Option<Box<dyn Pronounce>>,
    known: BTreeMap<String, String>,
    sounds: Monophones,
}

impl Timed {
    /// Gives the words of `recogniser` times by how `pronounce` says that they sound.
    ///
    /// # Errors
    /// [`AsrError::Sounds`] if the models of the sounds, which come with the program, cannot be read.
    pub fn new(
        recogniser: Box<dyn Recogniser>,
        pronounce: Box<dyn Pronounce>,
    ) -> Result<Self, AsrError> {
        let sounds = Monophones::builtin()?;
        Ok(Self { recogniser, pronounce: Some(pronounce), known: BTreeMap::new(), sounds })
    }

    /// How each of the words sounds; `None` if nobody can tell.
    fn phones(&mut self, words: &[Word]) -> Option<Vec<String>> {
        let bare: Vec<String> = words.iter().map(Word::bare).collect();
        let mut new: Vec<String> =
            bare.iter().filter(|word| !self.known.contains_key(*word)).cloned().collect();
        new.sort_unstable();
        new.dedup();
        if !new.is_empty() {
            let Some(phones) = self.pronounce.as_mut().and_then(|p| p.pronounce(&new)) else {
                self.pronounce = None;
                return None;
            };
            self.known.extend(new.into_iter().zip(phones));
        }
        Some(bare.iter().map(|word| self.known.get(word).cloned().unwrap_or_default()).collect())
    }

    /// The words with the times of their sounds, if those can be found in the audio.
    fn timed(&mut self, words: Vec<Word>, request: &Request<'_>) -> Vec<Word> {
        if words.is_empty() {
            return words;
        }
        let Some(phones) = self.phones(&words) else { return words };
        let frames = cepstrum(request.pcm);
        let spans: Vec<[f64; 2]> = words
            .iter()
            .map(|word| {
                [word.span.start, word.span.end].map(|at| (at - request.start).as_secs_f64())
            })
            .collect();
        let borders = [NEAR_S, FAR_S].into_iter().find_map(|near| {
            Chain::of(&self.sounds, &phones, &spans, near, frames.len())
                .borders(&self.sounds, &frames)
        });
        let Some(borders) = borders else { return words };
        let at = |seconds: f64| request.start + Millis::from_secs_f64(seconds);
        let placed = |(word, [start, end]): (Word, [f64; 2])| Word {
            span: TimeSpan::new(at(start), at(end)),
            ..word
        };
        words.into_iter().zip(borders).map(placed).collect()
    }
}

impl Recogniser for Timed {
    fn model(&self) -> &str {
        self.recogniser.model()
    }

    fn recognise(&mut self, request: &Request<'_>) -> Result<Vec<Word>, AsrError> {
        let words = self.recogniser.recognise(request)?;
        Ok(match request.effort {
            // These are waited for, or only counted.
            Effort::Prompt | Effort::Unprompted => words,
            _ => self.timed(words, request),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::Scripted;
    use super::*;
    use crate::transcript::Transcript;

    /// Knows every word by one pronunciation, or none.
    struct Parrot(Option<&'static str>);

    impl Pronounce for Parrot {
        fn pronounce(&mut self, words: &[String]) -> Option<Vec<String>> {
            self.0.map(|phones| vec![phones.to_owned(); words.len()])
        }
    }

    const START: Millis = Millis(2000);

    fn script() -> Transcript {
        let word = |text, start, end| Word::new(text, Millis(start), Millis(end));
        Transcript { words: vec![word("so", 2100, 2400), word("yes", 2400, 3600)] }
    }

    fn heard(phones: Option<&'static str>, pcm: &[f32]) -> Vec<Word> {
        let scripted = Box::new(Scripted::new(vec![script()]));
        let mut timed = Timed::new(scripted, Box::new(Parrot(phones))).unwrap();
        let request = Request { start: START, pcm, before: "", effort: Effort::Final };
        timed.recognise(&request).unwrap()
    }

    #[test]
    fn without_pronunciations_the_recognisers_times_are_kept() {
        assert_eq!(heard(None, &vec![0.0; 32_000]), script().words);
    }

    #[test]
    fn too_little_sound_changes_no_time() {
        let words = heard(Some("soʊ"), &vec![0.0; 1600]);
        assert!(words.iter().all(|word| script().words.contains(word)), "{words:?}");
    }

    #[test]
    fn words_stay_in_order_and_within_the_stretch_whatever_it_sounds_like() {
        let mut random = fastrand::Rng::with_seed(5);
        for level in [0.0, 0.1, f32::NAN] {
            let pcm: Vec<f32> = (0..32_000).map(|_| (random.f32() - 0.5) * level).collect();
            let words = heard(Some("soʊ"), &pcm);
            let mut said = START;
            for word in &words {
                assert!(word.span.start >= said && word.span.end >= word.span.start, "{words:?}");
                said = word.span.end;
            }
            assert!(words.len() == 2 && said <= START + Millis(2000), "{words:?}");
        }
    }
}
