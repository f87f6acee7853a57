//! An interview that was cut off, completed from its recordings.

use std::path::{Path, PathBuf};

use super::outcome::SessionError;
use super::record::{Given, Record};
use super::transcribe::transcribe;
use super::understand::Understanding;
use crate::analysis::Context;
use crate::asr::LoadRecogniser;
use crate::bank::Drill;
use crate::interview::{Lines, Role};
use crate::report::{AnswerRole, Session};

/// What is known of an interview that was cut off.
pub struct CutOff<'a> {
    /// As far as it was saved.
    pub draft: Session,
    /// Its recordings with sound in them, in order.
    pub recordings: Vec<PathBuf>,
    /// Of each question that was planned, in order; at least one.
    pub contexts: Vec<Context<'a>>,
    pub lines: Lines,
    /// The drill that it is, whose tries the recordings are.
    pub drill: Option<Drill>,
}

/// The session completed, and what could not be read, for people.
pub struct Recovered {
    pub session: Session,
    pub warnings: Vec<String>,
}

/// Transcribes and analyses the recordings that the draft does not know of yet.
///
/// `load` gives a recogniser for each.
///
/// # Errors
/// [`SessionError`] if none of them could be transcribed.
pub async fn recover(
    cut_off: CutOff<'_>,
    mut load: impl FnMut() -> LoadRecogniser,
    understanding: &Understanding,
) -> Result<Recovered, SessionError> {
    let CutOff { draft, recordings, contexts, lines, drill } = cut_off;
    let end_phrases = lines.end_phrases();
    let mut record = Record::new(draft, lines);
    if let Some(drill) = drill {
        record = record.of_drill(drill, None);
    }
    let mut warnings = Vec::new();
    let mut failed = None;
    for recording in recordings {
        let so_far = record.session(false);
        if so_far.answers.iter().any(|answer| is_of(answer.audio.as_deref(), &recording)) {
            continue;
        }
        let question = question(&so_far, &contexts);
        let vocabulary =
            question.as_ref().map(|(context, ..)| context.expected_words()).unwrap_or_default();
        match transcribe(&recording, load(), &vocabulary, &mut |_| {}).await {
            Ok(mut heard) => {
                warnings.extend(heard.warnings);
                if let Some(model) = heard.model {
                    record.recognised_by(model);
                }
                let Some((context, role, asked, because)) = question else { continue };
                end_phrases.take_off(&mut heard.transcript.words);
                let given = Given {
                    role,
                    asked,
                    because,
                    audio: recording,
                    transcript: heard.transcript,
                    track: heard.track,
                };
                if let Err(error) = record.answer(context, given, understanding) {
                    warnings.push(error.to_string());
                }
                record.review();
            }
            Err(error) => {
                warnings.push(format!("{}: {error}", recording.display()));
                failed = Some(error);
            }
        }
    }
    match failed {
        Some(error) if record.answers() == 0 => Err(error),
        _ => Ok(Recovered { session: record.session(true), warnings }),
    }
}

fn is_of(audio: Option<&str>, recording: &Path) -> bool {
    recording.file_name().is_some_and(|name| audio == Some(&*name.to_string_lossy()))
}

/// What the next recording answers: what was asked last, else the card's question, or the follow-up that
/// the answer before it deserved. `None` if no question is known at all.
fn question<'c, 'a>(
    session: &Session,
    contexts: &'c [Context<'a>],
) -> Option<(&'c Context<'a>, Role, String, Option<String>)> {
    let asked = session.answers.iter().filter(|answer| answer.role == AnswerRole::Main).count();
    // More answers than questions were planned: the last one goes on.
    let context = |place: usize| contexts.get(place).or(contexts.last());
    if let Some(pending) = session.pending.clone() {
        let (role, place) = match pending.role {
            AnswerRole::Main => (Role::Main, asked),
            AnswerRole::Reply => (Role::Reply, asked.saturating_sub(1)),
        };
        return Some((context(place)?, role, pending.asked, pending.because));
    }
    let before = session.answers.last().filter(|before| before.role == AnswerRole::Main);
    if let Some(probe) = before.and_then(|before| before.report.probes.first()) {
        let because = Some(probe.because.clone());
        return Some((context(asked - 1)?, Role::Reply, probe.text.clone(), because));
    }
    let context = context(asked)?;
    let text = context.card.map(|card| card.question.clone()).unwrap_or_default();
    Some((context, Role::Main, text, None))
}
