//! The report as Markdown, for notes and tickets.

use std::fmt::Write as _;

use super::elsewhere::Grid;
use super::model::ReportModel;
use crate::analysis::Severity;

/// Writes one answer. `asked` is the question's text, where it is known.
pub fn markdown(model: &ReportModel, asked: Option<&str>) -> String {
    let mut out = String::new();
    let mut line = |text: &str| {
        out.push_str(text);
        out.push('\n');
    };
    line(&format!("# {}", plain(&model.source.path)));
    if let Some(asked) = asked {
        line(&format!("\n> {}", plain(asked)));
    }
    if let Some(overall) = model.scores.overall {
        line(&format!("\n**{overall:.0} of 100** (rubric {})\n", model.engine.rubric));
        line("| dimension | score | because of |\n|---|---|---|");
        for dimension in &model.scores.dimensions {
            let because = dimension.because.join(", ");
            line(&format!("| {} | {:.0} | {because} |", dimension.name, dimension.score));
        }
    }
    line("\n## Sections\n\n| section | from | for | share |\n|---|---|---|---|");
    for section in &model.sections {
        line(&format!(
            "| {} | {} | {:.0} s | {:.0} % |",
            section.name,
            section.start_s.0.to_clock(),
            section.duration_s.0.as_secs_f64(),
            section.share * 100.0
        ));
    }
    if let Some(then) = &model.rescored {
        let overall = then.overall.map_or_else(|| "none".to_owned(), |s| format!("{s:.0}"));
        line(&format!("\nBy rubric {} it was {overall}.", plain(&then.rubric)));
        for (what, rules) in [("Found now", &then.new), ("Not any more", &then.gone)] {
            if !rules.is_empty() {
                line(&format!("{what}: {}.", plain(&rules.join(", "))));
            }
        }
    }
    for (title, praise) in [("What to fix", false), ("What went well", true)] {
        let of_kind = |severity: Severity| (severity == Severity::Praise) == praise;
        let findings: Vec<_> =
            model.findings.iter().filter(|finding| of_kind(finding.severity)).collect();
        if findings.is_empty() {
            continue;
        }
        line(&format!("\n## {title}\n"));
        for finding in findings {
            let mut text = format!("- **{}**", finding.rule);
            let _ =
                write!(text, " ({}): {}", finding.start_s.0.to_clock(), plain(&finding.message));
            if !finding.quote.is_empty() {
                let _ = write!(text, "\n  > {}", plain(&finding.quote));
            }
            if !praise {
                let _ = write!(text, "\n\n  {}", plain(&finding.advice));
                if let Some(better) = &finding.better {
                    let _ = write!(text, "\n\n  Better: “{}”", plain(better));
                }
            }
            line(&text);
        }
    }
    if !model.key_points.is_empty() {
        line("\n## Key points\n");
        for point in &model.key_points {
            let mark = if point.covered { "x" } else { " " };
            line(&format!("- [{mark}] {}", plain(&point.text)));
        }
    }
    if let Some(probe) = model.probes.first() {
        line(&format!("\n## A follow-up to expect\n\n{}", plain(&probe.text)));
    }
    if let Some(grid) = Grid::of(&model.scores) {
        line(&format!(
            "\n## The same answer elsewhere\n\n| company | {} |",
            grid.levels.join(" | ")
        ));
        line(&format!("|---|{}", "---|".repeat(grid.levels.len())));
        for (company, scores) in &grid.rows {
            let scores: Vec<String> = scores
                .iter()
                .map(|score| score.map_or_else(String::new, |score| format!("{score:.0}")))
                .collect();
            line(&format!("| {company} | {} |", scores.join(" | ")));
        }
    }
    if !model.not_measured.is_empty() {
        line("\n## Not measured\n");
        for item in &model.not_measured {
            line(&format!("- {}: {}", plain(&item.what), plain(&item.why)));
        }
    }
    out
}

/// Text that cannot end a line, a cell or a paragraph, nor begin markup.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '|' | '*' | '_' | '`' | '<' | '>' | '[' | ']' | '#' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::fixture::report;
    use super::*;

    #[test]
    fn a_report_as_markdown() {
        insta::assert_snapshot!(markdown(&report(), Some("Tell me about a failure.")));
    }

    #[test]
    fn what_was_said_is_no_markup() {
        assert_eq!(plain("a|b *c* <d>\n# e"), "a\\|b \\*c\\* \\<d\\> \\# e");
    }
}
