//! What the sentences of an answer say, and what those see of them that tell its parts.

use super::concept::Said;
use super::features::{alone, in_story};
use super::language::is_english;
use super::segment::{Segmenter, places};
use super::story::{Parsed, read};
use super::{Answer, Context};
use crate::bank::Features;
use crate::timeline::{Millis, TimeSpan};
use crate::transcript::is_guesswork;

/// The sentences of an answer with what each says, and what classifiers see of each by itself; `None` if
/// their meaning is not known.
pub(super) fn understand(
    answer: &Answer,
    context: &Context<'_>,
    segmenter: &Segmenter,
) -> (Vec<Parsed>, Option<Vec<Features>>) {
    let learned = context.bank.learned();
    let mut parsed = read(answer, segmenter.lexicon());
    // All or none: a section's place among the others must be known.
    let meant: Option<Vec<Features>> =
        parsed.iter().map(|parsed| alone(parsed, &answer.vectors, learned)).collect();
    let meant = meant.filter(|_| {
        learned.frameworks.contains(&context.framework.name)
            && !is_guesswork(&answer.transcript.words)
            && is_english(&parsed, segmenter.lexicon())
    });
    let Some(meant) = meant else { return (parsed, None) };
    let places = places(&parsed, length(answer));
    let features = in_story(&meant, &places, &context.framework.name, learned);
    for (parsed, features) in parsed.iter_mut().zip(&features) {
        // "That's my answer" says nothing in the story.
        if !parsed.is_aside(segmenter.lexicon()) {
            parsed.said = Said::new(features, learned);
        }
    }
    (parsed, Some(meant))
}

/// What each sentence speaks for: when it was said, and the natural-log probability of each section.
/// Sentences about the answer itself are left out, and all are if nothing is known about their meaning.
/// This is what the order of sections is learnt from.
pub fn section_scores(answer: &Answer, context: &Context<'_>) -> Vec<(TimeSpan, Vec<f64>)> {
    let segmenter = Segmenter::new(context.framework, context.bank.lexicon());
    let (parsed, meant) = understand(answer, context, &segmenter);
    let Some(meant) = meant else { return Vec::new() };
    let learned = context.bank.learned();
    with_times(&parsed, segmenter.scores_by_meaning(&parsed, &meant, length(answer), learned))
}

/// What the networks see of each sentence that takes part in the story, and when it was said; nothing if
/// nothing is known about their meaning. This is what they learn from.
pub fn section_inputs(answer: &Answer, context: &Context<'_>) -> Vec<(TimeSpan, Features)> {
    let segmenter = Segmenter::new(context.framework, context.bank.lexicon());
    let (parsed, meant) = understand(answer, context, &segmenter);
    let Some(meant) = meant else { return Vec::new() };
    with_times(&parsed, segmenter.inputs(&parsed, &meant, context.bank.learned()))
}

fn with_times<T>(parsed: &[Parsed], of_each: Vec<Option<T>>) -> Vec<(TimeSpan, T)> {
    let times = parsed.iter().map(Parsed::span);
    times.zip(of_each).filter_map(|(span, of)| Some((span, of?))).collect()
}

/// From its first word to its last.
pub(super) fn length(answer: &Answer) -> Millis {
    answer.transcript.span().map_or(Millis::ZERO, TimeSpan::duration)
}
