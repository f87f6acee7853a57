//! One answer, or a whole session, as people and scripts read it.
//!
//! [`ReportModel`] is the contract's JSON as a value: it is built once from an answer and its
//! analysis, stored with a session, and drawn from there, so that a stored answer reads exactly as
//! it did on the day. Everything here returns strings; who asked for them writes them.

mod attempt;
mod baseline;
mod build;
mod captions;
mod correction;
mod elsewhere;
mod excerpt;
#[cfg(test)]
pub(crate) mod fixture;
mod history;
mod json;
mod markdown;
mod model;
mod names;
mod palette;
mod progress;
mod reply;
mod session;
mod stored;
mod stories;
mod terminal;

pub use attempt::Attempt;
pub use baseline::{Baseline, Rates};
pub use build::Meta;
pub use captions::{CaptionFormat, captions};
pub use correction::{Correction, CorrectionReport};
pub use elsewhere::Grid;
pub use history::{compare, history};
pub use json::{ReadError, SCHEMA, read_session, to_json, to_json_line};
pub use markdown::markdown;
pub use model::{
    DeliveryReport, DimensionReport, ElsewhereReport, Engine, FillerReport, FindingReport,
    KeyPointReport, MeasureReport, NotMeasuredReport, ProbeReport, ReportModel, Scores, Seconds,
    SectionReport, SectionTarget, SentenceReport, Source, SourceKind, SpanReport, Target,
    WordReport,
};
pub use palette::Palette;
pub use progress::{Competency, DrillRecord, Progress, Trend, draw_progress};
pub use reply::{ContradictionReport, ReplyReport, Strength};
pub use session::{
    AnswerRole, DEMO_PREFIX, Feedback, Pending, Session, SessionAnswer, SessionState, TryReport,
};
pub use stored::{Rescored, read_answer};
pub use stories::{Repertoire, Story, Told, draw_repertoire};
pub use terminal::{Canvas, draw};
