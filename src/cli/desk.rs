//! What every command works with: where things are, and where results go.

use std::fs;
use std::io::{self, IsTerminal, Stdout, Write};
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use super::CliError;
use crate::bank::Bank;
use crate::config::{HOME_VARIABLE, Paths};
use crate::report::{Canvas, Palette};
use crate::store::{Ledger, Started, Store};

/// Standard output, whose reader may stop early, as `head` does: that is no error, and what else the
/// command does is done.
struct Output(Stdout);

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        unless_closed(self.0.write(bytes), bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        unless_closed(self.0.flush(), ())
    }
}

/// What came of writing, or `done` if nobody reads it any more.
fn unless_closed<T>(written: io::Result<T>, done: T) -> io::Result<T> {
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(done),
        written => written,
    }
}

/// The surroundings of a command.
pub struct Desk {
    pub paths: Paths,
    pub out: Box<dyn Write>,
}

impl Desk {
    /// Finds the data folder; results go to standard output.
    ///
    /// # Errors
    /// If this user has no data folder.
    pub fn open() -> Result<Self, CliError> {
        let home = std::env::var_os(HOME_VARIABLE).map(PathBuf::from);
        let paths = Paths::discover(home).ok_or_else(|| {
            CliError::failed("there is no folder for greenroom's data")
                .hint(format!("set {HOME_VARIABLE} to a folder"))
        })?;
        Ok(Self { paths, out: Box::new(Output(io::stdout())) })
    }

    /// A desk for work beside the command's own: what it writes goes nowhere.
    pub(super) fn silent(paths: Paths) -> Self {
        Self { paths, out: Box::new(io::sink()) }
    }

    /// Writes a line of the result.
    pub fn say(&mut self, line: impl AsRef<str>) -> Result<(), CliError> {
        self.write(line.as_ref()).and_then(|()| self.write("\n"))
    }

    pub fn write(&mut self, text: &str) -> Result<(), CliError> {
        self.out
            .write_all(text.as_bytes())
            .map_err(|e| CliError::failed(format!("cannot write the result: {e}")))
    }

    /// Writes a line that is not part of the result.
    pub fn note(&self, line: impl AsRef<str>) {
        // Notes are extra: without a standard error they are dropped.
        drop(writeln!(io::stderr(), "{}", line.as_ref()));
    }

    /// The questions, those of the user's own folder included.
    pub fn bank(&self) -> Result<Bank, CliError> {
        let bank = Bank::builtin().map_err(|error| CliError::from_error(&error))?;
        let folder = self.paths.questions();
        let Ok(entries) = fs::read_dir(&folder) else { return Ok(bank) };
        let mut cards = Vec::new();
        for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
            if path.extension().is_some_and(|extension| extension == "toml") {
                let text = fs::read_to_string(&path).map_err(|error| {
                    CliError::failed(format!("cannot read the card {}: {error}", path.display()))
                })?;
                cards.push((path.display().to_string(), text));
            }
        }
        cards.sort();
        let cards: Vec<_> =
            cards.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        bank.with_user_cards(&cards).map_err(|error| {
            CliError::from_error(&error)
                .hint(format!("mend the card, or move it out of {}", folder.display()))
        })
    }

    /// The sessions on disk, and the ledger of them. What cannot be read is told.
    pub fn ledger(&self) -> Result<(Store, Ledger), CliError> {
        let store = Store::open(&self.paths)?;
        let (ledger, damaged) = Ledger::open(&self.paths, &store)?;
        for error in damaged {
            let CliError { message, hint, .. } = error.into();
            self.note(format!("warning: {message}"));
            if let Some(hint) = hint {
                self.note(format!("hint: {hint}"));
            }
        }
        Ok((store, ledger))
    }

    /// How a report is drawn here: coloured only for a terminal, and not against `NO_COLOR`.
    pub fn canvas(&self) -> Canvas {
        let terminal = io::stdout().is_terminal();
        let coloured = terminal && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty());
        let width = crossterm::terminal::size().ok().filter(|_| terminal);
        Canvas {
            width: width.map_or(80, |(columns, _)| columns.into()),
            palette: if coloured { Palette::Ansi } else { Palette::Plain },
        }
    }

    /// The time now.
    #[expect(clippy::disallowed_methods, reason = "the one place where the calendar comes in")]
    pub fn now(&self) -> Started {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Started(since.as_secs())
    }
}
