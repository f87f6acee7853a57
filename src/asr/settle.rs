//! Which of a running utterance's first words are good enough to keep before it is over.
//!
//! A long utterance is decoded again and again, and at its end all of it once more. Words that two
//! passes in a row agree on (LocalAgreement-2 of Liu et al. 2020, as in `whisper_streaming`) are
//! therefore split off on the way. Word times are too rough to cut by, so a cut must lie in a real
//! dip of the sound, and it is proved before anything is kept: the next pass starts at the cut and
//! must begin with the words behind it.

use super::utterance::{DEEP_DB, Pending};
use crate::timeline::{Millis, TimeSpan};
use crate::transcript::Word;

/// Nothing is split off a shorter utterance.
const WORTH_IT: Millis = Millis(4000);

/// From here on any dip will do.
const PRESSING: Millis = Millis(6000);

/// Audio on each side of a cut: whisper needs some to go by.
const LEAST: Millis = Millis(1500);

/// A cut that was refused is not tried again, nor one so near to it.
const APART: Millis = Millis(200);

/// Words behind a cut that both passes must agree on.
const PROOF: usize = 3;

/// How far the sound's dip may lie from where the word times put it.
const ROUGH: i64 = 160;

/// A cut that the next pass is to prove.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Proposal {
    pub(super) at: Millis,
    /// The words of both sides, as far as the passes agreed on them.
    agreed: Vec<Word>,
    /// How many of them are believed to stand before the cut.
    place: usize,
}

impl Proposal {
    /// The words before the cut, as far as is known yet.
    pub(super) fn words(&self) -> &[Word] {
        &self.agreed[..self.place]
    }

    /// The words before the cut, if `tail`, heard from the cut on, begins with those behind it.
    ///
    /// Word times can be a word off. One word in its place is proof; next to it, it takes two.
    pub(super) fn proved_by(&self, tail: &[Word]) -> Option<&[Word]> {
        let stands = |place: usize, count: usize| {
            let behind = self.agreed.get(place..place + count);
            let heard = tail.get(..count);
            behind.zip(heard).is_some_and(|(behind, heard)| same(behind, heard) == count)
        };
        let place = if stands(self.place, 1) {
            self.place
        } else {
            [self.place + 1, self.place - 1].into_iter().find(|place| stands(*place, 2))?
        };
        Some(&self.agreed[..place])
    }
}

/// The best cut through an utterance from `start` to now, of which one pass heard `earlier` and the
/// next one `later`; `None` if there is none after `refused` or it is not worth it.
pub(super) fn propose(
    pending: &Pending,
    start: Millis,
    refused: Option<Millis>,
    [earlier, later]: [&[Word]; 2],
) -> Option<Proposal> {
    let now = pending.now();
    let length = now - start;
    if length < WORTH_IT {
        return None;
    }
    let agreed = &later[..same(earlier, later)];
    let first = (start + LEAST).max(refused.map_or(Millis::ZERO, |at| at + APART));
    let cuttable = TimeSpan::new(first, now - LEAST);
    let loud = pending.loudest_db(TimeSpan::new(start, now));
    let mut best: Option<(f32, Millis, usize)> = None;
    for place in 2..(agreed.len() + 1).saturating_sub(PROOF) {
        let (before, behind) = (agreed[place - 1].span, agreed[place].span);
        let around = TimeSpan::new(before.end.offset(-ROUGH), behind.start.offset(ROUGH));
        let Some((at, level)) = pending.quietest(around) else { continue };
        let deep = loud - level >= DEEP_DB || length >= PRESSING;
        // Of equal dips the later one: less is left to decode.
        if deep && cuttable.contains(at) && best.is_none_or(|(least, ..)| level <= least) {
            best = Some((level, at, place));
        }
    }
    let (_, at, place) = best?;
    Some(Proposal { at, agreed: agreed.to_vec(), place })
}

/// The number of words from the start that are the same.
fn same(some: &[Word], others: &[Word]) -> usize {
    some.iter().zip(others).take_while(|(a, b)| a.bare() == b.bare()).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A word every half second, the sound of which fills `voiced` ms of it.
    fn spoken(words: &[&str], voiced: usize) -> (Pending, Vec<Word>) {
        let mut pending = Pending::default();
        let mut said = Vec::new();
        for (at, text) in (0u64..).step_by(500).zip(words) {
            pending.push(&vec![0.2; 16 * voiced]);
            pending.push(&vec![0.001; 16 * (500 - voiced)]);
            said.push(Word::new(*text, Millis(at), Millis(at + 500)));
        }
        (pending, said)
    }

    const LONG: [&str; 12] =
        ["so", "we", "got", "everybody", "on", "a", "call", "and", "we", "looked", "at", "logs"];

    #[test]
    fn what_two_passes_agree_on_is_cut_off_in_a_dip() {
        let (pending, words) = spoken(&LONG, 400);
        let proposal = propose(&pending, Millis(0), None, [&words, &words]).unwrap();
        assert_eq!(proposal.words().len(), 9, "{proposal:?}");
        assert!((4400..4500).contains(&proposal.at.0), "{proposal:?}");
    }

    #[test]
    fn the_next_pass_tells_where_the_cut_really_is() {
        let (pending, words) = spoken(&LONG, 400);
        let proposal = propose(&pending, Millis(0), None, [&words, &words]).unwrap();
        for place in 8..=10 {
            assert_eq!(proposal.proved_by(&words[place..]), Some(&words[..place]));
        }
        assert_eq!(proposal.proved_by(&words[7..]), None);
        assert_eq!(proposal.proved_by(&words[11..]), None);
        assert_eq!(proposal.proved_by(&[]), None);
        let other = Word::new("hook", Millis(0), Millis(0));
        assert_eq!(proposal.proved_by(&[words[10].clone(), other.clone()]), None, "one in two");
        assert!(
            proposal.proved_by(&[words[9].clone(), other]).is_some(),
            "what is behind may change"
        );
    }

    #[test]
    fn a_cut_that_was_refused_is_not_tried_again() {
        let (pending, words) = spoken(&LONG, 400);
        let first = propose(&pending, Millis(0), None, [&words, &words]).unwrap();
        assert_eq!(propose(&pending, Millis(0), Some(first.at), [&words, &words]), None);
    }

    #[test]
    fn nothing_is_cut_off_what_is_short_or_in_dispute_or_without_a_dip() {
        let (pending, words) = spoken(&LONG[..7], 400);
        assert_eq!(propose(&pending, Millis(0), None, [&words, &words]), None);
        let (pending, words) = spoken(&LONG, 400);
        let mut other = words.clone();
        other[3].text = "everyone".into();
        assert_eq!(propose(&pending, Millis(0), None, [&other, &words]), None);
        let (pending, words) = spoken(&LONG[..11], 500);
        assert_eq!(propose(&pending, Millis(0), None, [&words, &words]), None);
    }

    #[test]
    fn a_very_long_utterance_is_cut_where_it_can_be() {
        let long: Vec<&str> = LONG.iter().chain(&LONG).copied().collect();
        let (pending, words) = spoken(&long, 500);
        assert!(propose(&pending, Millis(0), None, [&words, &words]).is_some());
    }

    proptest! {
        #[test]
        fn every_word_is_before_or_behind_a_cut(
            voiced in 100usize..500, earlier in 0usize..12, start in 0u64..3000,
        ) {
            let (pending, words) = spoken(&LONG, voiced);
            if let Some(p) = propose(&pending, Millis(start), None, [&words[..earlier], &words]) {
                prop_assert!(p.words().len() + PROOF <= earlier);
                prop_assert_eq!(p.words(), &words[..p.words().len()]);
                prop_assert!(p.at >= Millis(start) + LEAST && p.at + LEAST <= pending.now());
            }
        }
    }
}
