//! How somebody usually speaks, to compare them with themselves and with nobody else.

use serde::{Deserialize, Serialize};

/// Fewer answers are no habit.
const FEWEST: usize = 3;

/// The medians of a speaker's earlier answers.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Baseline {
    /// How many answers it is made of.
    pub answers: usize,
    pub speech_rate_wpm: Option<f64>,
    pub articulation_rate_wpm: Option<f64>,
    pub fillers_per_minute: Option<f64>,
}

/// How one answer was spoken.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rates {
    pub speech_rate_wpm: Option<f64>,
    pub articulation_rate_wpm: Option<f64>,
    pub fillers_per_minute: Option<f64>,
}

impl Baseline {
    /// So many of the newest answers count: people change, and that is what they practise for.
    pub const MOST: usize = 20;

    /// The baseline from earlier answers; `None` from fewer than three.
    pub fn of(earlier: &[Rates]) -> Option<Self> {
        let median_of =
            |value: fn(&Rates) -> Option<f64>| median(earlier.iter().filter_map(value).collect());
        (earlier.len() >= FEWEST).then(|| Self {
            answers: earlier.len(),
            speech_rate_wpm: median_of(|rates| rates.speech_rate_wpm),
            articulation_rate_wpm: median_of(|rates| rates.articulation_rate_wpm),
            fillers_per_minute: median_of(|rates| rates.fillers_per_minute),
        })
    }
}

/// The middle value, or the middle of the two; `None` of none.
pub(super) fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    let upper = *values.get(middle)?;
    Some(if values.len() % 2 == 1 { upper } else { f64::midpoint(values[middle - 1], upper) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(wpm: Option<f64>) -> Rates {
        Rates { speech_rate_wpm: wpm, ..Rates::default() }
    }

    #[test]
    fn two_answers_are_no_habit() {
        assert_eq!(Baseline::of(&[at(Some(140.0)), at(Some(150.0))]), None);
    }

    #[test]
    fn one_odd_answer_moves_it_little() {
        let some = [at(Some(140.0)), at(Some(150.0)), at(Some(90.0)), at(None), at(Some(152.0))];
        let baseline = Baseline::of(&some).unwrap();
        assert_eq!((baseline.answers, baseline.speech_rate_wpm), (5, Some(145.0)));
    }
}
