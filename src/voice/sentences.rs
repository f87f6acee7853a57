//! Written text to sentences, the unit in which it is spoken: playback begins with the first one
//! while the next is made.

use super::lexicon::Lexicon;

/// So many characters after a full stop the next word begins, at the latest.
const LOOK_AHEAD: usize = 80;

/// Splits at full stops, question and exclamation marks and line ends, but not inside numbers or
/// after abbreviations. Every sentence is trimmed, and none is empty.
pub(super) fn sentences<'a>(text: &'a str, lexicon: &Lexicon) -> Vec<&'a str> {
    let mut sentences = Vec::new();
    for line in text.lines() {
        let mut start = 0;
        let mut rest = line.char_indices().peekable();
        while let Some((at, c)) = rest.next() {
            let end = at + c.len_utf8();
            let closes = |c: char| matches!(c, '.' | '?' | '!' | '\u{2026}');
            if rest.peek().is_some_and(|(_, next)| !next.is_whitespace()) {
                continue;
            }
            // Quotes and brackets that close belong to the sentence they close.
            let after_mark = line[start..end].trim_end_matches(['"', '\u{201d}', '\u{2019}', ')']);
            if !after_mark.ends_with(closes) {
                continue;
            }
            let opening = |c: char| !c.is_alphanumeric();
            let last = line[start..end].split_whitespace().next_back().unwrap_or_default();
            let last = last.trim_start_matches(opening);
            // Not to the end: a line of nothing but stops would be read as often as it is long.
            let goes_on = line[end..]
                .chars()
                .take(LOOK_AHEAD)
                .find(|c| c.is_alphanumeric())
                .is_some_and(char::is_lowercase);
            if lexicon.is_abbreviation(last)
                && (goes_on || matches!(last, "e.g." | "i.e." | "vs." | "approx."))
            {
                continue;
            }
            push(&mut sentences, &line[start..end]);
            start = end;
        }
        push(&mut sentences, &line[start..]);
    }
    sentences
}

fn push<'a>(sentences: &mut Vec<&'a str>, sentence: &'a str) {
    let sentence = sentence.trim();
    if sentence.contains(char::is_alphanumeric) {
        sentences.push(sentence);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_marks_is_read_once() {
        // Each of these took minutes when every mark was followed by a look at all of the rest.
        for marks in [". ", "\"", "\u{2026} ", ".. ", "a. "] {
            let line = format!("{}So.", marks.repeat(400_000));
            let sentences = sentences(&line, &Lexicon::embedded());
            assert!(sentences.last().unwrap().ends_with("So."));
        }
    }

    #[test]
    fn text_is_split_where_a_speaker_would_stop() {
        let cases: &[(&str, &[&str])] = &[
            ("One. Two? Three!", &["One.", "Two?", "Three!"]),
            ("It rose by 0.3% in v2.1. Why?", &["It rose by 0.3% in v2.1.", "Why?"]),
            ("Metrics, e.g. p95. Good.", &["Metrics, e.g. p95.", "Good."]),
            ("Errors (e.g. OOM) rose.", &["Errors (e.g. OOM) rose."]),
            ("Logs, traces, etc. were lost.", &["Logs, traces, etc. were lost."]),
            ("Logs, traces, etc. Then it broke.", &["Logs, traces, etc.", "Then it broke."]),
            ("\u{201c}Who did it?\u{201d} That.", &["\u{201c}Who did it?\u{201d}", "That."]),
            ("Well\u{2026} yes.\nNext line", &["Well\u{2026}", "yes.", "Next line"]),
            ("One... two.", &["One...", "two."]),
            ("  \n . ! \n", &[]),
            ("no end", &["no end"]),
        ];
        for (text, expected) in cases {
            assert_eq!(&sentences(text, &Lexicon::embedded()), expected, "{text}");
        }
    }
}
