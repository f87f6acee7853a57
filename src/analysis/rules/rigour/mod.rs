//! How it is known.

mod ignored_alerts;
mod no_prevention;
mod no_root_cause;
mod skipped_postmortem;
mod superficial_validation;

pub(in crate::analysis) use ignored_alerts::IgnoredAlerts;
pub(in crate::analysis) use no_prevention::NoPrevention;
pub(in crate::analysis) use no_root_cause::NoRootCause;
pub(in crate::analysis) use skipped_postmortem::SkippedPostmortem;
pub(in crate::analysis) use superficial_validation::SuperficialValidation;
