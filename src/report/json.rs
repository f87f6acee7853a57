//! The contract's JSON, written and read again.

use serde::{Deserialize, Serialize};

use super::Session;

/// The schema that is written, and the newest that is read.
pub const SCHEMA: u64 = 1;

/// Why a stored session cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error("schema {found} is newer than schema {SCHEMA}, the newest that this version reads")]
    NewerSchema { found: u64 },
    #[error("it is not a session as this program writes them")]
    Shape(#[source] serde_json::Error),
}

/// Writes a report, or a session, indented and with a line end after it.
pub fn to_json<T: Serialize>(report: &T) -> serde_json::Result<String> {
    let mut text = serde_json::to_string_pretty(report)?;
    text.push('\n');
    Ok(text)
}

/// Writes a report on one line.
pub fn to_json_line<T: Serialize>(report: &T) -> serde_json::Result<String> {
    let mut text = serde_json::to_string(report)?;
    text.push('\n');
    Ok(text)
}

/// Reads a stored session. Fields that are not known are ignored.
pub fn read_session(text: &str) -> Result<Session, ReadError> {
    #[derive(Deserialize)]
    struct Versioned {
        schema: u64,
    }
    // The version is read alone first: a newer schema may have another shape.
    let Versioned { schema } = serde_json::from_str(text).map_err(ReadError::Shape)?;
    if schema > SCHEMA {
        return Err(ReadError::NewerSchema { found: schema });
    }
    serde_json::from_str(text).map_err(ReadError::Shape)
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;

    #[test]
    fn an_answer_has_the_shape_of_the_contract() {
        insta::assert_snapshot!(to_json(&fixture::report()).unwrap());
    }

    #[test]
    fn a_session_reads_back_as_it_was_written() {
        let session = fixture::session();
        let text = to_json(&session).unwrap();
        assert_eq!(read_session(&text).unwrap(), session);
        // The answer's own fields stand beside `role`, not in an object of their own.
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value["answers"][0]["role"], "main");
        assert_eq!(value["answers"][0]["findings"][0]["rule"], "situation-too-long");
    }

    #[test]
    fn unknown_fields_are_ignored_and_newer_schemas_refused() {
        let mut value = serde_json::to_value(fixture::session()).unwrap();
        value["answers"][0]["mood"] = "good".into();
        assert!(read_session(&value.to_string()).is_ok());
        value["schema"] = 2.into();
        value["answers"] = "elsewhere".into();
        let error = read_session(&value.to_string()).unwrap_err();
        assert!(matches!(error, ReadError::NewerSchema { found: 2 }));
    }

    #[test]
    fn times_have_three_decimals_at_most() {
        let text = to_json(&fixture::report()).unwrap();
        for number in text.split(|c: char| !c.is_ascii_digit() && c != '.') {
            let decimals = number.split_once('.').map_or(0, |(_, places)| places.len());
            // The version is no number.
            assert!(decimals <= 3 || number == "0.1.0", "{number}");
        }
    }
}
