//! JSON: our own schema, a list of words, or what Whisper's tools write.

use serde_json::Value;

use super::{Chunk, Found, ParseError};
use crate::timeline::Millis;

/// The newest schema of our own JSON that is read here.
const SCHEMA: u64 = 1;

pub(super) fn read(text: &str) -> Result<Found, ParseError> {
    let value: Value = serde_json::from_str(text).map_err(ParseError::Json)?;
    if let Some(found) = value.get("schema").and_then(Value::as_u64).filter(|&n| n > SCHEMA) {
        return Err(ParseError::NewerSchema { found, known: SCHEMA });
    }
    let estimated = value.pointer("/source/timing").and_then(Value::as_str) == Some("estimated");
    let mut notes = Vec::new();
    if estimated {
        notes.push("the times in the file were estimated, not measured".to_owned());
    }
    // `transcription` is whisper.cpp's name for its segments.
    let list = value.as_array().or_else(|| {
        ["words", "segments", "transcription"]
            .iter()
            .filter_map(|key| value.get(key)?.as_array())
            .find(|list| !list.is_empty())
    });
    let mut chunks = Vec::new();
    if let Some(list) = list {
        for item in list {
            match item.get("words").and_then(Value::as_array) {
                Some(words) if !words.is_empty() => chunks.extend(words.iter().filter_map(chunk)),
                _ => chunks.extend(chunk(item)),
            }
        }
    } else if let Some(text) = value.get("text").and_then(Value::as_str) {
        chunks.push(Chunk { text: text.to_owned(), span: None, confidence: None });
    } else {
        return Err(ParseError::Shape);
    }
    if chunks.is_empty() {
        return Err(ParseError::Shape);
    }
    if !estimated && chunks.iter().all(|chunk| chunk.span.is_none()) {
        notes.push("the words have no times; they are estimated at 150 words a minute".to_owned());
    }
    Ok(Found { chunks, measured: !estimated, notes })
}

fn chunk(item: &Value) -> Option<Chunk> {
    let field = |names: &[&str]| names.iter().find_map(|name| item.get(name));
    let secs = |names: &[&str]| number(field(names)?).map(Millis::from_secs_f64);
    let text = field(&["word", "text"])?.as_str()?.to_owned();
    let offset = |name: &str| item.pointer(name).and_then(Value::as_u64).map(Millis);
    let start = secs(&["start", "start_s"]).or_else(|| offset("/offsets/from"));
    let end = secs(&["end", "end_s"]).or_else(|| offset("/offsets/to"));
    // A word without an end counts as broken, and its end is estimated.
    let span = start.map(|start| (start, end.unwrap_or(start)));
    #[expect(clippy::cast_possible_truncation, reason = "a confidence needs no double")]
    let confidence =
        field(&["confidence", "probability", "score"]).and_then(number).map(|c| c as f32);
    Some(Chunk { text, span, confidence })
}

/// A number, also one in quotes as some tools write it.
fn number(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| value.as_str()?.trim().parse().ok())
}

#[cfg(test)]
mod tests {
    use super::super::{ParseError, Parsed, TranscriptFormat, parse};

    fn parsed(json: &str) -> Parsed {
        parse(json.as_bytes(), TranscriptFormat::Json).unwrap()
    }

    fn spans(parsed: &Parsed) -> Vec<(u64, u64)> {
        parsed.transcript.words.iter().map(|w| (w.span.start.0, w.span.end.0)).collect()
    }

    #[test]
    fn our_own_schema_is_read_back() {
        let parsed = parsed(
            r#"{"schema": 1, "source": {"timing": "measured"}, "later": true,
                "words": [{"text": "Hi,", "start_s": 0.5, "end_s": 0.75, "confidence": 0.5, "filler": false}]}"#,
        );
        assert_eq!(spans(&parsed), [(500, 750)]);
        assert_eq!(parsed.transcript.words[0].confidence, Some(0.5));
        assert!(parsed.timed);
    }

    #[test]
    fn estimated_times_stay_estimated() {
        let parsed = parsed(
            r#"{"schema": 1, "source": {"timing": "estimated"}, "words": [{"text": "a", "start_s": 9, "end_s": 9.4}]}"#,
        );
        assert!(!parsed.timed);
        assert_eq!(spans(&parsed), [(0, 400)]);
    }

    #[test]
    fn lists_of_words_are_read_with_quoted_numbers() {
        let parsed = parsed(r#"[{"word": " so", "start": "0.1", "end": 0.2}, {"word": " we"}]"#);
        assert_eq!(spans(&parsed), [(100, 200), (200, 600)]);
        assert_eq!(parsed.notes.len(), 1);
    }

    #[test]
    fn segments_are_read_with_or_without_words() {
        let parsed = parsed(
            r#"{"text": "all", "segments": [
                {"start": 0, "end": 1, "text": " a b"},
                {"start": 2, "end": 4, "text": " c", "words": [{"word": " c", "start": 3.0, "end": 3.5}]}]}"#,
        );
        assert_eq!(spans(&parsed), [(0, 500), (500, 1000), (3000, 3500)]);
    }

    #[test]
    fn whisper_cpp_offsets_are_milliseconds() {
        let parsed =
            parsed(r#"{"transcription": [{"offsets": {"from": 0, "to": 800}, "text": " a b"}]}"#);
        assert_eq!(spans(&parsed), [(0, 400), (400, 800)]);
    }

    #[test]
    fn text_alone_gets_estimated_times() {
        let parsed = parsed(r#"{"text": "a b"}"#);
        assert!(!parsed.timed);
        assert_eq!(spans(&parsed), [(0, 400), (400, 800)]);
    }

    #[test]
    fn a_newer_schema_is_refused_by_number() {
        let error = parse(br#"{"schema": 2, "words": []}"#, TranscriptFormat::Json).unwrap_err();
        assert!(matches!(error, ParseError::NewerSchema { found: 2, known: 1 }));
    }
}
