//! A whole interview, held once and examined by many tests.

use std::process::{Output, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::alone;
use super::candidate::Candidate;
use super::machine::{Machine, stored};
use super::program::{Ended, Program, now};
use super::pulse::{Pulse, Room};
use super::sound::Sound;

/// How long an answer may take to be noticed as ended and to be asked about.
const REACTS_WITHIN: Duration = Duration::from_secs(15);
/// Greeting and question, and all that is loaded before.
const ASKED_WITHIN: Duration = Duration::from_secs(45);
/// Feedback of at most thirty seconds.
const ENDS_WITHIN: Duration = Duration::from_secs(50);

/// One answer, as it was given and as it was kept.
pub(crate) struct Answered {
    pub(crate) candidate: Candidate,
    /// When greenroom said that it listens.
    pub(crate) listening: Instant,
    /// When the candidate was started.
    pub(crate) began: Instant,
    /// When greenroom went on.
    pub(crate) answered: Instant,
    pub(crate) kept: Sound,
    /// As the session's file has it.
    pub(crate) stored: Value,
}

/// An interview from beginning to end.
pub(crate) struct Whole {
    pub(crate) ended: Ended,
    pub(crate) session: Value,
    pub(crate) main: Answered,
    pub(crate) reply: Answered,
    /// What was recognised of what the speaker played.
    pub(crate) heard: String,
}

/// The interview that all tests of this run look at.
pub(crate) fn whole() -> &'static Whole {
    static WHOLE: OnceLock<Result<Whole, String>> = OnceLock::new();
    match WHOLE.get_or_init(hold) {
        Ok(whole) => whole,
        Err(error) => panic!("{error}"),
    }
}

fn hold() -> Result<Whole, String> {
    let _alone = alone();
    let machine = Machine::new()?;
    let pulse = Pulse::start(&machine, Room::OpenSpeaker)?;
    let (recording, speaker) = pulse.hear("speaker.wav")?;
    let args = ["interview", "--question", "production-failure", "--no-ui"];
    let mut program = Program::start(&machine, &args)?;

    let (main, reply) = (Candidate::named("rambling")?, Candidate::named("reply")?);
    let listening = program.wait_for("listening to your answer", ASKED_WITHIN)?.at;
    let said = pulse.say(&main.recording)?;
    let asked = program.wait_for("question:", length(&main) + REACTS_WITHIN)?.at;
    let main_times = (listening, said.began, asked);
    drop(said);

    let listening = program.wait_for("listening to your reply", ASKED_WITHIN)?.at;
    let said = pulse.say(&reply.recording)?;
    let told = program.wait_for("interviewer:", length(&reply) + REACTS_WITHIN)?.at;
    let reply_times = (listening, said.began, told);
    drop(said);

    let ended = program.end(ENDS_WITHIN)?;
    recording.stop()?;
    let heard = recognised(&machine, &speaker.display().to_string())?;
    let folder = machine.session().map_err(|error| format!("{error}\n{}", ended.transcript()))?;
    let session = stored(&folder)?;
    let answered = |candidate, (listening, began, answered), place: usize| {
        let stored = session["answers"][place].clone();
        let name = format!("answer-{}.wav", place + 1);
        let kept = Sound::read(&folder.join(name))?;
        Ok::<_, String>(Answered { candidate, listening, began, answered, kept, stored })
    };
    Ok(Whole {
        main: answered(main, main_times, 0)?,
        reply: answered(reply, reply_times, 1)?,
        ended,
        heard,
        session: session.clone(),
    })
}

fn length(candidate: &Candidate) -> Duration {
    Duration::try_from_secs_f64(candidate.sound.seconds()).unwrap_or_default()
}

/// The words of a recording, by `greenroom analyze`.
pub(crate) fn recognised(machine: &Machine, path: &str) -> Result<String, String> {
    let began = now();
    let mut command = machine.command(env!("CARGO_BIN_EXE_greenroom"));
    command.args(["analyze", path, "--format", "json"]).stdin(Stdio::null());
    let Output { status, stdout, stderr } =
        command.output().map_err(|e| format!("cannot run greenroom: {e}"))?;
    if !status.success() {
        return Err(format!("`greenroom analyze {path}`: {}", String::from_utf8_lossy(&stderr)));
    }
    let report: Value = serde_json::from_slice(&stdout)
        .map_err(|e| format!("`greenroom analyze` after {:?}: {e}", began.elapsed()))?;
    Ok(text_of(&report))
}

/// The words of a report, joined.
pub(crate) fn text_of(report: &Value) -> String {
    let words = report["words"].as_array().into_iter().flatten();
    words.filter_map(|word| word["text"].as_str()).collect::<Vec<_>>().join(" ")
}
