//! What becomes of the answers: analysed, and put on record.

use std::path::{Path, PathBuf};

use super::understand::Understanding;
use crate::analysis::{Analysis, Answer, Context, Family, RUBRIC, analyse, rule};
use crate::embed::EmbedError;
use crate::feedback;
use crate::interview::{Event, FollowUp, Role};
use crate::report::{
    AnswerRole, Baseline, Engine, Feedback, Meta, ReportModel, Seconds, SectionTarget, Session,
    SessionAnswer, SessionState, SourceKind, Target,
};
use crate::scoring::{Judged, judge};
use crate::timeline::SpeechTrack;
use crate::transcript::{Word, align};

/// The session's file as it grows.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    session: Session,
    engine: Engine,
    /// The analysis of the main answer, which the feedback is about.
    main: Option<Analysis>,
    /// Nothing was heard in the last answer.
    silent: bool,
    nothing_heard: String,
    /// How the speaker usually speaks.
    baseline: Option<Baseline>,
}

impl Record {
    /// A record of `session`, which has just begun. `nothing_heard` is said of a silent answer.
    pub fn new(session: Session, nothing_heard: String) -> Self {
        let engine = engine(None);
        Self { session, engine, main: None, silent: false, nothing_heard, baseline: None }
    }

    /// The record of somebody of whom it is known how they usually speak.
    #[must_use]
    pub fn compared_with(self, baseline: Option<Baseline>) -> Self {
        Self { baseline, ..self }
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
        Session { state, ..self.session.clone() }
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
        let words = align(given.words, &given.track);
        self.silent = words.is_empty();
        let mut answer = Answer::recorded(words, given.track);
        let understood = understanding.add_to(&mut answer, context);
        let judged = match given.role {
            Role::Main => judge(&answer, context),
            Role::Reply => judge_reply(&answer, context),
        };
        let path = given.audio.display().to_string();
        let meta = meta(context, path, SourceKind::Audio, self.engine.clone());
        let name = given.audio.file_name().map(|name| name.to_string_lossy().into_owned());
        let mut report = ReportModel::new(&answer, &judged, meta);
        report.delivery.baseline = self.baseline;
        self.session.answers.push(SessionAnswer {
            role: match given.role {
                Role::Main => AnswerRole::Main,
                Role::Reply => AnswerRole::Reply,
            },
            asked: given.asked,
            because: given.because,
            audio: name,
            report,
        });
        if given.role == Role::Main {
            self.main = Some(judged.analysis);
        }
        understood
    }

    /// Says what to ask next, or how to end.
    pub(super) fn review(&mut self, context: &Context<'_>) -> Event {
        let Some(main) = &self.main else {
            return Event::Reviewed { follow_up: None, feedback: self.nothing_heard.clone() };
        };
        let spoken = if self.silent && self.answers() == 1 {
            self.nothing_heard.clone()
        } else {
            feedback::spoken(main, context)
        };
        self.session.feedback =
            Feedback { spoken: spoken.clone(), written: feedback::written(main, context) };
        let follow_up = main
            .probes
            .first()
            .filter(|_| !self.silent)
            .map(|probe| FollowUp { text: probe.text.clone(), because: probe.because.clone() });
        Event::Reviewed { follow_up, feedback: spoken }
    }
}

/// An answer as it was given.
pub(super) struct Given {
    pub(super) role: Role,
    pub(super) asked: String,
    pub(super) because: Option<String>,
    pub(super) audio: PathBuf,
    pub(super) words: Vec<Word>,
    pub(super) track: SpeechTrack,
}

/// A reply is not a story: what a story must have is not held against it, and it has no score.
fn judge_reply(answer: &Answer, context: &Context<'_>) -> Judged {
    let mut analysis = analyse(answer, context);
    analysis.findings.retain(|finding| fits_reply(finding.rule));
    analysis.sections.clear();
    analysis.probes.clear();
    Judged { analysis, score: None, elsewhere: Vec::new() }
}

/// Whether a rule is about how something is said, or about whose deed it was; those count in a
/// reply of twenty seconds as much as in a story.
fn fits_reply(name: &str) -> bool {
    rule(name).is_ok_and(|rule| rule.family() == Family::Delivery || rule.name() == "we-language")
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
