//! `no-second-order-effect`

use crate::analysis::Concept;
use crate::analysis::rule::{Cx, Place, declare_rule};

declare_rule! {
    /// ## What it hears
    /// Nothing outlasts the story: no alert, no habit of a team, no standard, nothing that others
    /// took over.
    ///
    /// ## Why it matters
    /// What stays when you have moved on is what tells a senior engineer from a good one.
    ///
    /// ## Limits
    /// An intention does not count. It needs the sentence model; without it nothing is said.
    NoSecondOrderEffect = { name: "no-second-order-effect", family: Impact, severity: Note }
}

fn check(cx: &mut Cx<'_>) {
    let story = cx.story();
    let Some(told) = story.told().filter(|_| cx.is_story() && story.understood) else { return };
    if !cx.is_there(!story.says(Concept::LastingEffect)) {
        return;
    }
    cx.report(Place::Gap(told.end), None, &[]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tester::scene;

    const TOLD: &str = "[situation] Last winter our parcel tracker began to lose one scan in fifty, and drivers were sent back for parcels that had long been delivered.\n[action] I traced the scans through the depot server and rewrote the part that joined them.\n[result|lasting-effect] Two other depots have since taken over my check as their standard.";

    #[test]
    fn is_missed_where_nobody_says_it() {
        assert_eq!(scene(&NoSecondOrderEffect, &TOLD.replace("|lasting-effect", "")).len(), 1);
    }

    #[test]
    fn is_not_missed_where_somebody_does() {
        assert_eq!(scene(&NoSecondOrderEffect, TOLD), []);
    }
}
