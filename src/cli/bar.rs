//! The answer so far as a bar: its sections, against the time that it has.

use ratatui::style::{Color, Modifier, Style};
use ratatui::text::{Line, Span};

use crate::session::Status;
use crate::timeline::Millis;

/// One for each section, in the order of their first appearance; names stand in the bar, so that nobody
/// needs to see them.
const COLOURS: [Color; 6] =
    [Color::Blue, Color::Yellow, Color::Green, Color::Magenta, Color::Cyan, Color::Red];

/// Draws the bar, `width` columns wide. What runs over the budget is not drawn: the clock tells.
pub(super) fn bar(status: &Status, width: u16) -> Line<'static> {
    let width = usize::from(width);
    let cell = |time: Millis| -> usize {
        let share = time.as_secs_f64() / status.budget.as_secs_f64().max(1.0);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a column of a terminal"
        )]
        let cell = (share * width as f64).round() as usize;
        cell.min(width)
    };
    let mut spans = Vec::new();
    let mut seen: Vec<&str> = Vec::new();
    let mut end = 0;
    let last = status.sections.len().saturating_sub(1);
    for (place, (name, span)) in status.sections.iter().enumerate() {
        let (from, to) = (cell(span.start), cell(span.end));
        if from > end {
            spans.push(Span::raw("-".repeat(from - end)));
        }
        let known = seen.iter().position(|other| other == name);
        let colour = known.unwrap_or(seen.len());
        if known.is_none() {
            seen.push(name);
        }
        let mut style = Style::new().fg(COLOURS[colour % COLOURS.len()]);
        if place == last {
            style = style.add_modifier(Modifier::BOLD);
        }
        let from = from.max(end);
        spans.push(Span::styled(label(name, span.duration(), to.saturating_sub(from)), style));
        end = to.max(end);
    }
    let now = cell(status.elapsed);
    if now > end {
        spans.push(Span::raw("-".repeat(now - end)));
        end = now;
    }
    let marks: Vec<usize> = status.marks.iter().map(|mark| cell(*mark)).collect();
    let ahead: String =
        (end..width).map(|at| if marks.contains(&at) { ':' } else { '.' }).collect();
    spans.push(Span::styled(ahead, Style::new().add_modifier(Modifier::DIM)));
    Line::from(spans)
}

/// `|situation 0:38===`, as much of it as fits.
fn label(name: &str, time: Millis, width: usize) -> String {
    let whole = format!("|{name} {}", time.to_clock());
    let text = if whole.len() <= width { whole } else { format!("|{name}") };
    format!("{:=<width$}", text.chars().take(width).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timeline::TimeSpan;

    fn drawn(sections: &[(&str, u64, u64)], elapsed: u64, width: u16) -> String {
        let status = Status {
            elapsed: Millis::from_secs(elapsed),
            budget: Millis::from_secs(300),
            marks: vec![Millis::from_secs(45), Millis::from_secs(180)],
            pace_wpm: None,
            sections: sections
                .iter()
                .map(|(name, start, end)| {
                    let span = TimeSpan::new(Millis::from_secs(*start), Millis::from_secs(*end));
                    ((*name).to_owned(), span)
                })
                .collect(),
            sure: 0.9,
            level_dbfs: -30.0,
        };
        bar(&status, width).spans.iter().map(|span| span.content.to_string()).collect()
    }

    #[test]
    fn sections_fill_it_as_time_goes() {
        let sections = [("situation", 3, 40), ("task", 40, 48), ("action", 48, 120)];
        assert_eq!(
            drawn(&sections, 121, 60),
            "-|situat|t|action 1:12==............:......................."
        );
        assert_eq!(drawn(&sections, 121, 30), "|sit||action......:...........");
    }

    #[test]
    fn it_is_as_wide_as_it_may_be_whatever_the_time() {
        for elapsed in [0, 1, 44, 299, 300, 5000] {
            let sections = [("situation", 0, elapsed), ("task", elapsed, elapsed)];
            for width in [0, 1, 20, 78, 198] {
                assert_eq!(drawn(&sections, elapsed, width).chars().count(), usize::from(width));
                assert_eq!(drawn(&[], elapsed, width).chars().count(), usize::from(width));
            }
        }
    }
}
