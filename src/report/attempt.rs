//! One answer among others: what history and progress are made of.

use serde::Serialize;

use super::{AnswerRole, Rates, ReportModel, Seconds, Session};

/// The main figures of one stored answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Attempt {
    /// The id of its session.
    pub session: String,
    /// When that began, as `2026-11-21T20:15:03Z`.
    pub started: String,
    /// Its place in the session, from 1.
    pub number: usize,
    /// The card's id.
    pub question: Option<String>,
    pub length: String,
    pub company: Option<String>,
    pub level: Option<String>,
    pub duration_s: Seconds,
    /// How long Situation, or Context, took.
    pub opening_s: Option<Seconds>,
    pub speech_rate_wpm: Option<f64>,
    pub articulation_rate_wpm: Option<f64>,
    pub fillers_per_minute: Option<f64>,
    pub longest_pause_s: Option<Seconds>,
    pub words: usize,
    /// 0 to 100.
    pub overall: Option<f64>,
    /// Dimensions by name, 0 to 100, in the rubric's order.
    pub dimensions: Vec<(String, f64)>,
    /// Names of the rules that found something, praise included, in the order of their weight.
    pub rules: Vec<String>,
    /// Scores of different rubrics cannot be compared.
    pub rubric: String,
}

impl Attempt {
    /// The main answers of a session; tries at a drill are none.
    pub fn of(session: &Session) -> Vec<Self> {
        if session.drill.is_some() {
            return Vec::new();
        }
        let numbered = session.answers.iter().zip(1..);
        let main = numbered.filter(|(answer, _)| answer.role == AnswerRole::Main);
        main.map(|(answer, number)| Self::new(session, number, &answer.report)).collect()
    }

    fn new(session: &Session, number: usize, report: &ReportModel) -> Self {
        let mut rules: Vec<String> = Vec::new();
        for finding in &report.findings {
            if !rules.contains(&finding.rule) {
                rules.push(finding.rule.clone());
            }
        }
        let dimension = |d: &super::DimensionReport| (d.name.clone(), d.score);
        Self {
            session: session.id.clone(),
            started: session.started.clone(),
            number,
            question: report.question.clone(),
            length: report.length.clone(),
            company: report.company.clone(),
            level: report.level.clone(),
            duration_s: report.source.duration_s,
            opening_s: report.opening(),
            speech_rate_wpm: report.delivery.speech_rate_wpm,
            articulation_rate_wpm: report.delivery.articulation_rate_wpm,
            fillers_per_minute: report.delivery.fillers_per_minute,
            longest_pause_s: report.delivery.longest_pause_s,
            words: report.words.len(),
            overall: report.scores.overall,
            dimensions: report.scores.dimensions.iter().map(dimension).collect(),
            rules,
            rubric: report.engine.rubric.clone(),
        }
    }

    /// The score of one dimension.
    pub fn dimension(&self, name: &str) -> Option<f64> {
        self.dimensions.iter().find(|(known, _)| known == name).map(|(_, score)| *score)
    }

    /// How it was spoken.
    pub fn rates(&self) -> Rates {
        Rates {
            speech_rate_wpm: self.speech_rate_wpm,
            articulation_rate_wpm: self.articulation_rate_wpm,
            fillers_per_minute: self.fillers_per_minute,
        }
    }

    /// The day it was given on, as `2026-11-21`.
    pub fn day(&self) -> &str {
        self.started.get(..10).unwrap_or(&self.started)
    }
}
