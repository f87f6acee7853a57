//! `no-prevention`

use crate::analysis::Concept;
use crate::analysis::rule::{Cx, Place, declare_rule};

declare_rule! {
    /// ## What it hears
    /// Something technical broke, and nothing is said that keeps it from happening again.
    ///
    /// ## Why it matters
    /// The second time it is not an accident.
    ///
    /// ## Limits
    /// Only for questions that are answered as an incident, and where somebody says how a repair was
    /// checked. It needs the sentence model; without
    /// it nothing is said.
    NoPrevention = { name: "no-prevention", family: Rigour, severity: Warning }
}

fn check(cx: &mut Cx<'_>) {
    let story = cx.story();
    let Some(told) = story.told().filter(|_| cx.is_story() && story.understood) else { return };
    let plainly = story.is_about_a_repair() && !story.says(Concept::Prevention);
    if !cx.is_there(plainly) {
        return;
    }
    cx.report(Place::Gap(told.end), None, &[]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tester::scene;

    const TOLD: &str = "[context] Last winter our parcel tracker began to lose one scan in fifty, and drivers were sent back for parcels that had long been delivered.\n[corrective-action] I traced the scans through the depot server and rewrote the part that joined them.\n[lessons|prevention] I added a check that refuses two scans with one number.";

    #[test]
    fn is_missed_where_nobody_says_it() {
        assert_eq!(scene(&NoPrevention, &TOLD.replace("|prevention", "")).len(), 1);
    }

    #[test]
    fn is_not_missed_where_somebody_does() {
        assert_eq!(scene(&NoPrevention, TOLD), []);
    }
}
