//! What the caller is told while something takes long.

/// A kind of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// A package is fetched; pip shows how far it is.
    Download,
    /// A download from before is not what it should be and is fetched again.
    Discard,
    Unpack,
    Convert,
    Check,
}

/// How far a stage has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress<'a> {
    pub stage: Stage,
    /// The file or package.
    pub what: &'a str,
    /// Bytes, at most `total`.
    pub done: u64,
    pub total: u64,
}
