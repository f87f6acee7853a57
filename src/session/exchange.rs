//! One question with its answer, the follow-ups and their replies.

use std::collections::VecDeque;

use crate::analysis::{
    Answer, Context, Contradiction, Probe, ReplyVerdict, contradictions, fill, judge_reply_to,
    pressing, short_quote,
};
use crate::feedback;
use crate::interview::FollowUp;
use crate::report::ReplyReport;
use crate::scoring::Judged;

/// What was asked and said, and what is still to be asked about it.
#[derive(Clone, Debug)]
pub(super) struct Exchange {
    pub(super) asked: String,
    /// The score of the answer, 0 to 100; `None` if it has none.
    pub(super) overall: Option<f64>,
    pub(super) spoken: String,
    pub(super) written: String,
    /// The answer, then the replies.
    said: Vec<Answer>,
    /// What the answer deserves to be asked, the most telling first.
    probes: VecDeque<Probe>,
    /// What the last reply deserves to be asked before those.
    urgent: Option<Asking>,
    /// What was asked last, and whether that was for the second time.
    open: Option<(Probe, bool)>,
}

/// A follow-up, with the probe that it puts into words.
#[derive(Clone, Debug)]
struct Asking {
    follow_up: FollowUp,
    /// `None` for a contradiction, where any reply will do.
    again: Option<Probe>,
}

impl Exchange {
    /// The exchange about an answer that was just given.
    pub(super) fn new(
        asked: &str,
        answer: Answer,
        judged: &Judged,
        context: &Context<'_>,
        pressure: bool,
    ) -> Self {
        let Judged { analysis, score, .. } = judged;
        let first = pressure.then(|| pressing(analysis, context)).flatten();
        Self {
            asked: asked.to_owned(),
            overall: score.as_ref().map(|score| score.overall),
            spoken: feedback::spoken(analysis, context),
            written: feedback::written(analysis, context),
            probes: first.into_iter().chain(analysis.probes.iter().cloned()).collect(),
            said: vec![answer],
            urgent: None,
            open: None,
        }
    }

    /// What to ask next, if anything is left to be asked.
    pub(super) fn follow_up(&mut self) -> Option<FollowUp> {
        if let Some(Asking { follow_up, again }) = self.urgent.take() {
            self.open = again.map(|probe| (probe, true));
            return Some(follow_up);
        }
        let probe = self.probes.pop_front()?;
        let follow_up = FollowUp { text: probe.text.clone(), because: probe.because.clone() };
        self.open = Some((probe, false));
        Some(follow_up)
    }

    /// Hears a reply: whether it gave what was asked for, and whether it agrees with what was said
    /// before. `context` is that of a reply.
    pub(super) fn reply(&mut self, reply: Answer, context: &Context<'_>) -> ReplyReport {
        let found = contradictions(&self.said, &reply, context.bank.lexicon());
        let open = self.open.take();
        let verdict = open.as_ref().and_then(|(probe, _)| judge_reply_to(probe, &reply, context));
        self.urgent = match (found.first(), &open, &verdict) {
            (Some(contradiction), ..) => Some(settle(contradiction, context)),
            (None, Some((probe, false)), Some(verdict)) => again(probe, verdict, &reply, context),
            _ => None,
        };
        // Nobody is asked for what a reply to something else has already told.
        self.probes.retain(|probe| {
            judge_reply_to(probe, &reply, context).is_none_or(|verdict| !verdict.settles())
        });
        if !reply.transcript.is_empty() {
            self.said.push(reply);
        }
        let probe = open.map(|(probe, _)| probe);
        let report = ReplyReport::new(probe, verdict.as_ref(), found, context.bank);
        if let Some(late) = &report.late {
            self.written += &fill(&context.bank.reply_phrases().late, &[("quote", late)]);
            self.written.push('\n');
        }
        for contradiction in &report.contradictions {
            self.written += &contradiction.message;
            self.written.push('\n');
        }
        report
    }
}

fn settle(contradiction: &Contradiction, context: &Context<'_>) -> Asking {
    let phrases = context.bank.contradiction();
    let clock = contradiction.before_at.to_clock();
    let before = short_quote(&contradiction.before);
    let now = short_quote(&contradiction.now);
    let values = [("before", before.as_str()), ("now", now.as_str()), ("clock", clock.as_str())];
    let (text, because) = (fill(&phrases.text, &values), fill(&phrases.because, &values));
    Asking { follow_up: FollowUp { text, because }, again: None }
}

/// Asks for the same once more, if the reply was weak and not empty.
fn again(
    probe: &Probe,
    verdict: &ReplyVerdict,
    reply: &Answer,
    context: &Context<'_>,
) -> Option<Asking> {
    let lack = verdict.lacks.first().or(probe.wants.first()).filter(|_| !verdict.is_strong)?;
    let text = reply.transcript.text();
    let values = [("quote", &*short_quote(&text)), ("lack", context.bank.want(*lack))];
    let because = fill(&context.bank.reply_phrases().again, &values);
    let follow_up = FollowUp { text: probe.again.clone(), because };
    Some(Asking { follow_up, again: Some(probe.clone()) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tester::{RAMBLING, bank, context, story_answer};
    use crate::scoring::judge;

    fn exchange_about(story: &str, pressure: bool) -> (Exchange, String) {
        let bank = bank();
        let context = context(&bank, story);
        let (answer, _) = story_answer(story);
        let judged = judge(&answer, &context);
        let first = judged.analysis.probes[0].text.clone();
        (Exchange::new("What broke?", answer, &judged, &context, pressure), first)
    }

    #[test]
    fn the_most_telling_is_asked_first_and_nothing_twice() {
        let (mut exchange, first) = exchange_about(RAMBLING, false);
        let mut asked: Vec<String> = Vec::new();
        while let Some(follow_up) = exchange.follow_up() {
            asked.push(follow_up.text);
        }
        assert_eq!(asked[0], first);
        let count = asked.len();
        asked.sort();
        asked.dedup();
        assert_eq!(asked.len(), count);
    }

    #[test]
    fn pressure_comes_before_what_is_missing() {
        let (mut exchange, first) = exchange_about(RAMBLING, true);
        assert_ne!(exchange.follow_up().unwrap().text, first);
        assert_eq!(exchange.follow_up().unwrap().text, first);
    }

    #[test]
    fn a_contradiction_is_asked_about_at_once_and_written_down() {
        let story = "[situation] We had a queue that lost orders.\n[action] I wrote the migration.\n\
                     [result] It was fine again after that.";
        let (mut exchange, _) = exchange_about(story, false);
        exchange.follow_up();
        let (reply, _) = story_answer("[action] Priya wrote the migration and I looked at it.");
        let bank = bank();
        let report = exchange.reply(reply, &context(&bank, story).of_reply());
        assert_eq!(report.contradictions.len(), 1, "{report:?}");
        assert!(exchange.written.contains("i wrote the migration"), "{}", exchange.written);
        let follow_up = exchange.follow_up().unwrap();
        assert!(follow_up.text.contains("Which is it?"), "{follow_up:?}");
    }
}
