//! Templates, quotes and times as they are read and spoken.

use crate::timeline::Millis;

/// Puts values into the `{names}` of a template; a name without a value stays as it is.
pub fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        let Some(close) = rest[open..].find('}').map(|at| open + at) else { break };
        let name = &rest[open + 1..close];
        out.push_str(&rest[..open]);
        match values.iter().find(|(key, _)| *key == name) {
            Some((_, value)) => out.push_str(value),
            None => out.push_str(&rest[open..=close]),
        }
        rest = &rest[close + 1..];
    }
    out.push_str(rest);
    out
}

/// With a capital at the start.
pub fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Most words of a quote: about three seconds of speech, which a listener still recognises.
const MAX_QUOTE: usize = 8;

/// At most eight words of a quote, cut where a clause ends if it can be, without the marks and the
/// "so, um" around it.
pub fn short_quote(quote: &str) -> String {
    let lead = |word: &str| {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        matches!(
            bare.as_str(),
            "so" | "and" | "but" | "well" | "um" | "uh" | "er" | "erm" | "then" | "or"
        )
    };
    let words: Vec<&str> = quote.split_whitespace().collect();
    let start = words.iter().position(|word| !lead(word)).unwrap_or(0);
    let words = &words[start..];
    let mut end = words.len().min(MAX_QUOTE);
    if words.len() > MAX_QUOTE {
        let joins = |word: &str| {
            matches!(word, "and" | "but" | "so" | "because" | "which" | "when" | "where" | "while")
        };
        let hangs = |word: &str| {
            let hanging = [
                "a", "an", "the", "I", "i", "we", "before", "of", "to", "in", "on", "at", "by",
                "for", "with", "from",
            ];
            hanging.contains(&word)
        };
        // After a comma is best, before a word that begins something new is next; three words at
        // least, or the quote points at nothing.
        let comma = (3..=MAX_QUOTE).rev().find(|&at| words[at - 1].ends_with([',', ';', ':']));
        let join = (3..=MAX_QUOTE).rev().find(|&at| joins(words[at]));
        end = comma.or(join).unwrap_or(end);
        while end > 3 && hangs(words[end - 1]) {
            end -= 1;
        }
    }
    words[..end]
        .join(" ")
        .trim_matches(|c: char| !(c.is_alphanumeric() || matches!(c, '$' | '€' | '£' | '%')))
        .to_owned()
}

/// A time as one says it: `forty-one seconds`, `one minute ten`, `two minutes`.
pub fn spoken_time(time: Millis) -> String {
    let secs = time.0 / 1000;
    let (minutes, seconds) = (secs / 60, secs % 60);
    let unit = |n: u64, one: &str, more: &str| {
        format!("{} {}", in_words(n), if n == 1 { one } else { more })
    };
    match (minutes, seconds) {
        (0, _) => unit(seconds, "second", "seconds"),
        (_, 0) => unit(minutes, "minute", "minutes"),
        _ => format!("{} {}", unit(minutes, "minute", "minutes"), in_words(seconds)),
    }
}

/// A number below a hundred in words; larger ones stay digits.
pub fn in_words(n: u64) -> String {
    const ONES: [&str; 20] = [
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
    const TENS: [&str; 8] =
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    let word =
        |list: &[&'static str], n: u64| usize::try_from(n).ok().and_then(|n| list.get(n).copied());
    if let Some(one) = word(&ONES, n) {
        return one.to_owned();
    }
    match (word(&TENS, n / 10 - 2), n % 10) {
        (Some(ten), 0) => ten.to_owned(),
        (Some(ten), one) => format!("{ten}-{}", ONES[usize::try_from(one).unwrap_or(0)]),
        (None, _) => n.to_string(),
    }
}

/// A figure without needless decimals: `55`, `2.5`.
pub(super) fn decimal(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_said_as_people_say_them() {
        for (secs, said) in [
            (0, "zero seconds"),
            (1, "one second"),
            (41, "forty-one seconds"),
            (60, "one minute"),
            (70, "one minute ten"),
            (125, "two minutes five"),
            (7200, "120 minutes"),
        ] {
            assert_eq!(spoken_time(Millis::from_secs(secs)), said);
        }
    }

    #[test]
    fn a_long_quote_is_cut_where_a_clause_ends() {
        assert_eq!(short_quote("So, um, we fixed it."), "we fixed it");
        assert_eq!(
            short_quote("And we looked at the traces together, and we found that some were empty"),
            "we looked at the traces together"
        );
        assert_eq!(
            short_quote("we had a front end that talked to a gateway written by somebody else"),
            "we had a front end that talked"
        );
        assert_eq!(short_quote(""), "");
    }

    #[test]
    fn a_template_keeps_what_it_has_no_value_for() {
        assert_eq!(fill("{a} and {b} {", &[("a", "1")]), "1 and {b} {");
    }
}
