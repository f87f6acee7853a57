//! The time of a try at a drill.

use crate::analysis::Cue;
use crate::timeline::Millis;

/// Watches the time of one try, which begins with the first voice.
#[derive(Clone, Debug)]
pub struct DrillClock {
    time: Millis,
    began: Option<Millis>,
    told: usize,
}

/// What is told at which part of the time, in percent.
const CUES: [(u64, Cue); 2] = [(80, Cue::NearlyOver), (100, Cue::TimeOver)];

impl DrillClock {
    pub fn new(time: Millis) -> Self {
        Self { time, began: None, told: 0 }
    }

    /// The time that the try has.
    pub fn time(&self) -> Millis {
        self.time
    }

    /// Hears the time on the recording's clock, for how long it has been quiet, and whether there was any
    /// voice; gives what is to be told now, each once.
    pub fn tick(&mut self, now: Millis, quiet: Millis, spoke: bool) -> Vec<Cue> {
        if !spoke {
            return Vec::new();
        }
        let began = *self.began.get_or_insert(now - quiet);
        let elapsed = now - began;
        let due =
            CUES.iter().filter(|(percent, _)| elapsed.0 * 100 >= self.time.0 * percent).count();
        let new = CUES[self.told.min(due)..due].iter().map(|(_, cue)| *cue).collect();
        self.told = due.max(self.told);
        new
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_begins_with_the_voice_and_tells_each_thing_once() {
        let mut clock = DrillClock::new(Millis(45_000));
        let mut told = Vec::new();
        for now in (0..60_000).step_by(100) {
            let spoke = now >= 5_000;
            let quiet = Millis(if spoke { 0 } else { now });
            let cues = clock.tick(Millis(now), quiet, spoke);
            told.extend(cues.into_iter().map(|cue| (now, cue)));
        }
        assert_eq!(told, [(41_000, Cue::NearlyOver), (50_000, Cue::TimeOver)]);
    }

    #[test]
    fn silence_has_no_time() {
        let mut clock = DrillClock::new(Millis(1000));
        assert_eq!(clock.tick(Millis(90_000), Millis(90_000), false), []);
    }
}
