//! One running interview at a time: two would share a microphone.

use std::fs::{self, File, TryLockError};
use std::io::{Seek, Write};
use std::path::Path;

use super::StoreError;
use super::folder::private_file;

/// Holds the store until it is dropped; the system lets go of it if the process dies.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    pub(super) fn take(path: &Path) -> Result<Self, StoreError> {
        let write_error = |source| StoreError::Write { path: path.to_owned(), source };
        let mut file =
            private_file().create(true).truncate(false).open(path).map_err(write_error)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let pid = fs::read_to_string(path).ok().and_then(|text| text.trim().parse().ok());
                return Err(StoreError::Busy { pid });
            }
            Err(TryLockError::Error(source)) => return Err(write_error(source)),
        }
        // The number only serves the other one's error message.
        file.rewind()
            .and_then(|()| file.set_len(0))
            .and_then(|()| writeln!(file, "{}", std::process::id()))
            .map_err(write_error)?;
        Ok(Self { _file: file })
    }
}
