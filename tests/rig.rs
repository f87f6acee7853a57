//! The real program on a real sound path: it is spoken to through a microphone, and what its
//! speaker plays is listened to.
//!
//! Every test starts a PulseAudio of its own with null sinks for microphone and speaker, so that
//! cpal and rodio do what they do on a desk, at the speed of life. Needed are the programs and
//! weights that `scripts/setup test` installs; without them the tests fail and say so.

#![cfg(target_os = "linux")]

#[path = "rig/candidate.rs"]
mod candidate;
#[path = "rig/drill.rs"]
mod drill;
#[path = "rig/machine.rs"]
mod machine;
#[path = "rig/program.rs"]
mod program;
#[path = "rig/pulse.rs"]
mod pulse;
#[path = "rig/sound.rs"]
mod sound;
#[path = "rig/wer.rs"]
mod wer;
#[path = "rig/whole.rs"]
mod whole;

use std::fs;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::sleep;
use std::time::Duration;

use greenroom::audio::{SAMPLE_RATE, decode_all};
use greenroom::voice::{Player, Speaker, Speech};
use serde_json::Value;

use candidate::Candidate;
use machine::{Machine, stored};
use program::{Ended, Program, now};
use pulse::{MICROPHONE, Pulse, Room};
use wer::{shared, word_error, word_error_within};
use whole::{Answered, recognised, text_of, whole};

/// Whisper's threads wait for each other busily, so two recognisers at once are both too slow.
pub(crate) fn alone() -> MutexGuard<'static, ()> {
    static ONE: Mutex<()> = Mutex::new(());
    ONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Ends a test with an error's own words; `unwrap` would show a transcript as one long line.
trait OrFail<T> {
    fn or_fail(self) -> T;
}

impl<T, E: std::fmt::Display> OrFail<T> for Result<T, E> {
    #[track_caller]
    fn or_fail(self) -> T {
        match self {
            Ok(value) => value,
            Err(error) => panic!("{error}"),
        }
    }
}

/// How long a program may take to listen when it says nothing aloud before.
const LISTENS_WITHIN: Duration = Duration::from_secs(15);
/// How long it may take to end when it was told to: a few seconds of speech remain to be recognised.
const ENDS_WITHIN: Duration = Duration::from_secs(25);
/// How much of a recording's start is not analysed.
const NOT_ANALYSED_S: f64 = 0.3;

// ---- a whole interview ----

#[test]
#[ignore = "needs PulseAudio and the weights"]
fn an_interview_runs_to_its_end_and_is_stored_whole() {
    let whole = whole();
    println!("{}", whole.ended.transcript());
    whole.ended.expect_code(0).or_fail();
    let session = &whole.session;
    assert_eq!((&session["schema"], &session["state"]), (&1.into(), &"complete".into()));
    assert_eq!(session["question"], "production-failure");
    assert_eq!(session["answers"].as_array().map(Vec::len), Some(2));
    for (place, role) in ["main", "reply"].into_iter().enumerate() {
        let answer = &session["answers"][place];
        assert_eq!(answer["role"], role);
        assert_eq!(answer["audio"], format!("answer-{}.wav", place + 1));
        assert!(answer["asked"].as_str().is_some_and(|asked| asked.ends_with(['?', '.'])));
        // Only a follow-up has a reason.
        assert_eq!(answer["because"].is_string(), role == "reply", "{}", answer["because"]);
    }
}

#[test]
#[ignore = "needs PulseAudio and the weights"]
fn nothing_is_lost_or_complained_about_in_a_whole_interview() {
    let ended = &whole().ended;
    let warned = ended.lines.iter().any(|line| line.text.contains("warning:"));
    assert!(!warned && ended.errors().is_empty(), "{}", ended.transcript());
}

#[test]
#[ignore = "needs PulseAudio and the weights"]
fn the_speaker_is_heard_asking_the_question_and_the_follow_up() {
    let whole = whole();
    for answer in [&whole.main, &whole.reply] {
        let asked = answer.stored["asked"].as_str().unwrap();
        let error = word_error_within(asked, &whole.heard);
        println!("{error:.3} of the question's words are wrong");
        assert!(
            error <= 0.25,
            "{error:.2} of \"{asked}\" is wrong in what was heard:\n{}",
            whole.heard
        );
    }
}

#[test]
#[ignore = "needs PulseAudio and the weights"]
fn the_speaker_is_heard_giving_the_feedback() {
    let whole = whole();
    let spoken = whole.session["feedback"]["spoken"].as_str().unwrap();
    let error = word_error_within(spoken, &whole.heard);
    println!("{error:.3} of the feedback's words are wrong");
    assert!(
        error <= 0.25,
        "{error:.2} of \"{spoken}\" is wrong in what was heard:\n{}",
        whole.heard
    );
}

#[test]
#[ignore = "needs PulseAudio and the weights"]
fn an_answer_is_written_down_as_it_was_said() {
    let whole = whole();
    for (answer, most) in [(&whole.main, 0.12), (&whole.reply, 0.15)] {
        let (script, heard) = (answer.candidate.script(), text_of(&answer.stored));
        let error = word_error(&script, &heard);
        println!("{error:.3} of the answer's words are wrong");
        assert!(
            error <= most,
            "word error {error:.3}, at most {most}\nsaid:  {script}\nheard: {heard}"
        );
    }
}

#[test]
#[ignore = "needs PulseAudio and the weights"]
fn what_the_interviewer_said_is_in_no_answer() {
    let whole = whole();
    let interviewer: Vec<&str> = whole
        .ended
        .output()
        .into_iter()
        .filter_map(|line| {
            line.strip_prefix("interviewer: ").or_else(|| line.strip_prefix("question: "))
        })
        .collect();
    assert!(interviewer.len() >= 5, "{interviewer:?}");
    // The feedback comes after all answers, and quotes them as they were heard, mishearings and all.
    let feedback = whole.session["feedback"]["spoken"].as_str().unwrap();
    let before: Vec<&str> = interviewer.into_iter().filter(|line| *line != feedback).collect();
    let spoken = before.join(" ");
    for answer in [&whole.main, &whole.reply] {
        let (script, heard) = (answer.candidate.script(), text_of(&answer.stored));
        let mut leaked = shared(4, &spoken, &heard);
        leaked.retain(|words| word_error_within(words, &script) > 0.0);
        assert_eq!(leaked, Vec::<String>::new(), "in: {heard}");
        let start = answer.stored["words"][0]["start_s"].as_f64().unwrap();
        let began = begin_of(answer);
        println!("the candidate begins at {began:.2} s, the first word at {start:.2} s");
        assert!(
            start >= began - 0.2,
            "a word at {start} s, but the candidate began at {began:.2} s: {heard}"
        );
    }
}

#[test]
#[ignore = "needs PulseAudio and the weights"]
fn the_pace_of_the_answer_is_measured() {
    let answer = &whole().main;
    let findings = answer.stored["findings"].as_array().unwrap();
    let finding = |rule: &str| {
        findings.iter().find(|finding| finding["rule"] == rule).unwrap_or_else(|| {
            let rules: Vec<_> = findings.iter().map(|finding| &finding["rule"]).collect();
            panic!("no {rule} among {rules:?}")
        })
    };
    let truth = answer.candidate.end_of("situation");
    let measured = finding("situation-too-long")["measure"]["value"].as_f64().unwrap();
    println!("the opening takes {measured} s, in truth until {truth} s");
    // Whether the sentence with the fault is still setting or already impact can be seen either way;
    // it is the last quarter of a minute.
    let near = truth - 15.0..=truth + 6.0;
    assert!(near.contains(&measured), "the opening takes {measured} s, not {truth} s");
    finding("architecture-digression");
    finding("answer-too-short");
}

#[test]
#[ignore = "needs PulseAudio and the weights"]
fn the_speaker_is_told_when_the_opening_has_taken_its_time() {
    let whole = whole();
    let transcript = whole.ended.transcript();
    let cue = whole.ended.output().into_iter().find(|line| line.contains("cue: the opening"));
    let at = cue.and_then(|line| line.split_once(' ')).map(|(at, _)| at);
    let at = at.unwrap_or_else(|| panic!("no cue for the opening:\n{transcript}"));
    let in_time = ["0:45", "0:46", "0:47", "0:48", "0:49", "0:50"];
    assert!(in_time.contains(&at), "the cue came at {at}:\n{transcript}");
}

#[test]
#[ignore = "needs PulseAudio and the weights"]
fn a_recording_is_what_was_said_from_the_first_word_to_the_last() {
    for answer in [&whole().main, &whole().reply] {
        let played = &answer.candidate.sound;
        let (first, last) = answer.candidate.spoken();
        // A gap or a sample too many would move what comes after it.
        let middle = f64::midpoint(first, last);
        let places = [first, middle - 2.0, last - 4.0];
        let found = places.map(|start| answer.kept.find(played, start, start + 4.0, 6.0));
        println!("{found:?}");
        for found in found {
            assert!(found.likeness > 0.98, "not what was played: {found:?}");
            let drift = (found.later_s - answer_start(answer)).abs();
            assert!(drift <= 0.03, "{drift:.3} s were lost or added in the middle: {found:?}");
        }
        let start = answer_start(answer);
        let voice = answer.kept.level(start + first, start + first + 2.0);
        // Before, a slow sound server may still play the sign for the speaker's turn: that is kept,
        // but not analysed.
        let silence = answer.kept.level(start.max(NOT_ANALYSED_S), start + first - 0.1);
        assert!(voice > 10.0 * silence, "voice at {voice}, before it {silence}");
    }
}

#[test]
#[ignore = "needs PulseAudio and the weights"]
fn a_recording_is_as_long_as_the_answer() {
    for answer in [&whole().main, &whole().reply] {
        let start = answer_start(answer);
        let kept = answer.kept.seconds();
        // The candidate was started this long after listening began, and takes a moment to sound.
        let started = answer.began.duration_since(answer.listening).as_secs_f64();
        assert!((started..started + 1.0).contains(&start), "{start} s, started at {started} s");
        let (_, said) = answer.candidate.spoken();
        let reaction = kept - start - said;
        println!("{kept:.2} s kept; it reacted {reaction:.2} s after the last word");
        assert!(
            // How fast it is, is measured by `scripts/bench`; here it only has to end by itself.
            (0.0..=8.0).contains(&reaction),
            "{kept} s are kept, but the last word ended at {} s",
            start + said
        );
        // What remains until the interviewer goes on is the recognition of the last words.
        let passed = answer.over.duration_since(answer.listening).as_secs_f64();
        let rest = passed - kept;
        println!("{rest:.2} s from the recording's end to the interviewer's next line");
        assert!((-0.1..=3.0).contains(&rest), "{kept} s are kept of {passed} s");
    }
}

/// Where in the kept recording the candidate's begins.
fn answer_start(answer: &Answered) -> f64 {
    let (first, _) = answer.candidate.spoken();
    answer.kept.find(&answer.candidate.sound, first, first + 6.0, 6.0).later_s
}

/// When the candidate's first word begins, on the kept recording's clock.
fn begin_of(answer: &Answered) -> f64 {
    answer_start(answer) + answer.candidate.spoken().0
}

// ---- what goes wrong ----

/// An interview without a voice, listening; for tests of what happens then.
fn listening(machine: &Machine) -> Program {
    let args = ["interview", "--question", "production-failure", "--no-ui", "--no-voice"];
    let mut program = Program::start(machine, &args).or_fail();
    program.wait_for("listening to your answer", LISTENS_WITHIN).or_fail();
    program
}

/// Exactly one `error:` line with its `hint:`, and nothing else on standard error.
#[track_caller]
fn assert_one_error(ended: &Ended, about: &str) {
    ended.expect_code(1).or_fail();
    match ended.errors()[..] {
        [error, hint] => assert!(
            error.starts_with("error: ") && error.contains(about) && hint.starts_with("hint: "),
            "{}",
            ended.transcript()
        ),
        _ => panic!("not one error and its hint:\n{}", ended.transcript()),
    }
}

#[test]
#[ignore = "needs PulseAudio and the weights"]
fn ctrl_c_keeps_what_was_said() {
    let _alone = alone();
    let machine = Machine::new().or_fail();
    let pulse = Pulse::start(&machine, Room::OpenSpeaker).or_fail();
    let program = listening(&machine);
    let _said = pulse.say(&Candidate::named("rambling").or_fail().recording).or_fail();
    sleep(Duration::from_secs(8));
    program.signal("INT").or_fail();
    let ended = program.end(ENDS_WITHIN).or_fail();
    println!("{}", ended.transcript());
    ended.expect_code(130).or_fail();
    let folder = machine.session().or_fail();
    let told = ended.output().last().is_some_and(|line| line.contains(&*folder.to_string_lossy()));
    assert!(told, "it does not say where it is saved:\n{}", ended.transcript());
    let session = stored(&folder).or_fail();
    let heard = text_of(&session["answers"][0]);
    let said = "So, to give you some background, I was on the checkout team";
    let error = word_error_within(said, &heard);
    assert!(error <= 0.2, "{error:.2} is wrong in the words that were saved: {heard}");
    let kept = seconds(&folder.join("answer-1.wav"));
    assert!((7.0..10.0).contains(&kept), "{kept} s are kept of 8 s");
}

#[test]
#[ignore = "needs PulseAudio and the weights"]
fn a_killed_interview_leaves_its_recording_and_is_told_of_next_time() {
    let _alone = alone();
    let machine = Machine::new().or_fail();
    let pulse = Pulse::start(&machine, Room::OpenSpeaker).or_fail();
    let program = listening(&machine);
    let _said = pulse.say(&Candidate::named("rambling").or_fail().recording).or_fail();
    sleep(Duration::from_secs(6));
    // Nothing can be done about this signal.
    drop(program);
    let folder = machine.session().or_fail();
    let kept = seconds(&folder.join("answer-1.wav"));
    println!("{kept} s are kept of 6 s");
    assert!((4.5..7.0).contains(&kept), "{kept} s are kept of 6 s");
    let next = listening(&machine);
    next.signal("INT").or_fail();
    let ended = next.end(ENDS_WITHIN).or_fail();
    let id = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let told = |line: &&str| line.contains("cut off") && line.contains(&id);
    assert!(ended.errors().iter().any(told), "{id} is not named:\n{}", ended.transcript());
}

#[test]
#[ignore = "needs PulseAudio and the weights"]
fn without_a_microphone_there_is_one_error_and_a_hint() {
    let _alone = alone();
    let machine = Machine::new().or_fail();
    let program = Program::start(&machine, &["interview", "--no-ui"]).or_fail();
    let ended = program.end(ENDS_WITHIN).or_fail();
    println!("{}", ended.transcript());
    assert_one_error(&ended, "no microphone found");
}

#[test]
#[ignore = "needs PulseAudio and the weights"]
fn a_second_interview_at_once_is_refused() {
    let _alone = alone();
    let machine = Machine::new().or_fail();
    let _pulse = Pulse::start(&machine, Room::OpenSpeaker).or_fail();
    let first = listening(&machine);
    let second = Program::start(&machine, &["interview", "--no-ui", "--no-voice"]).or_fail();
    let refused = second.end(ENDS_WITHIN).or_fail();
    println!("{}", refused.transcript());
    assert_one_error(&refused, "another greenroom is running");
    first.signal("INT").or_fail();
    first.end(ENDS_WITHIN).or_fail().expect_code(130).or_fail();
}

#[test]
#[ignore = "needs PulseAudio and the weights"]
fn a_microphone_that_is_pulled_out_is_told_and_costs_no_time() {
    let _alone = alone();
    let machine = Machine::new().or_fail();
    let mut pulse = Pulse::start(&machine, Room::MicrophoneOnly).or_fail();
    let mut program = listening(&machine);
    let began = now();
    let said = pulse.say(&Candidate::named("rambling").or_fail().recording).or_fail();
    sleep(Duration::from_secs(4));
    drop(said);
    pulse.control(&["unload-module", "module-null-sink"]).or_fail();
    let lost = program.wait_for("warning: the microphone is gone", Duration::from_secs(6));
    sleep(Duration::from_secs(2));
    let module: Vec<&str> = MICROPHONE.split(' ').collect();
    pulse.control(&[&["load-module"], &module[..]].concat()).or_fail();
    pulse.listen_to_microphone().or_fail();
    lost.or_fail();
    program.wait_for("warning: the microphone is back", Duration::from_secs(10)).or_fail();
    let _said = pulse.say(&Candidate::named("reply").or_fail().recording).or_fail();
    program.wait_for("did myself", Duration::from_secs(15)).or_fail();
    program.signal("INT").or_fail();
    let passed = began.elapsed().as_secs_f64();
    let ended = program.end(ENDS_WITHIN).or_fail();
    println!("{}", ended.transcript());
    ended.expect_code(130).or_fail();
    let warnings = ended.output().into_iter().filter(|line| line.starts_with("warning:")).count();
    assert!(warnings <= 3, "told more often than it helps:\n{}", ended.transcript());
    let kept = seconds(&machine.session().or_fail().join("answer-1.wav"));
    println!("{kept} s are kept of {passed} s");
    assert!((kept - passed).abs() <= 1.0, "{kept} s are kept of {passed} s");
}

#[test]
#[ignore = "needs PulseAudio and the weights"]
fn with_files_in_their_place_no_device_is_needed() {
    let _alone = alone();
    let machine = Machine::new().or_fail();
    let answer = Candidate::named("reply").or_fail().recording.display().to_string();
    let out = machine.path("out.wav").display().to_string();
    let args = ["interview", "--question", "production-failure", "--no-ui", "--speed", "max"];
    let files = ["--answer", &answer, "--answer", &answer, "--speaker", &out];
    let program = Program::start(&machine, &[&args[..], &files[..]].concat()).or_fail();
    let ended = program.end(Duration::from_mins(2)).or_fail();
    println!("{}", ended.transcript());
    ended.expect_code(0).or_fail();
    assert!(ended.errors().is_empty(), "{}", ended.transcript());
    let session = stored(&machine.session().or_fail()).or_fail();
    let heard = recognised(&machine, &out).or_fail();
    let asked = session["answers"].as_array().unwrap().iter().map(|answer| &answer["asked"]);
    let spoken = &session["feedback"]["spoken"];
    for line in asked.chain([spoken]).filter_map(Value::as_str) {
        let error = word_error_within(line, &heard);
        println!("{error:.3} of \"{line}\" is wrong");
        assert!(error <= 0.25, "{error:.2} of \"{line}\" is wrong in {out}:\n{heard}");
    }
}

#[expect(clippy::cast_precision_loss, reason = "samples of a few minutes")]
fn seconds(path: &Path) -> f64 {
    assert!(fs::exists(path).or_fail(), "{} is missing", path.display());
    let (samples, _) = decode_all(path).or_fail();
    samples.len() as f64 / f64::from(SAMPLE_RATE)
}

// ---- the speaker alone ----

/// Tells a test that it runs inside the process that has the test's sound server.
const INSIDE: &str = "GREENROOM_RIG_INSIDE";

/// Runs a test's body in a process of its own: a sound server is chosen by the environment, which
/// a process with threads must not change.
fn with_speaker(test: &str, body: fn()) {
    if std::env::var_os(INSIDE).is_some() {
        return body();
    }
    let _alone = alone();
    let machine = Machine::new().or_fail();
    let _pulse = Pulse::start(&machine, Room::OpenSpeaker).or_fail();
    let this = std::env::current_exe().or_fail();
    let output = machine
        .command(&this.to_string_lossy())
        .args(["--exact", test, "--ignored", "--nocapture"])
        .env(INSIDE, "1")
        .output()
        .or_fail();
    let text = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    // A name that is not found would pass as well.
    assert!(output.status.success() && text.contains("1 passed"), "{text}");
}

fn wait(speaker: &mut Speaker) {
    while !speaker.is_done().or_fail() {
        sleep(Duration::from_millis(5));
    }
}

#[test]
#[ignore = "needs PulseAudio and the weights"]
fn playing_takes_as_long_as_the_speech() {
    with_speaker("playing_takes_as_long_as_the_speech", || {
        let mut speaker = Speaker::open().or_fail();
        let start = now();
        speaker.play(&Speech::silence(600, 22_050)).or_fail();
        speaker.play(&Speech::silence(400, 22_050)).or_fail();
        assert!(!speaker.is_done().or_fail());
        wait(&mut speaker);
        let took = start.elapsed().as_millis();
        assert!((1_000..3_000).contains(&took), "{took} ms");
    });
}

#[test]
#[ignore = "needs PulseAudio and the weights"]
fn a_stopped_speaker_is_done_and_speaks_again() {
    with_speaker("a_stopped_speaker_is_done_and_speaks_again", || {
        let mut speaker = Speaker::open().or_fail();
        speaker.play(&Speech::silence(60_000, 22_050)).or_fail();
        speaker.stop();
        assert!(speaker.is_done().or_fail());
        speaker.play(&Speech::cue(22_050)).or_fail();
        wait(&mut speaker);
    });
}
