//! Sessions on disk: one folder each, with the recordings as they were spoken and a `session.json`.
//!
//! A recording is never lost to a crash: the folder and a draft of its `session.json` exist before
//! the first sample, and the final file replaces the draft in one step. What is looked up across
//! sessions is in the [`Ledger`], which can be made again from the folders. Folders are for their
//! owner's eyes only (0700, files 0600, where the platform has such modes).

mod attempts;
mod database;
mod drills;
mod error;
mod folder;
mod ledger;
mod lock;
mod sessions;
mod started;
mod stories;

pub use attempts::SessionLine;
pub use error::StoreError;
pub use folder::SessionFolder;
pub use ledger::Ledger;
pub use lock::Lock;
pub use sessions::{Store, Unfinished};
pub use started::Started;
pub use stories::Stories;
