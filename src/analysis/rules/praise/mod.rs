//! What went well.

mod clear_ownership;
mod concise_situation;
mod quantified_impact;

pub(in crate::analysis) use clear_ownership::ClearOwnership;
pub(in crate::analysis) use concise_situation::ConciseSituation;
pub(in crate::analysis) use quantified_impact::QuantifiedImpact;
