//! Whether a reply to a follow-up gives what was asked for.

use std::collections::BTreeMap;

use super::concept::Concept;
use super::features::{FLAGS, alone};
use super::grammar::Subject;
use super::story::{Parsed, Story};
use super::vectors::DIMENSIONS;
use super::{Answer, Context, Probe};
use crate::bank::{Features, Want, is_number};
use crate::timeline::{Millis, TimeSpan};

/// Whether a reply is strong, and what it lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplyVerdict {
    pub is_strong: bool,
    /// What was asked for and was not heard. A weak reply may have all of it in name, and a strong one
    /// may put it in words that were not understood.
    pub lacks: Vec<Want>,
    /// The sentence that gives what was asked for first of all, and when it begins.
    pub evidence: Option<(String, Millis)>,
}

impl ReplyVerdict {
    /// Whether it leaves nothing to be asked: strong, and all that was asked for is in it.
    pub fn settles(&self) -> bool {
        self.is_strong && self.lacks.is_empty()
    }
}

/// The longest reply that is brief: thirty seconds, and time to breathe in.
const BRIEF: Millis = Millis::from_secs(33);

/// How much counts what a reply has, what it has of what was asked, and how clearly it says things,
/// beside its meaning. Chosen by leaving out a fifth of `tests/labels/replies/tune.toml` at a time.
const HAS: f32 = 0.5;
const ASKED: f32 = 1.0;
const CONCEPT: f32 = 0.15;

/// So few words say nothing beyond a figure.
const HARDLY_ANY: usize = 6;

/// Judges a reply by what its probe wants, and by what labelled replies taught about vague ones.
/// `context` is that of a reply; `None` where it cannot be understood.
pub fn judge_reply_to(
    probe: &Probe,
    reply: &Answer,
    context: &Context<'_>,
) -> Option<ReplyVerdict> {
    let heard = Heard { story: Story::new(reply, context) };
    if heard.story.parsed.is_empty() || !heard.story.understood {
        return None;
    }
    let lacks: Vec<Want> = probe.wants.iter().copied().filter(|want| !heard.has(*want)).collect();
    let model = &context.bank.learned().replies;
    let is_strong = model.linear.probability(&heard.features(probe)) >= model.threshold;
    let evidence = probe.wants.iter().find_map(|want| heard.evidence(*want));
    let evidence = evidence.map(|parsed| (parsed.text().to_owned(), parsed.span().start));
    Some(ReplyVerdict { is_strong, lacks, evidence })
}

/// What is seen of a reply; `None` where it cannot be understood. This is what is learnt from.
pub fn reply_features(probe: &Probe, reply: &Answer, context: &Context<'_>) -> Option<Features> {
    let heard = Heard { story: Story::new(reply, context) };
    heard.story.understood.then(|| heard.features(probe))
}

struct Heard<'a> {
    story: Story<'a>,
}

impl Heard<'_> {
    /// Whether it has what is wanted: in its length, in what the speaker does in all of it, or in any of
    /// its sentences.
    fn has(&self, want: Want) -> bool {
        let length = self.story.told().map_or(Millis::ZERO, TimeSpan::duration);
        match want {
            Want::Brief => length <= BRIEF,
            Want::Full => length >= self.story.context.length.min,
            Want::Deed => self.deeds(),
            _ => self.evidence(want).is_some(),
        }
    }

    /// The first sentence that gives what is wanted.
    fn evidence(&self, want: Want) -> Option<&Parsed> {
        let hardly_any = self.story.answer.transcript.words.len() <= HARDLY_ANY;
        if hardly_any && want != Want::Figure {
            return None;
        }
        self.story.parsed.iter().find(|parsed| self.gives(parsed, want))
    }

    fn gives(&self, parsed: &Parsed, want: Want) -> bool {
        let lexicon = self.story.lexicon();
        let figure = parsed.traits.figure;
        match want {
            // Of all its sentences together.
            Want::Brief | Want::Full => false,
            Want::Deed => parsed.traits.i_acts,
            Want::Figure => figure,
            Want::Reason => lexicon.reason.is_in(&parsed.tokens),
            Want::FirstPerson => {
                let own = ["i", "i've", "i'd", "i'm", "my", "mine"];
                parsed.tokens.iter().any(|token| own.contains(&token.text.as_str()))
            }
            Want::Others => {
                lexicon.others.is_in(&parsed.tokens)
                    || parsed.clauses.iter().any(|clause| clause.subject == Subject::Other)
            }
            Want::Outcome => {
                figure
                    || parsed.says(Concept::MeasuredOutcome)
                    || parsed.says(Concept::LastingEffect)
            }
            Want::Worth => figure || parsed.says(Concept::BusinessValue),
            Want::OwnPart => {
                lexicon.own_part.is_in(&parsed.tokens) || parsed.says(Concept::SpecificReflection)
            }
            Want::ScopeBoundary => parsed.says(Concept::ScopeBoundary) || parsed.traits.scope,
            Want::RootCause => parsed.says(Concept::RootCause),
            Want::ProblemStated => parsed.says(Concept::ProblemStated),
            Want::Verified => parsed.says(Concept::Verified),
            Want::Prevention => parsed.says(Concept::Prevention),
            Want::SpecificReflection => parsed.says(Concept::SpecificReflection),
            Want::LastingEffect => parsed.says(Concept::LastingEffect),
            Want::ReviewHeld => parsed.says(Concept::ReviewHeld),
        }
    }

    /// What it has of all that can be wanted, and of what was; how clearly it says what; its grammar,
    /// its length, its meaning and its words.
    fn features(&self, probe: &Probe) -> Features {
        let is = |on: bool| f32::from(u8::from(on));
        let mut dense: Vec<f32> = Vec::new();
        for want in Want::ALL {
            let has = self.has(*want);
            dense.push(is(has) * HAS);
            let asked = probe.wants.contains(want);
            dense.push(is(asked) * if has { ASKED } else { -ASKED });
        }
        dense.push(is(probe.wants.iter().all(|want| self.has(*want))) * ASKED);
        let parsed = &self.story.parsed;
        for concept in Concept::ALL {
            let likely = parsed.iter().map(|parsed| parsed.said.probability(*concept));
            let likely = likely.fold(0.0, f32::max).clamp(1e-3, 1.0 - 1e-3);
            dense.push((likely / (1.0 - likely)).ln() * CONCEPT);
        }
        let learned = self.story.context.bank.learned();
        let each: Vec<Features> = parsed
            .iter()
            .filter_map(|parsed| alone(parsed, &self.story.answer.vectors, learned))
            .collect();
        let count = float(each.len().max(1));
        let mut mean = vec![0.0; DIMENSIONS + FLAGS];
        for features in &each {
            for (mean, x) in mean.iter_mut().zip(&features.dense) {
                *mean += x / count;
            }
        }
        dense.extend(mean);
        let tokens = || parsed.iter().flat_map(|parsed| &parsed.tokens);
        let words = float(tokens().count());
        let numbers = float(tokens().filter(|token| is_number(&token.text)).count());
        dense.extend([(words / 50.0).min(2.0), (numbers / 3.0).min(2.0), words / count / 20.0]);
        let mut by_word: BTreeMap<usize, f32> = BTreeMap::new();
        for (at, x) in each.iter().flat_map(|features| &features.words) {
            *by_word.entry(*at).or_default() += x / count;
        }
        Features { dense, words: by_word.into_iter().collect() }
    }

    /// The speaker acts in it, and not less often than only "we" do.
    fn deeds(&self) -> bool {
        let count = |of: &dyn Fn(&Parsed) -> bool| {
            self.story.parsed.iter().filter(|parsed| of(parsed)).count()
        };
        let mine = count(&|parsed| parsed.traits.i_acts);
        let ours = count(&|parsed| parsed.traits.we_acts && !parsed.traits.i_acts);
        mine > 0 && mine >= ours
    }
}

#[expect(clippy::cast_precision_loss, reason = "words of a reply")]
fn float(count: usize) -> f32 {
    count as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Vectors;
    use crate::analysis::tester::{answer, bank};

    fn has(want: Want, notation: &str) -> bool {
        let bank = bank();
        let context = Context::new(&bank, None, None).unwrap().of_reply();
        let answer = answer(notation);
        Heard { story: Story::new(&answer, &context) }.has(want)
    }

    #[test]
    fn what_was_wanted_is_found_by_what_it_is() {
        for (want, with, without) in [
            (Want::Figure, "About forty percent.", "It got a lot better for everybody."),
            (
                Want::Deed,
                "I wrote the script for it that night.",
                "We all looked at it for a while.",
            ),
            (Want::Reason, "I took it because it was safe.", "I took the second of the two."),
            (Want::Others, "Our lead was against it at first.", "I turned it off right away then."),
            (
                Want::OwnPart,
                "I should have asked her in the first week.",
                "They never told us about it.",
            ),
            (
                Want::FirstPerson,
                "My part was to get it back up.",
                "The team had to get it back up.",
            ),
        ] {
            assert!(has(want, with), "{want:?}: {with}");
            assert!(!has(want, without), "{want:?}: {without}");
        }
    }

    #[test]
    fn a_brief_reply_has_an_end() {
        let long = "and so we looked at it once more ..300.. ".repeat(20);
        assert!(has(Want::Brief, "I wrote the script that night.") && !has(Want::Brief, &long));
        assert!(has(Want::Full, &long) && !has(Want::Full, "I wrote it."));
    }

    #[test]
    fn a_reply_that_cannot_be_understood_is_not_judged() {
        let bank = bank();
        let context = Context::new(&bank, None, None).unwrap().of_reply();
        let mut reply = answer("I wrote the script that night.");
        reply.vectors = Vectors::default();
        let common = &bank.probes()[0];
        let probe = Probe {
            text: common.text.clone(),
            because: String::new(),
            rule: "we-language",
            weak: String::new(),
            strong: String::new(),
            wants: common.wants.clone(),
            again: String::new(),
        };
        assert_eq!(judge_reply_to(&probe, &reply, &context), None);
    }
}
