//! "That's my answer": ending an answer out loud.

use crate::transcript::Word;

/// The phrases that end an answer when nothing follows them.
#[derive(Clone, Debug)]
pub struct EndPhrases {
    phrases: Vec<Vec<String>>,
}

impl EndPhrases {
    pub fn new(phrases: &[String]) -> Self {
        let mut phrases: Vec<_> = phrases.iter().map(|phrase| bare_words(phrase)).collect();
        phrases.retain(|phrase| !phrase.is_empty());
        // The longest first, so that the whole phrase is found and cut.
        phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.len()));
        Self { phrases }
    }

    /// How many of the last words are an ending phrase; 0 if they are none.
    pub fn at_end(&self, words: &[Word]) -> usize {
        let bare: Vec<String> = words
            .iter()
            .rev()
            .take(self.phrases.first().map_or(0, Vec::len))
            .rev()
            .map(|word| straight(&word.bare()))
            .collect();
        self.phrases.iter().find(|phrase| bare.ends_with(phrase)).map_or(0, Vec::len)
    }

    /// Takes them off the end of an answer, of which they are no part.
    pub fn take_off(&self, words: &mut Vec<Word>) {
        // Said twice for good measure, or heard twice.
        while self.at_end(words) > 0 {
            words.truncate(words.len() - self.at_end(words));
        }
    }
}

fn bare_words(phrase: &str) -> Vec<String> {
    phrase.split_whitespace().map(straight).collect()
}

/// Recognisers write "that's" and "thats".
fn straight(word: &str) -> String {
    word.to_lowercase().replace('\'', "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timeline::Millis;

    fn at_end(text: &str) -> usize {
        let words: Vec<Word> =
            text.split(' ').map(|w| Word::new(w, Millis(0), Millis(0))).collect();
        super::super::Lines::builtin().unwrap().end_phrases().at_end(&words)
    }

    #[test]
    fn the_phrase_is_found_however_it_is_written() {
        assert_eq!(at_end("and it worked. That's my answer."), 3);
        assert_eq!(at_end("so thats my answer"), 3);
        assert_eq!(at_end("So, that’s my answer!"), 3);
        assert_eq!(at_end("and that is my answer"), 4);
        assert_eq!(at_end("that's the end of my answer"), 6);
    }

    #[test]
    fn only_the_last_words_count() {
        assert_eq!(at_end("that's my answer to the first part"), 0);
        assert_eq!(at_end("they asked me for my answer"), 0);
        assert_eq!(at_end("answer"), 0);
    }
}
