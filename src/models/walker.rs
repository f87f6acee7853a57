//! Reading a file whose lengths are not to be believed.

use std::io::{self, BufReader, Read, Seek, SeekFrom};

use super::defect::Defect;

/// Reads forward and knows where the file ends, so that no length found in it causes an
/// allocation or a seek before it is seen to fit.
pub(super) struct Walker<R> {
    inner: BufReader<R>,
    at: u64,
    length: u64,
}

impl<R: Read + Seek> Walker<R> {
    pub(super) fn new(mut file: R) -> Result<Self, Defect> {
        let length = file.seek(SeekFrom::End(0)).map_err(Defect::Read)?;
        file.rewind().map_err(Defect::Read)?;
        Ok(Self { inner: BufReader::with_capacity(64 * 1024, file), at: 0, length })
    }

    pub(super) fn position(&self) -> u64 {
        self.at
    }

    pub(super) fn remaining(&self) -> u64 {
        self.length - self.at
    }

    fn claim(&mut self, bytes: u64) -> Result<(), Defect> {
        if bytes > self.remaining() {
            return Err(Defect::Cut { length: self.length });
        }
        self.at += bytes;
        Ok(())
    }

    fn fill(&mut self, buffer: &mut [u8]) -> Result<(), Defect> {
        self.inner.read_exact(buffer).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => Defect::Cut { length: self.length },
            _ => Defect::Read(error),
        })
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], Defect> {
        let mut bytes = [0; N];
        self.claim(N as u64)?;
        self.fill(&mut bytes)?;
        Ok(bytes)
    }

    pub(super) fn bytes(&mut self, count: usize) -> Result<Vec<u8>, Defect> {
        self.claim(count as u64)?;
        let mut bytes = vec![0; count];
        self.fill(&mut bytes)?;
        Ok(bytes)
    }

    pub(super) fn u8(&mut self) -> Result<u8, Defect> {
        self.array().map(|[byte]| byte)
    }

    pub(super) fn u16(&mut self) -> Result<u16, Defect> {
        self.array().map(u16::from_le_bytes)
    }

    pub(super) fn u32(&mut self) -> Result<u32, Defect> {
        self.array().map(u32::from_le_bytes)
    }

    pub(super) fn i32(&mut self) -> Result<i32, Defect> {
        self.array().map(i32::from_le_bytes)
    }

    pub(super) fn skip(&mut self, bytes: u64) -> Result<(), Defect> {
        self.claim(bytes)?;
        let offset = i64::try_from(bytes).map_err(|_| Defect::Cut { length: self.length })?;
        self.inner.seek_relative(offset).map_err(Defect::Read)
    }

    /// Gives the file back, at no particular position.
    pub(super) fn into_inner(self) -> R {
        self.inner.into_inner()
    }
}
