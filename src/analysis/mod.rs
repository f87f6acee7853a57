//! What was said, judged: sections, delivery, findings, the follow-up it deserves.
//!
//! Pure, deterministic, and it cannot fail: what cannot be measured is listed in
//! [`Analysis::not_measured`] instead of guessed. Times are on the recording's clock.

mod answer;
mod delivery;
mod finding;
mod section;

pub use answer::{Analysis, Answer, KeyPoint, NotMeasured, Probe, Timing};
pub use delivery::{Delivery, Evidence, Filler};
pub use finding::{Finding, Measure, Severity};
pub use section::{LabelledSentence, Section, SectionName};
