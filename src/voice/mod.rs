//! Text to speech to the speaker; the only place that names rodio and the voice model.
//!
//! ```text
//! text -> sentences -> speakable words -> phonemes -> Piper's network -> Speech -> Player
//!                                      \-> espeak-ng's own voice ----/
//! ```
//!
//! [`Speaking`] makes speech one sentence at a time, so that the first can be heard while the
//! second is made; a [`Player`] queues it.

mod cache;
mod error;
mod espeak;
mod lexicon;
mod normalise;
mod phonemes;
mod piper;
mod player;
mod pronouncer;
mod quantity;
mod sentences;
mod speech;

use std::path::PathBuf;

use lexicon::Lexicon;

pub use error::VoiceError;
pub use espeak::EspeakVoice;
pub use piper::{Piper, VoiceFiles};
pub use player::{Player, Silent, Speaker, SpeakerFile};
pub use pronouncer::Pronouncer;
pub use speech::{SENTENCE_GAP_MS, Speech};

/// Turns words into sound.
pub trait Voice: Send {
    /// Names everything that decides how it sounds: the same identity and the same text give
    /// the same speech.
    fn identity(&self) -> String;

    /// Says one sentence that consists of words, digits and punctuation only. Speech without
    /// silence around it, at one level; empty if there is nothing to say.
    fn synthesise(&mut self, sentence: &str) -> Result<Speech, VoiceError>;
}

/// The interviewer's voice: the best one that this machine has.
pub struct Speaking {
    voice: Option<Box<dyn Voice>>,
    lexicon: Lexicon,
    note: Option<String>,
}

impl Speaking {
    /// Opens the Piper voice; if that is not possible espeak-ng's own; else stays mute.
    ///
    /// Speech is kept under `cache`, if given, and found there again.
    pub fn open(files: Option<&VoiceFiles>, cache: Option<PathBuf>) -> Self {
        let piper = files.map(Piper::open);
        let (voice, note): (Option<Box<dyn Voice>>, _) = match piper {
            Some(Ok(piper)) => (Some(Box::new(piper)), None),
            without_piper => {
                let reason = match without_piper {
                    Some(Err(error)) => with_hint(&error),
                    _ => "its voice is not installed (greenroom models install)".to_owned(),
                };
                match EspeakVoice::open() {
                    Ok(espeak) => {
                        let note = format!("the interviewer uses espeak-ng's voice: {reason}");
                        (Some(Box::new(espeak)), Some(note))
                    }
                    Err(error) => {
                        let note = format!("the interviewer only writes: {}", with_hint(&error));
                        (None, Some(note))
                    }
                }
            }
        };
        let voice = match (voice, cache) {
            (Some(voice), Some(folder)) => {
                Some(Box::new(cache::Cached::new(voice, folder)) as Box<dyn Voice>)
            }
            (voice, _) => voice,
        };
        Self { voice, lexicon: Lexicon::embedded(), note }
    }

    /// A voice that says nothing, for interviews that are only read.
    pub fn mute() -> Self {
        Self { voice: None, lexicon: Lexicon::embedded(), note: None }
    }

    /// Tells the user, in one line, why it is not the best voice; `None` if it is.
    pub fn note(&self) -> Option<&str> {
        self.note.as_deref()
    }

    /// The sentences of `text` as a voice gets them: words, digits and punctuation only.
    pub fn wording(&self, text: &str) -> Vec<String> {
        let sentences = sentences::sentences(text, &self.lexicon).into_iter();
        sentences.map(|sentence| normalise::speakable(sentence, &self.lexicon)).collect()
    }

    /// Says `text` one sentence at a time, each made when it is asked for. All but the last end
    /// with the pause that belongs between sentences, so they can be queued as they come.
    pub fn by_sentence<'a>(
        &'a mut self,
        text: &'a str,
    ) -> impl Iterator<Item = Result<Speech, VoiceError>> + 'a {
        let sentences = self.wording(text);
        let last = sentences.len();
        self.voice.iter_mut().flat_map(move |voice| {
            (1..).zip(sentences.clone()).map(move |(place, sentence)| {
                let speech = voice.synthesise(&sentence)?;
                Ok(if place < last { speech.then_silence(SENTENCE_GAP_MS) } else { speech })
            })
        })
    }

    /// Says all of `text` in one piece; empty for a mute voice or an empty text. Also fills the
    /// cache with what will be said later.
    pub fn synthesise(&mut self, text: &str) -> Result<Speech, VoiceError> {
        let mut whole = Speech::default();
        for speech in self.by_sentence(text) {
            let speech = speech?;
            whole.rate_hz = speech.rate_hz;
            whole.samples.extend(speech.samples);
        }
        Ok(whole)
    }
}

fn with_hint(error: &VoiceError) -> String {
    match error.hint() {
        Some(hint) => format!("{error} ({hint})"),
        None => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Says a text as one sample a byte, and fails on "fail.".
    struct Echo;

    impl Voice for Echo {
        fn identity(&self) -> String {
            "echo".to_owned()
        }

        fn synthesise(&mut self, sentence: &str) -> Result<Speech, VoiceError> {
            if sentence == "fail." {
                return Err(VoiceError::Shape);
            }
            Ok(Speech { samples: vec![0.5; sentence.len()], rate_hz: 1000 })
        }
    }

    fn speaking(voice: Option<Box<dyn Voice>>) -> Speaking {
        Speaking { voice, lexicon: Lexicon::embedded(), note: None }
    }

    #[test]
    fn sentences_come_one_by_one_with_a_pause_between_them() {
        let mut speaking = speaking(Some(Box::new(Echo)));
        let lens: Vec<_> =
            speaking.by_sentence("It cost $5. Why?").map(|s| s.unwrap().samples.len()).collect();
        assert_eq!(lens, ["It cost 5 dollars.".len() + 250, "Why?".len()]);
        assert_eq!(speaking.synthesise("It cost $5. Why?").unwrap().samples.len(), 18 + 250 + 4);
    }

    #[test]
    fn the_first_sentence_is_there_before_a_later_one_fails() {
        let mut speaking = speaking(Some(Box::new(Echo)));
        let mut speech = speaking.by_sentence("Good. fail. Good.");
        assert!(speech.next().unwrap().is_ok());
        assert!(speech.next().unwrap().is_err());
        drop(speech);
        assert!(speaking.synthesise("fail.").is_err());
    }

    #[test]
    fn a_mute_voice_says_nothing_and_fails_never() {
        let mut mute = speaking(None);
        assert_eq!(mute.by_sentence("Hello. World.").count(), 0);
        assert!(mute.synthesise("Hello.").unwrap().is_empty());
    }

    #[test]
    fn a_voice_that_cannot_be_opened_is_told_in_one_line() {
        let files =
            VoiceFiles { model: "/nowhere/v.onnx".into(), config: "/nowhere/v.json".into() };
        let speaking = Speaking::open(Some(&files), None);
        let note = speaking.note().unwrap();
        assert!(!note.contains('\n') && note.starts_with("the interviewer"), "{note}");
    }
}
