//! `answer-too-short`

use crate::analysis::Measure;
use crate::analysis::rule::{Cx, Place, declare_rule};

declare_rule! {
    /// ## What it hears
    /// From the first to the last word the answer takes less time than its length profile asks for.
    /// It points at the end.
    ///
    /// ## Why it matters
    /// What is left out is nearly always what the speaker did and why.
    ///
    /// ## Limits
    /// A short answer can be a complete one; which parts are missing is said by other rules.
    AnswerTooShort = { name: "answer-too-short", family: Pacing, severity: Warning, timed }
}

fn check(cx: &mut Cx<'_>) {
    let story = cx.story();
    let Some(told) = story.told() else { return };
    let length = story.context.length;
    if told.duration() >= length.min {
        return;
    }
    cx.report(
        Place::Gap(told.end),
        Some(Measure {
            value: told.duration().as_secs_f64(),
            unit: "s",
            target: length.min.as_secs_f64(),
        }),
        &[("minutes", &told.duration().to_clock()), ("target", &length.spoken)],
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tester::findings_of;

    #[test]
    fn points_at_the_end() {
        let found = findings_of(&AnswerTooShort, "@500 i fixed it");
        assert_eq!(found[0].span.start.0, 500 + 3 * 240 + 2 * 40);
        assert_eq!(found[0].quote, "");
    }

    #[test]
    fn long_enough_or_nothing_at_all_is_not_short() {
        assert!(findings_of(&AnswerTooShort, "").is_empty());
        assert!(findings_of(&AnswerTooShort, &"i fixed it ..9000.. ".repeat(25)).is_empty());
    }
}
