//! Files that appear under their name only when they are whole and right.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::error::ModelError;

/// Bytes read or written between two reports of progress.
const STEP: usize = 1 << 20;

/// A file being written beside its final place; removed unless it is published.
pub(super) struct Draft {
    path: PathBuf,
    file: BufWriter<File>,
    hash: Sha256,
    length: u64,
    published: bool,
}

impl Draft {
    /// Starts `folder/.name.part`, replacing what an interrupted run left there.
    pub(super) fn create(folder: &Path, name: &str) -> Result<Self, ModelError> {
        fs::create_dir_all(folder).map_err(ModelError::io("create", folder))?;
        let path = folder.join(format!(".{name}.part"));
        let file = File::create(&path).map_err(ModelError::io("write", &path))?;
        let file = BufWriter::with_capacity(STEP, file);
        Ok(Self { path, file, hash: Sha256::new(), length: 0, published: false })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Brings everything to the disk; gives the length and the sha256.
    pub(super) fn finish(&mut self) -> Result<(u64, String), ModelError> {
        let flushed = self.file.flush().and_then(|()| self.file.get_ref().sync_all());
        flushed.map_err(ModelError::io("write", &self.path))?;
        Ok((self.length, hex(&self.hash.clone().finalize())))
    }

    /// Gives the file its name, in one step.
    pub(super) fn publish(mut self, target: &Path) -> Result<(), ModelError> {
        fs::rename(&self.path, target).map_err(ModelError::io("write", target))?;
        self.published = true;
        Ok(())
    }
}

impl Write for Draft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.file.write(bytes)?;
        self.hash.update(&bytes[..count]);
        self.length += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if !self.published {
            // Best effort: the next attempt replaces what is left.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Copies all of `from`, telling how many bytes are done.
pub(super) fn copy(
    from: &mut dyn Read,
    to: &mut dyn Write,
    progress: &mut dyn FnMut(u64),
) -> io::Result<u64> {
    let mut buffer = vec![0; STEP];
    let mut done = 0;
    loop {
        match from.read(&mut buffer) {
            Ok(0) => return Ok(done),
            Ok(count) => {
                to.write_all(&buffer[..count])?;
                done += count as u64;
                progress(done);
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// The sha256 of a file, in hexadecimal.
pub(super) fn sha256(path: &Path, progress: &mut dyn FnMut(u64)) -> Result<String, ModelError> {
    let mut file = File::open(path).map_err(ModelError::io("read", path))?;
    let mut hash = Hashing(Sha256::new());
    copy(&mut file, &mut hash, progress).map_err(ModelError::io("read", path))?;
    Ok(hex(&hash.0.finalize()))
}

struct Hashing(Sha256);

impl Write for Hashing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
