//! Who did it, and whose it was.

mod no_scope_boundary;
mod we_language;

pub(in crate::analysis) use no_scope_boundary::NoScopeBoundary;
pub(in crate::analysis) use we_language::WeLanguage;
