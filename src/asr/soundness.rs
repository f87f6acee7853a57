//! What a pass is worth.

use super::gaps::has_gap;
use super::{AsrError, loops};
use crate::timeline::TimeSpan;
use crate::transcript::Word;

/// How well a pass over one utterance went, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Soundness {
    /// It is a loop, or there was no end of it.
    Stuck,
    /// Some of the utterance is left out.
    Gap,
    Whole,
}

impl Soundness {
    /// Of a pass over `span`. One that failed in another way than by getting stuck is as good as it gets:
    /// it would fail again.
    pub(super) fn of(heard: &Result<Vec<Word>, AsrError>, span: TimeSpan) -> Self {
        match heard {
            Err(AsrError::Stuck) => Self::Stuck,
            Ok(words) if loops::is_loop(words, span.duration()) => Self::Stuck,
            Ok(words) if has_gap(words, span) => Self::Gap,
            _ => Self::Whole,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timeline::Millis;

    fn of(starts: &[u64]) -> Soundness {
        let word = |at: &u64| Word::new(format!("w{at}"), Millis(*at), Millis(*at));
        Soundness::of(&Ok(starts.iter().map(word).collect()), SPAN)
    }

    const SPAN: TimeSpan = TimeSpan { start: Millis(0), end: Millis(8000) };

    #[test]
    fn words_all_over_are_worth_more_than_some_and_some_more_than_a_loop() {
        let (whole, gap) = (of(&[0, 3000, 6000]), of(&[6000, 7000]));
        let many: Vec<u64> = (0..200).collect();
        let stuck = of(&many);
        assert!(whole > gap && gap > stuck, "{whole:?} {gap:?} {stuck:?}");
        assert_eq!(Soundness::of(&Err(AsrError::Stuck), SPAN), stuck);
        assert_eq!(Soundness::of(&Err(AsrError::Gone), SPAN), whole);
    }
}
