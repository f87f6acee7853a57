//! Compares words: how far a transcript is from a script, and whether one holds a piece of another.

/// Words as they are compared: lower case, without punctuation, numbers spelled out.
///
/// A recogniser writes "$2,000" for "two thousand dollars"; neither is an error.
pub(crate) fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for token in text.split(|c: char| c.is_whitespace() || "-–—/".contains(c)) {
        let token = token.to_lowercase().replace('’', "'").replace(',', "");
        let token = token.trim_matches(|c: char| !c.is_alphanumeric() && !"$%".contains(c));
        let bare = token.trim_matches(['$', '%']);
        match bare.parse() {
            Ok(number) => words.extend(spelled(number)),
            Err(_) if bare.is_empty() => continue,
            Err(_) => words.push(bare.replace("theatre", "theater")),
        }
        if token.starts_with('$') {
            words.push("dollars".to_owned());
        }
        if token.ends_with('%') {
            words.push("percent".to_owned());
        }
    }
    words
}

/// A whole number in words, below a million.
fn spelled(number: u32) -> Vec<String> {
    const SMALL: [&str; 20] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: [&str; 10] =
        ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    let rest = |part: u32| if part == 0 { Vec::new() } else { spelled(part) };
    let large = |unit: u32, name: &str| {
        [spelled(number / unit), vec![name.to_owned()], rest(number % unit)].concat()
    };
    match number {
        0..20 => vec![SMALL[number as usize].to_owned()],
        20..100 => [vec![TENS[number as usize / 10].to_owned()], rest(number % 10)].concat(),
        100..1000 => large(100, "hundred"),
        1000..1_000_000 => large(1000, "thousand"),
        _ => vec![number.to_string()],
    }
}

/// Word error rate: substitutions, deletions and insertions over the words of the script.
pub(crate) fn word_error(script: &str, heard: &str) -> f64 {
    let (script, heard) = (words(script), words(heard));
    let last = edits(&script, &heard, |skipped| skipped);
    rate(last[heard.len()], script.len())
}

/// Word error rate of the stretch of `heard` that is closest to `script`; what stands before and
/// after it does not count.
pub(crate) fn word_error_within(script: &str, heard: &str) -> f64 {
    let (script, heard) = (words(script), words(heard));
    let last = edits(&script, &heard, |_| 0);
    rate(last.into_iter().min().unwrap_or(script.len()), script.len())
}

/// The last row of the table of edit distances; `skip` is the price of beginning at a word of
/// `heard`.
fn edits(script: &[String], heard: &[String], skip: impl Fn(usize) -> usize) -> Vec<usize> {
    let mut above: Vec<usize> = (0..=heard.len()).map(skip).collect();
    for (row, wanted) in script.iter().enumerate() {
        let mut line = vec![row + 1];
        for (column, word) in heard.iter().enumerate() {
            let change = above[column] + usize::from(word != wanted);
            line.push(change.min(above[column + 1] + 1).min(line[column] + 1));
        }
        above = line;
    }
    above
}

#[expect(clippy::cast_precision_loss, reason = "words of a few minutes")]
fn rate(errors: usize, words: usize) -> f64 {
    errors as f64 / words.max(1) as f64
}

/// Sequences of `length` words that both texts have.
pub(crate) fn shared(length: usize, one: &str, other: &str) -> Vec<String> {
    let (one, other) = (words(one), words(other));
    let has = |part: &[String]| other.windows(length).any(|window| window == part);
    one.windows(length).filter(|part| has(part)).map(|part| part.join(" ")).collect()
}

mod tests {
    use super::{shared, word_error, word_error_within, words};

    fn close(value: f64, wanted: f64) -> bool {
        (value - wanted).abs() < 1e-9
    }

    #[test]
    fn writing_is_no_error() {
        let spoken =
            "It cost two thousand dollars, and forty two percent of the theatre - that's all.";
        assert!(close(
            word_error(spoken, "it cost $2,000 and 42% of the theater; that’s all"),
            0.0
        ));
        assert_eq!(words("1 019 345"), words("one, nineteen, three-hundred forty-five"));
        assert_eq!(words("- ... ,"), Vec::<String>::new());
    }

    #[test]
    fn each_kind_of_error_counts_once() {
        assert!(close(word_error("a b c d", "a x c d"), 0.25));
        assert!(close(word_error("a b c d", "a c d"), 0.25));
        assert!(close(word_error("a b c d", "a b b c d"), 0.25));
        assert!(close(word_error("a b", ""), 1.0));
        assert!(close(word_error("a b", "x y z"), 1.5));
    }

    #[test]
    fn a_stretch_is_found_wherever_it_stands() {
        assert!(close(word_error_within("c d e f", "a b c x e f g h"), 0.25));
        assert!(close(word_error_within("c d", "a b"), 1.0));
        assert!(close(word_error_within("c d", ""), 1.0));
    }

    #[test]
    fn shared_sequences_are_named() {
        assert_eq!(shared(2, "Tell me about it", "you tell me now"), ["tell me"]);
        assert_eq!(shared(4, "a b c", "a b c"), Vec::<String>::new());
    }
}
