//! `fast-pace`

use crate::analysis::pace::{Limit, report_beyond};
use crate::analysis::rule::{Cx, declare_rule};

declare_rule! {
    /// ## What it hears
    /// More than 185 words a minute over the whole answer, pauses included.
    ///
    /// ## Why it matters
    /// Above that listeners lose names and numbers first, and those are your evidence.
    ///
    /// ## Limits
    /// Bands are for answers in English, and wide on purpose; it is compared with nobody. How
    /// somebody speaks is not a fault and weighs little.
    FastPace = { name: "fast-pace", family: Delivery, severity: Note }
}

/// Above 185 words a minute speech counts as fast; published advice ends between 165 and 185.
const FAST: f64 = 185.0;

fn check(cx: &mut Cx<'_>) {
    report_beyond(cx, Limit::Fastest(FAST));
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
        assert_eq!(findings_of(&FastPace, &told(200)).len(), 1);
    }

    #[test]
    fn the_usual_pace_is_fine_and_so_is_a_short_answer() {
        assert_eq!(findings_of(&FastPace, &told(370)), []);
        assert_eq!(findings_of(&FastPace, "@500 yes[100] it[100] did[100]"), []);
    }
}
