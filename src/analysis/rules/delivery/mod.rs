//! How it is said.

mod crutch_phrase;
mod false_starts;
mod fast_pace;
mod filled_pauses;
mod hedging;
mod long_pause;
mod slow_pace;
mod slow_start;

pub(in crate::analysis) use crutch_phrase::CrutchPhrase;
pub(in crate::analysis) use false_starts::FalseStarts;
pub(in crate::analysis) use fast_pace::FastPace;
pub(in crate::analysis) use filled_pauses::FilledPauses;
pub(in crate::analysis) use hedging::Hedging;
pub(in crate::analysis) use long_pause::LongPause;
pub(in crate::analysis) use slow_pace::SlowPace;
pub(in crate::analysis) use slow_start::SlowStart;
