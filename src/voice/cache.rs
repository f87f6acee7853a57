//! What was said before, kept on disk by content.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process;

use sha2::{Digest, Sha256};

use super::{Speech, Voice, VoiceError};

/// About an hour and a quarter of speech at 22,050 Hz: far more than all questions and feedback
/// that repeat.
const MOST_BYTES: u64 = 200 << 20;

/// The ending of an entry's name; what has another is not touched.
const ENDING: &str = "speech";

/// The start of an entry; the number grows with the format.
const MAGIC: &[u8; 8] = b"grspeak1";

/// Magic, rate and checksum.
const HEADER: usize = 8 + 4 + 32;

/// A voice that remembers.
///
/// An entry's name is a hash over the voice's identity and the text as it is spoken, so a new
/// voice, or another way to read a number, finds no old entry. An entry that is damaged counts
/// as absent, and a folder that cannot be written to costs only time.
pub(super) struct Cached {
    voice: Box<dyn Voice>,
    folder: PathBuf,
    most_bytes: u64,
}

impl Cached {
    pub(super) fn new(voice: Box<dyn Voice>, folder: PathBuf) -> Self {
        Self { voice, folder, most_bytes: MOST_BYTES }
    }

    fn entry(&self, sentence: &str) -> PathBuf {
        let mut hash = Sha256::new();
        hash.update(self.voice.identity());
        // No identity and no text contains it, so no two pairs join to the same bytes.
        hash.update([0]);
        hash.update(sentence);
        self.folder.join(hex(&hash.finalize())).with_extension(ENDING)
    }

    /// Writes beside the entry and renames, so that a reader finds all of it or nothing.
    fn keep(&self, entry: &Path, speech: &Speech) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        let part = entry.with_extension(format!("{}.{ENDING}", process::id()));
        let written = fs::write(&part, encode(speech)).and_then(|()| fs::rename(&part, entry));
        if written.is_err() {
            // Half an entry on a full disk would make it no emptier.
            let _ = fs::remove_file(&part);
        }
        written?;
        self.shrink()
    }

    /// Removes the oldest entries until a tenth of the allowance is free again.
    fn shrink(&self) -> io::Result<()> {
        let mut entries = Vec::new();
        for file in fs::read_dir(&self.folder)? {
            let file = file?;
            let path = file.path();
            if path.extension().is_some_and(|ending| ending == ENDING)
                && let Ok(metadata) = file.metadata()
            {
                entries.push((metadata.modified()?, path, metadata.len()));
            }
        }
        let mut bytes: u64 = entries.iter().map(|(_, _, len)| len).sum();
        if bytes <= self.most_bytes {
            return Ok(());
        }
        entries.sort();
        for (_, path, len) in entries {
            if bytes <= self.most_bytes / 10 * 9 {
                break;
            }
            fs::remove_file(path)?;
            bytes -= len;
        }
        Ok(())
    }
}

impl Voice for Cached {
    fn identity(&self) -> String {
        self.voice.identity()
    }

    fn synthesise(&mut self, sentence: &str) -> Result<Speech, VoiceError> {
        let entry = self.entry(sentence);
        if let Some(speech) = fs::read(&entry).ok().and_then(|bytes| decode(&bytes)) {
            return Ok(speech);
        }
        let speech = self.voice.synthesise(sentence)?;
        if !speech.is_empty() {
            // Speaking goes on without: a full or read-only disk only costs time.
            let _ = self.keep(&entry, &speech);
        }
        Ok(speech)
    }
}

/// Magic, rate, SHA-256 over rate and samples, then 16 bit samples, little endian.
fn encode(speech: &Speech) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(HEADER + speech.samples.len() * 2);
    bytes.extend(MAGIC);
    bytes.extend(speech.rate_hz.to_le_bytes());
    bytes.extend([0; 32]);
    for sample in &speech.samples {
        #[expect(clippy::cast_possible_truncation, reason = "a clamped sample fits")]
        let sample = (sample.clamp(-1.0, 1.0) * 32_767.0).round() as i16;
        bytes.extend(sample.to_le_bytes());
    }
    let sum = checksum(&bytes);
    bytes[12..HEADER].copy_from_slice(&sum);
    bytes
}

fn decode(bytes: &[u8]) -> Option<Speech> {
    if bytes.len() < HEADER || &bytes[..8] != MAGIC || bytes[12..HEADER] != checksum(bytes) {
        return None;
    }
    let rate_hz = u32::from_le_bytes(bytes[8..12].try_into().ok()?);
    let samples = bytes[HEADER..]
        .chunks_exact(2)
        .map(|pair| f32::from(i16::from_le_bytes([pair[0], pair[1]])) / 32_767.0)
        .collect();
    Some(Speech { samples, rate_hz })
}

fn checksum(bytes: &[u8]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(&bytes[8..12]);
    hash.update(&bytes[HEADER..]);
    hash.finalize().into()
}

pub(super) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |half: u8| char::from(DIGITS[usize::from(half)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Says each text as its bytes, and counts how often it was asked.
    struct Counting(u32);

    impl Voice for Counting {
        fn identity(&self) -> String {
            "counting".to_owned()
        }

        fn synthesise(&mut self, sentence: &str) -> Result<Speech, VoiceError> {
            self.0 += 1;
            let loudness = |byte: u8| f32::from(byte) / 256.0;
            Ok(Speech {
                samples: sentence.bytes().map(loudness).collect(),
                rate_hz: 22_050 + self.0,
            })
        }
    }

    fn cached(folder: &Path) -> Cached {
        Cached::new(Box::new(Counting(0)), folder.to_owned())
    }

    /// The rate tells whether it was made now or found.
    fn rate(voice: &mut Cached, text: &str) -> u32 {
        voice.synthesise(text).unwrap().rate_hz
    }

    #[test]
    fn what_was_said_before_is_not_made_again() {
        let folder = tempfile::tempdir().unwrap();
        let first = cached(folder.path()).synthesise("hello").unwrap();
        let mut voice = cached(folder.path());
        let found = voice.synthesise("hello").unwrap();
        assert_eq!(found.rate_hz, first.rate_hz);
        assert!(found.samples.iter().zip(&first.samples).all(|(a, b)| (a - b).abs() < 1e-4));
        assert_eq!(rate(&mut voice, "other"), 22_051);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn a_damaged_or_truncated_entry_is_made_anew() {
        let folder = tempfile::tempdir().unwrap();
        let mut voice = cached(folder.path());
        rate(&mut voice, "hello");
        let entry = voice.entry("hello");
        let whole = fs::read(&entry).unwrap();
        let mut flipped = whole.clone();
        flipped[HEADER + 1] ^= 1;
        let damages = [&whole[..0], &whole[..HEADER - 1], &whole[..whole.len() - 1], &flipped];
        for (round, damage) in (2..).zip(damages) {
            fs::write(&entry, damage).unwrap();
            assert_eq!(rate(&mut voice, "hello"), 22_050 + round);
            assert_eq!(rate(&mut voice, "hello"), 22_050 + round);
        }
    }

    #[test]
    fn a_folder_that_cannot_be_written_does_not_prevent_speaking() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a file in the folder's place");
        fs::write(&file, "").unwrap();
        let mut voice = cached(&file);
        assert_eq!(rate(&mut voice, "hello"), 22_051);
        assert_eq!(rate(&mut voice, "hello"), 22_052);
    }

    #[test]
    fn the_oldest_entries_make_room() {
        let folder = tempfile::tempdir().unwrap();
        let mut voice = cached(folder.path());
        let entry_len = HEADER as u64 + 2;
        voice.most_bytes = entry_len * 10;
        fs::write(folder.path().join("not ours"), [0; 10_000]).unwrap();
        for (day, text) in (1..).zip(["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"]) {
            rate(&mut voice, text);
            let written = std::time::UNIX_EPOCH + std::time::Duration::from_secs(day * 86_400);
            let file = fs::File::options().append(true).open(voice.entry(text)).unwrap();
            file.set_modified(written).unwrap();
        }
        rate(&mut voice, "k");
        let kept: String = ('a'..='k').filter(|c| voice.entry(&c.to_string()).exists()).collect();
        assert_eq!(kept, "cdefghijk");
        assert!(folder.path().join("not ours").exists());
    }

    #[test]
    fn another_voice_finds_nothing() {
        struct Other;
        impl Voice for Other {
            fn identity(&self) -> String {
                "other".to_owned()
            }
            fn synthesise(&mut self, _: &str) -> Result<Speech, VoiceError> {
                unreachable!()
            }
        }
        let here = || PathBuf::from("here");
        let other = Cached::new(Box::new(Other), here());
        assert_ne!(other.entry("a"), Cached::new(Box::new(Counting(0)), here()).entry("a"));
    }
}
