//! How well weak replies are told from strong ones, and contradictions from what only looks like one.

use std::collections::BTreeMap;
use std::fs;

use greenroom::analysis::{
    Answer, Context, Disagreement, Probe, Vectors, contradictions, judge_reply_to, reply_features,
    wanted_texts,
};
use greenroom::bank::{Features, ProbeCard};
use greenroom::timeline::{Millis, SpeechTrack, TimeSpan};
use greenroom::transcript::{Transcript, Word};
use serde::Deserialize;

use super::Result;
use super::stage::{Stage, labels};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Labelled {
    reply: Vec<Reply>,
    pair: Vec<Pair>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reply {
    rule: String,
    section: Option<String>,
    asked: String,
    strength: String,
    text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pair {
    said: String,
    reply: String,
    contradiction: String,
    about: String,
}

/// What is seen of each reply of a part, and whether it is a strong one; those that cannot be understood
/// are left out.
pub(crate) fn features(stage: &Stage, part: &str) -> Result<Vec<(Features, bool)>> {
    let context = Context::new(&stage.bank, None, None)?.of_reply();
    let mut out = Vec::new();
    for reply in read(part)?.reply {
        let probe = probe(stage, &reply)?;
        let answer = spoken(stage, &reply.text, &context)?;
        let features = reply_features(&probe, &answer, &context);
        out.extend(features.map(|features| (features, reply.strength == "strong")));
    }
    Ok(out)
}

fn read(part: &str) -> Result<Labelled> {
    let text = fs::read_to_string(labels("replies").join(format!("{part}.toml")))?;
    Ok(toml::from_str(&text)?)
}

/// Prints the shares that are right, and on request each case that is not.
pub(crate) fn run(stage: &Stage, part: &str, each: bool) -> Result<()> {
    let labelled = read(part)?;
    replies(stage, &labelled.reply, each)?;
    pairs(stage, &labelled.pair, each)
}

fn replies(stage: &Stage, replies: &[Reply], each: bool) -> Result<()> {
    let context = Context::new(&stage.bank, None, None)?.of_reply();
    let mut by_rule: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let (mut weak, mut strong) = ((0, 0), (0, 0));
    for reply in replies {
        let probe = probe(stage, reply)?;
        let answer = spoken(stage, &reply.text, &context)?;
        let verdict = judge_reply_to(&probe, &answer, &context);
        let is_strong = reply.strength == "strong";
        let right = verdict.as_ref().is_some_and(|verdict| verdict.is_strong == is_strong);
        let count = if is_strong { &mut strong } else { &mut weak };
        count.0 += usize::from(right);
        count.1 += 1;
        let name = reply
            .section
            .as_ref()
            .map_or_else(|| reply.rule.clone(), |section| format!("{} {section}", reply.rule));
        let of_rule = by_rule.entry(name.clone()).or_default();
        of_rule.0 += usize::from(right);
        of_rule.1 += 1;
        if each && !right {
            let lacks = verdict.map(|verdict| verdict.lacks);
            println!("{name} {}: {lacks:?} {}", reply.strength, reply.text);
        }
    }
    println!("\n| replies | right | of |\n|---|---|---|");
    println!("| weak | {} | {} |\n| strong | {} | {} |", weak.0, weak.1, strong.0, strong.1);
    if each {
        for (rule, (right, of)) in by_rule {
            println!("| {rule} | {right} | {of} |");
        }
    }
    Ok(())
}

fn pairs(stage: &Stage, pairs: &[Pair], each: bool) -> Result<()> {
    let context = Context::new(&stage.bank, None, None)?;
    let mut found: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let mut all: BTreeMap<&str, usize> = BTreeMap::new();
    for pair in pairs {
        let said = spoken(stage, &pair.said, &context)?;
        let reply = spoken(stage, &pair.reply, &context)?;
        let contradictions = contradictions(&[said], &reply, stage.bank.lexicon());
        let about = match contradictions.first().map(|contradiction| contradiction.about) {
            None => "none",
            Some(Disagreement::Number) => "number",
            Some(Disagreement::Doer) => "doer",
        };
        *found.entry((pair.contradiction.as_str(), about)).or_default() += 1;
        *all.entry(pair.contradiction.as_str()).or_default() += 1;
        if each && about != pair.contradiction {
            println!(
                "\n{} ({}) taken for {about}: {contradictions:?}\n  {}\n  {}",
                pair.contradiction, pair.about, pair.said, pair.reply
            );
        }
    }
    println!("\n| pairs | taken for number | doer | none | of |\n|---|---|---|---|---|");
    for (truth, of) in all {
        let of_kind = |about: &'static str| found.get(&(truth, about)).copied().unwrap_or(0);
        println!(
            "| {truth} | {} | {} | {} | {of} |",
            of_kind("number"),
            of_kind("doer"),
            of_kind("none")
        );
    }
    Ok(())
}

fn probe(stage: &Stage, reply: &Reply) -> Result<Probe> {
    let fits = |probe: &&ProbeCard| {
        probe.rule == reply.rule
            && reply.section.as_ref().is_none_or(|section| probe.sections.contains(section))
    };
    let common = stage.bank.probes().iter().find(fits).ok_or_else(|| reply.rule.clone())?;
    let rule = greenroom::analysis::rule(&reply.rule).map_err(|_| reply.rule.clone())?.name();
    Ok(Probe {
        text: reply.asked.clone(),
        because: String::new(),
        rule,
        weak: common.weak.clone(),
        strong: common.strong.clone(),
        wants: common.wants.clone(),
        again: common.again.clone(),
    })
}

/// At 150 words a minute, with half a second behind each full stop.
fn spoken(stage: &Stage, text: &str, context: &Context<'_>) -> Result<Answer> {
    let (mut at, mut begun) = (0, 0);
    let (mut words, mut voiced) = (Vec::new(), Vec::new());
    for word in text.split_whitespace() {
        words.push(Word::new(word, Millis(at), Millis(at + 320)));
        at += 400;
        if word.ends_with(['.', '?', '!']) {
            voiced.push(TimeSpan::new(Millis(begun), Millis(at - 80)));
            at += 500;
            begun = at;
        }
    }
    if begun < at {
        voiced.push(TimeSpan::new(Millis(begun), Millis(at - 80)));
    }
    let track = SpeechTrack::new(voiced, vec![], Millis(at));
    let mut answer = Answer::recorded(Transcript { words }, track);
    let texts = wanted_texts(&answer, context);
    answer.vectors = if texts.is_empty() { Vectors::default() } else { stage.vectors(&texts)? };
    Ok(answer)
}
