//! What was said, judged: sections, delivery, findings, the follow-up it deserves.
//!
//! Pure, deterministic, and it cannot fail: what cannot be measured is listed in
//! [`Analysis::not_measured`] instead of guessed. Times are on the recording's clock.

mod analyse;
mod answer;
mod better;
mod chain;
mod concept;
mod context;
mod contradiction;
mod delivery;
mod drill;
mod features;
mod figures;
mod fillers;
mod finding;
mod grammar;
mod habit;
mod key_points;
mod language;
mod live;
mod meaning;
mod pace;
mod probes;
mod quantity;
mod registry;
mod reply;
mod rule;
mod rules;
mod section;
mod segment;
mod story;
#[cfg(test)]
pub(crate) mod tester;
mod vectors;
mod verdict;
mod wording;

pub use analyse::{STORY_WORDS, analyse, analyse_for_each, card_texts, wanted_texts};
pub use answer::{Analysis, Answer, KeyPoint, NotMeasured, Probe, Timing};
pub use chain::{Chain, Passes};
pub use concept::Concept;
pub use context::Context;
pub use contradiction::{Contradiction, Disagreement, contradictions};
pub use delivery::{Delivery, Evidence, Filler, Pace};
pub use drill::{Try, judge_try};
pub use features::{alone, in_story, standings};
pub use finding::{Finding, Measure, Severity};
pub use key_points::{most_alike, point_features, spoken_of, wordings};
pub use live::{Cue, LiveState, PaceMonitor};
pub use meaning::{section_inputs, section_scores};
pub use probes::pressing;
pub use registry::{RUBRIC, RULES, rule};
pub use reply::{ReplyVerdict, judge_reply_to, reply_features};
pub use rule::{Family, Rule};
pub use section::{LabelledSentence, Section, SectionName};
pub use story::{Parsed, read};
pub use vectors::{DIMENSIONS, Vectors};
pub use verdict::{Aspect, answer_features, aspects};
pub use wording::{capitalised, fill, in_words, short_quote, spoken_time};
