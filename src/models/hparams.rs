//! The numbers at the head of a recogniser file, and the bounds they must keep.

use super::defect::Defect;

/// Frames of audio that the encoder takes: 30 s of 20 ms. Whisper knows no other length.
const AUDIO_CONTEXT: u32 = 1500;
/// Tokens that the decoder looks back on. Whisper knows no other length.
const TEXT_CONTEXT: u32 = 448;
/// Width of one attention head, the same in all Whisper models.
const HEAD: u32 = 64;
/// Vocabulary of English-only models, of multilingual ones, and of large-v3 (one more language).
///
/// whisper.cpp derives the ids of its special tokens from these sizes, so a file with any other
/// would be decoded wrongly rather than refused.
const VOCABULARIES: [u32; 3] = [51_864, 51_865, 51_866];
/// Mel bands: 128 since large-v3.
const MEL_BANDS: [u32; 2] = [80, 128];
/// Width of large models: 20 heads of 64.
const WIDEST: u32 = 1280;
/// Layers of large models.
const DEEPEST: u32 = 32;

/// Sizes of a Whisper model; all tensor shapes follow from them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hparams {
    pub(super) vocabulary: u32,
    pub(super) audio_context: u32,
    /// Width of encoder and decoder.
    pub(super) state: u32,
    pub(super) audio_layers: u32,
    pub(super) text_context: u32,
    pub(super) text_layers: u32,
    pub(super) mel_bands: u32,
}

impl Hparams {
    /// Heads of each attention layer.
    pub(super) fn heads(&self) -> u32 {
        self.state / HEAD
    }

    /// Refuses sizes that no Whisper model has, which also bounds everything derived from them.
    pub(super) fn validate(&self) -> Result<(), Defect> {
        let one_of = |field, value: u32, allowed: &[u32]| {
            if allowed.contains(&value) {
                Ok(())
            } else {
                Err(Defect::Header { field, value: i64::from(value) })
            }
        };
        let within = |field, value: u32, most: u32| {
            if (1..=most).contains(&value) {
                Ok(())
            } else {
                Err(Defect::Header { field, value: i64::from(value) })
            }
        };
        one_of("vocabulary size", self.vocabulary, &VOCABULARIES)?;
        one_of("audio context", self.audio_context, &[AUDIO_CONTEXT])?;
        one_of("text context", self.text_context, &[TEXT_CONTEXT])?;
        one_of("number of mel bands", self.mel_bands, &MEL_BANDS)?;
        within("number of audio layers", self.audio_layers, DEEPEST)?;
        within("number of text layers", self.text_layers, DEEPEST)?;
        within("width", self.state, WIDEST)?;
        if !self.state.is_multiple_of(HEAD) {
            return Err(Defect::Header { field: "width", value: i64::from(self.state) });
        }
        Ok(())
    }
}
