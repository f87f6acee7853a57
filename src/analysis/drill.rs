//! One try at an exercise, measured.

use super::story::{Parsed, read};
use super::wording::{decimal, fill, short_quote};
use super::{Analysis, Answer, Context};
use crate::bank::{Drill, DrillMeasure};
use crate::timeline::Millis;

/// What came of a try.
#[derive(Clone, Debug, PartialEq)]
pub struct Try {
    pub passed: bool,
    pub value: f64,
    pub unit: &'static str,
    pub target: f64,
    /// What is said about it.
    pub said: String,
}

/// How a try failed, if it did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Failure {
    /// Beyond the limit.
    Over,
    /// Below what is least.
    Under,
    /// Within its limits, and not what was asked for; or too short to be measured.
    Off,
}

/// Measures a try on a rung. `analysis` is that of the same answer.
pub fn judge_try(
    answer: &Answer,
    analysis: &Analysis,
    context: &Context<'_>,
    drill: &Drill,
    rung: usize,
) -> Try {
    let tried = Tried {
        parsed: read(answer, context.bank.lexicon()),
        answer,
        analysis,
        drill,
        limit: f64::from(drill.limit(rung)),
    };
    let unit = drill.measure.unit();
    if answer.transcript.is_empty() {
        let said = drill.say.silent.clone();
        return Try { passed: false, value: 0.0, unit, target: tried.limit, said };
    }
    let value = tried.value();
    let failure = tried.failure(value);
    let template = match failure {
        None => &drill.say.passed,
        Some(Failure::Over) => &drill.say.over,
        Some(Failure::Under) => &drill.say.under,
        Some(Failure::Off) => &drill.say.off,
    };
    let said = fill(
        template,
        &[
            ("value", &with_unit(value, drill.measure)),
            ("target", &with_unit(tried.limit, drill.measure)),
            ("over", &with_unit((value - tried.limit).abs().max(1.0), drill.measure)),
            ("quote", &tried.quote(failure)),
        ],
    );
    Try { passed: failure.is_none(), value, unit, target: tried.limit, said }
}

struct Tried<'a> {
    parsed: Vec<Parsed>,
    answer: &'a Answer,
    analysis: &'a Analysis,
    drill: &'a Drill,
    limit: f64,
}

impl Tried<'_> {
    /// From the first to the last word, in whole seconds: that is how it is told.
    fn seconds(&self) -> f64 {
        self.answer.transcript.span().map_or(0.0, |span| span.duration().as_secs_f64().round())
    }

    fn value(&self) -> f64 {
        let delivery = &self.analysis.delivery;
        match self.drill.measure {
            DrillMeasure::Opening | DrillMeasure::Ending | DrillMeasure::Length => self.seconds(),
            DrillMeasure::Pace => delivery.speech_rate_wpm.unwrap_or_default().round(),
            DrillMeasure::Fillers => delivery.fillers_per_minute.unwrap_or_default().round(),
            DrillMeasure::Ownership => {
                let (mine, ours) = self.deeds();
                (100.0 * f64::from(mine) / f64::from((mine + ours).max(1))).round()
            }
        }
    }

    /// Sentences in which the speaker acts, and in which only "we" do.
    fn deeds(&self) -> (u32, u32) {
        let count = |of: &dyn Fn(&Parsed) -> bool| {
            u32::try_from(self.parsed.iter().filter(|parsed| of(parsed)).count())
                .unwrap_or(u32::MAX)
        };
        let ours = |parsed: &Parsed| parsed.traits.we_acts && !parsed.traits.i_acts;
        (count(&|parsed| parsed.traits.i_acts), count(&ours))
    }

    fn failure(&self, value: f64) -> Option<Failure> {
        let least = f64::from(self.drill.least);
        let short = self.seconds() < f64::from(self.drill.least_s);
        match self.drill.measure {
            DrillMeasure::Opening => {
                self.in_time(value, short).or_else(|| self.digression().map(|_| Failure::Off))
            }
            DrillMeasure::Ending => self.in_time(value, short).or_else(|| {
                let told = self.parsed.iter().any(|parsed| parsed.traits.figure);
                (!told).then_some(Failure::Off)
            }),
            DrillMeasure::Length => {
                self.in_time(value, short || value * 100.0 < self.limit * least)
            }
            DrillMeasure::Pace | DrillMeasure::Fillers | DrillMeasure::Ownership if short => {
                Some(Failure::Off)
            }
            DrillMeasure::Pace => self.in_time(value, value < least),
            DrillMeasure::Fillers => (value > self.limit).then_some(Failure::Over),
            DrillMeasure::Ownership => {
                let few = f64::from(self.deeds().0) < least;
                let shared = (value < self.limit).then_some(Failure::Over);
                if few { shared.or(Some(Failure::Under)) } else { shared }
            }
        }
    }

    fn in_time(&self, value: f64, is_under: bool) -> Option<Failure> {
        if value > self.limit {
            return Some(Failure::Over);
        }
        is_under.then_some(Failure::Under)
    }

    /// Where a system is described before anything went wrong.
    fn digression(&self) -> Option<&str> {
        let found = self.analysis.findings.iter().find(|f| f.rule == "architecture-digression");
        found.map(|found| found.quote.as_str())
    }

    /// The words that tell what went wrong.
    fn quote(&self, failure: Option<Failure>) -> String {
        let at = |time: Millis| {
            let said = self.parsed.iter().rev().find(|parsed| parsed.span().start <= time);
            said.map_or("", |parsed| parsed.text())
        };
        let quote = match (self.drill.measure, failure) {
            (measure, Some(Failure::Over)) if measure.is_of_time() => {
                let start = self.answer.transcript.span().unwrap_or_default().start;
                at(start + Millis::from_secs_f64(self.limit))
            }
            (DrillMeasure::Fillers, _) => {
                self.analysis.delivery.fillers.last().map_or("", |filler| at(filler.span.start))
            }
            (DrillMeasure::Ownership, _) => {
                let ours = self.parsed.iter().find(|p| p.traits.we_acts && !p.traits.i_acts);
                ours.map_or("", |parsed| parsed.text())
            }
            _ => self.digression().unwrap_or_default(),
        };
        short_quote(quote)
    }
}

/// As it is read out.
fn with_unit(value: f64, measure: DrillMeasure) -> String {
    let unit = match measure {
        DrillMeasure::Opening | DrillMeasure::Ending | DrillMeasure::Length => "seconds",
        DrillMeasure::Ownership => return format!("{} percent", decimal(value)),
        other => other.unit(),
    };
    let number = decimal(value);
    // "1 second", "1 filler a minute".
    let one = || unit.replacen("seconds", "second", 1).replacen("fillers", "filler", 1);
    if number == "1" { format!("1 {}", one()) } else { format!("{number} {unit}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::analyse;
    use crate::analysis::tester::{answer, bank};

    fn tried(drill: &str, rung: usize, notation: &str) -> Try {
        let bank = bank();
        let context = Context::new(&bank, None, None).unwrap();
        let answer = answer(notation);
        let drill = bank.drill(drill).unwrap();
        judge_try(&answer, &analyse(&answer, &context), &context, drill, rung)
    }

    fn sentences(text: &str, times: usize) -> String {
        format!("{text} ..400.. ").repeat(times)
    }

    const PROBLEM: &str = "In March the nightly export broke and three customers got no invoices.";

    #[test]
    fn an_opening_in_time_with_its_problem_passes() {
        let tried = tried("situation", 0, &sentences(PROBLEM, 4));
        assert!(tried.passed, "{tried:?}");
        assert_eq!((tried.unit, tried.target), ("s", 45.0));
    }

    #[test]
    fn an_opening_that_takes_too_long_is_told_where_the_time_was_up() {
        let long = format!("{} So then I looked at the logs.", sentences(PROBLEM, 16));
        let tried = tried("situation", 0, &long);
        assert!(!tried.passed && tried.said.contains("too long"), "{tried:?}");
        assert!(tried.said.contains("export broke"), "{tried:?}");
    }

    #[test]
    fn a_word_is_no_opening_and_silence_none_either() {
        assert!(tried("situation", 0, "So.").said.starts_with("Only"));
        let silent = tried("situation", 0, "");
        assert!(!silent.passed && silent.said.starts_with("I did not hear"), "{silent:?}");
    }

    #[test]
    fn an_ending_wants_a_number() {
        let vague = sentences("After that everybody was much happier with the export.", 3);
        assert!(tried("ending", 0, &vague).said.contains("no number"));
        let told = sentences("Failures fell from forty a week to two.", 3);
        assert!(tried("ending", 0, &told).passed);
    }

    #[test]
    fn a_pace_is_kept_between_two_bounds() {
        let at = |ms: u32| tried("pace", 0, &format!("word[{ms}] ").repeat(120));
        assert!(at(390).passed, "{:?}", at(390));
        assert!(at(250).said.contains("is the most"));
        assert!(at(560).said.contains("slow"));
        assert!(tried("pace", 0, "only a few words").said.contains("too short"));
    }

    #[test]
    fn fillers_are_counted_where_there_is_time_for_them() {
        let clean = sentences("I moved the job to another host that evening.", 10);
        assert!(tried("fillers", 0, &clean).passed);
        let um = sentences("I um moved the um job to um another host.", 10);
        let tried = tried("fillers", 0, &um);
        assert!(!tried.passed && tried.said.contains("fillers a minute"), "{tried:?}");
    }

    #[test]
    fn deeds_are_counted_by_who_did_them() {
        let mine = sentences("I wrote the migration. I tested it on a copy. I rolled it out.", 5);
        assert!(tried("ownership", 0, &mine).passed, "{:?}", tried("ownership", 0, &mine));
        let ours = sentences("We wrote the migration. We tested it. I rolled it out.", 6);
        let tried = tried("ownership", 0, &ours);
        assert!(!tried.passed && tried.said.contains("We wrote the migration"), "{tried:?}");
        assert!((tried.value - 33.0).abs() < 0.1, "{tried:?}");
    }

    #[test]
    fn each_rung_has_its_own_length() {
        // Some thirty seconds.
        let story = sentences(PROBLEM, 7);
        assert!(tried("ladder", 3, &sentences(PROBLEM, 6)).passed);
        assert!(tried("ladder", 0, &story).said.contains("time for more"));
        assert!(tried("ladder", 3, &sentences(PROBLEM, 12)).said.contains("too long"));
    }
}
