//! What becomes of the answers: analysed, and put on record.

use std::path::{Path, PathBuf};

use super::drilled::Drilled;
use super::exchange::Exchange;
use super::understand::Understanding;
use crate::analysis::{Analysis, Answer, Context, Family, RUBRIC, analyse, rule};
use crate::embed::EmbedError;
use crate::interview::{Event, Lines, Role};
use crate::report::{
    AnswerRole, Baseline, Engine, Feedback, Meta, Pending, ReportModel, Seconds, SectionTarget,
    Session, SessionAnswer, SessionState, SourceKind, Target,
};
use crate::scoring::{Judged, judge};
use crate::timeline::SpeechTrack;
use crate::transcript::Transcript;

/// The session's file as it grows.
#[derive(Clone, Debug)]
pub struct Record {
    session: Session,
    engine: Engine,
    /// One a main answer.
    exchanges: Vec<Exchange>,
    /// Nothing was heard in the last answer.
    silent: bool,
    lines: Lines,
    /// How the speaker usually speaks.
    baseline: Option<Baseline>,
    /// Whether the first follow-up puts the speaker under pressure.
    pressure: bool,
    /// In a drill, which.
    pub(super) drill: Option<Drilled>,
}

impl Record {
    /// A record of `session`, which has just begun.
    pub fn new(session: Session, lines: Lines) -> Self {
        let (engine, exchanges) = (engine(None), Vec::new());
        Self {
            session,
            engine,
            exchanges,
            silent: false,
            lines,
            baseline: None,
            pressure: false,
            drill: None,
        }
    }

    /// The record of somebody of whom it is known how they usually speak.
    #[must_use]
    pub fn compared_with(self, baseline: Option<Baseline>) -> Self {
        Self { baseline, ..self }
    }

    /// The record of somebody who wants to be pressed.
    #[must_use]
    pub fn under_pressure(self, pressure: bool) -> Self {
        Self { pressure, ..self }
    }

    /// Notes what is asked now, so that an answer that is cut off is known by its question.
    pub(super) fn asks(&mut self, role: Role, question: &str, because: Option<&str>) {
        self.session.pending = Some(Pending {
            role: answer_role(role),
            asked: question.to_owned(),
            because: because.map(str::to_owned),
        });
    }

    /// The number of answers on record.
    pub fn answers(&self) -> usize {
        self.session.answers.len()
    }

    pub fn recognised_by(&mut self, model: String) {
        self.engine = engine(Some(model));
    }

    /// The session as it is saved. One that still has an answer in the air is not complete.
    pub fn session(&self, complete: bool) -> Session {
        let state = if complete { SessionState::Complete } else { SessionState::Open };
        let pending = self.session.pending.clone().filter(|_| !complete);
        Session { state, pending, ..self.session.clone() }
    }

    /// Where a recording goes that its own disk did not take.
    pub(super) fn rescue_path(&self, meant: &Path) -> PathBuf {
        let name = meant.file_name().unwrap_or_default().to_string_lossy();
        std::env::temp_dir().join(format!("greenroom-{}-{name}", self.session.id))
    }

    /// Analyses an answer and puts it on record.
    ///
    /// # Errors
    /// [`EmbedError`] if it had to be analysed without knowing what its sentences mean.
    pub(super) fn answer(
        &mut self,
        context: &Context<'_>,
        given: Given,
        understanding: &Understanding,
    ) -> Result<(), EmbedError> {
        let of_reply = context.of_reply();
        let context = if given.role == Role::Reply { &of_reply } else { context };
        self.silent = given.transcript.is_empty();
        let mut answer = Answer::recorded(given.transcript, given.track);
        let understood = understanding.add_to(&mut answer, context);
        let (judged, tried) = match (&self.drill, given.role) {
            (Some(drilled), _) => {
                let (judged, tried) = drilled.judge(&answer, context, &self.session);
                (judged, Some(tried))
            }
            (None, Role::Main) => (judge(&answer, context), None),
            (None, Role::Reply) => (judge_reply(analyse(&answer, context)), None),
        };
        let path = given.audio.display().to_string();
        let meta = meta(context, path, SourceKind::Audio, self.engine.clone());
        let name = given.audio.file_name().map(|name| name.to_string_lossy().into_owned());
        let mut report = ReportModel::new(&answer, &judged, meta);
        report.delivery.baseline = self.baseline;
        let reply = match (given.role, self.exchanges.last_mut()) {
            (Role::Main, _) => {
                let mut exchange =
                    Exchange::new(&given.asked, answer, &judged, context, self.pressure);
                if self.silent {
                    exchange.spoken.clone_from(&self.lines.nothing_heard);
                }
                self.exchanges.push(exchange);
                None
            }
            (Role::Reply, exchange) => exchange.map(|exchange| exchange.reply(answer, context)),
        };
        self.session.pending = None;
        self.session.answers.push(SessionAnswer {
            role: answer_role(given.role),
            asked: given.asked,
            because: given.because,
            audio: name,
            tried,
            reply,
            report,
        });
        understood
    }

    /// Says what to ask next, or how to end.
    pub(super) fn review(&mut self) -> Event {
        if let Some(drilled) = &self.drill {
            return drilled.next(&self.session);
        }
        let Some(exchange) = self.exchanges.last_mut() else {
            return Event::Reviewed { follow_up: None, feedback: self.lines.nothing_heard.clone() };
        };
        let follow_up = if self.silent { None } else { exchange.follow_up() };
        let spoken = self.spoken_feedback();
        self.session.feedback =
            Feedback { spoken: spoken.clone(), written: self.written_feedback() };
        Event::Reviewed { follow_up, feedback: spoken }
    }

    /// About the only answer, or about the one that needs it most.
    fn spoken_feedback(&self) -> String {
        let scored = self.exchanges.iter().enumerate().filter(|(_, e)| e.overall.is_some());
        let weakest = scored.min_by(|(_, a), (_, b)| {
            a.overall.unwrap_or_default().total_cmp(&b.overall.unwrap_or_default())
        });
        match weakest {
            Some((place, weakest)) if self.exchanges.len() > 1 => {
                format!("{} {}", self.lines.about_weakest(place), weakest.spoken)
            }
            _ => self.exchanges.last().map_or_else(String::new, |exchange| exchange.spoken.clone()),
        }
    }

    fn written_feedback(&self) -> String {
        if let [only] = &self.exchanges[..] {
            return only.written.clone();
        }
        let told = |exchange: &Exchange| format!("{}\n{}", exchange.asked, exchange.written);
        let each: Vec<String> = self.exchanges.iter().map(told).collect();
        each.join("\n")
    }
}

fn answer_role(role: Role) -> AnswerRole {
    match role {
        Role::Main => AnswerRole::Main,
        Role::Reply => AnswerRole::Reply,
    }
}

/// An answer as it was given.
pub(super) struct Given {
    pub(super) role: Role,
    pub(super) asked: String,
    pub(super) because: Option<String>,
    pub(super) audio: PathBuf,
    pub(super) transcript: Transcript,
    pub(super) track: SpeechTrack,
}

/// A reply, or a try at a drill, is not a story: what a story must have is not held against it, and it has no score.
pub(super) fn judge_reply(mut analysis: Analysis) -> Judged {
    analysis.findings.retain(|finding| fits_reply(finding.rule));
    analysis.sections.clear();
    analysis.probes.clear();
    Judged { analysis, score: None, elsewhere: Vec::new() }
}

/// Whether a rule is about how something is said, how long it took, or whose deed it was; those count in
/// a reply of twenty seconds as much as in a story.
fn fits_reply(name: &str) -> bool {
    matches!(name, "we-language" | "answer-too-short" | "answer-too-long")
        || rule(name).is_ok_and(|rule| rule.family() == Family::Delivery)
}

/// What produces analyses in this version of the program.
pub fn engine(model: Option<String>) -> Engine {
    Engine {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        rubric: RUBRIC.to_owned(),
        recogniser: model.as_ref().map(|_| "whisper.cpp".to_owned()),
        model,
    }
}

/// What a report says about the context that an answer was analysed in.
pub fn meta(context: &Context<'_>, path: String, kind: SourceKind, engine: Engine) -> Meta {
    Meta {
        path,
        kind,
        question: context.card.map(|card| card.id.clone()),
        framework: context.framework.name.clone(),
        length: context.length.name.clone(),
        company: context.lens.map(|lens| lens.name.clone()),
        level: context.level.map(|level| level.name.clone()),
        target: Some(Target {
            min_s: Seconds(context.length.min),
            max_s: Seconds(context.length.max),
            sections: vec![SectionTarget {
                name: context.framework.opening().name.clone(),
                max_s: Seconds(context.length.opening),
            }],
        }),
        engine,
    }
}
