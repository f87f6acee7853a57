//! The report as text for a terminal or a pipe.

use std::fmt::Write as _;

use super::elsewhere::Grid;
use super::excerpt::excerpt;
use super::model::{FindingReport, ReportModel, Seconds, SectionReport};
use super::palette::Ink;
use super::{Baseline, Palette, SourceKind};
use crate::analysis::{Evidence, Severity, Timing};
use crate::timeline::Millis;

/// Narrower than this the table of sections does not fit; wider, lines are hard to read.
const WIDTHS: std::ops::RangeInclusive<usize> = 60..=100;
/// Cells of the longest bar, and columns of its row beside the bar and the name.
const BAR: usize = 24;
const BESIDE_BAR: usize = 45;

/// What the report is drawn on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Canvas {
    /// Columns; brought into 60 to 100.
    pub width: usize,
    pub palette: Palette,
}

impl Default for Canvas {
    fn default() -> Self {
        Self { width: 80, palette: Palette::Plain }
    }
}

/// Draws one answer. `asked` is the question's text, where it is known.
///
/// Control characters in quotes and paths are left out, so that a transcript cannot steer the
/// terminal.
pub fn draw(model: &ReportModel, asked: Option<&str>, canvas: Canvas) -> String {
    let width = canvas.width.clamp(*WIDTHS.start(), *WIDTHS.end());
    let mut page = Page { out: String::new(), width, palette: canvas.palette };
    page.header(model, asked);
    page.scores(model);
    page.rescored(model);
    page.sections(model);
    page.delivery(model);
    page.findings(model);
    page.key_points(model);
    page.probe(model);
    page.elsewhere(model);
    page.not_measured(model);
    page.out
}

struct Page {
    out: String,
    width: usize,
    palette: Palette,
}

impl Page {
    fn line(&mut self, text: &str) {
        self.out.push_str(text.trim_end());
        self.out.push('\n');
    }

    fn heading(&mut self, title: &str, rest: &str) {
        let title = self.palette.paint(Ink::Heading, title);
        self.line("");
        let rest = clean(rest);
        self.line(&if rest.is_empty() { title } else { format!("{title}  {rest}") });
    }

    /// Writes text behind a lead, wrapped, later lines under the first.
    fn hanging(&mut self, lead: &str, ink: Option<Ink>, text: &str) {
        // A name that a file gives can be too long to stand before anything.
        let lead: String = clean(lead).chars().take(self.width / 2).collect();
        let indent = lead.chars().count();
        for (index, part) in wrap(text, self.width - indent).iter().enumerate() {
            let part = ink.map_or_else(|| part.clone(), |ink| self.palette.paint(ink, part));
            let lead = if index == 0 { lead.clone() } else { " ".repeat(indent) };
            self.line(&format!("{lead}{part}"));
        }
    }

    fn header(&mut self, model: &ReportModel, asked: Option<&str>) {
        let path = clean(&model.source.path);
        self.line(&self.palette.paint(Ink::Heading, &path));
        if let Some(asked) = asked {
            self.hanging("  ", None, &format!("“{asked}”"));
        } else if let Some(question) = &model.question {
            self.hanging("  ", None, &format!("question {question}"));
        }
        if let Some(listener) = listener(model) {
            self.hanging("  ", None, &listener);
        }
        let length = model.source.duration_s.0;
        let aim = model.target.as_ref().map_or_else(String::new, |target| {
            let (min, max) = (target.min_s.0, target.max_s.0);
            let off = if length < min {
                format!(", {} s short of", whole_secs(min - length))
            } else if length > max {
                format!(", {} s over", whole_secs(length - max))
            } else {
                ", within".to_owned()
            };
            format!("{off} {} to {} ({})", min.to_clock(), max.to_clock(), model.length)
        });
        self.hanging("  ", None, &format!("{}{aim}", length.to_clock()));
        let timing = match (model.source.timing, model.source.kind) {
            (Timing::Measured, SourceKind::Audio) => "times measured in the recording",
            (Timing::Measured, SourceKind::Transcript) => "times as the transcript gives them",
            (Timing::Estimated, _) => "times estimated at 150 words a minute",
        };
        self.hanging("  ", Some(Ink::Quiet), timing);
    }

    fn scores(&mut self, model: &ReportModel) {
        let Some(overall) = model.scores.overall else { return };
        self.heading("Scores", &format!("{overall:.0} of 100, by rubric {}", model.engine.rubric));
        for dimension in &model.scores.dimensions {
            let lead = format!("  {:12} {:3.0}  ", dimension.name, dimension.score);
            let because = match &dimension.because[..] {
                [] => "nothing that stands out".to_owned(),
                rules => rules.join(", "),
            };
            self.hanging(&lead, Some(Ink::Quiet), &because);
        }
    }

    fn rescored(&mut self, model: &ReportModel) {
        let Some(then) = &model.rescored else { return };
        let overall = |score: Option<f64>| score.map_or("none".to_owned(), |s| format!("{s:.0}"));
        let moved =
            format!("{} before, {} now", overall(then.overall), overall(model.scores.overall));
        self.heading(&format!("Since rubric {}", clean(&then.rubric)), &moved);
        for (what, rules) in [("found now", &then.new), ("not any more", &then.gone)] {
            if !rules.is_empty() {
                let rules: Vec<String> = rules.iter().map(|rule| clean(rule)).collect();
                self.hanging(&format!("  {what:12}  "), None, &rules.join(", "));
            }
        }
    }

    fn sections(&mut self, model: &ReportModel) {
        let rows = Row::collect(model);
        let Some(longest) =
            rows.iter().map(|row| row.spent.max(row.budget.unwrap_or_default())).max()
        else {
            return;
        };
        self.heading("Sections", "");
        let names = rows.iter().map(|row| row.name.chars().count()).max().unwrap_or(0);
        let cells = self.width.saturating_sub(names + BESIDE_BAR).clamp(6, BAR);
        for row in rows {
            let verdict = match row.budget {
                Some(budget) if row.spent > budget => {
                    let over = format!(
                        "{} s over {} s",
                        whole_secs(row.spent - budget),
                        whole_secs(budget)
                    );
                    self.palette.paint(Ink::Problem, &over)
                }
                Some(budget) => format!("within {} s", whole_secs(budget)),
                None => String::new(),
            };
            let line = format!(
                "  {:names$}  {:>5}  {:>4} s  {:>3.0} %  {}  {verdict}",
                row.name,
                row.start.to_clock(),
                whole_secs(row.spent),
                row.share * 100.0,
                row.bar(longest, cells),
            );
            self.line(&line);
        }
    }

    fn delivery(&mut self, model: &ReportModel) {
        let delivery = &model.delivery;
        let mut lines: Vec<(&str, String)> = Vec::new();
        if let Some(latency) = delivery.onset_latency_s {
            lines.push(("first words after", tenths(latency)));
        }
        let usual = |of: fn(&Baseline) -> Option<f64>, decimals: usize| {
            let usual = delivery.baseline.as_ref().and_then(of);
            usual.map_or_else(String::new, |usual| format!("; usually {usual:.decimals$}"))
        };
        if let Some(rate) = delivery.speech_rate_wpm {
            let usual = usual(|baseline| baseline.speech_rate_wpm, 0);
            lines.push(("speech rate", format!("{rate:.0} words/min{usual}")));
        }
        if delivery.pace.len() > 1 {
            let rates: Vec<String> =
                delivery.pace.iter().map(|pace| format!("{:.0}", pace.wpm)).collect();
            lines.push(("by half minutes", rates.join(" ")));
        }
        if let Some(rate) = delivery.articulation_rate_wpm {
            let usual = usual(|baseline| baseline.articulation_rate_wpm, 0);
            lines.push(("without pauses", format!("{rate:.0} words/min{usual}")));
        }
        if let Some(rate) = delivery.fillers_per_minute {
            let acoustic =
                delivery.fillers.iter().filter(|f| f.evidence == Evidence::Acoustic).count();
            let heard = match acoustic {
                0 => String::new(),
                n => format!(", {n} of them heard but not written down"),
            };
            let count = delivery.fillers.len();
            let usual = usual(|baseline| baseline.fillers_per_minute, 1);
            lines.push(("filled pauses", format!("{count} ({rate:.1} a minute{usual}){heard}")));
        }
        if let Some(longest) = delivery.longest_pause_s {
            let at = delivery
                .pauses
                .iter()
                .find(|pause| pause.end_s.0 - pause.start_s.0 == longest.0)
                .map_or_else(String::new, |pause| format!(" at {}", pause.start_s.0.to_clock()));
            lines.push(("longest pause", format!("{}{at}", tenths(longest))));
        }
        if lines.is_empty() {
            return;
        }
        let compared = delivery.baseline.map_or_else(String::new, |baseline| {
            format!("beside the median of your last {} answers", baseline.answers)
        });
        self.heading("Delivery", &compared);
        for (name, value) in lines {
            self.hanging(&format!("  {name:<17}  "), None, &value);
        }
    }

    fn findings(&mut self, model: &ReportModel) {
        if model.findings.is_empty() {
            self.heading("Findings", "none");
            return;
        }
        self.heading("Findings", &tally(&model.findings));
        for finding in &model.findings {
            let ink = match finding.severity {
                Severity::Problem => Ink::Problem,
                Severity::Warning => Ink::Warning,
                Severity::Note => Ink::Note,
                Severity::Praise => Ink::Praise,
            };
            let severity = self.palette.paint(ink, &format!("{:<7}", finding.severity.as_str()));
            let (start, rule) = (finding.start_s.0.to_clock(), clean(&finding.rule));
            self.line("");
            self.line(&format!("  {severity}  {start:>5}  {rule}"));
            self.hanging("                  ", None, &finding.message);
            for line in excerpt(finding, &model.words, self.width - 20) {
                self.line(&format!(
                    "                | {}",
                    self.palette.paint(Ink::Quiet, &line.words)
                ));
                if !line.marks.is_empty() {
                    self.line(&format!(
                        "                | {}",
                        self.palette.paint(ink, &line.marks)
                    ));
                }
            }
            if !finding.advice.is_empty() {
                let lead = match finding.severity {
                    Severity::Praise => "                  ",
                    _ => "          advice: ",
                };
                self.hanging(lead, None, &finding.advice);
            }
            if let Some(better) = &finding.better {
                self.hanging("          better: ", None, &format!("“{}”", clean(better)));
            }
        }
    }

    fn key_points(&mut self, model: &ReportModel) {
        if model.key_points.is_empty() {
            return;
        }
        let covered = model.key_points.iter().filter(|point| point.covered).count();
        self.heading("Key points", &format!("{covered} of {}", model.key_points.len()));
        for point in &model.key_points {
            let mark = if point.covered { "said" } else { "-" };
            let start = point.start_s.map_or_else(String::new, |start| start.0.to_clock());
            self.hanging(&format!("  {mark:<7}  {start:>5}  "), None, &point.text);
        }
    }

    fn probe(&mut self, model: &ReportModel) {
        let Some(probe) = model.probes.first() else { return };
        self.heading("The follow-up this answer deserves", "");
        self.hanging("  ", None, &format!("“{}”", probe.text));
        self.hanging("  ", None, &probe.because);
    }

    fn elsewhere(&mut self, model: &ReportModel) {
        let Some(grid) = Grid::of(&model.scores) else { return };
        self.heading("The same answer elsewhere", "company by level");
        let cells = |cells: &[String]| -> String {
            cells.iter().map(|cell| format!("{cell:>8}")).collect::<Vec<_>>().concat()
        };
        self.line(&format!("  {:12}{}", "", cells(&grid.levels)));
        for (company, scores) in &grid.rows {
            let scores: Vec<String> = scores
                .iter()
                .map(|score| score.map_or_else(|| "-".to_owned(), |score| format!("{score:.0}")))
                .collect();
            self.line(&format!("  {company:12}{}", cells(&scores)));
        }
    }

    fn not_measured(&mut self, model: &ReportModel) {
        if model.not_measured.is_empty() {
            return;
        }
        self.heading("Not measured", "");
        for item in &model.not_measured {
            self.hanging("  ", Some(Ink::Quiet), &format!("{}: {}", item.what, item.why));
        }
    }
}

/// Who the answer was meant for, if anybody.
fn listener(model: &ReportModel) -> Option<String> {
    let company = model.company.as_ref().map(|name| format!("company {}", clean(name)));
    let level = model.level.as_ref().map(|name| format!("level {}", clean(name)));
    let parts: Vec<String> = company.into_iter().chain(level).collect();
    (!parts.is_empty()).then(|| format!("for {}", parts.join(", ")))
}

/// One section's time over all its spans.
struct Row {
    name: String,
    start: Millis,
    spent: Millis,
    share: f64,
    budget: Option<Millis>,
}

impl Row {
    /// Sections in the order in which they are first spoken.
    fn collect(model: &ReportModel) -> Vec<Self> {
        let mut rows: Vec<Self> = Vec::new();
        for SectionReport { name, start_s, duration_s, share, .. } in &model.sections {
            let name = clean(name);
            if let Some(row) = rows.iter_mut().find(|row| row.name == name) {
                row.spent += duration_s.0;
                row.share += share;
                continue;
            }
            let targets = model.target.as_ref().map_or(&[][..], |target| &target.sections);
            let budget = targets.iter().find(|target| target.name == name).map(|t| t.max_s.0);
            rows.push(Self { name, start: start_s.0, spent: duration_s.0, share: *share, budget });
        }
        rows
    }

    /// Time as `█`, time over the budget as `▒`, what is left of the budget as `·`.
    fn bar(&self, longest: Millis, width: usize) -> String {
        let cells = |time: Millis| {
            let cells = time.0.saturating_mul(width as u64).div_ceil(longest.0.max(1));
            usize::try_from(cells).unwrap_or(width).min(width)
        };
        let spent = cells(self.spent);
        let budget = self.budget.map_or(spent, cells);
        let mut bar = "█".repeat(spent.min(budget));
        bar.push_str(&"▒".repeat(spent.saturating_sub(budget)));
        bar.push_str(&"·".repeat(budget.saturating_sub(spent)));
        let _ = write!(bar, "{:1$}", "", cells(longest) - spent.max(budget));
        bar
    }
}

fn tally(findings: &[FindingReport]) -> String {
    [Severity::Problem, Severity::Warning, Severity::Note, Severity::Praise]
        .into_iter()
        .filter_map(|severity| {
            let count = findings.iter().filter(|finding| finding.severity == severity).count();
            let plural = if count == 1 { "" } else { "s" };
            (count > 0).then(|| format!("{count} {}{plural}", severity.as_str()))
        })
        .collect::<Vec<_>>()
        .join(", ")
}

/// Rounded to the nearest second, so that the numbers agree with the bars.
fn whole_secs(time: Millis) -> u64 {
    time.0.saturating_add(500) / 1000
}

fn tenths(time: Seconds) -> String {
    format!("{:.1} s", time.0.as_secs_f64())
}

fn clean(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}

/// Lines of at most `width` characters; a word that is longer is broken.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut used = 0;
    for word in text.split_whitespace().map(clean) {
        let letters: Vec<char> = word.chars().collect();
        for part in letters.chunks(width.max(1)) {
            match lines.last_mut() {
                Some(line) if used + 1 + part.len() <= width => {
                    line.push(' ');
                    line.extend(part);
                    used += 1 + part.len();
                }
                _ => {
                    lines.push(part.iter().collect());
                    used = part.len();
                }
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;
    use crate::analysis::tester::{INCIDENT, RAMBLING, STRONG, bank, context, story_answer};
    use crate::scoring::judge;

    #[test]
    fn an_answer_reads_calmly() {
        let page = draw(&fixture::report(), Some(fixture::ASKED), Canvas::default());
        insta::assert_snapshot!(page);
    }

    #[test]
    fn stories_are_judged_in_words() {
        let mut pages = String::new();
        for story in [STRONG, RAMBLING, INCIDENT] {
            let (answer, _) = story_answer(story);
            let bank = bank();
            let judged = judge(&answer, &context(&bank, story));
            let model = ReportModel::new(&answer, &judged, fixture::meta());
            pages += &draw(&model, None, Canvas::default());
            pages.push('\n');
        }
        insta::assert_snapshot!(pages);
    }

    #[test]
    fn a_speaker_is_compared_with_themselves() {
        let mut model = fixture::report();
        model.delivery.baseline = Some(Baseline {
            answers: 5,
            speech_rate_wpm: Some(150.4),
            articulation_rate_wpm: None,
            fillers_per_minute: Some(3.0),
        });
        let page = draw(&model, None, Canvas::default());
        for part in [
            "Delivery  beside the median of your last 5 answers",
            "142 words/min; usually 150",
            "171 words/min\n",
            "(0.7 a minute; usually 3.0)",
        ] {
            assert!(page.contains(part), "{part}: {page}");
        }
    }

    #[test]
    fn judging_again_says_what_changed() {
        let mut model = fixture::report();
        let then = super::super::Rescored {
            rubric: "1".into(),
            overall: None,
            new: vec!["blame".into(), "no-metric".into()],
            gone: Vec::new(),
        };
        model.rescored = Some(then);
        let page = draw(&model, None, Canvas::default());
        assert!(page.contains("Since rubric 1  none before, "), "{page}");
        assert!(page.contains("found now     blame, no-metric\n"), "{page}");
        assert!(!page.contains("not any more"), "{page}");
    }

    #[test]
    fn colour_changes_no_letter() {
        let model = fixture::report();
        let plain = draw(&model, None, Canvas::default());
        let ansi = draw(&model, None, Canvas { palette: Palette::Ansi, ..Canvas::default() });
        let mut stripped = String::new();
        let mut rest = ansi.as_str();
        while let Some((before, after)) = rest.split_once("\u{1b}[") {
            stripped.push_str(before);
            rest = after.split_once('m').unwrap().1;
        }
        stripped.push_str(rest);
        assert_ne!(ansi, plain);
        assert_eq!(stripped, plain);
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        let mut model = fixture::report();
        model.words[1].text = "x".repeat(300);
        model.findings[0].message = "very long ".repeat(60);
        model.scores.dimensions[0].name = "x".repeat(300);
        for width in [0, 60, 80, 300] {
            let page = draw(&model, Some(fixture::ASKED), Canvas { width, ..Canvas::default() });
            let limit = width.clamp(60, 100);
            for line in page.lines() {
                assert!(line.chars().count() <= limit, "{width}: {line}");
            }
        }
    }

    #[test]
    fn a_transcript_cannot_steer_the_terminal() {
        let mut model = fixture::report();
        model.source.path = "a\u{1b}[2Jb.txt".into();
        model.words[0].text = "so\u{1b}]0;owned\u{7}we".into();
        model.engine.rubric = "1\u{1b}[2J".into();
        model.scores.dimensions[0].name = "impact\u{7}".into();
        assert!(!draw(&model, None, Canvas::default()).contains(['\u{1b}', '\u{7}']));
    }

    #[test]
    fn an_empty_analysis_is_drawn_too() {
        let mut model = fixture::report();
        model.findings.clear();
        model.sections.clear();
        model.target = None;
        assert!(draw(&model, None, Canvas::default()).contains("Findings  none"));
    }
}
