//! Filled pauses: those that were written down, and those that were only heard.

use super::delivery::{Evidence, Filler};
use super::{Answer, Timing};
use crate::bank::Lexicon;
use crate::timeline::{Millis, SpeechTrack, TimeSpan};
use crate::transcript::Word;

/// The shortest sound that is held for want of words, after a silence, and right after a word, which
/// may only be drawn out: vowels under stress are held for up to 0.3 s, at the end of a phrase for 0.4.
const AFTER_SILENCE: Millis = Millis(250);
const AFTER_WORD: Millis = Millis(400);

/// A held sound is found so long after its onset, at most.
const ONSET: Millis = Millis(120);

/// A word that takes so much longer than it should has something else in its time.
const SPARE: Millis = Millis(250);

/// Words on either side that tell how slowly somebody speaks just there.
const AROUND: usize = 4;

/// How much slower or faster than usual that can be, in percent. Beyond it the neighbours, too, have
/// something else in their time.
const SLOWEST: u64 = 200;
const FASTEST: u64 = 60;

/// All of an answer, in order.
///
/// Recognisers leave out most of what people say for want of words, or write another word for it. Such a
/// sound is held (see [`crate::timeline::SpeechTrack::held`]), and no word explains it: either there is
/// none in its time, or one that is far too short for it, as short as words are spoken there.
pub(super) fn fillers(answer: &Answer, lexicon: &Lexicon) -> Vec<Filler> {
    let words = &answer.transcript.words;
    let is_filler = |word: &&Word| lexicon.fillers.holds(&word.bare());
    let written = words.iter().filter(is_filler).map(|word| Filler {
        text: word.bare(),
        span: word.span,
        evidence: Evidence::Word,
    });
    let mut fillers: Vec<Filler> = written.collect();
    if let Some(track) = answer.track.as_ref().filter(|_| answer.timing == Timing::Measured) {
        let known = |sound: &TimeSpan| {
            fillers.iter().any(|filler| filler.span.overlap(*sound) > Millis::ZERO)
        };
        let long = |sound: &&TimeSpan| sound.duration() >= shortest(**sound, track);
        let sounds = track.held().iter().filter(long).filter(|sound| !known(sound));
        let unexplained = sounds.filter(|sound| is_unexplained(**sound, words));
        let acoustic = unexplained.map(|sound| Filler {
            text: String::new(),
            span: *sound,
            evidence: Evidence::Acoustic,
        });
        fillers.extend(acoustic.collect::<Vec<_>>());
    }
    fillers.sort_by_key(|filler| filler.span);
    fillers
}

fn shortest(sound: TimeSpan, track: &SpeechTrack) -> Millis {
    let begins =
        |voiced: &TimeSpan| voiced.start <= sound.end && sound.start <= voiced.start + ONSET;
    if track.voiced().iter().any(begins) { AFTER_SILENCE } else { AFTER_WORD }
}

fn is_unexplained(sound: TimeSpan, words: &[Word]) -> bool {
    let shared = |at: &usize| words[*at].span.overlap(sound);
    let most = (0..words.len()).filter(|at| shared(at) > Millis::ZERO).max_by_key(shared);
    most.is_none_or(|at| {
        let word = words[at].span.duration();
        let needed = Millis(words[at].usual_length().0 * slowness(words, at) / 100);
        // A sound that reaches beyond the word is not the word's alone.
        shared(&at).0 * 3 <= sound.duration().0 || word >= needed + SPARE
    })
}

/// How long words take around a word, against what is usual, in percent.
fn slowness(words: &[Word], at: usize) -> u64 {
    let around = at.saturating_sub(AROUND)..words.len().min(at + AROUND + 1);
    let percent = |word: &Word| word.span.duration().0 * 100 / word.usual_length().0;
    let mut all: Vec<u64> =
        around.filter(|other| *other != at).map(|other| percent(&words[other])).collect();
    all.sort_unstable();
    all.get(all.len() / 2).copied().unwrap_or(100).clamp(FASTEST, SLOWEST)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tester::lexicon;
    use crate::transcript::Transcript;

    /// The sounds that are taken for fillers, of words in a row and sounds that are held.
    fn heard(words: &[(&str, u64, u64)], held: &[(u64, u64)]) -> Vec<(u64, u64)> {
        let span = |(start, end): (u64, u64)| TimeSpan::new(Millis(start), Millis(end));
        let words = words.iter().map(|&(text, start, end)| Word {
            span: span((start, end)),
            ..Word::new(text, Millis::ZERO, Millis::ZERO)
        });
        let voiced = vec![span((0, 1500)), span((1750, 10_000))];
        let held = held.iter().copied().map(span).collect();
        let track = SpeechTrack::new(voiced, Vec::new(), Millis(10_000)).with_held(held);
        let answer = Answer::recorded(Transcript { words: words.collect() }, track);
        let fillers = fillers(&answer, &lexicon()).into_iter();
        let acoustic = fillers.filter(|filler| filler.evidence == Evidence::Acoustic);
        acoustic.map(|filler| (filler.span.start.0, filler.span.end.0)).collect()
    }

    const WORDS: [(&str, u64, u64); 5] = [
        ("I", 0, 100),
        ("restarted", 100, 600),
        ("the", 600, 780),
        ("whole", 780, 1080),
        ("cluster", 1080, 1500),
    ];

    #[test]
    fn a_held_sound_where_no_word_is_counts() {
        assert_eq!(heard(&WORDS, &[(1800, 2100)]), [(1800, 2100)]);
        assert_eq!(heard(&WORDS, &[(1800, 2000)]), []);
        // Further from the silence it may belong to a word.
        assert_eq!(heard(&WORDS, &[(2800, 3100)]), []);
        assert_eq!(heard(&WORDS, &[(2800, 3250)]), [(2800, 3250)]);
    }

    #[test]
    fn a_word_that_was_written_for_it_does_not_hide_it() {
        let mut words = WORDS.to_vec();
        words.push(("her", 1750, 2350));
        assert_eq!(heard(&words, &[(1800, 2300)]), [(1800, 2300)]);
    }

    #[test]
    fn a_vowel_under_stress_is_part_of_its_word() {
        assert_eq!(heard(&WORDS, &[(200, 470), (1100, 1400)]), []);
    }

    #[test]
    fn who_speaks_slowly_holds_every_vowel() {
        let slow = [("so", 0, 400), ("then", 400, 900), ("we", 900, 1300), ("went", 1300, 1950)];
        assert_eq!(heard(&slow, &[(600, 1030)]), []);
    }

    #[test]
    fn what_is_written_down_counts_once() {
        let words = [("um", 0, 500), ("I", 500, 600)];
        assert_eq!(heard(&words, &[(50, 450)]), []);
    }
}
