//! How it was said: rates, pauses, fillers.

use super::fillers::fillers;
use super::{Answer, Timing};
use crate::bank::Lexicon;
use crate::timeline::{Millis, SpeechTrack, TimeSpan};
use crate::transcript::Word;

/// What speaks for a filled pause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// The recogniser wrote it down.
    Word,
    /// A sound was held that no word explains.
    Acoustic,
}

/// One filled pause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filler {
    pub text: String,
    pub span: TimeSpan,
    pub evidence: Evidence,
}

/// The speech rate of a stretch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pace {
    pub span: TimeSpan,
    /// Words a minute, pauses included.
    pub wpm: f64,
}

/// How an answer was spoken. What was not measurable is `None`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Delivery {
    pub duration: Millis,
    /// Voiced time.
    pub phonation: Option<Millis>,
    /// Words a minute from the first to the last word, pauses included.
    pub speech_rate_wpm: Option<f64>,
    /// The speech rate over time, in stretches of half a minute from the first word on; empty where
    /// times were not measured.
    pub pace: Vec<Pace>,
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

/// Long enough that one pause does not make it, short enough to see a speaker tire. Chosen.
const STRETCH: Millis = Millis::from_secs(30);

/// Goldman-Eisler 1968: shorter silences belong to articulation.
const PAUSE: Millis = Millis(250);

impl Delivery {
    /// Measures an answer. Pauses come from voice activity only, and rates only from measured
    /// times.
    pub(super) fn measure(answer: &Answer, lexicon: &Lexicon) -> Self {
        let words = &answer.transcript.words;
        let fillers = fillers(answer, lexicon);
        let measured = answer.timing == Timing::Measured;
        let told = answer.transcript.span().filter(|told| measured && !told.is_empty());
        let track = answer.track.as_ref();
        let pauses = track.map(|track| track.pauses(PAUSE)).unwrap_or_default();
        // Words a minute are of words that say something.
        let silent =
            |told: TimeSpan| pauses.iter().map(|pause| pause.overlap(told)).sum::<Millis>();
        let rated: Vec<&Word> =
            words.iter().filter(|word| !lexicon.fillers.holds(&word.bare())).collect();
        let spoken = rated.len();
        let pace = told.map_or_else(Vec::new, |told| pace(&rated, told));
        Self {
            pace,
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

/// Stretches of an answer that claims to be days long, as a damaged file can, are longer.
const MOST_STRETCHES: u64 = 1000;

/// The rate of each stretch. What is left at the end, if it is less than half a stretch, belongs to the
/// last one.
fn pace(words: &[&Word], told: TimeSpan) -> Vec<Pace> {
    let mut out = Vec::new();
    let mut start = told.start;
    let stretch = STRETCH.max(Millis(told.duration().0 / MOST_STRETCHES));
    while start < told.end {
        let left = told.end - start;
        let whole = left >= stretch + Millis(stretch.0 / 2);
        let end = if whole { start + stretch } else { told.end };
        let span = TimeSpan::new(start, end);
        let count = words.iter().filter(|word| span.contains(word.span.start)).count();
        out.extend(per_minute(count, span.duration()).map(|wpm| Pace { span, wpm }));
        start = end;
    }
    out
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
    fn pace_is_told_over_time() {
        // 24 words in 12 s, then 8 in 12 s, over and over: half a minute holds the same of both.
        let fast = "we shipped it ..660.. ".repeat(20);
        let slow = "it ..2720.. ".repeat(25);
        let pace = Delivery::measure(&answer(&format!("{fast}{slow}")), &lexicon()).pace;
        assert_eq!(pace.len(), 3);
        assert_eq!(pace[0].span, TimeSpan::new(Millis(0), Millis(30_000)));
        assert!(pace[0].wpm > 110.0 && pace[2].wpm < 25.0, "{pace:?}");
        let short = Delivery::measure(&answer("so we shipped it"), &lexicon()).pace;
        assert_eq!(short.len(), 1);
    }

    #[test]
    fn an_answer_that_claims_to_last_for_ages_is_measured_at_once() {
        let mut ages = answer("so we shipped it");
        // What `end_s: 1e300` in a file is read as.
        ages.transcript.words[3].span.end = Millis::from_secs_f64(1e300);
        assert_eq!(Delivery::measure(&ages, &lexicon()).pace.len(), 1000);
    }

    #[test]
    fn estimated_times_give_no_rate() {
        let mut typed = answer("so um we shipped it");
        typed.timing = Timing::Estimated;
        typed.track = None;
        let delivery = Delivery::measure(&typed, &lexicon());
        assert_eq!(delivery.speech_rate_wpm, None);
        assert_eq!(delivery.pace, []);
        assert_eq!(delivery.longest_pause, None);
        assert_eq!(delivery.fillers.len(), 1);
    }
}
