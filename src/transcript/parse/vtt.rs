//! WebVTT: cues between blank lines, with notes, styles and regions among them.

use super::{Found, ParseError, cue};

pub(super) fn read(text: &str) -> Result<Found, ParseError> {
    let mut cues = cue::cues(text);
    for cue in &mut cues {
        // A cue's text ends at the first blank line. What follows is a note, a style or the next
        // cue's name.
        let end = cue.lines.iter().position(String::is_empty).unwrap_or(cue.lines.len());
        cue.lines.truncate(end);
    }
    let mut found = cue::found(cues)?;
    if !text.starts_with("WEBVTT") {
        found
            .notes
            .push("the file does not begin with WEBVTT; it was read all the same".to_owned());
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::super::{TranscriptFormat, parse};

    fn parsed(text: &str) -> super::super::Parsed {
        parse(text.as_bytes(), TranscriptFormat::Vtt).unwrap()
    }

    #[test]
    fn notes_styles_and_names_are_not_words() {
        let parsed = parsed(
            "WEBVTT - mine\n\nSTYLE\n::cue { color: red }\n\nintro\n00:01.000 --> 00:02.000 line:0\n<v Me>I built it.\n\nNOTE not said\n\nsecond\n00:03.000 --> 00:04.000\nIt held.\n",
        );
        assert_eq!(parsed.transcript.text(), "I built it. It held.");
        assert!(parsed.timed && parsed.notes.is_empty());
    }

    #[test]
    fn a_missing_header_is_noted() {
        assert_eq!(parsed("00:01.000 --> 00:02.000\nhi\n").notes.len(), 1);
    }

    #[test]
    fn lines_that_scroll_are_counted_once() {
        let parsed = parsed(
            "WEBVTT\n\n00:00.000 --> 00:02.000\nso we had\n\n00:02.000 --> 00:02.010\nso we had\n\n00:02.010 --> 00:04.000\nso we had\na<00:02.500><c> queue</c>\n\n00:09.000 --> 00:10.000\na queue\n",
        );
        assert_eq!(parsed.transcript.text(), "so we had a queue a queue");
        assert_eq!(parsed.notes.len(), 1);
    }
}
