//! `beside-the-lens`

use std::ops::Range;

use crate::analysis::Measure;
use crate::analysis::concept::Concept;
use crate::analysis::rule::{Cx, Place, declare_rule};
use crate::bank::Unwanted;

declare_rule! {
    /// ## What it hears
    /// With `--company` or `--level`: more of what that listener wants left out than they sit
    /// through. What that is, and how much, stands in `prompts/lenses` and `prompts/levels`.
    ///
    /// ## Why it matters
    /// Time that goes into what a listener does not count is missing where they do.
    ///
    /// ## Limits
    /// It says nothing about the answer in itself: for another company the same words are right. A
    /// lens is what is published about a kind of company, not what one interviewer thinks. It needs
    /// the sentence model.
    BesideTheLens = { name: "beside-the-lens", family: Structure, severity: Note }
}

fn check(cx: &mut Cx<'_>) {
    if !cx.is_story() || !cx.story().understood {
        return;
    }
    for standard in cx.story().context.standards() {
        for unwanted in &standard.unwanted {
            report(cx, &standard.title, unwanted);
        }
    }
}

fn report(cx: &mut Cx<'_>, title: &str, unwanted: &Unwanted) {
    let story = cx.story();
    let concept = unwanted.concept.as_deref().and_then(Concept::named);
    let meant = |at: usize| match concept {
        Some(concept) => story.parsed[at].says(concept),
        None => story.role(at) == unwanted.section,
    };
    let words = |at: usize| -> Range<usize> { story.parsed[at].sentence.words.clone() };
    let told: Vec<Range<usize>> =
        (0..story.parsed.len()).filter(|at| meant(*at)).map(words).collect();
    let count: usize = told.iter().map(ExactSizeIterator::len).sum();
    #[expect(clippy::cast_precision_loss, reason = "words of one answer")]
    let share = count as f64 / story.answer.transcript.words.len().max(1) as f64;
    if share <= unwanted.share {
        return;
    }
    let Some(first) = told.first() else { return };
    let percent = format!("{:.0}", share * 100.0);
    cx.report(
        Place::Words(first.clone()),
        Some(Measure {
            value: (share * 100.0).round() / 100.0,
            unit: "share",
            target: unwanted.share,
        }),
        &[("percent", &percent), ("what", &unwanted.what), ("title", title)],
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tester::scene_for;

    const LONG: &str = "[situation|problem-stated] Orders got lost whenever the depot was offline for a minute.
        [action] I wrote down every order before I sent it on, and tried each one again until it was taken.
        [result] Since then not one order got lost in three months.
        [reflection] I should have asked the drivers first what they saw at the gate, and I should have looked at how the depots report, because none of them knew that anybody was missing anything at all.";

    const SHORT: &str = "[situation|problem-stated] Orders got lost whenever the depot was offline for a minute.
        [action] I wrote down every order before I sent it on, and tried each one again until it was taken.
        [action] After that I let the depot's own log be compared with ours each night, and got a mail if they differed.
        [result] Since then not one order got lost in three months.
        [reflection] I would ask the drivers first.";

    #[test]
    fn what_a_company_skips_is_too_much_for_that_company() {
        let found = scene_for(&BesideTheLens, LONG, Some("speed"), None);
        assert_eq!(found.len(), 1);
        assert!(found[0].quote.starts_with("I should have asked"), "{}", found[0].quote);
        assert!(found[0].message.contains("speed and iteration first"), "{}", found[0].message);
    }

    #[test]
    fn for_others_it_is_right() {
        assert_eq!(scene_for(&BesideTheLens, LONG, Some("ownership"), None), []);
        assert_eq!(scene_for(&BesideTheLens, LONG, None, Some("staff")), []);
        assert_eq!(scene_for(&BesideTheLens, LONG, None, None), []);
    }

    #[test]
    fn a_sentence_of_it_is_none_too_many() {
        assert_eq!(scene_for(&BesideTheLens, SHORT, Some("speed"), None), []);
    }

    #[test]
    fn sentences_count_by_what_they_say_where_the_lens_says_so() {
        let found = |tag: &str| {
            let story = LONG.replacen("[situation|problem-stated]", tag, 1);
            scene_for(&BesideTheLens, &story, Some("ownership"), None)
        };
        assert_eq!(found("[situation|system-description]").len(), 1);
        assert_eq!(found("[situation|scope-boundary]"), []);
    }
}
