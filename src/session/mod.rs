//! Wiring: microphone, recogniser, voice, machine and store put together; the only place that
//! names tokio.
//!
//! [`Interview`] is one interview, [`transcribe()`] turns one recording into words. Both hear
//! through the same ear; what to do when is decided by [`crate::interview::Machine`] and only
//! carried out here.

mod drilled;
mod ear;
mod event;
mod exchange;
mod interview;
mod mouth;
mod outcome;
mod recogniser;
mod record;
mod recover;
mod rehear;
mod screen;
mod take;
mod transcribe;
mod understand;

pub use event::{Control, SessionEvent, Teller, events};
pub use interview::Interview;
pub use mouth::Organs;
pub use outcome::{Outcome, SessionError, Timings};
pub use recogniser::recogniser;
pub use record::{Record, engine, meta};
pub use recover::{CutOff, Recovered, recover};
pub use rehear::{Comparison, compare_models};
pub use screen::{Cue, Screen, Shown, Status};
pub use take::TimeCues;
pub use transcribe::{Heard, transcribe};
pub use understand::Understanding;
