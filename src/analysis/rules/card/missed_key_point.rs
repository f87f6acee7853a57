//! `missed-key-point`

use crate::analysis::Measure;
use crate::analysis::rule::{Cx, Place, declare_rule};

declare_rule! {
    /// ## What it hears
    /// Points that a good answer to this question makes, and that no sentence of this one comes
    /// near: all of them in one finding.
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
    let missed: Vec<&str> =
        story.key_points.iter().filter(|p| !p.covered).map(|p| p.text.as_str()).collect();
    if missed.is_empty() {
        return;
    }
    #[expect(clippy::cast_precision_loss, reason = "a handful of points")]
    let [count, all] = [missed.len(), story.key_points.len()].map(|n| n as f64);
    cx.report(
        Place::Gap(told.end),
        Some(Measure { value: all - count, unit: "points", target: all }),
        &[("points", &missed.join("; "))],
    );
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
