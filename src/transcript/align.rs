//! Puts words where the voice is.
//!
//! A recogniser knows well when a word is over, and badly when it began: silence before a word is
//! counted to it, and the last words before a silence are late. Pauses come from voice activity.

use super::{Transcript, Word, repair};
use crate::timeline::{Millis, SpeechTrack, TimeSpan};

/// Silences from which on a border between words is looked for; shorter ones can be closures
/// inside a word.
const SILENCE: Millis = Millis(150);

/// Less than this much of what a word usually takes is no time for it.
const LEAST_PERCENT: u64 = 40;
/// Where words have been given room, they have at least this much of it.
const ROOM_PERCENT: u64 = 75;

/// So many words, at most, make room for one.
const NEIGHBOURS: usize = 5;

/// Makes recognised words safe (see [`repair`]), moves their borders into the silences of `track`, and
/// gives words that were left with no time what their neighbours have too much of.
///
/// Text and order are kept. Voice that no word takes then is left without one.
#[must_use]
pub fn align(words: Vec<Word>, track: &SpeechTrack) -> Transcript {
    let mut transcript = repair(words, track.length());
    let words = &mut transcript.words;
    let (Some(onset), Some(end)) = (track.onset(), track.last_voice()) else { return transcript };
    for silence in track.pauses(SILENCE) {
        let border = border(words, silence);
        part(words, silence, border);
    }
    part(words, TimeSpan::new(Millis::ZERO, onset), 0);
    let all = words.len();
    part(words, TimeSpan::new(end, track.length().max(end)), all);
    for at in 0..all {
        make_room(words, at);
    }
    transcript
}

/// The number of words before a silence.
fn border(words: &[Word], silence: TimeSpan) -> usize {
    let mut before = 0;
    for word in words {
        let TimeSpan { start, end } = word.span;
        let is_before = if end <= silence.start {
            true
        } else if start >= silence.end {
            false
        } else if end > silence.end {
            // The end of a word is to be trusted more than its beginning.
            end - silence.end < least(word) && start < silence.start
        } else if start >= silence.start {
            start - silence.start <= silence.end - end
        } else {
            true
        };
        if !is_before {
            break;
        }
        before += 1;
    }
    before
}

/// Takes words out of a silence: `border` of them to its front, the others to its end.
fn part(words: &mut [Word], silence: TimeSpan, border: usize) {
    let (before, after) = words.split_at_mut(border);
    for word in before.iter_mut().rev().take_while(|word| word.span.end > silence.start) {
        word.span = TimeSpan::new(word.span.start.min(silence.start), silence.start);
    }
    for word in after.iter_mut().take_while(|word| word.span.start < silence.end) {
        word.span = TimeSpan::new(silence.end, word.span.end.max(silence.end));
    }
}

/// If the word has no time, it and its neighbours share theirs by their lengths.
fn make_room(words: &mut [Word], at: usize) {
    if words[at].span.duration() >= least(&words[at]) {
        return;
    }
    let (mut first, mut last) = (at, at);
    loop {
        let span = words[first].span.hull(words[last].span);
        let wanted: u64 = words[first..=last].iter().map(|word| word.usual_length().0).sum();
        if span.duration().0 * 100 >= wanted * ROOM_PERCENT {
            return share(&mut words[first..=last], span, wanted);
        }
        let together = |one: &Word, next: &Word| next.span.start - one.span.end < SILENCE;
        let spare = |word: &Word| word.span.duration().0 * 100 / word.usual_length().0;
        let left = first.checked_sub(1).filter(|left| together(&words[*left], &words[first]));
        let right = (last + 1 < words.len() && together(&words[last], &words[last + 1]))
            .then_some(last + 1);
        match (left, right) {
            _ if last - first + 1 >= NEIGHBOURS => return,
            (Some(left), Some(right)) if spare(&words[left]) < spare(&words[right]) => last = right,
            (Some(left), _) => first = left,
            (None, Some(right)) => last = right,
            (None, None) => return,
        }
    }
}

fn share(words: &mut [Word], span: TimeSpan, wanted: u64) {
    let mut taken = 0;
    let place = |taken: u64| span.start + span.duration().share(taken, wanted);
    for word in words {
        let start = place(taken);
        taken += word.usual_length().0;
        word.span = TimeSpan::new(start, place(taken));
    }
}

fn least(word: &Word) -> Millis {
    Millis(word.usual_length().0 * LEAST_PERCENT / 100)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn word(text: &str, start: u64, end: u64) -> Word {
        Word::new(text, Millis(start), Millis(end))
    }

    fn track(voiced: &[(u64, u64)], length: u64) -> SpeechTrack {
        let voiced = voiced.iter().map(|(start, end)| TimeSpan::new(Millis(*start), Millis(*end)));
        SpeechTrack::new(voiced.collect(), Vec::new(), Millis(length))
    }

    fn spans(words: Vec<Word>, track: &SpeechTrack) -> Vec<(u64, u64)> {
        let aligned = align(words, track);
        aligned.words.iter().map(|word| (word.span.start.0, word.span.end.0)).collect()
    }

    #[test]
    fn the_silence_before_a_word_is_not_part_of_it() {
        let words = vec![word("tones", 300, 750), word("of", 750, 1900)];
        let spans = spans(words, &track(&[(280, 720), (1650, 1920)], 2500));
        assert_eq!(spans, [(300, 720), (1650, 1900)]);
    }

    #[test]
    fn a_border_beside_a_silence_is_moved_into_it() {
        let early = vec![word("and", 0, 300), word("then", 300, 600), word("stopped", 600, 1500)];
        let track = track(&[(0, 700), (1000, 1500)], 1600);
        assert_eq!(spans(early, &track), [(0, 300), (300, 600), (1000, 1500)]);
        let late = vec![word("and", 0, 300), word("then", 300, 1040), word("stopped", 1040, 1500)];
        assert_eq!(spans(late, &track), [(0, 300), (300, 700), (1040, 1500)]);
    }

    #[test]
    fn voice_that_is_too_long_for_a_word_is_left_without_one() {
        // "and [uhm] stopped": the recogniser wrote no word for the voice in the middle.
        let words = vec![word("and", 0, 300), word("stopped", 300, 1900)];
        let track = track(&[(0, 300), (600, 1100), (1400, 1900)], 2000);
        assert_eq!(spans(words, &track), [(0, 300), (1400, 1900)]);
    }

    #[test]
    fn the_last_words_get_the_time_that_they_take() {
        let words =
            vec![word("a", 8560, 8700), word("pierced", 8700, 9930), word("ear.", 9930, 9950)];
        let [_, pierced, ear] = spans(words, &track(&[(8000, 9720)], 10_500))[..] else {
            panic!("three words")
        };
        assert_eq!((pierced.0, ear.1), (8700, 9720));
        assert!((9300..9500).contains(&ear.0), "{ear:?}");
    }

    #[test]
    fn without_a_voice_nothing_is_known() {
        let words = vec![word("so", 100, 400)];
        assert_eq!(spans(words, &track(&[], 1000)), [(100, 400)]);
    }

    proptest! {
        #[test]
        fn words_stay_in_order_and_inside(
            raw in prop::collection::vec(("[a-z]{1,9}", 0u64..300, 0u64..900), 0..30),
            voice in prop::collection::vec((0u64..900, 1u64..900), 0..12),
        ) {
            let mut at = 0;
            let words: Vec<Word> = raw.iter().map(|(text, gap, length)| {
                let start = at + gap;
                at = start + length;
                word(text, start, at)
            }).collect();
            let mut end = 0;
            let voiced: Vec<_> = voice.iter().map(|(gap, length)| {
                let start = end + gap;
                end = start + length;
                (start, end)
            }).collect();
            let length = end.max(at);
            let mut from = 0;
            let texts: Vec<String> = words.iter().map(|word| word.text.clone()).collect();
            let aligned = align(words, &track(&voiced, length));
            for word in &aligned.words {
                prop_assert!(word.span.start.0 >= from, "{:?}", aligned.words);
                prop_assert!(word.span.end >= word.span.start && word.span.end.0 <= length);
                from = word.span.end.0;
            }
            let after: Vec<String> = aligned.words.into_iter().map(|word| word.text).collect();
            prop_assert_eq!(texts, after);
        }
    }
}
