//! What was taken from it.

mod generic_reflection;
mod no_reflection;

pub(in crate::analysis) use generic_reflection::GenericReflection;
pub(in crate::analysis) use no_reflection::NoReflection;
