//! How it was said: rates, pauses, fillers.

use super::{Answer, Timing};
use crate::bank::Lexicon;
use crate::timeline::{Millis, SpeechTrack, TimeSpan};

/// What speaks for a filled pause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// The recogniser wrote it down.
    Word,
    /// A voiced stretch that no word covers.
    Acoustic,
}

/// One filled pause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filler {
    pub text: String,
    pub span: TimeSpan,
    pub evidence: Evidence,
}

/// How an answer was spoken. What was not measurable is `None`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Delivery {
    pub duration: Millis,
    /// Voiced time.
    pub phonation: Option<Millis>,
    /// Words a minute from the first to the last word, pauses included.
    pub speech_rate_wpm: Option<f64>,
    /// Words a minute without the pauses of 250 ms and more.
    pub articulation_rate_wpm: Option<f64>,
    /// From the end of the question to the first voice.
    pub onset_latency: Option<Millis>,
    pub fillers: Vec<Filler>,
    pub fillers_per_minute: Option<f64>,
    /// Silent pauses of 250 ms and more (Goldman-Eisler's border between articulation and
    /// hesitation).
    pub pauses: Vec<TimeSpan>,
    pub longest_pause: Option<Millis>,
}

/// Goldman-Eisler 1968: shorter silences belong to articulation.
const PAUSE: Millis = Millis(250);

impl Delivery {
    /// Measures an answer. Pauses come from voice activity only, and rates only from measured
    /// times.
    pub(super) fn measure(answer: &Answer, lexicon: &Lexicon) -> Self {
        let words = &answer.transcript.words;
        let fillers: Vec<Filler> = words
            .iter()
            .filter(|word| lexicon.fillers.holds(&word.bare()))
            .map(|word| Filler { text: word.bare(), span: word.span, evidence: Evidence::Word })
            .collect();
        let measured = answer.timing == Timing::Measured;
        let told = answer.transcript.span().filter(|told| measured && !told.is_empty());
        let track = answer.track.as_ref();
        let pauses = track.map(|track| track.pauses(PAUSE)).unwrap_or_default();
        // Words a minute are of words that say something.
        let spoken = words.len() - fillers.len();
        let silent =
            |told: TimeSpan| pauses.iter().map(|pause| pause.overlap(told)).sum::<Millis>();
        Self {
            duration: answer.duration,
            phonation: track.map(SpeechTrack::phonation),
            speech_rate_wpm: told.and_then(|told| per_minute(spoken, told.duration())),
            articulation_rate_wpm: told
                .filter(|_| track.is_some())
                .and_then(|told| per_minute(spoken, told.duration() - silent(told))),
            onset_latency: track.and_then(SpeechTrack::onset),
            fillers_per_minute: told.and_then(|told| per_minute(fillers.len(), told.duration())),
            fillers,
            longest_pause: pauses.iter().map(|pause| pause.duration()).max(),
            pauses,
        }
    }
}

fn per_minute(count: usize, time: Millis) -> Option<f64> {
    let count = u32::try_from(count).ok()?;
    (time > Millis::ZERO).then(|| f64::from(count) * 60.0 / time.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tester::{answer, lexicon};

    #[test]
    fn pauses_are_in_the_speech_rate_and_not_in_the_articulation_rate() {
        // Five words in 5 x 240 + 3 x 40 ms, and a pause of a second.
        let delivery = Delivery::measure(&answer("@600 so we ..1000.. shipped it um"), &lexicon());
        assert_eq!(delivery.onset_latency, Some(Millis(600)));
        assert_eq!(delivery.longest_pause, Some(Millis(1000)));
        assert_eq!(delivery.phonation, Some(Millis(1320)));
        let near = |rate: Option<f64>, wpm: f64| (rate.unwrap() - wpm).abs() < 0.1;
        assert!(near(delivery.speech_rate_wpm, 4.0 * 60.0 / 2.32));
        assert!(near(delivery.articulation_rate_wpm, 4.0 * 60.0 / 1.32));
        assert_eq!(delivery.fillers[0].text, "um");
        assert_eq!(delivery.fillers[0].evidence, Evidence::Word);
    }

    #[test]
    fn estimated_times_give_no_rate() {
        let mut typed = answer("so um we shipped it");
        typed.timing = Timing::Estimated;
        typed.track = None;
        let delivery = Delivery::measure(&typed, &lexicon());
        assert_eq!(delivery.speech_rate_wpm, None);
        assert_eq!(delivery.longest_pause, None);
        assert_eq!(delivery.fillers.len(), 1);
    }
}
