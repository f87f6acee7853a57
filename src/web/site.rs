//! What pages are made from.

use std::path::PathBuf;
use std::sync::Arc;

use super::failure::Failure;
use super::sound::waveform;
use crate::analysis::{Answer, RUBRIC};
use crate::bank::{Bank, Standard};
use crate::config::Paths;
use crate::page::{Choice, Chosen, DRILL, SessionRow, Sound};
use crate::report::{
    Correction, Progress, Repertoire, ReportModel, Rescored, Session, SessionState,
};
use crate::store::{Ledger, SessionLine, Store, Stories};

/// Judges an answer again that was corrected, in the context that its report names.
pub type Rejudge = Arc<dyn Fn(&ReportModel, Answer) -> Result<ReportModel, String> + Send + Sync>;

/// The sessions, and what is known besides.
#[derive(Clone)]
pub struct Site {
    pub paths: Paths,
    pub bank: Arc<Bank>,
    pub rejudge: Rejudge,
}

impl Site {
    /// Opened for each request: what an interview in another window adds is there at once.
    pub(super) fn store(&self) -> Result<(Store, Ledger), Failure> {
        let store = Store::open(&self.paths)?;
        // What is damaged was told on the command line; here it is only left out.
        let (ledger, _) = Ledger::open(&self.paths, &store)?;
        Ok((store, ledger))
    }

    /// All sessions, the newest first.
    pub(super) fn rows(&self) -> Result<Vec<SessionRow>, Failure> {
        let (_, ledger) = self.store()?;
        let row = |line: SessionLine| SessionRow {
            what: match line.drill {
                Some(drill) => format!("{DRILL}{drill}"),
                None => line.questions.join(", ").replace('-', " "),
            },
            id: line.id,
            started: line.started,
            answers: line.answers,
            length: line.duration.to_clock(),
            score: line.overall.map_or_else(String::new, |score| format!("{score:.0}")),
        };
        Ok(ledger.sessions()?.into_iter().map(row).collect())
    }

    /// What answers can be chosen by, in the order of the form.
    pub(super) fn choices(&self, chosen: Chosen) -> Vec<Choice> {
        let names = |standards: Vec<&Standard>| -> Vec<String> {
            standards.into_iter().map(|standard| standard.name.clone()).collect()
        };
        let company = names(self.bank.lenses().collect());
        let level = names(self.bank.levels().collect());
        let length = self.bank.lengths().map(|length| length.name.clone()).collect();
        vec![
            Choice { name: "company", values: company, chosen: chosen.company },
            Choice { name: "level", values: level, chosen: chosen.level },
            Choice { name: "length", values: length, chosen: chosen.length },
        ]
    }

    pub(super) fn progress(&self, chosen: &Chosen) -> Result<(Progress, Repertoire), Failure> {
        let (_, ledger) = self.store()?;
        let mut attempts = ledger.attempts(None, usize::MAX)?;
        attempts.retain(|attempt| chosen.fits(attempt));
        let stories = Stories::new(&self.paths).all()?;
        let repertoire = Repertoire::of(&stories, &attempts, &self.bank);
        Ok((Progress::of(&attempts, ledger.drills()?, &self.bank, RUBRIC), repertoire))
    }

    pub(super) fn load(&self, id: &str) -> Result<Session, Failure> {
        Ok(Store::open(&self.paths)?.load(id)?)
    }

    /// Corrects a sentence of an answer, from 1, judges the answer again and saves the session; what it was
    /// before is kept beside it.
    pub(super) fn correct(
        &self,
        id: &str,
        number: usize,
        correction: &Correction,
    ) -> Result<(), Failure> {
        let (store, mut ledger) = self.store()?;
        let mut session = store.load(id)?;
        if session.state != SessionState::Complete {
            return Err(Failure::Refused("this session is not complete yet".to_owned()));
        }
        let at = number.checked_sub(1).ok_or(Failure::Missing)?;
        let answer = session.answers.get_mut(at).ok_or(Failure::Missing)?;
        if correction.sentence >= answer.report.sentences.len() {
            return Err(Failure::Missing);
        }
        let known = answer.report.sentences.iter().any(|s| s.section == correction.section)
            || self.sections(&answer.report).any(|name| name == correction.section);
        if !known {
            let text = format!("there is no section `{}` here", correction.section);
            return Err(Failure::Refused(text));
        }
        let Some((corrected, changes)) = answer.report.corrected(correction) else { return Ok(()) };
        let before = answer.report.clone();
        let mut now = (self.rejudge)(&before, corrected).map_err(Failure::Refused)?;
        let folder = store.folder(id)?;
        folder.keep_original()?;
        let original = folder.original();
        let first = original.as_ref().and_then(|first| first.answers.get(at));
        now.rescored = first.and_then(|first| Rescored::between(&first.report, &now));
        now.corrections = before.corrections;
        now.corrections.extend(changes);
        now.delivery.baseline = before.delivery.baseline;
        answer.report = now;
        folder.save(&session)?;
        ledger.enter(&session)?;
        Ok(())
    }

    fn sections<'a>(&'a self, report: &ReportModel) -> impl Iterator<Item = &'a str> {
        let framework = self.bank.framework(&report.framework).ok();
        let names = framework.into_iter().flat_map(|framework| &framework.sections);
        names.map(|section| section.name.as_str()).chain(["other"])
    }

    /// The recording of an answer, from 1; the session says which file that is.
    pub(super) fn recording(&self, session: &Session, number: usize) -> Result<PathBuf, Failure> {
        let answer = number.checked_sub(1).and_then(|at| session.answers.get(at));
        let name = answer.and_then(|answer| answer.audio.as_ref()).ok_or(Failure::Missing)?;
        let folder = Store::open(&self.paths)?.folder(&session.id)?;
        folder.recording(name).ok_or(Failure::Missing)
    }

    /// Where each answer is heard, and how it looks.
    pub(super) fn sounds(&self, session: &Session) -> Vec<Sound> {
        (1..=session.answers.len())
            .map(|number| match self.recording(session, number) {
                Ok(recording) => Sound {
                    url: Some(format!("/sessions/{}/answers/{number}/audio", session.id)),
                    waveform: waveform(&recording),
                },
                Err(_) => Sound::default(),
            })
            .collect()
    }
}
