//! How it is said.

mod filled_pauses;
mod long_pause;

pub(in crate::analysis) use filled_pauses::FilledPauses;
pub(in crate::analysis) use long_pause::LongPause;
