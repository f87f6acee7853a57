//! Plain words.

use super::{Chunk, Found};

pub(super) fn read(text: &str) -> Found {
    let chunks = vec![Chunk { text: text.to_owned(), span: None, confidence: None }];
    let notes = vec!["the text has no times; they are estimated at 150 words a minute".to_owned()];
    Found { chunks, measured: false, notes }
}

#[cfg(test)]
mod tests {
    use super::super::{TranscriptFormat, parse};
    use crate::timeline::Millis;

    #[test]
    fn words_follow_each_other_at_150_a_minute_and_say_so() {
        let parsed = parse("- So — we shipped , it.\n".as_bytes(), TranscriptFormat::Txt).unwrap();
        assert_eq!(parsed.transcript.text(), "So we shipped, it.");
        assert!(!parsed.timed);
        assert_eq!(parsed.notes.len(), 1);
        let ends: Vec<_> = parsed.transcript.words.iter().map(|word| word.span.end).collect();
        assert_eq!(ends, [400, 800, 1200, 1600].map(Millis));
    }
}
