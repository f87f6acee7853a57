//! A passage drawn with what it stands in, its words underlined.

use super::model::{FindingReport, WordReport};
use crate::timeline::Millis;

/// Words shown before and after the passage.
const AROUND: usize = 4;

/// Longest drawing, in lines of words; of a longer passage the middle is left out.
const LINES: usize = 4;

/// A silence of this length is drawn; shorter ones are how people speak.
const DRAWN: Millis = Millis(1000);

/// One line of words, and the marks that go under it; empty if nothing of it is meant.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) words: String,
    pub(super) marks: String,
}

/// The words around a finding with its passage underlined, no line wider than `width`. An absence
/// is a `_` where something was expected.
///
/// ```text
/// so we shipped it ..3.2.. and it worked
///                  ^^^^^^^
/// ```
pub(super) fn excerpt(finding: &FindingReport, words: &[WordReport], width: usize) -> Vec<Line> {
    let mut lines: Vec<Line> =
        wrapped(pieces(finding, words), width.max(8)).iter().map(|line| drawn(line)).collect();
    if lines.len() > LINES {
        let last = lines.split_off(lines.len() - 1);
        lines.truncate(LINES - 1);
        lines.push(Line { words: "...".to_owned(), marks: String::new() });
        lines.extend(last);
    }
    lines
}

struct Piece {
    text: String,
    marked: bool,
}

fn drawn(line: &[Piece]) -> Line {
    let (mut words, mut marks) = (String::new(), String::new());
    for (index, piece) in line.iter().enumerate() {
        let joins = index > 0 && piece.marked && line[index - 1].marked;
        if index > 0 {
            words.push(' ');
            marks.push(if joins { '^' } else { ' ' });
        }
        words.push_str(&piece.text);
        let mark = if piece.marked { "^" } else { " " };
        marks.push_str(&mark.repeat(piece.text.chars().count()));
    }
    Line { words, marks: marks.trim_end().to_owned() }
}

/// The words around the passage, with the silences between them.
fn pieces(finding: &FindingReport, words: &[WordReport]) -> Vec<Piece> {
    let (start, end) = (finding.start_s.0, finding.end_s.0);
    let absent = start == end;
    let first = words.partition_point(|word| word.end_s.0 <= start);
    let last = words.partition_point(|word| word.start_s.0 < end).max(first);
    let (from, to) = (first.saturating_sub(AROUND), (last + AROUND).min(words.len()));
    let gap = || Piece { text: "_".into(), marked: true };
    let mut out = Vec::new();
    for (index, word) in words.iter().enumerate().take(to).skip(from) {
        if absent && index == first {
            out.push(gap());
        }
        let inside = (first..last).contains(&index);
        let text = word.text.chars().filter(|c| !c.is_control()).collect();
        out.push(Piece { text, marked: inside && word.start_s.0 >= start });
        let Some(next) = words.get(index + 1).filter(|_| index + 1 < to) else { continue };
        let silence = next.start_s.0 - word.end_s.0;
        if silence >= DRAWN {
            let marked = word.end_s.0 < end && start < next.start_s.0;
            out.push(Piece { text: format!("..{:.1}..", silence.as_secs_f64()), marked });
        }
    }
    if absent && first >= words.len() && !words.is_empty() {
        out.push(gap());
    }
    out
}

fn wrapped(pieces: Vec<Piece>, width: usize) -> Vec<Vec<Piece>> {
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
    use crate::report::fixture;
    use crate::report::model::Seconds;
    use crate::transcript::{Spoken, Word};

    fn words(notation: &str) -> Vec<WordReport> {
        let spoken: Spoken = notation.parse().unwrap();
        let report = |word: &Word| WordReport {
            text: word.text.clone(),
            start_s: Seconds(word.span.start),
            end_s: Seconds(word.span.end),
            confidence: None,
            filler: false,
        };
        spoken.transcript.words.iter().map(report).collect()
    }

    fn drawn(words: &[WordReport], start: Millis, end: Millis, width: usize) -> Vec<String> {
        let finding = FindingReport {
            start_s: Seconds(start),
            end_s: Seconds(end),
            ..fixture::report().findings.remove(0)
        };
        let lines = excerpt(&finding, words, width);
        lines.into_iter().flat_map(|line| [line.words, line.marks]).collect()
    }

    #[test]
    fn a_passage_is_underlined_among_its_words() {
        let words = words("In the end we fixed it together and it held well since.");
        let (start, end) = (words[3].start_s.0, words[6].end_s.0);
        assert_eq!(
            drawn(&words, start, end, 80),
            ["In the end we fixed it together and it held well", "           ^^^^^^^^^^^^^^^^^^^^"]
        );
    }

    #[test]
    fn a_silence_is_underlined() {
        let words = words("then I shipped it ..3200.. and it worked.");
        let (start, end) = (words[3].end_s.0, words[4].start_s.0);
        assert_eq!(
            drawn(&words, start, end, 80),
            ["then I shipped it ..3.2.. and it worked.", "                  ^^^^^^^"]
        );
    }

    #[test]
    fn an_absence_is_marked_where_something_was_expected() {
        let words = words("It worked.");
        let end = words[1].end_s.0;
        assert_eq!(drawn(&words, end, end, 80), ["It worked. _", "           ^"]);
    }

    #[test]
    fn of_a_long_passage_the_middle_is_left_out() {
        let words = words(&"word ".repeat(60));
        let lines = drawn(&words, words[0].start_s.0, words[59].end_s.0, 24);
        assert_eq!(lines.len(), 2 * (LINES + 1));
        assert!(lines.iter().all(|line| line.chars().count() <= 24));
        assert!(lines.contains(&"...".to_owned()));
    }

    #[test]
    fn nothing_said_draws_nothing() {
        assert_eq!(drawn(&[], Millis(0), Millis(0), 80), [""; 0]);
    }
}
