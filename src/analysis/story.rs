//! An answer made ready for the rules: sentences, clauses, figures, sections.

use std::collections::BTreeMap;
use std::ops::Range;

use super::concept::{Concept, Said};
use super::figures::{Figure, figures};
use super::grammar::{Clause, Subject, Token, clauses, tokens};
use super::key_points::key_points;
use super::language::is_english;
use super::meaning::{length, understand};
use super::segment::{Label, OTHER, Segmenter};
use super::verdict;
use super::{Answer, Context, Delivery, KeyPoint, LabelledSentence, Section};
use crate::bank::{ConceptModel, Lexicon, Role};
use crate::timeline::TimeSpan;
use crate::transcript::{Sentence, Word, is_guesswork};

/// What can be seen in one sentence.
#[expect(clippy::struct_excessive_bools, reason = "each is one weight in a framework's file")]
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Traits {
    pub(super) i_acts: bool,
    pub(super) we_acts: bool,
    pub(super) state: bool,
    pub(super) problem: bool,
    pub(super) system: bool,
    pub(super) figure: bool,
    pub(super) change: bool,
    pub(super) scope: bool,
    pub(super) hypothetical: bool,
    pub(super) insight: bool,
}

/// A sentence with its words read.
#[derive(Clone, Debug)]
pub struct Parsed {
    pub(super) sentence: Sentence,
    pub(super) tokens: Vec<Token>,
    pub(super) clauses: Vec<Clause>,
    pub(super) figures: Vec<Figure>,
    pub(super) traits: Traits,
    pub(super) said: Said,
}

impl Parsed {
    pub(super) fn new(sentence: Sentence, words: &[Word], lexicon: &Lexicon) -> Self {
        let tokens = tokens(words, sentence.words.clone(), lexicon);
        let clauses = clauses(&tokens, lexicon);
        let figures = figures(&tokens, lexicon);
        let acts = |who| clauses.iter().any(|clause| clause.acts && clause.subject == who);
        let (i_acts, we_acts) = (acts(Subject::I), acts(Subject::We));
        let stands =
            |token: &Token| lexicon.be.holds(&token.text) || lexicon.have.holds(&token.text);
        let traits = Traits {
            i_acts,
            we_acts,
            state: !i_acts && !we_acts && tokens.iter().any(stands),
            problem: lexicon.problem.is_in(&tokens),
            system: describes_system(&tokens, i_acts, lexicon),
            figure: !figures.is_empty(),
            change: figures.iter().any(|figure| figure.change),
            scope: lexicon.scope_not_mine.is_in(&tokens) || lexicon.scope_mine.is_in(&tokens),
            hypothetical: lexicon.hypothetical.is_in(&tokens),
            insight: lexicon.insight.is_in(&tokens),
        };
        Self { sentence, tokens, clauses, figures, traits, said: Said::default() }
    }

    /// Reads `words` as one sentence, whatever stands in it, for whoever learns from sentences.
    pub fn one(text: &str, words: &[Word], lexicon: &Lexicon) -> Self {
        let sentence =
            Sentence { text: text.to_owned(), words: 0..words.len(), span: TimeSpan::default() };
        Self::new(sentence, words, lexicon)
    }

    pub fn span(&self) -> TimeSpan {
        self.sentence.span
    }

    pub fn text(&self) -> &str {
        &self.sentence.text
    }

    pub(super) fn says(&self, concept: Concept) -> bool {
        self.said.says(concept)
    }

    /// Whether it describes how a system is built.
    pub(super) fn describes_system(&self) -> bool {
        self.traits.system || self.says(Concept::SystemDescription)
    }

    /// Whether it says that something is wrong. Where meaning is not known, words must do, which are
    /// also parts of systems.
    pub(super) fn states_problem(&self, understood: bool) -> bool {
        if understood {
            let meant = self.said.probability(Concept::ProblemStated) >= PLAIN_PROBLEM;
            return (meant || self.traits.problem) && !self.says(Concept::SystemDescription);
        }
        self.traits.problem && (!self.traits.system || self.traits.state)
    }

    /// Transcript words of a range of tokens.
    pub(super) fn words(&self, tokens: &Range<usize>) -> Range<usize> {
        let part = &self.tokens[tokens.clone()];
        match (part.first(), part.last()) {
            (Some(first), Some(last)) => first.word..last.word + 1,
            _ => self.sentence.words.clone(),
        }
    }

    /// Whether the sentence only speaks about the answer: "let me think".
    pub(super) fn is_aside(&self, lexicon: &Lexicon) -> bool {
        let covered: usize =
            lexicon.aside.find(&self.tokens).iter().map(ExactSizeIterator::len).sum();
        // Four words around the phrase still are the phrase: "okay and that's my answer then".
        self.tokens.is_empty()
            || (covered > 0
                && self.tokens.len() <= covered + 4
                && self.tokens.len() <= 10
                && !self.traits.i_acts)
    }
}

/// Much scene-setting reaches a probability of one half; this much it hardly does. Chosen on
/// `tests/labels/tune` and the recorded candidates.
const PLAIN_PROBLEM: f32 = 0.6;

/// The sentences of an answer with their words read.
pub fn read(answer: &Answer, lexicon: &Lexicon) -> Vec<Parsed> {
    crate::transcript::sentences(&answer.transcript, answer.track.as_ref())
        .into_iter()
        .map(|sentence| Parsed::new(sentence, &answer.transcript.words, lexicon))
        .collect()
}

/// A description of a system: at least two of its parts, or one and how it hangs together, and
/// nobody who does anything with it.
fn describes_system(tokens: &[Token], i_acts: bool, lexicon: &Lexicon) -> bool {
    let parts = lexicon.system.find(tokens).len();
    !i_acts && parts >= 1 && (parts >= 3 || lexicon.wiring.is_in(tokens))
}

/// An answer with everything that the rules look at.
#[derive(Clone)]
pub(super) struct Story<'a> {
    pub(super) answer: &'a Answer,
    pub(super) context: &'a Context<'a>,
    pub(super) parsed: Vec<Parsed>,
    pub(super) labels: Vec<Label>,
    pub(super) delivery: Delivery,
    /// Whether it is known what its sentences mean.
    pub(super) understood: bool,
    /// Whether its words could hardly be made out.
    pub(super) unclear: bool,
    /// Whether its words could be made out, and are in the one language that can be understood.
    pub(super) readable: bool,
    pub(super) key_points: Vec<KeyPoint>,
    /// What was learnt about rules, applied to this answer as a whole; by the rule's name.
    verdicts: BTreeMap<String, bool>,
}

impl<'a> Story<'a> {
    pub(super) fn new(answer: &'a Answer, context: &'a Context<'a>) -> Self {
        let segmenter = Segmenter::new(context.framework, context.bank.lexicon());
        let learned = context.bank.learned();
        let (parsed, meant) = understand(answer, context, &segmenter);
        let total = length(answer);
        let understood = meant.is_some();
        let unclear = is_guesswork(&answer.transcript.words);
        let readable = understood || !unclear && is_english(&parsed, segmenter.lexicon());
        let labels = match meant {
            Some(meant) => segmenter.label_by_meaning(&parsed, &meant, total, learned),
            None if readable => segmenter.label(&parsed, total),
            // Its words would be guessed at by their place alone.
            None => vec![Label { section: None, likely: Vec::new() }; parsed.len()],
        };
        let labels = told(labels, &parsed, answer, context);
        let delivery = Delivery::measure(answer, segmenter.lexicon());
        let key_points = key_points(&parsed, &answer.vectors, context);
        let mut story = Self {
            answer,
            context,
            parsed,
            labels,
            delivery,
            understood,
            unclear,
            readable,
            key_points,
            verdicts: BTreeMap::new(),
        };
        if understood {
            story.verdicts = verdicts(&story);
        }
        story
    }

    /// The same for another listener.
    pub(super) fn heard_by<'b>(&self, context: &'b Context<'b>) -> Story<'b>
    where
        'a: 'b,
    {
        Story { context, ..self.clone() }
    }

    pub(super) fn lexicon(&self) -> &Lexicon {
        self.context.bank.lexicon()
    }

    /// Whether the answer as a whole gives a rule reason; `None` if nothing was learnt about it.
    pub(super) fn verdict(&self, rule: &str) -> Option<bool> {
        self.verdicts.get(rule).copied()
    }

    /// The sentence that says something most clearly, if any says it.
    pub(super) fn clearest(&self, concept: Concept) -> Option<&Parsed> {
        clearest_of(concept, self.parsed.iter())
    }

    /// The sentence that is likeliest to say something, however unlikely that is.
    pub(super) fn likeliest(&self, concept: Concept) -> Option<&Parsed> {
        likeliest_of(concept, self.parsed.iter())
    }

    /// Whether any sentence says it.
    pub(super) fn says(&self, concept: Concept) -> bool {
        self.parsed.iter().any(|parsed| parsed.says(concept))
    }

    /// Whether the question is answered as an incident.
    pub(super) fn is_incident(&self) -> bool {
        self.context.framework.sections.iter().any(|section| section.role == Role::Cause)
    }

    /// Whether something broke and was repaired. In other stories nobody needs to speak of a repair;
    /// one who does must not stop at silence.
    pub(super) fn is_about_a_repair(&self) -> bool {
        self.is_incident() || self.says(Concept::WeakCheck)
    }

    /// From the first word to the last; `None` if nothing was said.
    pub(super) fn told(&self) -> Option<TimeSpan> {
        self.answer.transcript.span()
    }

    pub(super) fn role(&self, sentence: usize) -> Option<Role> {
        Some(self.context.framework.sections[self.labels[sentence].section?].role)
    }

    /// The sentences of a role, in order.
    pub(super) fn with_role(&self, role: Role) -> impl Iterator<Item = (usize, &Parsed)> {
        self.parsed.iter().enumerate().filter(move |(at, _)| self.role(*at) == Some(role))
    }

    /// The opening: its sentences, and its time up to the first sentence of a later section.
    pub(super) fn opening(&self) -> Option<Opening> {
        opening(&self.labels, |at| self.parsed[at].span())
    }

    pub(super) fn sentences(&self) -> Vec<LabelledSentence> {
        self.parsed
            .iter()
            .zip(&self.labels)
            .map(|(parsed, label)| LabelledSentence {
                text: parsed.sentence.text.clone(),
                span: parsed.sentence.span,
                words: parsed.sentence.words.clone(),
                section: self.name(label).to_owned(),
                confidence: label.confidence(),
                is_told: self
                    .answer
                    .told_sections
                    .iter()
                    .any(|(at, _)| parsed.span().contains(*at)),
            })
            .collect()
    }

    pub(super) fn sections(&self) -> Vec<Section> {
        let Some(told) = self.told() else { return Vec::new() };
        let whole = told.duration().as_secs_f64().max(0.001);
        let mut out: Vec<Section> = Vec::new();
        let mut from = 0;
        for at in 1..=self.labels.len() {
            let changes =
                at == self.labels.len() || self.labels[at].section != self.labels[from].section;
            if !changes {
                continue;
            }
            let end = self.parsed.get(at).map_or(told.end, |next| next.span().start);
            let span = TimeSpan::new(self.parsed[from].span().start, end);
            let count = u16::try_from(at - from).unwrap_or(u16::MAX);
            let sure: f32 = self.labels[from..at].iter().map(Label::confidence).sum();
            out.push(Section {
                name: self.name(&self.labels[from]).to_owned(),
                span,
                #[expect(clippy::cast_possible_truncation, reason = "a share")]
                share: (span.duration().as_secs_f64() / whole) as f32,
                confidence: sure / f32::from(count),
            });
            from = at;
        }
        out
    }

    fn name(&self, label: &Label) -> &str {
        label
            .section
            .map_or(OTHER, |section| self.context.framework.sections[section].name.as_str())
    }
}

/// The labels, with those that a person gave in place of what was guessed.
fn told(
    mut labels: Vec<Label>,
    parsed: &[Parsed],
    answer: &Answer,
    context: &Context<'_>,
) -> Vec<Label> {
    let sections = &context.framework.sections;
    for (at, name) in &answer.told_sections {
        let place = sections.iter().position(|section| section.name == *name);
        for (label, parsed) in labels.iter_mut().zip(parsed) {
            if parsed.span().contains(*at) {
                *label = Label::just(place, sections.len());
            }
        }
    }
    labels
}

fn verdicts(story: &Story<'_>) -> BTreeMap<String, bool> {
    let features = verdict::features(story);
    let learned = story.context.bank.learned();
    let judged = |(rule, model): (&String, &ConceptModel)| {
        (rule.clone(), model.linear.probability(&features) >= model.threshold)
    };
    learned.verdicts.iter().map(judged).collect()
}

/// Of some sentences the one that is likeliest to say something; of equals the first.
pub(super) fn likeliest_of<'s>(
    concept: Concept,
    sentences: impl Iterator<Item = &'s Parsed>,
) -> Option<&'s Parsed> {
    sentences.reduce(|best, parsed| {
        let more = parsed.said.probability(concept) > best.said.probability(concept);
        if more { parsed } else { best }
    })
}

/// Of some sentences the one that says something most clearly, if any says it; of equals the first.
pub(super) fn clearest_of<'s>(
    concept: Concept,
    sentences: impl Iterator<Item = &'s Parsed>,
) -> Option<&'s Parsed> {
    let mut best: Option<(f32, &Parsed)> = None;
    for parsed in sentences.filter(|parsed| parsed.says(concept)) {
        let probability = parsed.said.probability(concept);
        if best.is_none_or(|(most, _)| probability > most) {
            best = Some((probability, parsed));
        }
    }
    best.map(|(_, parsed)| parsed)
}

/// The first section, before any other has begun.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Opening {
    pub(super) sentences: Range<usize>,
    pub(super) span: TimeSpan,
    /// Whether another section follows.
    pub(super) left: bool,
    /// How sure it is that the opening ends there, 0 to 1.
    pub(super) border: f32,
}

/// Finds the opening among labelled sentences; asides before it and inside it do not end it.
pub(super) fn opening(labels: &[Label], span: impl Fn(usize) -> TimeSpan) -> Option<Opening> {
    let start = labels.iter().position(|label| label.section.is_some())?;
    if labels[start].section != Some(0) {
        return None;
    }
    let later = (start..labels.len()).find(|&at| labels[at].section.is_some_and(|s| s > 0));
    let end = later.unwrap_or(labels.len());
    let stop = later.map_or_else(|| span(end - 1).end, |at| span(at).start);
    let border = later.map_or(1.0, |at| labels[at].confidence().min(labels[at - 1].confidence()));
    Some(Opening {
        sentences: start..end,
        span: TimeSpan::new(span(start).start, stop),
        left: later.is_some(),
        border,
    })
}
