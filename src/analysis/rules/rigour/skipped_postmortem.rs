//! `skipped-postmortem`

use crate::analysis::Concept;
use crate::analysis::rule::{Cx, Place, declare_rule};

declare_rule! {
    /// ## What it hears
    /// An incident is told without a review afterwards.
    ///
    /// ## Why it matters
    /// The review is where an incident pays back what it cost.
    ///
    /// ## Limits
    /// Only for questions that are answered as an incident. It needs the sentence model; without it
    /// nothing is said.
    SkippedPostmortem = { name: "skipped-postmortem", family: Rigour, severity: Warning }
}

fn check(cx: &mut Cx<'_>) {
    let story = cx.story();
    let Some(told) = story.told().filter(|_| cx.is_story() && story.understood) else { return };
    if !story.is_incident() || !cx.is_there(!story.says(Concept::ReviewHeld)) {
        return;
    }
    cx.report(Place::Gap(told.end), None, &[]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tester::scene;

    const TOLD: &str = "[context] Last winter our parcel tracker began to lose one scan in fifty, and drivers were sent back for parcels that had long been delivered.\n[corrective-action] I traced the scans through the depot server and rewrote the part that joined them.\n[lessons|review-held] We sat together the next day and wrote down what had happened, minute by minute.";

    #[test]
    fn is_missed_where_nobody_says_it() {
        assert_eq!(scene(&SkippedPostmortem, &TOLD.replace("|review-held", "")).len(), 1);
    }

    #[test]
    fn is_not_missed_where_somebody_does() {
        assert_eq!(scene(&SkippedPostmortem, TOLD), []);
    }
}
