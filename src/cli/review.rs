//! `greenroom review`: what was recorded, in the browser.

use std::fmt::Write as _;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;

use super::analyze::rejudged;
use super::interview::runtime;
use super::{CliError, Desk, sessions, studio};
use crate::analysis::Answer;
use crate::report::ReportModel;
use crate::web::{Rejudge, Server, Site};

/// Arguments of `greenroom review`.
#[derive(Clone, Debug, Args)]
pub(super) struct ReviewArgs {
    /// A session's id, or `last`; without it the list of all
    session: Option<String>,
    /// Write the report to the terminal instead
    #[arg(long)]
    print: bool,
    /// Only say where the pages are; do not open a browser
    #[arg(long, conflicts_with = "print")]
    no_browser: bool,
    /// The port on this machine; without it any that is free
    #[arg(long, value_name = "PORT", default_value_t = 0, conflicts_with = "print")]
    port: u16,
}

/// Runs the command.
pub(super) fn run(args: &ReviewArgs, desk: &mut Desk) -> Result<ExitCode, CliError> {
    let (store, ledger) = desk.ledger()?;
    if args.print {
        let id = args.session.as_deref().unwrap_or("last");
        let session = sessions::load(&store, &ledger, id)?;
        let text = sessions::text(&session, desk.canvas());
        desk.write(&text)?;
        return Ok(ExitCode::SUCCESS);
    }
    let page = match &args.session {
        Some(id) => format!("/sessions/{}", sessions::load(&store, &ledger, id)?.id),
        None => "/".to_owned(),
    };
    drop((store, ledger));
    let site =
        Site { paths: desk.paths.clone(), bank: Arc::new(desk.bank()?), rejudge: rejudge(desk)? };
    let taken = |error: std::io::Error| {
        CliError::failed(format!("cannot serve the pages: {error}"))
            .hint("choose another --port, or leave it out".to_owned())
    };
    runtime()?.block_on(async {
        let server = Server::bind(args.port, token()?).await.map_err(taken)?;
        let address = server.address(&page).map_err(taken)?;
        desk.say(&address)?;
        desk.note("only this machine can open it; Ctrl-C ends it");
        if !args.no_browser
            && let Err(error) = open::that_detached(&address)
        {
            desk.note(format!("no browser could be opened ({error}); open the address yourself"));
        }
        let end = async { drop(tokio::signal::ctrl_c().await) };
        server.serve(site, end).await.map_err(taken)
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Judges corrected answers. The sentence model cannot go from thread to thread, so it is loaded for each.
fn rejudge(desk: &Desk) -> Result<Rejudge, CliError> {
    let bank = desk.bank()?;
    let paths = desk.paths.clone();
    Ok(Arc::new(move |stored: &ReportModel, answer: Answer| {
        let desk = Desk::silent(paths.clone());
        studio::understanding(&desk)
            .and_then(|understanding| rejudged(stored, answer, &bank, &understanding, &desk))
            .map_err(|error| error.message)
    }))
}

/// A secret that nobody can guess, from the system's own source.
fn token() -> Result<String, CliError> {
    let mut bytes = [0_u8; 24];
    getrandom::fill(&mut bytes).map_err(|error| {
        CliError::failed(format!("the system gives no random numbers: {error}"))
    })?;
    let mut token = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        let _ = write!(token, "{byte:02x}");
    }
    Ok(token)
}
