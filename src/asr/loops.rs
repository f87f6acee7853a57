//! Tells words from a decoder that got stuck.

use crate::timeline::Millis;
use crate::transcript::Word;

/// Times in a row that a phrase must repeat before it counts as a loop. People do say "no no no";
/// nobody says one thing five times over.
const REPEATS: usize = 5;

/// Longest phrase, in words, that is looked for.
const LONGEST_PHRASE: usize = 6;

/// Words a second that no one speaks. Fast talkers reach 6 over an utterance; loops give 15 to 50.
const MAX_WORDS_PER_SECOND: u64 = 9;

/// Whether `words`, recognised in `length` of audio, are a loop: one phrase over and over, or more
/// words than a mouth can say.
pub(super) fn is_loop(words: &[Word], length: Millis) -> bool {
    let most = (length.0 * MAX_WORDS_PER_SECOND / 1000).max(8);
    words.len() as u64 > most || repeats(words) || echoes(words, length)
}

/// Words a second at which a repeated utterance is an echo of the decoder's: people who say a thing
/// twice take their time over it.
const ECHO_WORDS_PER_SECOND: u64 = 3;

/// Whether the whole utterance is one phrase two or more times over, too fast to have been said.
/// Whisper does that to short utterances, such as "That's my answer."
fn echoes(words: &[Word], length: Millis) -> bool {
    let bare: Vec<String> = words.iter().map(Word::bare).collect();
    let fast = words.len() as u64 * 1000 > length.0 * ECHO_WORDS_PER_SECOND;
    fast && (2..=bare.len() / 2).any(|phrase| {
        bare.len().is_multiple_of(phrase)
            && bare.chunks(phrase).all(|chunk| chunk == &bare[..phrase])
    })
}

fn repeats(words: &[Word]) -> bool {
    let bare: Vec<String> = words.iter().map(Word::bare).collect();
    (1..=LONGEST_PHRASE).any(|phrase| {
        // A run of `n` words equal to the word `phrase` places before it is a phrase said
        // `n / phrase + 1` times.
        let mut run = 0;
        bare.iter().skip(phrase).zip(&bare).any(|(later, earlier)| {
            run = if later == earlier { run + 1 } else { 0 };
            run >= phrase * (REPEATS - 1)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<Word> {
        text.split(' ').map(|w| Word::new(w, Millis(0), Millis(0))).collect()
    }

    #[test]
    fn a_phrase_over_and_over_is_a_loop() {
        let stuck =
            words("and then I looked at the logs at the logs at the logs at the logs at the logs");
        assert!(is_loop(&stuck, Millis(8000)));
        assert!(is_loop(&words("so so so so so"), Millis(8000)));
    }

    #[test]
    fn stuttering_and_emphasis_are_not_a_loop() {
        assert!(!is_loop(&words("it was very very very slow no no no really"), Millis(5000)));
        assert!(!is_loop(&words("I I I think we we had the the same bug"), Millis(5000)));
    }

    #[test]
    fn an_utterance_that_only_repeats_itself_in_no_time_is_a_loop() {
        assert!(is_loop(&words("That's my answer. That's my answer."), Millis(1700)));
        assert!(!is_loop(&words("That's my answer. That's my answer."), Millis(3500)));
        assert!(!is_loop(&words("That's my answer."), Millis(900)));
    }

    #[test]
    fn more_words_than_a_mouth_can_say_are_a_loop() {
        let many: Vec<Word> =
            (0..40).map(|n| Word::new(format!("word{n}"), Millis(0), Millis(0))).collect();
        assert!(is_loop(&many, Millis(2000)));
        assert!(!is_loop(&many, Millis(10_000)));
    }
}
