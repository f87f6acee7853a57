//! How somebody usually speaks, to compare them with themselves and with nobody else.

use serde::{Deserialize, Serialize};

use super::model::DeliveryReport;

/// Fewer answers are no habit.
const FEWEST: usize = 3;

/// So many of the newest answers count: people change, and that is what they practise for.
const MOST: usize = 20;

/// The medians of a speaker's earlier answers.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Baseline {
    /// How many answers it is made of.
    pub answers: usize,
    pub speech_rate_wpm: Option<f64>,
    pub articulation_rate_wpm: Option<f64>,
    pub fillers_per_minute: Option<f64>,
}

impl Baseline {
    /// The baseline from earlier answers, the newest first; `None` from fewer than three.
    pub fn of<'a>(earlier: impl Iterator<Item = &'a DeliveryReport>) -> Option<Self> {
        let earlier: Vec<&DeliveryReport> = earlier.take(MOST).collect();
        let median_of = |value: fn(&DeliveryReport) -> Option<f64>| {
            median(earlier.iter().filter_map(|delivery| value(delivery)).collect())
        };
        (earlier.len() >= FEWEST).then(|| Self {
            answers: earlier.len(),
            speech_rate_wpm: median_of(|delivery| delivery.speech_rate_wpm),
            articulation_rate_wpm: median_of(|delivery| delivery.articulation_rate_wpm),
            fillers_per_minute: median_of(|delivery| delivery.fillers_per_minute),
        })
    }
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    let upper = *values.get(middle)?;
    Some(if values.len() % 2 == 1 { upper } else { f64::midpoint(values[middle - 1], upper) })
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;

    fn at(wpm: Option<f64>) -> DeliveryReport {
        DeliveryReport { speech_rate_wpm: wpm, ..fixture::report().delivery }
    }

    #[test]
    fn two_answers_are_no_habit() {
        let two = [at(Some(140.0)), at(Some(150.0))];
        assert_eq!(Baseline::of(two.iter()), None);
    }

    #[test]
    fn one_odd_answer_moves_it_little() {
        let some = [at(Some(140.0)), at(Some(150.0)), at(Some(90.0)), at(None), at(Some(152.0))];
        let baseline = Baseline::of(some.iter()).unwrap();
        assert_eq!((baseline.answers, baseline.speech_rate_wpm), (5, Some(145.0)));
    }

    #[test]
    fn the_newest_answers_count() {
        let many = vec![at(Some(150.0)); 20].into_iter().chain(vec![at(Some(90.0)); 80]);
        let many: Vec<_> = many.collect();
        assert_eq!(Baseline::of(many.iter()).unwrap().speech_rate_wpm, Some(150.0));
    }
}
