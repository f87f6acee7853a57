//! The page of all sessions.

use askama::Template;

use super::PageError;
use super::session::{Frame, Shell};

/// One line for each session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRow {
    pub id: String,
    /// As `2026-11-21T20:15:03Z`.
    pub started: String,
    /// What was asked, or the drill.
    pub what: String,
    pub answers: usize,
    /// As minutes and seconds.
    pub length: String,
    /// 0 to 100, as it is shown; empty if there is none.
    pub score: String,
}

/// Which sessions are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// A part of what was asked.
    pub text: String,
    /// `interviews`, `drills`, or empty for both.
    pub kind: String,
    /// From 1.
    pub page: usize,
}

/// Rows that are shown at a time: more are slow to read, not to send.
const ROWS: usize = 100;

#[derive(Template)]
#[template(path = "index.html")]
struct IndexPage {
    frame: Frame,
    filter: Filter,
    rows: Vec<SessionRow>,
    count: usize,
    pages: usize,
}

/// Writes the list of sessions, the newest first, as far as the filter lets them through.
///
/// # Errors
/// [`PageError`] if the template fails.
pub fn index_page(sessions: Vec<SessionRow>, filter: Filter) -> Result<String, PageError> {
    let wanted = filter.text.trim().to_lowercase();
    let mut rows: Vec<SessionRow> = sessions
        .into_iter()
        .filter(|row| wanted.is_empty() || row.what.to_lowercase().contains(&wanted))
        .filter(|row| match filter.kind.as_str() {
            "drills" => row.what.starts_with(DRILL),
            "interviews" => !row.what.starts_with(DRILL),
            _ => true,
        })
        .collect();
    let count = rows.len();
    let pages = count.div_ceil(ROWS).max(1);
    let page = filter.page.clamp(1, pages);
    rows = rows.into_iter().skip((page - 1) * ROWS).take(ROWS).collect();
    for row in &mut rows {
        row.started = row.started.get(..16).unwrap_or_default().replace('T', " ");
    }
    let frame = Frame::new("Sessions".to_owned(), Shell::Served, "sessions");
    Ok(IndexPage { frame, filter: Filter { page, ..filter }, rows, count, pages }.render()?)
}

/// What the name of a drill stands behind.
pub const DRILL: &str = "drill: ";

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> Vec<SessionRow> {
        (0..250)
            .map(|at| SessionRow {
                id: format!("s{at}"),
                started: "2026-11-21T20:15:03Z".into(),
                what: if at % 2 == 0 { format!("{DRILL}pace") } else { "deadline missed".into() },
                answers: 1,
                length: "3:10".into(),
                score: String::new(),
            })
            .collect()
    }

    #[test]
    fn a_filter_lets_through_what_was_meant() {
        let shown = |text: &str, kind: &str, page: usize| {
            let filter = Filter { text: text.into(), kind: kind.into(), page };
            let html = index_page(rows(), filter).unwrap();
            html.matches("href=\"/sessions/").count()
        };
        assert_eq!(shown("", "", 1), 100);
        assert_eq!(shown("", "", 3), 50);
        assert_eq!(shown("", "", 99), 50);
        assert_eq!(shown("Deadline", "", 2), 25);
        assert_eq!(shown("", "drills", 2), 25);
        assert_eq!(shown("outage", "", 1), 0);
    }
}
