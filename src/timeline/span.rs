//! A stretch of the recording.

use super::Millis;

/// A half-open stretch of the recording: `start` belongs to it, `end` does not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeSpan {
    pub start: Millis,
    pub end: Millis,
}

impl TimeSpan {
    /// Spans from `start` to `end`; an inverted pair becomes an empty span at `start`.
    pub fn new(start: Millis, end: Millis) -> Self {
        Self { start, end: end.max(start) }
    }

    pub fn duration(self) -> Millis {
        self.end - self.start
    }

    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    pub fn contains(self, at: Millis) -> bool {
        self.start <= at && at < self.end
    }

    /// The length that both spans share.
    pub fn overlap(self, other: Self) -> Millis {
        self.end.min(other.end) - self.start.max(other.start)
    }

    /// The smallest span that holds both.
    #[must_use]
    pub fn hull(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The same span moved by a signed number of milliseconds, stopping at zero.
    #[must_use]
    pub fn shifted(self, by: i64) -> Self {
        Self { start: self.start.offset(by), end: self.end.offset(by) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: u64, end: u64) -> TimeSpan {
        TimeSpan::new(Millis(start), Millis(end))
    }

    #[test]
    fn an_inverted_pair_is_empty() {
        assert!(span(9, 3).is_empty());
        assert_eq!(span(9, 3).start, Millis(9));
    }

    #[test]
    fn the_end_belongs_to_the_next_span() {
        assert!(span(0, 10).contains(Millis(0)));
        assert!(!span(0, 10).contains(Millis(10)));
        assert_eq!(span(0, 10).overlap(span(10, 20)), Millis::ZERO);
        assert_eq!(span(0, 15).overlap(span(10, 20)), Millis(5));
    }
}
