//! The recogniser as the rest of the program sees it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::AsrError;
use crate::timeline::Millis;
use crate::transcript::Word;

/// Sample rate of all audio that a recogniser is given.
pub(super) const SAMPLE_RATE_HZ: u32 = 16_000;

/// How much work a pass is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effort {
    /// The first words of an utterance to show, which are waited for; may be wrong, may be cut short.
    Prompt,
    /// More words to show while the person speaks, as cheap as can be; may be wrong, may be cut short.
    Tentative,
    /// Words to show while the voice pauses, which are kept if it does not go on; may be cut short.
    Provisional,
    /// Words to keep.
    Final,
    /// Words that bear out others, heard without any text to go by.
    Unprompted,
    /// Words to keep, after a final pass got stuck.
    Careful,
    /// Words to keep, after a careful pass got stuck, too: whatever it costs.
    Exhaustive,
}

/// One stretch of audio to be recognised.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// Where the stretch starts on the take's clock.
    pub start: Millis,
    /// 16 kHz mono, -1 to 1.
    pub pcm: &'a [f32],
    /// What was said before, for consistent names and spelling.
    pub before: &'a str,
    /// Names and terms that may be said, with commas between them; empty if nobody knows.
    pub vocabulary: &'a str,
    pub effort: Effort,
}

/// Turns stretches of audio into words.
pub trait Recogniser: Send {
    /// The model's name, for the record: `ggml-base`.
    fn model(&self) -> &str;

    /// Recognises one stretch. Word times are on the take's clock.
    ///
    /// # Errors
    /// [`AsrError::Interrupted`] if a tentative pass was cut short, else what the engine said.
    fn recognise(&mut self, request: &Request<'_>) -> Result<Vec<Word>, AsrError>;
}

/// Makes a recogniser on the thread that will use it.
pub type LoadRecogniser =
    Box<dyn FnOnce(Interrupt) -> Result<Box<dyn Recogniser>, AsrError> + Send>;

/// Cuts a tentative pass short when something more urgent waits.
///
/// Counts what is waiting, so that it is lowered by the message that raised it and by no other: a flag
/// cleared with the message before, or raised once the message was read, would be about the wrong pass.
#[derive(Clone, Debug, Default)]
pub struct Interrupt(Arc<AtomicUsize>);

impl Interrupt {
    /// Something urgent is about to be sent.
    pub fn raise(&self) {
        self.0.fetch_add(1, Ordering::AcqRel);
    }

    /// Something urgent was received.
    pub fn lower(&self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }

    /// Whether something urgent was not yet received.
    pub fn is_raised(&self) -> bool {
        self.0.load(Ordering::Acquire) > 0
    }
}
