//! What a sentence says, whatever its words: linear classifiers over its vector and its grammar.

use crate::bank::{Features, Learned};

/// Declares the concepts with their names in `tests/labels/concepts`.
macro_rules! concepts {
    ($($(#[$doc:meta])* $concept:ident = $name:literal,)+) => {
        /// Something that a sentence can say.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Concept { $($(#[$doc])* $concept,)+ }

        impl Concept {
            pub const ALL: &[Self] = &[$(Self::$concept,)+];

            /// The name of its file in `tests/labels/concepts`.
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
    /// A figure of what came of it.
    MeasuredOutcome = "measured-outcome",
    ProblemStated = "problem-stated",
    SystemDescription = "system-description",
}

impl Concept {
    /// The concept of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|concept| concept.name() == name)
    }
}

/// What one sentence says: for each concept how likely, and whether that is enough.
#[derive(Clone, Debug, Default)]
pub(super) struct Said {
    by_concept: Vec<(f32, bool)>,
}

impl Said {
    /// `features` as of [`super::in_story`].
    pub(super) fn new(features: &Features, learned: &Learned) -> Self {
        let judged = |concept: &Concept| {
            learned.concepts.get(concept.name()).map_or((0.0, false), |model| {
                let probability = model.linear.probability(features);
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
