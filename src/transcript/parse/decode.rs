//! Bytes of a file to text.

use super::ParseError;

/// Decodes UTF-8 with or without a byte order mark, or UTF-16 with one, and turns every line end
/// into `\n`. What is no valid text is replaced and noted; a file with zero bytes is not text.
pub(super) fn decode(bytes: &[u8]) -> Result<(String, Vec<String>), ParseError> {
    let mut notes = Vec::new();
    let text = match bytes {
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    };
    if text.contains('\0') {
        return Err(ParseError::NotText);
    }
    if text.contains(char::REPLACEMENT_CHARACTER) {
        notes.push("some characters could not be read; save the file as UTF-8".to_owned());
    }
    Ok((text.replace("\r\n", "\n").replace('\r', "\n"), notes))
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let (pairs, odd) = bytes.as_chunks::<2>();
    let mut text: String = char::decode_utf16(pairs.iter().copied().map(unit))
        .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect();
    if !odd.is_empty() {
        text.push(char::REPLACEMENT_CHARACTER);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> String {
        decode(bytes).unwrap().0
    }

    #[test]
    fn byte_order_marks_choose_the_encoding() {
        assert_eq!(text(b"\xEF\xBB\xBFhi"), "hi");
        assert_eq!(text(b"\xFF\xFEh\0i\0"), "hi");
        assert_eq!(text(b"\xFE\xFF\0h\0i"), "hi");
    }

    #[test]
    fn every_line_end_is_one() {
        assert_eq!(text(b"a\r\nb\rc\n"), "a\nb\nc\n");
    }

    #[test]
    fn what_cannot_be_read_is_noted() {
        let (text, notes) = decode(b"caf\xE9 time").unwrap();
        assert_eq!((text.as_str(), notes.len()), ("caf\u{FFFD} time", 1));
        assert_eq!(decode(b"\xFF\xFEh\0i").unwrap().1.len(), 1);
    }

    #[test]
    fn zero_bytes_are_not_text() {
        assert!(matches!(decode(b"RIFF\0\0WAVE"), Err(ParseError::NotText)));
        assert!(matches!(decode(b"h\0i\0"), Err(ParseError::NotText)));
    }
}
