//! Phrases that are said too often.

use super::Measure;
use super::rule::{Cx, Place};
use crate::bank::WordList;

/// Reports the phrases of a list that are said `at_least` so often, at the first of them.
pub(super) fn report_habit(cx: &mut Cx<'_>, phrases: &WordList, at_least: u32) {
    let mut count = 0;
    let mut first = None;
    for parsed in &cx.story().parsed {
        for hit in phrases.find(&parsed.tokens) {
            count += 1;
            first.get_or_insert_with(|| parsed.words(&hit));
        }
    }
    let Some(first) = first.filter(|_| count >= at_least) else { return };
    cx.report(
        Place::Words(first),
        Some(Measure { value: f64::from(count), unit: "times", target: 0.0 }),
        &[("count", &count.to_string())],
    );
}
