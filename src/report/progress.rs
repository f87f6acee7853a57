//! Whether somebody is getting better, and what to practise next.

use std::collections::BTreeMap;

use serde::Serialize;

use super::baseline::median;
use super::palette::Ink;
use super::{Attempt, Palette};
use crate::analysis::{Family, rule};
use crate::bank::Bank;

/// So many answers at each end are compared: one alone says little.
const AT_EACH_END: usize = 3;

/// Answers in a curve: more do not fit, and what is older is not what somebody is like now.
const IN_CURVE: usize = 30;

/// The newest answers, in which a habit is looked for, and how many of them make it one.
const RECENT: usize = 5;
const HABIT: usize = 3;

/// What changed from the first answers to the last.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Trend {
    pub name: String,
    /// Medians of the first and of the last answers.
    pub then: f64,
    pub now: f64,
    /// The newest values, the oldest first.
    pub curve: Vec<f64>,
}

/// What was practised of one competency.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Competency {
    pub name: String,
    pub answers: usize,
    pub best: Option<f64>,
    /// The day of the newest answer.
    pub last: Option<String>,
}

/// Tries at one drill.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DrillRecord {
    pub name: String,
    pub tries: usize,
    pub passed: usize,
    /// How many of the newest passed in a row.
    pub in_a_row: usize,
    /// The day of the newest.
    pub last: String,
}

/// Everything that is known about how somebody is doing.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Progress {
    pub answers: usize,
    /// The day of the first answer.
    pub since: Option<String>,
    /// Of the current rubric only.
    pub scores: Vec<Trend>,
    pub delivery: Vec<Trend>,
    pub competencies: Vec<Competency>,
    pub drills: Vec<DrillRecord>,
    /// Rules that found something to mend in most of the newest answers, and in how many of
    /// [`Progress::recent`].
    pub habits: Vec<(String, usize)>,
    pub recent: usize,
    /// What to do about it, in sentences.
    pub next: Vec<String>,
}

impl Progress {
    /// Sums up answers, the oldest first, and drills.
    pub fn of(attempts: &[Attempt], drills: Vec<DrillRecord>, bank: &Bank, rubric: &str) -> Self {
        let competencies = competencies(attempts, bank);
        let recent = &attempts[attempts.len().saturating_sub(RECENT)..];
        let habits = habits(recent);
        Self {
            answers: attempts.len(),
            since: attempts.first().map(|attempt| attempt.day().to_owned()),
            scores: score_trends(attempts, rubric),
            delivery: delivery_trends(attempts),
            next: next(&habits, recent.len(), &competencies),
            competencies,
            drills,
            habits,
            recent: recent.len(),
        }
    }
}

fn score_trends(attempts: &[Attempt], rubric: &str) -> Vec<Trend> {
    // Scores of different rubrics cannot be compared.
    let comparable: Vec<&Attempt> = attempts.iter().filter(|a| a.rubric == rubric).collect();
    let names = comparable.last().map_or(&[][..], |attempt| &attempt.dimensions[..]);
    let overall = trend("overall", comparable.iter().filter_map(|attempt| attempt.overall));
    let dimension = |name: &String| {
        trend(name, comparable.iter().filter_map(|attempt| attempt.dimension(name)))
    };
    overall.into_iter().chain(names.iter().filter_map(|(name, _)| dimension(name))).collect()
}

fn delivery_trends(attempts: &[Attempt]) -> Vec<Trend> {
    let of = |name: &str, value: fn(&Attempt) -> Option<f64>| {
        trend(name, attempts.iter().filter_map(value))
    };
    [
        of("opening, seconds", |a| a.opening_s.map(|opening| opening.0.as_secs_f64())),
        of("length, seconds", |a| Some(a.duration_s.0.as_secs_f64())),
        of("words a minute", |a| a.speech_rate_wpm),
        of("fillers a minute", |a| a.fillers_per_minute),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn trend(name: &str, values: impl Iterator<Item = f64>) -> Option<Trend> {
    let values: Vec<f64> = values.collect();
    // The two ends share no answer, once there are two.
    let end = (values.len() / 2).clamp(values.len().min(1), AT_EACH_END);
    Some(Trend {
        name: name.to_owned(),
        then: median(values[..end].to_vec())?,
        now: median(values[values.len() - end..].to_vec())?,
        curve: values[values.len().saturating_sub(IN_CURVE)..].to_vec(),
    })
}

/// All that there are questions for, the least practised first.
fn competencies(attempts: &[Attempt], bank: &Bank) -> Vec<Competency> {
    let mut found: BTreeMap<&str, Competency> = BTreeMap::new();
    for name in bank.categories() {
        let new = Competency { name: name.to_owned(), answers: 0, best: None, last: None };
        found.insert(name, new);
    }
    for attempt in attempts {
        let card = attempt.question.as_ref().and_then(|id| bank.card(id).ok());
        let Some(known) = card.and_then(|card| found.get_mut(card.category.as_str())) else {
            continue;
        };
        known.answers += 1;
        known.best = known.best.into_iter().chain(attempt.overall).reduce(f64::max);
        known.last = Some(attempt.day().to_owned());
    }
    let mut all: Vec<Competency> = found.into_values().collect();
    all.sort_by_key(|competency| competency.answers);
    all
}

/// What needs mending in most of the newest answers, the most frequent first.
fn habits(recent: &[Attempt]) -> Vec<(String, usize)> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for name in recent.iter().flat_map(|attempt| &attempt.rules) {
        if rule(name).is_ok_and(|rule| rule.family() != Family::Praise) {
            *counts.entry(name).or_default() += 1;
        }
    }
    let often = counts.into_iter().filter(|(_, count)| *count >= HABIT);
    let mut habits: Vec<(String, usize)> = often.map(|(name, n)| (name.to_owned(), n)).collect();
    habits.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    habits
}

/// The drill that works on a rule.
fn drill_for(name: &str) -> Option<&'static str> {
    Some(match name {
        "situation-too-long" | "architecture-digression" | "buried-lead" => "situation",
        "answer-too-long" | "action-too-thin" => "ladder",
        "fast-pace" | "slow-pace" => "pace",
        "filled-pauses" | "crutch-phrase" | "hedging" | "false-starts" => "fillers",
        "we-language" | "hidden-candidate" | "handed-off" => "ownership",
        "no-metric" | "vague-ending" | "abrupt-ending" | "no-business-value" => "ending",
        _ => return None,
    })
}

fn next(habits: &[(String, usize)], recent: usize, competencies: &[Competency]) -> Vec<String> {
    let mut next = Vec::new();
    let drilled = habits.iter().find_map(|(name, count)| Some((name, count, drill_for(name)?)));
    if let Some((name, count, drill)) = drilled {
        next.push(format!(
            "{name} in {count} of your last {recent} answers: greenroom drill {drill}"
        ));
    } else if let Some((name, count)) = habits.first() {
        next.push(format!(
            "{name} in {count} of your last {recent} answers: greenroom rules explain {name}"
        ));
    }
    let weakest = competencies.iter().filter(|competency| competency.answers > 0);
    let weakest =
        weakest.min_by(|a, b| a.best.unwrap_or_default().total_cmp(&b.best.unwrap_or_default()));
    if let Some(never) = competencies.first().filter(|competency| competency.answers == 0) {
        next.push(format!("never practised: {0}; greenroom interview --tag \"{0}\"", never.name));
    } else if let Some(weakest) = weakest {
        next.push(format!("weakest so far: {0}; greenroom interview --tag \"{0}\"", weakest.name));
    }
    next
}

/// Draws it for a terminal.
pub fn draw_progress(progress: &Progress, palette: Palette) -> String {
    let Some(since) = &progress.since else {
        return "no answers yet; begin with: greenroom interview\n".to_owned();
    };
    let mut lines = vec![format!("{} since {since}", count(progress.answers, "answer"))];
    let titles = [("Scores (of 100)", &progress.scores), ("Delivery", &progress.delivery)];
    for (title, trends) in titles {
        if trends.is_empty() {
            continue;
        }
        lines.push(String::new());
        lines.push(palette.paint(Ink::Heading, &format!("{title:22} first    now")));
        for trend in trends {
            // One scale for all scores; anything else fills its own.
            let scale = if title.starts_with("Scores") { Some((0.0, 100.0)) } else { None };
            lines.push(format!(
                "  {:18} {:>7.0} {:>6.0}   {}",
                trend.name,
                trend.then,
                trend.now,
                curve(&trend.curve, scale)
            ));
        }
    }
    lines.push(String::new());
    lines.push(palette.paint(Ink::Heading, &format!("{:32} answers  best  last", "Competencies")));
    for competency in &progress.competencies {
        let best = competency.best.map_or_else(|| "-".to_owned(), |best| format!("{best:.0}"));
        let line = format!(
            "  {:30} {:>7} {best:>5}  {}",
            competency.name,
            competency.answers,
            competency.last.as_deref().unwrap_or("never")
        );
        lines.push(line);
    }
    if !progress.drills.is_empty() {
        lines.push(String::new());
        let heading = format!("{:16} tries  passed  in a row  last", "Drills");
        lines.push(palette.paint(Ink::Heading, &heading));
        for drill in &progress.drills {
            lines.push(format!(
                "  {:14} {:>5}  {:>6}  {:>8}  {}",
                drill.name, drill.tries, drill.passed, drill.in_a_row, drill.last
            ));
        }
    }
    if !progress.next.is_empty() {
        lines.push(String::new());
        lines.push(palette.paint(Ink::Heading, "What to practise next"));
        lines.extend(progress.next.iter().map(|line| format!("  {line}")));
    }
    lines.join("\n") + "\n"
}

fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// One character a value.
fn curve(values: &[f64], scale: Option<(f64, f64)>) -> String {
    const STEPS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let (from, to) = scale.unwrap_or((least, most));
    let step = |value: f64| {
        let share = if to > from { (value - from) / (to - from) } else { 0.5 };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 7")]
        let step = (share.clamp(0.0, 1.0) * 7.0).round() as usize;
        STEPS[step.min(7)]
    };
    values.iter().map(|value| step(*value)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::{Seconds, fixture};
    use super::*;
    use crate::timeline::Millis;

    fn attempt(day: u32, question: &str, overall: f64, opening: u64) -> Attempt {
        Attempt {
            started: format!("2026-11-{day:02}T09:00:00Z"),
            question: Some(question.into()),
            overall: Some(overall),
            opening_s: Some(Seconds(Millis::from_secs(opening))),
            rules: vec!["no-metric".into(), "clear-ownership".into()],
            ..Attempt::of(&fixture::session()).remove(0)
        }
    }

    fn bank() -> Bank {
        Bank::builtin().unwrap()
    }

    fn practised() -> Vec<Attempt> {
        (1..=8)
            .map(|day| {
                attempt(day, "production-failure", 40.0 + f64::from(day), 80 - u64::from(day) * 5)
            })
            .collect()
    }

    #[test]
    fn it_is_drawn() {
        let drills = vec![DrillRecord {
            name: "situation".into(),
            tries: 7,
            passed: 4,
            in_a_row: 3,
            last: "2026-11-08".into(),
        }];
        let progress = Progress::of(&practised(), drills, &bank(), "1");
        insta::assert_snapshot!(draw_progress(&progress, Palette::Plain));
    }

    #[test]
    fn the_first_three_are_compared_with_the_last_three() {
        let progress = Progress::of(&practised(), vec![], &bank(), "1");
        let overall = &progress.scores[0];
        assert_eq!((overall.then, overall.now), (42.0, 47.0));
        let opening = &progress.delivery[0];
        assert_eq!((opening.then, opening.now), (70.0, 45.0));
    }

    #[test]
    fn scores_of_another_rubric_are_left_out() {
        assert_eq!(Progress::of(&practised(), vec![], &bank(), "2").scores, []);
    }

    #[test]
    fn a_habit_is_met_with_its_drill() {
        let progress = Progress::of(&practised(), vec![], &bank(), "1");
        assert_eq!(progress.habits, [("no-metric".to_owned(), 5)]);
        assert!(progress.next[0].ends_with("greenroom drill ending"), "{:?}", progress.next);
    }

    #[test]
    fn who_has_practised_nothing_is_told_how_to_begin() {
        let progress = Progress::of(&[], vec![], &bank(), "1");
        assert_eq!(
            draw_progress(&progress, Palette::Plain),
            "no answers yet; begin with: greenroom interview\n"
        );
    }

    #[test]
    fn every_drill_is_for_a_rule() {
        let bank = bank();
        let drills: Vec<&str> =
            crate::analysis::RULES.iter().filter_map(|rule| drill_for(rule.name())).collect();
        assert!(drills.iter().all(|name| bank.drill(name).is_ok()), "{drills:?}");
        assert!(bank.drills().all(|drill| drills.contains(&drill.name.as_str())), "{drills:?}");
    }
}
