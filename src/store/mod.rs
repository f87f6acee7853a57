//! Sessions on disk: one folder each, with the recordings as they were spoken and a `session.json`.
//!
//! A recording is never lost to a crash: the folder and a draft of its `session.json` exist before
//! the first sample, and the final file replaces the draft in one step. Folders are for their
//! owner's eyes only (0700, files 0600, where the platform has such modes).

mod error;
mod folder;
mod lock;
mod sessions;
mod started;

pub use error::StoreError;
pub use folder::SessionFolder;
pub use lock::Lock;
pub use sessions::{Listing, Store, Unfinished};
pub use started::Started;
