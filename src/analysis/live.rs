//! How the speaker is doing for time, while they speak.

use super::segment::Segmenter;
use super::story::{Parsed, opening};
use super::{LabelledSentence, SectionName};
use crate::bank::{Bank, Framework, LengthProfile};
use crate::timeline::{Millis, TimeSpan};
use crate::transcript::{Transcript, Word, sentences};

/// Something that the speaker should see now. Each is given once an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cue {
    /// The opening has passed its limit and goes on.
    OpeningOver,
    /// The answer has the length that it should have at least.
    MinimumReached,
    /// The answer has the length that it should have at most.
    MaximumReached,
    /// Four fifths of the time of a drill are over.
    NearlyOver,
    /// The time of a drill is over.
    TimeOver,
}

/// Where an answer stands.
#[derive(Clone, Debug, PartialEq)]
pub struct LiveState {
    /// The sections so far, in the order spoken; the last, in which the speaker is believed to be, goes
    /// on until now.
    pub sections: Vec<(SectionName, TimeSpan)>,
    /// How sure that is, 0 to 1.
    pub sure: f32,
    /// Time spent in the opening so far, from the first word.
    pub opening_elapsed: Millis,
    /// What is new since the last call.
    pub cues: Vec<Cue>,
}

/// Follows an answer while it is given. Sees committed words only, which are never rewritten.
#[derive(Clone, Debug)]
pub struct PaceMonitor {
    segmenter: Segmenter,
    length: LengthProfile,
    transcript: Transcript,
    sentences: Vec<LabelledSentence>,
    /// The end of the opening, as far as the words tell; `None` while it goes on.
    opening_end: Option<Millis>,
    given: Vec<Cue>,
}

/// A sentence that has only begun says too little about its section.
const FIRST_WORDS: usize = 4;

impl PaceMonitor {
    pub fn new(bank: &Bank, framework: &Framework, length: &LengthProfile) -> Self {
        Self {
            segmenter: Segmenter::new(framework, bank.lexicon()),
            length: length.clone(),
            transcript: Transcript::default(),
            sentences: Vec::new(),
            opening_end: None,
            given: Vec::new(),
        }
    }

    /// Takes words that were just committed.
    pub fn push(&mut self, words: &[Word]) {
        if words.is_empty() {
            return;
        }
        self.transcript.words.extend_from_slice(words);
        let lexicon = self.segmenter.lexicon();
        let parsed: Vec<Parsed> = sentences(&self.transcript, None)
            .into_iter()
            .map(|sentence| Parsed::new(sentence, &self.transcript.words, lexicon))
            .collect();
        // The end is not known yet: the least that the profile asks for stands in for it.
        let so_far = self.transcript.span().map_or(Millis::ZERO, TimeSpan::duration);
        let mut labels = self.segmenter.label(&parsed, so_far.max(self.length.min));
        if labels.len() > 1 && parsed[labels.len() - 1].tokens.len() < FIRST_WORDS {
            let last = labels.len() - 1;
            labels[last] = labels[last - 1].clone();
        }
        let opening = opening(&labels, |at| parsed[at].span());
        self.opening_end = match opening {
            Some(opening) => opening.left.then_some(opening.span.end),
            // It began with something else, or only with an aside.
            None if labels.iter().all(|label| label.section.is_none()) => None,
            None => self.transcript.span().map(|told| told.start),
        };
        let sections = &self.segmenter.framework().sections;
        self.sentences = parsed
            .into_iter()
            .zip(labels)
            .map(|(parsed, label)| LabelledSentence {
                text: parsed.sentence.text,
                span: parsed.sentence.span,
                words: parsed.sentence.words,
                section: label
                    .section
                    .map_or(super::segment::OTHER, |section| sections[section].name.as_str())
                    .to_owned(),
                confidence: label.confidence(),
                is_told: false,
            })
            .collect();
    }

    /// The state at `now`, on the recording's clock.
    pub fn tick(&mut self, now: Millis) -> LiveState {
        let start = self.transcript.words.first().map(|word| word.span.start);
        let since = |end: Millis| start.map_or(Millis::ZERO, |start| end - start);
        let opening_elapsed = since(self.opening_end.unwrap_or(now).min(now));
        let due = [
            (Cue::OpeningOver, self.opening_end.is_none() && opening_elapsed > self.length.opening),
            (Cue::MinimumReached, since(now) >= self.length.min),
            (Cue::MaximumReached, since(now) >= self.length.max),
        ];
        let cues: Vec<Cue> = due
            .into_iter()
            .filter(|(cue, due)| *due && start.is_some() && !self.given.contains(cue))
            .map(|(cue, _)| cue)
            .collect();
        self.given.extend_from_slice(&cues);
        let sure = self.sentences.last().map_or(0.0, |last| last.confidence);
        LiveState { sections: self.sections(now), sure, opening_elapsed, cues }
    }

    /// The sections so far; what belongs to none goes with the one before it.
    fn sections(&self, now: Millis) -> Vec<(SectionName, TimeSpan)> {
        let mut out: Vec<(SectionName, TimeSpan)> = Vec::new();
        for sentence in self.sentences.iter().filter(|s| s.section != super::segment::OTHER) {
            let start = sentence.span.start;
            match out.last_mut() {
                Some((name, _)) if *name == sentence.section => {}
                last => {
                    if let Some((_, span)) = last {
                        span.end = start;
                    }
                    out.push((sentence.section.clone(), TimeSpan::new(start, start)));
                }
            }
        }
        if let Some((_, span)) = out.last_mut() {
            span.end = now.max(span.start);
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tester::{
        INCIDENT, RAMBLING, STRONG, analysed, bank, context, story_answer,
    };

    /// Feeds a story word by word, half a second late as a recogniser does; gives the cues with
    /// their times, and the opening at the end.
    fn live(text: &str, length: &str) -> (Vec<(Cue, Millis)>, Millis) {
        let bank = bank();
        let (answer, _) = story_answer(text);
        let context = context(&bank, text);
        let mut monitor = PaceMonitor::new(&bank, context.framework, bank.length(length).unwrap());
        let mut cues = Vec::new();
        let mut opening = Millis::ZERO;
        for word in &answer.transcript.words {
            monitor.push(std::slice::from_ref(word));
            let now = word.span.end + Millis(500);
            let state = monitor.tick(now);
            cues.extend(state.cues.into_iter().map(|cue| (cue, now)));
            opening = state.opening_elapsed;
        }
        (cues, opening)
    }

    #[test]
    fn the_opening_is_over_while_it_goes_on() {
        let (cues, _) = live(RAMBLING, "deep");
        let (cue, at) = cues[0];
        assert_eq!(cue, Cue::OpeningOver);
        assert!((45.0..48.0).contains(&at.as_secs_f64()), "{at}");
        assert!(live(STRONG, "deep").0.iter().all(|(cue, _)| *cue != Cue::OpeningOver));
    }

    #[test]
    fn word_by_word_it_finds_the_opening_that_the_whole_answer_has() {
        for text in [STRONG, RAMBLING, INCIDENT] {
            let (_, opening) = live(text, "deep");
            let whole = analysed(text);
            let batch = whole.sections[0].span.duration();
            let apart = opening.as_secs_f64() - batch.as_secs_f64();
            assert!(apart.abs() < 8.0, "{opening} live, {batch} after");
        }
    }

    #[test]
    fn sections_fill_up_to_now() {
        let bank = bank();
        let (answer, _) = story_answer(STRONG);
        let context = context(&bank, STRONG);
        let mut monitor = PaceMonitor::new(&bank, context.framework, bank.length("deep").unwrap());
        assert_eq!(monitor.tick(Millis::from_secs(9)).sections, []);
        monitor.push(&answer.transcript.words);
        let now = answer.duration + Millis::from_secs(3);
        let sections = monitor.tick(now).sections;
        assert!(sections.len() >= 4, "{sections:?}");
        assert!(sections.windows(2).all(|pair| pair[0].1.end == pair[1].1.start));
        assert_eq!(sections.last().map(|(_, span)| span.end), Some(now));
    }

    #[test]
    fn each_cue_comes_once() {
        let bank = bank();
        let framework = bank.framework("star").unwrap();
        let mut monitor = PaceMonitor::new(&bank, framework, bank.length("deep").unwrap());
        assert_eq!(monitor.tick(Millis::from_secs(400)).cues, [], "nothing was said yet");
        monitor.push(&[Word::new("so", Millis(1000), Millis(1300))]);
        assert_eq!(
            monitor.tick(Millis::from_secs(181)).cues,
            [Cue::OpeningOver, Cue::MinimumReached]
        );
        assert_eq!(monitor.tick(Millis::from_secs(301)).cues, [Cue::MaximumReached]);
        assert_eq!(monitor.tick(Millis::from_secs(302)).cues, []);
    }
}
