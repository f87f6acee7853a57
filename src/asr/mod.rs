//! Speech to words; the only place that names `whisper_rs`.
//!
//! [`Recogniser`] turns one stretch of audio into words. [`Stream`] runs it on a thread of its own
//! over an answer that is still being spoken: tentative words about once a second, committed words
//! once an utterance is over or enough of a long one is settled. Committed words are never taken back. Word times are on the clock of
//! the take: its first sample is at 0.

mod error;
mod gain;
mod gaps;
mod guesswork;
mod heads;
mod join;
mod loops;
mod recogniser;
mod scripted;
mod settle;
mod size;
mod soundness;
mod steps;
mod stream;
mod take;
pub mod timing;
mod tokens;
mod utterance;
mod whisper;
mod window;

pub use error::AsrError;
pub use recogniser::{Effort, Interrupt, LoadRecogniser, Recogniser, Request};
pub use scripted::Scripted;
pub use size::size_in_millions;
pub use stream::{Feed, Heard, Pace, Stream};
pub use timing::Timed;
pub use whisper::Whisper;
