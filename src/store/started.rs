//! When a session began, as its id and in its file.

use std::fmt;

/// A moment in UTC, in whole seconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Started(pub u64);

impl Started {
    /// The id of a session that began then: it sorts by time and is a file name everywhere.
    pub fn id(self) -> String {
        let (year, month, day) = self.date();
        let (hour, minute, second) = self.clock();
        format!("{year:04}-{month:02}-{day:02}T{hour:02}-{minute:02}-{second:02}")
    }

    fn clock(self) -> (u64, u64, u64) {
        let second = self.0 % 86_400;
        (second / 3600, second / 60 % 60, second % 60)
    }

    /// Year, month, day of the Gregorian calendar, by Howard Hinnant's `civil_from_days`
    /// (<https://howardhinnant.github.io/date_algorithms.html>), for days since 1970 only.
    fn date(self) -> (u64, u64, u64) {
        let days = self.0 / 86_400 + 719_468; // from 0000-03-01
        let era = days / 146_097;
        let day_of_era = days % 146_097;
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * from_march + 2) / 5 + 1;
        let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
        (year_of_era + era * 400 + u64::from(month <= 2), month, day)
    }
}

/// As RFC 3339: `2026-11-21T20:15:03Z`.
impl fmt::Display for Started {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.date();
        let (hour, minute, second) = self.clock();
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_those_of_the_calendar() {
        // As `date -u -d @N` prints them: leap days, year ends, a century that is no leap year.
        for (secs, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (1_735_689_599, "2024-12-31T23:59:59Z"),
            (1_795_292_103, "2026-11-21T20:15:03Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"),
        ] {
            assert_eq!(Started(secs).to_string(), text);
        }
        assert_eq!(Started(1_795_292_103).id(), "2026-11-21T20-15-03");
    }
}
