//! What every course has in common, whatever is asked in it.

use super::{Effect, Event, Machine};

/// The course of a session: takes what happened, and says what to do.
pub trait Course {
    /// Takes one event. Events that do not fit change nothing: keys are pressed at any time, and words
    /// arrive late.
    fn take(&mut self, event: Event) -> Vec<Effect>;

    fn is_over(&self) -> bool;

    /// Whether the speaker stopped it before its end.
    fn was_interrupted(&self) -> bool;
}

impl Course for Machine {
    fn take(&mut self, event: Event) -> Vec<Effect> {
        let (next, effects) = self.clone().step(event);
        *self = next;
        effects
    }

    fn is_over(&self) -> bool {
        Self::is_over(self)
    }

    fn was_interrupted(&self) -> bool {
        Self::was_interrupted(self)
    }
}
