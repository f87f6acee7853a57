//! The page of how somebody is doing.

use std::fmt::Write as _;

use askama::Template;
use serde::Deserialize;

use super::PageError;
use super::session::{Frame, Shell};
use crate::report::{Attempt, Competency, DrillRecord, Progress, Repertoire, Trend};

#[derive(Template)]
#[template(path = "progress.html")]
struct ProgressPage {
    frame: Frame,
    /// Whether any of the choices leaves answers out.
    filtered: bool,
    choices: Vec<Choice>,
    answers: usize,
    since: String,
    next: Vec<String>,
    groups: Vec<(&'static str, Vec<Curve>)>,
    habits: Vec<(String, usize)>,
    recent: usize,
    competencies: Vec<Competency>,
    drills: Vec<DrillRecord>,
    repertoire: Repertoire,
}

/// Which answers are looked at; what is empty lets all through.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Chosen {
    /// The name of a lens.
    pub company: String,
    pub level: String,
    /// The name of a length profile.
    pub length: String,
}

impl Chosen {
    pub fn fits(&self, attempt: &Attempt) -> bool {
        let is = |wanted: &str, found: Option<&str>| wanted.is_empty() || found == Some(wanted);
        is(&self.company, attempt.company.as_deref())
            && is(&self.level, attempt.level.as_deref())
            && is(&self.length, Some(&attempt.length))
    }
}

/// A choice of the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub name: &'static str,
    pub values: Vec<String>,
    /// One of the values; empty if all are let through.
    pub chosen: String,
}

/// A trend as a line of a hundred by thirty units.
struct Curve {
    name: String,
    then: String,
    now: String,
    points: String,
    last: Option<(f64, f64)>,
    told: String,
}

const WIDTH: f64 = 100.0;
const TOP: f64 = 3.0;
const BOTTOM: f64 = 27.0;

/// Writes the page.
///
/// # Errors
/// [`PageError`] if the template fails.
pub fn progress_page(
    progress: Progress,
    repertoire: Repertoire,
    choices: Vec<Choice>,
) -> Result<String, PageError> {
    let curves = |trends: &[Trend]| -> Vec<Curve> { trends.iter().map(curve).collect() };
    let groups =
        vec![("Scores", curves(&progress.scores)), ("Delivery", curves(&progress.delivery))];
    let page = ProgressPage {
        frame: Frame::new("Progress".to_owned(), Shell::Served, "progress"),
        filtered: choices.iter().any(|choice| !choice.chosen.is_empty()),
        choices,
        answers: progress.answers,
        since: progress.since.clone().unwrap_or_default(),
        groups,
        next: progress.next.into_iter().chain(repertoire.next.iter().cloned()).collect(),
        habits: progress.habits,
        recent: progress.recent,
        competencies: progress.competencies,
        drills: progress.drills,
        repertoire,
    };
    Ok(page.render()?)
}

fn curve(trend: &Trend) -> Curve {
    let least = trend.curve.iter().copied().fold(f64::INFINITY, f64::min);
    let most = trend.curve.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let range = (most - least).max(1.0);
    // What never moved runs through the middle.
    let least = if most - least < 1.0 { least - 0.5 } else { least };
    let steps = u32::try_from(trend.curve.len().saturating_sub(1)).map_or(1.0, f64::from).max(1.0);
    let place = |at: usize, value: f64| {
        let x = u32::try_from(at).map_or(0.0, f64::from) / steps * (WIDTH - 4.0) + 2.0;
        let y = BOTTOM - (value - least) / range * (BOTTOM - TOP);
        ((x * 10.0).round() / 10.0, (y * 10.0).round() / 10.0)
    };
    let mut points = String::new();
    for (at, value) in trend.curve.iter().enumerate() {
        let (x, y) = place(at, *value);
        let _ = write!(points, "{x},{y} ");
    }
    let last = trend.curve.len().checked_sub(1).map(|at| place(at, trend.curve[at]));
    let (then, now) = (format!("{:.0}", trend.then), format!("{:.0}", trend.now));
    Curve {
        told: format!("{}: from {then} to {now}", trend.name),
        name: trend.name.clone(),
        then,
        now,
        points,
        last,
    }
}
