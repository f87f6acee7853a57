//! `slow-pace`

use crate::analysis::pace::{Limit, report_beyond};
use crate::analysis::rule::{Cx, declare_rule};

declare_rule! {
    /// ## What it hears
    /// Fewer than 100 words a minute over the whole answer, pauses included.
    ///
    /// ## Why it matters
    /// At that pace three minutes hold less than half of a story.
    ///
    /// ## Limits
    /// Bands are for answers in English, and wide on purpose; it is compared with nobody. How
    /// somebody speaks is not a fault and weighs little.
    SlowPace = { name: "slow-pace", family: Delivery, severity: Note }
}

/// The lowest published lower bound; most advice begins at 110 to 130 words a minute.
const SLOW: f64 = 100.0;

fn check(cx: &mut Cx<'_>) {
    report_beyond(cx, Limit::Slowest(SLOW));
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::analysis::tester::findings_of;

    fn told(word_ms: u32) -> String {
        format!("@500 {}", format!("word[{word_ms}] ").repeat(150))
    }

    #[test]
    fn is_measured_over_the_whole_answer() {
        assert_eq!(findings_of(&SlowPace, &told(700)).len(), 1);
    }

    #[test]
    fn the_usual_pace_is_fine_and_so_is_a_short_answer() {
        assert_eq!(findings_of(&SlowPace, &told(370)), []);
        assert_eq!(findings_of(&SlowPace, "@500 yes[100] it[100] did[100]"), []);
    }
}
