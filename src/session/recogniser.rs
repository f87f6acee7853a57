//! The recogniser as it is used.

use std::path::Path;

use crate::asr::{AsrError, Interrupt, Recogniser, Timed, Whisper};
use crate::voice::Pronouncer;

/// Loads a ggml file that has been checked, for `threads` threads: whisper's words, at the times of the
/// sounds that the voice would say them with.
///
/// # Errors
/// As [`Whisper::load`] and [`Timed::new`].
pub fn recogniser(
    weights: &Path,
    threads: usize,
    interrupt: Interrupt,
) -> Result<Box<dyn Recogniser>, AsrError> {
    let whisper = Whisper::load(weights, threads, interrupt)?;
    Ok(Box::new(Timed::new(Box::new(whisper), Box::new(Pronouncer::default()))?))
}
