//! What was taken from it.

mod below_the_level;
mod generic_reflection;
mod no_reflection;

pub(in crate::analysis) use below_the_level::BelowTheLevel;
pub(in crate::analysis) use generic_reflection::GenericReflection;
pub(in crate::analysis) use no_reflection::NoReflection;
