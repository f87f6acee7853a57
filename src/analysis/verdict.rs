//! What is seen of an answer as a whole, for verdicts that no single sentence can give.
//!
//! One sentence may just fall short of saying a thing that three say together, and a warning that
//! was ignored weighs less where something was changed since. So labelled answers taught, for each
//! rule that has labels, what to make of all that the sentences say and of where it stands.

use super::concept::Concept;
use super::segment::Label;
use super::story::{Parsed, Story};
use super::{Answer, Context};
use crate::bank::{Card, Features, Role};

/// The clearest sentences for each concept that count.
const CLEAREST: usize = 3;

/// Natural-log odds come divided by this, to be of the size of the others.
const ODDS: f32 = 3.0;

/// A sentence that does not exist says a thing with these natural-log odds.
const NOTHING: f32 = -6.0;

/// The parts of a story that the shape is made of.
const ROLES: [Role; 6] =
    [Role::Opening, Role::Task, Role::Cause, Role::Action, Role::Outcome, Role::Reflection];

/// Features of each role, and of the whole shape beside those.
const OF_ROLE: usize = 3;
const OF_SHAPE: usize = 13;

/// What the features of [`answer_features`] are about, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aspect {
    /// How clearly it is said.
    Said(Concept),
    /// Which parts it has, how long and in which order, and where the problem is.
    Shape,
    /// Which kind of question it answers.
    Question,
}

/// The aspect of each feature, for frameworks of which `frameworks` are known.
pub fn aspects(frameworks: usize) -> Vec<Aspect> {
    let said = Concept::ALL.iter().flat_map(|concept| [Aspect::Said(*concept); CLEAREST]);
    let shape = [Aspect::Shape; ROLES.len() * OF_ROLE + OF_SHAPE];
    let question = std::iter::repeat_n(Aspect::Question, frameworks + 1);
    said.chain(shape).chain(question).collect()
}

/// What is seen of an answer as a whole; `None` where it is not known what its sentences mean.
/// This is what verdicts are learnt from.
pub fn answer_features(answer: &Answer, context: &Context<'_>) -> Option<Features> {
    let story = Story::new(answer, context);
    story.understood.then(|| features(&story))
}

/// As [`answer_features`], of a story that is understood.
pub(super) fn features(story: &Story<'_>) -> Features {
    let told: Vec<(&Parsed, &Label)> =
        story.parsed.iter().zip(&story.labels).filter(|(_, l)| l.section.is_some()).collect();
    let mut dense = said(&told);
    dense.extend(shape(story, &told));
    let learned = story.context.bank.learned();
    let is = |on: bool| f32::from(u8::from(on));
    dense.extend(learned.frameworks.iter().map(|name| is(*name == story.context.framework.name)));
    dense.push(is(story.context.card.is_some_and(Card::crosses_boundaries)));
    Features { dense, words: Vec::new() }
}

/// For each concept, how clearly the clearest sentences say it.
fn said(told: &[(&Parsed, &Label)]) -> Vec<f32> {
    let of = |concept: &Concept| {
        let odds = |probability: f32| {
            let probability = probability.clamp(1e-4, 1.0 - 1e-4);
            (probability / (1.0 - probability)).ln()
        };
        let mut all: Vec<f32> =
            told.iter().map(|(parsed, _)| odds(parsed.said.probability(*concept))).collect();
        all.sort_by(|a, b| b.total_cmp(a));
        all.resize(CLEAREST, NOTHING);
        all.into_iter().map(|odds| odds / ODDS)
    };
    Concept::ALL.iter().flat_map(of).collect()
}

/// A sentence as the shape sees it.
struct Told {
    /// Its words.
    words: f64,
    /// Part of the answer's words that are before it, 0 to 1.
    before: f64,
    phases: Phases,
    /// How likely it names the problem and describes a system, 0 to 1.
    problem: f64,
    system: f64,
    /// It has words for a problem.
    problem_words: bool,
}

/// How likely a sentence is in each of the three phases of any story, 0 to 1.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Phases {
    pub(super) setting: f64,
    pub(super) deed: f64,
    pub(super) end: f64,
}

impl Phases {
    pub(super) fn of(story: &Story<'_>, label: &Label) -> Self {
        let mut phases = Self::default();
        for (index, section) in story.context.framework.sections.iter().enumerate() {
            let likely = label.likely(index);
            match section.role {
                Role::Opening | Role::Task => phases.setting += likely,
                // What an incident cost belongs to its setting.
                Role::Outcome if story.is_incident() => phases.setting += likely,
                Role::Cause | Role::Action => phases.deed += likely,
                Role::Outcome | Role::Reflection | Role::Summary => phases.end += likely,
            }
        }
        phases
    }
}

fn shape(story: &Story<'_>, told: &[(&Parsed, &Label)]) -> Vec<f32> {
    let all = told.iter().map(|(parsed, _)| words(parsed)).sum::<f64>().max(1.0);
    let mut out: Vec<f64> = ROLES.iter().flat_map(|role| part(story, told, *role, all)).collect();
    let mut before = 0.0;
    let told: Vec<Told> = told
        .iter()
        .map(|(parsed, label)| {
            let told = Told {
                words: words(parsed),
                before: before / all,
                phases: Phases::of(story, label),
                problem: f64::from(parsed.said.probability(Concept::ProblemStated)),
                system: f64::from(parsed.said.probability(Concept::SystemDescription)),
                problem_words: parsed.traits.problem,
            };
            before += told.words;
            told
        })
        .collect();
    out.extend(lateness(&told));
    out.extend(problem(&told, all));
    let last = told.last().map(|told| told.phases).unwrap_or_default();
    out.extend([last.setting, last.deed, last.end]);
    #[expect(clippy::cast_possible_truncation, reason = "shares and counts")]
    out.into_iter().map(|x| x as f32).collect()
}

/// How many sentences of a role are to be expected, how likely the likeliest is, and its share.
fn part(story: &Story<'_>, told: &[(&Parsed, &Label)], role: Role, all: f64) -> [f64; OF_ROLE] {
    let sections = &story.context.framework.sections;
    let of_role: Vec<usize> =
        (0..sections.len()).filter(|index| sections[*index].role == role).collect();
    if of_role.is_empty() {
        return [1.0, 1.0, 0.2];
    }
    let likely = |label: &Label| of_role.iter().map(|index| label.likely(*index)).sum::<f64>();
    let count: f64 = told.iter().map(|(_, label)| likely(label)).sum();
    let most = told.iter().map(|(_, label)| likely(label)).fold(0.0, f64::max);
    let share: f64 = told.iter().map(|(parsed, label)| likely(label) * words(parsed)).sum();
    [count.min(2.0) / 2.0, most, share / all]
}

/// What of a story has been told so far, in sentences of each phase.
#[derive(Default)]
pub(super) struct Begun {
    sentences: usize,
    phases: Phases,
}

/// How much of a sentence comes too late, 0 to 1 each.
#[derive(Clone, Copy, Debug)]
pub(super) struct Late {
    /// Setting, after it was over.
    pub(super) setting: f64,
    /// A deed, of which the end was told before any.
    pub(super) skipped: f64,
    /// A deed, after the end.
    pub(super) back: f64,
}

/// From so many sentences of a later phase on, the story has got there; one that is in doubt is not
/// enough.
const BEGUN: f64 = 0.8;

impl Begun {
    /// Takes the next sentence, and says how late it comes.
    pub(super) fn tell(&mut self, told: Phases) -> Late {
        let Phases { deed, end, .. } = self.phases;
        let ended = (end - BEGUN).clamp(0.0, 1.0);
        let late = Late {
            setting: told.setting * (deed + end - BEGUN).clamp(0.0, 1.0),
            skipped: if end > BEGUN && deed < BEGUN { told.deed } else { 0.0 },
            back: told.deed * ended,
        };
        self.phases.deed += told.deed;
        // One headline at the start says how it ended, and is fine.
        self.phases.end += if self.sentences == 0 { 0.0 } else { told.end };
        self.sentences += 1;
        late
    }
}

/// Words, as expected, of each kind of lateness, as small numbers.
fn lateness(told: &[Told]) -> [f64; 3] {
    let mut begun = Begun::default();
    let (mut setting, mut skipped, mut back) = (0.0, 0.0, 0.0);
    for told in told {
        let late = begun.tell(told.phases);
        setting += late.setting * told.words;
        skipped += late.skipped * told.words;
        back += late.back * told.words;
    }
    [setting.min(60.0) / 20.0, skipped.min(60.0) / 20.0, back.min(80.0) / 40.0]
}

/// Where the problem is named: how likely in the first third, in the first fifth, twice in the first
/// third, by its words, and from where on; and how much of the first third describes a system.
fn problem(told: &[Told], all: f64) -> [f64; 7] {
    const EARLY: f64 = 1.0 / 3.0;
    const AT_ONCE: f64 = 0.2;
    const LIKELY: f64 = 0.6;
    let within = |limit: f64| {
        let mut found: Vec<f64> =
            told.iter().filter(|told| told.before < limit).map(|told| told.problem).collect();
        found.sort_by(|a, b| b.total_cmp(a));
        found.resize(2, 0.0);
        found
    };
    let early = || told.iter().filter(|told| told.before < EARLY);
    let system: f64 = early().map(|told| told.system * told.words).sum();
    let by_words = early().any(|told| told.problem_words);
    let from = told.iter().find(|told| told.problem > LIKELY).map_or(1.0, |told| told.before);
    let whole: f64 = told.iter().map(|told| told.system * told.words).sum();
    [
        within(EARLY)[0],
        within(AT_ONCE)[0],
        within(EARLY)[1],
        system / all,
        whole / all,
        f64::from(u8::from(by_words)),
        from,
    ]
}

#[expect(clippy::cast_precision_loss, reason = "words of a sentence")]
fn words(parsed: &Parsed) -> f64 {
    parsed.sentence.words.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tester::{STRONG, bank, context, story_answer};

    #[test]
    fn each_feature_has_its_aspect() {
        let bank = bank();
        let (answer, _) = story_answer(STRONG);
        let context = context(&bank, STRONG);
        let story = Story::new(&answer, &context);
        let features = features(&story);
        assert_eq!(features.dense.len(), aspects(bank.learned().frameworks.len()).len());
        assert!(features.dense.iter().all(|x| x.is_finite()));
    }

    #[test]
    fn nothing_is_seen_where_nothing_is_understood() {
        let bank = bank();
        let (answer, _) = story_answer(STRONG);
        assert_eq!(answer_features(&answer, &context(&bank, STRONG)), None);
    }
}
