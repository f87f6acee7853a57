//! From an answer to all that is known about it.

use super::key_points::wordings;
use super::rule::Cx;
use super::story::{Story, read};
use super::{Analysis, Answer, Context, Finding, NotMeasured, RULES, Timing, probes};

/// Analyses an answer. It cannot fail, and the same answer gives the same analysis.
pub fn analyse(answer: &Answer, context: &Context<'_>) -> Analysis {
    judged(Story::new(answer, context))
}

/// Analyses an answer for the listener of `context`, and for each of `others`, which differ from it
/// in nothing else; what it says is found out only once.
pub fn analyse_for_each(
    answer: &Answer,
    context: &Context<'_>,
    others: &[Context<'_>],
) -> (Analysis, Vec<Analysis>) {
    let story = Story::new(answer, context);
    let for_others = others.iter().map(|other| judged(story.heard_by(other))).collect();
    (judged(story), for_others)
}

fn judged(story: Story<'_>) -> Analysis {
    let mut findings: Vec<Finding> = Vec::new();
    for rule in RULES.iter().filter(|rule| story.readable || rule.timed()) {
        rule.check(&mut Cx::new(&story, *rule, &mut findings));
    }
    // Stable: of equals the earlier rule's comes first.
    findings.sort_by_key(|finding| (finding.severity, finding.span.start));
    // Nobody is asked about words that they may not have said.
    let probes = if story.unclear { Vec::new() } else { probes::choose(&story, &findings) };
    let not_measured = not_measured(&story);
    Analysis {
        sentences: story.sentences(),
        sections: story.sections(),
        findings,
        key_points: story.key_points,
        probes,
        not_measured,
        understood: story.understood,
        unclear: story.unclear,
        delivery: story.delivery,
    }
}

/// The texts whose vectors the analysis can use: each sentence, and what the card's key points say.
pub fn wanted_texts(answer: &Answer, context: &Context<'_>) -> Vec<String> {
    let said = read(answer, context.bank.lexicon()).into_iter().map(|p| p.text().to_owned());
    said.chain(card_texts(context)).collect()
}

/// The part of [`wanted_texts`] that is known before anybody speaks.
pub fn card_texts(context: &Context<'_>) -> Vec<String> {
    let points = context.card.iter().flat_map(|card| &card.key_points);
    points.flat_map(wordings).cloned().collect()
}

/// Fewer words are too few for a score, or for anything to be missing from them: two sentences.
pub const STORY_WORDS: usize = 30;

fn not_measured(story: &Story<'_>) -> Vec<NotMeasured> {
    let answer = story.answer;
    let mut out = Vec::new();
    let mut list = |what: &str, why: &str| {
        out.push(NotMeasured { what: what.to_owned(), why: why.to_owned() });
    };
    if answer.transcript.is_empty() {
        list("everything about the answer", "no words were heard");
        return out;
    }
    if answer.timing == Timing::Estimated {
        list(
            "speech rate, fillers a minute",
            "the transcript has no times; they were reckoned at 150 words a minute",
        );
    }
    if answer.track.is_none() {
        list(
            "pauses, articulation rate, response time, fillers that were not written down",
            "there is no recording to hear them in",
        );
    }
    // The first of these is why there are no scores; the others would add nothing to it.
    if story.unclear {
        list(
            "what was said, scores",
            "the words could hardly be made out; try closer to the microphone, or where it is quieter",
        );
    } else if !story.readable {
        list(
            "what was said, scores",
            "it does not look like English, the only language that is understood",
        );
    } else if answer.transcript.words.len() < STORY_WORDS {
        list("scores", "so few words are no story yet");
    } else if !story.understood {
        list(
            "what sentences mean: scores, key points, and several of the rules",
            "the sentence model is not installed; `greenroom models install` gets it",
        );
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Vectors;
    use crate::analysis::segment::OTHER;
    use crate::analysis::tester::{
        INCIDENT, RAMBLING, STRONG, answer, bank, context, story_answer,
    };
    use crate::timeline::{Millis, SpeechTrack, TimeSpan};
    use crate::transcript::{Transcript, Word};
    use proptest::prelude::*;

    #[test]
    fn sections_follow_each_other_and_fill_the_answer() {
        let bank = bank();
        for text in [STRONG, RAMBLING, INCIDENT] {
            let (answer, _) = story_answer(text);
            let analysis = analyse(&answer, &context(&bank, text));
            for pair in analysis.sections.windows(2) {
                assert_eq!(pair[0].span.end, pair[1].span.start);
                assert_ne!(pair[0].name, pair[1].name);
            }
            let shares: f32 = analysis.sections.iter().map(|section| section.share).sum();
            assert!((shares - 1.0).abs() < 0.01, "{shares}");
        }
    }

    #[test]
    fn nothing_said_is_said_to_be_nothing() {
        let bank = bank();
        let answer = Answer {
            transcript: Transcript::default(),
            track: None,
            duration: Millis::from_secs(9),
            timing: Timing::Measured,
            vectors: Vectors::default(),
            told_sections: Vec::new(),
        };
        let analysis = analyse(&answer, &Context::new(&bank, None, None).unwrap());
        assert_eq!(analysis.findings, []);
        assert_eq!(analysis.probes, []);
        assert_eq!(analysis.not_measured[0].why, "no words were heard");
    }

    #[test]
    fn of_what_is_not_english_only_time_and_sound_are_judged() {
        let bank = bank();
        let german = "letztes jahr fiel jede nacht unser server aus und niemand wusste warum ich \
             habe dann die protokolle gelesen und gesehen dass der speicher voll war wir haben ein \
             programm gebaut das ihn leert";
        let answer = answer(german);
        let analysis = analyse(&answer, &Context::new(&bank, None, None).unwrap());
        let found: Vec<_> = analysis.findings.iter().map(|finding| finding.rule).collect();
        assert_eq!(found, ["answer-too-short"]);
        assert!(analysis.sections.iter().all(|section| section.name == OTHER));
        assert!(analysis.not_measured.iter().any(|item| item.what.contains("scores")));
    }

    #[test]
    fn of_words_that_could_not_be_made_out_only_time_and_sound_are_judged() {
        let bank = bank();
        let (mut answer, _) = story_answer(RAMBLING);
        for word in &mut answer.transcript.words {
            word.confidence = Some(0.3);
        }
        let analysis = analyse(&answer, &context(&bank, RAMBLING));
        let timed = |finding: &Finding| {
            RULES.iter().any(|rule| rule.name() == finding.rule && rule.timed())
        };
        assert!(!analysis.findings.is_empty() && analysis.findings.iter().all(timed));
        assert!(analysis.unclear && !analysis.understood);
        assert_eq!(analysis.probes, []);
        assert!(analysis.not_measured[0].why.contains("could hardly be made out"));
    }

    fn arbitrary() -> impl Strategy<Value = Vec<(String, u64, u64)>> {
        let word = prop_oneof![
            "[a-z]{1,7}[.,]?",
            "(I|we|they|and|because|um|failed|percent|dollars|queue|service|learned|had|was)[.,]?",
            "[0-9]{1,6}(%|k|ms)?",
            "\\PC{1,8}",
        ];
        prop::collection::vec((word, 0u64..4000, 0u64..900), 0..120)
    }

    fn build(raw: &[(String, u64, u64)], shift: u64, repaired: bool) -> Answer {
        let mut at = shift;
        let mut words = Vec::new();
        for (text, gap, length) in raw {
            at += gap;
            words.push(Word::new(text.clone(), Millis(at), Millis(at + length)));
            if repaired {
                at += length;
            }
        }
        let end = Millis(at + 1000);
        let voiced: Vec<TimeSpan> = words.iter().map(|word| word.span).collect();
        let transcript =
            if repaired { crate::transcript::repair(words, end) } else { Transcript { words } };
        Answer {
            transcript,
            track: Some(SpeechTrack::new(voiced, vec![], end)),
            duration: end,
            timing: Timing::Measured,
            vectors: Vectors::default(),
            told_sections: Vec::new(),
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn whatever_was_said_it_ends_in_the_same_analysis_twice(raw in arbitrary(), repaired: bool) {
            let bank = bank();
            for card in bank.cards() {
                let context = Context::new(&bank, Some(card), None).unwrap();
                let answer = build(&raw, 0, repaired);
                let analysis = analyse(&answer, &context);
                for finding in &analysis.findings {
                    let text = format!("{} {}", finding.message, finding.advice);
                    prop_assert!(!text.contains(['{', '}']), "{}", text);
                    prop_assert!(answer.transcript.text().contains(&finding.quote));
                }
                for probe in &analysis.probes {
                    let filled = !probe.because.contains("{clock}");
                    prop_assert!(filled, "{}", probe.because);
                }
                prop_assert_eq!(analysis, analyse(&answer, &context));
            }
        }

        #[test]
        fn the_same_answer_later_has_the_same_findings_later(raw in arbitrary(), shift in 0u64..90_000) {
            let bank = bank();
            let context = Context::new(&bank, None, None).unwrap();
            let mut early = analyse(&build(&raw, 0, true), &context);
            let mut late = analyse(&build(&raw, shift, true), &context);
            // Only the silence before the first word is another one.
            for analysis in [&mut early, &mut late] {
                analysis.findings.retain(|finding| finding.rule != "slow-start");
            }
            prop_assert_eq!(early.findings.len(), late.findings.len());
            for (early, late) in early.findings.iter().zip(&late.findings) {
                prop_assert_eq!(early.rule, late.rule);
                prop_assert_eq!(&early.quote, &late.quote);
                prop_assert_eq!(early.span.start + Millis(shift), late.span.start);
                prop_assert_eq!(early.span.end + Millis(shift), late.span.end);
            }
        }
    }
}
