//! How far a pass may go.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::timeline::Millis;

/// The most tokens that a pass may give. whisper.cpp stops at 220 by itself, but without an end that
/// it could align; speech has three to five tokens a second.
pub(super) const MOST_TOKENS: u32 = 200;

/// Before the first token there is a step for the encoder and one for the prompt.
const BEFORE: u32 = 2;

/// The steps that are left of a pass: whisper.cpp asks after each whether it should stop.
///
/// Its own limit on tokens is of no use with aligned words: it leaves a text without an end, and the
/// alignment then reads past the last segment.
#[derive(Clone, Debug, Default)]
pub(super) struct Steps(Arc<AtomicU32>);

impl Steps {
    /// Allows as many as the fastest speech takes, too few for a long loop.
    pub(super) fn allow(&self, audio: Millis) {
        let tokens = u32::try_from(audio.0 * 8 / 1000 + 16).unwrap_or(MOST_TOKENS);
        self.0.store(BEFORE + tokens.min(MOST_TOKENS), Ordering::Relaxed);
    }

    /// Takes one; tells whether it was the last.
    pub(super) fn take(&self) -> bool {
        let left = self.0.load(Ordering::Relaxed).saturating_sub(1);
        self.0.store(left, Ordering::Relaxed);
        left == 0
    }

    /// Whether there is none left.
    pub(super) fn are_used_up(&self) -> bool {
        self.0.load(Ordering::Relaxed) == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pass_ends_with_its_steps() {
        let steps = Steps::default();
        steps.allow(Millis(1000));
        let taken = std::iter::repeat_with(|| steps.take()).take_while(|last| !last).count();
        assert_eq!((taken, steps.are_used_up()), (2 + 24 - 1, true));
        steps.allow(Millis(3_600_000));
        let taken = std::iter::repeat_with(|| steps.take()).take_while(|last| !last).count();
        assert_eq!(taken, 201);
    }
}
