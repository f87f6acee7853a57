//! A better sentence for the one that was quoted.
//!
//! Nothing is put into the speaker's mouth: what weakens is taken out of their own sentence, and
//! where something was missing the sentence goes on with `[blanks]` that only they can fill.

use std::collections::BTreeSet;

use super::grammar::{Subject, Token, restart};
use super::story::{Parsed, Story};
use super::wording::{capitalised, fill};
use crate::bank::{Lexicon, Role};
use crate::timeline::{Millis, TimeSpan};

/// Words of a sentence that are kept; of a longer one only the end is.
const MOST_WORDS: usize = 26;

/// The sentence that would have been better at `span`, by the rule's template in
/// `prompts/phrases`: `{plain}` is the sentence there without what weakens it, `{as_i}` the same
/// with the speaker as the one who acts, `{problem}` the first sentence that names what was wrong.
///
/// `None` if there is no template, if the story has no such sentence, or if the sentence is
/// already as it should be.
pub(super) fn better(story: &Story<'_>, template: &str, span: TimeSpan) -> Option<String> {
    if template.is_empty() {
        return None;
    }
    let told = sentence_at(story, span)?;
    let plain = tidied(told, story, false);
    let as_i = tidied(told, story, true);
    let problem = problem(story).map(|parsed| tidied(parsed, story, false));
    if template.contains("{problem}") && problem.is_none() {
        return None;
    }
    let filled = fill(
        template,
        &[("plain", &plain), ("as_i", &as_i), ("problem", problem.as_deref().unwrap_or_default())],
    );
    let same = |text: &str| text.trim_end_matches(['.', '?', '!']).to_lowercase();
    (same(&filled) != same(told.text())).then_some(filled)
}

/// The sentence that a span lies in, or the last one before it.
fn sentence_at<'a>(story: &'a Story<'_>, span: TimeSpan) -> Option<&'a Parsed> {
    let told = || story.parsed.iter().filter(|parsed| !parsed.is_aside(story.lexicon()));
    let overlapping = told().find(|parsed| parsed.span().overlap(span) > Millis::ZERO);
    overlapping.or_else(|| told().rfind(|parsed| parsed.span().end <= span.start))
}

/// Where the story says what was wrong, before anything is done about it.
fn problem<'a>(story: &'a Story<'_>) -> Option<&'a Parsed> {
    let plain = |parsed: &&Parsed| parsed.states_problem(story.understood);
    let opening = story.with_role(Role::Opening).map(|(_, parsed)| parsed);
    let mut opening = opening.filter(plain);
    opening.next().or_else(|| story.parsed.iter().find(plain))
}

/// A sentence without fillers, hedges, crutch phrases and restarts, and without its last mark.
fn tidied(parsed: &Parsed, story: &Story<'_>, as_i: bool) -> String {
    let words = &story.answer.transcript.words[parsed.sentence.words.clone()];
    let first = parsed.sentence.words.start;
    let kept: BTreeSet<usize> = strong(parsed, story.lexicon()).into_iter().collect();
    let ours: BTreeSet<usize> = parsed
        .clauses
        .iter()
        .filter(|clause| as_i && clause.acts && clause.subject == Subject::We)
        .map(|clause| parsed.tokens[clause.tokens.start].word)
        .collect();
    let mut texts: Vec<String> = words
        .iter()
        .enumerate()
        .filter(|(at, _)| kept.contains(&(first + at)))
        .map(
            |(at, word)| {
                if ours.contains(&(first + at)) { mine(&word.text) } else { word.text.clone() }
            },
        )
        .collect();
    let long = texts.len().saturating_sub(MOST_WORDS);
    texts.drain(..long);
    let text = texts.join(" ");
    let text = text.trim_end_matches(|c: char| c.is_ascii_punctuation() || c == '…').trim();
    if long > 0 { format!("… {text}") } else { capitalised(text) }
}

/// "We've" is "I've".
fn mine(we: &str) -> String {
    let rest = we.get(2..).unwrap_or_default();
    if rest.starts_with("'re") || rest.starts_with("’re") {
        return "I'm".to_owned();
    }
    format!("I{rest}")
}

/// How people get going.
const LEADS: &[&str] = &["and", "anyway", "but", "now", "ok", "okay", "so", "well", "yeah"];

/// The written words that stay.
fn strong(parsed: &Parsed, lexicon: &Lexicon) -> Vec<usize> {
    let tokens = &parsed.tokens;
    let mut weak = vec![false; tokens.len()];
    for hit in lexicon.crutch.find(tokens).into_iter().chain(lexicon.hedge.find(tokens)) {
        let said = &tokens[hit.clone()];
        weak[hit.start + kept_before(said)..hit.end - kept_behind(said)].fill(true);
    }
    for at in 0..tokens.len() {
        if let Some(length) = restart(tokens, at) {
            weak[at..at + length].fill(true);
        }
    }
    let said = |token: &Token| !LEADS.contains(&token.text.as_str());
    let lead = tokens.iter().position(said).unwrap_or(0);
    weak[..lead].fill(true);
    // One written word can be several tokens: it stays if any of them does.
    let mut words: Vec<usize> =
        tokens.iter().zip(&weak).filter(|(_, weak)| !**weak).map(|(token, _)| token.word).collect();
    words.dedup();
    words
}

/// Of "was like" and "and like", only the "like" says nothing.
fn kept_before(hit: &[Token]) -> usize {
    if hit.last().is_some_and(|last| last.text == "like") { hit.len() - 1 } else { 0 }
}

/// Of "I think it" and "sort of helped", the last word is part of what is said.
fn kept_behind(hit: &[Token]) -> usize {
    const SAYS: &[&str] = &["i", "it", "we", "that", "helped", "worked", "fixed"];
    usize::from(hit.len() > 1 && hit.last().is_some_and(|last| SAYS.contains(&last.text.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Context;
    use crate::analysis::tester::{answer, bank};

    fn of(template: &str, notation: &str) -> Option<String> {
        let (bank, answer) = (bank(), answer(notation));
        let context = Context::new(&bank, None, None).unwrap();
        let story = Story::new(&answer, &context);
        let last = story.parsed.last().unwrap().span();
        better(&story, template, last)
    }

    #[test]
    fn what_weakens_is_left_out() {
        let plain = |told: &str| of("{plain}.", told).unwrap();
        assert_eq!(
            plain("so um I I think it was basically, uh, the the cache."),
            "It was the cache."
        );
        assert_eq!(plain("maybe we should have, uh, asked first"), "We should have, asked first.");
        assert_eq!(plain("and she was like we kind of fixed it I guess"), "She was we fixed it.");
    }

    #[test]
    fn who_acts_is_the_speaker() {
        assert_eq!(
            of(
                "If it was you: {as_i}.",
                "then we traced it and we've moved the queue, which we had."
            )
            .unwrap(),
            "If it was you: Then I traced it and I've moved the queue, which we had."
        );
    }

    #[test]
    fn a_plain_sentence_is_left_alone() {
        assert_eq!(of("{plain}.", "I moved the queue."), None);
        assert_eq!(of("", "um I moved the queue."), None);
    }

    #[test]
    fn the_problem_is_found_wherever_it_stands() {
        let told =
            "I worked at a shop. ..500.. Every night the orders were failing. ..500.. I fixed it.";
        assert_eq!(
            of("Begin with: {problem}.", told).unwrap(),
            "Begin with: Every night the orders were failing."
        );
        assert_eq!(of("Begin with: {problem}.", "I worked at a shop. ..500.. I like it."), None);
    }

    #[test]
    fn of_a_long_sentence_the_end_is_kept() {
        let long = "for this one ".repeat(12) + "I wrote to them.";
        let better = of("{plain}: [what came of it].", &long).unwrap();
        assert!(better.starts_with("… ") && better.ends_with("wrote to them: [what came of it]."));
    }
}
