//! A point on, or a length of, the recording's clock.

use std::fmt;
use std::ops::{Add, AddAssign, Sub};

/// Whole milliseconds, as a position on the recording's clock or as a length.
///
/// Subtraction saturates at zero: recogniser times can be inverted by a few milliseconds, and a
/// length is never negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Millis(pub u64);

impl Millis {
    /// The start of the recording, or no time at all.
    pub const ZERO: Self = Self(0);

    /// Converts whole seconds.
    pub const fn from_secs(secs: u64) -> Self {
        Self(secs * 1000)
    }

    /// Converts seconds from a file or a recogniser; anything that is not a positive number is zero.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to 0..2^53 before the cast"
    )]
    pub fn from_secs_f64(secs: f64) -> Self {
        const MAX: f64 = 9_007_199_254_740_992.0;
        if secs.is_nan() {
            Self::ZERO
        } else {
            Self((secs * 1000.0).round().clamp(0.0, MAX) as u64)
        }
    }

    /// Converts to seconds, for display and for JSON.
    #[expect(clippy::cast_precision_loss, reason = "exact below 285,000 years")]
    pub fn as_secs_f64(self) -> f64 {
        self.0 as f64 / 1000.0
    }

    /// Adds a signed offset, stopping at zero.
    #[must_use]
    pub const fn offset(self, by: i64) -> Self {
        Self(self.0.saturating_add_signed(by))
    }

    /// `part` of `whole` equal parts of it, rounded down; nothing of no parts.
    #[must_use]
    pub fn share(self, part: u64, whole: u64) -> Self {
        let of_all = u128::from(self.0) * u128::from(part);
        let share = of_all.checked_div(u128::from(whole)).unwrap_or(0);
        Self(u64::try_from(share).unwrap_or(u64::MAX))
    }

    /// Formats as minutes and seconds, rounded down: `0:41`, `12:05`.
    pub fn to_clock(self) -> String {
        let secs = self.0 / 1000;
        format!("{}:{:02}", secs / 60, secs % 60)
    }
}

impl Add for Millis {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Millis {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for Millis {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl std::iter::Sum for Millis {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::ZERO, Add::add)
    }
}

impl fmt::Display for Millis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:03} s", self.0 / 1000, self.0 % 1000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn converts_only_sensible_seconds() {
        assert_eq!(Millis::from_secs_f64(1.2345), Millis(1235));
        assert_eq!(Millis::from_secs_f64(-3.0), Millis::ZERO);
        assert_eq!(Millis::from_secs_f64(f64::NAN), Millis::ZERO);
        assert_eq!(Millis::from_secs_f64(f64::INFINITY), Millis(9_007_199_254_740_992));
    }

    #[test]
    fn a_length_is_never_negative() {
        assert_eq!(Millis(5) - Millis(8), Millis::ZERO);
        assert_eq!(Millis(5).offset(-8), Millis::ZERO);
    }

    #[test]
    fn a_share_of_any_length_can_be_taken() {
        assert_eq!(Millis(1000).share(1, 3), Millis(333));
        assert_eq!(Millis(u64::MAX).share(2, 2), Millis(u64::MAX));
        assert_eq!(Millis(1000).share(1, 0), Millis::ZERO);
    }

    #[test]
    fn reads_as_a_stopwatch() {
        assert_eq!(Millis(725_900).to_clock(), "12:05");
        assert_eq!(Millis(41_000).to_clock(), "0:41");
    }
}
