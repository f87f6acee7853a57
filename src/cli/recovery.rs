//! `greenroom sessions recover`: nothing that was said is lost.

use std::process::ExitCode;

use super::interview::{runtime, session_error};
use super::questions::unknown;
use super::{CliError, Desk, studio};
use crate::analysis::Context;
use crate::bank::{Bank, Card};
use crate::interview::Lines;
use crate::report::Session;
use crate::session::{CutOff, Recovered, Understanding, recover};
use crate::store::{Ledger, Store, StoreError, Unfinished};

/// Completes one session that was cut off, or all of them.
pub(super) fn run(
    id: Option<&str>,
    model: Option<&str>,
    store: &Store,
    ledger: &mut Ledger,
    desk: &mut Desk,
) -> Result<ExitCode, CliError> {
    // The session that is running looks as if it had been cut off.
    let _lock = store.lock()?;
    let known = ledger.known()?;
    let mut unfinished = store.unfinished(&known)?;
    if let Some(id) = id {
        store.folder(id)?;
        unfinished.retain(|session| session.folder.id() == id);
    }
    if unfinished.is_empty() {
        desk.say(match id {
            Some(id) => format!("{id} has nothing to recover"),
            None => "no interview was cut off".to_owned(),
        })?;
        return Ok(ExitCode::SUCCESS);
    }
    let bank = desk.bank()?;
    let understanding = studio::understanding(desk)?;
    // The oldest first, in the order in which they were spoken.
    for session in unfinished.iter().rev() {
        one(session, &bank, model, &understanding, store, ledger, desk)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn one(
    unfinished: &Unfinished,
    bank: &Bank,
    model: Option<&str>,
    understanding: &Understanding,
    store: &Store,
    ledger: &mut Ledger,
    desk: &mut Desk,
) -> Result<(), CliError> {
    let folder = &unfinished.folder;
    let id = folder.id();
    let draft = match store.load(id) {
        Ok(draft) => Session { id: id.to_owned(), ..draft },
        Err(StoreError::Unknown { .. }) => Session::open(id, began(id)),
        Err(error @ StoreError::Damaged { .. }) => {
            desk.note(format!("warning: {error}; what it held is made again from the recordings"));
            folder.set_aside()?;
            Session::open(id, began(id))
        }
        Err(error) => return Err(error.into()),
    };
    let planned = draft.plan.iter().chain(draft.question.iter().filter(|_| draft.plan.is_empty()));
    // A card that is gone leaves an answer without one.
    let mut cards: Vec<Option<&Card>> = planned.map(|id| bank.card(id).ok()).collect();
    if cards.is_empty() {
        cards.push(None);
    }
    let contexts: Vec<Context<'_>> = cards
        .into_iter()
        .map(|card| {
            Context::new(bank, card, draft.length.as_deref())?
                .heard_by(draft.company.as_deref(), draft.level.as_deref())
        })
        .collect::<Result<_, _>>()
        .map_err(|e| unknown(&e))?;
    let lines = Lines::builtin().map_err(|error| CliError::from_error(&error))?;
    let another = studio::recognisers(desk, model)?;
    desk.note(format!("transcribing what was said in {id} ..."));
    // A drill that is gone leaves its tries as answers.
    let drill = draft.drill.as_ref().and_then(|name| bank.drill(name).ok()).cloned();
    let recordings = unfinished.recordings.clone();
    let cut_off = CutOff { draft, recordings, contexts, lines, drill };
    let recovered = runtime()?.block_on(recover(cut_off, another, understanding));
    let Recovered { session, warnings } = recovered.map_err(|error| session_error(&error))?;
    for warning in warnings {
        desk.note(format!("warning: {warning}"));
    }
    folder.save(&session)?;
    ledger.enter(&session)?;
    let answers = session.answers.len();
    let what = if answers == 1 { "answer" } else { "answers" };
    desk.say(format!("recovered {id}: {answers} {what}; greenroom sessions show {id}"))
}

/// When a session began, as its id tells: `2026-11-21T20-15-03` is `2026-11-21T20:15:03Z`.
fn began(id: &str) -> String {
    let (day, time) = id.split_once('T').unwrap_or((id, ""));
    let time: Vec<&str> = time.split('-').take(3).collect();
    format!("{day}T{}Z", time.join(":"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn an_id_tells_when_its_session_began() {
        assert_eq!(super::began("2026-11-21T20-15-03"), "2026-11-21T20:15:03Z");
        assert_eq!(super::began("2026-11-21T20-15-03-2"), "2026-11-21T20:15:03Z");
    }
}
