//! Finds the sections of a story: each sentence speaks for some, and the order of all decides.
//!
//! Where it is known what sentences mean, what they speak for among the others and what follows what are
//! learnt from labelled answers. Otherwise they speak by cue phrases (in the framework's file), by who acts and
//! whether anything is wrong, and a little by their place in the answer, and the framework says what
//! it costs to move on, to skip and to go back. A label's confidence is its posterior, so that one
//! which only just won says so.

use std::cmp::Ordering;
use std::sync::Arc;

use super::chain::{Chain, argmax, log_sum};
use super::features::{for_parts, standings};
use super::story::Parsed;
use crate::bank::{Features, Framework, Hints, Learned, Lexicon, Role, SectionSpec};
use crate::timeline::Millis;

/// The label of a sentence that belongs to no section.
pub(super) const OTHER: &str = "other";

/// How much of the place in the answer is noise: a story whose opening takes half of the time is
/// exactly the one that must be seen. With this floor the place never outweighs one good cue.
const PLACE_FLOOR: f64 = 0.35;

/// Width of a section's usual place, in parts of the answer.
const PLACE_WIDTH: f64 = 0.18;

/// Cue phrases count beside meaning, too: they know what a long description of a system is, however
/// late in the answer it stands. Chosen on the recorded candidates.
const CUES_BESIDE_MEANING: f64 = 0.4;

/// How much a system that is described before any problem speaks for the opening. Chosen on the
/// recorded candidates.
const SETTING: f64 = 3.0;

/// Labels sentences with the sections of one framework.
#[derive(Clone, Debug)]
pub(super) struct Segmenter {
    framework: Framework,
    lexicon: Arc<Lexicon>,
}

/// Which section a sentence is in.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Label {
    /// As its index in the framework; `None` for [`OTHER`].
    pub(super) section: Option<usize>,
    /// How likely it is in each section, 0 to 1; empty for [`OTHER`].
    pub(super) likely: Vec<f64>,
}

impl Label {
    /// A sentence that belongs to no section.
    fn nowhere() -> Self {
        Self { section: None, likely: Vec::new() }
    }

    /// A sentence of this section, of `count`, beyond doubt.
    pub(super) fn just(section: Option<usize>, count: usize) -> Self {
        let Some(section) = section else { return Self::nowhere() };
        let likely = (0..count).map(|at| f64::from(u8::from(at == section))).collect();
        Self { section: Some(section), likely }
    }

    /// How likely the label is right, 0 to 1.
    pub(super) fn confidence(&self) -> f32 {
        #[expect(clippy::cast_possible_truncation, reason = "a probability")]
        self.section.map_or(1.0, |section| self.likely[section] as f32)
    }

    /// How likely the sentence is in a section, 0 to 1.
    pub(super) fn likely(&self, section: usize) -> f64 {
        self.likely.get(section).copied().unwrap_or_default()
    }
}

impl Segmenter {
    pub(super) fn new(framework: &Framework, lexicon: &Arc<Lexicon>) -> Self {
        Self { framework: framework.clone(), lexicon: Arc::clone(lexicon) }
    }

    pub(super) fn framework(&self) -> &Framework {
        &self.framework
    }

    pub(super) fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    /// One label a sentence: the best path. `total` is the length of the answer, or live the length
    /// it is expected to have.
    pub(super) fn label(&self, sentences: &[Parsed], total: Millis) -> Vec<Label> {
        let places = places(sentences, total);
        let told = sentences.iter().zip(places).filter(|(parsed, _)| self.takes_part(parsed));
        let scores: Vec<Vec<f64>> =
            told.map(|(parsed, place)| self.emission(parsed, place)).collect();
        let chain = self.written_order();
        let labels = chain.best_path(&scores).into_iter().zip(chain.posteriors(&scores));
        let labels = labels.map(|(section, likely)| Label { section: Some(section), likely });
        self.with_the_rest(sentences, labels)
    }

    /// One label a sentence, from what the sentences mean: the section that each is most likely in,
    /// given all the others. `meant` as of `alone`.
    pub(super) fn label_by_meaning(
        &self,
        sentences: &[Parsed],
        meant: &[Features],
        total: Millis,
        learned: &Learned,
    ) -> Vec<Label> {
        let trust = f64::from(learned.order.trust);
        let scores: Vec<Vec<f64>> = self
            .scores_by_meaning(sentences, meant, total, learned)
            .into_iter()
            .flatten()
            .map(|scores| scores.iter().map(|score| score * trust).collect())
            .collect();
        let chain = Chain::learnt(&learned.order, &self.parts(learned));
        let labels = chain.posteriors(&scores).into_iter();
        let labels =
            labels.map(|likely| Label { section: Some(argmax(likely.iter().copied())), likely });
        self.with_the_rest(sentences, labels)
    }

    /// What each sentence speaks for, as natural-log probabilities of the sections; `None` for one that
    /// takes no part in the story. What all networks say is added up; how far to trust that is learnt with
    /// the order.
    pub(super) fn scores_by_meaning(
        &self,
        sentences: &[Parsed],
        meant: &[Features],
        total: Millis,
        learned: &Learned,
    ) -> Vec<Option<Vec<f64>>> {
        let inputs = self.inputs(sentences, meant, learned);
        let places = places(sentences, total).into_iter().zip(&inputs);
        let places: Vec<f64> =
            places.filter_map(|(place, input)| input.as_ref().and(Some(place))).collect();
        let stand = standings(&places);
        let story: Vec<Features> = inputs.iter().flatten().cloned().collect();
        let parts = self.parts(learned);
        let mut scores = vec![vec![0.0; parts.len()]; story.len()];
        for network in &learned.networks {
            for (row, said) in scores.iter_mut().zip(network.scores(&story, &stand)) {
                let of = |part: &Option<usize>| {
                    part.and_then(|at| said.get(at)).copied().map_or(0.0, f64::from)
                };
                let said = log_probabilities(parts.iter().map(of).collect());
                row.iter_mut().zip(said).for_each(|(score, said)| *score += said);
            }
        }
        let mut scores = scores.into_iter().map(log_probabilities);
        inputs.iter().map(|input| input.as_ref().and_then(|_| scores.next())).collect()
    }

    /// What the networks see of each sentence; `None` for one that takes no part in the story.
    pub(super) fn inputs(
        &self,
        sentences: &[Parsed],
        meant: &[Features],
        learned: &Learned,
    ) -> Vec<Option<Features>> {
        let parts = self.parts(learned);
        let cues = self.cues_by_meaning(sentences);
        let sentence = |((parsed, own), cues): ((&Parsed, &Features), Vec<f64>)| {
            let cues = parts.iter().zip(cues).filter_map(|(part, cue)| Some(((*part)?, cue)));
            let cues: Vec<(usize, f64)> = cues.collect();
            self.takes_part(parsed).then(|| for_parts(own, &cues, &self.framework.name, learned))
        };
        sentences.iter().zip(meant).zip(cues).map(sentence).collect()
    }

    /// Which part of a story each section is.
    fn parts(&self, learned: &Learned) -> Vec<Option<usize>> {
        self.framework.sections.iter().map(|section| learned.part(&section.name)).collect()
    }

    /// What phrases speak for beside meaning, as natural-log probabilities of the sections.
    fn cues_by_meaning(&self, sentences: &[Parsed]) -> Vec<Vec<f64>> {
        // A system that is described before anything went wrong is part of the setting, however long
        // that takes.
        let problem = sentences.iter().position(|parsed| parsed.states_problem(true));
        let before = problem.unwrap_or(sentences.len());
        let sentence = |(at, parsed): (usize, &Parsed)| {
            let setting = at < before && parsed.describes_system();
            let of = |section: &SectionSpec| {
                let opening = setting && section.role == Role::Opening;
                let opening = if opening { SETTING } else { 0.0 };
                let phrases = cues(section, parsed) + hints(&section.hints, parsed);
                opening + CUES_BESIDE_MEANING * phrases
            };
            log_probabilities(self.framework.sections.iter().map(of).collect())
        };
        sentences.iter().enumerate().map(sentence).collect()
    }

    /// Sentences about the answer itself are in no section.
    fn takes_part(&self, parsed: &Parsed) -> bool {
        !parsed.is_aside(&self.lexicon)
    }

    /// The labels of all sentences, from those of the ones that take part.
    fn with_the_rest(
        &self,
        sentences: &[Parsed],
        mut labels: impl Iterator<Item = Label>,
    ) -> Vec<Label> {
        let label = |parsed: &Parsed| if self.takes_part(parsed) { labels.next() } else { None };
        sentences.iter().map(label).map(|label| label.unwrap_or_else(Label::nowhere)).collect()
    }

    fn emission(&self, parsed: &Parsed, place: f64) -> Vec<f64> {
        let mut before = 0.0;
        self.framework
            .sections
            .iter()
            .map(|section| {
                let middle = before + section.share / 2.0;
                before += section.share;
                let away = ((place - middle).abs() - section.share / 2.0).max(0.0) / PLACE_WIDTH;
                let usual = (-0.5 * away * away).exp();
                cues(section, parsed)
                    + hints(&section.hints, parsed)
                    + (PLACE_FLOOR + (1.0 - PLACE_FLOOR) * usual).ln()
            })
            .collect()
    }

    /// The order as the framework's file has it: a story starts at its beginning.
    fn written_order(&self) -> Chain {
        let costs = &self.framework.transitions;
        let count = |n: usize| u32::try_from(n).map_or(f64::INFINITY, f64::from);
        let step = |from: usize, to: usize| match to.cmp(&from) {
            Ordering::Less => costs.back * count(from - to),
            Ordering::Equal => costs.stay,
            Ordering::Greater => costs.next + costs.skip * count(to - from - 1),
        };
        let all = 0..self.framework.sections.len();
        let row = |from| all.clone().map(|to| step(from, to)).collect();
        Chain {
            first: all.clone().map(|to| if to == 0 { 0.0 } else { step(0, to) }).collect(),
            last: vec![0.0; all.len()],
            step: all.clone().map(row).collect(),
        }
    }
}

fn log_probabilities(scores: Vec<f64>) -> Vec<f64> {
    let all = log_sum(scores.iter().copied());
    scores.into_iter().map(|score| score - all).collect()
}

/// What one strong cue weighs in the frameworks' files.
const STRONG_CUE: f64 = 2.4;

/// Whether a sentence has a phrase that hardly stands anywhere but in this section.
pub(super) fn cued(section: &SectionSpec, parsed: &Parsed) -> bool {
    cues(section, parsed) >= STRONG_CUE
}

fn cues(section: &SectionSpec, parsed: &Parsed) -> f64 {
    section
        .cues
        .iter()
        .filter(|group| group.any.iter().any(|pattern| pattern.is_in(&parsed.tokens)))
        .map(|group| group.weight)
        .sum()
}

fn hints(hints: &Hints, parsed: &Parsed) -> f64 {
    let traits = &parsed.traits;
    [
        (traits.i_acts, hints.i_acts),
        (traits.we_acts, hints.we_acts),
        (traits.state, hints.state),
        (traits.problem, hints.problem),
        (traits.system, hints.system),
        (traits.figure, hints.figure),
        (traits.change, hints.change),
        (traits.scope, hints.scope),
        (traits.hypothetical, hints.hypothetical),
        (traits.insight, hints.insight),
    ]
    .iter()
    .filter(|(present, _)| *present)
    .map(|(_, weight)| weight)
    .sum()
}

/// Where the middle of each sentence stands in the answer, 0 to 1.
pub(super) fn places(sentences: &[Parsed], total: Millis) -> Vec<f64> {
    let from = sentences.first().map_or(Millis::ZERO, |parsed| parsed.span().start);
    sentences.iter().map(|parsed| place(parsed, from, total)).collect()
}

fn place(parsed: &Parsed, from: Millis, total: Millis) -> f64 {
    let span = parsed.span();
    let middle = span.start.as_secs_f64().midpoint(span.end.as_secs_f64()) - from.as_secs_f64();
    let total = total.as_secs_f64();
    if total > 0.0 { (middle / total).clamp(0.0, 1.0) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tester::{
        INCIDENT, RAMBLING, STRONG, bank, context, story_answer, without,
    };
    use crate::analysis::{Answer, Context, Timing, Vectors, analyse};
    use crate::timeline::{SpeechTrack, TimeSpan};
    use crate::transcript::{Transcript, Word};

    /// Part of the told time that carries the right label, for the segmenter and for one that
    /// knows only the place in the answer.
    fn accuracy(
        answer: &Answer,
        context: &Context<'_>,
        truth: &[(TimeSpan, String)],
    ) -> (f64, f64) {
        let analysis = analyse(answer, context);
        let told = answer.transcript.span().unwrap();
        let (mut right, mut placed, mut all) = (0.0, 0.0, 0.0);
        for (span, section) in truth {
            let time = |of: TimeSpan| of.overlap(*span).as_secs_f64();
            all += span.duration().as_secs_f64();
            let same = analysis.sentences.iter().filter(|sentence| sentence.section == *section);
            right += same.map(|sentence| time(sentence.span)).sum::<f64>();
            let mut from = told.start;
            for spec in &context.framework.sections {
                let end = from + Millis::from_secs_f64(told.duration().as_secs_f64() * spec.share);
                if spec.name == *section {
                    placed += time(TimeSpan::new(from, end));
                }
                from = end;
            }
        }
        (right / all, placed / all)
    }

    fn stories(text: &str, marks: bool) -> (f64, f64) {
        let bank = bank();
        let (mut answer, sections) = story_answer(text);
        let voiced = answer.track.as_ref().unwrap().voiced().to_vec();
        if !marks {
            for word in &mut answer.transcript.words {
                word.text = word.bare();
            }
        }
        let truth: Vec<_> = voiced.into_iter().zip(sections).collect();
        accuracy(&answer, &context(&bank, text), &truth)
    }

    #[test]
    fn stories_are_cut_where_people_would_cut_them() {
        for (name, text) in [("strong", STRONG), ("rambling", RAMBLING), ("incident", INCIDENT)] {
            let (right, placed) = stories(text, true);
            let (bare, _) = stories(text, false);
            println!("{name}: {right:.3}, without marks {bare:.3}, by place {placed:.3}");
            assert!(right >= 0.85 && right > placed, "{name}: {right:.2}, by place {placed:.2}");
            assert!(bare >= 0.70, "{name} without marks: {bare:.2}");
        }
    }

    #[test]
    fn a_section_that_is_left_out_leaves_the_others_where_they_are() {
        for section in ["task", "result", "reflection"] {
            let (right, _) = stories(&without(STRONG, section), true);
            assert!(right >= 0.8, "without {section}: {right:.2}");
        }
    }

    #[test]
    fn a_sentence_that_says_nothing_is_labelled_with_little_confidence() {
        let text = "[situation] It was what it was and it went on and on like that for everybody there.\n\
            [situation] Some of it was here and some of it was there as it always is with those.";
        let (answer, _) = story_answer(text);
        let bank = bank();
        let analysis = analyse(&answer, &Context::new(&bank, None, None).unwrap());
        assert!(analysis.sentences.iter().all(|sentence| sentence.confidence < 0.9));
    }

    #[test]
    fn what_is_said_about_the_answer_belongs_to_no_section() {
        let bank = bank();
        let answer = crate::analysis::tester::answer(
            "That's a good question. ..600.. Last year our shop was failing every night. ..600.. \
             I fixed the cart. ..600.. And that's my answer.",
        );
        let analysis = analyse(&answer, &Context::new(&bank, None, None).unwrap());
        let sections: Vec<_> = analysis.sentences.iter().map(|s| s.section.as_str()).collect();
        assert_eq!(sections, ["other", "situation", "action", "other"]);
    }

    /// The recorded candidates, or what is in the folder `GREENROOM_TRUTH`: `*.truth.json` with
    /// `sentences: [{section, text, start_s, end_s}]`. Prints what the segmenter makes of each.
    #[test]
    fn labelled_answers_are_cut_where_their_labels_say() {
        #[derive(serde::Deserialize)]
        struct Sentence {
            section: String,
            text: String,
            start_s: f64,
            end_s: f64,
        }
        #[derive(serde::Deserialize)]
        struct Truth {
            sentences: Vec<Sentence>,
        }
        let elsewhere = std::env::var_os("GREENROOM_TRUTH").map(std::path::PathBuf::from);
        let ours = elsewhere.is_none();
        let folder = elsewhere.unwrap_or_else(|| {
            std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/candidate")
        });
        let bank = bank();
        let context = Context::new(&bank, None, None).unwrap();
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if !path.to_string_lossy().ends_with(".truth.json") {
                continue;
            }
            let truth: Truth =
                serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
            for marks in [true, false] {
                let (mut words, mut spans) = (Vec::new(), Vec::new());
                for sentence in &truth.sentences {
                    let span = TimeSpan::new(
                        Millis::from_secs_f64(sentence.start_s),
                        Millis::from_secs_f64(sentence.end_s),
                    );
                    spans.push((span, sentence.section.clone()));
                    let texts: Vec<&str> = sentence.text.split_whitespace().collect();
                    let each = span.duration().0 / texts.len() as u64;
                    for (place, text) in texts.into_iter().enumerate() {
                        let start = span.start + Millis(each * place as u64);
                        let mut word = Word::new(text, start, start + Millis(each));
                        if !marks {
                            word.text = word.bare();
                        }
                        words.push(word);
                    }
                }
                let length = spans.last().unwrap().0.end;
                let voiced = spans.iter().map(|(span, _)| *span).collect();
                let answer = Answer {
                    transcript: Transcript { words },
                    track: Some(SpeechTrack::new(voiced, vec![], length)),
                    duration: length,
                    timing: Timing::Measured,
                    vectors: Vectors::default(),
                    told_sections: Vec::new(),
                };
                let (right, placed) = accuracy(&answer, &context, &spans);
                let name = path.file_stem().unwrap().to_string_lossy().into_owned();
                println!("{name} marks={marks}: {right:.3}, by place {placed:.3}");
                let least = if marks { 0.85 } else { 0.65 };
                assert!(!ours || right >= least, "{name} marks={marks}: {right:.2}");
                let analysis = analyse(&answer, &context);
                for sentence in &analysis.sentences {
                    println!(
                        "  {:10} {:.2} {}",
                        sentence.section, sentence.confidence, sentence.text
                    );
                }
                for finding in &analysis.findings {
                    println!("  - {} {}", finding.rule, finding.message);
                }
                println!("  spoken: {}", crate::feedback::spoken(&analysis, &context));
            }
        }
    }
}
