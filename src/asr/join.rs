//! Utterances of a file that are recognised together.
//!
//! Nobody waits for the words of a file, so that it need not be heard utterance by utterance. The
//! smallest window for words to keep has room for some eight seconds, most utterances take three or four,
//! and whisper hears better what stands in its context.

use super::guesswork::is_guesswork;
use crate::timeline::{Millis, TimeSpan};
use crate::transcript::Word;

/// The longest stretch that is recognised at once: it fits the full window of thirty seconds with the
/// margin that keeps whisper from looping (`window::MARGIN`).
const LONGEST: Millis = Millis(26_000);

/// A longer silence is left out: whisper writes words into it.
const SILENCE: Millis = Millis(3000);

/// Neighbouring utterances, in order; never none.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Joined {
    first: TimeSpan,
    more: Vec<TimeSpan>,
}

impl Joined {
    pub(super) fn new(first: TimeSpan) -> Self {
        Self { first, more: Vec::new() }
    }

    /// All of it, with what is between.
    pub(super) fn span(&self) -> TimeSpan {
        TimeSpan::new(self.first.start, self.last().end)
    }

    /// The utterances one by one.
    pub(super) fn parts(&self) -> impl Iterator<Item = TimeSpan> + '_ {
        std::iter::once(self.first).chain(self.more.iter().copied())
    }

    /// Whether there is more than one.
    pub(super) fn is_several(&self) -> bool {
        !self.more.is_empty()
    }

    /// Takes in the next utterance; `false` if that would be too long, or too far away.
    pub(super) fn take(&mut self, next: TimeSpan) -> bool {
        let near = next.start - self.last().end <= SILENCE;
        let fits = next.end - self.first.start <= LONGEST;
        if near && fits {
            self.more.push(next);
        }
        near && fits
    }

    /// Leaves out the words of utterances that are guesswork each as a whole.
    pub(super) fn without_guesswork(&self, words: Vec<Word>) -> Vec<Word> {
        let mut rest = words.into_iter().peekable();
        let mut kept = Vec::new();
        for (number, part) in self.parts().enumerate() {
            let last = number == self.more.len();
            let of_it = std::iter::from_fn(|| rest.next_if(|w| last || w.span.start < part.end));
            let of_it: Vec<Word> = of_it.collect();
            if !is_guesswork(&of_it) {
                kept.extend(of_it);
            }
        }
        kept
    }

    fn last(&self) -> TimeSpan {
        self.more.last().copied().unwrap_or(self.first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: u64, end: u64) -> TimeSpan {
        TimeSpan::new(Millis(start), Millis(end))
    }

    #[test]
    fn neighbours_are_joined_as_long_as_they_fit() {
        let mut joined = Joined::new(span(1000, 9000));
        assert!(!joined.is_several());
        assert!(joined.take(span(10_000, 18_000)));
        assert!(joined.take(span(18_500, 27_000)), "26 s in all");
        assert!(!joined.take(span(27_100, 27_200)));
        assert_eq!(joined.span(), span(1000, 27_000));
        assert_eq!(joined.parts().count(), 3);
    }

    #[test]
    fn only_the_words_of_an_utterance_that_was_guessed_are_left_out() {
        let word = |start, confidence| Word {
            confidence: Some(confidence),
            ..Word::new("so", Millis(start), Millis(start + 100))
        };
        let mut joined = Joined::new(span(0, 1000));
        assert!(joined.take(span(2000, 3000)) && joined.take(span(4000, 5000)));
        let heard = vec![word(500, 0.9), word(2100, 0.2), word(2600, 0.3), word(5050, 0.8)];
        let kept: Vec<u64> =
            joined.without_guesswork(heard).iter().map(|word| word.span.start.0).collect();
        assert_eq!(kept, [500, 5050]);
    }

    #[test]
    fn a_long_silence_keeps_them_apart() {
        let mut joined = Joined::new(span(0, 1000));
        assert!(!joined.take(span(4001, 5000)));
        assert!(joined.take(span(4000, 5000)));
    }
}
