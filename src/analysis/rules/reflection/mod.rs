//! What was taken from it.

mod no_reflection;

pub(in crate::analysis) use no_reflection::NoReflection;
