//! `answer-too-long`

use crate::analysis::Measure;
use crate::analysis::rule::{Cx, Place, declare_rule};

declare_rule! {
    /// ## What it hears
    /// From the first to the last word the answer takes longer than its length profile allows. It
    /// points at the sentence during which time was up.
    ///
    /// ## Why it matters
    /// An interviewer has four or five questions for an hour; what comes after the limit takes the
    /// place of the follow-up.
    ///
    /// ## Limits
    /// For a transcript without times the length is reckoned at 150 words a minute.
    AnswerTooLong = { name: "answer-too-long", family: Pacing, severity: Warning, timed }
}

fn check(cx: &mut Cx<'_>) {
    let story = cx.story();
    let Some(told) = story.told() else { return };
    let length = story.context.length;
    if told.duration() <= length.max {
        return;
    }
    let up = told.start + length.max;
    let Some(sentence) = story.parsed.iter().rev().find(|parsed| parsed.span().start <= up) else {
        return;
    };
    let value = told.duration().as_secs_f64();
    cx.report(
        Place::Words(sentence.sentence.words.clone()),
        Some(Measure { value, unit: "s", target: length.max.as_secs_f64() }),
        &[("minutes", &told.duration().to_clock()), ("target", &length.spoken)],
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tester::{STRONG, findings, findings_of};

    #[test]
    fn points_at_what_was_said_when_time_was_up() {
        let text = "i fixed one more thing today ..4000.. ".repeat(80);
        let found = findings_of(&AnswerTooLong, &text);
        assert_eq!(found.len(), 1);
        assert!(found[0].span.start.as_secs_f64() < 300.0);
        assert!(found[0].span.end.as_secs_f64() > 294.0);
    }

    #[test]
    fn within_the_limit_it_is_quiet() {
        assert!(findings(&AnswerTooLong, STRONG).is_empty());
    }
}
