//! Two answers side by side.

use askama::Template;

use super::PageError;
use super::document::{Block, document};
use super::session::{Frame, Shell};
use crate::analysis::{Family, capitalised, rule};
use crate::report::{AnswerRole, ReportModel, Session};

#[derive(Template)]
#[template(path = "compare.html")]
struct ComparePage {
    frame: Frame,
    sides: Vec<Side>,
    rows: Vec<Row>,
    changes: Vec<(&'static str, Vec<String>)>,
    warning: &'static str,
}

struct Side {
    id: String,
    when: String,
    asked: String,
    blocks: Vec<Block>,
}

/// A figure of both, and by how much it moved.
struct Row {
    name: String,
    then: String,
    now: String,
    moved: String,
    /// `moved-up` where it got better, `moved-down` where it got worse, empty where that depends.
    class: &'static str,
}

/// Whether more of a figure is better.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Better {
    More,
    Less,
    Depends,
}

/// Writes the first main answers of two sessions side by side, the older one first; without two, how to
/// choose them.
///
/// # Errors
/// [`PageError`] if the template fails.
pub fn compare_page(pair: Option<(&Session, &Session)>) -> Result<String, PageError> {
    let frame = Frame::new("Compare".to_owned(), Shell::Served, "compare");
    let nothing =
        |frame| ComparePage { frame, sides: vec![], rows: vec![], changes: vec![], warning: "" };
    let both = pair.and_then(|(a, b)| {
        let (then, now) = if a.started <= b.started { (a, b) } else { (b, a) };
        Some(((then, main(then)?), (now, main(now)?)))
    });
    let Some(((first, then), (second, now))) = both else { return Ok(nothing(frame).render()?) };
    let warning = if then.engine.rubric == now.engine.rubric {
        ""
    } else {
        "The scores are of different rubrics: they cannot be compared."
    };
    let page = ComparePage {
        sides: vec![side(first, then), side(second, now)],
        rows: rows(then, now),
        changes: changes(then, now),
        warning,
        ..nothing(frame)
    };
    Ok(page.render()?)
}

fn main(session: &Session) -> Option<&ReportModel> {
    let answer = session.answers.iter().find(|answer| answer.role == AnswerRole::Main)?;
    Some(&answer.report)
}

fn side(session: &Session, report: &ReportModel) -> Side {
    let asked = session.answers.iter().find(|answer| answer.role == AnswerRole::Main);
    Side {
        id: session.id.clone(),
        when: session.started.get(..16).unwrap_or_default().replace('T', " "),
        asked: asked.map_or_else(String::new, |answer| answer.asked.clone()),
        blocks: document(report),
    }
}

fn rows(then: &ReportModel, now: &ReportModel) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut add = |name: &str, of: &dyn Fn(&ReportModel) -> Option<f64>, digits, unit, better| {
        rows.extend(row(name, of(then), of(now), digits, unit, better));
    };
    add("score", &|report| report.scores.overall, 0, "", Better::More);
    for dimension in &now.scores.dimensions {
        let of = |report: &ReportModel| {
            let found = report.scores.dimensions.iter().find(|d| d.name == dimension.name);
            found.map(|dimension| dimension.score)
        };
        add(&dimension.name, &of, 0, "", Better::More);
    }
    add("length", &|r| Some(r.source.duration_s.0.as_secs_f64()), 0, " s", Better::Depends);
    let mut sections: Vec<&str> = Vec::new();
    for section in then.sections.iter().chain(&now.sections) {
        if !sections.contains(&section.name.as_str()) {
            sections.push(&section.name);
        }
    }
    for name in sections {
        let of = |report: &ReportModel| {
            let told = report.sections.iter().filter(|section| section.name == name);
            // The sum of nothing is -0.
            Some(told.map(|section| section.duration_s.0.as_secs_f64()).sum::<f64>() + 0.0)
        };
        add(&capitalised(name).replace('-', " "), &of, 0, " s", Better::Depends);
    }
    add("words", &|r| u32::try_from(r.words.len()).ok().map(f64::from), 0, "", Better::Depends);
    add("words a minute", &|r| r.delivery.speech_rate_wpm, 0, "", Better::Depends);
    add("fillers a minute", &|r| r.delivery.fillers_per_minute, 1, "", Better::Less);
    let longest = |r: &ReportModel| r.delivery.longest_pause_s.map(|s| s.0.as_secs_f64());
    add("longest pause", &longest, 1, " s", Better::Depends);
    let covered = |r: &ReportModel| {
        let said = r.key_points.iter().filter(|point| point.covered).count();
        u32::try_from(said).ok().map(f64::from).filter(|_| !r.key_points.is_empty())
    };
    add("key points", &covered, 0, "", Better::More);
    rows
}

fn row(
    name: &str,
    then: Option<f64>,
    now: Option<f64>,
    digits: usize,
    unit: &str,
    better: Better,
) -> Option<Row> {
    if then.is_none() && now.is_none() {
        return None;
    }
    let shown = |value: Option<f64>| {
        value.map_or_else(|| "–".to_owned(), |value| format!("{value:.digits$}{unit}"))
    };
    let (moved, class) = match (then, now) {
        (Some(then), Some(now)) if shown(Some(then)) != shown(Some(now)) => {
            let class = match (better, now > then) {
                (Better::Depends, _) => "",
                (Better::More, true) | (Better::Less, false) => "moved-up",
                _ => "moved-down",
            };
            (format!("{:+.digits$}{unit}", now - then), class)
        }
        (Some(_), Some(_)) => ("=".to_owned(), ""),
        _ => (String::new(), ""),
    };
    Some(Row { name: name.to_owned(), then: shown(then), now: shown(now), moved, class })
}

/// What was found only then, only now, and in both.
fn changes(then: &ReportModel, now: &ReportModel) -> Vec<(&'static str, Vec<String>)> {
    let is_praise = |name: &str| rule(name).is_ok_and(|rule| rule.family() == Family::Praise);
    let told = |some: &ReportModel, others: &ReportModel, both: bool, praise: bool| {
        let mut names: Vec<String> = Vec::new();
        for finding in &some.findings {
            let elsewhere = others.findings.iter().any(|other| other.rule == finding.rule);
            let fits = elsewhere == both && is_praise(&finding.rule) == praise;
            if fits && !names.contains(&finding.rule) {
                names.push(finding.rule.clone());
            }
        }
        names
    };
    [
        ("mended", told(then, now, false, false)),
        ("new to mend", told(now, then, false, false)),
        ("still to mend", told(now, then, true, false)),
        ("new strengths", told(now, then, false, true)),
        ("lost strengths", told(then, now, false, true)),
    ]
    .into_iter()
    .filter(|(_, names)| !names.is_empty())
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn what_moved_is_told_with_its_direction() {
        let then = fixture::session();
        let mut now = fixture::session();
        now.started = "2026-11-28T20:15:03Z".into();
        now.answers[0].report.scores.overall = Some(71.0);
        let rows = rows(&then.answers[0].report, &now.answers[0].report);
        assert_eq!((rows[0].moved.as_str(), rows[0].class), ("+13", "moved-up"));
        // Whichever was named first, the older one stands on the left.
        let html = compare_page(Some((&now, &then))).unwrap();
        let place = |text: &str| html.find(text).unwrap();
        assert!(place("2026-11-21 20:15") < place("2026-11-28 20:15"));
    }

    #[test]
    fn without_two_it_says_how_to_choose_them() {
        assert!(compare_page(None).unwrap().contains("Choose two"));
    }
}
