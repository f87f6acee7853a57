//! What went well.

mod clear_ownership;
mod concise_situation;
mod quantified_impact;
mod specific_reflection;
mod systemic_insight;
mod verified_fix;

pub(in crate::analysis) use clear_ownership::ClearOwnership;
pub(in crate::analysis) use concise_situation::ConciseSituation;
pub(in crate::analysis) use quantified_impact::QuantifiedImpact;
pub(in crate::analysis) use specific_reflection::SpecificReflection;
pub(in crate::analysis) use systemic_insight::SystemicInsight;
pub(in crate::analysis) use verified_fix::VerifiedFix;
