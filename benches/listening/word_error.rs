//! Word error between what was said and what was recognised.

/// What whisper leaves out and transcribers write down.
const FILLERS: &[&str] = &["ah", "er", "erm", "hm", "hmm", "mhm", "mm", "uh", "um"];

const SMALL: &[&str] = &[
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
const TENS: &[&str] =
    &["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

/// Errors and the words they are out of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct WordError {
    pub(crate) errors: usize,
    pub(crate) words: usize,
}

impl WordError {
    /// Compares two texts after [`normal`].
    pub(crate) fn between(said: &str, recognised: &str) -> Self {
        let (said, recognised) = (normal(said), normal(recognised));
        Self { errors: distance(&said, &recognised), words: said.len() }
    }

    /// The same with filled pauses counted as words.
    pub(crate) fn verbatim(said: &str, recognised: &str) -> Self {
        let all = |text: &str| -> Vec<String> {
            let bare = bare(text);
            with_numbers(&bare.split_whitespace().collect::<Vec<_>>())
        };
        let (said, recognised) = (all(said), all(recognised));
        Self { errors: distance(&said, &recognised), words: said.len() }
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.errors += other.errors;
        self.words += other.words;
    }

    #[expect(clippy::cast_precision_loss, reason = "a count of words")]
    pub(crate) fn percent(self) -> f64 {
        100.0 * self.errors as f64 / self.words.max(1) as f64
    }
}

/// The words of a text without case, punctuation and fillers, numbers in digits.
pub(crate) fn normal(text: &str) -> Vec<String> {
    let bare = bare(text);
    let words: Vec<&str> = bare.split_whitespace().filter(|word| !FILLERS.contains(word)).collect();
    with_numbers(&words)
}

/// The words with every number in digits.
fn with_numbers(words: &[&str]) -> Vec<String> {
    let mut normal = Vec::new();
    let mut rest = words;
    while let Some(first) = rest.first() {
        let (word, used) = number(rest).unwrap_or_else(|| ((*first).to_owned(), 1));
        normal.push(word);
        rest = &rest[used..];
    }
    normal
}

/// Lower case letters, digits and decimal points; signs that are read aloud become words.
fn bare(text: &str) -> String {
    let chars: Vec<char> = text.to_lowercase().chars().collect();
    let digit =
        |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(char::is_ascii_digit);
    let mut bare = String::new();
    let mut dollars = false;
    for (at, &c) in chars.iter().enumerate() {
        let between_digits = digit(at.checked_sub(1)) && digit(Some(at + 1));
        let in_amount = c.is_ascii_digit() || between_digits && matches!(c, '.' | ',');
        if dollars && !in_amount {
            bare.push_str(" dollars ");
            dollars = false;
        }
        match c {
            '.' if between_digits => bare.push('.'),
            ',' if between_digits => {}
            '\'' | '’' => {}
            '%' => bare.push_str(" percent "),
            '$' => {
                bare.push(' ');
                dollars = true;
            }
            c if c.is_alphanumeric() => bare.push(c),
            _ => bare.push(' '),
        }
    }
    if dollars {
        bare.push_str(" dollars");
    }
    bare
}

/// The number that `words` begin with, in digits, and how many words it takes.
fn number(words: &[&str]) -> Option<(String, usize)> {
    let (mut total, mut group, mut used) = (0_u64, None::<u64>, 0);
    for word in words {
        group = match (group, value(word)) {
            (None, Some(value)) => Some(value),
            // "forty two", "two hundred five", but "one two" are two numbers.
            (Some(so_far), Some(value)) if fits_behind(so_far, value) && used > 0 => {
                Some(so_far + value)
            }
            (Some(so_far), None) if *word == "hundred" && (1..100).contains(&so_far) => {
                Some(so_far * 100)
            }
            (Some(so_far), None) if so_far > 0 && scale(word).is_some() => {
                total += so_far * scale(word).unwrap_or(1);
                Some(0)
            }
            _ => break,
        };
        used += 1;
    }
    let mut digits = (total + group?).to_string();
    if words.get(used) == Some(&"point") {
        let decimals = words[used + 1..].iter().map_while(|word| value(word).filter(|v| *v < 10));
        let decimals: String = decimals.map(|value| value.to_string()).collect();
        if !decimals.is_empty() {
            used += 1 + decimals.len();
            digits = format!("{digits}.{decimals}");
        }
    }
    Some((digits, used))
}

fn fits_behind(so_far: u64, value: u64) -> bool {
    let room = match so_far {
        0 => return false,
        n if n % 100 == 0 => 100,
        n if n % 10 == 0 && n % 100 >= 20 => 10,
        _ => return false,
    };
    (1..room).contains(&value)
}

fn value(word: &str) -> Option<u64> {
    let place = |list: &[&str]| list.iter().position(|known| *known == word);
    if let Some(small) = place(SMALL) {
        return u64::try_from(small).ok();
    }
    if let Some(tens) = place(TENS) {
        return u64::try_from((tens + 2) * 10).ok();
    }
    // Longer ones are names, and would run over.
    (word.len() <= 9).then(|| word.parse().ok()).flatten()
}

fn scale(word: &str) -> Option<u64> {
    match word {
        "thousand" => Some(1000),
        "million" => Some(1_000_000),
        "billion" => Some(1_000_000_000),
        _ => None,
    }
}

/// The fewest words to replace, add and leave out that turn one text into the other.
fn distance(said: &[String], recognised: &[String]) -> usize {
    let mut row: Vec<usize> = (0..=recognised.len()).collect();
    for (at, word) in said.iter().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], at + 1);
        for (column, other) in recognised.iter().enumerate() {
            let replaced = diagonal + usize::from(word != other);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[recognised.len()]
}
