//! `crutch-phrase`

use crate::analysis::Measure;
use crate::analysis::rule::{Cx, Place, declare_rule};

declare_rule! {
    /// ## What it hears
    /// Five or more of “you know”, “basically”, “kind of”, “like” as a filler and their kin.
    ///
    /// ## Why it matters
    /// One is company, ten are noise in front of your evidence.
    ///
    /// ## Limits
    /// “Like”, “kind of” and “you know” in their plain sense are left out as far as grammar shows.
    CrutchPhrase = { name: "crutch-phrase", family: Delivery, severity: Note }
}

/// Said so often it is a habit. Chosen.
const AT_LEAST: u32 = 5;

fn check(cx: &mut Cx<'_>) {
    let story = cx.story();
    let lexicon = story.lexicon();
    let mut count = 0;
    let mut first = None;
    for parsed in &story.parsed {
        for hit in lexicon.crutch.find(&parsed.tokens) {
            count += 1;
            first.get_or_insert_with(|| parsed.words(&hit));
        }
    }
    let Some(first) = first.filter(|_| count >= AT_LEAST) else { return };
    cx.report(
        Place::Words(first),
        Some(Measure { value: f64::from(count), unit: "times", target: 0.0 }),
        &[("count", &count.to_string())],
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::analysis::tester::findings_of;

    #[test]
    fn a_habit_is_counted() {
        assert_eq!(findings_of(&CrutchPhrase, "so basically we had you know a queue and it was kind of slow you know and basically full").len(), 1);
    }

    #[test]
    fn once_or_in_its_plain_sense_it_is_none() {
        assert_eq!(
            findings_of(
                &CrutchPhrase,
                "I know the kind of queue that you know from banks and it looks like a line"
            ),
            []
        );
    }
}
