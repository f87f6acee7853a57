//! An answer while it is being given.

use super::event::Taken;
use crate::analysis::{Context, Cue, PaceMonitor, SectionName};
use crate::interview::{DrillClock, Role};
use crate::timeline::{Millis, TimeSpan};
use crate::transcript::{Word, is_guesswork};

/// The answer that is being given.
pub(super) struct Take {
    pub(super) role: Role,
    pub(super) words: Vec<Word>,
    pub(super) watch: Watch,
    pub(super) taken: Option<Taken>,
    pub(super) finished: bool,
    /// It was told that words can hardly be made out.
    pub(super) told_unclear: bool,
}

/// How the end of a drill's time is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TimeCues {
    Off,
    #[default]
    Shown,
    ShownAndHeard,
}

/// Who watches the time of an answer.
pub(super) enum Watch {
    Story(Box<PaceMonitor>),
    /// A reply has no sections. Carries the longest that it should take.
    Reply(Millis),
    Try(DrillClock),
}

/// What was asked, and why.
pub(super) struct Asked {
    pub(super) question: String,
    pub(super) because: Option<String>,
}

/// The stretch over which the pace of late is measured, and the shortest that says anything. Chosen: a
/// sentence or two.
const LATE: Millis = Millis::from_secs(20);
const ENOUGH: Millis = Millis::from_secs(8);

/// The last words by which it is seen whether they can be made out: a sentence or two. Chosen.
const LAST_WORDS: usize = 30;

impl Take {
    pub(super) fn new(role: Role, watch: Watch) -> Self {
        let words = Vec::new();
        Self { role, words, watch, taken: None, finished: false, told_unclear: false }
    }

    /// Whether the last words could hardly be made out; `true` once in a take.
    pub(super) fn becomes_unclear(&mut self) -> bool {
        let last = &self.words[self.words.len().saturating_sub(LAST_WORDS)..];
        let becomes = !self.told_unclear && is_guesswork(last);
        self.told_unclear |= becomes;
        becomes
    }

    /// Words a minute over the last words that will not change; `None` as long as there are few.
    pub(super) fn pace_wpm(&self) -> Option<f64> {
        let last = self.words.last()?.span.end;
        let late = self.words.iter().rev().take_while(|word| word.span.start + LATE >= last);
        let (count, first) = late.fold((0_u32, last), |(n, _), word| (n + 1, word.span.start));
        let span = last - first;
        (span >= ENOUGH).then(|| f64::from(count) * 60.0 / span.as_secs_f64())
    }
}

impl Watch {
    /// The longest that the answer should take.
    pub(super) fn budget(&self, context: &Context<'_>) -> Millis {
        match self {
            Self::Story(_) => context.length.max,
            Self::Reply(most) => *most,
            Self::Try(clock) => clock.time(),
        }
    }

    /// For an answer of this role, or a try that has so much time.
    pub(super) fn over(role: Role, time_of_try: Option<Millis>, context: &Context<'_>) -> Self {
        match (time_of_try, role) {
            (Some(time), _) => Self::Try(DrillClock::new(time)),
            (None, Role::Main) => Self::Story(Box::new(PaceMonitor::new(
                context.bank,
                context.framework,
                context.length,
            ))),
            (None, Role::Reply) => Self::Reply(context.of_reply().length.max),
        }
    }

    /// Hears words that will not change.
    pub(super) fn hear(&mut self, words: &[Word]) {
        if let Self::Story(monitor) = self {
            monitor.push(words);
        }
    }

    /// Times that matter before the budget is used up.
    pub(super) fn marks(&self, context: &Context<'_>) -> Vec<Millis> {
        match self {
            Self::Story(_) => vec![context.length.opening, context.length.min],
            Self::Reply(_) => vec![context.of_reply().length.min],
            Self::Try(_) => Vec::new(),
        }
    }

    /// The sections so far, with how sure the last is, and what is to be told now.
    pub(super) fn tick(&mut self, now: Millis, quiet: Millis, spoke: bool) -> Progress {
        match self {
            Self::Story(monitor) => {
                let live = monitor.tick(now);
                Progress { sections: live.sections, sure: live.sure, cues: live.cues }
            }
            Self::Reply(_) => Progress::default(),
            Self::Try(clock) => {
                Progress { cues: clock.tick(now, quiet, spoke), ..Progress::default() }
            }
        }
    }
}

/// How far an answer has got.
#[derive(Debug, Default)]
pub(super) struct Progress {
    pub(super) sections: Vec<(SectionName, TimeSpan)>,
    /// How sure it is that the last section is the one that is being told, 0 to 1.
    pub(super) sure: f32,
    /// What is to be told now.
    pub(super) cues: Vec<Cue>,
}
