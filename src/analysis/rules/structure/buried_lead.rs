//! `buried-lead`

use crate::analysis::rule::{Cx, Place, declare_rule};
use crate::analysis::story::Parsed;

declare_rule! {
    /// ## What it hears
    /// What was going wrong, or what was at stake, is first named after more than a third of the
    /// answer.
    ///
    /// ## Why it matters
    /// Until the problem is out, nothing that you say has weight: the listener does not know yet
    /// what to listen for.
    ///
    /// ## Limits
    /// A problem that is only hinted at may be missed.
    BuriedLead = { name: "buried-lead", family: Structure, severity: Warning }
}

fn check(cx: &mut Cx<'_>) {
    let story = cx.story();
    let Some(told) = story.told().filter(|_| cx.is_story()) else { return };
    let latest = told.start + crate::timeline::Millis(told.duration().0 / 3);
    let mut stating = story.parsed.iter().filter(|parsed| parsed.states_problem(story.understood));
    let first = stating.next();
    let late = |parsed: &&Parsed| parsed.span().start > latest;
    if !first.is_some_and(|parsed| late(&parsed)) && !cx.is_there(false) {
        return;
    }
    // What sounded like the problem before was not yet it.
    let Some(stated) = first.into_iter().chain(stating).find(late) else { return };
    cx.report(Place::Words(stated.sentence.words.clone()), None, &[]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tester::scene;

    const SLOW: &str = "[situation] We had a warehouse with nine gates and a screen at each of them.\n\
        [situation] The screens were fed by a small program that I had taken over in spring.\n\
        [situation] It read the list of trucks every minute and drew them in their order.\n\
        [situation|problem-stated] One morning the order was wrong and trucks stood for hours.\n\
        [action] I sorted by arrival.";

    #[test]
    fn a_problem_behind_the_first_third_is_buried() {
        let found = scene(&BuriedLead, SLOW);
        assert!(found[0].quote.starts_with("One morning"));
    }

    #[test]
    fn a_problem_at_the_start_is_not() {
        let early = SLOW.replace("[situation] We", "[situation|problem-stated] We");
        assert_eq!(scene(&BuriedLead, &early), []);
    }
}
