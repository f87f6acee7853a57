//! `no-root-cause`

use crate::analysis::Concept;
use crate::analysis::rule::{Cx, Place, declare_rule};
use crate::bank::Role;

declare_rule! {
    /// ## What it hears
    /// Something broke and was repaired, and why it broke is not said.
    ///
    /// ## Why it matters
    /// A repair without a cause is a coincidence that has not ended yet.
    ///
    /// ## Limits
    /// Only for questions that are answered as an incident, and where somebody says how a repair was
    /// checked. It needs the sentence model; without
    /// it nothing is said.
    NoRootCause = { name: "no-root-cause", family: Rigour, severity: Warning }
}

fn check(cx: &mut Cx<'_>) {
    let story = cx.story();
    let Some(told) = story.told().filter(|_| cx.is_story() && story.understood) else { return };
    if !story.is_about_a_repair() || story.says(Concept::RootCause) {
        return;
    }
    let place = match story.with_role(Role::Action).last() {
        Some((_, parsed)) => Place::Words(parsed.sentence.words.clone()),
        None => Place::Gap(told.end),
    };
    cx.report(place, None, &[]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tester::scene;

    const TOLD: &str = "[context] Last winter our parcel tracker began to lose one scan in fifty, and drivers were sent back for parcels that had long been delivered.\n[corrective-action] I traced the scans through the depot server and rewrote the part that joined them.\n[lessons|root-cause] It had failed because two scans in the same second were taken for one.";

    #[test]
    fn is_missed_where_nobody_says_it() {
        assert_eq!(scene(&NoRootCause, &TOLD.replace("|root-cause", "")).len(), 1);
    }

    #[test]
    fn is_not_missed_where_somebody_does() {
        assert_eq!(scene(&NoRootCause, TOLD), []);
    }
}
