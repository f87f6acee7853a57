//! What the interviewer says after an answer: one strength, two things to fix, each with the words
//! and the time.
//!
//! Pure, from the analysis and the wording in `prompts/phrases`. It speaks about this answer only
//! and never about whether somebody would be hired.

use crate::analysis::{
    Analysis, Context, Finding, LabelledSentence, RULES, Severity, capitalised, fill, short_quote,
    spoken_time,
};
use crate::bank::{FeedbackPhrases, Phrase};
use crate::timeline::Millis;

/// Thirty seconds at 150 words a minute, less what a voice takes between sentences.
const MAX_WORDS: usize = 70;

/// Fewer words than this are no answer that anything fair can be said about.
const FEWEST_WORDS: usize = 12;

/// The feedback for the voice: at most thirty seconds at 150 words a minute.
pub fn spoken(analysis: &Analysis, context: &Context<'_>) -> String {
    let phrases = context.bank.feedback_phrases();
    if let Some(none) = nothing_to_judge(analysis, phrases) {
        return none.to_owned();
    }
    let strength = match strength(analysis) {
        Some(finding) => {
            phrases.strength.clone() + &said(finding, analysis, context, |phrase| &phrase.spoken)
        }
        None => phrases.no_strength.clone(),
    };
    let fixes = fixes(analysis);
    let mut parts = vec![phrases.thanks.clone(), strength];
    let (intro, leads) = match fixes.len() {
        0 => (&phrases.no_fix, [""; 2]),
        1 => (&phrases.one_fix, [""; 2]),
        _ => (&phrases.two_fixes, [phrases.first.as_str(), phrases.second.as_str()]),
    };
    parts.push(intro.clone());
    for (finding, lead) in fixes.into_iter().zip(leads) {
        let text = said(finding, analysis, context, |phrase| &phrase.spoken);
        // After a lead-in the sentence goes on; without one it begins.
        parts.push(if lead.is_empty() { capitalised(&text) } else { lead.to_owned() + &text });
    }
    shorten(parts)
}

/// The feedback for reading: a few lines without markup.
pub fn written(analysis: &Analysis, context: &Context<'_>) -> String {
    let phrases = context.bank.feedback_phrases();
    if let Some(none) = nothing_to_judge(analysis, phrases) {
        return format!("{none}\n");
    }
    let mut lines = Vec::new();
    match strength(analysis) {
        Some(finding) => {
            lines.push(format!("{}{}", phrases.strength, finding.message));
            lines.extend(quoted(finding, analysis));
        }
        None => lines.push(phrases.no_strength.clone()),
    }
    let fixes = fixes(analysis);
    if fixes.is_empty() {
        lines.push(phrases.no_fix.clone());
    }
    for (place, finding) in fixes.into_iter().enumerate() {
        let topic = context.bank.phrase(finding.rule).map(|phrase| {
            // The section is known to the message only.
            phrase.topic.replace("{section}", "missing part")
        });
        lines.push(format!(
            "{}. {}. {}",
            place + 1,
            capitalised(&topic.unwrap_or_default()),
            finding.message
        ));
        lines.extend(quoted(finding, analysis));
        lines.push(format!("   {}", finding.advice));
        lines.extend(finding.better.iter().map(|better| format!("   Better: “{better}”")));
    }
    for standard in context.standards() {
        lines
            .push(fill(&phrases.listener, &[("title", &standard.title), ("lead", &standard.lead)]));
    }
    lines.push(phrases.limits.clone());
    lines.join("\n") + "\n"
}

fn nothing_to_judge<'a>(analysis: &Analysis, phrases: &'a FeedbackPhrases) -> Option<&'a str> {
    match analysis.sentences.iter().map(|sentence| sentence.words.len()).sum::<usize>() {
        0 => Some(&phrases.nothing_said),
        words if words < FEWEST_WORDS => Some(&phrases.too_little),
        _ if analysis.unclear => Some(&phrases.unclear),
        _ => None,
    }
}

fn strength(analysis: &Analysis) -> Option<&Finding> {
    let praise = analysis.findings.iter().filter(|finding| finding.severity == Severity::Praise);
    praise.min_by_key(|finding| rank(finding))
}

/// Two things to fix, the most telling first: of what is worse first, and not twice the same kind
/// if there is another. How somebody speaks is only mentioned when the story needs nothing.
fn fixes(analysis: &Analysis) -> Vec<&Finding> {
    let mut faults: Vec<&Finding> =
        analysis.findings.iter().filter(|finding| finding.severity != Severity::Praise).collect();
    faults.sort_by_key(|finding| (finding.severity, rank(finding)));
    if faults.first().is_some_and(|finding| finding.severity != Severity::Note) {
        faults.retain(|finding| finding.severity != Severity::Note);
    }
    let Some(&first) = faults.first() else { return Vec::new() };
    let others = || faults.iter().copied().skip(1);
    let second = others().find(|other| family(other) != family(first)).or_else(|| others().next());
    std::iter::once(first).chain(second).collect()
}

fn rank(finding: &Finding) -> usize {
    RULES.iter().position(|rule| rule.name() == finding.rule).unwrap_or(RULES.len())
}

fn family(finding: &Finding) -> Option<&'static str> {
    RULES.iter().find(|rule| rule.name() == finding.rule).map(|rule| rule.family().as_str())
}

/// What was said there; for an absence what was said just before it.
fn words_at<'a>(finding: &'a Finding, analysis: &'a Analysis) -> (&'a str, Millis) {
    if !finding.quote.is_empty() {
        return (&finding.quote, finding.span.start);
    }
    let ended = |sentence: &&LabelledSentence| sentence.span.end <= finding.span.start;
    let before = analysis.sentences.iter().rev().find(ended).or(analysis.sentences.first());
    before.map_or(("", finding.span.start), |sentence| (&sentence.text, sentence.span.start))
}

fn quoted(finding: &Finding, analysis: &Analysis) -> Option<String> {
    let (quote, at) = words_at(finding, analysis);
    (!quote.is_empty()).then(|| format!("   {} “{}”", at.to_clock(), short_quote(quote)))
}

fn said(
    finding: &Finding,
    analysis: &Analysis,
    context: &Context<'_>,
    wording: impl Fn(&Phrase) -> &String,
) -> String {
    let Some(phrase) = context.bank.phrase(finding.rule) else { return finding.message.clone() };
    let (quote, at) = words_at(finding, analysis);
    let at = format!("at {}", spoken_time(at));
    let figure = |value: f64| {
        let text = format!("{value:.1}");
        text.trim_end_matches(".0").to_owned()
    };
    let (value, target) = finding
        .measure
        .as_ref()
        .map(|measure| (figure(measure.value), figure(measure.target)))
        .unwrap_or_default();
    fill(
        wording(phrase),
        &[
            ("at", &at),
            ("At", &capitalised(&at)),
            ("quote", &short_quote(quote)),
            ("value", &value),
            ("target", &target),
            ("message", &finding.message),
            ("advice", &finding.advice),
        ],
    )
}

/// Joins the parts, and while they take more than thirty seconds leaves out the last sentence of
/// the last part that has more than one.
fn shorten(mut parts: Vec<String>) -> String {
    loop {
        let text = parts.join(" ");
        if text.split_whitespace().count() <= MAX_WORDS {
            return text;
        }
        let long = parts.iter_mut().rev().find(|part| sentence_end(part).is_some());
        let Some(part) = long else {
            return text.split_whitespace().take(MAX_WORDS).collect::<Vec<_>>().join(" ");
        };
        let end = sentence_end(part).unwrap_or(part.len());
        part.truncate(end);
    }
}

/// Where the last sentence but one of a text ends.
fn sentence_end(text: &str) -> Option<usize> {
    text.trim_end().rfind(". ").map(|at| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tester::{
        INCIDENT, RAMBLING, STRONG, analysed, answer, bank, context, story_answer, without,
    };
    use crate::analysis::{RULES, analyse};
    use proptest::prelude::*;

    fn feedback(story: &str) -> String {
        let bank = bank();
        spoken(&analysed(story), &context(&bank, story))
    }

    #[test]
    fn one_strength_and_two_things_to_fix_are_spoken() {
        let texts: Vec<String> = [STRONG, RAMBLING, INCIDENT].into_iter().map(feedback).collect();
        insta::assert_snapshot!(texts.join("\n\n"));
    }

    #[test]
    fn what_could_not_be_made_out_is_neither_praised_nor_blamed() {
        let bank = bank();
        let analysis = Analysis { unclear: true, ..analysed(STRONG) };
        let said = spoken(&analysis, &context(&bank, STRONG));
        assert!(said.starts_with("I could not hear you well"), "{said}");
        assert_eq!(written(&analysis, &context(&bank, STRONG)).trim_end(), said);
    }

    #[test]
    fn the_same_is_written_in_a_few_lines() {
        let bank = bank();
        let texts: Vec<String> = [STRONG, RAMBLING, INCIDENT]
            .into_iter()
            .map(|story| written(&analysed(story), &context(&bank, story)))
            .collect();
        insta::assert_snapshot!(texts.join("\n"));
    }

    #[test]
    fn nothing_said_gets_an_honest_sentence() {
        let bank = bank();
        let context = Context::new(&bank, None, None).unwrap();
        let says = |notation: &str| spoken(&analyse(&answer(notation), &context), &context);
        assert!(says("").starts_with("I did not hear an answer"));
        assert!(says("um I don't know").contains("too little"));
    }

    #[test]
    fn it_takes_at_most_thirty_seconds_whatever_is_missing() {
        for story in [STRONG, RAMBLING, INCIDENT] {
            for section in
                ["situation", "task", "action", "result", "reflection", "context", "lessons"]
            {
                let text = feedback(&without(story, section));
                let words = text.split_whitespace().count();
                assert!(words <= MAX_WORDS, "{words}: {text}");
                assert!(text.ends_with('.') && !text.contains('{'), "{text}");
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn any_two_findings_fit_into_thirty_seconds(
            picks in prop::collection::vec((0..RULES.len(), 0u64..600_000, 0.0f64..900.0), 0..6),
            quote in "([a-z]{1,9},? ){0,30}",
        ) {
            let bank = bank();
            let context = context(&bank, STRONG);
            let mut analysis = analyse(&story_answer(STRONG).0, &context);
            analysis.findings = picks.into_iter().map(|(rule, at, value)| Finding {
                rule: RULES[rule].name(),
                severity: RULES[rule].severity(),
                message: "I did not hear the corrective action.".into(),
                advice: "Say what came of it, with a number.".into(),
                better: None,
                quote: quote.trim().to_owned(),
                span: crate::timeline::TimeSpan::new(Millis(at), Millis(at + 900)),
                measure: Some(crate::analysis::Measure { value, unit: "s", target: 45.0 }),
            }).collect();
            let text = spoken(&analysis, &context);
            prop_assert!(text.split_whitespace().count() <= MAX_WORDS);
            prop_assert!(!text.contains(['{', '}']), "{}", text);
        }
    }
}
