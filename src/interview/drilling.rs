//! The course of a drill: what to do, a countdown, a try, what came of it, and again.

use super::{Course, Effect, End, Event, Role};

/// Where the drill stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Preparing,
    Asking,
    CountingDown,
    Listening { phrase_said: bool },
    Transcribing,
    Reviewing,
    Closing,
    Over,
}

/// A drill: instruction, try, verdict, until it is done.
#[derive(Clone, Debug)]
pub struct Drilling {
    state: State,
    end: End,
    interrupted: bool,
    sayings: DrillLines,
}

/// What is said in a drill, besides the verdicts.
#[derive(Clone, Debug)]
pub struct DrillLines {
    /// Before the instruction.
    pub lead: String,
    pub instruction: String,
    /// Before each try but the first, with `{next}` for its limit.
    pub again: String,
    /// Right before each try.
    pub countdown: String,
}

impl Drilling {
    pub fn new(sayings: DrillLines, end: End) -> Self {
        Self { state: State::Preparing, end, interrupted: false, sayings }
    }

    fn ask(lead: String, question: String) -> Vec<Effect> {
        vec![Effect::Ask { lead, question, because: None, role: Role::Main }]
    }

    /// The first time what was said is transcribed and saved; the second time it is only saved.
    fn interrupt(&mut self) -> (State, Vec<Effect>) {
        let again = std::mem::replace(&mut self.interrupted, true);
        match self.state {
            State::Over => (State::Over, vec![]),
            State::Listening { .. } => (State::Transcribing, vec![Effect::StopListening]),
            State::Transcribing if !again => (State::Transcribing, vec![]),
            _ => (State::Over, vec![Effect::Hush, Effect::Save { over: true }, Effect::Finish]),
        }
    }
}

impl Course for Drilling {
    fn take(&mut self, event: Event) -> Vec<Effect> {
        let (state, effects) = match (self.state, event) {
            (_, Event::Interrupt) => self.interrupt(),
            (State::Preparing, Event::Ready) => {
                let DrillLines { lead, instruction, .. } = self.sayings.clone();
                (State::Asking, Self::ask(lead, instruction))
            }
            (state @ (State::Asking | State::CountingDown | State::Closing), Event::Key) => {
                (state, vec![Effect::Hush])
            }
            (State::Asking, Event::Spoken) => {
                (State::CountingDown, vec![Effect::Say(self.sayings.countdown.clone())])
            }
            (State::CountingDown, Event::Spoken) => {
                (State::Listening { phrase_said: false }, vec![Effect::Listen(Role::Main)])
            }
            (State::Listening { .. }, Event::Words { closing }) => {
                (State::Listening { phrase_said: closing }, vec![])
            }
            (State::Listening { .. }, Event::Key | Event::SourceEnded) => {
                (State::Transcribing, vec![Effect::StopListening])
            }
            (State::Listening { phrase_said }, Event::Tick { quiet, spoke })
                if self.end.is_met(phrase_said, quiet, spoke) =>
            {
                (State::Transcribing, vec![Effect::StopListening])
            }
            (State::Transcribing, Event::Transcribed) => {
                (State::Reviewing, vec![Effect::Review(Role::Main)])
            }
            (State::Reviewing, Event::Tried { .. }) if self.interrupted => {
                (State::Over, vec![Effect::Save { over: true }, Effect::Finish])
            }
            (State::Reviewing, Event::Tried { said, next: Some(limit) }) => {
                let mut effects = vec![Effect::Save { over: false }];
                effects.extend(Self::ask(said, self.sayings.again.replace("{next}", &limit)));
                (State::Asking, effects)
            }
            (State::Reviewing, Event::Tried { said, next: None }) => {
                (State::Closing, vec![Effect::Save { over: true }, Effect::Say(said)])
            }
            (State::Closing, Event::Spoken) => (State::Over, vec![Effect::Finish]),
            (state, _) => (state, vec![]),
        };
        self.state = state;
        effects
    }

    fn is_over(&self) -> bool {
        self.state == State::Over
    }

    fn was_interrupted(&self) -> bool {
        self.interrupted
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn drilling() -> Drilling {
        let sayings = DrillLines {
            lead: "Situation.".into(),
            instruction: "Only the opening.".into(),
            again: "Once more, in {next}.".into(),
            countdown: "Three, two, one.".into(),
        };
        Drilling::new(sayings, End::Key)
    }

    fn run(drilling: &mut Drilling, events: Vec<Event>) -> Vec<Effect> {
        events.into_iter().flat_map(|event| drilling.take(event)).collect()
    }

    fn to_review() -> Vec<Event> {
        vec![Event::Ready, Event::Spoken, Event::Spoken, Event::Key, Event::Transcribed]
    }

    fn tried(next: Option<&str>) -> Event {
        Event::Tried { said: "41 seconds.".into(), next: next.map(str::to_owned) }
    }

    #[test]
    fn a_try_is_followed_by_its_verdict_and_the_next_try() {
        let mut drilling = drilling();
        let mut events = to_review();
        events.push(tried(Some("90 seconds")));
        let effects = run(&mut drilling, events);
        let Some(Effect::Ask { lead, question, .. }) = effects.last() else {
            panic!("{effects:?}")
        };
        assert_eq!(
            (lead.as_str(), question.as_str()),
            ("41 seconds.", "Once more, in 90 seconds.")
        );
        let effects = run(&mut drilling, vec![Event::Spoken, Event::Spoken]);
        let countdown = Effect::Say("Three, two, one.".into());
        assert_eq!(effects, [countdown, Effect::Listen(Role::Main)]);
    }

    #[test]
    fn the_last_try_is_saved_before_its_verdict_is_said() {
        let mut drilling = drilling();
        let mut events = to_review();
        events.extend([tried(None), Event::Spoken]);
        let effects = run(&mut drilling, events);
        let end = [Effect::Save { over: true }, Effect::Say("41 seconds.".into()), Effect::Finish];
        assert!(effects.ends_with(&end), "{effects:?}");
        assert!(drilling.is_over() && !drilling.was_interrupted());
    }

    #[test]
    fn who_stops_in_the_middle_of_a_try_has_it_judged_and_saved() {
        let mut drilling = drilling();
        let events = vec![
            Event::Ready,
            Event::Spoken,
            Event::Spoken,
            Event::Interrupt,
            Event::Transcribed,
            tried(Some("x")),
        ];
        let effects = run(&mut drilling, events);
        assert!(effects.ends_with(&[Effect::Save { over: true }, Effect::Finish]), "{effects:?}");
        assert!(drilling.is_over() && drilling.was_interrupted());
    }

    proptest! {
        #[test]
        fn two_interrupts_end_it_from_anywhere(steps in prop::collection::vec(0usize..6, 0..20)) {
            let mut drilling = drilling();
            for step in steps {
                drilling.take(match step {
                    0 => Event::Ready,
                    1 => Event::Spoken,
                    2 => Event::Key,
                    3 => Event::Transcribed,
                    4 => tried(Some("x")),
                    _ => Event::Tick { quiet: crate::timeline::Millis(9000), spoke: true },
                });
            }
            drilling.take(Event::Interrupt);
            drilling.take(Event::Interrupt);
            prop_assert!(drilling.is_over());
        }
    }
}
