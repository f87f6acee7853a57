//! SubRip: a number, a timing line, text, a blank line.

use super::{Found, ParseError, cue};

pub(super) fn read(text: &str) -> Result<Found, ParseError> {
    let mut cues = cue::cues(text);
    let last = cues.len().saturating_sub(1);
    for cue in &mut cues[..last] {
        // The number of the cue that follows; text that happens to be a number has a blank after it.
        let is_number = |line: &mut String| line.bytes().all(|b| b.is_ascii_digit());
        cue.lines.pop_if(is_number);
    }
    cue::found(cues)
}

#[cfg(test)]
mod tests {
    use super::super::{TranscriptFormat, parse};
    use crate::timeline::Millis;

    fn parsed(text: &str) -> super::super::Parsed {
        parse(text.as_bytes(), TranscriptFormat::Srt).unwrap()
    }

    #[test]
    fn cues_become_words_with_times() {
        let parsed = parsed(
            "1\r\n00:00:01,000 --> 00:00:02,000\r\n<i>We had</i>\r\n42\r\n\r\n2\r\n00:00:03,000 --> 00:00:03,500\r\ntickets.\r\n",
        );
        assert!(parsed.timed && parsed.notes.is_empty());
        assert_eq!(parsed.transcript.text(), "We had 42 tickets.");
        assert_eq!(parsed.transcript.words[3].span.start, Millis(3000));
    }

    #[test]
    fn numbers_and_blank_lines_may_be_missing_or_too_many() {
        let parsed = parsed(
            "00:01 --> 00:02\nfirst\n\nstill first\n\n00:03 --> 00:04\nthen 7\n7\n\n00:05 --> 00:06\nlast\n8",
        );
        assert_eq!(parsed.transcript.text(), "first still first then 7 7 last 8");
    }

    #[test]
    fn cues_out_of_order_are_sorted_and_inverted_ones_mended() {
        let parsed = parsed("00:05 --> 00:04\nb c\n\n00:01 --> 00:02\na\n");
        assert_eq!(parsed.transcript.text(), "a b c");
        assert_eq!(parsed.transcript.words[2].span.end, Millis(5800));
        assert_eq!(parsed.notes, ["1 of 2 times were missing or broken and are estimated"]);
    }
}
