//! What becomes of tries at a drill.

use super::record::{Record, judge_reply};
use crate::analysis::{Answer, Context, analyse, judge_try};
use crate::bank::{Drill, Standing};
use crate::interview::Event;
use crate::report::{Session, SessionAnswer, TryReport};
use crate::scoring::Judged;
use crate::timeline::Millis;

/// The drill that a session is.
#[derive(Clone, Debug)]
pub(super) struct Drilled {
    drill: Drill,
    /// Tries that there are recordings for, where recordings stand in for the microphone.
    most: Option<usize>,
}

impl Record {
    /// A record of tries at a drill, of which there are at most `most`.
    #[must_use]
    pub fn of_drill(mut self, drill: Drill, most: Option<usize>) -> Self {
        self.drill = Some(Drilled { drill, most });
        self
    }

    /// The time that the next answer has, if it is a try at a drill.
    pub(super) fn time_of_try(&self) -> Option<Millis> {
        let drilled = self.drill.as_ref()?;
        Some(drilled.drill.time(drilled.standing(&self.session(false)).rung))
    }
}

impl Drilled {
    fn standing(&self, session: &Session) -> Standing {
        self.drill.standing(tries(session).map(|tried| tried.passed))
    }

    /// Judges the next try of `session`.
    pub(super) fn judge(
        &self,
        answer: &Answer,
        context: &Context<'_>,
        session: &Session,
    ) -> (Judged, TryReport) {
        let analysis = analyse(answer, context);
        let rung = self.standing(session).rung;
        let tried = judge_try(answer, &analysis, context, &self.drill, rung);
        // How long a try may take is the drill's to say.
        let mut judged = judge_reply(analysis);
        judged.analysis.findings.retain(|finding| !finding.rule.starts_with("answer-too-"));
        let report = TryReport {
            passed: tried.passed,
            value: tried.value,
            unit: tried.unit.to_owned(),
            target: tried.target,
            said: tried.said,
        };
        (judged, report)
    }

    /// What is said about the last try, and whether there is another.
    pub(super) fn next(&self, session: &Session) -> Event {
        let mut said = tries(session).last().map_or_else(String::new, |tried| tried.said.clone());
        let standing = self.standing(session);
        if self.drill.is_done(standing) {
            said = format!("{said} {}", self.drill.done);
        }
        let goes_on = !self.drill.is_done(standing)
            && self.most.is_none_or(|most| session.answers.len() < most)
            && !nobody_is_there(session);
        let limit = self.drill.limit(standing.rung);
        Event::Tried { said, next: goes_on.then(|| format!("{limit} seconds")) }
    }
}

fn tries(session: &Session) -> impl Iterator<Item = &TryReport> {
    session.answers.iter().filter_map(|answer| answer.tried.as_ref())
}

/// Whether nothing was said in the last two tries.
fn nobody_is_there(session: &Session) -> bool {
    let silent = |answer: &SessionAnswer| answer.report.words.is_empty();
    matches!(&session.answers[..], [.., a, b] if silent(a) && silent(b))
}
