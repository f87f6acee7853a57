//! Whisper's tokens to words.

use crate::timeline::Millis;
use crate::transcript::Word;

/// One text token as the decoder gave it. Tokens can split a character, so text is bytes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    pub(super) bytes: Vec<u8>,
    pub(super) start: Millis,
    pub(super) end: Millis,
    pub(super) probability: f32,
}

/// Joins tokens to words: a token that begins with a space begins a word, all others belong to the
/// word before them. A word is as sure as its least sure token.
pub(super) fn words(tokens: &[Token]) -> Vec<Word> {
    let mut words = Vec::new();
    let mut from = 0;
    for end in 1..=tokens.len() {
        let closes = tokens.get(end).is_none_or(|next| next.bytes.first() == Some(&b' '));
        if closes {
            words.extend(word(&tokens[from..end]));
            from = end;
        }
    }
    words
}

fn word(tokens: &[Token]) -> Option<Word> {
    let bytes: Vec<u8> = tokens.iter().flat_map(|token| token.bytes.iter().copied()).collect();
    let text = String::from_utf8_lossy(&bytes);
    let text = text.trim();
    let (first, last) = (tokens.first()?, tokens.last()?);
    let confidence = tokens.iter().map(|token| token.probability).fold(1.0, f32::min);
    (!text.is_empty())
        .then(|| Word { confidence: Some(confidence), ..Word::new(text, first.start, last.end) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(text: &[u8], start: u64, end: u64, probability: f32) -> Token {
        Token { bytes: text.to_vec(), start: Millis(start), end: Millis(end), probability }
    }

    #[test]
    fn pieces_and_punctuation_join_the_word_they_belong_to() {
        let words = words(&[
            token(b" web", 100, 200, 0.9),
            token(b"hooks", 200, 400, 0.8),
            token(b",", 400, 420, 0.5),
            token(b" failed", 500, 800, 1.0),
        ]);
        assert_eq!(words[0].text, "webhooks,");
        assert_eq!((words[0].span.start, words[0].span.end), (Millis(100), Millis(420)));
        assert_eq!(words[0].confidence, Some(0.5));
        assert_eq!(words[1].text, "failed");
    }

    #[test]
    fn a_character_split_over_two_tokens_is_whole_again() {
        let words = words(&[token(b" caf\xc3", 0, 10, 1.0), token(b"\xa9", 10, 20, 1.0)]);
        assert_eq!(words[0].text, "café");
    }

    #[test]
    fn blank_tokens_give_no_word() {
        assert_eq!(words(&[token(b" ", 0, 10, 1.0)]), []);
        assert_eq!(words(&[]), []);
    }
}
