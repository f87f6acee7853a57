//! From scores and levels to decisions, frame by frame.

use crate::timeline::Millis;

/// Samples in a frame; 16 ms, what the detector is made for.
pub const FRAME: usize = 256;
/// The length of a frame; a whole number of milliseconds, so that frames are exact on the clock.
pub(super) const FRAME_MS: u64 = 16;

/// A voice begins at this score and goes on down to the other. With 0.6 and 0.5 a clip of "um"
/// lost 1.0 of its 3.7 voiced seconds. The price: one breath that scored 0.41 to 0.50 after a
/// sentence is still taken for voice.
const ONSET: f32 = 0.5;
const OFFSET: f32 = 0.4;
/// From this score on a voice is believed whatever its level above the floor: in one recording a
/// second of fast speech that scored 0.77 to 0.97 was lost to the level alone.
const SURE: f32 = 0.8;
/// How far above the noise floor a voice begins, and goes on, in dB.
const ONSET_DB: f32 = 8.0;
const OFFSET_DB: f32 = 4.0;
/// No voice is as quiet as this, however quiet the room: two steps of a 16-bit sample are -84 dBFS.
const FAINTEST_DB: f32 = -70.0;
/// Shorter sounds, under 80 ms, are taken for clicks. Chosen, not measured.
const MIN_VOICED: usize = 5;

/// No signal at all: a muted device, or time that was lost. It tells nothing about the room.
const NOTHING_DB: f32 = -100.0;

/// Frames in which the network, which starts from an empty memory, is not believed, and in which it
/// is believed only when it is sure. White noise at -40 dBFS scored up to 0.61 in the first 180 ms,
/// and less than 0.5 after (12 seeds).
const WARM_UP: u32 = 8;
const SETTLED: u32 = 12;

/// What is known about 16 ms of sound.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    /// When it starts.
    pub start: Millis,
    /// Whether it belongs to a voice.
    pub voiced: bool,
    /// Its loudness in dBFS.
    pub level_db: f32,
}

impl Frame {
    pub fn end(self) -> Millis {
        self.start + Millis(FRAME_MS)
    }
}

/// Decides with hysteresis; a sound is only let through when it has lasted long enough, and
/// then from its start.
#[derive(Default)]
pub(super) struct Gate {
    open: bool,
    floor: NoiseFloor,
    /// Before this there is no voice, whatever is heard.
    pub(super) deaf_until: Millis,
    /// The start of a sound that may still be a click.
    pending: Vec<Frame>,
    /// Whether the sound has lasted long enough.
    let_through: bool,
}

impl Gate {
    /// Takes a frame's score and level, and hands on every frame that is decided now, in order.
    pub(super) fn push(
        &mut self,
        start: Millis,
        score: f32,
        level_db: f32,
        mut sink: impl FnMut(Frame),
    ) {
        let floor = self.floor.push(level_db).max(FAINTEST_DB - OFFSET_DB);
        self.open = if self.floor.seen <= WARM_UP || start < self.deaf_until {
            false
        } else if score >= SURE {
            level_db >= FAINTEST_DB
        } else if self.open {
            score >= OFFSET && level_db >= floor + OFFSET_DB
        } else {
            self.floor.seen > SETTLED && score >= ONSET && level_db >= floor + ONSET_DB
        };
        let frame = Frame { start, voiced: self.open, level_db };
        if !self.open {
            self.reject(&mut sink);
            self.let_through = false;
            sink(frame);
        } else if self.let_through {
            sink(frame);
        } else {
            self.pending.push(frame);
            if self.pending.len() >= MIN_VOICED {
                self.let_through = true;
                self.pending.drain(..).for_each(sink);
            }
        }
    }

    /// Hands on what was not decided when the recording ended.
    pub(super) fn finish(&mut self, mut sink: impl FnMut(Frame)) {
        self.reject(&mut sink);
    }

    fn reject(&mut self, sink: &mut impl FnMut(Frame)) {
        for frame in self.pending.drain(..) {
            sink(Frame { voiced: false, ..frame });
        }
    }
}

/// The level of the room: the lowest that there was in the last eight seconds.
///
/// Speech has gaps at least that often, so the minimum is the noise between the words.
struct NoiseFloor {
    /// Minima of whole seconds, and of the one going on.
    minima: [f32; 8],
    second: usize,
    frames: u32,
    smooth_db: f32,
    seen: u32,
    /// Whether there was any in the frame before.
    sound: bool,
}

/// Before a second has passed the floor is not believed to be higher than this: somebody may
/// have begun to talk at once.
const EARLY_FLOOR_DB: f32 = -50.0;
const FRAMES_A_SECOND: u32 = 62;

impl Default for NoiseFloor {
    fn default() -> Self {
        Self { minima: [f32::MAX; 8], second: 0, frames: 0, smooth_db: 0.0, seen: 0, sound: true }
    }
}

impl NoiseFloor {
    fn push(&mut self, level_db: f32) -> f32 {
        let sound = level_db > NOTHING_DB;
        // The first frame after nothing may be half of it.
        if sound && self.sound {
            self.hear(level_db);
        }
        self.sound = sound;
        let floor = self.minima.iter().copied().fold(f32::MAX, f32::min);
        if self.seen < FRAMES_A_SECOND { floor.min(EARLY_FLOOR_DB) } else { floor }
    }

    fn hear(&mut self, level_db: f32) {
        // Over about four frames, so that a single quiet one is no floor.
        self.smooth_db =
            if self.seen == 0 { level_db } else { 0.75 * self.smooth_db + 0.25 * level_db };
        self.seen = self.seen.saturating_add(1);
        if self.frames == FRAMES_A_SECOND {
            self.frames = 0;
            self.second = (self.second + 1) % self.minima.len();
            self.minima[self.second] = f32::MAX;
        }
        self.frames += 1;
        self.minima[self.second] = self.minima[self.second].min(self.smooth_db);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs a script of (frames, score, level); returns what was decided.
    fn decide(script: &[(usize, f32, f32)]) -> Vec<bool> {
        let (mut gate, mut out, mut at) = (Gate::default(), Vec::new(), 0);
        for &(frames, score, level_db) in script {
            for _ in 0..frames {
                gate.push(Millis(at), score, level_db, |frame| out.push(frame));
                at += FRAME_MS;
            }
        }
        gate.finish(|frame| out.push(frame));
        for (index, frame) in out.iter().enumerate() {
            assert_eq!(frame.start, Millis(index as u64 * FRAME_MS));
        }
        out.iter().map(|frame| frame.voiced).collect()
    }

    fn voiced(script: &[(usize, f32, f32)]) -> usize {
        decide(script).into_iter().filter(|&voiced| voiced).count()
    }

    #[test]
    fn a_voice_is_let_through_from_its_first_frame() {
        let decided = decide(&[(100, 0.0, -70.0), (20, 0.9, -30.0), (30, 0.0, -70.0)]);
        let (first, last) = (100, 120);
        assert!(decided.iter().enumerate().all(|(i, &v)| v == (first..last).contains(&i)));
    }

    #[test]
    fn a_click_is_no_voice_whatever_its_score() {
        assert_eq!(voiced(&[(100, 0.0, -70.0), (4, 1.0, -10.0), (50, 0.0, -70.0)]), 0);
        assert_eq!(voiced(&[(100, 0.0, -70.0), (4, 1.0, -10.0)]), 0);
    }

    #[test]
    fn steady_noise_needs_a_sure_score_and_silence_has_no_voice_at_all() {
        assert_eq!(voiced(&[(100, 0.0, -40.0), (1000, 0.79, -40.0)]), 0);
        assert_eq!(voiced(&[(100, 0.0, -40.0), (1000, 0.8, -40.0)]), 1000);
        assert_eq!(voiced(&[(1000, 1.0, -100.0)]), 0);
    }

    #[test]
    fn a_score_between_the_thresholds_prolongs_a_voice_but_starts_none() {
        assert_eq!(voiced(&[(100, 0.0, -70.0), (50, 0.45, -30.0)]), 0);
        let mixed = [(100, 0.0, -70.0), (10, 0.9, -30.0), (50, 0.45, -30.0), (1, 0.0, -70.0)];
        assert_eq!(voiced(&mixed), 60);
    }

    #[test]
    fn nothing_at_all_says_nothing_about_the_room() {
        let begins = [(20, 0.2, -100.0), (1, 0.4, -46.0), (1000, 0.7, -40.0)];
        let early = FRAMES_A_SECOND as usize;
        assert!(decide(&begins)[20 + 1 + early..].iter().all(|&voiced| !voiced));
        let loses = [(100, 0.3, -40.0), (20, 0.2, -100.0), (1, 0.4, -46.0), (1000, 0.7, -40.0)];
        assert_eq!(voiced(&loses), 0);
    }

    #[test]
    fn there_is_no_voice_while_it_is_deaf() {
        let mut gate = Gate { deaf_until: Millis(320), ..Gate::default() };
        let mut heard = Vec::new();
        for at in 0..60 {
            gate.push(Millis(at * FRAME_MS), 0.9, -30.0, |frame| heard.push(frame));
        }
        let voiced = heard.iter().find(|frame| frame.voiced).map(|frame| frame.start);
        assert_eq!(voiced, Some(Millis(320)));
    }

    #[test]
    fn somebody_who_talks_at_once_is_heard() {
        let heard = voiced(&[(40, 0.9, -30.0), (50, 0.0, -70.0)]);
        assert_eq!(heard, 40 - WARM_UP as usize);
    }
}
