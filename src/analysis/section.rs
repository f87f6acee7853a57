//! The parts of a story.

use crate::timeline::TimeSpan;

/// The name of a section, as the framework's file and the JSON spell it: `situation`,
/// `root-cause`, `other`.
pub type SectionName = String;

/// A sentence and the section that it stands in.
#[derive(Clone, Debug, PartialEq)]
pub struct LabelledSentence {
    pub text: String,
    pub span: TimeSpan,
    /// Indices of its words in the transcript.
    pub words: std::ops::Range<usize>,
    pub section: SectionName,
    /// How sure the segmenter is of the label, 0 to 1.
    pub confidence: f32,
    /// A person said so.
    pub is_told: bool,
}

/// A run of sentences of one section.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    pub name: SectionName,
    /// From the start of its first word to the start of the next section (or the end of its last
    /// word), so that the pauses inside a section count as part of it.
    pub span: TimeSpan,
    /// Part of the whole answer, 0 to 1.
    pub share: f32,
    pub confidence: f32,
}
