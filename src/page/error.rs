//! What can go wrong with a page.

/// A page could not be written.
#[derive(Debug, thiserror::Error)]
#[error("the page could not be written")]
pub struct PageError(#[from] askama::Error);
