//! Pieces of text with a time each, and the words in them.

use super::ESTIMATED_WORD;
use crate::timeline::{Millis, TimeSpan};
use crate::transcript::Word;

/// A later time than this is a mistake in the file, not an answer.
const LATEST: Millis = Millis::from_secs(24 * 3600);

/// One cue, segment or word as the file gives it.
pub(super) struct Chunk {
    pub(super) text: String,
    /// As written: it may be inverted, overlap others or lie a year ahead.
    pub(super) span: Option<(Millis, Millis)>,
    pub(super) confidence: Option<f32>,
}

/// Gives each word of the chunks a time, sharing a chunk's time out by characters.
///
/// Without measured times every word takes [`ESTIMATED_WORD`], one after the other.
pub(super) fn words(chunks: Vec<Chunk>, timed: bool, notes: &mut Vec<String>) -> Vec<Word> {
    let mut out: Vec<Word> = Vec::new();
    let (mut counted, mut guessed) = (0_usize, 0_usize);
    let mut at = Millis::ZERO;
    let starts: Vec<_> = chunks.iter().map(|chunk| usable(chunk, timed).map(|s| s.start)).collect();
    let total = chunks.len();
    // The first usable start after each chunk, found from behind so that a long file stays linear.
    let mut next_start = vec![None; total];
    for index in (1..total).rev() {
        next_start[index - 1] = starts[index].or(next_start[index]);
    }
    for (chunk, next) in chunks.into_iter().zip(next_start) {
        let (mark, tokens) = tokens(&chunk.text);
        // Some lists give punctuation an entry of its own; it takes no time.
        if let Some(last) = out.last_mut() {
            last.text.push_str(&mark);
        }
        if tokens.is_empty() {
            continue;
        }
        counted += 1;
        let estimate = Millis(ESTIMATED_WORD.0.saturating_mul(tokens.len() as u64));
        let mut span = match usable(&chunk, timed) {
            Some(span) if !span.is_empty() => span,
            other => {
                guessed += 1;
                let start = other.map_or(at, |span| span.start);
                TimeSpan::new(start, start + estimate)
            }
        };
        // Captions overlap and are guessed too long; a single word's times are left to `repair`.
        if let Some(next) = next.filter(|&next| tokens.len() > 1 && next > span.start) {
            span.end = span.end.min(next);
        }
        at = span.end;
        if chunk.span.is_some() && timed {
            share_out(
                tokens,
                span,
                |word| word.chars().count() as u64 + 1,
                chunk.confidence,
                &mut out,
            );
        } else {
            share_out(tokens, span, |_| 1, chunk.confidence, &mut out);
        }
    }
    if timed && guessed > 0 {
        notes
            .push(format!("{guessed} of {counted} times were missing or broken and are estimated"));
    }
    out
}

/// The chunk's span if its start can be believed; empty if its end cannot.
fn usable(chunk: &Chunk, timed: bool) -> Option<TimeSpan> {
    let (start, end) = chunk.span.filter(|(start, _)| timed && *start <= LATEST)?;
    Some(TimeSpan::new(start, if end <= LATEST { end } else { start }))
}

/// The punctuation before the first word of a text, and its words. Punctuation that stands alone
/// joins the word before it; bullets, dashes, notes of music and `>>` are dropped.
fn tokens(text: &str) -> (String, Vec<String>) {
    let mut mark = String::new();
    let mut tokens: Vec<String> = Vec::new();
    for token in text.split_whitespace() {
        if token.chars().any(char::is_alphanumeric) {
            tokens.push(token.to_owned());
        } else if token.chars().all(|c| matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '…')) {
            tokens.last_mut().unwrap_or(&mut mark).push_str(token);
        }
    }
    (mark, tokens)
}

fn share_out(
    tokens: Vec<String>,
    span: TimeSpan,
    weight: fn(&str) -> u64,
    confidence: Option<f32>,
    out: &mut Vec<Word>,
) {
    let total: u64 = tokens.iter().map(|token| weight(token)).sum();
    let mut done = 0;
    for token in tokens {
        let start = span.start + span.duration().share(done, total);
        done += weight(&token);
        let end = span.start + span.duration().share(done, total);
        out.push(Word { confidence, ..Word::new(token, start, end) });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunk(text: &str, span: Option<(u64, u64)>) -> Chunk {
        let span = span.map(|(start, end)| (Millis(start), Millis(end)));
        Chunk { text: text.to_owned(), span, confidence: None }
    }

    fn spans(chunks: Vec<Chunk>) -> (Vec<(u64, u64)>, usize) {
        let mut notes = Vec::new();
        let words = words(chunks, true, &mut notes);
        (words.iter().map(|word| (word.span.start.0, word.span.end.0)).collect(), notes.len())
    }

    #[test]
    fn time_is_shared_out_by_characters() {
        assert_eq!(
            spans(vec![chunk("a - cde", Some((1000, 1600)))]),
            (vec![(1000, 1200), (1200, 1600)], 0)
        );
    }

    #[test]
    fn punctuation_with_an_entry_of_its_own_takes_no_time() {
        let list = vec![
            chunk("Okay", Some((0, 300))),
            chunk(".", Some((300, 300))),
            chunk("… so", Some((500, 600))),
        ];
        let words = words(list, true, &mut Vec::new());
        let texts: Vec<_> = words.iter().map(|word| word.text.as_str()).collect();
        assert_eq!(texts, ["Okay.…", "so"]);
        assert_eq!(words[1].span.start, Millis(500));
    }

    #[test]
    fn an_overlapping_cue_ends_where_the_next_begins() {
        let cues = vec![chunk("a b", Some((0, 9000))), chunk("c d", Some((2000, 3000)))];
        assert_eq!(spans(cues).0, [(0, 1000), (1000, 2000), (2000, 2500), (2500, 3000)]);
    }

    #[test]
    fn missing_inverted_and_absurd_times_are_estimated_and_noted() {
        let cues = vec![
            chunk("a", Some((0, 300))),
            chunk("b", None),
            chunk("c", Some((900, 500))),
            chunk("d", Some((u64::MAX, u64::MAX))),
        ];
        assert_eq!(spans(cues), (vec![(0, 300), (300, 700), (900, 1300), (1300, 1700)], 1));
    }
}
