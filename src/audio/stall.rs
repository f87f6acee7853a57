//! Notices when a stream pauses, and how much time the pause swallowed.

use std::time::{Duration, Instant};

/// A stream without samples for this long has lost its device.
const GONE_AFTER: Duration = Duration::from_secs(2);
/// The same before the first samples: PulseAudio was seen to take 1.7 s.
const GONE_BEFORE_FIRST: Duration = Duration::from_secs(5);
/// A pause that a busy machine can cause without anything being lost.
const STALL: Duration = Duration::from_millis(300);
/// How long a server may take to hand over what it held back during a stall.
const SETTLE: Duration = Duration::from_millis(150);
/// Less than this is scheduling, not loss.
const TOLERANCE: Duration = Duration::from_millis(40);

/// Compares the samples that arrive with the time that passes.
///
/// An overrun in the driver, or a source that is suspended and resumed, swallows time without a
/// word. After each such stall the samples are held back until the flow has settled; what is then
/// missing was lost.
pub(super) struct StallWatch {
    rate_hz: u32,
    period: Duration,
    opened: Instant,
    last: Option<Instant>,
    settling: Option<Settling>,
}

struct Settling {
    /// The last arrival before the stall.
    from: Instant,
    resumed: Instant,
    frames: u64,
}

/// What to do with the samples at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Deliver them.
    Flow,
    /// Keep them until it is known how much is missing in front of them.
    Hold,
    /// So many frames are missing in front of those held: deliver the loss, then the samples.
    Settled { lost: u64 },
    /// The device is gone.
    Gone,
}

impl StallWatch {
    /// Watches a stream that delivers a block every `period`.
    pub(super) fn new(rate_hz: u32, period: Duration, opened: Instant) -> Self {
        Self { rate_hz, period, opened, last: None, settling: None }
    }

    /// Takes the time and the number of frames that have arrived since the last call; `overrun`
    /// if the driver reported one.
    pub(super) fn tick(&mut self, now: Instant, frames: u64, overrun: bool) -> Verdict {
        let Some(last) = self.last else {
            if frames > 0 {
                self.last = Some(now);
                return Verdict::Flow;
            }
            let gone = now.duration_since(self.opened) > GONE_BEFORE_FIRST;
            return if gone { Verdict::Gone } else { Verdict::Flow };
        };
        let quiet = now.duration_since(last);
        if frames > 0 {
            self.last = Some(now);
            let stalled = overrun || quiet > STALL.max(self.period * 3);
            if stalled && self.settling.is_none() {
                self.settling = Some(Settling { from: last, resumed: now, frames: 0 });
            }
        } else if quiet > GONE_AFTER.max(self.period * 4) {
            return Verdict::Gone;
        }
        let Some(settling) = &mut self.settling else { return Verdict::Flow };
        settling.frames += frames;
        if now.duration_since(settling.resumed) < SETTLE.max(self.period * 2) {
            return Verdict::Hold;
        }
        let lost = self.missing();
        self.settling = None;
        Verdict::Settled { lost }
    }

    /// Ends the settling now, as the listener is about to be dropped.
    pub(super) fn settle(&mut self) -> Option<u64> {
        let lost = self.missing();
        self.settling.take().map(|_| lost)
    }

    fn missing(&self) -> u64 {
        let (Some(settling), Some(last)) = (&self.settling, self.last) else { return 0 };
        let due = frames_in(last.duration_since(settling.from), self.rate_hz);
        let missing = due.saturating_sub(settling.frames);
        let tolerance = frames_in(TOLERANCE + self.period, self.rate_hz);
        if missing > tolerance { missing } else { 0 }
    }
}

/// Frames in `time`, rounded down.
pub(super) fn frames_in(time: Duration, rate_hz: u32) -> u64 {
    let micros = u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
    let rate = u64::from(rate_hz);
    (micros / 1_000_000).saturating_mul(rate) + micros % 1_000_000 * rate / 1_000_000
}

#[cfg(test)]
mod tests {
    use super::*;

    const TICK: Duration = Duration::from_millis(20);

    #[expect(clippy::disallowed_methods, reason = "an arbitrary origin for made-up times")]
    fn watch() -> (StallWatch, Instant) {
        let origin = Instant::now();
        (StallWatch::new(16_000, TICK, origin), origin)
    }

    /// Runs a script of frames per tick; returns what was lost, or `None` if the device was gone.
    fn run(script: &[(usize, u64)]) -> Option<u64> {
        let (mut watch, mut now) = watch();
        let mut lost = 0;
        for &(ticks, frames) in script {
            for _ in 0..ticks {
                now += TICK;
                match watch.tick(now, frames, false) {
                    Verdict::Settled { lost: more } => lost += more,
                    Verdict::Gone => return None,
                    Verdict::Flow | Verdict::Hold => {}
                }
            }
        }
        Some(lost)
    }

    #[test]
    fn a_steady_flow_loses_nothing() {
        assert_eq!(run(&[(500, 320)]), Some(0));
    }

    #[test]
    fn a_late_burst_with_everything_in_it_is_no_loss() {
        // 800 ms late, then all 40 blocks at once.
        assert_eq!(run(&[(50, 320), (40, 0), (1, 41 * 320), (50, 320)]), Some(0));
        // The same, handed over within 100 ms.
        assert_eq!(run(&[(50, 320), (40, 0), (5, 9 * 320), (50, 320)]), Some(0));
    }

    #[test]
    fn a_suspended_source_swallows_exactly_the_time_it_slept() {
        assert_eq!(run(&[(50, 320), (50, 0), (50, 320)]), Some(50 * 320));
    }

    #[test]
    fn an_overrun_is_measured_even_if_it_is_short() {
        let (mut watch, mut now) = watch();
        let mut lost = 0;
        for tick in 0..100 {
            now += TICK;
            let frames = if (40..48).contains(&tick) { 0 } else { 320 };
            if let Verdict::Settled { lost: more } = watch.tick(now, frames, tick == 48) {
                lost += more;
            }
        }
        assert_eq!(lost, 8 * 320);
    }

    #[test]
    fn two_seconds_of_nothing_is_a_lost_device_but_a_slow_start_is_not() {
        assert_eq!(run(&[(50, 320), (102, 0)]), None);
        assert_eq!(run(&[(200, 0), (50, 320)]), Some(0));
        assert_eq!(run(&[(300, 0)]), None);
    }
}
