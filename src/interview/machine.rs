//! States, events, effects.

use crate::timeline::Millis;

/// How long it must be quiet after "that's my answer" for the phrase to count: less is the speaker
/// going on ("... my answer to the question why").
const QUIET_AFTER_PHRASE: Millis = Millis(400);

/// How long it must be quiet for `--end silence`. Pauses to remember something reach two seconds
/// and more, and nothing annoys like being cut off.
const QUIET_TO_END: Millis = Millis(3500);

/// How an answer ends. A key always works; what the option adds is what is told and listened for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum End {
    Key,
    Phrase,
    #[default]
    KeyOrPhrase,
    Silence,
}

impl End {
    /// Whether an answer is over that has been quiet for `quiet`.
    pub(super) fn is_met(self, phrase_said: bool, quiet: Millis, spoke: bool) -> bool {
        match self {
            Self::Key => false,
            Self::Phrase | Self::KeyOrPhrase => phrase_said && quiet >= QUIET_AFTER_PHRASE,
            Self::Silence => spoke && quiet >= QUIET_TO_END,
        }
    }
}

/// What an answer is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Main,
    Reply,
}

/// A follow-up and why it is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FollowUp {
    pub text: String,
    pub because: String,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// Microphone, recogniser and voice are there.
    Ready,
    /// The line has been said, to the last sample.
    Spoken,
    /// Committed words came in; `closing` tells whether they now end with an ending phrase.
    Words { closing: bool },
    /// Time passed: it has been quiet for `quiet`, after at least one voiced stretch if `spoke`.
    Tick { quiet: Millis, spoke: bool },
    /// The speaker pressed the key.
    Key,
    /// The recording that stands in for the microphone is over.
    SourceEnded,
    /// All words of the answer are final.
    Transcribed,
    /// The answer has been analysed. `follow_up` is what it deserves, `feedback` what to say if the
    /// interview ends here.
    Reviewed { follow_up: Option<FollowUp>, feedback: String },
    /// A try at a drill was judged: what is said about it, and if there is another try, its limit.
    Tried { said: String, next: Option<String> },
    /// The speaker wants to stop.
    Interrupt,
}

/// What to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Say this; [`Event::Spoken`] follows.
    Say(String),
    /// The question of this number, counted from 0, is next.
    TurnTo(usize),
    /// Show and say the question, after a line that leads to it; [`Event::Spoken`] follows.
    Ask { lead: String, question: String, because: Option<String>, role: Role },
    /// Stop talking; [`Event::Spoken`] follows.
    Hush,
    /// Record and transcribe from now on.
    Listen(Role),
    /// Stop recording; [`Event::Transcribed`] follows.
    StopListening,
    /// Analyse the answer; [`Event::Reviewed`] follows.
    Review(Role),
    /// Write the session as it is; `over` tells whether nothing more will be asked in it.
    Save { over: bool },
    /// The end.
    Finish,
}

/// Where the interview stands.
#[derive(Clone, Debug, PartialEq, Eq)]
enum State {
    Preparing,
    Greeting,
    Asking(Role),
    Listening { role: Role, phrase_said: bool },
    Transcribing(Role),
    Reviewing(Role),
    Closing,
    Over,
}

/// One interview: questions, each with an answer and its follow-ups, and feedback.
#[derive(Clone, Debug)]
pub struct Machine {
    state: State,
    end: End,
    interrupted: bool,
    lines: super::Lines,
    questions: Vec<String>,
    /// The place of the question that is being asked.
    at: usize,
    /// Follow-ups to this question so far, and how many there may be.
    followed_up: usize,
    deepest: usize,
}

/// The machine after an event, and what to do.
pub type Step = (Machine, Vec<Effect>);

impl Machine {
    pub fn new(lines: super::Lines, questions: Vec<String>, end: End) -> Self {
        Self {
            state: State::Preparing,
            end,
            interrupted: false,
            lines,
            questions,
            at: 0,
            followed_up: 0,
            deepest: 1,
        }
    }

    /// The same with so many follow-ups at most to each question.
    #[must_use]
    pub fn following_up(self, deepest: usize) -> Self {
        Self { deepest, ..self }
    }

    /// Asks the question that is next.
    fn ask(&self) -> Vec<Effect> {
        let lead = match self.at {
            0 => &self.lines.before_question,
            last if last + 1 == self.questions.len() => &self.lines.before_last_question,
            _ => &self.lines.before_next_question,
        };
        let ask = Effect::Ask {
            lead: lead.clone(),
            question: self.questions.get(self.at).cloned().unwrap_or_default(),
            because: None,
            role: Role::Main,
        };
        vec![Effect::TurnTo(self.at), ask]
    }

    /// Whether the speaker stopped the interview before its end.
    pub fn was_interrupted(&self) -> bool {
        self.interrupted
    }

    pub fn is_over(&self) -> bool {
        self.state == State::Over
    }

    /// Takes one event. Events that do not fit the state change nothing: keys are pressed at any
    /// time, and words arrive late.
    #[must_use]
    pub fn step(mut self, event: Event) -> Step {
        if event == Event::Interrupt {
            return self.interrupt();
        }
        let (state, effects) = match (self.state.clone(), event) {
            (State::Preparing, Event::Ready) => (
                State::Greeting,
                vec![Effect::Say(self.lines.greeting(self.questions.len(), self.end))],
            ),
            (State::Greeting, Event::Spoken) => (State::Asking(Role::Main), self.ask()),
            (state @ (State::Greeting | State::Asking(_) | State::Closing), Event::Key) => {
                (state, vec![Effect::Hush])
            }
            (State::Asking(role), Event::Spoken) => {
                (State::Listening { role, phrase_said: false }, vec![Effect::Listen(role)])
            }
            (State::Listening { role, .. }, Event::Words { closing }) => {
                (State::Listening { role, phrase_said: closing }, vec![])
            }
            (State::Listening { role, .. }, Event::Key | Event::SourceEnded) => {
                (State::Transcribing(role), vec![Effect::StopListening])
            }
            (State::Listening { role, phrase_said }, Event::Tick { quiet, spoke })
                if self.end.is_met(phrase_said, quiet, spoke) =>
            {
                (State::Transcribing(role), vec![Effect::StopListening])
            }
            (State::Transcribing(role), Event::Transcribed) => {
                let then = if self.interrupted {
                    Effect::Save { over: true }
                } else {
                    Effect::Review(role)
                };
                let state = if self.interrupted { State::Over } else { State::Reviewing(role) };
                let mut effects = vec![then];
                if self.interrupted {
                    effects.push(Effect::Finish);
                }
                (state, effects)
            }
            (State::Reviewing(_), Event::Reviewed { follow_up: Some(probe), .. })
                if self.followed_up < self.deepest =>
            {
                self.followed_up += 1;
                let lead = match self.followed_up {
                    1 => &self.lines.before_follow_up,
                    _ => &self.lines.before_another_follow_up,
                };
                let ask = Effect::Ask {
                    lead: lead.clone(),
                    question: probe.text,
                    because: Some(probe.because),
                    role: Role::Reply,
                };
                (State::Asking(Role::Reply), vec![Effect::Save { over: false }, ask])
            }
            (State::Reviewing(_), Event::Reviewed { .. }) if self.at + 1 < self.questions.len() => {
                self.at += 1;
                self.followed_up = 0;
                let mut effects = vec![Effect::Save { over: false }];
                effects.extend(self.ask());
                (State::Asking(Role::Main), effects)
            }
            (State::Reviewing(_), Event::Reviewed { feedback, .. }) => (
                State::Closing,
                // Saved before it is said: whoever stops listening has lost nothing.
                vec![Effect::Save { over: true }, Effect::Say(feedback)],
            ),
            (State::Closing, Event::Spoken) => (State::Over, vec![Effect::Finish]),
            (state, _) => (state, vec![]),
        };
        self.state = state;
        (self, effects)
    }

    /// The first time what was said is transcribed and saved; the second time it is only saved.
    fn interrupt(mut self) -> Step {
        let again = std::mem::replace(&mut self.interrupted, true);
        let (state, effects) = match self.state {
            State::Over => (State::Over, vec![]),
            State::Listening { role, .. } => {
                (State::Transcribing(role), vec![Effect::StopListening])
            }
            State::Transcribing(role) if !again => (State::Transcribing(role), vec![]),
            _ => (State::Over, vec![Effect::Hush, Effect::Save { over: true }, Effect::Finish]),
        };
        self.state = state;
        (self, effects)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn machine(end: End) -> Machine {
        Machine::new(super::super::Lines::builtin().unwrap(), vec!["What broke?".into()], end)
    }

    fn run(mut machine: Machine, events: Vec<Event>) -> (Machine, Vec<Effect>) {
        let mut all = Vec::new();
        for event in events {
            let (next, effects) = machine.step(event);
            machine = next;
            all.extend(effects);
        }
        (machine, all)
    }

    fn to_listening() -> Vec<Event> {
        vec![Event::Ready, Event::Spoken, Event::Spoken]
    }

    fn quiet(ms: u64) -> Event {
        Event::Tick { quiet: Millis(ms), spoke: true }
    }

    fn probe() -> Event {
        Event::Reviewed {
            follow_up: Some(FollowUp { text: "Who fixed it?".into(), because: "we".into() }),
            feedback: "Say I.".into(),
        }
    }

    fn names(effects: &[Effect]) -> Vec<&'static str> {
        let name = |effect: &Effect| match effect {
            Effect::TurnTo(_) => "turn",
            Effect::Say(_) => "say",
            Effect::Ask { role: Role::Main, .. } => "ask",
            Effect::Ask { .. } => "ask follow-up",
            Effect::Hush => "hush",
            Effect::Listen(Role::Main) => "listen",
            Effect::Listen(_) => "listen to reply",
            Effect::StopListening => "stop",
            Effect::Review(_) => "review",
            Effect::Save { .. } => "save",
            Effect::Finish => "finish",
        };
        effects.iter().map(name).filter(|name| *name != "turn").collect()
    }

    #[test]
    fn follow_ups_go_as_deep_as_they_may() {
        let mut events = to_listening();
        for _ in 0..4 {
            events.extend([Event::Key, Event::Transcribed, probe(), Event::Spoken]);
        }
        let (deep, effects) = run(machine(End::Key).following_up(3), events.clone());
        assert_eq!(names(&effects).iter().filter(|name| **name == "ask follow-up").count(), 3);
        assert!(deep.is_over());
        let (_, effects) = run(machine(End::Key).following_up(0), events);
        assert!(!names(&effects).contains(&"ask follow-up"));
    }

    #[test]
    fn the_next_question_follows_the_follow_up() {
        let lines = super::super::Lines::builtin().unwrap();
        let questions = ["What broke?", "Who disagreed?"].map(str::to_owned).to_vec();
        let machine = Machine::new(lines, questions, End::Key);
        let no_more = || Event::Reviewed { follow_up: None, feedback: "Say I.".into() };
        let mut events = to_listening();
        events.extend([Event::Key, Event::Transcribed, probe()]);
        events.extend([Event::Spoken, Event::Key, Event::Transcribed, no_more()]);
        let (machine, effects) = run(machine, events);
        assert_eq!(names(&effects)[8..], ["stop", "review", "save", "ask"], "{effects:?}");
        let asked = effects.iter().rev().find_map(|effect| match effect {
            Effect::Ask { question, .. } => Some(question.as_str()),
            _ => None,
        });
        assert_eq!(asked, Some("Who disagreed?"));
        assert!(effects.contains(&Effect::TurnTo(1)));
        let end = vec![Event::Spoken, Event::Key, Event::Transcribed, no_more(), Event::Spoken];
        let (machine, effects) = run(machine, end);
        assert_eq!(names(&effects), ["listen", "stop", "review", "save", "say", "finish"]);
        assert!(machine.is_over());
    }

    #[test]
    fn a_whole_interview_asks_one_follow_up_and_saves_after_each_answer() {
        let mut events = to_listening();
        events.extend([Event::Key, Event::Transcribed, probe(), Event::Spoken]);
        events.extend([Event::Key, Event::Transcribed, probe(), Event::Spoken]);
        let (machine, effects) = run(machine(End::default()), events);
        assert_eq!(
            names(&effects),
            [
                "say",
                "ask",
                "listen",
                "stop",
                "review",
                "save",
                "ask follow-up",
                "listen to reply",
                "stop",
                "review",
                "save",
                "say",
                "finish"
            ]
        );
        assert!(machine.is_over() && !machine.was_interrupted());
    }

    #[test]
    fn the_phrase_ends_an_answer_only_when_it_stays_quiet() {
        let mut events = to_listening();
        events.extend([
            Event::Words { closing: true },
            quiet(100),
            Event::Words { closing: false },
        ]);
        events.push(quiet(9000));
        let (listening, effects) = run(machine(End::default()), events);
        assert_eq!(names(&effects), ["say", "ask", "listen"]);
        let (_, effects) = run(listening, vec![Event::Words { closing: true }, quiet(500)]);
        assert_eq!(names(&effects), ["stop"]);
    }

    #[test]
    fn silence_ends_an_answer_only_on_request_and_only_after_speech() {
        for (end, spoke, ends) in [
            (End::KeyOrPhrase, true, false),
            (End::Key, true, false),
            (End::Silence, false, false),
            (End::Silence, true, true),
        ] {
            let mut events = to_listening();
            events.push(Event::Tick { quiet: Millis(60_000), spoke });
            let (_, effects) = run(machine(end), events);
            assert_eq!(names(&effects).contains(&"stop"), ends, "{end:?} {spoke}");
        }
    }

    #[test]
    fn an_interrupt_while_speaking_transcribes_and_saves() {
        let mut events = to_listening();
        events.extend([Event::Interrupt, Event::Transcribed]);
        let (machine, effects) = run(machine(End::default()), events);
        assert_eq!(names(&effects), ["say", "ask", "listen", "stop", "save", "finish"]);
        assert!(machine.was_interrupted());
    }

    #[test]
    fn a_second_interrupt_does_not_wait_for_the_recogniser() {
        let mut events = to_listening();
        events.extend([Event::Interrupt, Event::Interrupt]);
        let (machine, effects) = run(machine(End::default()), events);
        assert_eq!(names(&effects)[3..], ["stop", "hush", "save", "finish"]);
        assert!(machine.is_over());
    }

    #[test]
    fn a_key_while_the_interviewer_speaks_skips_the_speech() {
        let (machine, effects) = run(machine(End::default()), vec![Event::Ready, Event::Key]);
        assert_eq!(names(&effects), ["say", "hush"]);
        let (_, effects) = run(machine, vec![Event::Spoken]);
        assert_eq!(names(&effects), ["ask"]);
    }

    #[test]
    fn late_events_change_nothing() {
        let mut events = to_listening();
        events.extend([Event::Ready, Event::Transcribed, Event::Spoken, probe()]);
        let (_, effects) = run(machine(End::default()), events);
        assert_eq!(names(&effects), ["say", "ask", "listen"]);
    }
}
