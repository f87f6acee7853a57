//! The likeliest path through the phones of known words.

use std::collections::BTreeMap;

use super::cepstrum::{Frame, HOP_S, WINDOW};
use super::monophones::{Monophones, SILENCE, State};
use crate::asr::recogniser::SAMPLE_RATE_HZ;

/// How much earlier than a word's end the silence after it may begin, besides: a recogniser that hears a word
/// end knows it, but only roughly.
const SILENCE_EARLIER_S: f64 = 0.2;

/// One state of the chain.
#[derive(Clone, Debug)]
pub struct Link {
    pub phone: char,
    /// Which state of the phone.
    pub state: usize,
    /// The first frame, and the last, that it may be in.
    pub within: [usize; 2],
    /// Whether it begins a word, so that the silence before it may be left out.
    begins_word: bool,
}

/// The states of all words in a row, with a silence before, between and behind them that may be left out.
#[derive(Clone, Debug)]
pub struct Chain {
    pub links: Vec<Link>,
    /// Where each word's links begin and end.
    words: Vec<[usize; 2]>,
}

impl Chain {
    /// The chain of words that sound like `phones` and are roughly at `spans` (start and end, in seconds, in
    /// order) of a stretch of so many frames: no further than `near_s` from there. Silence before a word can
    /// be part of its span.
    pub fn of(
        sounds: &Monophones,
        phones: &[String],
        spans: &[[f64; 2]],
        near_s: f64,
        frames: usize,
    ) -> Self {
        let last = frames.saturating_sub(1);
        let silence = |from: f64, to: f64| Link {
            phone: SILENCE,
            state: 0,
            within: [frame(from, last), frame(to, last)],
            begins_word: false,
        };
        let end_of = |word: usize| spans.get(word).map_or(f64::INFINITY, |[_, end]| end + near_s);
        let (mut links, mut words) = (vec![silence(0.0, end_of(0))], Vec::new());
        let mut said = 0.0_f64;
        for (number, (pronunciation, [_, end])) in phones.iter().zip(spans).enumerate() {
            let within = [frame(said - near_s, last), frame(end + near_s, last)];
            let first = links.len();
            for phone in sounds.phones_of(pronunciation) {
                let states = sounds.0.get(&phone).map_or(0, Vec::len);
                links.extend((0..states).map(|state| Link {
                    phone,
                    state,
                    within,
                    begins_word: false,
                }));
            }
            links[first].begins_word = true;
            words.push([first, links.len()]);
            links.push(silence(end - near_s - SILENCE_EARLIER_S, end_of(number + 1)));
            said = *end;
        }
        Self { links, words }
    }

    /// Which link each frame belongs to (Viterbi); `None` if the frames are too few, or a word has no room
    /// where it must be.
    pub fn path(&self, sounds: &Monophones, frames: &[Frame]) -> Option<Vec<usize>> {
        /// What led to a link: itself, the one before, or the one before a silence.
        const STEPS: [usize; 3] = [0, 1, 2];
        let mut states = BTreeMap::<char, Vec<State>>::new();
        for link in &self.links {
            states.entry(link.phone).or_insert_with(|| sounds.states_of(link.phone));
        }
        let mut best = vec![f32::NEG_INFINITY; self.links.len()];
        let mut steps: Vec<(usize, Vec<u8>)> = Vec::with_capacity(frames.len());
        let (mut from, mut to) = (0, 0);
        for (now, sound) in frames.iter().enumerate() {
            // Both limits only ever grow along the chain.
            while to < self.links.len() && self.links[to].within[0] <= now {
                to += 1;
            }
            while from < to && self.links[from].within[1] < now {
                best[from] = f32::NEG_INFINITY;
                from += 1;
            }
            let mut taken = vec![0; to - from];
            for at in (from..to).rev() {
                let link = &self.links[at];
                let (step, before) = if now == 0 {
                    let first = at == 0 || (at == 1 && link.begins_word);
                    (0, if first { 0.0 } else { f32::NEG_INFINITY })
                } else {
                    let most = if link.begins_word { 2 } else { 1 };
                    let came = |step: &usize| at.checked_sub(*step).map(|from| (*step, best[from]));
                    STEPS[..=most]
                        .iter()
                        .filter_map(came)
                        .max_by(|a, b| a.1.total_cmp(&b.1))
                        .unwrap_or((0, f32::NEG_INFINITY))
                };
                taken[at - from] = u8::try_from(step).unwrap_or(0);
                best[at] = before + states[&link.phone][link.state].likelihood(sound);
            }
            steps.push((from, taken));
        }
        self.traced(&best, &steps)
    }

    /// The path that ends best, back from its end.
    fn traced(&self, best: &[f32], steps: &[(usize, Vec<u8>)]) -> Option<Vec<usize>> {
        let end = self.links.len() - 1;
        let ends = [end, end.saturating_sub(1)];
        let mut at = ends.into_iter().max_by(|a, b| best[*a].total_cmp(&best[*b]))?;
        if !best[at].is_finite() {
            return None;
        }
        let mut path = vec![0; steps.len()];
        for (now, (from, taken)) in steps.iter().enumerate().rev() {
            path[now] = at;
            at -= usize::from(*taken.get(at.checked_sub(*from)?)?);
        }
        Some(path)
    }

    /// Start and end of each word, in seconds from the start of the stretch.
    pub fn borders(&self, sounds: &Monophones, frames: &[Frame]) -> Option<Vec<[f64; 2]>> {
        let path = self.path(sounds, frames)?;
        let border = |link: usize| boundary_s(path.partition_point(|at| *at < link));
        Some(self.words.iter().map(|word| word.map(border)).collect())
    }
}

/// The last frame that begins before `seconds`, of those up to `last`.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "no less than nothing")]
fn frame(seconds: f64, last: usize) -> usize {
    ((seconds / HOP_S).max(0.0) as usize).min(last)
}

/// When a frame's sound takes over from that of the one before: in the middle between the middles of their
/// windows.
#[expect(clippy::cast_precision_loss, reason = "frames of at most half a minute")]
pub fn boundary_s(frame: usize) -> f64 {
    if frame == 0 {
        return 0.0;
    }
    let middle = WINDOW as f64 / 2.0 / f64::from(SAMPLE_RATE_HZ);
    frame as f64 * HOP_S + middle - HOP_S / 2.0
}

#[cfg(test)]
mod tests {
    use super::super::cepstrum::COEFFICIENTS;
    use super::super::monophones::Density;
    use super::*;
    use crate::timeline::Millis;

    /// Phones that sound like one number each.
    fn sounds() -> Monophones {
        let density = |mean: f32| Density {
            weight: 0.0,
            mean: vec![mean; COEFFICIENTS],
            variance: vec![1.0; COEFFICIENTS],
        };
        let phone = |mean: f32, states: usize| vec![vec![density(mean)]; states];
        let phones = [(SILENCE, 0.0, 1), ('a', 4.0, 3), ('b', -4.0, 3), ('ə', 9.0, 3)];
        Monophones(phones.map(|(name, mean, states)| (name, phone(mean, states))).into())
    }

    fn frames(stretches: &[(f32, usize)]) -> Vec<Frame> {
        let stretch = |(mean, count): &(f32, usize)| vec![[*mean; COEFFICIENTS]; *count];
        stretches.iter().flat_map(stretch).collect()
    }

    fn borders(words: &[(&str, f64, f64)], near_s: f64, frames: &[Frame]) -> Option<Vec<[f64; 2]>> {
        let sounds = sounds();
        let phones: Vec<String> = words.iter().map(|(phones, ..)| (*phones).to_owned()).collect();
        let spans: Vec<[f64; 2]> = words.iter().map(|(_, start, end)| [*start, *end]).collect();
        Chain::of(&sounds, &phones, &spans, near_s, frames.len()).borders(&sounds, frames)
    }

    fn in_ms(borders: &[[f64; 2]]) -> Vec<[u64; 2]> {
        borders.iter().map(|word| word.map(|at| Millis::from_secs_f64(at + 1e-9).0)).collect()
    }

    #[test]
    fn words_are_put_where_they_sound() {
        let frames = frames(&[(0.0, 20), (4.0, 30), (-4.0, 20), (0.0, 10), (4.0, 20), (0.0, 10)]);
        let words = [("ab", 0.0, 0.8), ("a", 0.8, 1.1)];
        let found = borders(&words, 0.3, &frames).unwrap();
        assert_eq!(in_ms(&found), [[208, 708], [808, 1008]]);
    }

    #[test]
    fn words_without_a_silence_between_them_follow_each_other() {
        let frames = frames(&[(4.0, 30), (-4.0, 30)]);
        let found = borders(&[("a", 0.0, 0.25), ("b", 0.25, 0.6)], 0.3, &frames).unwrap();
        assert_eq!(in_ms(&found), [[0, 308], [308, 608]]);
    }

    #[test]
    fn a_word_stays_near_to_where_it_was_heard() {
        let frames = frames(&[(4.0, 30), (0.0, 100), (4.0, 30)]);
        let early = borders(&[("a", 0.0, 0.3)], 0.3, &frames).unwrap();
        assert!(early[0][1] < 0.4, "{early:?}");
        let late = borders(&[("a", 1.3, 1.6)], 0.3, &frames).unwrap();
        assert!(late[0][1] > 1.5, "{late:?}");
    }

    #[test]
    fn without_room_there_are_no_borders() {
        let frames = frames(&[(4.0, 12)]);
        let word = ("abababab", 0.0, 0.1);
        assert_eq!(borders(&[word], 0.3, &frames), None);
        assert_eq!(borders(&[word], 0.3, &[]), None);
    }

    #[test]
    fn an_unknown_sound_takes_some_time_all_the_same() {
        let frames = frames(&[(0.0, 20), (2.0, 20), (0.0, 20)]);
        let found = borders(&[("x", 0.1, 0.4)], 0.3, &frames).unwrap();
        assert!(found[0][0] < found[0][1], "{found:?}");
    }
}
