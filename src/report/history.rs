//! Answers over time, and attempts at one question side by side.

use std::fmt::Write as _;

use super::palette::Ink;
use super::terminal::wrap;
use super::{Attempt, Palette, Seconds};
use crate::analysis::{Family, rule};

/// Attempts that fit side by side on eighty columns.
const SIDE_BY_SIDE: usize = 4;

/// Columns of the tables.
const WIDTH: usize = 80;

/// Columns of a question's id.
const QUESTION: usize = 30;

/// One line an answer, in the order given.
pub fn history(attempts: &[Attempt], palette: Palette) -> String {
    let heading = format!(
        "{:16}  {:QUESTION$}  {:>5}  {:>7}  {:>6}  {:>3}  {:>7}",
        "when", "question", "score", "opening", "length", "wpm", "fillers"
    );
    let mut lines = vec![palette.paint(Ink::Heading, heading.trim_end())];
    for attempt in attempts {
        let when = attempt.started.get(..16).unwrap_or_default().replace('T', " ");
        let line = format!(
            "{when:16}  {:QUESTION$}  {:>5}  {:>7}  {:>6}  {:>3}  {:>7}",
            short(attempt.question.as_deref().unwrap_or("no question")),
            number(attempt.overall, 0),
            clock(attempt.opening_s),
            clock(Some(attempt.duration_s)),
            number(attempt.speech_rate_wpm, 0),
            number(attempt.fillers_per_minute, 1),
        );
        lines.push(line.trim_end().to_owned());
    }
    lines.push(String::new());
    lines.push(palette.paint(
        Ink::Quiet,
        "scores of 100; opening and length in minutes; words and fillers a minute",
    ));
    lines.join("\n") + "\n"
}

/// The newest attempts at one question, the oldest on the left, and what moved between the first and
/// the last of them. At most four.
pub fn compare(attempts: &[Attempt], palette: Palette) -> String {
    let shown = &attempts[attempts.len().saturating_sub(SIDE_BY_SIDE)..];
    let (Some(first), Some(last)) = (shown.first(), shown.last()) else { return String::new() };
    let mut lines = Vec::new();
    let days: Vec<String> = shown.iter().map(|attempt| attempt.day().to_owned()).collect();
    lines.push(palette.paint(Ink::Heading, &row("", &days, "moved")));
    let mut numbers = |name: &str, of: &dyn Fn(&Attempt) -> Option<f64>, digits: usize| {
        if shown.iter().any(|attempt| of(attempt).is_some()) {
            let cells: Vec<String> =
                shown.iter().map(|attempt| number(of(attempt), digits)).collect();
            lines.push(row(name, &cells, &moved(of(first), of(last), digits, "")));
        }
    };
    numbers("score", &|attempt| attempt.overall, 0);
    for (name, _) in &last.dimensions {
        numbers(&format!("  {name}"), &|attempt| attempt.dimension(name), 0);
    }
    numbers("words", &|attempt| u32::try_from(attempt.words).ok().map(f64::from), 0);
    numbers("words a minute", &|attempt| attempt.speech_rate_wpm, 0);
    numbers("fillers a minute", &|attempt| attempt.fillers_per_minute, 1);
    let mut times = |name: &str, of: &dyn Fn(&Attempt) -> Option<Seconds>| {
        if shown.iter().any(|attempt| of(attempt).is_some()) {
            let cells: Vec<String> = shown.iter().map(|attempt| clock(of(attempt))).collect();
            let secs = |attempt| of(attempt).map(|s: Seconds| s.0.as_secs_f64());
            lines.push(row(name, &cells, &moved(secs(first), secs(last), 0, " s")));
        }
    };
    times("opening", &|attempt| attempt.opening_s);
    times("length", &|attempt| Some(attempt.duration_s));
    times("longest pause", &|attempt| attempt.longest_pause_s);
    lines.push(String::new());
    if shown.len() > 1 {
        let wrapped = |text: String| wrap(&text, WIDTH);
        lines.extend(changes(first, last).into_iter().flat_map(wrapped));
    }
    if shown.iter().any(|attempt| attempt.rubric != last.rubric) {
        lines.push("The scores are of different rubrics: they cannot be compared.".to_owned());
    }
    lines.join("\n") + "\n"
}

/// What was found only then, what is only found now, and what is found in both.
fn changes(then: &Attempt, now: &Attempt) -> Vec<String> {
    let is_praise = |name: &str| rule(name).is_ok_and(|rule| rule.family() == Family::Praise);
    let told = |what: &str, some: &Attempt, others: &Attempt, both: bool, praise: bool| {
        let rules = some.rules.iter().filter(|rule| others.rules.contains(rule) == both);
        let rules: Vec<&str> =
            rules.map(String::as_str).filter(|name| is_praise(name) == praise).collect();
        (!rules.is_empty()).then(|| format!("{what}: {}", rules.join(", ")))
    };
    [
        told("mended", then, now, false, false),
        told("new to mend", now, then, false, false),
        told("still to mend", now, then, true, false),
        told("new strengths", now, then, false, true),
        told("lost strengths", then, now, false, true),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn row(name: &str, cells: &[String], moved: &str) -> String {
    let mut line = format!("{name:18}");
    for cell in cells {
        let _ = write!(line, "{cell:>12}");
    }
    format!("{line}{moved:>10}").trim_end().to_owned()
}

fn moved(from: Option<f64>, to: Option<f64>, digits: usize, unit: &str) -> String {
    let (Some(from), Some(to)) = (from, to) else { return String::new() };
    let text = format!("{:+.digits$}{unit}", to - from);
    // "-0" and "+0" are no movement.
    if text.trim_matches(|c: char| !c.is_ascii_digit()).chars().all(|c| matches!(c, '0' | '.')) {
        "=".to_owned()
    } else {
        text
    }
}

fn number(value: Option<f64>, digits: usize) -> String {
    value.map_or_else(|| "-".to_owned(), |value| format!("{value:.digits$}"))
}

fn clock(time: Option<Seconds>) -> String {
    time.map_or_else(|| "-".to_owned(), |time| time.0.to_clock())
}

fn short(question: &str) -> String {
    if question.chars().count() <= QUESTION {
        return question.to_owned();
    }
    question.chars().take(QUESTION - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;
    use crate::timeline::Millis;

    fn attempts() -> Vec<Attempt> {
        let first = Attempt::of(&fixture::session()).remove(0);
        let second = Attempt {
            started: "2026-11-28T09:00:00Z".into(),
            opening_s: Some(Seconds(Millis(41_000))),
            overall: Some(66.0),
            dimensions: vec![("structure".into(), 80.0), ("reflection".into(), 70.0)],
            rules: vec!["no-metric".into(), "no-second-order-effect".into()],
            fillers_per_minute: None,
            ..first.clone()
        };
        vec![first, second]
    }

    #[test]
    fn answers_are_listed() {
        insta::assert_snapshot!(history(&attempts(), Palette::Plain));
    }

    #[test]
    fn attempts_stand_side_by_side() {
        insta::assert_snapshot!(compare(&attempts(), Palette::Plain));
        assert_eq!(compare(&[], Palette::Plain), "");
    }

    #[test]
    fn a_lone_attempt_has_not_moved() {
        let text = compare(&attempts()[..1], Palette::Plain);
        assert!(!text.contains("mend"), "{text}");
    }

    #[test]
    fn different_rubrics_are_told() {
        let mut attempts = attempts();
        attempts[0].rubric = "0".into();
        assert!(compare(&attempts, Palette::Plain).contains("different rubrics"));
    }
}
