//! How well sections are found.

use std::collections::BTreeMap;

use greenroom::bank::Framework;
use greenroom::timeline::{Millis, TimeSpan};

use super::Result;
use super::answers::Judged;
use super::stage::Stage;

/// Time that is right, of the time that was told.
#[derive(Clone, Copy, Default)]
struct Share {
    right: f64,
    by_place: f64,
    all: f64,
}

pub(crate) fn print(stage: &Stage, answers: &[Judged<'_>], each: bool) -> Result<()> {
    let mut kinds: BTreeMap<&str, Share> = BTreeMap::new();
    let mut confusion: BTreeMap<(String, String), f64> = BTreeMap::new();
    let (mut openings, mut borders) = (Vec::new(), Vec::new());
    for judged in answers {
        let framework = stage.bank.framework(&judged.card.framework)?;
        let share = share(judged, framework, &mut confusion);
        if each {
            println!(
                "{} {} {}: {:.2}, by place {:.2}",
                judged.truth.id,
                judged.card.framework,
                judged.truth.shape,
                share.right / share.all,
                share.by_place / share.all
            );
        }
        let kind =
            if judged.truth.shape == "well-told" { "whole" } else { "with a fault of shape" };
        for kind in [kind, "all"] {
            let sum = kinds.entry(kind).or_default();
            sum.right += share.right;
            sum.by_place += share.by_place;
            sum.all += share.all;
        }
        openings.push(opening_error(judged, framework));
        borders.extend(border_errors(judged));
    }
    println!("\n| answers | time in the right section | by place alone |\n|---|---|---|");
    for (kind, share) in &kinds {
        println!(
            "| {kind} | {:.1} % | {:.1} % |",
            100.0 * share.right / share.all,
            100.0 * share.by_place / share.all
        );
    }
    println!("\nLength of the opening is off by {:.1} s (median).", median(&mut openings));
    println!("A true border is {:.1} s from the nearest found one (median).", median(&mut borders));
    let mut confusion: Vec<_> = confusion.into_iter().collect();
    confusion.sort_by(|a, b| b.1.total_cmp(&a.1));
    let worst: Vec<String> = confusion
        .iter()
        .take(6)
        .map(|((truth, found), seconds)| format!("{truth} as {found} {seconds:.0} s"))
        .collect();
    println!("Most confused: {}.", worst.join(", "));
    Ok(())
}

fn share(
    judged: &Judged<'_>,
    framework: &Framework,
    confusion: &mut BTreeMap<(String, String), f64>,
) -> Share {
    let mut share = Share::default();
    let whole = judged.spans.iter().copied().reduce(TimeSpan::hull).unwrap_or_default();
    for (span, truth) in judged.spans.iter().zip(&judged.truth.sentences) {
        if truth.section == "other" {
            continue;
        }
        share.all += span.duration().as_secs_f64();
        for found in &judged.analysis.sentences {
            let time = found.span.overlap(*span).as_secs_f64();
            if found.section == truth.section {
                share.right += time;
            } else if time > 0.0 {
                let pair = (truth.section.clone(), found.section.clone());
                *confusion.entry(pair).or_default() += time;
            }
        }
        let mut from = whole.start;
        for section in &framework.sections {
            let length = whole.duration().as_secs_f64() * section.share;
            let end = from + Millis::from_secs_f64(length);
            if section.name == truth.section {
                share.by_place += TimeSpan::new(from, end).overlap(*span).as_secs_f64();
            }
            from = end;
        }
    }
    // Sentences are found without the silence behind their last word.
    share.right /= 0.997;
    share
}

/// Seconds between the true and the found length of the opening's first stretch.
fn opening_error(judged: &Judged<'_>, framework: &Framework) -> f64 {
    let opening = &framework.opening().name;
    let told = judged.spans.iter().zip(&judged.truth.sentences);
    let mut told = told.filter(|(_, truth)| truth.section != "other");
    let first = told.clone().next().map(|(span, _)| span.start).unwrap_or_default();
    let end = told.find(|(_, truth)| truth.section != *opening).map(|(span, _)| span.start);
    let truth = end.map_or(Millis::ZERO, |end| end - first);
    let found = judged.analysis.sections.iter().find(|section| section.name != "other");
    let found = found.filter(|section| section.name == *opening);
    let found = found.map_or(Millis::ZERO, |section| section.span.duration());
    (truth.as_secs_f64() - found.as_secs_f64()).abs()
}

fn border_errors(judged: &Judged<'_>) -> Vec<f64> {
    let found: Vec<f64> =
        judged.analysis.sections.iter().skip(1).map(|s| s.span.start.as_secs_f64()).collect();
    let sentences = judged.truth.sentences.windows(2);
    let borders =
        sentences.zip(&judged.spans[1..]).filter(|(pair, _)| pair[0].section != pair[1].section);
    borders
        .filter_map(|(_, span)| {
            let at = span.start.as_secs_f64();
            found.iter().map(|found| (found - at).abs()).min_by(f64::total_cmp)
        })
        .collect()
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}
