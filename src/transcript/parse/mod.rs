//! Transcripts made elsewhere: plain text, SubRip, WebVTT and JSON.
//!
//! What comes in is untrusted: any bytes give words or a typed error, and what had to be guessed is
//! said in [`Parsed::notes`].

mod chunk;
mod cue;
mod decode;
mod json;
mod srt;
mod txt;
mod vtt;

use self::chunk::Chunk;
use super::{Transcript, repair};
use crate::timeline::Millis;

/// The time that a word gets when nobody measured it: 150 words a minute, the average that speech
/// coaches give for US English.
pub const ESTIMATED_WORD: Millis = Millis(400);

/// How a transcript is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TranscriptFormat {
    Txt,
    Srt,
    Vtt,
    Json,
}

impl TranscriptFormat {
    /// Finds the format that a file extension stands for, in any case and without its dot.
    pub fn from_extension(extension: &str) -> Option<Self> {
        match extension.to_ascii_lowercase().as_str() {
            "txt" => Some(Self::Txt),
            "srt" => Some(Self::Srt),
            "vtt" => Some(Self::Vtt),
            "json" => Some(Self::Json),
            _ => None,
        }
    }
}

/// A transcript as it was read. It has at least one word.
#[derive(Clone, Debug, PartialEq)]
pub struct Parsed {
    pub transcript: Transcript,
    /// Whether the times were in the file; else they are [`ESTIMATED_WORD`] for each word.
    pub timed: bool,
    /// What was mended or guessed, one sentence each, for the person who gave the file.
    pub notes: Vec<String>,
}

/// Why a file gave no transcript.
#[derive(Debug, thiserror::Error)]
pub enum ParseError {
    #[error("the transcript is not text")]
    NotText,
    #[error("the transcript has no words")]
    NoWords,
    #[error("the transcript has no cues with times such as `00:01:02,500 --> 00:01:04,000`")]
    NoCues,
    #[error("the transcript is not valid JSON")]
    Json(#[source] serde_json::Error),
    #[error("the JSON holds neither `words` nor `segments`")]
    Shape,
    #[error(
        "the JSON is schema {found}, newer than schema {known}, the newest that this version reads"
    )]
    NewerSchema { found: u64, known: u64 },
}

impl ParseError {
    /// Says what to do about it, in one line.
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NotText => "save it as UTF-8 text, or give the recording instead".into(),
            Self::NoWords => "check that the right file was given".into(),
            Self::NoCues => "rename a plain text to .txt to have its times estimated".into(),
            Self::Json(_) => "check that the file was written completely".into(),
            Self::Shape => {
                "give a list of {word, start, end}, Whisper's JSON, or what `analyze --format json` wrote"
                    .into()
            }
            Self::NewerSchema { .. } => "update greenroom, or analyse the recording again".into(),
        })
    }
}

/// What a format's reader found, before times are made whole.
struct Found {
    chunks: Vec<Chunk>,
    /// Whether the times, as far as there are any, were measured.
    measured: bool,
    notes: Vec<String>,
}

/// Reads a transcript from the bytes of a file.
///
/// Times that are missing, inverted or overlapping are mended; words without any get
/// [`ESTIMATED_WORD`] each. Never panics.
pub fn parse(bytes: &[u8], format: TranscriptFormat) -> Result<Parsed, ParseError> {
    let (text, mut notes) = decode::decode(bytes)?;
    let found = match format {
        TranscriptFormat::Txt => txt::read(&text),
        TranscriptFormat::Srt => srt::read(&text)?,
        TranscriptFormat::Vtt => vtt::read(&text)?,
        TranscriptFormat::Json => json::read(&text)?,
    };
    notes.extend(found.notes);
    let timed = found.measured && found.chunks.iter().any(|chunk| chunk.span.is_some());
    let words = chunk::words(found.chunks, timed, &mut notes);
    // Nobody knows how long the recording was, so no word is cut off.
    let transcript = repair(words, Millis(u64::MAX));
    if transcript.is_empty() {
        return Err(ParseError::NoWords);
    }
    Ok(Parsed { transcript, timed, notes })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const FORMATS: [TranscriptFormat; 4] = [
        TranscriptFormat::Txt,
        TranscriptFormat::Srt,
        TranscriptFormat::Vtt,
        TranscriptFormat::Json,
    ];

    fn ordered(transcript: &Transcript) -> bool {
        transcript.words.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start)
            && transcript.words.iter().all(|word| word.span.start <= word.span.end)
    }

    #[test]
    fn an_extension_names_its_format_in_any_case() {
        assert_eq!(TranscriptFormat::from_extension("SRT"), Some(TranscriptFormat::Srt));
        assert_eq!(TranscriptFormat::from_extension("docx"), None);
    }

    #[test]
    fn nothing_is_not_a_transcript_in_any_format() {
        for format in FORMATS {
            assert!(parse(b"", format).is_err(), "{format:?}");
            assert!(parse(b"\xEF\xBB\xBF \r\n - ", format).is_err(), "{format:?}");
        }
    }

    #[test]
    fn every_error_says_what_to_do() {
        let inputs: [(&[u8], TranscriptFormat); 6] = [
            (b"\0\0", TranscriptFormat::Txt),
            (b"--", TranscriptFormat::Txt),
            (b"hello", TranscriptFormat::Srt),
            (b"{", TranscriptFormat::Json),
            (b"{}", TranscriptFormat::Json),
            (br#"{"schema": 7, "words": []}"#, TranscriptFormat::Json),
        ];
        for (bytes, format) in inputs {
            let error = parse(bytes, format).unwrap_err();
            assert!(error.hint().is_some_and(|hint| !hint.contains('\n')), "{error}");
        }
    }

    #[test]
    fn a_book_of_words_is_read() {
        let text = "word ".repeat(20_000);
        let parsed = parse(text.as_bytes(), TranscriptFormat::Txt).unwrap();
        assert_eq!(parsed.transcript.words.len(), 20_000);
        assert_eq!(parsed.transcript.span().unwrap().end, Millis::from_secs(8000));
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            for format in FORMATS {
                if let Ok(parsed) = parse(&bytes, format) {
                    prop_assert!(ordered(&parsed.transcript));
                }
            }
        }

        #[test]
        fn anything_like_cues_gives_ordered_words(
            lines in prop::collection::vec(
                "[0-9]{0,12}(:[0-9]{0,3}){0,3}[,.]?[0-9]{0,4} --> [0-9:,.]{0,14}|[a-z<>/&;{\\\\\\[\\] ]{0,20}|[0-9]{1,2}|", 0..30)
        ) {
            let text = lines.join("\n");
            for format in [TranscriptFormat::Srt, TranscriptFormat::Vtt] {
                if let Ok(parsed) = parse(text.as_bytes(), format) {
                    prop_assert!(ordered(&parsed.transcript));
                }
            }
        }

        #[test]
        fn any_list_of_words_gives_ordered_words(
            raw in prop::collection::vec(("[a-z .,]{0,9}", any::<Option<f64>>(), -5.0..90.0f64), 1..30)
        ) {
            let list: Vec<_> = raw
                .iter()
                .map(|(text, start, end)| serde_json::json!({"word": text, "start": start, "end": end}))
                .collect();
            let text = serde_json::Value::from(list).to_string();
            if let Ok(parsed) = parse(text.as_bytes(), TranscriptFormat::Json) {
                prop_assert!(ordered(&parsed.transcript));
            }
        }
    }
}
