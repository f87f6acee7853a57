//! `no-metric`

use crate::analysis::Concept;
use crate::analysis::rule::{Cx, Place, declare_rule};
use crate::analysis::story::Parsed;
use crate::bank::Role;

declare_rule! {
    /// ## What it hears
    /// The outcome has no number with a unit: nothing says how much changed. A figure that moved
    /// ("from forty minutes to ten") counts wherever it stands. It points at the outcome, or where
    /// one was expected.
    ///
    /// ## Why it matters
    /// "It worked" fits every story. A figure is what a listener can repeat to somebody else.
    ///
    /// ## Limits
    /// With the sentence model it goes by what single sentences mean; without it, it reads numbers in
    /// digits and in words with units of money, people, share, count and time. "After two weeks" is a
    /// date and no figure.
    NoMetric = { name: "no-metric", family: Impact, severity: Problem }
}

fn check(cx: &mut Cx<'_>) {
    let story = cx.story();
    let Some(told) = story.told().filter(|_| cx.is_story()) else { return };
    let late = |role| matches!(role, Some(Role::Outcome | Role::Reflection | Role::Summary));
    let written = |(at, parsed): (usize, &Parsed)| {
        parsed.figures.iter().any(|figure| figure.change || late(story.role(at)))
    };
    let counted = if story.understood {
        story.says(Concept::MeasuredOutcome)
    } else {
        story.parsed.iter().enumerate().any(written)
    };
    if counted {
        return;
    }
    let place = match story.with_role(Role::Outcome).next() {
        Some((_, parsed)) => Place::Words(parsed.sentence.words.clone()),
        None => Place::Gap(told.end),
    };
    cx.report(place, None, &[]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tester::{INCIDENT, RAMBLING, STRONG, findings, scene};

    #[test]
    fn a_vague_outcome_is_pointed_at() {
        let found = findings(&NoMetric, RAMBLING);
        assert_eq!(found.len(), 1);
        assert!(found[0].quote.starts_with("After that"), "{}", found[0].quote);
    }

    #[test]
    fn what_the_sentences_mean_decides_where_it_is_known() {
        let told = |tag: &str| {
            let story = format!(
                "[situation] Orders got lost whenever the depot was offline for a minute or two at night.
                [action] I wrote down every order before I sent it on and tried each one again.
                [result{tag}] Of the trucks that had come back empty hardly one in ten still does."
            );
            scene(&NoMetric, &story)
        };
        assert_eq!(told("|measured-outcome"), []);
        assert_eq!(told("").len(), 1);
    }

    #[test]
    fn a_figure_in_the_outcome_is_enough() {
        assert!(findings(&NoMetric, STRONG).is_empty());
        assert!(findings(&NoMetric, INCIDENT).is_empty());
    }
}
