//! Numbers with what belongs to them: signs, currencies, scales, units, ranges and times.

use super::lexicon::Lexicon;

/// A quantity as it is said.
pub(super) struct Read {
    pub(super) words: String,
    /// Whether the next token was its unit and is said with it.
    pub(super) took_next: bool,
}

/// Reads a token that begins with a number, its sign or its currency. `None` for anything else,
/// and for what espeak-ng reads well by itself, such as `10x`, `v2` or `3rd`.
pub(super) fn quantity(token: &str, previous: &str, next: &str, lexicon: &Lexicon) -> Option<Read> {
    if let Some((from, to)) = range(token) {
        return read_range(from, to, next, lexicon);
    }
    if let Some(read) = clock(token, next) {
        return Some(read);
    }
    if let Some((amount, per)) = token.split_once('/') {
        return rate(amount, per, lexicon);
    }
    if is_old_year(token, previous) {
        let (century, year) = token.split_at(2);
        let year = year.strip_prefix('0').map_or(year.to_owned(), |digit| format!("oh {digit}"));
        return Some(said(format!("{century} {year}")));
    }
    let amount = Amount::parse(token)?;
    let mut words = amount.sign.to_owned();
    words.push_str(&amount.digits);
    let single = amount.digits == "1";
    let mut took_next = false;
    let mut scaled = false;
    match amount.suffix {
        "" => {}
        "+" => words.push_str(" plus"),
        suffix => {
            if let Some(scale) = lexicon.scale(suffix) {
                scaled = true;
                words.push(' ');
                words.push_str(scale);
            } else {
                words.push(' ');
                words.push_str(lexicon.unit(suffix, single)?);
            }
        }
    }
    if amount.suffix.is_empty() {
        if lexicon.is_scale_word(next) && amount.currency.is_some() {
            (scaled, took_next) = (true, true);
            words = format!("{words} {next}");
        } else if let Some(unit) = lexicon.unit(next, single) {
            took_next = true;
            words = format!("{words} {unit}");
        } else if let Some((unit, per)) = next.split_once('/')
            && let (Some(unit), Some(per)) = (lexicon.unit(unit, single), lexicon.unit(per, true))
        {
            took_next = true;
            words = format!("{words} {unit} per {per}");
        }
    }
    if let Some(currency) = amount.currency {
        words.push(' ');
        words.push_str(lexicon.currency(currency, single && !scaled)?);
    }
    Some(Read { words, took_next })
}

fn said(words: String) -> Read {
    Read { words, took_next: false }
}

/// What stands before a number is said before it, what stands after it is left in `suffix`.
struct Amount<'a> {
    sign: &'static str,
    currency: Option<char>,
    /// Without the commas between thousands.
    digits: String,
    suffix: &'a str,
}

impl<'a> Amount<'a> {
    fn parse(token: &'a str) -> Option<Self> {
        let (sign, rest) = match token.chars().next()? {
            '~' => ("about ", &token[1..]),
            '<' => ("less than ", &token[1..]),
            '>' => ("more than ", &token[1..]),
            '#' => ("number ", &token[1..]),
            '+' => ("plus ", &token[1..]),
            '-' => ("minus ", &token[1..]),
            _ => ("", token),
        };
        let currency = rest.chars().next().filter(|c| "$\u{20ac}\u{a3}".contains(*c));
        let rest = &rest[currency.map_or(0, char::len_utf8)..];
        let is_part = |c: char| c.is_ascii_digit() || c == '.' || c == ',';
        let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        let (number, suffix) = rest.split_at(end);
        let digits = number.replace(',', "");
        let well_formed = digits.starts_with(|c: char| c.is_ascii_digit())
            && digits.ends_with(|c: char| c.is_ascii_digit())
            && digits.matches('.').count() <= 1;
        well_formed.then_some(Self { sign, currency, digits, suffix })
    }
}

fn range(token: &str) -> Option<(&str, &str)> {
    let (from, to) = token.split_once('-')?;
    let numeric = |part: &str| {
        part.trim_start_matches(['$', '\u{20ac}', '\u{a3}', '~'])
            .starts_with(|c: char| c.is_ascii_digit())
    };
    (numeric(from) && numeric(to) && !to.contains('-')).then_some((from, to))
}

fn read_range(from: &str, to: &str, next: &str, lexicon: &Lexicon) -> Option<Read> {
    let end = quantity(to, "", next, lexicon)?;
    // In "$5-10K" the sign stands before the first number and is said after the second.
    let (first, currency) = match Amount::parse(from) {
        Some(Amount { sign, currency: Some(currency), digits, suffix: "" })
            if !to.starts_with(currency) =>
        {
            (format!("{sign}{digits}"), lexicon.currency(currency, false))
        }
        _ => (quantity(from, "", "", lexicon)?.words, None),
    };
    let mut words = format!("{first} to {}", end.words);
    if let Some(currency) = currency {
        words.push(' ');
        words.push_str(currency);
    }
    Some(Read { words, took_next: end.took_next })
}

/// `0:41` is a position in an answer, `3:05 pm` a time of day.
fn clock(token: &str, next: &str) -> Option<Read> {
    let parts: Vec<&str> = token.split(':').collect();
    let two_digits = |part: &&str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
    let (first, rest) = parts.split_first()?;
    let well_formed = (1..=2).contains(&rest.len())
        && (1..=3).contains(&first.len())
        && first.bytes().all(|b| b.is_ascii_digit())
        && rest.iter().all(two_digits);
    if !well_formed {
        return None;
    }
    let numbers: Vec<u32> = parts.iter().filter_map(|part| part.parse().ok()).collect();
    let of_day = match next.to_ascii_lowercase().as_str() {
        "am" => Some("A-M"),
        "pm" => Some("P-M"),
        _ => None,
    };
    if let (Some(half), [hour, minute]) = (of_day, numbers.as_slice()) {
        let minute = match minute {
            0 => String::new(),
            1..=9 => format!(" oh {minute}"),
            _ => format!(" {minute}"),
        };
        return Some(Read { words: format!("{hour}{minute} {half}"), took_next: true });
    }
    let words = match numbers.as_slice() {
        [0, seconds] => count(*seconds, "second"),
        [minutes, 0] => count(*minutes, "minute"),
        [minutes, seconds] => format!("{} {seconds}", count(*minutes, "minute")),
        [hours, minutes, seconds] => format!(
            "{} {} {}",
            count(*hours, "hour"),
            count(*minutes, "minute"),
            count(*seconds, "second")
        ),
        _ => return None,
    };
    Some(said(words))
}

fn count(number: u32, unit: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {unit}{plural}")
}

/// `$8K/week`, `20MB/s` and `3/5`.
fn rate(amount: &str, per: &str, lexicon: &Lexicon) -> Option<Read> {
    let amount = quantity(amount, "", "", lexicon)?.words;
    if per.bytes().all(|b| b.is_ascii_digit()) && !per.is_empty() {
        return Some(said(format!("{amount} out of {per}")));
    }
    let per = match lexicon.unit(per, true) {
        Some(unit) => unit,
        None if per.chars().all(char::is_alphabetic) && !per.is_empty() => per,
        None => return None,
    };
    Some(said(format!("{amount} per {per}")))
}

/// espeak-ng says "nineteen hundred ninety nine". Only after a word that goes with years, since
/// 1999 can count things too.
fn is_old_year(token: &str, previous: &str) -> bool {
    token.len() == 4
        && token.starts_with("19")
        && token != "1900"
        && token.bytes().all(|b| b.is_ascii_digit())
        && ["in", "since", "until", "during", "by", "from", "year"]
            .contains(&previous.to_ascii_lowercase().as_str())
}
