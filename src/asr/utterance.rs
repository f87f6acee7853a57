//! The audio that has not been committed yet.

use crate::timeline::{Millis, SampleClock, TimeSpan};

use super::recogniser::SAMPLE_RATE_HZ;

const CLOCK: SampleClock = SampleClock::new(SAMPLE_RATE_HZ);

/// The shortest dip between two words that is one: 48 ms, seen every 8 ms.
const DIP_SAMPLES: usize = 768;
const STEP_SAMPLES: usize = 128;

/// How much quieter than the loudest sound of the utterance a deep dip is: as quiet as between words.
pub(super) const DEEP_DB: f32 = 20.0;

/// A window on the take's audio: from the end of what has been committed to now.
#[derive(Debug, Default)]
pub(super) struct Pending {
    samples: Vec<f32>,
    /// Sample number, on the take's clock, of `samples[0]`.
    first: u64,
}

impl Pending {
    pub(super) fn push(&mut self, block: &[f32]) {
        self.samples.extend_from_slice(block);
    }

    /// The end of the audio so far.
    pub(super) fn now(&self) -> Millis {
        CLOCK.at(self.first + self.samples.len() as u64)
    }

    /// The audio of `span`, as far as it is here, and the time at which that audio really starts.
    pub(super) fn slice(&self, span: TimeSpan) -> (Millis, &[f32]) {
        let end = self.index(span.end);
        let start = self.index(span.start).min(end);
        (CLOCK.at(self.first + start as u64), &self.samples[start..end])
    }

    /// Forgets the audio before `at`.
    pub(super) fn forget(&mut self, at: Millis) {
        let n = self.index(at);
        self.samples.drain(..n);
        self.first += n as u64;
    }

    /// The middle of the quietest 48 ms of `span`, and their level; `None` without so much audio.
    pub(super) fn quietest(&self, span: TimeSpan) -> Option<(Millis, f32)> {
        let (start, pcm) = self.slice(span);
        let levels = pcm.windows(DIP_SAMPLES).step_by(STEP_SAMPLES).map(level_db);
        let (place, level) = levels.enumerate().min_by(|a, b| a.1.total_cmp(&b.1))?;
        let middle = place * STEP_SAMPLES + DIP_SAMPLES / 2;
        Some((start + CLOCK.at(middle as u64), level))
    }

    /// The level of the loudest 48 ms of `span`.
    pub(super) fn loudest_db(&self, span: TimeSpan) -> f32 {
        loudest_db(self.slice(span).1)
    }

    /// Whether the audio since `start` ends in a deep dip: the voice may just have stopped.
    pub(super) fn trails_off(&self, start: Millis) -> bool {
        let (_, pcm) = self.slice(TimeSpan::new(start, self.now()));
        let last = &pcm[pcm.len().saturating_sub(DIP_SAMPLES)..];
        loudest_db(pcm) - level_db(last) >= DEEP_DB
    }

    fn index(&self, at: Millis) -> usize {
        let offset = CLOCK.samples(at).saturating_sub(self.first);
        usize::try_from(offset).unwrap_or(usize::MAX).min(self.samples.len())
    }
}

/// The level of the loudest 48 ms.
pub(super) fn loudest_db(pcm: &[f32]) -> f32 {
    pcm.chunks(DIP_SAMPLES).map(level_db).fold(f32::NEG_INFINITY, f32::max)
}

/// Mean power against full scale; -100 for digital silence.
#[expect(clippy::cast_precision_loss, reason = "a few hundred samples")]
fn level_db(pcm: &[f32]) -> f32 {
    let power = pcm.iter().map(|sample| sample * sample).sum::<f32>() / pcm.len().max(1) as f32;
    10.0 * power.max(1e-10).log10()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: u64, end: u64) -> TimeSpan {
        TimeSpan::new(Millis(start), Millis(end))
    }

    #[test]
    fn times_stay_true_after_forgetting() {
        let mut pending = Pending::default();
        pending.push(&vec![0.1; 16_000]);
        pending.push(&vec![0.2; 16_000]);
        pending.forget(Millis(500));
        assert_eq!(pending.now(), Millis(2000));
        let (start, pcm) = pending.slice(span(900, 1100));
        assert_eq!(start, Millis(900));
        assert_eq!(pcm.len(), 3200);
        assert!(pcm[0] < 0.15 && pcm[3199] > 0.15);
    }

    #[test]
    fn a_voice_trails_off_once_its_last_48_ms_are_quiet() {
        let mut pending = Pending::default();
        assert!(!pending.trails_off(Millis(0)));
        pending.push(&vec![0.2; 16_000]);
        pending.push(&vec![0.001; 16 * 40]);
        assert!(!pending.trails_off(Millis(0)), "a stop consonant is as long");
        pending.push(&vec![0.001; 16 * 8]);
        assert!(pending.trails_off(Millis(0)));
        assert!(!pending.trails_off(Millis(1000)), "it is all as quiet");
        pending.push(&vec![0.2; 16 * 8]);
        assert!(!pending.trails_off(Millis(0)));
    }

    #[test]
    fn audio_that_is_gone_or_not_yet_here_is_left_out() {
        let mut pending = Pending::default();
        pending.push(&vec![0.1; 16_000]);
        pending.forget(Millis(400));
        let (start, pcm) = pending.slice(span(0, 5000));
        assert_eq!(start, Millis(400));
        assert_eq!(pcm.len(), 9600);
        assert!(pending.slice(span(3000, 5000)).1.is_empty());
    }
}
