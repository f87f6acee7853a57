//! Commands, one file each, and the one error that people see.

mod error;
pub mod models;

pub use error::CliError;
