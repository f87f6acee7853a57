//! The voiced stretches of a recording.

use super::SAMPLE_RATE;
use super::edges::{Energy, HOP_MS, power_db};
use super::gain::Gain;
use super::gate::{FRAME, FRAME_MS, Frame, Gate};
use super::held::Held;
use super::rumble::Rumble;
use crate::timeline::{Millis, SampleClock, SpeechTrack, TimeSpan};

const CLOCK: SampleClock = SampleClock::new(SAMPLE_RATE);
/// Gaps up to this are taken for closures inside words; pauses are stored from 200 ms. Chosen
/// between the two, not measured.
const BRIDGE: Millis = Millis(120);
/// The neural window reaches 48 ms back, so a decision is about what was heard this much before.
const LAG: Millis = Millis(16);

type Score = Box<dyn FnMut(&[f32; FRAME]) -> f32 + Send>;

/// Finds the voiced stretches of a recording while it is made.
///
/// Scores come from a small neural network (earshot, 40 kB, inside the binary); they are gated by
/// the level above the room's noise, and edges are placed by energy.
pub struct Detector {
    score: Score,
    /// A second network for a quiet microphone. It is another one because the first never forgets what it heard at
    /// first: raised by 5 dB for a second, it put the ends of sentences elsewhere a minute later.
    faint: Option<(Gain, Score)>,
    gate: Gate,
    rumble: Rumble,
    energy: Energy,
    held: Held,
    /// Samples that do not fill a frame yet.
    waiting: Vec<f32>,
    frames: u64,
    samples: u64,
    /// Voiced stretches as decided, in order.
    voiced: Vec<TimeSpan>,
    lost: Vec<TimeSpan>,
}

impl Default for Detector {
    fn default() -> Self {
        Self::new()
    }
}

impl Detector {
    pub fn new() -> Self {
        let faint = Some((Gain::default(), network()));
        Self { faint, ..Self::with(network()) }
    }

    fn with(score: Score) -> Self {
        Self {
            score,
            faint: None,
            gate: Gate::default(),
            rumble: Rumble::default(),
            energy: Energy::default(),
            held: Held::default(),
            waiting: Vec::with_capacity(FRAME),
            frames: 0,
            samples: 0,
            voiced: Vec::new(),
            lost: Vec::new(),
        }
    }

    /// Takes nothing before `at` for a voice. What is heard until then still tells what the room is
    /// like: after zeros instead, steady noise at -40 dBFS was taken for a voice for seven seconds.
    pub fn deaf_until(&mut self, at: Millis) {
        self.gate.deaf_until = at;
    }

    /// Takes the next samples, any number; hands on each frame that is decided, in order.
    ///
    /// Decisions come as soon as the frame is complete, except at the start of a sound, which is
    /// known to be a voice after 80 ms.
    pub fn push(&mut self, samples: &[f32], mut sink: impl FnMut(Frame)) {
        self.samples += samples.len() as u64;
        let mut rest = samples;
        while !rest.is_empty() {
            let (fits, later) = rest.split_at(rest.len().min(FRAME - self.waiting.len()));
            // The network takes -1 to 1 only, and keeps what it hears in its state.
            self.waiting.extend(fits.iter().map(|sample| clean(*sample)));
            rest = later;
            if self.waiting.len() == FRAME {
                self.frame(&mut sink);
            }
        }
    }

    /// Notes that `span` was lost; its samples are pushed as zeros all the same.
    pub fn lost(&mut self, span: TimeSpan) {
        self.lost.push(span);
    }

    /// Decides what is left: the last frame is filled up with silence.
    pub fn finish(&mut self, mut sink: impl FnMut(Frame)) {
        if !self.waiting.is_empty() {
            self.waiting.resize(FRAME, 0.0);
            self.frame(&mut sink);
        }
        let voiced = &mut self.voiced;
        self.gate.finish(|frame| note(voiced, frame, &mut sink));
    }

    /// The voiced stretches and held sounds so far.
    pub fn track(&self) -> SpeechTrack {
        let length = CLOCK.at(self.samples);
        let mut bridged: Vec<TimeSpan> = Vec::with_capacity(self.voiced.len());
        for &span in &self.refined() {
            match bridged.last_mut() {
                Some(last) if span.start - last.end <= BRIDGE => *last = last.hull(span),
                _ => bridged.push(span),
            }
        }
        SpeechTrack::new(bridged, self.lost.clone(), length).with_held(self.held.sounds())
    }

    /// The stretches with their edges moved to where the energy says they are.
    fn refined(&self) -> Vec<TimeSpan> {
        let hop = |at: Millis| usize::try_from(at.0 / HOP_MS).unwrap_or(usize::MAX);
        let time = |hop: usize| Millis(hop as u64 * HOP_MS);
        let decided: Vec<_> = self
            .voiced
            .iter()
            .map(|span| (hop(span.start - LAG), hop(span.end - LAG).max(hop(span.start - LAG) + 1)))
            .collect();
        let mut before = 0;
        let mut refined = Vec::with_capacity(decided.len());
        for (index, &stretch) in decided.iter().enumerate() {
            let after = decided.get(index + 1).map_or(usize::MAX, |next| next.0);
            let (start, end) = self.energy.refine(stretch, (before, after));
            before = end;
            refined.push(TimeSpan::new(time(start), time(end)));
        }
        refined
    }

    /// The score of the frame raised, while the microphone seems to be a quiet one.
    fn faint_score(&mut self, frame: &[f32; FRAME]) -> f32 {
        let Some((gain, score)) = &mut self.faint else { return 0.0 };
        let Some(raised) = gain.raise(frame) else {
            self.faint = None;
            return 0.0;
        };
        score(&raised)
    }

    fn frame(&mut self, sink: &mut impl FnMut(Frame)) {
        let mut frame = [0.0; FRAME];
        frame.copy_from_slice(&self.waiting);
        self.waiting.clear();
        let score = (self.score)(&frame).max(self.faint_score(&frame));
        self.held.push(&frame);
        self.rumble.filter(&mut frame);
        self.energy.push(&frame);
        let level_db = power_db(frame.iter().map(|sample| sample * sample).sum(), FRAME);
        let start = Millis(self.frames * FRAME_MS);
        self.frames += 1;
        let voiced = &mut self.voiced;
        self.gate.push(start, score, level_db, |frame| note(voiced, frame, sink));
    }
}

fn network() -> Score {
    let mut model = earshot::Detector::default_boxed();
    Box::new(move |frame| model.predict_f32(frame))
}

/// Keeps a decided frame and hands it on.
fn note(voiced: &mut Vec<TimeSpan>, frame: Frame, sink: &mut impl FnMut(Frame)) {
    if frame.voiced {
        match voiced.last_mut() {
            Some(last) if last.end == frame.start => last.end = frame.end(),
            _ => voiced.push(TimeSpan::new(frame.start, frame.end())),
        }
    }
    sink(frame);
}

fn clean(sample: f32) -> f32 {
    if sample.is_finite() { sample.clamp(-1.0, 1.0) } else { 0.0 }
}

/// Where the voice is, found in one go over the whole of `samples`.
pub fn track(samples: &[f32]) -> SpeechTrack {
    let mut detector = Detector::new();
    detector.push(samples, |_| {});
    detector.finish(|_| {});
    detector.track()
}

#[cfg(test)]
#[expect(clippy::cast_precision_loss, reason = "made-up signals and small counts")]
mod tests {
    use super::*;

    /// Decides by loudness alone, for tests of everything around the network.
    fn by_loudness() -> Detector {
        Detector::with(Box::new(|frame| {
            let loudest = frame.iter().fold(0.0_f32, |a, b| a.max(b.abs()));
            if loudest > 0.05 { 0.9 } else { 0.1 }
        }))
    }

    /// Noise of the given levels: (milliseconds, amplitude) steps.
    fn noise(steps: &[(usize, f32)]) -> Vec<f32> {
        let mut seed = 7_u32;
        let mut out = Vec::new();
        for &(ms, amplitude) in steps {
            for _ in 0..ms * 16 {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                out.push(amplitude * ((seed >> 8) as f32 / 8_388_608.0 - 1.0));
            }
        }
        out
    }

    fn track(mut detector: Detector, samples: &[f32], block: usize) -> SpeechTrack {
        for chunk in samples.chunks(block) {
            detector.push(chunk, |_| {});
        }
        detector.finish(|_| {});
        detector.track()
    }

    #[test]
    fn edges_and_pauses_are_within_a_hop_whatever_the_block_size() {
        let samples = noise(&[
            (1003, 0.001),
            (807, 0.3),
            (455, 0.001),
            (1290, 0.2),
            (90, 0.001),
            (300, 0.2),
            (1000, 0.001),
        ]);
        for block in [1, 160, 1000, 100_000] {
            let track = track(by_loudness(), &samples, block);
            let spans: Vec<_> =
                track.voiced().iter().map(|span| (span.start.0, span.end.0)).collect();
            assert_eq!(spans.len(), 2, "the 90 ms gap is no pause: {spans:?}");
            for ((start, end), (want_start, want_end)) in
                spans.into_iter().zip([(1003_u64, 1810_u64), (2265, 3945)])
            {
                assert!(start.abs_diff(want_start) <= 12 && end.abs_diff(want_end) <= 12);
            }
            assert_eq!(track.length(), CLOCK.at(samples.len() as u64));
        }
    }

    #[test]
    fn lost_time_is_in_the_track() {
        let mut detector = by_loudness();
        detector.lost(TimeSpan::new(Millis(100), Millis(300)));
        let track = track(detector, &vec![0.0; 16_000], 160);
        assert_eq!(track.lost(), [TimeSpan::new(Millis(100), Millis(300))]);
        assert_eq!(track.voiced(), []);
    }

    #[test]
    fn what_is_no_sound_at_all_does_no_harm() {
        let mut detector = Detector::new();
        detector.push(&[f32::NAN, f32::INFINITY, -9.0, 9.0], |_| {});
        detector.push(&vec![0.0; 16_000], |frame| assert!(!frame.voiced));
        assert_eq!(detector.track().voiced(), []);
    }

    #[test]
    fn a_room_without_a_voice_has_no_voiced_span() {
        let seconds = 20;
        let white = noise(&[(seconds * 1000, 0.0173)]);
        let clicks: Vec<f32> =
            (0..seconds * 16_000).map(|i| if i % 9000 < 60 { 0.6 } else { 0.0005 }).collect();
        let mut low = 0.0;
        let fan: Vec<f32> = white
            .iter()
            .map(|sample| {
                low += 0.05 * (sample - low);
                low * 4.0
            })
            .collect();
        let breath: Vec<f32> = white
            .windows(2)
            .enumerate()
            .map(|(i, pair)| {
                // In and out every four seconds, without the lowest frequencies.
                let phase = i as f32 / 16_000.0 / 4.0 * std::f32::consts::TAU;
                (pair[1] - 0.6 * pair[0]) * phase.sin().abs().powi(2)
            })
            .collect();
        let rooms = [("white", white), ("clicks", clicks), ("fan", fan), ("breath", breath)];
        for (name, samples) in rooms {
            let track = track(Detector::new(), &samples, 320);
            assert_eq!(track.voiced(), [], "{name}");
        }
    }
}
