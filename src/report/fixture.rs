//! One made-up answer with something of everything, for the tests of every format.

use super::{
    AnswerRole, Engine, Feedback, Meta, ReportModel, Seconds, SectionTarget, Session,
    SessionAnswer, SessionState, SourceKind, Target,
};
use crate::analysis::{
    Analysis, Answer, Delivery, Evidence, Filler, Finding, KeyPoint, LabelledSentence, Measure,
    NotMeasured, Pace, Probe, Section, Severity, Timing, Vectors,
};
use crate::bank::Want;
use crate::scoring::{Dimension, DimensionScore, Elsewhere, Judged, Score};
use crate::timeline::{Millis, TimeSpan};
use crate::transcript::Spoken;

pub(super) const ASKED: &str = "Tell me about a time you took on something that nobody had asked \
     you to do, and what came of it.";

fn span(start: u64, end: u64) -> TimeSpan {
    TimeSpan::new(Millis(start), Millis(end))
}

fn section(name: &str, start: u64, end: u64) -> Section {
    #[expect(clippy::cast_precision_loss, reason = "a test value")]
    let share = (end - start) as f32 / 171_000.0;
    Section { name: name.into(), span: span(start, end), share, confidence: 0.75 }
}

fn analysis() -> Analysis {
    Analysis {
        understood: true,
        unclear: false,
        sentences: vec![LabelledSentence {
            text: "so we um shipped it.".into(),
            span: span(820, 3410),
            words: 0..5,
            section: "situation".into(),
            confidence: 0.8125,
            is_told: false,
        }],
        sections: vec![
            section("situation", 820, 52_000),
            section("task", 52_000, 61_000),
            section("action", 61_000, 130_000),
            section("situation", 130_000, 137_000),
            section("result", 137_000, 171_000),
        ],
        delivery: Delivery {
            duration: Millis(171_820),
            phonation: Some(Millis(140_200)),
            speech_rate_wpm: Some(142.345_678),
            articulation_rate_wpm: Some(171.2),
            pace: vec![
                Pace { span: span(820, 30_820), wpm: 151.96 },
                Pace { span: span(30_820, 73_000), wpm: 128.0 },
            ],
            onset_latency: Some(Millis(820)),
            fillers: vec![
                Filler { text: "um".into(), span: span(1380, 1680), evidence: Evidence::Word },
                Filler {
                    text: String::new(),
                    span: span(9000, 9400),
                    evidence: Evidence::Acoustic,
                },
            ],
            fillers_per_minute: Some(0.7),
            pauses: vec![span(20_000, 20_400), span(72_000, 74_430)],
            longest_pause: Some(Millis(2430)),
        },
        findings: vec![
            Finding {
                rule: "situation-too-long",
                severity: Severity::Problem,
                message: "The situation took 58 s; 45 s is the most it should take.".into(),
                advice: "Name the problem in the second sentence and leave the architecture for \
                         when it matters."
                    .into(),
                better: None,
                quote: "so we um shipped it.".into(),
                span: span(820, 3410),
                measure: Some(Measure { value: 58.18, unit: "s", target: 45.0 }),
            },
            Finding {
                rule: "no-second-order-effect",
                severity: Severity::Note,
                message: "The result ends at the number; nothing says what it led to.".into(),
                advice: "Say what others do differently since.".into(),
                better: Some("We shipped it. Since then [who else] [does what].".into()),
                quote: String::new(),
                span: span(171_000, 171_000),
                measure: None,
            },
            Finding {
                rule: "quantified-impact",
                severity: Severity::Praise,
                message: "The result has a number and what it was before.".into(),
                advice: String::new(),
                better: None,
                quote: "retries fell from 4% to 0.3%".into(),
                span: span(140_000, 143_000),
                measure: None,
            },
        ],
        key_points: vec![
            KeyPoint {
                text: "why nobody owned it".into(),
                covered: true,
                quote: Some("it sat between two teams".into()),
                start: Some(Millis(14_000)),
                confidence: 0.9,
            },
            KeyPoint {
                text: "what it cost before".into(),
                covered: false,
                quote: None,
                start: None,
                confidence: 0.6,
            },
        ],
        probes: vec![Probe {
            text: "What would have happened if you had left it alone?".into(),
            because: "the answer does not say what was at stake".into(),
            rule: "no-business-value",
            weak: "It was cleaner code.".into(),
            strong: "Who was better off, and by how much.".into(),
            wants: vec![Want::Worth],
            again: "Who would pay for it?".into(),
        }],
        not_measured: vec![NotMeasured {
            what: "your usual pace".into(),
            why: "this is the first recording".into(),
        }],
    }
}

fn score() -> Score {
    let scored = |dimension, score, because: &[&'static str]| DimensionScore {
        dimension,
        score,
        because: because.to_vec(),
    };
    Score {
        overall: 58.0,
        dimensions: vec![
            scored(Dimension::Structure, 45.0, &["situation-too-long"]),
            scored(Dimension::Reflection, 70.0, &[]),
        ],
    }
}

fn elsewhere() -> Vec<Elsewhere> {
    let lenses = [None, Some("speed")].into_iter();
    let of = |lens: Option<&str>, level: Option<&str>, overall| Elsewhere {
        lens: lens.map(str::to_owned),
        level: level.map(str::to_owned),
        overall,
    };
    lenses.flat_map(|lens| [of(lens, None, 58.0), of(lens, Some("staff"), 51.0)]).collect()
}

pub(crate) fn report() -> ReportModel {
    let spoken: Spoken = "@820 so we um[300] shipped ..900.. it.".parse().unwrap();
    let mut transcript = spoken.transcript;
    transcript.words[3].confidence = Some(0.912_345);
    let answer = Answer {
        transcript,
        track: Some(spoken.track),
        duration: Millis(171_820),
        timing: Timing::Measured,
        vectors: Vectors::default(),
        told_sections: Vec::new(),
    };
    let judged = Judged { analysis: analysis(), score: Some(score()), elsewhere: elsewhere() };
    ReportModel::new(&answer, &judged, meta())
}

pub(super) fn meta() -> Meta {
    Meta {
        path: "talks/webhooks.flac".into(),
        kind: SourceKind::Audio,
        question: Some("unassigned-problem".into()),
        framework: "star".into(),
        length: "deep".into(),
        company: None,
        level: Some("senior".into()),
        target: Some(Target {
            min_s: Seconds(Millis::from_secs(180)),
            max_s: Seconds(Millis::from_secs(300)),
            sections: vec![SectionTarget {
                name: "situation".into(),
                max_s: Seconds(Millis::from_secs(45)),
            }],
        }),
        engine: Engine {
            version: "0.1.0".into(),
            rubric: "1".into(),
            recogniser: Some("whisper".into()),
            model: Some("base".into()),
        },
    }
}

pub(crate) fn session() -> Session {
    Session {
        state: SessionState::Complete,
        question: Some("unassigned-problem".into()),
        length: Some("deep".into()),
        answers: vec![SessionAnswer {
            role: AnswerRole::Main,
            asked: ASKED.into(),
            because: None,
            audio: Some("answer-1.wav".into()),
            tried: None,
            reply: None,
            report: report(),
        }],
        feedback: Feedback { spoken: "Good.".into(), written: "Good, and so on.".into() },
        ..Session::open("2026-11-21T20-15-03", "2026-11-21T20:15:03Z")
    }
}
