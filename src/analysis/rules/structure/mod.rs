//! What a story has, and in which order.

mod missing_section;

pub(in crate::analysis) use missing_section::MissingSection;
