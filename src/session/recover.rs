//! An interview that was cut off, completed from its recordings.

use std::path::{Path, PathBuf};

use super::interview::SessionError;
use super::record::{Given, Record};
use super::transcribe::transcribe;
use super::understand::Understanding;
use crate::analysis::Context;
use crate::asr::LoadRecogniser;
use crate::interview::Role;
use crate::report::Session;

/// What is known of an interview that was cut off.
pub struct CutOff<'a> {
    /// As far as it was saved.
    pub draft: Session,
    /// Its recordings with sound in them, in order.
    pub recordings: Vec<PathBuf>,
    pub context: Context<'a>,
    /// What is said of a silent answer.
    pub nothing_heard: String,
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
    let CutOff { draft, recordings, context, nothing_heard } = cut_off;
    let mut record = Record::new(draft, nothing_heard);
    let mut warnings = Vec::new();
    let mut failed = None;
    for recording in recordings {
        if record
            .session(false)
            .answers
            .iter()
            .any(|answer| is_of(answer.audio.as_deref(), &recording))
        {
            continue;
        }
        match transcribe(&recording, load(), &mut |_| {}).await {
            Ok(heard) => {
                warnings.extend(heard.warnings);
                if let Some(model) = heard.model {
                    record.recognised_by(model);
                }
                let (role, asked, because) = question(&record.session(false), &context);
                let given = Given {
                    role,
                    asked,
                    because,
                    audio: recording,
                    words: heard.transcript.words,
                    track: heard.track,
                };
                if let Err(error) = record.answer(&context, given, understanding) {
                    warnings.push(error.to_string());
                }
                record.review(&context);
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

/// What the next recording answers: the card's question, or the follow-up that the answer before it
/// deserved.
fn question(session: &Session, context: &Context<'_>) -> (Role, String, Option<String>) {
    let Some(before) = session.answers.last() else {
        let asked = context.card.map(|card| card.question.clone()).unwrap_or_default();
        return (Role::Main, asked, None);
    };
    match before.report.probes.first() {
        Some(probe) => (Role::Reply, probe.text.clone(), Some(probe.because.clone())),
        None => (Role::Reply, String::new(), None),
    }
}
