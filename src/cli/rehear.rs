//! `greenroom sessions rehear`: the recordings once more, by a model that is too slow for an interview.

use std::cmp::Ordering;
use std::process::ExitCode;

use super::analyze::rejudged;
use super::interview::{runtime, session_error};
use super::{CliError, Desk, sessions, studio};
use crate::bank::Card;
use crate::interview::Lines;
use crate::report::{ReportModel, Rescored, SessionState};
use crate::session::{Comparison, compare_models, transcribe};
use crate::store::{Ledger, Store};

/// Transcribes the answers of a session again, and keeps what was heard better; the session's file as it
/// was stays beside it.
pub(super) fn run(
    id: &str,
    model: Option<&str>,
    store: &Store,
    ledger: &mut Ledger,
    desk: &mut Desk,
) -> Result<ExitCode, CliError> {
    let mut session = sessions::load(store, ledger, id)?;
    if session.state != SessionState::Complete {
        let hint = format!("complete it with: greenroom sessions recover {}", session.id);
        return Err(CliError::failed(format!("{} was cut off", session.id)).hint(hint));
    }
    let folder = store.folder(&session.id)?;
    let bank = desk.bank()?;
    let understanding = studio::understanding(desk)?;
    let another = studio::recognisers(desk, model)?;
    let end_phrases = Lines::builtin().map_err(|error| CliError::from_error(&error))?.end_phrases();
    let runtime = runtime()?;
    let mut replaced = false;
    for (number, answer) in (1..).zip(&mut session.answers) {
        let recording = answer.audio.as_ref().and_then(|name| folder.recording(name));
        let Some(recording) = recording else { continue };
        if !answer.report.corrections.is_empty() {
            desk.say(format!("answer {number}: left as it is, since it was corrected by hand"))?;
            continue;
        }
        desk.note(format!("listening to answer {number} again ..."));
        let card = answer.report.question.as_ref().and_then(|id| bank.card(id).ok());
        let vocabulary = card.map(Card::expected_words).unwrap_or_default();
        let heard = runtime.block_on(transcribe(&recording, another(), &vocabulary, &mut |_| {}));
        let mut heard = heard.map_err(|error| session_error(&error))?;
        end_phrases.take_off(&mut heard.transcript.words);
        let before = answer.report.answer().transcript;
        let by = heard.model.clone();
        let size = compare_models(answer.report.engine.model.as_deref(), by.as_deref());
        let comparison = Comparison::of(&before.words, &heard.transcript.words, size);
        desk.say(told(number, &comparison, size, &answer.report, by.as_deref()))?;
        if comparison.better {
            folder.keep_original()?;
            let stored = answer.report.clone();
            let mut now = rejudged(&stored, heard.answer(), &bank, &understanding, desk)?;
            now.engine.model = by;
            now.rescored = Rescored::between(&stored, &now);
            now.delivery.baseline = stored.delivery.baseline;
            answer.report = now;
            replaced = true;
        }
    }
    if replaced {
        folder.save(&session)?;
        ledger.enter(&session)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn told(
    number: usize,
    comparison: &Comparison,
    size: Option<Ordering>,
    then: &ReportModel,
    by: Option<&str>,
) -> String {
    let percent = |confidence: Option<f32>| {
        confidence.map_or("no words".to_owned(), |sure| format!("{:.0} % sure", 100.0 * sure))
    };
    let outcome = match size {
        _ if comparison.better => "heard better, and judged again",
        Some(Ordering::Less) => "left as it was, since a smaller model is surer of worse words",
        _ => "left as it was",
    };
    format!(
        "answer {number}: {} by {}, {} by {}: {outcome}",
        percent(comparison.before),
        then.engine.model.as_deref().unwrap_or("an unknown model"),
        percent(comparison.after),
        by.unwrap_or("an unknown model"),
    )
}
