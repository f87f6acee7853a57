//! From an answer and its analysis to the report.

use super::SCHEMA;
use super::model::{
    DeliveryReport, DimensionReport, ElsewhereReport, Engine, FillerReport, FindingReport,
    KeyPointReport, MeasureReport, NotMeasuredReport, PaceReport, ProbeReport, ReportModel, Scores,
    Seconds, SectionReport, SentenceReport, Source, SourceKind, SpanReport, Target, WordReport,
};
use crate::analysis::{Answer, Delivery, Evidence, Finding, KeyPoint, LabelledSentence, Section};
use crate::scoring::{Elsewhere, Judged, Score};
use crate::timeline::TimeSpan;

/// What a report says about an answer that its analysis does not know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meta {
    /// The file as it was named.
    pub path: String,
    pub kind: SourceKind,
    /// The card's id.
    pub question: Option<String>,
    pub framework: String,
    /// The length profile's name, and what it asks for.
    pub length: String,
    /// The names of the lens and the level.
    pub company: Option<String>,
    pub level: Option<String>,
    pub target: Option<Target>,
    pub engine: Engine,
}

impl From<&Score> for Scores {
    fn from(score: &Score) -> Self {
        let dimension = |scored: &crate::scoring::DimensionScore| DimensionReport {
            name: scored.dimension.as_str().to_owned(),
            score: scored.score,
            because: scored.because.iter().map(|rule| (*rule).to_owned()).collect(),
        };
        Self {
            overall: Some(score.overall),
            dimensions: score.dimensions.iter().map(dimension).collect(),
            elsewhere: Vec::new(),
        }
    }
}

impl From<&Elsewhere> for ElsewhereReport {
    fn from(elsewhere: &Elsewhere) -> Self {
        Self {
            company: elsewhere.lens.clone(),
            level: elsewhere.level.clone(),
            overall: elsewhere.overall,
        }
    }
}

impl ReportModel {
    /// Describes one analysed answer.
    pub fn new(answer: &Answer, judged: &Judged, meta: Meta) -> Self {
        let Judged { analysis, score, elsewhere } = judged;
        let not_measured = analysis
            .not_measured
            .iter()
            .map(|item| NotMeasuredReport { what: item.what.clone(), why: item.why.clone() })
            .collect();
        Self {
            schema: SCHEMA,
            source: Source {
                path: meta.path,
                kind: meta.kind,
                duration_s: Seconds(answer.duration),
                timing: answer.timing,
            },
            question: meta.question,
            framework: meta.framework,
            length: meta.length,
            company: meta.company,
            level: meta.level,
            target: meta.target,
            words: words(answer, &analysis.delivery),
            sentences: analysis.sentences.iter().map(SentenceReport::from).collect(),
            sections: analysis.sections.iter().map(SectionReport::from).collect(),
            delivery: DeliveryReport::from(&analysis.delivery),
            findings: analysis.findings.iter().map(FindingReport::from).collect(),
            key_points: analysis.key_points.iter().map(KeyPointReport::from).collect(),
            scores: Scores {
                elsewhere: elsewhere.iter().map(ElsewhereReport::from).collect(),
                ..score.as_ref().map(Scores::from).unwrap_or_default()
            },
            corrections: Vec::new(),
            rescored: None,
            probes: analysis
                .probes
                .iter()
                .map(|probe| ProbeReport {
                    text: probe.text.clone(),
                    because: probe.because.clone(),
                    rule: probe.rule.to_owned(),
                    weak: probe.weak.clone(),
                    strong: probe.strong.clone(),
                })
                .collect(),
            not_measured,
            engine: meta.engine,
        }
    }
}

fn words(answer: &Answer, delivery: &Delivery) -> Vec<WordReport> {
    let spoken: Vec<TimeSpan> = delivery
        .fillers
        .iter()
        .filter(|filler| filler.evidence == Evidence::Word)
        .map(|filler| filler.span)
        .collect();
    answer
        .transcript
        .words
        .iter()
        .map(|word| WordReport {
            text: word.text.clone(),
            start_s: Seconds(word.span.start),
            end_s: Seconds(word.span.end),
            confidence: word.confidence.map(|c| rounded(f64::from(c))),
            filler: spoken.iter().any(|span| span.contains(word.span.start)),
        })
        .collect()
}

/// Three decimals: more would be noise in a file that people compare. What is not finite is zero,
/// because JSON cannot say it.
fn rounded(value: f64) -> f64 {
    if value.is_finite() { (value * 1000.0).round() / 1000.0 } else { 0.0 }
}

impl From<&LabelledSentence> for SentenceReport {
    fn from(sentence: &LabelledSentence) -> Self {
        Self {
            text: sentence.text.clone(),
            start_s: Seconds(sentence.span.start),
            end_s: Seconds(sentence.span.end),
            section: sentence.section.clone(),
            confidence: rounded(f64::from(sentence.confidence)),
            corrected: sentence.is_told,
        }
    }
}

impl From<&Section> for SectionReport {
    fn from(section: &Section) -> Self {
        Self {
            name: section.name.clone(),
            start_s: Seconds(section.span.start),
            end_s: Seconds(section.span.end),
            duration_s: Seconds(section.span.duration()),
            share: rounded(f64::from(section.share)),
            confidence: Some(rounded(f64::from(section.confidence))),
        }
    }
}

impl From<&Delivery> for DeliveryReport {
    fn from(delivery: &Delivery) -> Self {
        Self {
            duration_s: Seconds(delivery.duration),
            phonation_s: delivery.phonation.map(Seconds),
            speech_rate_wpm: delivery.speech_rate_wpm.map(rounded),
            articulation_rate_wpm: delivery.articulation_rate_wpm.map(rounded),
            onset_latency_s: delivery.onset_latency.map(Seconds),
            pace: delivery
                .pace
                .iter()
                .map(|pace| PaceReport {
                    start_s: Seconds(pace.span.start),
                    end_s: Seconds(pace.span.end),
                    wpm: rounded(pace.wpm),
                })
                .collect(),
            fillers: delivery
                .fillers
                .iter()
                .map(|filler| FillerReport {
                    text: filler.text.clone(),
                    start_s: Seconds(filler.span.start),
                    end_s: Seconds(filler.span.end),
                    evidence: filler.evidence,
                })
                .collect(),
            fillers_per_minute: delivery.fillers_per_minute.map(rounded),
            pauses: delivery.pauses.iter().copied().map(SpanReport::from).collect(),
            longest_pause_s: delivery.longest_pause.map(Seconds),
            baseline: None,
        }
    }
}

impl From<&Finding> for FindingReport {
    fn from(finding: &Finding) -> Self {
        Self {
            rule: finding.rule.to_owned(),
            severity: finding.severity,
            message: finding.message.clone(),
            advice: finding.advice.clone(),
            better: finding.better.clone(),
            quote: finding.quote.clone(),
            start_s: Seconds(finding.span.start),
            end_s: Seconds(finding.span.end),
            measure: finding.measure.as_ref().map(|measure| MeasureReport {
                value: rounded(measure.value),
                unit: measure.unit.to_owned(),
                target: rounded(measure.target),
            }),
        }
    }
}

impl From<&KeyPoint> for KeyPointReport {
    fn from(point: &KeyPoint) -> Self {
        Self {
            text: point.text.clone(),
            covered: point.covered,
            quote: point.quote.clone(),
            start_s: point.start.map(Seconds),
            confidence: rounded(f64::from(point.confidence)),
        }
    }
}
