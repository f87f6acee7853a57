//! Voice activity: which stretches of the recording hold a voice.
//!
//! A neural detector scores frames of 16 ms, [`Detector`] keeps the voiced
//! spans of the whole recording with edges found by energy, and [`Utterances`] cuts the stream
//! into pieces for the recogniser; sounds that are held, as in "uhh", are noted. Everything is on the sample clock; nothing is ever removed
//! from the recording.

mod detector;
mod edges;
mod gain;
mod gate;
mod held;
mod rumble;
mod utterance;
mod vowel;

pub use detector::{Detector, track};
pub use gate::{FRAME, Frame};
pub use utterance::{Event, Utterances, Windows};

/// Samples a second that the detector takes, mono.
pub const SAMPLE_RATE: u32 = 16_000;
