//! Utterances of a file that are recognised together.
//!
//! Nobody waits for the words of a file, so that it need not be heard utterance by utterance. The
//! smallest window for words to keep has room for some eight seconds, most utterances take three or four,
//! and whisper hears better what stands in its context.

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

    /// The words of all of it, each with the utterance that it was said in.
    pub(super) fn apart(&self, words: Vec<Word>) -> Vec<(TimeSpan, Vec<Word>)> {
        let mut rest = words.into_iter().peekable();
        let of_part = |(number, part): (usize, TimeSpan)| {
            let last = number == self.more.len();
            let of_it = std::iter::from_fn(|| rest.next_if(|w| last || w.span.start < part.end));
            (part, of_it.collect())
        };
        self.parts().enumerate().map(of_part).collect()
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
    fn each_word_belongs_to_the_utterance_that_it_begins_before_the_end_of() {
        let word = |start| Word::new("so", Millis(start), Millis(start + 100));
        let mut joined = Joined::new(span(0, 1000));
        assert!(joined.take(span(2000, 3000)) && joined.take(span(4000, 5000)));
        let apart = joined.apart([500, 1990, 2100, 2950, 5050].map(word).to_vec());
        let starts = |words: &Vec<Word>| words.iter().map(|w| w.span.start.0).collect::<Vec<_>>();
        let starts: Vec<_> =
            apart.iter().map(|(part, words)| (part.start.0, starts(words))).collect();
        assert_eq!(starts, [(0, vec![500]), (2000, vec![1990, 2100, 2950]), (4000, vec![5050])]);
    }

    #[test]
    fn a_long_silence_keeps_them_apart() {
        let mut joined = Joined::new(span(0, 1000));
        assert!(!joined.take(span(4001, 5000)));
        assert!(joined.take(span(4000, 5000)));
    }
}
