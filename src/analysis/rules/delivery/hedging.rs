//! `hedging`

use crate::analysis::habit::report_habit;
use crate::analysis::rule::{Cx, declare_rule};

declare_rule! {
    /// ## What it hears
    /// Four or more of “I think maybe”, “I guess”, “sort of helped”, “hopefully” and their kin.
    ///
    /// ## Why it matters
    /// A hedge takes back what the sentence has just claimed. Say what you know, and say plainly
    /// what you do not.
    ///
    /// ## Limits
    /// An honest “I do not know” is no hedge.
    Hedging = { name: "hedging", family: Delivery, severity: Note }
}

/// Said so often it is a habit. Chosen.
const AT_LEAST: u32 = 4;

fn check(cx: &mut Cx<'_>) {
    report_habit(cx, &cx.story().lexicon().hedge, AT_LEAST);
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::analysis::tester::findings_of;

    #[test]
    fn a_habit_is_counted() {
        assert_eq!(
            findings_of(
                &Hedging,
                "I guess it was maybe slow and I think maybe I probably fixed it I guess"
            )
            .len(),
            1
        );
    }

    #[test]
    fn once_or_in_its_plain_sense_it_is_none() {
        assert_eq!(
            findings_of(&Hedging, "I think about caches a lot and I know that it was slow"),
            []
        );
    }
}
