//! One interview, from the greeting to the saved session.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::Instant;

use super::ear::{Ear, TAIL};
use super::event::{Control, Position, SessionEvent, Teller};
use super::mouth::{Mouth, Organs};
use super::outcome::{Outcome, SessionError, Timings};
use super::record::{Given, Record};
use super::screen::{Screen, Shown, Status};
use super::take::{Asked, Progress, Take, TimeCues, Watch};
use super::understand::Understanding;
use crate::analysis::{Context, Cue};
use crate::asr::{self, LoadRecogniser, Pace, Stream};
use crate::audio::{AudioError, Microphone, Notice, Recorder};
use crate::interview::{Course, Effect, EndPhrases, Event, Role};
use crate::store::SessionFolder;
use crate::timeline::Millis;
use crate::transcript::align;

/// How long a microphone may take to give its first samples. Sound servers take up to 1.7 s.
const READY_WITHIN: Duration = Duration::from_secs(6);

/// How long the microphone is waited for at a time, between looks at what else happened.
const GLANCE: Duration = Duration::from_millis(50);

/// What an interview needs.
pub struct Interview<'a> {
    /// Of each question, in order; at least one.
    pub contexts: Vec<Context<'a>>,
    /// What is asked when.
    pub course: Box<dyn Course>,
    pub end_phrases: EndPhrases,
    pub time_cues: TimeCues,
    pub microphone: Box<dyn Microphone>,
    pub recogniser: LoadRecogniser,
    pub organs: Box<dyn FnOnce() -> Organs + Send>,
    pub folder: SessionFolder,
    pub record: Record,
    pub understanding: Understanding,
}

impl Interview<'_> {
    /// Runs the interview to its end.
    ///
    /// `events` is the receiving side of `tell`; whoever turns keys into [`Control`]s sends there
    /// too.
    ///
    /// # Errors
    /// [`SessionError`] if the microphone or the disk cannot be used; lesser faults are shown on
    /// the screen and the interview goes on.
    pub async fn run(
        self,
        screen: &mut dyn Screen,
        tell: Teller,
        mut events: UnboundedReceiver<SessionEvent>,
    ) -> Result<Outcome, SessionError> {
        let teller = tell.clone();
        let stream = Stream::start(self.recogniser, Pace::Live, move |heard| {
            drop(teller.send(SessionEvent::Heard(heard)));
        })?;
        let mouth = Mouth::start(self.organs, tell.clone()).map_err(SessionError::Thread)?;
        let Some(context) = self.contexts.first().copied() else {
            return Err(SessionError::NoQuestion);
        };
        let mut run = Run {
            context,
            contexts: self.contexts,
            end_phrases: self.end_phrases,
            course: self.course,
            time_cues: self.time_cues,
            screen,
            tell,
            microphone: self.microphone,
            stream,
            mouth,
            folder: self.folder,
            record: self.record,
            understanding: self.understanding,
            take: None,
            asked: None,
            end_asked: None,
            missed: None,
            timings: Timings::default(),
            waited: Duration::ZERO,
        };
        run.step(Event::Ready)?;
        // Nobody is told that they are listened to before they are, so everything but the wish to stop waits for the microphone.
        let mut early = Vec::new();
        while !run.course.is_over() && !run.is_microphone_ready()? {
            tokio::task::yield_now().await;
            while let Ok(event) = events.try_recv() {
                match event {
                    SessionEvent::Control(Control::Stop) => run.take(event)?,
                    other => early.push(other),
                }
            }
        }
        for event in early {
            run.take(event)?;
        }
        while !run.course.is_over() {
            let Some(event) = events.recv().await else { break };
            run.take(event)?;
        }
        let interrupted = run.course.was_interrupted();
        Ok(Outcome { record: run.record, interrupted, timings: run.timings })
    }
}

struct Run<'a, 's> {
    context: Context<'a>,
    contexts: Vec<Context<'a>>,
    end_phrases: EndPhrases,
    course: Box<dyn Course>,
    time_cues: TimeCues,
    screen: &'s mut dyn Screen,
    tell: Teller,
    microphone: Box<dyn Microphone>,
    stream: Stream,
    mouth: Mouth,
    folder: SessionFolder,
    record: Record,
    understanding: Understanding,
    take: Option<Take>,
    asked: Option<Asked>,
    end_asked: Option<Instant>,
    /// Time without sound since the microphone went away; `None` while it is there.
    missed: Option<Millis>,
    timings: Timings,
    /// For the microphone, so far.
    waited: Duration,
}

impl Run<'_, '_> {
    /// Waits a moment for the microphone's first samples.
    fn is_microphone_ready(&mut self) -> Result<bool, SessionError> {
        match self.microphone.ready(GLANCE) {
            Ok(()) => Ok(true),
            Err(AudioError::NotReady { .. }) if self.waited < READY_WITHIN => {
                self.waited += GLANCE;
                Ok(false)
            }
            Err(AudioError::NotReady { device, .. }) => {
                Err(AudioError::NotReady { device, waited: self.waited }.into())
            }
            Err(error) => Err(error.into()),
        }
    }

    fn take(&mut self, event: SessionEvent) -> Result<(), SessionError> {
        match event {
            SessionEvent::Control(Control::Next) => self.step(Event::Key),
            SessionEvent::Control(Control::Stop) => self.step(Event::Interrupt),
            SessionEvent::Spoken(error) => {
                if let Some(error) = error {
                    self.warn(&error, error.hint());
                }
                self.step(Event::Spoken)
            }
            SessionEvent::FirstSound => {
                if let Some(asked) = self.end_asked.take() {
                    self.timings.first_sounds.push(asked.elapsed());
                }
                Ok(())
            }
            SessionEvent::Position(position) => self.position(position),
            SessionEvent::Notice(notice) => self.notice(&notice),
            SessionEvent::RecorderFault(error) => {
                self.warn(&error, error.hint());
                Ok(())
            }
            SessionEvent::Warning(text) => {
                self.screen.show(Shown::Warning(&text));
                Ok(())
            }
            SessionEvent::Heard(heard) => self.heard(heard),
            SessionEvent::Taken(taken) => {
                if let Some(take) = &mut self.take {
                    take.taken = Some(taken);
                }
                self.close_take()
            }
        }
    }

    /// Gives the machine an event and carries out what it answers, and what that leads to.
    fn step(&mut self, event: Event) -> Result<(), SessionError> {
        let mut queue = VecDeque::from([event]);
        while let Some(event) = queue.pop_front() {
            for effect in self.course.take(event) {
                queue.extend(self.carry_out(effect)?);
            }
        }
        Ok(())
    }

    fn carry_out(&mut self, effect: Effect) -> Result<Option<Event>, SessionError> {
        match effect {
            Effect::Say(line) => {
                self.screen.show(Shown::Interviewer(&line));
                self.mouth.say(line);
            }
            Effect::TurnTo(number) => {
                if let Some(context) = self.contexts.get(number) {
                    self.context = *context;
                }
            }
            Effect::Ask { lead, question, because, role } => {
                self.record.asks(role, &question, because.as_deref());
                if let Err(error) = self.folder.save(&self.record.session(false)) {
                    self.warn(&error, error.hint());
                }
                self.screen.show(Shown::Interviewer(&lead));
                let because_shown = because.as_deref();
                self.screen.show(Shown::Question { text: &question, because: because_shown });
                self.mouth.ask(format!("{lead} {question}"));
                self.asked = Some(Asked { question, because });
                // While it is being said, its card is read; what is read already costs nothing.
                if let Err(error) = self.understanding.prepare(&self.context) {
                    self.warn(&error, error.hint());
                }
            }
            Effect::Hush => self.mouth.hush(),
            Effect::Listen(role) => self.listen(role)?,
            Effect::StopListening => {
                self.end_asked = Some(Instant::now());
                self.screen.show(Shown::Thinking);
                self.microphone.end()?;
            }
            Effect::Review(_) => return Ok(Some(self.record.review())),
            Effect::Save { over } => {
                // An answer in the air is not on record yet.
                let complete = over && self.take.is_none();
                self.folder.save(&self.record.session(complete))?;
            }
            Effect::Finish => {}
        }
        Ok(None)
    }

    fn listen(&mut self, role: Role) -> Result<(), SessionError> {
        self.end_asked = None;
        let path = self.folder.audio_path(self.record.answers() + 1);
        let context = &self.context;
        let recorder = Recorder::create(&path)?;
        let watch = Watch::over(role, self.record.time_of_try(), context);
        let mut feed = self.stream.feed();
        feed.expect(&context.expected_words());
        let ear = Ear::new(Some(recorder), feed, self.tell.clone(), TAIL);
        self.take = Some(Take::new(role, watch));
        self.screen.show(Shown::Listening(role));
        self.microphone.begin(Box::new(ear))?;
        Ok(())
    }

    fn position(&mut self, position: Position) -> Result<(), SessionError> {
        let Some(take) = &mut self.take else { return Ok(()) };
        let Position { now, quiet, spoke, .. } = position;
        let Progress { sections, sure, cues } = take.watch.tick(now, quiet, spoke);
        self.screen.show(Shown::Status(Status {
            elapsed: position.now,
            budget: take.watch.budget(&self.context),
            marks: take.watch.marks(&self.context),
            pace_wpm: take.pace_wpm(),
            sections,
            sure,
            level_dbfs: position.level_dbfs,
        }));
        for cue in cues {
            let of_drill = matches!(cue, Cue::NearlyOver | Cue::TimeOver);
            if of_drill && self.time_cues == TimeCues::Off {
                continue;
            }
            self.screen.show(Shown::Cue(cue));
            if cue == Cue::TimeOver && self.time_cues == TimeCues::ShownAndHeard {
                self.mouth.time_up();
            }
        }
        self.step(Event::Tick { quiet: position.quiet, spoke: position.spoke })
    }

    fn heard(&mut self, heard: asr::Heard) -> Result<(), SessionError> {
        match heard {
            asr::Heard::Ready { model } => self.record.recognised_by(model),
            asr::Heard::Tentative { words } => self.screen.show(Shown::Tentative(&words)),
            asr::Heard::Committed { words, waited } => {
                if self.end_asked.is_none() {
                    self.timings.utterances.extend(waited);
                }
                self.screen.show(Shown::Committed(&words));
                let Some(take) = &mut self.take else { return Ok(()) };
                take.watch.hear(&words);
                take.words.extend(words);
                if take.becomes_unclear() {
                    let text = "I can't hear you well: come closer to the microphone, or where it is quieter";
                    self.screen.show(Shown::Warning(text));
                }
                // What fails now fails again at the end, where it is told.
                drop(self.understanding.read_ahead(&take.words));
                // Somebody who speaks on has not ended with "I'm done".
                let closing = waited.is_some() && self.end_phrases.at_end(&take.words) > 0;
                return self.step(Event::Words { closing });
            }
            asr::Heard::Failed { error, .. } => self.warn(&error, error.hint()),
            asr::Heard::Finished => {
                if let Some(take) = &mut self.take {
                    take.finished = true;
                }
                return self.close_take();
            }
        }
        Ok(())
    }

    /// Once the recording and its words are both complete, the answer is put on record.
    fn close_take(&mut self) -> Result<(), SessionError> {
        let Some(take) = self.take.take_if(|take| take.finished && take.taken.is_some()) else {
            return Ok(());
        };
        if let Some(asked) = self.end_asked {
            self.timings.final_words.push(asked.elapsed());
        }
        let Some(taken) = take.taken else { return Ok(()) };
        let mut audio = self.folder.audio_path(self.record.answers() + 1);
        if let Some(unsaved) = taken.unsaved {
            self.warn(unsaved.error(), unsaved.error().hint());
            audio = self.record.rescue_path(&audio);
            unsaved.rescue(&audio)?;
            let text = format!("the recording was saved to {} instead", audio.display());
            self.screen.show(Shown::Warning(&text));
        }
        let mut words = take.words;
        self.end_phrases.take_off(&mut words);
        let asked = self.asked.take();
        let (question, because) = asked.map_or_else(Default::default, |a| (a.question, a.because));
        let given = Given {
            role: take.role,
            asked: question,
            because,
            audio,
            transcript: align(words, &taken.track),
            track: taken.track,
        };
        if let Err(error) = self.record.answer(&self.context, given, &self.understanding) {
            self.warn(&error, error.hint());
        }
        self.step(Event::Transcribed)
    }

    fn notice(&mut self, notice: &Notice) -> Result<(), SessionError> {
        let text = match notice {
            Notice::Ended => return self.step(Event::SourceEnded),
            Notice::Muted => "the microphone gives nothing but silence: is it muted?".to_owned(),
            Notice::Unmuted => "the microphone is on again".to_owned(),
            Notice::Lost { samples } => {
                let lost = Millis(samples * 1000 / u64::from(crate::audio::SAMPLE_RATE));
                // While the device is gone, its time comes in many small pieces.
                if let Some(missed) = &mut self.missed {
                    *missed += lost;
                    return Ok(());
                }
                format!("{lost} of sound were lost on the way from the microphone")
            }
            Notice::DeviceLost { reason } => {
                self.missed = Some(Millis::ZERO);
                format!("the microphone is gone ({reason}); waiting for it to come back")
            }
            Notice::DeviceBack => {
                let missed = self.missed.take().unwrap_or_default();
                format!("the microphone is back; {missed} of sound are missing")
            }
        };
        self.screen.show(Shown::Warning(&text));
        Ok(())
    }

    fn warn(&mut self, error: &dyn std::error::Error, hint: Option<String>) {
        let text = hint.map_or_else(|| error.to_string(), |hint| format!("{error} ({hint})"));
        self.screen.show(Shown::Warning(&text));
    }
}
