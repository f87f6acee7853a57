//! `missed-key-point`

use crate::analysis::rule::{Cx, Place, declare_rule};

declare_rule! {
    /// ## What it hears
    /// A point that a good answer to this question makes, and that no sentence of this one comes
    /// near.
    ///
    /// ## Why it matters
    /// The interviewer has the same list, and asks for what is missing.
    ///
    /// ## Limits
    /// Goes by likeness of meaning; a point made in a very unusual way can be missed. It needs the
    /// sentence model; without it nothing is said.
    MissedKeyPoint = { name: "missed-key-point", family: Card, severity: Note }
}

fn check(cx: &mut Cx<'_>) {
    let story = cx.story();
    let Some(told) = story.told().filter(|_| cx.is_story()) else { return };
    for point in &story.key_points {
        if !point.covered {
            cx.report(Place::Gap(told.end), None, &[("point", &point.text)]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tester::scene;

    #[test]
    fn without_a_card_or_vectors_no_point_is_missed() {
        let text = "[situation] Last year the lift of our building stopped between floors twice a week, \
            and nobody could say why it did so on Tuesdays of all days.";
        assert_eq!(scene(&MissedKeyPoint, text), []);
    }
}
