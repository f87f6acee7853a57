//! A finding drawn under its words.

use std::fmt::Write as _;

use super::Finding;
use crate::timeline::Millis;
use crate::transcript::Transcript;

/// Words shown before and after the passage.
const AROUND: usize = 4;

/// Longest drawing, in lines of words; of a longer passage the middle is left out.
const LINES: usize = 4;

/// A silence of this length is drawn; shorter ones are how people speak.
const DRAWN: Millis = Millis(1000);

/// Draws a finding as plain text: rule, severity, time and measure, then the words with the
/// passage underlined, then what to say about it. No line of words is wider than `width`.
///
/// ```text
/// long-pause  note  0:01.1-0:04.3  3.2 s (2 s)
///    | so we shipped it ..3.2.. and it worked
///    |                  ^^^^^^^
///    = You stopped for 3.2 seconds in the middle of this sentence.
/// ```
pub fn frame(finding: &Finding, transcript: &Transcript, width: usize) -> String {
    let mut out = header(finding);
    let lines = wrap(pieces(finding, transcript), width.max(24) - 5);
    let skip = lines.len().saturating_sub(LINES);
    for (place, line) in lines.iter().enumerate() {
        if skip > 0 && place >= LINES - 1 && place < LINES - 1 + skip {
            if place == LINES - 1 {
                out.push_str("   | ...\n");
            }
            continue;
        }
        let (mut text, mut marks) = (String::new(), String::new());
        for (index, piece) in line.iter().enumerate() {
            let joins = index > 0 && piece.marked && line[index - 1].marked;
            if index > 0 {
                text.push(' ');
                marks.push(if joins { '^' } else { ' ' });
            }
            text.push_str(&piece.text);
            let mark = if piece.marked { "^" } else { " " };
            marks.push_str(&mark.repeat(piece.text.chars().count()));
        }
        let _ = writeln!(out, "   | {text}");
        if !marks.trim().is_empty() {
            let _ = writeln!(out, "   | {}", marks.trim_end());
        }
    }
    for text in [&finding.message, &finding.advice] {
        let _ = writeln!(out, "   = {text}");
    }
    out
}

struct Piece {
    text: String,
    marked: bool,
}

fn header(finding: &Finding) -> String {
    let stamp = |at: Millis| {
        let tenths = at.0 / 100;
        format!("{}:{:02}.{}", tenths / 600, tenths / 10 % 60, tenths % 10)
    };
    let mut out =
        format!("{}  {}  {}", finding.rule, finding.severity.as_str(), stamp(finding.span.start));
    if !finding.span.is_empty() {
        let _ = write!(out, "-{}", stamp(finding.span.end));
    }
    if let Some(measure) = &finding.measure {
        let round = |value: f64| (value * 100.0).round() / 100.0;
        let _ =
            write!(out, "  {} {} ({})", round(measure.value), measure.unit, round(measure.target));
    }
    out.push('\n');
    out
}

/// The words around the passage, with the silences between them.
fn pieces(finding: &Finding, transcript: &Transcript) -> Vec<Piece> {
    let words = &transcript.words;
    let span = finding.span;
    let first = words.partition_point(|word| word.span.end <= span.start);
    let last = words.partition_point(|word| word.span.start < span.end).max(first);
    let (from, to) = (first.saturating_sub(AROUND), (last + AROUND).min(words.len()));
    let mut out = Vec::new();
    for (index, word) in words.iter().enumerate().take(to).skip(from) {
        if span.is_empty() && index == first {
            out.push(Piece { text: "_".into(), marked: true });
        }
        let inside = (first..last).contains(&index);
        out.push(Piece {
            text: word.text.clone(),
            marked: inside && word.span.start >= span.start,
        });
        let Some(next) = words.get(index + 1).filter(|_| index + 1 < to) else { continue };
        let silence = next.span.start - word.span.end;
        if silence >= DRAWN {
            let marked = word.span.end < span.end && span.start < next.span.start;
            out.push(Piece { text: format!("..{:.1}..", silence.as_secs_f64()), marked });
        }
    }
    if span.is_empty() && first >= words.len() {
        out.push(Piece { text: "_".into(), marked: true });
    }
    out
}

fn wrap(pieces: Vec<Piece>, width: usize) -> Vec<Vec<Piece>> {
    let mut lines: Vec<Vec<Piece>> = Vec::new();
    let mut used = 0;
    for mut piece in pieces {
        if piece.text.chars().count() > width {
            piece.text = piece.text.chars().take(width - 1).chain(['…']).collect();
        }
        let length = piece.text.chars().count();
        match lines.last_mut() {
            Some(line) if used + 1 + length <= width => {
                used += 1 + length;
                line.push(piece);
            }
            _ => {
                used = length;
                lines.push(vec![piece]);
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::delivery::LongPause;
    use crate::analysis::tester::{
        INCIDENT, RAMBLING, STRONG, analysed, answer, findings_of, story_answer,
    };

    #[test]
    fn a_silence_is_underlined() {
        let text = "so then I shipped it ..3200.. and it worked.";
        let found = findings_of(&LongPause, &format!("It was late and {text}"));
        let drawn = frame(&found[0], &answer(&format!("It was late and {text}")).transcript, 60);
        let lines: Vec<&str> = drawn.lines().collect();
        assert_eq!(lines[1], "   | then I shipped it ..3.2.. and it worked.");
        assert_eq!(lines[2], "   |                   ^^^^^^^");
    }

    #[test]
    fn findings_are_drawn_under_their_words() {
        let mut drawn = String::new();
        for text in [STRONG, RAMBLING, INCIDENT] {
            let (answer, _) = story_answer(text);
            for finding in analysed(text).findings {
                drawn += &frame(&finding, &answer.transcript, 88);
            }
            drawn.push('\n');
        }
        assert!(
            drawn
                .lines()
                .filter(|line| line.starts_with("   | "))
                .all(|line| line.chars().count() <= 88)
        );
        insta::assert_snapshot!(drawn);
    }
}
