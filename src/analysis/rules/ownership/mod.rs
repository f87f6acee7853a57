//! Who did it, and whose it was.

mod blame;
mod handed_off;
mod hidden_candidate;
mod no_scope_boundary;
mod opportunistic_motive;
mod we_language;

pub(in crate::analysis) use blame::Blame;
pub(in crate::analysis) use handed_off::HandedOff;
pub(in crate::analysis) use hidden_candidate::HiddenCandidate;
pub(in crate::analysis) use no_scope_boundary::NoScopeBoundary;
pub(in crate::analysis) use opportunistic_motive::OpportunisticMotive;
pub(in crate::analysis) use we_language::WeLanguage;
