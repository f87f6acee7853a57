//! Filled pauses: those that were written down, and those that were only heard.

use super::delivery::{Evidence, Filler};
use super::{Answer, Timing};
use crate::bank::Lexicon;
use crate::timeline::{Millis, SpeechTrack, TimeSpan};
use crate::transcript::Word;

/// The shortest sound that is held for want of words: where it has a gap between words to itself; in
/// place of a word that it would fill; after a silence; and right after a word, which may only be drawn
/// out. Vowels under stress are held for up to 0.3 s, at the end of a phrase for 0.4.
const IN_GAP: Millis = Millis(220);
const IN_PLACE_OF_WORD: Millis = Millis(350);
const AFTER_SILENCE: Millis = Millis(350);
const AFTER_WORD: Millis = Millis(400);

/// A filler that the recogniser wrote but hardly believed in (it is shown some, and takes a sound of another
/// word for one) counts only if a sound is held there. Chosen on the recordings of `scripts/bench fillers`:
/// those that were said reached 0.39 and more.
const BELIEVED: f32 = 0.3;

/// Nobody says one in less. It was written because it would fit in there, or is in the wrong place, by up to
/// so much: it counts if a sound is held nearby.
const SHORTEST: Millis = Millis(60);
const MISPLACED: Millis = Millis(1000);

/// A gap of more than so many times the sound, in percent, holds words that were not recognised.
const GAP_PERCENT: u64 = 250;

/// "Um" is held twice, with its lips open and closed, and so little lies between.
const TWICE: Millis = Millis(60);

/// A word of so many letters has consonants: no vowel of it takes so much of its time, in percent. (What
/// lies in several words may be one of theirs.)
const LETTERS: usize = 4;
const FILLED_PERCENT: u64 = 85;

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
/// Recognisers leave out much of what people say for want of words, or write another word for it. Such a
/// sound is held (see [`crate::timeline::SpeechTrack::held`]), and no word explains it: either there is
/// none in its time, or one that is far too short for it, as short as words are spoken there.
pub(super) fn fillers(answer: &Answer, lexicon: &Lexicon) -> Vec<Filler> {
    let words = &answer.transcript.words;
    let track = answer.track.as_ref().filter(|_| answer.timing == Timing::Measured);
    let mut fillers = written(words, track, lexicon);
    if let Some(track) = track {
        let known = |sound: &TimeSpan| {
            fillers.iter().any(|filler| filler.span.overlap(*sound) > Millis::ZERO)
        };
        let unexplained = sounds(track).into_iter().filter(|sound| {
            !known(sound)
                && least(*sound, words, track).is_some_and(|least| sound.duration() >= least)
        });
        let acoustic = unexplained.map(|span| Filler {
            text: String::new(),
            span,
            evidence: Evidence::Acoustic,
        });
        fillers.extend(acoustic.collect::<Vec<_>>());
    }
    fillers.sort_by_key(|filler| filler.span);
    fillers
}

/// Those that were written down, and borne out by their length, by how sure the recogniser was, or by a
/// sound. Without a track there is nothing to hear them in.
fn written(words: &[Word], track: Option<&SpeechTrack>, lexicon: &Lexicon) -> Vec<Filler> {
    let sounds = track.map(sounds).unwrap_or_default();
    let mut fillers: Vec<Filler> = Vec::new();
    for word in words.iter().filter(|word| lexicon.fillers.holds(&word.bare())) {
        let is_new = |sound: &&TimeSpan| {
            fillers.iter().all(|filler| filler.span.overlap(**sound) == Millis::ZERO)
        };
        let new = sounds.iter().filter(is_new);
        let span = match track {
            Some(track) if word.span.duration() < SHORTEST => {
                let near = new.filter(|sound| away(**sound, word.span) <= MISPLACED);
                let unexplained = near.filter(|sound| least(**sound, words, track).is_some());
                unexplained.min_by_key(|sound| away(**sound, word.span)).copied()
            }
            _ if word.confidence.is_none_or(|sure| sure >= BELIEVED) => Some(word.span),
            _ => {
                let mut here = new.filter(|sound| sound.overlap(word.span) > Millis::ZERO);
                here.next().map(|_| word.span)
            }
        };
        fillers.extend(span.map(|span| Filler {
            text: word.bare(),
            span,
            evidence: Evidence::Word,
        }));
    }
    fillers
}

/// What lies between two spans.
fn away(a: TimeSpan, b: TimeSpan) -> Millis {
    (a.start - b.end).max(b.start - a.end)
}

/// What is held, each sound once.
fn sounds(track: &SpeechTrack) -> Vec<TimeSpan> {
    let mut sounds: Vec<TimeSpan> = Vec::new();
    for sound in track.held() {
        match sounds.last_mut() {
            Some(last) if sound.start - last.end <= TWICE => last.end = sound.end,
            _ => sounds.push(*sound),
        }
    }
    sounds
}

/// From what length on a sound is one for want of words; `None` if a word explains it.
fn least(sound: TimeSpan, words: &[Word], track: &SpeechTrack) -> Option<Millis> {
    let voiced = track.voiced().iter().find(|voiced| voiced.overlap(sound) > Millis::ZERO);
    let begins = |voiced: &TimeSpan| sound.start <= voiced.start + ONSET;
    let usual = if voiced.is_some_and(begins) { AFTER_SILENCE } else { AFTER_WORD };
    let shared = |at: &usize| words[*at].span.overlap(sound);
    let most = (0..words.len()).filter(|at| shared(at) > Millis::ZERO).max_by_key(shared);
    let Some(at) = most else {
        let gap = voiced.map_or(sound, |voiced| gap(sound, *voiced, words));
        let alone = gap.duration().0 * 100 <= sound.duration().0 * GAP_PERCENT;
        return Some(if alone { IN_GAP } else { usual });
    };
    let word = words[at].span.duration();
    let letters = words[at].text.chars().filter(|c| c.is_alphanumeric()).count();
    let fills = |whole: Millis| shared(&at).0 * 100 >= whole.0 * FILLED_PERCENT;
    if letters >= LETTERS && fills(word) && fills(sound.duration()) {
        return Some(IN_PLACE_OF_WORD);
    }
    let needed = Millis(words[at].usual_length().0 * slowness(words, at) / 100);
    // A sound that reaches beyond the word is not the word's alone.
    let unexplained = shared(&at).0 * 3 <= sound.duration().0 || word >= needed + SPARE;
    unexplained.then_some(usual)
}

/// The voice around a sound up to the words on either side.
fn gap(sound: TimeSpan, voiced: TimeSpan, words: &[Word]) -> TimeSpan {
    let before = words.iter().rev().map(|word| word.span.end).find(|end| *end <= sound.start);
    let after = words.iter().map(|word| word.span.start).find(|start| *start >= sound.end);
    TimeSpan::new(
        before.map_or(voiced.start, |end| end.max(voiced.start)),
        after.map_or(voiced.end, |start| start.min(voiced.end)),
    )
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
        assert_eq!(heard(&WORDS, &[(1800, 2200)]), [(1800, 2200)]);
        assert_eq!(heard(&WORDS, &[(1800, 2100)]), []);
        // Further from the silence it may belong to a word.
        assert_eq!(heard(&WORDS, &[(2800, 3100)]), []);
        assert_eq!(heard(&WORDS, &[(2800, 3250)]), [(2800, 3250)]);
    }

    #[test]
    fn a_short_one_counts_where_it_has_a_gap_to_itself() {
        let mut words = WORDS.to_vec();
        words.extend([("then", 1750, 2000), ("we", 2400, 2500)]);
        assert_eq!(heard(&words, &[(2100, 2330)]), [(2100, 2330)]);
        words.pop();
        assert_eq!(heard(&words, &[(2100, 2330)]), []);
    }

    #[test]
    fn no_word_with_consonants_is_all_vowel() {
        let mut words = WORDS.to_vec();
        words.extend([("really", 1750, 2436), ("just", 2436, 2770), ("what", 3300, 3500)]);
        assert_eq!(heard(&words, &[(2400, 2760)]), [(2400, 2760)]);
        words[6].0 = "her";
        assert_eq!(heard(&words, &[(2400, 2760)]), []);
    }

    #[test]
    fn um_is_one() {
        assert_eq!(heard(&WORDS, &[(1800, 2050), (2080, 2400)]), [(1800, 2400)]);
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
    fn what_was_hardly_believed_counts_if_it_is_heard() {
        let written = |sure: f32, held: &[TimeSpan]| {
            let um = Word::new("um,", Millis(1800), Millis(2300));
            let um = Word { confidence: Some(sure), ..um };
            let track = SpeechTrack::new(vec![um.span], Vec::new(), Millis(3000));
            let answer =
                Answer::recorded(Transcript { words: vec![um] }, track.with_held(held.to_vec()));
            fillers(&answer, &lexicon()).len()
        };
        assert_eq!(written(0.4, &[]), 1);
        assert_eq!(written(0.2, &[]), 0);
        assert_eq!(written(0.2, &[TimeSpan::new(Millis(1900), Millis(2200))]), 1);
    }

    #[test]
    fn what_takes_no_time_counts_where_it_is_heard() {
        let span = |start, end| TimeSpan::new(Millis(start), Millis(end));
        let words = [
            Word::new("the", Millis(400), Millis(700)),
            Word::new("uh", Millis(1800), Millis(1820)),
        ];
        let found = |held: &[TimeSpan]| -> Vec<TimeSpan> {
            let track = SpeechTrack::new(vec![span(400, 3000)], Vec::new(), Millis(3000));
            let fillers = written(&words, Some(&track.with_held(held.to_vec())), &lexicon());
            fillers.into_iter().map(|filler| filler.span).collect()
        };
        assert_eq!(found(&[]), []);
        assert_eq!(found(&[span(1000, 1400)]), [span(1000, 1400)]);
        assert_eq!(found(&[span(450, 650)]), [], "the vowel of a word");
        assert_eq!(written(&words, None, &lexicon()).len(), 1);
    }

    #[test]
    fn what_is_written_down_counts_once() {
        let words = [("um", 0, 500), ("I", 500, 600)];
        assert_eq!(heard(&words, &[(50, 450)]), []);
    }
}
