//! The look of a page, and what its script does.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as BASE64;
use sha2::{Digest, Sha256};

/// The style sheet of all pages.
pub const STYLE: &str = include_str!("assets/review.css");

/// The script of all pages: hearing what is clicked. Pages are read without it as well.
pub const SCRIPT: &str = include_str!("assets/review.js");

/// The colour of a section, as the style sheet numbers them: sections that do the same in different
/// frameworks have one colour.
pub(super) fn colour(section: &str) -> u8 {
    match section {
        "situation" | "context" => 0,
        "task" | "impact" => 1,
        "action" | "root-cause" => 2,
        "result" | "corrective-action" => 3,
        "reflection" | "learning" | "lessons" => 4,
        "summary" => 5,
        _ => 6,
    }
}

/// The digest by which a page that is a file of its own allows its script, and no other, to run.
pub(super) fn digest(text: &str) -> String {
    BASE64.encode(Sha256::digest(text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_written_as_browsers_read_them() {
        assert_eq!(digest(""), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    }
}
