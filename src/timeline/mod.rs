//! Time as the whole program counts it: whole milliseconds on one clock.
//!
//! Everything that is measured in an answer (words, pauses, sections, findings) is a
//! [`TimeSpan`] on the clock of its recording, which starts at the recording's first sample.
//! This layer knows no audio, no text and no devices.

mod clock;
mod millis;
mod span;
mod track;

pub use clock::SampleClock;
pub use millis::Millis;
pub use span::TimeSpan;
pub use track::SpeechTrack;
