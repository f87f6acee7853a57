//! Stored answers, for judging them again, and what that changed.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{AnswerRole, ReadError, ReportModel, SourceKind, read_session};
use crate::analysis::{Answer, Evidence, Timing, Vectors};
use crate::timeline::{Millis, SpeechTrack, TimeSpan};
use crate::transcript::{Transcript, Word};

/// What judging a stored answer again changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rescored {
    /// The rubric that it was judged by before.
    pub rubric: String,
    /// The overall score before, 0 to 100.
    pub overall: Option<f64>,
    /// Rules that find something now and did not before.
    pub new: Vec<String>,
    /// Rules that found something before.
    pub gone: Vec<String>,
}

impl Rescored {
    /// The difference from `then` to `now`; `None` if the same is said by the same rubric.
    pub fn between(then: &ReportModel, now: &ReportModel) -> Option<Self> {
        let only = |these: &ReportModel, others: &ReportModel| -> Vec<String> {
            let mut rules: Vec<String> = Vec::new();
            for finding in &these.findings {
                let elsewhere = others.findings.iter().any(|other| other.rule == finding.rule);
                if !elsewhere && !rules.contains(&finding.rule) {
                    rules.push(finding.rule.clone());
                }
            }
            rules
        };
        let rescored = Self {
            rubric: then.engine.rubric.clone(),
            overall: then.scores.overall,
            new: only(now, then),
            gone: only(then, now),
        };
        let same = then.engine.rubric == now.engine.rubric
            && then.scores.overall == now.scores.overall
            && rescored.new.is_empty()
            && rescored.gone.is_empty();
        (!same).then_some(rescored)
    }
}

/// The answer in a JSON file of this program: of one answer, or the main one of a session. `None` for
/// other JSON.
///
/// # Errors
/// [`ReadError`] if it is a session that cannot be read.
pub fn read_answer(text: &str) -> Result<Option<ReportModel>, ReadError> {
    let Ok(value) = serde_json::from_str::<Value>(text) else { return Ok(None) };
    if value.get("answers").is_some() {
        let main = read_session(text)?.answers.into_iter().find(|a| a.role == AnswerRole::Main);
        return Ok(main.map(|answer| answer.report));
    }
    Ok(serde_json::from_value(value).ok())
}

impl ReportModel {
    /// The answer as far as the report tells: its words, and of the recording where it was silent.
    pub fn answer(&self) -> Answer {
        #[expect(clippy::cast_possible_truncation, reason = "a confidence needs no double")]
        let word = |word: &super::WordReport| Word {
            confidence: word.confidence.map(|confidence| confidence as f32),
            ..Word::new(&word.text, word.start_s.0, word.end_s.0)
        };
        let duration = self.source.duration_s.0;
        let heard = self.source.kind == SourceKind::Audio
            && self.source.timing == Timing::Measured
            && self.delivery.onset_latency_s.is_some();
        Answer {
            transcript: Transcript { words: self.words.iter().map(word).collect() },
            track: heard.then(|| {
                SpeechTrack::new(self.voiced(), Vec::new(), duration).with_held(self.held())
            }),
            duration,
            timing: self.source.timing,
            vectors: Vectors::default(),
            told_sections: self
                .sentences
                .iter()
                .filter(|sentence| sentence.corrected)
                .map(|sentence| (sentence.start_s.0, sentence.section.clone()))
                .collect(),
        }
    }

    /// The held sounds that were taken for fillers; others were not kept.
    fn held(&self) -> Vec<TimeSpan> {
        let fillers = self.delivery.fillers.iter();
        let acoustic = fillers.filter(|filler| filler.evidence == Evidence::Acoustic);
        acoustic.map(|filler| TimeSpan::new(filler.start_s.0, filler.end_s.0)).collect()
    }

    /// What is between the pauses; shorter gaps were not kept, and count as voice.
    fn voiced(&self) -> Vec<TimeSpan> {
        let mut start = self.delivery.onset_latency_s.map_or(Millis::ZERO, |onset| onset.0);
        let mut voiced = Vec::new();
        for pause in &self.delivery.pauses {
            voiced.push(TimeSpan::new(start, pause.start_s.0));
            start = pause.end_s.0;
        }
        let end = self.words.last().map_or(start, |word| word.end_s.0.max(start));
        voiced.push(TimeSpan::new(start, end));
        voiced
    }
}

#[cfg(test)]
mod tests {
    use super::super::{fixture, to_json};
    use super::*;

    #[test]
    fn an_answer_is_read_back_with_its_silences() {
        let report = fixture::report();
        let stored = read_answer(&to_json(&report).unwrap()).unwrap().unwrap();
        let answer = stored.answer();
        assert_eq!(answer.transcript.words.len(), report.words.len());
        assert_eq!(answer.duration, report.source.duration_s.0);
        let track = answer.track.unwrap();
        assert_eq!(track.onset(), report.delivery.onset_latency_s.map(|onset| onset.0));
        let session = read_answer(&to_json(&fixture::session()).unwrap()).unwrap().unwrap();
        assert_eq!(session.words, report.words);
    }

    #[test]
    fn other_json_is_no_stored_answer() {
        assert!(read_answer(r#"[{"word": "so", "start": 0.1}]"#).unwrap().is_none());
        assert!(read_answer("no JSON").unwrap().is_none());
        assert!(read_answer(r#"{"schema": 9, "answers": []}"#).is_err());
    }

    #[test]
    fn the_same_judgement_is_no_change() {
        let then = fixture::report();
        assert_eq!(Rescored::between(&then, &then), None);
        let mut now = then.clone();
        now.engine.rubric = "9".into();
        now.findings[0].rule = "blame".into();
        let rescored = Rescored::between(&then, &now).unwrap();
        assert_eq!(rescored.rubric, then.engine.rubric);
        assert_eq!(
            (rescored.new, rescored.gone),
            (vec!["blame".into()], vec![then.findings[0].rule.clone()])
        );
    }
}
