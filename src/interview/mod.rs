//! The course of an interview as a pure state machine.
//!
//! [`Machine::step`] takes what happened and returns what to do. It knows no threads, no devices
//! and no clock: time comes in with [`Event::Tick`], so whole interviews are tested in microseconds.

mod clock;
mod course;
mod drilling;
mod end_phrase;
mod lines;
mod machine;
mod plan;

pub use clock::DrillClock;
pub use course::Course;
pub use drilling::{DrillLines, Drilling};
pub use end_phrase::EndPhrases;
pub use lines::{Lines, LinesError};
pub use machine::{Effect, End, Event, FollowUp, Machine, Role, Step};
pub use plan::{Wishes, plan};
