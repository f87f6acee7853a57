//! Holds interviews with recordings, and notes what the screen was shown and when.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use greenroom::analysis::Context;
use greenroom::audio::{FileMicrophone, SoundFile, Speed};
use greenroom::interview::{Course, DrillLines, Drilling, End, Lines, Machine};
use greenroom::report::Session;
use greenroom::session::{
    Control, Interview, Organs, Outcome, Record, Screen, SessionEvent, Shown, Teller, TimeCues,
    Understanding, events,
};
use greenroom::store::Store;
use greenroom::transcript::Word;
use greenroom::voice::{Silent, SpeakerFile, Speaking};

use super::Result;
use super::stage::Stage;

const QUESTION: &str = "production-failure";

/// One interview to be held.
pub(crate) struct Plan {
    /// One recording for each answer.
    pub(crate) answers: Vec<PathBuf>,
    pub(crate) speed: Speed,
    /// When the key is pressed in each answer, after the microphone was opened; without a key it ends
    /// with its recording.
    pub(crate) keys: Vec<Option<Duration>>,
    pub(crate) aloud: bool,
    /// The drill that it is, and no interview.
    pub(crate) drill: Option<&'static str>,
}

/// One interview as it went.
pub(crate) struct Held {
    pub(crate) outcome: Outcome,
    pub(crate) answers: Vec<Seen>,
}

/// What was seen of one answer.
pub(crate) struct Seen {
    pub(crate) listening: Instant,
    /// When the program took notice that the answer was over.
    pub(crate) thinking: Option<Instant>,
    pub(crate) words: Vec<Caption>,
}

/// Words as they were shown.
pub(crate) struct Caption {
    pub(crate) at: Instant,
    pub(crate) words: Vec<Word>,
    pub(crate) committed: bool,
}

impl Seen {
    pub(crate) fn committed(&self) -> String {
        let shown = self.words.iter().filter(|shown| shown.committed);
        let words: Vec<&str> =
            shown.flat_map(|shown| &shown.words).map(|word| word.text.as_str()).collect();
        words.join(" ")
    }
}

struct Notes {
    answers: Vec<Seen>,
    keys: Vec<Option<Duration>>,
    tell: Teller,
}

impl Notes {
    /// Presses the key after a while.
    fn press(&self, after: Duration) {
        let tell = self.tell.clone();
        let finger = std::thread::Builder::new().name("finger".into()).spawn(move || {
            std::thread::sleep(after);
            drop(tell.send(SessionEvent::Control(Control::Next)));
        });
        finger.expect("a thread can be started");
    }

    fn words(&mut self, words: &[Word], committed: bool) {
        if let Some(answer) = self.answers.last_mut() {
            answer.words.push(Caption { at: now(), words: words.to_vec(), committed });
        }
    }
}

impl Screen for Notes {
    fn show(&mut self, shown: Shown<'_>) {
        match shown {
            Shown::Listening(_) => {
                let key = self.keys.get(self.answers.len()).copied().flatten();
                self.answers.push(Seen { listening: now(), thinking: None, words: Vec::new() });
                if let Some(after) = key {
                    self.press(after);
                }
            }
            Shown::Thinking => {
                if let Some(answer) = self.answers.last_mut() {
                    answer.thinking = Some(now());
                }
            }
            Shown::Tentative(words) => self.words(words, false),
            Shown::Committed(words) => self.words(words, true),
            Shown::Warning(text) => eprintln!("warning: {text}"),
            _ => {}
        }
    }
}

pub(crate) fn hold(stage: &Stage, plan: Plan) -> Result<Held> {
    let context = Context::new(&stage.bank, Some(stage.bank.card(QUESTION)?), None)?;
    let home = greenroom::config::Paths::under(stage.file("home"));
    let session = Session::open("benchmark", "2000-01-01T00:00:00Z");
    let folder = Store::open(&home)?.create(&session)?;
    let lines = Lines::builtin()?;
    let (tell, inbox) = events();
    let voice = stage.voice.clone();
    let mut heard = SoundFile::create(&stage.file("speaker.wav"))?;
    let organs = move || {
        if !plan.aloud {
            return Organs { voice: Speaking::mute(), player: Box::new(Silent) };
        }
        // Without a cache: what was never said before is what takes longest.
        let player = SpeakerFile::new(move |speech| heard.write(&speech.samples, speech.rate_hz));
        Organs { voice: Speaking::open(Some(&voice), None), player: Box::new(player) }
    };
    let mut record = Record::new(session, lines.clone());
    let course: Box<dyn Course> = if let Some(name) = plan.drill {
        let drill = stage.bank.drill(name)?;
        record = record.of_drill(drill.clone(), Some(plan.answers.len()));
        let (instruction, again) = (drill.instruction.clone(), drill.again.clone());
        let sayings = DrillLines {
            lead: String::new(),
            instruction,
            again,
            countdown: lines.countdown.clone(),
        };
        Box::new(Drilling::new(sayings, End::Key))
    } else {
        let question = stage.bank.card(QUESTION)?.question.clone();
        Box::new(Machine::new(lines.clone(), vec![question], End::Key))
    };
    let interview = Interview {
        contexts: vec![context],
        end_phrases: lines.end_phrases(),
        time_cues: TimeCues::default(),
        record,
        understanding: Understanding::default(),
        course,
        microphone: Box::new(FileMicrophone::new(plan.answers, plan.speed)?),
        recogniser: Box::new(stage.recogniser()),
        organs: Box::new(organs),
        folder,
    };
    let mut notes = Notes { answers: Vec::new(), keys: plan.keys, tell: tell.clone() };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let outcome = runtime.block_on(interview.run(&mut notes, tell, inbox))?;
    Ok(Held { outcome, answers: notes.answers })
}

#[expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
pub(crate) fn now() -> Instant {
    Instant::now()
}
