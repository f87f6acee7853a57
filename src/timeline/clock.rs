//! Samples to milliseconds and back.

use super::Millis;

/// The clock of a recording: its position is the number of samples captured so far.
///
/// Lost samples are counted as time (they are replaced by zeros), so the clock never drifts from
/// the microphone's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SampleClock {
    rate_hz: u32,
}

impl SampleClock {
    /// A clock for `rate_hz` samples a second.
    ///
    /// # Panics
    /// If `rate_hz` is zero.
    pub const fn new(rate_hz: u32) -> Self {
        assert!(rate_hz > 0, "a clock needs a sample rate");
        Self { rate_hz }
    }

    pub const fn rate_hz(self) -> u32 {
        self.rate_hz
    }

    /// The time at which sample number `samples` starts, rounded down.
    pub const fn at(self, samples: u64) -> Millis {
        let rate = self.rate_hz as u64;
        // Split so that a long recording at a high rate cannot overflow; what a damaged header claims is
        // as long as can be.
        Millis((samples / rate).saturating_mul(1000).saturating_add(samples % rate * 1000 / rate))
    }

    /// The number of the sample that is heard at `time`, rounded down.
    pub const fn samples(self, time: Millis) -> u64 {
        let rate = self.rate_hz as u64;
        (time.0 / 1000).saturating_mul(rate).saturating_add(time.0 % 1000 * rate / 1000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_odd_rates_exact_over_hours() {
        let clock = SampleClock::new(44_100);
        assert_eq!(clock.at(44_100 * 7200), Millis::from_secs(7200));
        assert_eq!(clock.samples(Millis::from_secs(7200)), 44_100 * 7200);
    }

    #[test]
    fn what_a_damaged_header_claims_is_as_long_as_can_be() {
        assert_eq!(SampleClock::new(1).at(u64::MAX), Millis(u64::MAX));
        assert_eq!(SampleClock::new(192_000).samples(Millis(u64::MAX)), u64::MAX);
    }
}
