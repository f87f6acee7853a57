//! A compact written form of timed speech, for tests.
//!
//! ```text
//! @600 so we shipped it ..1400.. um[300] ~350~ and it worked
//! ```
//! `@600` is the latency to onset, `..1400..` a silent pause, `word[300]` a word of that length, and
//! `~350~` a voiced stretch without a word; all in milliseconds. A plain word takes 240 ms and
//! follows the one before it after 40 ms, which makes 214 words a minute before pauses. Short gaps
//! are voiced, as a voice activity detector hears them.

use std::fmt;
use std::str::FromStr;

use super::{Transcript, Word};
use crate::timeline::{Millis, SpeechTrack, TimeSpan};

const WORD: Millis = Millis(240);
const GAP: Millis = Millis(40);
/// One day. Longer is a typing error, and would overflow sums.
const MAX: u64 = 86_400_000;

/// Speech as the notation describes it.
#[derive(Clone, Debug, PartialEq)]
pub struct Spoken {
    pub transcript: Transcript,
    pub track: SpeechTrack,
    /// The end of the last word, voiced stretch or pause.
    pub duration: Millis,
}

/// A part of a text that is not the notation.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotationError {
    #[error("`{0}` is no number of milliseconds up to a day")]
    Number(String),
    #[error("`{0}` can only stand at the start")]
    LateOnset(String),
    #[error("`{0}` has no letter or digit")]
    NoWord(String),
    #[error("`{0}` is a word that takes no time")]
    NoTime(String),
}

enum Item {
    Onset(Millis),
    Pause(Millis),
    Voice(Millis),
    Word(String, Millis),
}

impl FromStr for Item {
    type Err = NotationError;

    fn from_str(token: &str) -> Result<Self, NotationError> {
        let millis = |digits: Option<&str>| {
            digits
                .and_then(|digits| digits.parse().ok())
                .filter(|&ms| ms <= MAX)
                .map(Millis)
                .ok_or_else(|| NotationError::Number(token.to_owned()))
        };
        if let Some(rest) = token.strip_prefix('@') {
            return Ok(Self::Onset(millis(Some(rest))?));
        }
        if let Some(rest) = token.strip_prefix("..") {
            return Ok(Self::Pause(millis(rest.strip_suffix(".."))?));
        }
        if let Some(rest) = token.strip_prefix('~') {
            return Ok(Self::Voice(millis(rest.strip_suffix('~'))?));
        }
        let (text, length) = match token.split_once('[') {
            Some((text, rest)) => (text, millis(rest.strip_suffix(']'))?),
            None => (token, WORD),
        };
        if !text.chars().any(char::is_alphanumeric) {
            return Err(NotationError::NoWord(token.to_owned()));
        }
        if length == Millis::ZERO {
            return Err(NotationError::NoTime(token.to_owned()));
        }
        Ok(Self::Word(text.to_owned(), length))
    }
}

impl FromStr for Spoken {
    type Err = NotationError;

    fn from_str(notation: &str) -> Result<Self, NotationError> {
        let mut words = Vec::new();
        let mut voiced = Vec::new();
        let mut at = Millis::ZERO;
        let mut after_word = false;
        for (index, token) in notation.split_whitespace().enumerate() {
            let start = at;
            match token.parse()? {
                Item::Onset(_) if index > 0 => {
                    return Err(NotationError::LateOnset(token.to_owned()));
                }
                Item::Onset(length) | Item::Pause(length) => {
                    at += length;
                    after_word = false;
                }
                Item::Voice(length) => {
                    at += length;
                    voiced.push(TimeSpan::new(start, at));
                    after_word = false;
                }
                Item::Word(text, length) => {
                    let onset = if after_word { at + GAP } else { at };
                    at = onset + length;
                    words.push(Word::new(text, onset, at));
                    voiced.push(TimeSpan::new(start, at));
                    after_word = true;
                }
            }
        }
        let track = SpeechTrack::new(voiced, Vec::new(), at);
        Ok(Self { transcript: Transcript { words }, track, duration: at })
    }
}

/// Writes the notation; exact for what the notation can say.
impl fmt::Display for Spoken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        let mut at = Millis::ZERO;
        for (index, word) in self.transcript.words.iter().enumerate() {
            self.gap(TimeSpan::new(at, word.span.start), index > 0, &mut parts);
            let length = word.span.duration();
            parts.push(if length == WORD {
                word.text.clone()
            } else {
                format!("{}[{}]", word.text, length.0)
            });
            at = word.span.end;
        }
        if at < self.duration {
            self.gap(TimeSpan::new(at, self.duration), false, &mut parts);
        }
        f.write_str(&parts.join(" "))
    }
}

impl Spoken {
    /// Writes what lies between two words, or at either end.
    fn gap(&self, gap: TimeSpan, between: bool, parts: &mut Vec<String>) {
        let voiced: Vec<TimeSpan> = self
            .track
            .voiced()
            .iter()
            .map(|span| TimeSpan::new(span.start.max(gap.start), span.end.min(gap.end)))
            .filter(|span| !span.is_empty())
            .collect();
        if between && gap.duration() == GAP && voiced == [gap] {
            return;
        }
        if between && gap.is_empty() {
            parts.push("..0..".to_owned());
        }
        let mut at = gap.start;
        let silence = |from: Millis, to: Millis, parts: &mut Vec<String>| {
            if from < to {
                let length = (to - from).0;
                parts.push(if from == Millis::ZERO {
                    format!("@{length}")
                } else {
                    format!("..{length}..")
                });
            }
        };
        for span in voiced {
            silence(at, span.start, parts);
            parts.push(format!("~{}~", span.duration().0));
            at = span.end;
        }
        silence(at, gap.end, parts);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const EXAMPLE: &str = "@600 so we ..1400.. um[300] ~350~ and it ..500..";

    fn span(start: u64, end: u64) -> TimeSpan {
        TimeSpan::new(Millis(start), Millis(end))
    }

    #[test]
    fn the_example_has_the_times_it_says() {
        let spoken: Spoken = EXAMPLE.parse().unwrap();
        let spans: Vec<_> = spoken.transcript.words.iter().map(|word| word.span).collect();
        assert_eq!(
            spans,
            [span(600, 840), span(880, 1120), span(2520, 2820), span(3170, 3410), span(3450, 3690)]
        );
        assert_eq!(spoken.track.voiced(), [span(600, 1120), span(2520, 3690)]);
        assert_eq!(spoken.duration, Millis(4190));
        assert_eq!(spoken.to_string(), EXAMPLE);
    }

    #[test]
    fn what_is_not_the_notation_is_named() {
        let error = |text: &str| text.parse::<Spoken>().unwrap_err();
        assert_eq!(error("a ..x.. b"), NotationError::Number("..x..".into()));
        assert_eq!(error("a ..300 b"), NotationError::Number("..300".into()));
        assert_eq!(
            error("~99999999999999999999~"),
            NotationError::Number("~99999999999999999999~".into())
        );
        assert_eq!(error("a @600"), NotationError::LateOnset("@600".into()));
        assert_eq!(error("a - b"), NotationError::NoWord("-".into()));
        assert_eq!(error("um[0]"), NotationError::NoTime("um[0]".into()));
        assert_eq!(error("um[30"), NotationError::Number("um[30".into()));
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back_the_same(
            onset in "(@[0-9]{1,4} )?",
            items in prop::collection::vec(
                "[a-z]{1,4}[.,]?(\\[[1-9][0-9]{0,3}\\])?|\\.\\.[0-9]{1,4}\\.\\.|~[0-9]{1,4}~", 0..30)
        ) {
            let spoken: Spoken = format!("{onset}{}", items.join(" ")).parse().unwrap();
            let again: Spoken = spoken.to_string().parse().unwrap();
            prop_assert_eq!(&again, &spoken, "{}", spoken);
        }
    }
}
