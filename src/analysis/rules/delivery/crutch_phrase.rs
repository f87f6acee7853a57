//! `crutch-phrase`

use crate::analysis::habit::report_habit;
use crate::analysis::rule::{Cx, declare_rule};

declare_rule! {
    /// ## What it hears
    /// Five or more of “you know”, “basically”, “kind of”, “like” as a filler and their kin.
    ///
    /// ## Why it matters
    /// One is company, ten are noise in front of your evidence.
    ///
    /// ## Limits
    /// “Like”, “kind of” and “you know” in their plain sense are left out as far as grammar shows.
    CrutchPhrase = { name: "crutch-phrase", family: Delivery, severity: Note }
}

/// Said so often it is a habit. Chosen.
const AT_LEAST: u32 = 5;

fn check(cx: &mut Cx<'_>) {
    report_habit(cx, &cx.story().lexicon().crutch, AT_LEAST);
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::analysis::tester::findings_of;

    #[test]
    fn a_habit_is_counted() {
        assert_eq!(findings_of(&CrutchPhrase, "so basically we had you know a queue and it was kind of slow you know and basically full").len(), 1);
    }

    #[test]
    fn once_or_in_its_plain_sense_it_is_none() {
        assert_eq!(
            findings_of(
                &CrutchPhrase,
                "I know the kind of queue that you know from banks and it looks like a line"
            ),
            []
        );
    }
}
