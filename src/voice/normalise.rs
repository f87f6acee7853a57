//! Written text made speakable.
//!
//! espeak-ng reads cardinals, ordinals, decimals and most words well, and those are left to it.
//! What it reads badly is rewritten here: money, ranges, times, units, acronyms that look like
//! words, and signs, which it would drop or name ("tilde").

use super::lexicon::Lexicon;
use super::quantity::quantity;

/// What is longer, in bytes, is neither a word nor a quantity, and is not taken apart: each part
/// would go one call deeper.
const LONGEST_TOKEN: usize = 200;

/// Rewrites one sentence so that only words, digits and `, ; : . ? !` are left.
pub(super) fn speakable(sentence: &str, lexicon: &Lexicon) -> String {
    let plain = plain_signs(sentence);
    let tokens: Vec<&str> = plain.split_whitespace().collect();
    let mut spoken = String::new();
    let mut at = 0;
    while at < tokens.len() {
        let (core, marks) = split_marks(tokens[at], lexicon);
        let next = tokens.get(at + 1).copied().filter(|_| marks.is_empty()).unwrap_or_default();
        let (next_core, next_marks) = split_marks(next, lexicon);
        let previous = at.checked_sub(1).map_or("", |before| tokens[before]);
        // "24/7" and "1990s" have entries and are no quantities.
        let (words, took_next) = match lexicon.word(core) {
            Some(words) => (words, false),
            None if core.len() > LONGEST_TOKEN => (dotted(core), false),
            None => match quantity(core, previous, next_core, lexicon) {
                Some(read) => (read.words, read.took_next),
                None => (word(core, lexicon), false),
            },
        };
        push(&mut spoken, &words);
        let marks = if took_next { next_marks } else { marks };
        // Of "?!" or ").," the first mark that says how the clause ends is enough.
        if let Some(mark) = marks.chars().find(|c| ".?!".contains(*c)).or(marks.chars().next()) {
            push_mark(&mut spoken, mark);
        }
        at += if took_next { 2 } else { 1 };
    }
    if !spoken.is_empty() && !spoken.ends_with(['.', '?', '!']) {
        push_mark(&mut spoken, '.');
    }
    spoken
}

/// Turns signs that stand for words or pauses into them, and drops quotes and markup.
fn plain_signs(text: &str) -> String {
    let text = text.replace("->", " to ").replace("=>", " to ").replace("...", "\u{2026}");
    let mut plain = String::with_capacity(text.len());
    let mut before = ' ';
    let last_word = text.rfind(char::is_alphanumeric).unwrap_or(0);
    let mut rest = text.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        let after = rest.peek().map_or(' ', |(_, after)| *after);
        match c {
            '\u{2019}' | '\u{2018}' => plain.push('\''),
            '\u{2212}' => plain.push('-'),
            '\u{2013}' if before.is_ascii_digit() => plain.push('-'),
            '-' if after == '-' => {}
            '-' if is_dash(before, after) => plain.push_str(" , "),
            '\u{2026}' if at > last_word => plain.push_str(". "),
            '(' | ')' | '[' | ']' | '{' | '}' | '\u{2014}' | '\u{2013}' | '\u{2026}' => {
                plain.push_str(", ");
            }
            '\u{2192}' => plain.push_str(" to "),
            '\u{2248}' => plain.push('~'),
            '\u{2265}' => plain.push_str(" at least "),
            '\u{2264}' => plain.push_str(" at most "),
            '\u{d7}' => plain.push('x'),
            '"' | '\u{201c}' | '\u{201d}' | '\u{ab}' | '\u{bb}' | '`' | '*' => {}
            '_' => plain.push(' '),
            _ => plain.push(c),
        }
        before = c;
    }
    plain
}

/// A hyphen that joins nothing is a dash, as is the second of two.
fn is_dash(before: char, after: char) -> bool {
    before == '-' || (before.is_whitespace() && after.is_whitespace())
}

/// Splits a token into what is said and the punctuation after it. The full stop of an
/// abbreviation belongs to the abbreviation.
fn split_marks<'a>(token: &'a str, lexicon: &Lexicon) -> (&'a str, &'a str) {
    let token = token.trim_start_matches(|c: char| ",;:.?!'".contains(c) && token.len() > 1);
    let mut end = token.len();
    while token[..end].ends_with([',', ';', ':', '.', '?', '!', '\''])
        && !lexicon.is_abbreviation(&token[..end])
    {
        end -= 1;
    }
    token.split_at(end)
}

/// Says a token that is no quantity.
fn word(core: &str, lexicon: &Lexicon) -> String {
    if let Some(said) = lexicon.word(core) {
        return said;
    }
    match core {
        "&" => return "and".to_owned(),
        "+" => return "plus".to_owned(),
        "=" => return "equals".to_owned(),
        "<" => return "less than".to_owned(),
        ">" => return "more than".to_owned(),
        "%" => return "percent".to_owned(),
        "/" => return "or".to_owned(),
        _ => {}
    }
    if core.contains("://") {
        return "a link".to_owned();
    }
    let part = |part: &str| {
        quantity(part, "", "", lexicon).map_or_else(|| word(part, lexicon), |read| read.words)
    };
    if let Some((left, right)) =
        core.split_once('/').filter(|(l, r)| !l.is_empty() && !r.is_empty())
    {
        let (said_left, said_right) = (part(left), part(right));
        return match lexicon.unit(right, true) {
            Some(unit) => format!("{said_left} per {unit}"),
            None => format!("{said_left} or {said_right}"),
        };
    }
    if let Some((left, right)) = core.split_once('&') {
        return format!("{} and {}", part(left), part(right));
    }
    if let Some((left, right)) =
        core.split_once('-').filter(|(l, r)| !l.is_empty() && !r.is_empty())
    {
        // "SLO-based" has an entry in it, "on-call" is a word of its own.
        let (said_left, said_right) = (part(left), part(right));
        return if said_left == left && said_right == right {
            core.to_owned()
        } else {
            format!("{said_left} {said_right}")
        };
    }
    dotted(core)
}

/// Says the dot in `node.js` and `config.yaml`; in `v2.1` espeak-ng says it.
fn dotted(core: &str) -> String {
    let mut said = String::new();
    let mut rest = core.chars().peekable();
    let mut after_letter = false;
    while let Some(c) = rest.next() {
        if c == '.' && after_letter && rest.peek().is_some_and(|c| c.is_alphabetic()) {
            said.push_str(" dot ");
        } else {
            said.push(c);
        }
        after_letter = c.is_alphabetic();
    }
    said
}

fn push(spoken: &mut String, words: &str) {
    if words.is_empty() {
        return;
    }
    if !spoken.is_empty() {
        spoken.push(' ');
    }
    spoken.push_str(words);
}

/// Adds a mark, unless there is nothing before it; of two marks the stronger one stays.
fn push_mark(spoken: &mut String, mark: char) {
    let strong = ".?!".contains(mark);
    match spoken.chars().next_back() {
        Some(',' | ';' | ':') if strong => {
            spoken.pop();
            spoken.push(mark);
        }
        None | Some('.' | '?' | '!' | ',' | ';' | ':') => {}
        Some(_) => spoken.push(mark),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(cases: &[(&str, &str)]) {
        let lexicon = Lexicon::embedded();
        let wrong: Vec<_> = cases
            .iter()
            .map(|(text, expected)| (*text, *expected, speakable(text, &lexicon)))
            .filter(|(_, expected, said)| expected != said)
            .collect();
        assert!(wrong.is_empty(), "(text, expected, said): {wrong:#?}");
    }

    #[test]
    fn a_token_without_end_is_not_taken_apart() {
        let lexicon = Lexicon::embedded();
        for sign in ["/", "-", "&"] {
            let token = format!("a{sign}").repeat(200_000);
            assert!(speakable(&token, &lexicon).starts_with(&format!("a{sign}a")));
        }
        check(&[("a/b/c", "a or b or c."), ("Well\u{2026} so\u{2026}", "Well, so.")]);
        // Took minutes when each looked for a word after it.
        assert_eq!(speakable(&"\u{2026}".repeat(400_000), &lexicon), "");
    }

    #[test]
    fn money_is_said_with_its_name_last() {
        check(&[
            ("It cost $8K a week.", "It cost 8 thousand dollars a week."),
            ("$30,000", "30000 dollars."),
            ("$1.2M, then", "1.2 million dollars, then."),
            ("about $8 million.", "about 8 million dollars."),
            ("$1 each", "1 dollar each."),
            ("$8K/week", "8 thousand dollars per week."),
            ("$5-10K", "5 to 10 thousand dollars."),
            ("-$5", "minus 5 dollars."),
            ("\u{20ac}4.50 or \u{a3}3", "4.50 euros or 3 pounds."),
        ]);
    }

    #[test]
    fn quantities_are_said_with_their_units() {
        check(&[
            ("0.3% of 1,000,000 rows", "0.3 percent of 1000000 rows."),
            ("300 ms", "300 milliseconds."),
            ("from 300ms to 1 s.", "from 300 milliseconds to 1 second."),
            ("16GB, 2 GB", "16 gigabytes, 2 gigabytes."),
            ("20 MB/s", "20 megabytes per second."),
            ("500 req/s", "500 requests per second."),
            ("8K users", "8 thousand users."),
            ("~30 people, <5 min", "about 30 people, less than 5 minutes."),
            ("+12% and -3", "plus 12 percent and minus 3."),
            ("100+ services", "100 plus services."),
            ("#1 of 3/5", "number 1 of 3 out of 5."),
            ("p95 and p99 are 10x v2", "p95 and p99 are 10x v2."),
            ("the 3rd, 21st", "the 3rd, 21st."),
            ("a 3-5% gain, 10\u{2013}20 s", "a 3 to 5 percent gain, 10 to 20 seconds."),
            ("a 24-hour, 99.99% SLO", "a 24-hour, 99.99 percent S-L-O."),
        ]);
    }

    #[test]
    fn times_and_years_are_said_as_people_say_them() {
        check(&[
            ("at 0:41", "at 41 seconds."),
            ("1:05", "1 minute 5."),
            ("2:00!", "2 minutes!"),
            ("1:00", "1 minute."),
            ("0:01", "1 second."),
            ("1:02:03", "1 hour 2 minutes 3 seconds."),
            ("0:41-1:05", "41 seconds to 1 minute 5."),
            ("at 3:00 pm", "at 3 P-M."),
            ("at 3:05 AM.", "at 3 oh 5 A-M."),
            ("in 1999 and since 1905", "in 19 99 and since 19 oh 5."),
            ("in 2019", "in 2019."),
            ("the 1990s", "the nineteen nineties."),
        ]);
    }

    #[test]
    fn abbreviations_and_acronyms_are_said_right() {
        check(&[
            ("The API's SLO, per QA.", "The A-P-I's S-L-O, per Q-A."),
            ("APIs, PRs and SLOs", "A-P-I's, P-R's and S-L-O's."),
            ("CI/CD broke 24/7 I/O", "C-I C-D broke 24 7 eye-oh."),
            ("metrics, e.g. MTTR", "metrics, for example, MTTR."),
            ("logs (i.e., text)", "logs, that is, text."),
            ("speed vs. cost, etc.", "speed versus cost, etcetera."),
            ("etc., and", "etcetera, and."),
            ("SQL on k8s with JSON", "sequel on koober-nettees with JSON."),
            ("on-call post-mortem", "on-call post-mortem."),
            (
                "an SLO-based, API-first, AWS-hosted app",
                "an S-L-O based, API-first, A-W-S hosted app.",
            ),
            ("Q&A, this & that", "Q and A, this and that."),
            ("read/write and/or CPU", "read or write and or CPU."),
            ("node.js reads a.yaml, v2.1", "node dot js reads a dot yaml, v2.1."),
            ("see https://example.org/x?y.", "see a link."),
        ]);
    }

    #[test]
    fn signs_become_pauses_words_or_nothing() {
        check(&[
            ("\u{201c}Quoted\u{201d} *text* `code`", "Quoted text code."),
            ("it\u{2019}s \u{2014} well \u{2013} fine\u{2026}", "it's, well, fine."),
            ("wait\u{2026} what?", "wait, what?"),
            ("wait... what?!", "wait, what?"),
            ("a word\u{2014}then -- another - one", "a word, then, another, one."),
            ("one (about 5), two", "one, about 5, two."),
            ("(all of it)", "all of it."),
            ("A -> B \u{2192} C", "A to B to C."),
            ("user_id = 3", "user id equals 3."),
            ("'so what,' he said", "so what, he said."),
            ("", ""),
            ("?!", ""),
        ]);
    }

    #[test]
    fn any_text_is_survived_and_ends() {
        for text in [
            "$",
            "$$",
            "-",
            "--",
            "1:2:3:4",
            "1-2-3",
            "$-$",
            "9999999999999999999999",
            "%5",
            "5/",
            "/5",
            "&",
            "a&",
            "&&",
            "'",
            "e.g.",
            ".",
            "\u{1f600}",
            "3:99",
            "-5-",
            "~",
            "#",
            "\u{e9}.\u{e9}",
            "~~5",
            "+",
            "$1-",
            "1:05-",
            "'s",
            "1,2,3",
            "1.2.3",
            "$K",
            "5%%",
        ] {
            let said = speakable(text, &Lexicon::embedded());
            assert!(said.is_empty() || said.ends_with(['.', '?', '!']), "{text}: {said}");
        }
    }
}
