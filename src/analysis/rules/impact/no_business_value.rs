//! `no-business-value`

use crate::analysis::Concept;
use crate::analysis::rule::{Cx, Place, declare_rule};
use crate::bank::Role;

declare_rule! {
    /// ## What it hears
    /// Nowhere does the answer say what the outcome, or the trouble, was worth to customers, in
    /// money, in risk or in people’s time.
    ///
    /// ## Why it matters
    /// A figure that nobody can place is half an impact: say who had what of it.
    ///
    /// ## Limits
    /// Value without a figure counts. It needs the sentence model; without it nothing is said.
    NoBusinessValue = { name: "no-business-value", family: Impact, severity: Warning }
}

fn check(cx: &mut Cx<'_>) {
    let story = cx.story();
    let Some(told) = story.told().filter(|_| cx.is_story() && story.understood) else { return };
    if story.says(Concept::BusinessValue) {
        return;
    }
    let place = match story.with_role(Role::Outcome).last() {
        Some((_, parsed)) => Place::Words(parsed.sentence.words.clone()),
        None => Place::Gap(told.end),
    };
    cx.report(place, None, &[]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tester::scene;

    const TOLD: &str = "[situation] Last winter our parcel tracker began to lose one scan in fifty, and drivers were sent back for parcels that had long been delivered.\n[action] I traced the scans through the depot server and rewrote the part that joined them.\n[result|business-value] Drivers were spared some forty wasted trips a day.";

    #[test]
    fn is_missed_where_nobody_says_it() {
        assert_eq!(scene(&NoBusinessValue, &TOLD.replace("|business-value", "")).len(), 1);
    }

    #[test]
    fn is_not_missed_where_somebody_does() {
        assert_eq!(scene(&NoBusinessValue, TOLD), []);
    }
}
