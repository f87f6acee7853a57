//! The contract's JSON of one answer, field by field.
//!
//! Field order is the order in the file. Reading ignores fields that it does not know, so that an
//! older version reads what a newer one added within the same schema.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Baseline, CorrectionReport, Rescored, names};
use crate::analysis::{Evidence, Severity, Timing};
use crate::timeline::{Millis, TimeSpan};

/// A time that JSON writes as seconds with up to three decimals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seconds(pub Millis);

impl Serialize for Seconds {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.0.as_secs_f64())
    }
}

impl<'de> Deserialize<'de> for Seconds {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        f64::deserialize(deserializer).map(|secs| Self(Millis::from_secs_f64(secs)))
    }
}

/// Everything that is known about one answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReportModel {
    pub schema: u64,
    pub source: Source,
    /// The card's id.
    pub question: Option<String>,
    pub framework: String,
    pub length: String,
    /// What the company listens for, if one was meant.
    #[serde(default)]
    pub company: Option<String>,
    #[serde(default)]
    pub level: Option<String>,
    /// What the length profile asks for.
    #[serde(default)]
    pub target: Option<Target>,
    pub words: Vec<WordReport>,
    pub sentences: Vec<SentenceReport>,
    pub sections: Vec<SectionReport>,
    pub delivery: DeliveryReport,
    pub findings: Vec<FindingReport>,
    pub key_points: Vec<KeyPointReport>,
    pub scores: Scores,
    /// What a person corrected, in the order of the corrections.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<CorrectionReport>,
    /// What changed, where a stored answer was judged again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rescored: Option<Rescored>,
    pub probes: Vec<ProbeReport>,
    pub not_measured: Vec<NotMeasuredReport>,
    pub engine: Engine,
}

impl ReportModel {
    /// How long the section took that the length profile limits: Situation, or Context. `None` if it
    /// was not told.
    pub fn opening(&self) -> Option<Seconds> {
        let name = &self.target.as_ref()?.sections.first()?.name;
        self.sections.iter().find(|section| section.name == *name).map(|s| s.duration_s)
    }
}

/// What kind of file an answer came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SourceKind {
    Audio,
    Transcript,
}

/// Where an answer came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    pub path: String,
    pub kind: SourceKind,
    pub duration_s: Seconds,
    #[serde(with = "names::timing")]
    pub timing: Timing,
}

/// The length that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    pub min_s: Seconds,
    pub max_s: Seconds,
    pub sections: Vec<SectionTarget>,
}

/// The longest that a section should take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionTarget {
    pub name: String,
    pub max_s: Seconds,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WordReport {
    pub text: String,
    pub start_s: Seconds,
    pub end_s: Seconds,
    pub confidence: Option<f64>,
    pub filler: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SentenceReport {
    pub text: String,
    pub start_s: Seconds,
    pub end_s: Seconds,
    pub section: String,
    pub confidence: f64,
    /// A person said which section it is.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub corrected: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SectionReport {
    pub name: String,
    pub start_s: Seconds,
    pub end_s: Seconds,
    pub duration_s: Seconds,
    pub share: f64,
    #[serde(default)]
    pub confidence: Option<f64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeliveryReport {
    pub duration_s: Seconds,
    pub phonation_s: Option<Seconds>,
    pub speech_rate_wpm: Option<f64>,
    pub articulation_rate_wpm: Option<f64>,
    /// The speech rate over time.
    #[serde(default)]
    pub pace: Vec<PaceReport>,
    pub onset_latency_s: Option<Seconds>,
    pub fillers: Vec<FillerReport>,
    pub fillers_per_minute: Option<f64>,
    pub pauses: Vec<SpanReport>,
    pub longest_pause_s: Option<Seconds>,
    /// How the speaker usually speaks, once there are answers enough.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Baseline>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PaceReport {
    pub start_s: Seconds,
    pub end_s: Seconds,
    pub wpm: f64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FillerReport {
    pub text: String,
    pub start_s: Seconds,
    pub end_s: Seconds,
    #[serde(with = "names::evidence")]
    pub evidence: Evidence,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpanReport {
    pub start_s: Seconds,
    pub end_s: Seconds,
}

impl From<TimeSpan> for SpanReport {
    fn from(span: TimeSpan) -> Self {
        Self { start_s: Seconds(span.start), end_s: Seconds(span.end) }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FindingReport {
    pub rule: String,
    #[serde(with = "names::severity")]
    pub severity: Severity,
    pub message: String,
    pub advice: String,
    /// Missing in files from before it was told.
    #[serde(default)]
    pub better: Option<String>,
    pub quote: String,
    pub start_s: Seconds,
    pub end_s: Seconds,
    pub measure: Option<MeasureReport>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MeasureReport {
    pub value: f64,
    pub unit: String,
    pub target: f64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeyPointReport {
    pub text: String,
    pub covered: bool,
    pub quote: Option<String>,
    pub start_s: Option<Seconds>,
    pub confidence: f64,
}

/// Scores, once this program gives any.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Scores {
    pub overall: Option<f64>,
    pub dimensions: Vec<DimensionReport>,
    /// The same answer under each lens and level.
    #[serde(default)]
    pub elsewhere: Vec<ElsewhereReport>,
}

/// What an answer is worth to one kind of listener; `None` stands for no one in particular.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ElsewhereReport {
    pub company: Option<String>,
    pub level: Option<String>,
    pub overall: f64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DimensionReport {
    pub name: String,
    pub score: f64,
    /// Names of the rules that decided it.
    pub because: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProbeReport {
    pub text: String,
    pub because: String,
    pub rule: String,
    /// What a weak and what a strong reply sounds like. Missing in files from before it was told.
    #[serde(default)]
    pub weak: String,
    #[serde(default)]
    pub strong: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotMeasuredReport {
    pub what: String,
    pub why: String,
}

/// What produced an analysis; the same engine gives the same result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Engine {
    pub version: String,
    pub rubric: String,
    pub recogniser: Option<String>,
    pub model: Option<String>,
}
