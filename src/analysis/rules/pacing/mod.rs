//! Where the time goes.

mod action_too_thin;
mod answer_too_long;
mod answer_too_short;
mod architecture_digression;
mod situation_too_long;

pub(in crate::analysis) use action_too_thin::ActionTooThin;
pub(in crate::analysis) use answer_too_long::AnswerTooLong;
pub(in crate::analysis) use answer_too_short::AnswerTooShort;
pub(in crate::analysis) use architecture_digression::ArchitectureDigression;
pub(in crate::analysis) use situation_too_long::SituationTooLong;
