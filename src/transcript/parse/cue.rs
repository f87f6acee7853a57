//! What SubRip and WebVTT share: timing lines, tags, captions that roll.

use super::{Chunk, Found, ParseError};
use crate::timeline::Millis;

/// A cue as written, its text still with tags.
pub(super) struct Cue {
    pub(super) start: Millis,
    pub(super) end: Millis,
    /// Everything up to the next timing line, blank lines included.
    pub(super) lines: Vec<String>,
}

/// Splits a text at its timing lines; what stands before the first is dropped.
pub(super) fn cues(text: &str) -> Vec<Cue> {
    let mut cues: Vec<Cue> = Vec::new();
    for line in text.lines().map(str::trim) {
        if let Some((start, end)) = timing(line) {
            cues.push(Cue { start, end, lines: Vec::new() });
        } else if let Some(cue) = cues.last_mut() {
            cue.lines.push(line.to_owned());
        }
    }
    cues
}

/// Puts cues in order of time and takes what does not belong to the words out of their text.
pub(super) fn found(mut cues: Vec<Cue>) -> Result<Found, ParseError> {
    if cues.is_empty() {
        return Err(ParseError::NoCues);
    }
    cues.sort_by_key(|cue| cue.start);
    let mut chunks = Vec::with_capacity(cues.len());
    let mut rolled = false;
    let mut shown: Option<(String, Millis)> = None;
    for cue in cues {
        let mut lines: Vec<String> = cue
            .lines
            .iter()
            .map(|line| plain(line))
            .filter(|line| line.chars().any(char::is_alphanumeric))
            .collect();
        // Live captions scroll: a cue first repeats the line that is still on the screen.
        if let Some((line, until)) = &shown
            && lines.first() == Some(line)
            && cue.start <= *until + Millis(100)
        {
            lines.remove(0);
            rolled = true;
            shown = Some((line.clone(), cue.end));
        }
        if let Some(last) = lines.last() {
            shown = Some((last.clone(), cue.end));
            let span = Some((cue.start, cue.end));
            chunks.push(Chunk { text: lines.join(" "), span, confidence: None });
        }
    }
    let mut notes = Vec::new();
    if rolled {
        notes.push("lines that scrolling captions repeat were counted once".to_owned());
    }
    Ok(Found { chunks, measured: true, notes })
}

/// Reads `00:01:02,500 --> 00:01:04.000 align:start`; hours can be missing.
fn timing(line: &str) -> Option<(Millis, Millis)> {
    let (start, rest) = line.split_once("-->")?;
    let end = rest.split_whitespace().next()?;
    Some((clock(start.trim())?, clock(end)?))
}

fn clock(text: &str) -> Option<Millis> {
    let (whole, fraction) = text.split_once([',', '.']).unwrap_or((text, ""));
    let mut secs: u64 = 0;
    let mut parts = 0;
    for part in whole.split(':') {
        secs = secs.saturating_mul(60).saturating_add(digits(part)?);
        parts += 1;
    }
    let millis = if fraction.is_empty() {
        0
    } else {
        digits(fraction)?;
        // Three places count, however many are written: ",5" is half a second.
        fraction.chars().chain("000".chars()).take(3).collect::<String>().parse().ok()?
    };
    (2..=3).contains(&parts).then_some(Millis(secs.saturating_mul(1000).saturating_add(millis)))
}

fn digits(text: &str) -> Option<u64> {
    let all = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    // More digits than fit are a time far too late, which is mended later.
    all.then(|| text.parse().unwrap_or(u64::MAX))
}

/// A line without tags (`<i>`, `<v Ann>`, `<00:01.500>`, `{\an8}`), without `[sounds]` and with
/// its entities resolved. A `<` that opens no tag stays.
fn plain(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find(['<', '{', '[']) {
        out.push_str(&rest[..at]);
        let open = &rest[at..];
        let skipped = tag_length(open).unwrap_or_else(|| {
            out.push_str(&open[..1]);
            1
        });
        rest = &open[skipped..];
    }
    out.push_str(rest);
    for (entity, text) in [
        ("&nbsp;", " "),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&lrm;", ""),
        ("&rlm;", ""),
        ("&amp;", "&"),
    ] {
        out = out.replace(entity, text);
    }
    out.trim().to_owned()
}

/// In bytes. The longest in use name a speaker, or the fonts of a line.
const LONGEST_TAG: usize = 500;

fn tag_length(open: &str) -> Option<usize> {
    let (close, is_tag): (char, fn(&str) -> bool) = match open.as_bytes().first()? {
        b'<' => ('>', |inner| {
            inner.starts_with(|c: char| c == '/' || c.is_ascii_alphabetic())
                || clock(inner).is_some()
        }),
        b'{' => ('}', |inner| inner.starts_with('\\')),
        _ => (']', |_| true),
    };
    // Not to the end of the line: it may be nothing but openings.
    let end = open.bytes().take(LONGEST_TAG).position(|byte| char::from(byte) == close)?;
    is_tag(&open[1..end]).then_some(end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_in_all_the_ways_people_write_them() {
        assert_eq!(
            timing("00:01:02,500 --> 00:01:04.000 align:start"),
            Some((Millis(62_500), Millis(64_000)))
        );
        assert_eq!(timing("01:02.5-->01:03"), Some((Millis(62_500), Millis(63_000))));
        assert_eq!(timing("we went a --> b"), None);
        assert_eq!(clock("5"), None);
        assert_eq!(clock("99999999999999999999:00"), Some(Millis(u64::MAX)));
    }

    #[test]
    fn tags_go_and_comparisons_stay() {
        assert_eq!(plain("<v Ann>I <i>did</i> it<00:01.500> {\\an8}now [MUSIC]"), "I did it now");
        assert_eq!(plain("x < 5 &amp;&amp; y > 3 {a}"), "x < 5 && y > 3 {a}");
        assert_eq!(plain("an <open"), "an <open");
    }

    #[test]
    fn a_line_of_nothing_but_openings_is_read_once() {
        // Took minutes when each looked for its end in all of the rest.
        for opening in ["[", "<", "{", "<1"] {
            let line = opening.repeat(1_000_000);
            assert_eq!(plain(&line), line);
            assert_eq!(plain(&format!("{line}>")), format!("{line}>"));
        }
    }
}
