//! `architecture-digression`

use crate::analysis::Measure;
use crate::analysis::rule::{Cx, Place, declare_rule};
use crate::analysis::wording::decimal;
use crate::timeline::{Millis, TimeSpan};

declare_rule! {
    /// ## What it hears
    /// Sentences of the opening, before the first word of a problem, that describe a system: its
    /// parts and how they hang together, with nobody doing anything. It points at the stretch.
    ///
    /// ## Why it matters
    /// How the services talk to each other says nothing about the speaker, and the listener does
    /// not know yet what to look for in it.
    ///
    /// ## Limits
    /// Knows systems by their words (services, tables, queues) together with how they are wired. A
    /// part that is named in passing does not count. A stretch counts from 15 s on, or, when the
    /// opening is short, from 40 % of it and 8 s on.
    ArchitectureDigression = { name: "architecture-digression", family: Pacing, severity: Problem }
}

/// A third of the 45 s that an opening has. Chosen.
const LONG: Millis = Millis::from_secs(15);

/// In a shorter opening the same share hurts as much, from three sentences on. Chosen.
const SHARE: f64 = 0.4;
const SHARE_FROM: Millis = Millis::from_secs(8);

fn check(cx: &mut Cx<'_>) {
    let story = cx.story();
    let Some(opening) = story.opening() else { return };
    let before_problem: Vec<_> = story.parsed[opening.sentences]
        .iter()
        .take_while(|parsed| !parsed.states_problem(story.understood))
        .collect();
    let describing = || before_problem.iter().filter(|parsed| parsed.describes_system());
    let (Some(first), Some(last)) = (describing().next(), describing().next_back()) else { return };
    // The sentences themselves, and the pauses between them when they follow on each other.
    let time: Millis = describing().map(|parsed| parsed.span().duration()).sum();
    let share = time.as_secs_f64() / opening.span.duration().as_secs_f64().max(0.001);
    if !cx.is_there(time >= LONG || (share >= SHARE && time >= SHARE_FROM)) {
        return;
    }
    let words = first.sentence.words.start..last.sentence.words.end;
    let stretch = TimeSpan::new(first.span().start, last.span().end);
    let seconds = stretch.duration().as_secs_f64().round();
    cx.report(
        Place::Words(words),
        Some(Measure { value: seconds, unit: "s", target: 0.0 }),
        &[("seconds", &decimal(seconds))],
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tester::{INCIDENT, RAMBLING, STRONG, findings, findings_of};

    #[test]
    fn points_at_the_whole_stretch_before_the_problem() {
        let found = findings(&ArchitectureDigression, RAMBLING);
        assert_eq!(found.len(), 1);
        assert!(found[0].quote.contains("broker"), "{}", found[0].quote);
        assert!(!found[0].quote.contains("twice"), "{}", found[0].quote);
        assert!(found[0].measure.as_ref().unwrap().value >= 15.0);
    }

    #[test]
    fn a_problem_that_comes_first_leaves_room_for_the_system() {
        assert!(findings(&ArchitectureDigression, STRONG).is_empty());
        assert!(findings(&ArchitectureDigression, INCIDENT).is_empty());
        let text = "@0 last year our checkout kept crashing for customers ..700.. \
            the checkout service ran on three servers behind a proxy with a database ..700.. \
            the database was read by a worker and the worker wrote to a queue ..700.. \
            the queue was split into two topics and each topic had a consumer ..700.. i fixed it";
        assert!(findings_of(&ArchitectureDigression, text).is_empty());
    }

    #[test]
    fn heard_without_a_single_full_stop() {
        let text = "@0 we had a gateway that talked to six services and each service had a database \
            ..700.. then there was a queue and the queue was read by workers in a cluster ..700.. \
            the workers wrote to an index and the index was rebuilt from a replica ..700.. \
            and one night the search was broken for everyone ..700.. so i restarted the workers";
        assert_eq!(findings_of(&ArchitectureDigression, text).len(), 1);
    }
}
