//! `hedging`

use crate::analysis::Measure;
use crate::analysis::rule::{Cx, Place, declare_rule};

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
    let story = cx.story();
    let lexicon = story.lexicon();
    let mut count = 0;
    let mut first = None;
    for parsed in &story.parsed {
        for hit in lexicon.hedge.find(&parsed.tokens) {
            count += 1;
            first.get_or_insert_with(|| parsed.words(&hit));
        }
    }
    let Some(first) = first.filter(|_| count >= AT_LEAST) else { return };
    cx.report(
        Place::Words(first),
        Some(Measure { value: f64::from(count), unit: "times", target: 0.0 }),
        &[("count", &count.to_string())],
    );
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
