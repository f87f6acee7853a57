//! The way out of the audio callback: one lock-free ring for samples, one for gaps.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use cpal::{FromSample, Sample};
use rtrb::{Consumer, Producer, RingBuffer};

use super::mix::mono;

/// How long the capture thread may be kept from running before samples are lost.
const SECONDS: usize = 8;
/// Gaps that can wait to be noticed; each needs room in the sample ring before it, so more than
/// a few at a time cannot happen in practice.
const GAPS: usize = 64;

/// Frames that did not fit, and where: after `after` frames had been pushed in all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Gap {
    after: u64,
    frames: u64,
}

/// What became of one block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct PushStats {
    pub(super) pushed: usize,
    pub(super) dropped: usize,
}

/// The callback's end.
pub(super) struct Inlet {
    samples: Producer<f32>,
    gaps: Producer<Gap>,
    pushed: u64,
    /// Dropped frames that no [`Gap`] tells of yet: it is told when there is room again, so that
    /// one long overflow is one gap.
    untold: u64,
    arrived: Arc<AtomicU64>,
}

/// The capture thread's end.
pub(super) struct Outlet {
    samples: Consumer<f32>,
    gaps: Consumer<Gap>,
    popped: u64,
    arrived: Arc<AtomicU64>,
}

/// Makes a ring for several seconds at `rate_hz`.
pub(super) fn ring(rate_hz: u32) -> (Inlet, Outlet) {
    ring_of(rate_hz as usize * SECONDS)
}

fn ring_of(frames: usize) -> (Inlet, Outlet) {
    let (to, samples) = RingBuffer::new(frames);
    let (to_gaps, gaps) = RingBuffer::new(GAPS);
    let arrived = Arc::new(AtomicU64::new(0));
    (
        Inlet { samples: to, gaps: to_gaps, pushed: 0, untold: 0, arrived: arrived.clone() },
        Outlet { samples, gaps, popped: 0, arrived },
    )
}

/// Mixes a block of interleaved frames down to mono and pushes it, dropping what does not fit.
///
/// This is the whole audio callback: it neither allocates nor locks nor waits. Both rings were
/// allocated beforehand, and filling a chunk writes into them in place.
pub(super) fn push_block<T>(inlet: &mut Inlet, interleaved: &[T], channels: u16) -> PushStats
where
    T: Sample,
    f32: FromSample<T>,
{
    let channels = usize::from(channels.max(1));
    let frames = interleaved.len() / channels;
    let room = if inlet.tell_gap() { inlet.samples.slots() } else { 0 };
    let pushed = inlet
        .samples
        .write_chunk_uninit(frames.min(room))
        .map_or(0, |chunk| chunk.fill_from_iter(mono(interleaved, channels)));
    inlet.pushed += pushed as u64;
    inlet.untold += (frames - pushed) as u64;
    inlet.arrived.fetch_add(frames as u64, Ordering::Release);
    PushStats { pushed, dropped: frames - pushed }
}

impl Inlet {
    /// Tells of frames dropped before, and whether samples may follow.
    fn tell_gap(&mut self) -> bool {
        if self.untold == 0 {
            return true;
        }
        if self.samples.slots() == 0 {
            return false;
        }
        let told = self.gaps.push(Gap { after: self.pushed, frames: self.untold }).is_ok();
        if told {
            self.untold = 0;
        }
        told
    }
}

impl Outlet {
    /// Frames that the callback has been given since the stream was opened, pushed or not.
    pub(super) fn arrived(&self) -> u64 {
        self.arrived.load(Ordering::Acquire)
    }

    /// Hands on everything that waits, in order: samples through `samples`, lengths of gaps in
    /// frames through `lost`. Returns the frames handed on, with those lost.
    pub(super) fn drain(&mut self, mut step: impl FnMut(Flow<'_>)) -> u64 {
        let mut total = 0;
        loop {
            // The order matters: a gap is told before the samples behind it are pushed, so a gap
            // within these samples is already visible.
            let ready = self.samples.slots();
            let next_gap = self.gaps.peek().copied().ok();
            let before_gap = next_gap.map_or(usize::MAX, |gap| {
                usize::try_from(gap.after - self.popped).unwrap_or(usize::MAX)
            });
            let take = ready.min(before_gap);
            if let Ok(chunk) = self.samples.read_chunk(take) {
                let (first, second) = chunk.as_slices();
                for slice in [first, second] {
                    if !slice.is_empty() {
                        step(Flow::Samples(slice));
                    }
                }
                chunk.commit_all();
            }
            self.popped += take as u64;
            total += take as u64;
            match next_gap {
                Some(gap) if gap.after == self.popped => {
                    let _ = self.gaps.pop();
                    total += gap.frames;
                    step(Flow::Lost(gap.frames));
                }
                _ => return total,
            }
        }
    }
}

/// What comes out of the ring, at the device's rate.
pub(super) enum Flow<'a> {
    Samples(&'a [f32]),
    Lost(u64),
}

#[cfg(test)]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::float_cmp,
    reason = "made-up signals and small counts"
)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What was drained, lost frames as NaN.
    fn drained(outlet: &mut Outlet) -> Vec<f32> {
        let mut all = Vec::new();
        outlet.drain(|flow| match flow {
            Flow::Samples(samples) => all.extend_from_slice(samples),
            Flow::Lost(frames) => all.extend((0..frames).map(|_| f32::NAN)),
        });
        all
    }

    #[test]
    fn an_overflow_is_counted_and_keeps_its_place() {
        let (mut inlet, mut outlet) = ring_of(4);
        let push = |inlet: &mut Inlet, block: &[f32]| push_block(inlet, block, 1);
        assert_eq!(push(&mut inlet, &[1.0, 2.0, 3.0]), PushStats { pushed: 3, dropped: 0 });
        assert_eq!(push(&mut inlet, &[4.0, 5.0, 6.0]), PushStats { pushed: 1, dropped: 2 });
        assert_eq!(push(&mut inlet, &[7.0]), PushStats { pushed: 0, dropped: 1 });
        assert_eq!(drained(&mut outlet), [1.0, 2.0, 3.0, 4.0]);
        assert_eq!(push(&mut inlet, &[8.0]), PushStats { pushed: 1, dropped: 0 });
        let rest = drained(&mut outlet);
        assert!(rest[..3].iter().all(|sample| sample.is_nan()), "{rest:?}");
        assert_eq!(rest[3..], [8.0]);
        assert_eq!(outlet.arrived(), 8);
    }

    proptest! {
        #[test]
        fn every_frame_arrives_in_its_place_or_is_told_as_lost(
            steps in prop::collection::vec((0usize..9, prop::bool::ANY), 1..60)
        ) {
            let (mut inlet, mut outlet) = ring_of(13);
            let (mut sent, mut got) = (0_u32, Vec::new());
            for (frames, drain) in steps {
                let block: Vec<f32> = (0..frames).map(|_| { sent += 1; sent as f32 }).collect();
                push_block(&mut inlet, &block, 1);
                if drain { got.extend(drained(&mut outlet)); }
            }
            got.extend(drained(&mut outlet));
            push_block(&mut inlet, &[-1.0_f32], 1);
            got.extend(drained(&mut outlet));
            prop_assert_eq!(got.len() as u32, sent + 1);
            for (i, sample) in got[..sent as usize].iter().enumerate() {
                prop_assert!(sample.is_nan() || *sample == (i + 1) as f32);
            }
        }
    }
}
