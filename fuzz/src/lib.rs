//! What a fuzzer, and the test that replays its corpus, hand foreign bytes to.
//!
//! Each entry takes the way that a user's file takes, through public functions only, and goes on with what came out of
//! it to the pages and reports. Bytes may be refused; nothing may panic, hang or take memory without bounds. Beyond
//! that an entry asserts what must hold of anything that was taken.

mod answer;
mod bytes;
mod files;
mod shown;
mod web;

/// An entry, by the name of its target and of its folder in `fuzz/corpus`.
pub type Entry = (&'static str, fn(&[u8]));

/// Every entry.
pub const ENTRIES: &[Entry] = &[
    ("transcript", files::transcript),
    ("report", files::report),
    ("card", files::card),
    ("story", files::story),
    ("pattern", files::pattern),
    ("notation", answer::notation),
    ("answer", answer::answer),
    ("speech", files::speech),
    ("voice", files::voice),
    ("audio", files::audio),
    ("model", files::model),
    ("web", web::request),
];

/// Hands bytes to an entry.
///
/// # Panics
/// If there is no such entry, or if the entry finds something.
pub fn replay(target: &str, bytes: &[u8]) {
    let entry = ENTRIES.iter().find(|(name, _)| *name == target);
    let (_, entry) = entry.expect("a target has an entry");
    entry(bytes);
}
