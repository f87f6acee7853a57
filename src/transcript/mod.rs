//! What was said, word by word, with times on the recording's clock.
//!
//! Words come from a recogniser (untrusted: see [`repair`]) or from a typed transcript. This layer
//! knows nothing of audio or of what the words mean.

mod align;
mod clarity;
mod notation;
pub mod parse;
mod pronounce;
mod repair;
mod sentences;
mod word;

pub use align::align;
pub use clarity::{is_guesswork, mean_confidence};
pub use notation::{NotationError, Spoken};
pub use pronounce::Pronounce;
pub use repair::repair;
pub use sentences::{Sentence, sentences};
pub use word::{Transcript, Word};
