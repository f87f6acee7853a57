//! Speakable text to the numbers that a Piper voice reads.
//!
//! `espeak-ng` turns words into the phonetic alphabet but drops punctuation, which Piper voices
//! were trained with. So the text is cut at its punctuation, one clause is given to the program
//! per line, and each answer gets its mark back, as Piper's own phonemiser does.

use std::collections::BTreeMap;

use super::VoiceError;
use super::espeak::Espeak;

/// A stretch of words without punctuation, and the mark that ended it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Clause {
    pub(super) words: String,
    /// One of `, ; : . ? !`.
    pub(super) end: char,
}

/// espeak-ng breaks a line into several by itself at about a hundred words; forty is still far
/// from it, and nobody says more in one breath.
const MOST_WORDS: usize = 40;

/// espeak-ng reads its input in pieces of 1,000 bytes.
const MOST_BYTES: usize = 800;

/// No English word is longer; what is, is no word.
const LONGEST_WORD: usize = 45;

/// Cuts speakable text into clauses. Everything that is not a letter, a digit or part of a word
/// or a number is dropped, so that nothing in the text is an instruction to espeak-ng.
pub(super) fn clauses(text: &str) -> Vec<Clause> {
    let mut clauses = Vec::new();
    let mut words = String::new();
    let mut count = 0;
    for token in text.split_whitespace() {
        let end = token.chars().next_back().filter(|c| ",;:.?!".contains(*c));
        let word: String = token
            .chars()
            .filter(|c| c.is_alphanumeric() || "'-.,".contains(*c))
            .take(LONGEST_WORD)
            .collect();
        let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '\'');
        if count == MOST_WORDS || words.len() + word.len() > MOST_BYTES {
            clauses.push(Clause { words: std::mem::take(&mut words), end: ',' });
            count = 0;
        }
        if word.chars().any(char::is_alphanumeric) {
            if count > 0 {
                words.push(' ');
            }
            words.push_str(word);
            count += 1;
        }
        if let Some(end) = end
            && count > 0
        {
            clauses.push(Clause { words: std::mem::take(&mut words), end });
            count = 0;
        }
    }
    if count > 0 {
        clauses.push(Clause { words, end: '.' });
    }
    clauses
}

/// Asks espeak-ng for the sounds of each clause, all in one run of the program.
pub(super) fn phonemes(
    espeak: &Espeak,
    language: &str,
    clauses: &[Clause],
) -> Result<Vec<String>, VoiceError> {
    let mut text = String::new();
    for clause in clauses {
        text.push_str(&clause.words);
        text.push('\n');
    }
    // Without --stdin the program reads line by line and answers each line with one of its own.
    let answer = espeak.run(&["-q", "--ipa", "-v", language], &text)?;
    let lines: Vec<String> = String::from_utf8_lossy(&answer).lines().map(sounds_only).collect();
    if lines.len() == clauses.len() {
        return Ok(lines);
    }
    let [_] = clauses else {
        // It broke a clause after all: one run a clause tells which lines belong together.
        return clauses
            .iter()
            .map(|clause| {
                phonemes(espeak, language, std::slice::from_ref(clause)).map(|p| p.join(" "))
            })
            .collect();
    };
    Ok(vec![lines.join(" ")])
}

/// Drops what is no sound: marks of a change of language such as `(en)`, and punctuation, which
/// would read as a pause that the text does not have.
fn sounds_only(line: &str) -> String {
    let mut sounds = String::with_capacity(line.len());
    let mut in_mark = false;
    for c in line.trim().chars() {
        match c {
            '(' => in_mark = true,
            ')' => in_mark = false,
            _ if in_mark || (c.is_ascii() && !c.is_ascii_alphabetic() && c != ' ') => {}
            _ => sounds.push(c),
        }
    }
    sounds
}

/// The numbers of a voice's phonemes, from the `phoneme_id_map` of its configuration.
#[derive(Clone, Debug)]
pub(super) struct PhonemeIds {
    ids: BTreeMap<char, Vec<i32>>,
    start: Vec<i32>,
    pad: Vec<i32>,
    end: Vec<i32>,
}

impl PhonemeIds {
    /// `None` if the map lacks the marks for start `^`, end `$` or padding `_`.
    pub(super) fn new(map: &BTreeMap<String, Vec<i32>>) -> Option<Self> {
        let mut ids = BTreeMap::new();
        for (phoneme, numbers) in map {
            let mut chars = phoneme.chars();
            if let (Some(c), None) = (chars.next(), chars.next()) {
                ids.insert(c, numbers.clone());
            }
        }
        Some(Self { start: ids.remove(&'^')?, pad: ids.remove(&'_')?, end: ids.remove(&'$')?, ids })
    }

    /// Writes spoken clauses as Piper voices expect them: start, then each phoneme between
    /// padding, then end. Phonemes that the voice does not know are left out.
    pub(super) fn of(&self, spoken: &[(String, char)]) -> Vec<i32> {
        let mut numbers = self.start.clone();
        numbers.extend(&self.pad);
        for (place, (phonemes, end)) in spoken.iter().enumerate() {
            let gap = (place > 0).then_some(' ');
            for c in gap.into_iter().chain(phonemes.chars()).chain([*end]) {
                if let Some(ids) = self.ids.get(&c) {
                    numbers.extend(ids);
                    numbers.extend(&self.pad);
                }
            }
        }
        numbers.extend(&self.end);
        numbers
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn drawn(text: &str) -> Vec<String> {
        clauses(text).into_iter().map(|c| format!("{}|{}", c.words, c.end)).collect()
    }

    #[test]
    fn punctuation_ends_clauses_and_numbers_keep_theirs() {
        assert_eq!(
            drawn("Well, it cost 30,000 dollars; or 0.3 percent: why?"),
            ["Well|,", "it cost 30,000 dollars|;", "or 0.3 percent|:", "why|?"]
        );
    }

    #[test]
    fn text_without_an_end_gets_one() {
        assert_eq!(drawn("and then"), ["and then|."]);
        assert_eq!(drawn("  ... , ! "), [""; 0]);
    }

    #[test]
    fn nothing_in_the_text_is_an_instruction() {
        assert_eq!(drawn("say [[h@l'oU]] <mark/> -v x\0"), ["say hl'oU mark v x|."]);
    }

    #[test]
    fn a_breathless_text_is_cut() {
        let text = "word ".repeat(95);
        let lens: Vec<_> = clauses(&text).iter().map(|c| c.words.split(' ').count()).collect();
        assert_eq!(lens, [40, 40, 15]);
        let noise = "x".repeat(100_000) + " " + &"\u{e9}\u{e9}".repeat(100_000);
        assert!(clauses(&noise).iter().all(|c| c.words.len() <= 1_000));
    }

    #[test]
    fn marks_of_a_language_and_stray_punctuation_are_no_sounds() {
        assert_eq!(
            sounds_only(" (fr)\u{283}\u{25b}f(en) m\u{2c8}\u{25b}n_:| "),
            "\u{283}\u{25b}f m\u{2c8}\u{25b}n"
        );
    }

    fn ids() -> PhonemeIds {
        let map =
            [("_", 0), ("^", 1), ("$", 2), (" ", 3), (",", 8), (".", 10), ("a", 14), ("b", 15)];
        PhonemeIds::new(&map.map(|(p, id)| (p.to_owned(), vec![id])).into()).unwrap()
    }

    #[test]
    fn phonemes_stand_between_padding_with_their_punctuation() {
        let spoken = [("ab".to_owned(), ','), ("b".to_owned(), '.')];
        assert_eq!(ids().of(&spoken), [1, 0, 14, 0, 15, 0, 8, 0, 3, 0, 15, 0, 10, 0, 2]);
    }

    #[test]
    fn an_unknown_phoneme_is_left_out() {
        assert_eq!(ids().of(&[("a\u{1f600}^$_b".to_owned(), '?')]), [1, 0, 14, 0, 15, 0, 2]);
    }

    proptest! {
        #[test]
        fn whatever_the_program_answers_is_made_into_sounds(answer in "(?s).{0,200}") {
            let sounds = sounds_only(&answer);
            prop_assert!(sounds.chars().all(|c| !c.is_ascii() || c.is_ascii_alphabetic() || c == ' '));
            let numbers = ids().of(&[(sounds, '.')]);
            prop_assert!(numbers.starts_with(&[1, 0]) && numbers.ends_with(&[10, 0, 2]), "{numbers:?}");
        }
    }

    #[test]
    fn a_map_without_its_marks_is_refused() {
        assert!(PhonemeIds::new(&[("a".to_owned(), vec![14])].into()).is_none());
    }

    #[test]
    #[ignore = "needs espeak-ng"]
    fn one_run_gives_one_answer_a_clause() {
        let clauses =
            clauses("Hello, this is e g a test: 42 of them. \u{65e5}\u{672c}, and of. What for?");
        let spoken = phonemes(&Espeak::default(), "en-us", &clauses).unwrap();
        assert_eq!(spoken.len(), clauses.len());
        assert_eq!(spoken[0], "h\u{259}l\u{2c8}o\u{28a}");
    }
}
