//! What greenroom knows before anybody speaks: cards, frameworks, lengths, probes, word lists,
//! and what is said about each rule.
//!
//! All of it is data in `prompts/`, built into the program, parsed and checked here. A user's own
//! cards come in as texts: this layer opens no files.

mod card;
mod drill;
mod error;
mod framework;
mod learned;
mod length;
mod lexicon;
mod load;
mod network;
mod pattern;
mod phrase;
mod probe;
mod standard;
mod suggest;

pub use card::{Card, Difficulty, KeyPointCard};
pub use drill::{Drill, DrillMeasure, DrillSayings, Standing};
pub use error::{BankError, UnknownName};
pub use framework::{CueGroup, Framework, Hints, Role, SectionSpec, Transitions};
pub use learned::{ConceptModel, Features, Learned, Linear, Order};
pub use length::LengthProfile;
pub use lexicon::{Lexicon, WordList};
pub use load::Bank;
pub use network::{Layer, StoryNetwork, distances};
pub use pattern::{Pattern, is_number, pieces};
pub use phrase::{ContradictionPhrases, FeedbackPhrases, Phrase, ReplyPhrases};
pub use probe::{ProbeCard, Want};
pub use standard::{Expected, Standard, Unwanted, Weighing};
pub use suggest::closest;
