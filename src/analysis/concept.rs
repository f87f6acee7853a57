//! What a sentence says, whatever its words: linear classifiers over its vector and its grammar.

use super::story::Parsed;
use super::vectors::{DIMENSIONS, Vectors};
use crate::bank::Learned;

/// Declares the concepts with their names in `prompts/concepts`.
macro_rules! concepts {
    ($($(#[$doc:meta])* $concept:ident = $name:literal,)+) => {
        /// Something that a sentence can say.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Concept { $($(#[$doc])* $concept,)+ }

        impl Concept {
            pub const ALL: &[Self] = &[$(Self::$concept,)+];

            /// The name of its file in `prompts/concepts`.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$concept => $name,)+ }
            }
        }
    };
}

concepts! {
    /// Whose job it was, or that it was nobody's.
    ScopeBoundary = "scope-boundary",
    TookItOn = "took-it-on",
    HandedOff = "handed-off",
    /// Others, or nobody in particular, did what counted.
    OthersSolved = "others-solved",
    /// The reason was spare time, curiosity or a career.
    IdleMotive = "idle-motive",
    Blame = "blame",
    BusinessValue = "business-value",
    /// Something outlasted the story.
    LastingEffect = "lasting-effect",
    FeelingEnding = "feeling-ending",
    RootCause = "root-cause",
    Verified = "verified",
    /// "I deployed it and the errors stopped."
    WeakCheck = "weak-check",
    Prevention = "prevention",
    ReviewHeld = "review-held",
    IgnoredAlert = "ignored-alert",
    GenericReflection = "generic-reflection",
    SpecificReflection = "specific-reflection",
    SystemicInsight = "systemic-insight",
    ProblemStated = "problem-stated",
    SystemDescription = "system-description",
}

impl Concept {
    /// The concept of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|concept| concept.name() == name)
    }
}

/// Grammar that vectors are bad at. The order is that of the learned weights.
const FLAGS: usize = 20;

/// Flags are fewer than dimensions and would drown. Chosen on `tests/answers/tune`.
const FLAG_WEIGHT: f32 = 0.5;

/// How much a neighbour's vector counts for the section of a sentence. Chosen likewise.
const NEIGHBOUR_WEIGHT: f32 = 0.5;

/// Middles of the bumps that tell where in the answer a sentence stands.
const PLACES: [f32; 6] = [0.0, 0.2, 0.4, 0.6, 0.8, 1.0];
const PLACE_WIDTH: f32 = 0.12;

/// Vector and flags of one sentence; `None` without a vector.
pub fn sentence_features(parsed: &Parsed, vectors: &Vectors) -> Option<Vec<f32>> {
    let mut features = vectors.of(&parsed.sentence.text)?.to_vec();
    features.extend(flags(parsed).map(|flag| flag * FLAG_WEIGHT));
    Some(features)
}

fn flags(parsed: &Parsed) -> [f32; FLAGS] {
    let tokens = &parsed.tokens;
    let has = |words: &[&str]| tokens.iter().any(|token| words.contains(&token.text.as_str()));
    let flag = |on: bool| if on { 1.0 } else { 0.0 };
    let negated = has(&["not", "no", "never", "nobody", "none", "without", "neither", "nor"])
        || tokens.iter().any(|token| token.text.ends_with("n't"));
    #[expect(clippy::cast_precision_loss, reason = "a sentence has at most some hundred words")]
    let length = (tokens.len() as f32 / 30.0).min(2.0);
    [
        flag(negated),
        flag(has(&["i", "i've", "i'd", "i'm"])),
        flag(has(&["we", "we've", "we'd"])),
        flag(has(&["they", "he", "she", "them", "somebody", "someone"])),
        flag(parsed.traits.hypothetical || has(&["if", "would", "could", "should"])),
        flag(tokens.iter().any(|token| crate::bank::is_number(&token.text))),
        flag(has(&["my", "mine", "myself"])),
        flag(has(&["our", "us"])),
        flag(has(&["said", "told", "says", "asked"])),
        flag(has(&["but", "although", "though", "instead", "however"])),
        flag(has(&["because", "since", "so", "why"])),
        flag(parsed.traits.i_acts),
        flag(parsed.traits.we_acts),
        flag(parsed.traits.change),
        flag(parsed.traits.system),
        flag(parsed.traits.state),
        flag(parsed.traits.scope),
        flag(parsed.traits.insight),
        flag(parsed.traits.problem),
        length,
    ]
}

/// Features of each sentence of an answer for its section: itself, its neighbours, its place.
///
/// `places` are the middles of the sentences, 0 to 1.
pub fn section_features(sentences: &[Vec<f32>], places: &[f64]) -> Vec<Vec<f32>> {
    let last = sentences.len().saturating_sub(1);
    let neighbour = |at: Option<usize>| -> Vec<f32> {
        let vector = at.and_then(|at| sentences.get(at)).map(|features| &features[..DIMENSIONS]);
        vector.map_or_else(
            || vec![0.0; DIMENSIONS],
            |vector| vector.iter().map(|value| value * NEIGHBOUR_WEIGHT).collect(),
        )
    };
    sentences
        .iter()
        .zip(places)
        .enumerate()
        .map(|(at, (own, place))| {
            let mut features = own.clone();
            features.extend(neighbour(at.checked_sub(1)));
            features.extend(neighbour(Some(at + 1)));
            #[expect(clippy::cast_possible_truncation, reason = "a share")]
            let place = *place as f32;
            let bump = |middle: f32| (-0.5 * ((place - middle) / PLACE_WIDTH).powi(2)).exp();
            features.extend(PLACES.map(|middle| 0.5 * bump(middle)));
            let edge = |on: bool| if on { 0.5 } else { 0.0 };
            features.extend([edge(at == 0), edge(at == last)]);
            features
        })
        .collect()
}

/// What one sentence says: for each concept how likely, and whether that is enough.
#[derive(Clone, Debug, Default)]
pub(super) struct Said {
    by_concept: Vec<(f32, bool)>,
}

impl Said {
    /// `features` as of [`sentence_features`].
    pub(super) fn new(features: &[f32], learned: &Learned) -> Self {
        let judged = |concept: &Concept| {
            learned.concepts.get(concept.name()).map_or((0.0, false), |model| {
                let probability = sigmoid(model.linear.score(features));
                (probability, probability >= model.threshold)
            })
        };
        Self { by_concept: Concept::ALL.iter().map(judged).collect() }
    }

    /// A sentence that says just this.
    #[cfg(test)]
    pub(super) fn just(concepts: &[Concept]) -> Self {
        let of = |concept: &Concept| {
            let said = concepts.contains(concept);
            (f32::from(u8::from(said)), said)
        };
        Self { by_concept: Concept::ALL.iter().map(of).collect() }
    }

    /// How likely the sentence says it, 0 to 1; 0 where nothing is known about its meaning.
    pub(super) fn probability(&self, concept: Concept) -> f32 {
        self.by_concept.get(concept as usize).map_or(0.0, |(probability, _)| *probability)
    }

    /// Whether it says so.
    pub(super) fn says(&self, concept: Concept) -> bool {
        self.by_concept.get(concept as usize).is_some_and(|(_, says)| *says)
    }
}

fn sigmoid(odds: f32) -> f32 {
    1.0 / (1.0 + (-odds).exp())
}
