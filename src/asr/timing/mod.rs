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
    pronounce: Box<dyn Pronounce>,
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
        Ok(Self { recogniser, pronounce, sounds })
    }

    /// The words with the times of their sounds, if those can be found in the audio.
    fn timed(&mut self, words: Vec<Word>, request: &Request<'_>) -> Vec<Word> {
        if words.is_empty() {
            return words;
        }
        let bare: Vec<String> = words.iter().map(Word::bare).collect();
        let phones = self.pronounce.pronounce(&bare);
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

    /// Knows one pronunciation, which will do for any word.
    struct Parrot;

    impl Pronounce for Parrot {
        fn pronounce(&mut self, words: &[String]) -> Vec<String> {
            vec!["soʊ".to_owned(); words.len()]
        }
    }

    const START: Millis = Millis(2000);

    fn script() -> Transcript {
        let word = |text, start, end| Word::new(text, Millis(start), Millis(end));
        Transcript { words: vec![word("so", 2100, 2400), word("yes", 2400, 3600)] }
    }

    fn heard(pcm: &[f32]) -> Vec<Word> {
        let scripted = Box::new(Scripted::new(vec![script()]));
        let mut timed = Timed::new(scripted, Box::new(Parrot)).unwrap();
        let request =
            Request { start: START, pcm, before: "", vocabulary: "", effort: Effort::Final };
        timed.recognise(&request).unwrap()
    }

    #[test]
    fn too_little_sound_changes_no_time() {
        let words = heard(&vec![0.0; 1600]);
        assert!(words.iter().all(|word| script().words.contains(word)), "{words:?}");
    }

    #[test]
    fn words_stay_in_order_and_within_the_stretch_whatever_it_sounds_like() {
        let mut random = fastrand::Rng::with_seed(5);
        for level in [0.0, 0.1, f32::NAN] {
            let pcm: Vec<f32> = (0..32_000).map(|_| (random.f32() - 0.5) * level).collect();
            let words = heard(&pcm);
            let mut said = START;
            for word in &words {
                assert!(word.span.start >= said && word.span.end >= word.span.start, "{words:?}");
                said = word.span.end;
            }
            assert!(words.len() == 2 && said <= START + Millis(2000), "{words:?}");
        }
    }
}
