//! A stored session.

use serde::{Deserialize, Serialize};

use super::{ReplyReport, ReportModel, SCHEMA};

/// One interview: what was asked, what was answered, what was said about it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Session {
    pub schema: u64,
    pub id: String,
    /// When it began, as `2026-11-21T20:15:03Z`.
    pub started: String,
    #[serde(default)]
    pub state: SessionState,
    /// The card's id; of the first question, if there are several.
    pub question: Option<String>,
    /// The ids of all questions that were planned, if there are several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub plan: Vec<String>,
    pub level: Option<String>,
    pub company: Option<String>,
    pub length: Option<String>,
    /// The drill's name; its answers are tries.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drill: Option<String>,
    /// What was asked and is not yet answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pending: Option<Pending>,
    pub answers: Vec<SessionAnswer>,
    pub feedback: Feedback,
}

/// What the ids of demos begin with: their candidate is somebody else.
pub const DEMO_PREFIX: &str = "demo-";

impl Session {
    /// Whether somebody else's recordings were played.
    pub fn is_demo(&self) -> bool {
        self.id.starts_with(DEMO_PREFIX)
    }

    /// A session that has just begun.
    pub fn open(id: impl Into<String>, started: impl Into<String>) -> Self {
        Self {
            schema: SCHEMA,
            id: id.into(),
            started: started.into(),
            state: SessionState::Open,
            question: None,
            plan: Vec::new(),
            level: None,
            company: None,
            length: None,
            drill: None,
            pending: None,
            answers: Vec::new(),
            feedback: Feedback::default(),
        }
    }
}

/// Whether a session came to its end; one that was killed stays open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SessionState {
    Open,
    #[default]
    Complete,
}

/// Which question an answer answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AnswerRole {
    Main,
    Reply,
}

impl AnswerRole {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Main => "main",
            Self::Reply => "reply",
        }
    }
}

/// A question that waits for its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    pub role: AnswerRole,
    pub asked: String,
    pub because: Option<String>,
}

/// One answer of a session.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SessionAnswer {
    pub role: AnswerRole,
    /// The question as it was spoken.
    pub asked: String,
    /// Why a follow-up was asked.
    pub because: Option<String>,
    /// The recording's file name in the session's folder.
    pub audio: Option<String>,
    /// In a drill, what came of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tried: Option<TryReport>,
    /// What there is to say about a reply to a follow-up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply: Option<ReplyReport>,
    #[serde(flatten)]
    pub report: ReportModel,
}

impl SessionAnswer {
    /// An answer that was not given in a session; what is not known to have been asked is told by where the
    /// answer is from.
    pub fn lone(report: &ReportModel, asked: Option<&str>) -> Self {
        Self {
            role: AnswerRole::Main,
            asked: asked.unwrap_or(&report.source.path).to_owned(),
            because: None,
            audio: None,
            tried: None,
            reply: None,
            report: report.clone(),
        }
    }
}

/// What came of a try at a drill.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TryReport {
    pub passed: bool,
    pub value: f64,
    pub unit: String,
    pub target: f64,
    pub said: String,
}

/// What the interviewer said at the end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feedback {
    pub spoken: String,
    pub written: String,
}
