//! An interview in a terminal: what was said scrolls up, a few lines below it are alive.

use std::io::{self, Stdout, stdout};

use crossterm::{cursor, execute, terminal};
use ratatui::backend::CrosstermBackend;
use ratatui::layout::{Constraint, Layout};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Paragraph, Widget, Wrap};
use ratatui::{Frame, Terminal, TerminalOptions, Viewport};

use crate::interview::Role;
use crate::session::{Cue, Screen, Shown, Status};
use crate::timeline::Millis;
use crate::transcript::Transcript;

/// Lines that are redrawn: status, bar, two of tentative words, cue, keys.
const HEIGHT: u16 = 6;

/// Less is no terminal to read in; one that does not know its size says 0.
const LEAST_COLUMNS: u16 = 30;

/// The quietest level that the meter shows; a quiet room is at about -60 dBFS.
const METER_FLOOR_DBFS: f32 = -60.0;

/// Cells of the level meter.
const METER_CELLS: usize = 16;

/// How long a cue stays up.
const CUE_STAYS: Millis = Millis::from_secs(12);

/// The terminal while an interview runs. Restored when it is dropped.
pub(super) struct Live {
    terminal: Terminal<CrosstermBackend<Stdout>>,
    now: Now,
}

/// What the live lines show.
#[derive(Default)]
struct Now {
    listening: Option<Role>,
    thinking: bool,
    status: Option<Status>,
    tentative: String,
    cue: Option<(Cue, Millis)>,
}

impl Live {
    /// Takes the lower lines of the terminal.
    ///
    /// # Errors
    /// If standard output is no terminal that can be steered, or one that is too small.
    pub(super) fn open() -> io::Result<Self> {
        let (columns, rows) = terminal::size()?;
        if columns < LEAST_COLUMNS || rows <= HEIGHT {
            return Err(io::Error::other(format!("it says that it has {columns} x {rows} cells")));
        }
        terminal::enable_raw_mode()?;
        let backend = CrosstermBackend::new(stdout());
        let options = TerminalOptions { viewport: Viewport::Inline(HEIGHT) };
        match Terminal::with_options(backend, options) {
            Ok(terminal) => Ok(Self { terminal, now: Now::default() }),
            Err(error) => {
                terminal::disable_raw_mode()?;
                Err(error)
            }
        }
    }

    /// Puts text above the live lines, wrapped.
    fn print(&mut self, text: Vec<Span<'_>>) {
        let width = self.terminal.size().map_or(80, |size| size.width).max(20);
        let paragraph = Paragraph::new(Line::from(text)).wrap(Wrap { trim: true });
        let height = wrapped_height(&paragraph, width);
        // A terminal that went away does not end an interview that is being recorded.
        drop(self.terminal.insert_before(height, |buffer| paragraph.render(buffer.area, buffer)));
        self.draw();
    }

    fn draw(&mut self) {
        let Self { terminal, now } = self;
        drop(terminal.draw(|frame| now.draw(frame)));
    }
}

/// The lines that a paragraph takes. Words are short against a line, so counting characters and a
/// reserve for ragged ends is exact enough, but a line too many is a visible gap: so it is measured
/// by rendering into a scratch buffer.
fn wrapped_height(paragraph: &Paragraph<'_>, width: u16) -> u16 {
    const MOST: u16 = 60;
    let area = ratatui::layout::Rect::new(0, 0, width, MOST);
    let mut buffer = ratatui::buffer::Buffer::empty(area);
    paragraph.render(area, &mut buffer);
    let is_blank = |row: u16| (0..width).all(|column| buffer[(column, row)].symbol() == " ");
    (1..=MOST).rev().find(|&height| !is_blank(height - 1)).unwrap_or(1)
}

impl Screen for Live {
    fn show(&mut self, shown: Shown<'_>) {
        let quiet = Style::new().add_modifier(Modifier::DIM);
        let strong = Style::new().add_modifier(Modifier::BOLD);
        match shown {
            Shown::Interviewer(line) => {
                self.now = Now::default();
                self.print(vec![Span::styled(line.to_owned(), quiet)]);
            }
            Shown::Question { text, because } => {
                if let Some(because) = because {
                    self.print(vec![Span::styled(format!("({because})"), quiet)]);
                }
                self.print(vec![Span::styled(text.to_owned(), strong)]);
            }
            Shown::Listening(role) => {
                self.now = Now { listening: Some(role), ..Now::default() };
                self.draw();
            }
            Shown::Status(status) => {
                self.now.status = Some(status);
                self.draw();
            }
            Shown::Committed(words) => {
                self.now.tentative.clear();
                if !words.is_empty() {
                    let text = Transcript { words: words.to_vec() }.text();
                    self.print(vec![Span::raw(text)]);
                }
            }
            Shown::Tentative(words) => {
                self.now.tentative = Transcript { words: words.to_vec() }.text();
                self.draw();
            }
            Shown::Cue(cue) => {
                let at = self.now.status.as_ref().map_or(Millis::ZERO, |status| status.elapsed);
                self.now.cue = Some((cue, at));
                self.print(vec![Span::styled(
                    format!("[{}] {}", at.to_clock(), cue_text(cue)),
                    strong,
                )]);
            }
            Shown::Warning(text) => {
                self.print(vec![Span::styled(format!("warning: {text}"), strong)]);
            }
            Shown::Thinking => {
                self.now.thinking = true;
                self.now.listening = None;
                self.draw();
            }
        }
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        drop(self.terminal.clear());
        drop(terminal::disable_raw_mode());
        drop(execute!(stdout(), cursor::Show));
    }
}

impl Now {
    fn draw(&self, frame: &mut Frame<'_>) {
        let [status, bar, words, cue, keys] = Layout::vertical([
            Constraint::Length(1),
            Constraint::Length(1),
            Constraint::Length(2),
            Constraint::Length(1),
            Constraint::Length(1),
        ])
        .areas(frame.area());
        let quiet = Style::new().add_modifier(Modifier::DIM);
        frame.render_widget(Paragraph::new(self.status_line()), status);
        if let (Some(_), Some(now)) = (self.listening, &self.status) {
            frame.render_widget(Paragraph::new(super::bar::bar(now, bar.width)), bar);
        }
        // Of a long utterance the end is what is being said.
        let room = usize::from(words.width) * 2;
        let skip = self.tentative.chars().count().saturating_sub(room);
        let tail: String = self.tentative.chars().skip(skip).collect();
        frame.render_widget(
            Paragraph::new(Span::styled(tail, quiet)).wrap(Wrap { trim: true }),
            words,
        );
        frame.render_widget(Paragraph::new(self.cue_line()), cue);
        frame.render_widget(Paragraph::new(Span::styled(self.keys(), quiet)), keys);
    }

    fn status_line(&self) -> Line<'static> {
        if self.thinking {
            return Line::raw("writing down your last words ...");
        }
        let (Some(_), Some(status)) = (self.listening, &self.status) else {
            return Line::raw("");
        };
        let section = status
            .sections
            .last()
            .map_or_else(String::new, |(name, _)| format!("  {name} ({})", how_sure(status.sure)));
        let pace = status.pace_wpm.map_or_else(String::new, |wpm| format!("  {wpm:.0} wpm"));
        Line::from(vec![
            Span::styled(
                format!("{:>5}", status.elapsed.to_clock()),
                Style::new().add_modifier(Modifier::BOLD),
            ),
            Span::raw(format!(
                " of {}  [{}]{section}{pace}",
                status.budget.to_clock(),
                meter(status.level_dbfs)
            )),
        ])
    }

    fn cue_line(&self) -> Line<'static> {
        let elapsed = self.status.as_ref().map_or(Millis::ZERO, |status| status.elapsed);
        match self.cue {
            Some((cue, at)) if elapsed - at < CUE_STAYS => Line::styled(
                format!(" {} ", cue_text(cue)),
                Style::new().add_modifier(Modifier::REVERSED),
            ),
            _ => Line::raw(""),
        }
    }

    fn keys(&self) -> &'static str {
        match self.listening {
            Some(_) => "Enter: my answer is complete    Ctrl-C: stop and save",
            None => "Enter: skip ahead    Ctrl-C: stop and save",
        }
    }
}

/// A level as a row of cells: a whisper fills a third, clipping all.
fn meter(dbfs: f32) -> String {
    let share = ((dbfs - METER_FLOOR_DBFS) / -METER_FLOOR_DBFS).clamp(0.0, 1.0);
    let full = (0..METER_CELLS)
        .filter(|&cell| f32::from(u16::try_from(cell).unwrap_or(0)) + 0.5 < share * 16.0)
        .count();
    format!("{}{}", "#".repeat(full), ".".repeat(METER_CELLS - full))
}

fn how_sure(confidence: f32) -> &'static str {
    match confidence {
        c if c >= 0.8 => "fairly sure",
        c if c >= 0.5 => "probably",
        _ => "a guess",
    }
}

/// What a cue says.
pub(super) fn cue_text(cue: Cue) -> &'static str {
    match cue {
        Cue::OpeningOver => "the opening is over its time: say what the problem was and go on",
        Cue::MinimumReached => "long enough now: bring it to its result",
        Cue::MaximumReached | Cue::TimeOver => "time is up: finish the sentence and stop",
        Cue::NearlyOver => "nearly over: come to the end",
    }
}

pub(super) fn role_text(role: Role) -> &'static str {
    match role {
        Role::Main => "to your answer",
        Role::Reply => "to your reply",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timeline::TimeSpan;
    use ratatui::backend::TestBackend;

    fn drawn(now: &Now) -> String {
        let mut terminal = Terminal::new(TestBackend::new(70, HEIGHT)).unwrap();
        terminal.draw(|frame| now.draw(frame)).unwrap();
        terminal.backend().to_string()
    }

    #[test]
    fn the_live_lines_show_time_section_words_cue_and_keys() {
        let now = Now {
            listening: Some(Role::Main),
            status: Some(Status {
                elapsed: Millis(47_200),
                budget: Millis::from_secs(300),
                pace_wpm: Some(148.4),
                marks: vec![Millis::from_secs(45), Millis::from_secs(180)],
                sections: vec![(
                    "situation".into(),
                    TimeSpan::new(Millis(800), Millis::from_secs(47)),
                )],
                sure: 0.86,
                level_dbfs: -30.0,
            }),
            tentative: "and the queue behind it kept".into(),
            cue: Some((Cue::OpeningOver, Millis(45_100))),
            thinking: false,
        };
        insta::assert_snapshot!(drawn(&now));
    }

    #[test]
    fn a_cue_goes_away_after_a_while() {
        let mut now = Now { cue: Some((Cue::MaximumReached, Millis(300_000))), ..Now::default() };
        let at = |elapsed| Status {
            elapsed: Millis(elapsed),
            budget: Millis::from_secs(300),
            pace_wpm: None,
            marks: Vec::new(),
            sections: Vec::new(),
            sure: 0.0,
            level_dbfs: -90.0,
        };
        now.status = Some(at(301_000));
        assert!(drawn(&now).contains("time is up"));
        now.status = Some(at(313_000));
        assert!(!drawn(&now).contains("time is up"));
    }

    #[test]
    fn the_meter_is_empty_in_silence_and_full_at_clipping() {
        assert_eq!(meter(-100.0), "................");
        assert_eq!(meter(0.0), "################");
        assert_eq!(meter(-30.0), "########........");
    }
}
