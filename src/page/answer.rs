//! One answer as the templates see it.

use super::document::{Block, document};
use super::timeline::Timeline;
use crate::analysis::capitalised;
use crate::report::{CorrectionReport, Grid, ReplyReport, ReportModel, SessionAnswer, Strength};

/// The outline of a recording: the loudest of each of some hundred steps, 0 to 255.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Waveform {
    pub peaks: Vec<u8>,
}

/// Where an answer's recording is heard, and how it looks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sound {
    /// As the page names it; `None` without a recording.
    pub url: Option<String>,
    pub waveform: Option<Waveform>,
}

pub(super) struct AnswerView {
    /// From 1.
    pub(super) number: usize,
    pub(super) title: String,
    pub(super) asked: String,
    pub(super) because: String,
    pub(super) audio: String,
    pub(super) figures: Vec<Figure>,
    pub(super) overall: String,
    pub(super) rubric: String,
    pub(super) dimensions: Vec<Dimension>,
    pub(super) rescored: String,
    pub(super) corrections: Vec<CorrectionReport>,
    pub(super) timeline: Option<Timeline>,
    pub(super) blocks: Vec<Block>,
    /// The names that a sentence's section may have.
    pub(super) sections: Vec<String>,
    pub(super) key_points: Vec<KeyPoint>,
    pub(super) probes: Vec<Probe>,
    pub(super) reply: Option<Reply>,
    pub(super) tried: String,
    pub(super) grid: Option<GridView>,
    pub(super) not_measured: Vec<String>,
}

/// A number with its name.
pub(super) struct Figure {
    pub(super) name: &'static str,
    pub(super) value: String,
    pub(super) note: String,
}

pub(super) struct Dimension {
    pub(super) name: String,
    pub(super) score: String,
    /// 0 to 100.
    pub(super) width: String,
    pub(super) because: Vec<Reason>,
}

/// A rule that decided a score, with the first of its findings.
pub(super) struct Reason {
    pub(super) rule: String,
    /// 0 if it is not among the findings.
    pub(super) finding: usize,
}

pub(super) struct KeyPoint {
    pub(super) text: String,
    pub(super) covered: bool,
    pub(super) quote: String,
    pub(super) clock: String,
    pub(super) start_ms: u64,
}

pub(super) struct Probe {
    pub(super) text: String,
    pub(super) because: String,
    pub(super) weak: String,
    pub(super) strong: String,
}

pub(super) struct Reply {
    /// `weak`, `strong`, or empty where it was not judged.
    pub(super) verdict: &'static str,
    pub(super) because: String,
    pub(super) weak: String,
    pub(super) strong: String,
    pub(super) contradictions: Vec<String>,
}

pub(super) struct GridView {
    pub(super) levels: Vec<String>,
    pub(super) rows: Vec<(String, Vec<String>)>,
}

impl AnswerView {
    /// The answer of this number, from 1.
    pub(super) fn of(number: usize, answer: &SessionAnswer, sound: &Sound) -> Self {
        let report = &answer.report;
        let role = match answer.role {
            crate::report::AnswerRole::Main if answer.tried.is_some() => "Try",
            crate::report::AnswerRole::Main => "Answer",
            crate::report::AnswerRole::Reply => "Reply",
        };
        Self {
            number,
            title: role.to_owned(),
            asked: answer.asked.clone(),
            because: answer.because.clone().unwrap_or_default(),
            audio: sound.url.clone().unwrap_or_default(),
            figures: figures(report),
            overall: report.scores.overall.map_or_else(String::new, |score| format!("{score:.0}")),
            rubric: report.engine.rubric.clone(),
            dimensions: dimensions(report),
            rescored: rescored(report),
            corrections: report.corrections.clone(),
            timeline: Timeline::of(report, sound.waveform.as_ref()),
            blocks: document(report),
            sections: sections(report),
            key_points: key_points(report),
            probes: probes(report),
            reply: answer.reply.as_ref().map(reply),
            tried: answer.tried.as_ref().map_or_else(String::new, |tried| tried.said.clone()),
            grid: Grid::of(&report.scores).map(grid),
            not_measured: report
                .not_measured
                .iter()
                .map(|item| format!("{}: {}", item.what, item.why))
                .collect(),
        }
    }
}

fn figures(report: &ReportModel) -> Vec<Figure> {
    let delivery = &report.delivery;
    let number = |value: Option<f64>, digits: usize| value.map(|value| format!("{value:.digits$}"));
    let usual = |of: fn(&crate::report::Baseline) -> Option<f64>, digits: usize| {
        let usual = delivery.baseline.as_ref().and_then(of);
        usual.map_or_else(String::new, |usual| format!("you usually: {usual:.digits$}"))
    };
    let target = report.target.as_ref();
    let length = target.map_or_else(String::new, |target| {
        format!("aim: {} to {}", target.min_s.0.to_clock(), target.max_s.0.to_clock())
    });
    [
        ("length", Some(report.source.duration_s.0.to_clock()), length),
        ("words a minute", number(delivery.speech_rate_wpm, 0), usual(|b| b.speech_rate_wpm, 0)),
        ("without pauses", number(delivery.articulation_rate_wpm, 0), String::new()),
        (
            "fillers a minute",
            number(delivery.fillers_per_minute, 1),
            usual(|b| b.fillers_per_minute, 1),
        ),
        (
            "first words after",
            delivery.onset_latency_s.map(|s| format!("{:.1} s", s.0.as_secs_f64())),
            String::new(),
        ),
        (
            "longest pause",
            delivery.longest_pause_s.map(|s| format!("{:.1} s", s.0.as_secs_f64())),
            String::new(),
        ),
    ]
    .into_iter()
    .filter_map(|(name, value, note)| Some(Figure { name, value: value?, note }))
    .collect()
}

fn dimensions(report: &ReportModel) -> Vec<Dimension> {
    let finding = |rule: &String| {
        report.findings.iter().position(|finding| finding.rule == *rule).map_or(0, |at| at + 1)
    };
    report
        .scores
        .dimensions
        .iter()
        .map(|dimension| Dimension {
            name: capitalised(&dimension.name),
            score: format!("{:.0}", dimension.score),
            width: format!("{:.0}", dimension.score.clamp(0.0, 100.0)),
            because: dimension
                .because
                .iter()
                .map(|rule| Reason { rule: rule.clone(), finding: finding(rule) })
                .collect(),
        })
        .collect()
}

fn rescored(report: &ReportModel) -> String {
    let Some(then) = &report.rescored else { return String::new() };
    let score = |score: Option<f64>| score.map_or("none".to_owned(), |s| format!("{s:.0}"));
    let mut text = format!("{} before, {} now", score(then.overall), score(report.scores.overall));
    for (what, rules) in [("found now", &then.new), ("not any more", &then.gone)] {
        if !rules.is_empty() {
            text = format!("{text}; {what}: {}", rules.join(", "));
        }
    }
    text
}

/// Those of the framework, as the report knows them, and none of them.
fn sections(report: &ReportModel) -> Vec<String> {
    let names: &[&str] = match report.framework.as_str() {
        "circles" => {
            &["context", "impact", "root-cause", "corrective-action", "lessons", "summary"]
        }
        "carl" => &["context", "action", "result", "learning"],
        _ => &["situation", "task", "action", "result", "reflection"],
    };
    names.iter().map(|name| (*name).to_owned()).chain(["other".to_owned()]).collect()
}

fn key_points(report: &ReportModel) -> Vec<KeyPoint> {
    let view = |point: &crate::report::KeyPointReport| KeyPoint {
        text: point.text.clone(),
        covered: point.covered,
        quote: point.quote.clone().unwrap_or_default(),
        clock: point.start_s.map_or_else(String::new, |start| start.0.to_clock()),
        start_ms: point.start_s.map_or(0, |start| start.0.0),
    };
    report.key_points.iter().map(view).collect()
}

fn probes(report: &ReportModel) -> Vec<Probe> {
    let view = |probe: &crate::report::ProbeReport| Probe {
        text: probe.text.clone(),
        because: probe.because.clone(),
        weak: probe.weak.clone(),
        strong: probe.strong.clone(),
    };
    report.probes.iter().map(view).collect()
}

fn reply(reply: &ReplyReport) -> Reply {
    Reply {
        verdict: match reply.verdict {
            Some(Strength::Weak) => "weak",
            Some(Strength::Strong) => "strong",
            None => "",
        },
        because: reply.because.clone(),
        weak: reply.weak.clone(),
        strong: reply.strong.clone(),
        contradictions: reply.contradictions.iter().map(|c| c.message.clone()).collect(),
    }
}

fn grid(grid: Grid) -> GridView {
    let shown = |score: &Option<f64>| score.map_or_else(String::new, |s| format!("{s:.0}"));
    GridView {
        levels: grid.levels,
        rows: grid
            .rows
            .into_iter()
            .map(|(name, scores)| (name, scores.iter().map(shown).collect()))
            .collect(),
    }
}
