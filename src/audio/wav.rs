//! WAV files whose header does not tell the truth.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use symphonia::core::io::MediaSource;

/// A file, with a WAV header corrected on the way: a recording that was cut off by a crash has a
/// header from before its last samples, or one that promises more than there is.
pub(super) struct Source {
    file: File,
    length: u64,
    at: u64,
    /// Bytes that read differently from what is on the disk.
    patches: Vec<(u64, [u8; 4])>,
}

impl Source {
    pub(super) fn new(mut file: File) -> io::Result<Self> {
        let length = file.metadata()?.len();
        let patches = corrections(&mut file, length)?;
        file.rewind()?;
        Ok(Self { file, length, at: 0, patches })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.length == 0
    }
}

/// What the header should say, where it says something else.
fn corrections(file: &mut File, length: u64) -> io::Result<Vec<(u64, [u8; 4])>> {
    let mut header = [0; 12];
    if length < 12 {
        return Ok(Vec::new());
    }
    file.read_exact(&mut header)?;
    if &header[..4] != b"RIFF" || &header[8..] != b"WAVE" {
        return Ok(Vec::new());
    }
    let mut at = 12;
    while let Some((name, size)) = chunk_at(file, at, length)? {
        let body = at + 8;
        if &name == b"data" {
            let there = length - body;
            let whole = size > 0 && size <= there && followed_by_chunks(file, body + size, length)?;
            if whole {
                return Ok(Vec::new());
            }
            return Ok(vec![(4, size_bytes(length - 8)), (at + 4, size_bytes(there))]);
        }
        at = body.saturating_add(size + size % 2);
    }
    Ok(Vec::new())
}

/// Whether the rest of the file is a chain of chunks, and not samples that the header left out.
fn followed_by_chunks(file: &mut File, end: u64, length: u64) -> io::Result<bool> {
    // The pad byte after an odd length is often forgotten.
    for start in [end, end + end % 2] {
        let mut at = start;
        while let Some((name, size)) = chunk_at(file, at, length)? {
            if !name.iter().all(|byte| byte.is_ascii_graphic() || *byte == b' ') {
                break;
            }
            at = at.saturating_add(8 + size + size % 2);
        }
        if at >= length {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The chunk header at `at`, or `None` if the file ends before.
fn chunk_at(file: &mut File, at: u64, length: u64) -> io::Result<Option<([u8; 4], u64)>> {
    if at.saturating_add(8) > length {
        return Ok(None);
    }
    let (mut name, mut size) = ([0; 4], [0; 4]);
    file.seek(SeekFrom::Start(at))?;
    file.read_exact(&mut name)?;
    file.read_exact(&mut size)?;
    Ok(Some((name, u64::from(u32::from_le_bytes(size)))))
}

fn size_bytes(size: u64) -> [u8; 4] {
    u32::try_from(size).unwrap_or(u32::MAX).to_le_bytes()
}

impl Read for Source {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        for (place, bytes) in &self.patches {
            for (offset, byte) in (*place..).zip(bytes) {
                let index = offset.checked_sub(self.at).and_then(|i| usize::try_from(i).ok());
                if let Some(target) = index.and_then(|i| buffer[..read].get_mut(i)) {
                    *target = *byte;
                }
            }
        }
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Source {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.at = self.file.seek(to)?;
        Ok(self.at)
    }
}

impl MediaSource for Source {
    fn is_seekable(&self) -> bool {
        true
    }

    fn byte_len(&self) -> Option<u64> {
        Some(self.length)
    }
}
