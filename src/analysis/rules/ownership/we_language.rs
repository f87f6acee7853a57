//! `we-language`

use crate::analysis::Measure;
use crate::analysis::grammar::Subject;
use crate::analysis::rule::{Cx, Place, declare_rule};
use crate::bank::Role;

declare_rule! {
    /// ## What it hears
    /// In the action section, main clauses in which "we" is the one who acts, as a share of those
    /// in which "we" or "I" acts. It points at the first of them.
    ///
    /// ## Why it matters
    /// The interviewer hires one person. What a group did cannot be credited to anybody in it.
    ///
    /// ## Limits
    /// "We had a queue", "we were down", "so that we could see" and "we should" are nobody's
    /// action and do not count; neither does "we" outside the action section.
    WeLanguage = { name: "we-language", family: Ownership, severity: Warning }
}

/// One "we" among three actions is company; more hides the speaker. Chosen.
const SHARE: f64 = 1.0 / 3.0;

/// A single "we" is a slip and no habit. Chosen.
const AT_LEAST: u32 = 2;

fn check(cx: &mut Cx<'_>) {
    let (mut we, mut all) = (0, 0);
    let mut first = None;
    for (_, parsed) in cx.story().with_role(Role::Action) {
        for clause in parsed.clauses.iter().filter(|clause| clause.acts) {
            match clause.subject {
                Subject::We => {
                    (we, all) = (we + 1, all + 1);
                    first = first.or_else(|| Some(parsed.words(&clause.tokens)));
                }
                Subject::I => all += 1,
                Subject::Other => {}
            }
        }
    }
    let share = f64::from(we) / f64::from(all.max(1));
    let Some(first) = first.filter(|_| we >= AT_LEAST && share > SHARE) else { return };
    cx.report(
        Place::Words(first),
        Some(Measure { value: share, unit: "share", target: 0.0 }),
        &[("we", &we.to_string()), ("all", &all.to_string())],
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tester::{INCIDENT, STRONG, findings, findings_of};

    #[test]
    fn the_one_who_acts_is_what_counts() {
        let found = findings(&WeLanguage, INCIDENT);
        assert_eq!(found[0].quote, "we traced the calls together,");
        assert!(findings(&WeLanguage, STRONG).is_empty());
    }

    #[test]
    fn we_who_only_have_or_see_hide_nobody() {
        let text = "last year our export was failing for customers every night. \
            I was responsible for the export. \
            First I reproduced it on a laptop, where we had a copy of the data. \
            Then I wrote a test so that we could see it, because we were blind without one. \
            After that I put the fix out, and we should have done that sooner.";
        assert!(findings_of(&WeLanguage, text).is_empty());
    }

    #[test]
    fn heard_in_speech_without_marks() {
        let text = "last year our export was failing for customers every night ..700.. \
            i was responsible for the export ..700.. so we looked at the logs ..700.. \
            then we found the bug and we patched it ..700.. and then we tested it for a day";
        assert_eq!(findings_of(&WeLanguage, text).len(), 1);
    }
}
