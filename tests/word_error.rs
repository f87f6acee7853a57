//! Tests of how the benchmarks count word errors; a benchmark itself has no test harness.

#[path = "../benches/listening/word_error.rs"]
mod word_error;

use word_error::{WordError, normal};

fn text(text: &str) -> String {
    normal(text).join(" ")
}

#[test]
fn case_punctuation_and_fillers_do_not_count() {
    assert_eq!(text("Um, it's DONE -- uh, twelve-fold."), "its done 12 fold");
}

#[test]
fn numbers_are_digits_however_they_are_written() {
    for (spoken, written) in [
        ("zero point three percent", "0.3%"),
        ("forty-two thousand dollars", "$42,000"),
        ("two hundred and five", "200 and 5"),
        ("two hundred five", "205"),
        ("three million", "3,000,000"),
        ("3 million", "3 million"),
        ("twenty minutes past nine.", "20 minutes past 9"),
        ("one two three", "1 2 3"),
        ("ninety nine point nine five", "99.95"),
        ("what is the point", "what is the point"),
    ] {
        assert_eq!(text(spoken), text(written));
    }
    assert_eq!(text("seventeen hundred"), "1700");
    assert_eq!(text("twenty twenty"), "20 20");
    assert_eq!(text("99999999999999999999 million"), "99999999999999999999 million");
}

#[test]
fn each_wrong_missing_and_added_word_is_an_error() {
    let errors = |a, b| WordError::between(a, b).errors;
    assert_eq!(errors("we lost the data", "We lost the data."), 0);
    assert_eq!(errors("we lost the data", "we lost data"), 1);
    assert_eq!(errors("we lost the data", "we have lost the date"), 2);
    assert_eq!(errors("", "hello there"), 2);
    assert!((WordError::between("a b c d", "a b").percent() - 50.0).abs() < 1e-9);
}

#[test]
fn answers_count_by_their_words() {
    let mut sum = WordError::between("a b c d e f", "a b c d e f");
    sum.add(WordError::between("a b", "c d"));
    assert!((sum.percent() - 25.0).abs() < 1e-9);
}

#[test]
fn filled_pauses_count_only_where_they_are_asked_for() {
    let (said, recognised) = ("um we uh had forty users", "we had 40 users");
    assert_eq!(WordError::between(said, recognised), WordError { errors: 0, words: 4 });
    assert_eq!(WordError::verbatim(said, recognised), WordError { errors: 2, words: 6 });
}
