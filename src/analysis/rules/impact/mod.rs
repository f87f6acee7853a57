//! What it was worth.

mod no_business_value;
mod no_metric;
mod no_second_order_effect;
mod vague_ending;

pub(in crate::analysis) use no_business_value::NoBusinessValue;
pub(in crate::analysis) use no_metric::NoMetric;
pub(in crate::analysis) use no_second_order_effect::NoSecondOrderEffect;
pub(in crate::analysis) use vague_ending::VagueEnding;
