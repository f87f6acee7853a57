//! The tokens of a recogniser, from a `tokenizer.json`.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::defect::Defect;

/// Text tokens of every Whisper model; whisper.cpp names the special ones after them itself.
pub(super) const TEXT_TOKENS: u32 = 50_257;

#[derive(Deserialize)]
struct Tokenizer {
    model: Model,
    #[serde(default)]
    added_tokens: Vec<Added>,
}

#[derive(Deserialize)]
struct Model {
    vocab: BTreeMap<String, u32>,
}

#[derive(Deserialize)]
struct Added {
    id: u32,
    content: String,
}

/// Reads the bytes of each text token, in the order of their ids.
pub(super) fn tokens(tokenizer_json: &[u8]) -> Result<Vec<Vec<u8>>, Defect> {
    let tokenizer: Tokenizer = serde_json::from_slice(tokenizer_json)
        .map_err(|error| Defect::Vocabulary(format!("tokenizer.json: {error}")))?;
    let mut by_id: BTreeMap<u32, String> =
        tokenizer.model.vocab.into_iter().map(|(text, id)| (id, text)).collect();
    for added in tokenizer.added_tokens {
        by_id.entry(added.id).or_insert(added.content);
    }
    let bytes = byte_of_char();
    (0..TEXT_TOKENS)
        .map(|id| {
            let text = by_id
                .get(&id)
                .ok_or_else(|| Defect::Vocabulary(format!("token {id} is missing")))?;
            text.chars()
                .map(|char| bytes.get(&char).copied())
                .collect::<Option<Vec<u8>>>()
                .ok_or_else(|| Defect::Vocabulary(format!("token {id} is not byte-level text")))
        })
        .collect()
}

/// GPT-2's way of writing any byte as a printable character: printable ones stand for
/// themselves, the others for the characters from U+0100 on, in order.
fn byte_of_char() -> BTreeMap<char, u8> {
    let printable = |byte: u8| matches!(byte, b'!'..=b'~' | 0xA1..=0xAC | 0xAE..=0xFF);
    let mut others = '\u{100}'..;
    (0..=255_u8)
        .filter_map(|byte| {
            let char = if printable(byte) { Some(char::from(byte)) } else { others.next() };
            char.map(|char| (char, byte))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_has_its_own_character() {
        let bytes = byte_of_char();
        assert_eq!(bytes.len(), 256);
        assert_eq!(bytes[&'Ġ'], b' ');
        assert_eq!(bytes[&'Ċ'], b'\n');
        assert_eq!(bytes[&'é'], 0xE9);
    }

    #[test]
    fn a_vocabulary_with_a_hole_is_refused() {
        let json = br#"{"model": {"vocab": {"a": 0, "b": 2}}}"#;
        assert!(tokens(json).unwrap_err().to_string().contains("token 1 is missing"));
    }

    #[test]
    fn something_else_is_refused() {
        for json in ["", "[]", "{}", r#"{"model": {"vocab": {"a": -1}}}"#] {
            assert!(matches!(tokens(json.as_bytes()), Err(Defect::Vocabulary(_))), "{json}");
        }
    }
}
