//! Commands, one file each, and the one error that people see.

mod error;

pub use error::CliError;
