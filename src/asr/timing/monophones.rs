//! What phones sound like.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::super::AsrError;
use super::cepstrum::{COEFFICIENTS, Frame};

/// Beginning, middle and end of a phone.
pub const STATES: usize = 3;

/// The phone that stands for silence; it has one state.
pub const SILENCE: char = '_';

/// The phone that stands for one without a model, as in a foreign name.
const ANY: char = 'ə';

/// One Gaussian of a mixture, with a diagonal covariance.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Density {
    /// Its logarithmic share of the mixture.
    pub weight: f32,
    /// One a coefficient.
    pub mean: Vec<f32>,
    /// One a coefficient.
    pub variance: Vec<f32>,
}

/// For each phone of the International Phonetic Alphabet, as `espeak-ng` writes American English, a mixture
/// for each of its states. Learnt by `scripts/eval train sounds` from recordings and the words that were
/// recognised in them; nobody has marked a border in those.
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq)]
pub struct Monophones(pub BTreeMap<char, Vec<Vec<Density>>>);

/// A density with what does not depend on the sound reckoned.
#[derive(Clone, Debug)]
struct Ready {
    constant: f32,
    mean: Frame,
    precision: Frame,
}

/// The mixture of one state.
#[derive(Clone, Debug)]
pub struct State(Vec<Ready>);

impl State {
    fn new(mixture: &[Density]) -> Self {
        let ready = |density: &Density| {
            let of = |values: &[f32], at: usize| values.get(at).copied().unwrap_or(1.0);
            let spread: f32 = density.variance.iter().map(|variance| variance.ln()).sum();
            Ready {
                constant: density.weight - 0.5 * spread,
                mean: std::array::from_fn(|at| of(&density.mean, at)),
                precision: std::array::from_fn(|at| 1.0 / of(&density.variance, at)),
            }
        };
        Self(mixture.iter().map(ready).collect())
    }

    /// How likely it is to sound so, as a logarithm but for a constant.
    pub fn likelihood(&self, frame: &Frame) -> f32 {
        self.0
            .iter()
            .map(|density| {
                let pairs = frame.iter().zip(&density.mean).zip(&density.precision);
                let far: f32 =
                    pairs.map(|((x, mean), precision)| (x - mean).powi(2) * precision).sum();
                density.constant - 0.5 * far
            })
            .fold(f32::NEG_INFINITY, log_sum)
    }
}

/// The logarithm of the sum of what two logarithms stand for.
fn log_sum(a: f32, b: f32) -> f32 {
    let (most, least) = (a.max(b), a.min(b));
    if least == f32::NEG_INFINITY { most } else { most + (least - most).exp().ln_1p() }
}

impl Monophones {
    /// The models that come with the program.
    ///
    /// # Errors
    /// [`AsrError::Sounds`] if they cannot be read.
    pub fn builtin() -> Result<Self, AsrError> {
        let text = include_str!("../../../prompts/learned/sounds.json");
        let sounds: Self =
            serde_json::from_str(text).map_err(|e| AsrError::Sounds(e.to_string()))?;
        sounds.check()?;
        Ok(sounds)
    }

    /// Complains of what no path could be found with.
    fn check(&self) -> Result<(), AsrError> {
        let wrong = |what: String| Err(AsrError::Sounds(what));
        for phone in [SILENCE, ANY] {
            if !self.0.contains_key(&phone) {
                return wrong(format!("there is no phone {phone}"));
            }
        }
        for (phone, states) in &self.0 {
            let wanted = if *phone == SILENCE { 1 } else { STATES };
            let sizes = |d: &Density| [d.mean.len(), d.variance.len()] == [COEFFICIENTS; 2];
            let whole = states.iter().all(|state| !state.is_empty() && state.iter().all(sizes));
            if states.len() != wanted || !whole {
                return wrong(format!("the phone {phone} is not whole"));
            }
        }
        Ok(())
    }

    /// The phones of a pronunciation that have a model: one at least.
    pub fn phones_of(&self, pronunciation: &str) -> Vec<char> {
        let known = |phone: &char| *phone != SILENCE && self.0.contains_key(phone);
        let phones: Vec<char> = pronunciation.chars().filter(known).collect();
        if phones.is_empty() { vec![ANY] } else { phones }
    }

    /// The states of a phone that has a model.
    pub fn states_of(&self, phone: char) -> Vec<State> {
        self.0.get(&phone).into_iter().flatten().map(|mixture| State::new(mixture)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_that_come_with_the_program_are_whole() {
        let sounds = Monophones::builtin().unwrap();
        assert!(sounds.0.len() > 35, "{}", sounds.0.len());
        assert_eq!(sounds.phones_of("wˈɜːkt"), ['w', 'ɜ', 'k', 't']);
        assert_eq!(sounds.phones_of("ʙ!_"), [ANY]);
    }

    #[test]
    fn a_state_knows_its_own_sound() {
        let density = |mean| Density {
            weight: 0.5_f32.ln(),
            mean: vec![mean; COEFFICIENTS],
            variance: vec![1.0; COEFFICIENTS],
        };
        let state = State::new(&[density(1.0), density(-1.0)]);
        let at = |x: f32| state.likelihood(&[x; COEFFICIENTS]);
        assert!((at(1.0) - at(-1.0)).abs() < 1e-3);
        assert!(at(1.0) > at(0.0) && at(0.0) > at(3.0));
    }

    #[test]
    fn what_is_not_whole_is_refused() {
        assert!(Monophones::default().check().is_err());
        let mut sounds = Monophones::builtin().unwrap();
        sounds.0.get_mut(&ANY).unwrap().pop();
        assert!(sounds.check().is_err());
    }
}
