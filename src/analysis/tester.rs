//! What the tests of this module share: stories, and short ways to analyse them.

use std::sync::Arc;

use super::concept::Said;
use super::rule::Cx;
use super::segment::Label;
use super::story::Story;
use super::{Analysis, Answer, Concept, Context, Finding, Rule, Timing, Vectors, analyse};
use crate::bank::{Bank, Lexicon};
use crate::timeline::{Millis, SpeechTrack, TimeSpan};
use crate::transcript::{Spoken, Transcript, Word};

/// A line a sentence: `[section] text`. Well told, with a scope boundary, figures and a reflection.
pub(crate) const STRONG: &str = include_str!("fixtures/strong.story");
/// A minute of architecture, no figure, and an empty reflection.
pub(crate) const RAMBLING: &str = include_str!("fixtures/rambling.story");
/// An incident told as CIRCLES, whose repair is all "we".
pub(crate) const INCIDENT: &str = include_str!("fixtures/incident.story");

pub(crate) fn bank() -> Bank {
    Bank::builtin().unwrap()
}

pub(crate) fn lexicon() -> Arc<Lexicon> {
    Arc::clone(bank().lexicon())
}

/// The card that a story answers.
pub(crate) fn context<'a>(bank: &'a Bank, story: &str) -> Context<'a> {
    let incident = story.contains("[context]") || story.contains("[root-cause]");
    let id = if incident { "production-failure" } else { "ownership-beyond-scope" };
    Context::new(bank, Some(bank.card(id).unwrap()), None).unwrap()
}

/// An answer in the notation of [`Spoken`].
pub(crate) fn answer(notation: &str) -> Answer {
    let spoken: Spoken = notation.parse().unwrap();
    Answer {
        transcript: spoken.transcript,
        track: Some(spoken.track),
        duration: spoken.duration,
        timing: Timing::Measured,
        vectors: Vectors::default(),
        told_sections: Vec::new(),
    }
}

/// A story spoken at 150 words a minute with half a second between sentences, and the true section
/// of each sentence.
pub(crate) fn story_answer(story: &str) -> (Answer, Vec<String>) {
    let mut at = 500;
    let (mut words, mut voiced, mut truth) = (Vec::new(), Vec::new(), Vec::new());
    for line in story.lines().filter(|line| !line.trim().is_empty()) {
        let (section, text) = line.trim_start_matches('[').split_once("] ").unwrap();
        truth.push(section.to_owned());
        let start = at;
        for word in text.split_whitespace() {
            words.push(Word::new(word, Millis(at), Millis(at + 320)));
            at += 400;
        }
        voiced.push(TimeSpan::new(Millis(start), Millis(at - 80)));
        at += 500;
    }
    let duration = Millis(at);
    let answer = Answer {
        transcript: Transcript { words },
        track: Some(SpeechTrack::new(voiced, vec![], duration)),
        duration,
        timing: Timing::Measured,
        vectors: Vectors::default(),
        told_sections: Vec::new(),
    };
    (answer, truth)
}

/// The story without the sentences of one section.
pub(crate) fn without(story: &str, section: &str) -> String {
    let tag = format!("[{section}]");
    story.lines().filter(|line| !line.starts_with(&tag)).collect::<Vec<_>>().join("\n")
}

pub(crate) fn analysed(story: &str) -> Analysis {
    let bank = bank();
    analyse(&story_answer(story).0, &context(&bank, story))
}

/// What one rule finds in a story.
pub(crate) fn findings(rule: &'static dyn Rule, story: &str) -> Vec<Finding> {
    let bank = bank();
    run(rule, &story_answer(story).0, &context(&bank, story))
}

/// What one rule finds in a story whose sentences are already understood: a line a sentence,
/// `[section|concept|concept] text`.
pub(crate) fn scene(rule: &'static dyn Rule, story: &str) -> Vec<Finding> {
    scene_for(rule, story, None, None)
}

/// [`scene`] for a lens and a level.
pub(crate) fn scene_for(
    rule: &'static dyn Rule,
    story: &str,
    lens: Option<&str>,
    level: Option<&str>,
) -> Vec<Finding> {
    let bank = bank();
    let mut plain = String::new();
    let mut said = Vec::new();
    for line in story.lines() {
        let (tags, text) = line.trim().trim_start_matches('[').split_once("] ").unwrap();
        let mut tags = tags.split('|');
        plain = format!("{plain}[{}] {text}\n", tags.next().unwrap());
        said.push(tags.map(|name| Concept::named(name).unwrap()).collect::<Vec<_>>());
    }
    let (answer, sections) = story_answer(&plain);
    let context = context(&bank, &plain).heard_by(lens, level).unwrap();
    let mut story = Story::new(&answer, &context);
    assert_eq!(story.parsed.len(), said.len(), "{plain}");
    for (parsed, said) in story.parsed.iter_mut().zip(said) {
        parsed.said = Said::just(&said);
    }
    let specs = &context.framework.sections;
    let place = |name: &String| specs.iter().position(|section| section.name == *name);
    story.labels = sections.iter().map(|name| Label::just(place(name), specs.len())).collect();
    story.understood = true;
    let mut findings = Vec::new();
    rule.check(&mut Cx::new(&story, rule, &mut findings));
    findings
}

/// What one rule finds in an answer in notation, told as STAR to no card.
pub(crate) fn findings_of(rule: &'static dyn Rule, notation: &str) -> Vec<Finding> {
    let bank = bank();
    run(rule, &answer(notation), &Context::new(&bank, None, None).unwrap())
}

fn run(rule: &'static dyn Rule, answer: &Answer, context: &Context<'_>) -> Vec<Finding> {
    let story = Story::new(answer, context);
    let mut findings = Vec::new();
    rule.check(&mut Cx::new(&story, rule, &mut findings));
    findings
}
