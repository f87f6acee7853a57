//! `superficial-validation`

use crate::analysis::Concept;
use crate::analysis::rule::{Cx, Place, declare_rule};
use crate::bank::Role;

declare_rule! {
    /// ## What it hears
    /// That a repair holds is shown only by “it was deployed and the errors stopped”, or by
    /// nothing.
    ///
    /// ## Why it matters
    /// Errors also stop by themselves. Reproducing before and watching after is what makes a fix a
    /// fix.
    ///
    /// ## Limits
    /// A repair without a word on how it holds is only heard in incidents. It needs the sentence model; without
    /// it nothing is said.
    SuperficialValidation = { name: "superficial-validation", family: Rigour, severity: Warning }
}

fn check(cx: &mut Cx<'_>) {
    let story = cx.story();
    let Some(told) = story.told().filter(|_| cx.is_story() && story.understood) else { return };
    let weak = story.clearest(Concept::WeakCheck);
    let plainly = story.is_about_a_repair() && !story.says(Concept::Verified);
    if !cx.is_there(plainly) {
        return;
    }
    let outcome = || story.with_role(Role::Outcome).last().map(|(_, parsed)| parsed);
    let place = match weak.or_else(outcome) {
        Some(parsed) => Place::Words(parsed.sentence.words.clone()),
        None => Place::Gap(told.end),
    };
    cx.report(place, None, &[]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tester::scene;

    const TOLD: &str = "[situation] Last winter our parcel tracker began to lose one scan in fifty, and drivers were sent back for parcels that had long been delivered.\n[action] I traced the scans through the depot server and rewrote the part that joined them.\n[result|weak-check] I rolled it out and the complaints stopped.";

    #[test]
    fn silence_after_a_rollout_is_no_proof() {
        let found = scene(&SuperficialValidation, TOLD);
        assert_eq!(found[0].quote, "I rolled it out and the complaints stopped.");
    }

    #[test]
    fn one_proof_is_enough() {
        let proved = format!("{TOLD}\n[result|verified] I compared every scan for a week.");
        assert_eq!(scene(&SuperficialValidation, &proved), []);
    }
}
