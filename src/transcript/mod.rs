//! What was said, word by word, with times on the recording's clock.
//!
//! Words come from a recogniser (untrusted: see [`repair`]) or from a typed transcript. This layer
//! knows nothing of audio or of what the words mean.

mod repair;
mod word;

pub use repair::repair;
pub use word::{Transcript, Word};
