//! Scores of one answer: seven dimensions, each explained by the rules that moved it.
//!
//! A dimension starts at 70: nothing to object to, and nothing that stands out. Findings move it by
//! fixed points. What a number means is written down: 0 nothing of it was there, 25 a listener would
//! hold it against you, 50 mixed, 75 good, 100 as good as it gets. No score says what an interviewer
//! will decide. The same analysis gives the same score, and padding cannot raise it: words are not
//! counted, only what is found and what is missing.

use crate::analysis::{
    Analysis, Answer, Context, Finding, STORY_WORDS, Severity, analyse_for_each,
};
use crate::bank::Standard;

/// Where a dimension starts.
const START: f64 = 70.0;

/// Points that a finding moves its dimension by. A second finding of the same rule does not count.
const fn points(severity: Severity) -> f64 {
    match severity {
        Severity::Problem => -25.0,
        Severity::Warning => -15.0,
        Severity::Note => -6.0,
        Severity::Praise => 15.0,
    }
}

/// One side of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dimension {
    Structure,
    Ownership,
    Impact,
    Rigour,
    Reflection,
    Card,
    Delivery,
}

impl Dimension {
    pub const ALL: [Self; 7] = [
        Self::Structure,
        Self::Ownership,
        Self::Impact,
        Self::Rigour,
        Self::Reflection,
        Self::Card,
        Self::Delivery,
    ];

    /// The name in the contract.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Structure => "structure",
            Self::Ownership => "ownership",
            Self::Impact => "impact",
            Self::Rigour => "rigour",
            Self::Reflection => "reflection",
            Self::Card => "card",
            Self::Delivery => "delivery",
        }
    }

    /// Part of the overall score. Ownership and impact are what interviewers ask about most; how
    /// somebody speaks hardly counts, on purpose. Chosen.
    const fn weight(self) -> f64 {
        match self {
            Self::Structure | Self::Impact => 0.20,
            Self::Ownership => 0.25,
            Self::Rigour => 0.15,
            Self::Reflection => 0.10,
            Self::Card => 0.07,
            Self::Delivery => 0.03,
        }
    }

    /// The dimension that a rule counts for.
    fn of(rule: &str) -> Option<Self> {
        use crate::analysis::Family;
        Some(match rule {
            "concise-situation" => Self::Structure,
            "clear-ownership" => Self::Ownership,
            "quantified-impact" => Self::Impact,
            "verified-fix" => Self::Rigour,
            "specific-reflection" | "systemic-insight" => Self::Reflection,
            other => match crate::analysis::rule(other).ok()?.family() {
                Family::Pacing | Family::Structure => Self::Structure,
                Family::Ownership => Self::Ownership,
                Family::Impact => Self::Impact,
                Family::Rigour => Self::Rigour,
                Family::Reflection => Self::Reflection,
                Family::Card => Self::Card,
                Family::Delivery => Self::Delivery,
                Family::Praise => return None,
            },
        })
    }
}

/// The score of one dimension, 0 to 100.
#[derive(Clone, Debug, PartialEq)]
pub struct DimensionScore {
    pub dimension: Dimension,
    pub score: f64,
    /// The rules that moved it, in the order of the findings.
    pub because: Vec<&'static str>,
}

/// The scores of one answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// 0 to 100.
    pub overall: f64,
    pub dimensions: Vec<DimensionScore>,
}

/// Scores an answer; `None` where too little is known to be fair: nothing was told, or nobody knows
/// what the sentences mean.
pub fn score(analysis: &Analysis, context: &Context<'_>) -> Option<Score> {
    let words: usize = analysis.sentences.iter().map(|sentence| sentence.words.len()).sum();
    if !analysis.understood || words < STORY_WORDS {
        return None;
    }
    let dimensions: Vec<DimensionScore> = Dimension::ALL
        .into_iter()
        .filter(|dimension| applies(*dimension, analysis, context))
        .map(|dimension| scored(dimension, analysis))
        .collect();
    let weight = |scored: &DimensionScore| weight(scored.dimension, context);
    let weights: f64 = dimensions.iter().map(weight).sum();
    let sum: f64 = dimensions.iter().map(|scored| scored.score * weight(scored)).sum();
    Some(Score { overall: (sum / weights).round(), dimensions })
}

/// What an answer is worth to one kind of listener.
#[derive(Clone, Debug, PartialEq)]
pub struct Elsewhere {
    /// The lens by name; `None` for no company in particular.
    pub lens: Option<String>,
    /// The level by name; `None` for no level in particular.
    pub level: Option<String>,
    /// 0 to 100.
    pub overall: f64,
}

/// An answer, analysed and scored.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    pub analysis: Analysis,
    /// As of [`score`].
    pub score: Option<Score>,
    /// The overall score under each lens and level, in the order of their names; empty where there
    /// is no score.
    pub elsewhere: Vec<Elsewhere>,
}

/// Analyses and scores an answer for the listener of `context` and for all others.
pub fn judge(answer: &Answer, context: &Context<'_>) -> Judged {
    let listeners = context.all_listeners();
    let (analysis, others) = analyse_for_each(answer, context, &listeners);
    let elsewhere = listeners
        .iter()
        .zip(&others)
        .filter_map(|(listener, analysis)| {
            let name = |standard: Option<&Standard>| standard.map(|s| s.name.clone());
            Some(Elsewhere {
                lens: name(listener.lens),
                level: name(listener.level),
                overall: score(analysis, listener)?.overall,
            })
        })
        .collect();
    Judged { score: score(&analysis, context), analysis, elsewhere }
}

/// The part of the overall score, before all parts are made to add up.
fn weight(dimension: Dimension, context: &Context<'_>) -> f64 {
    let factors = context.standards().filter_map(|s| s.weights.get(dimension.as_str()));
    dimension.weight() * factors.product::<f64>()
}

/// Rigour counts where something technical failed, the card where there is one.
fn applies(dimension: Dimension, analysis: &Analysis, context: &Context<'_>) -> bool {
    match dimension {
        Dimension::Rigour => {
            let incident = context.framework.sections.iter().any(|s| s.name == "root-cause");
            incident || findings(dimension, analysis).next().is_some()
        }
        Dimension::Card => context.card.is_some() && !analysis.key_points.is_empty(),
        _ => true,
    }
}

fn findings(dimension: Dimension, analysis: &Analysis) -> impl Iterator<Item = &Finding> {
    analysis.findings.iter().filter(move |finding| Dimension::of(finding.rule) == Some(dimension))
}

fn scored(dimension: Dimension, analysis: &Analysis) -> DimensionScore {
    let mut because: Vec<&'static str> = Vec::new();
    let mut moved = 0.0;
    for finding in findings(dimension, analysis) {
        if !because.contains(&finding.rule) {
            because.push(finding.rule);
            moved += points(finding.severity);
        }
    }
    let score = if dimension == Dimension::Card {
        let covered = analysis.key_points.iter().filter(|point| point.covered).count();
        #[expect(clippy::cast_precision_loss, reason = "a handful of points")]
        let share = covered as f64 / analysis.key_points.len().max(1) as f64;
        (100.0 * share).round()
    } else {
        START + moved
    };
    DimensionScore { dimension, score: score.clamp(0.0, 100.0), because }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tester::{STRONG, analysed, bank, context};
    use crate::timeline::TimeSpan;

    fn finding(rule: &'static str, severity: Severity) -> Finding {
        Finding {
            rule,
            severity,
            message: String::new(),
            advice: String::new(),
            better: None,
            quote: String::new(),
            span: TimeSpan::default(),
            measure: None,
        }
    }

    fn with(findings: Vec<Finding>) -> Score {
        let bank = bank();
        let analysis = Analysis { findings, understood: true, ..analysed(STRONG) };
        score(&analysis, &context(&bank, STRONG)).unwrap()
    }

    fn of(score: &Score, dimension: Dimension) -> &DimensionScore {
        score.dimensions.iter().find(|scored| scored.dimension == dimension).unwrap()
    }

    #[test]
    fn without_findings_every_dimension_is_where_it_starts() {
        let score = with(vec![]);
        assert!((score.overall - START).abs() < 1e-9, "{score:?}");
        assert!(score.dimensions.iter().all(|scored| scored.because.is_empty()));
    }

    #[test]
    fn every_point_lost_names_its_rule() {
        let score = with(vec![
            finding("blame", Severity::Problem),
            finding("we-language", Severity::Warning),
            finding("quantified-impact", Severity::Praise),
        ]);
        let ownership = of(&score, Dimension::Ownership);
        assert!((ownership.score - 30.0).abs() < 1e-9);
        assert_eq!(ownership.because, ["blame", "we-language"]);
        assert!((of(&score, Dimension::Impact).score - 85.0).abs() < 1e-9);
    }

    #[test]
    fn saying_it_twice_costs_and_brings_no_more() {
        let once = with(vec![finding("blame", Severity::Problem)]);
        let twice =
            with(vec![finding("blame", Severity::Problem), finding("blame", Severity::Problem)]);
        assert_eq!(once, twice);
    }

    #[test]
    fn how_somebody_speaks_hardly_counts() {
        let poor = with(
            [
                "filled-pauses",
                "fast-pace",
                "hedging",
                "false-starts",
                "crutch-phrase",
                "long-pause",
            ]
            .map(|rule| finding(rule, Severity::Note))
            .to_vec(),
        );
        assert!(poor.overall >= START - 2.0, "{}", poor.overall);
    }

    #[test]
    fn what_nobody_understood_has_no_score() {
        let bank = bank();
        assert_eq!(score(&analysed(STRONG), &context(&bank, STRONG)), None);
    }

    #[test]
    fn every_rule_counts_for_something() {
        for rule in crate::analysis::RULES {
            assert!(Dimension::of(rule.name()).is_some(), "{}", rule.name());
        }
    }

    #[test]
    fn a_lens_weighs_what_it_rewards() {
        let bank = bank();
        let weak = vec![finding("no-root-cause", Severity::Warning)];
        let analysis = Analysis { findings: weak, understood: true, ..analysed(STRONG) };
        let overall = |lens| {
            let context = context(&bank, STRONG).heard_by(Some(lens), None).unwrap();
            score(&analysis, &context).unwrap().overall
        };
        assert!(overall("technical") < overall("ownership"));
    }

    #[test]
    fn every_weight_is_of_a_dimension() {
        let bank = bank();
        for standard in bank.lenses().chain(bank.levels()) {
            for name in standard.weights.keys() {
                assert!(Dimension::ALL.iter().any(|d| d.as_str() == name), "{name}");
            }
        }
    }
}
