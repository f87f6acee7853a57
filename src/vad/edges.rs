//! Where a voice really starts and ends, by its energy.
//!
//! The neural detector looks at 48 ms and lags behind at both ends. A pause is measured between
//! the edges, so these are found again on a 10 ms grid.

/// Samples in a hop of the energy curve: 10 ms.
pub(super) const HOP: usize = 160;
pub(super) const HOP_MS: u64 = 10;

/// How far an edge may be moved outwards and inwards, in hops. The score falls slowly: it was
/// seen above 0.5 for about 200 ms after the sound had fallen by 20 dB.
const OUTWARDS: usize = 12;
const INWARDS: usize = 30;
/// The stretch at an edge whose loudest hop tells how loud the voice is there, in hops.
const NEAR: usize = 30;
/// The share of the way from the room's level up to the voice's, in dB, at which the edge is. With 0.35
/// the pauses between sentences that a person read came out 0.11 s too long (median), with this 0.05 s;
/// with 0.14 a pause of 0.6 s was lost.
const SHARE: f32 = 0.2;
/// The edge is at least this far above the room.
const ABOVE_ROOM_DB: f32 = 6.0;

/// The energy of a recording in dBFS, one value a hop.
#[derive(Default)]
pub(super) struct Energy {
    hops: Vec<f32>,
    sum: f32,
    samples: usize,
}

impl Energy {
    pub(super) fn push(&mut self, samples: &[f32]) {
        for &sample in samples {
            self.sum += sample * sample;
            self.samples += 1;
            if self.samples == HOP {
                self.hops.push(power_db(self.sum, HOP));
                (self.sum, self.samples) = (0.0, 0);
            }
        }
    }

    /// Moves the edges of a voiced stretch, both in hops, to where the energy says they are.
    ///
    /// Neither edge is moved past `limits`, the neighbouring stretches, nor past the other edge.
    pub(super) fn refine(
        &self,
        (start, end): (usize, usize),
        limits: (usize, usize),
    ) -> (usize, usize) {
        let last = self.hops.len();
        let (start, end) = (start.min(last), end.min(last));
        let (from, to) = (limits.0.min(start), limits.1.min(last).max(end));
        if end <= start {
            return (start, end);
        }
        let middle = usize::midpoint(start, end);
        let level = |range: std::ops::Range<usize>| {
            self.hops[range].iter().copied().fold(-100.0_f32, f32::max)
        };
        let quietest = |range: std::ops::Range<usize>| {
            self.hops[range].iter().copied().fold(0.0_f32, f32::min)
        };
        let threshold = |voice: f32, room: f32| {
            (room + SHARE * (voice - room)).max(room + ABOVE_ROOM_DB).min(voice)
        };

        let outer = start.saturating_sub(OUTWARDS).max(from);
        let room = quietest(outer.saturating_sub(5).max(from)..start + 1);
        let limit = threshold(level(start..end.min(start + NEAR)), room);
        let inner = (start + OUTWARDS).min(middle);
        let new_start = if self.hops[start] >= limit {
            // Outwards, as long as it stays loud; one quiet hop may be a closure.
            let mut at = start;
            while at > outer
                && (self.hops[at - 1] >= limit || (at > outer + 1 && self.hops[at - 2] >= limit))
            {
                at -= 1;
            }
            at
        } else {
            (start..inner).find(|&hop| self.hops[hop] >= limit).unwrap_or(inner)
        };

        let outer = (end + OUTWARDS).min(to);
        let room = quietest(end - 1..(outer + 5).min(to).max(end));
        let limit = threshold(level(end.saturating_sub(NEAR).max(start)..end), room);
        let inner = end.saturating_sub(INWARDS).max(middle);
        let new_end = if self.hops[end - 1] >= limit {
            let mut at = end;
            while at < outer
                && (self.hops[at] >= limit || (at + 1 < outer && self.hops[at + 1] >= limit))
            {
                at += 1;
            }
            at
        } else {
            (inner..end).rev().find(|&hop| self.hops[hop] >= limit).map_or(inner, |hop| hop + 1)
        };
        (new_start, new_end.max(new_start))
    }
}

/// The mean power of `count` samples in dBFS, at least -100.
#[expect(clippy::cast_precision_loss, reason = "a count of samples in a frame")]
pub(super) fn power_db(sum: f32, count: usize) -> f32 {
    let power = sum / count.max(1) as f32;
    if power.is_finite() && power > 1e-10 { 10.0 * power.log10() } else { -100.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An energy curve from (hops, dBFS) steps.
    fn curve(steps: &[(usize, f32)]) -> Energy {
        let hops = steps.iter().flat_map(|&(hops, db)| std::iter::repeat_n(db, hops)).collect();
        Energy { hops, ..Energy::default() }
    }

    #[test]
    fn an_edge_that_lags_is_moved_to_the_sound() {
        let energy = curve(&[(100, -65.0), (50, -20.0), (100, -65.0)]);
        for lag in [-8_isize, -3, 0, 3, 8] {
            let guess =
                (100_usize.saturating_add_signed(lag), 150_usize.saturating_add_signed(lag));
            assert_eq!(energy.refine(guess, (0, 250)), (100, 150), "lag {lag}");
        }
    }

    #[test]
    fn a_quiet_last_consonant_belongs_to_the_voice() {
        let energy = curve(&[(50, -65.0), (50, -20.0), (8, -42.0), (100, -65.0)]);
        assert_eq!(energy.refine((50, 100), (0, 208)), (50, 108));
    }

    #[test]
    fn a_neighbour_is_not_entered() {
        let energy = curve(&[(50, -20.0), (5, -30.0), (50, -20.0)]);
        let (start, end) = energy.refine((55, 105), (50, 105));
        assert!(start >= 50 && end == 105);
    }

    #[test]
    fn nothing_is_moved_far_or_out_of_the_recording() {
        let energy = curve(&[(30, -20.0)]);
        assert_eq!(energy.refine((0, 30), (0, 30)), (0, 30));
        assert_eq!(energy.refine((10, 900), (0, 900)), (0, 30));
        assert_eq!(energy.refine((40, 50), (0, 900)), (30, 30));
    }
}
