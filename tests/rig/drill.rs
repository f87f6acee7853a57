//! A drill through microphone and speaker: told what to do, tried, judged aloud, tried again.

use std::time::Duration;

use super::candidate::Candidate;
use super::machine::{Machine, stored};
use super::program::Program;
use super::pulse::{Pulse, Room};
use super::wer::{word_error, word_error_within};
use super::whole::{recognised, text_of};
use super::{OrFail, alone};

const ASKED_WITHIN: Duration = Duration::from_secs(40);
const JUDGED_WITHIN: Duration = Duration::from_mins(1);
const ENDS_WITHIN: Duration = Duration::from_secs(45);

#[test]
#[ignore = "needs PulseAudio and the weights"]
fn a_drill_is_tried_twice_and_each_try_is_judged_aloud() {
    let _alone = alone();
    let machine = Machine::new().or_fail();
    let pulse = Pulse::start(&machine, Room::OpenSpeaker).or_fail();
    let (recording, speaker) = pulse.hear("speaker.wav").or_fail();
    let args = ["drill", "situation", "--tries", "2", "--no-ui"];
    let mut program = Program::start(&machine, &args).or_fail();
    let candidate = Candidate::named("reply").or_fail();
    for _ in 0..2 {
        program.wait_for("listening to your answer", ASKED_WITHIN).or_fail();
        let said = pulse.say(&candidate.recording).or_fail();
        program.wait_for("interviewer:", JUDGED_WITHIN).or_fail();
        drop(said);
    }
    let ended = program.end(ENDS_WITHIN).or_fail();
    recording.stop().or_fail();
    println!("{}", ended.transcript());
    ended.expect_code(0).or_fail();

    let session = stored(&machine.session().or_fail()).or_fail();
    assert_eq!(session["drill"], "situation");
    let tries = session["answers"].as_array().expect("tries");
    assert_eq!(tries.len(), 2);
    let heard = recognised(&machine, &speaker.display().to_string()).or_fail();
    for tried in tries {
        let said = tried["tried"]["said"].as_str().expect("a verdict");
        let error = word_error_within(said, &heard);
        assert!(error <= 0.25, "{error:.2} of \"{said}\" is wrong in what was heard:\n{heard}");
        // What the interviewer said about the first try is not in the second.
        let error = word_error(&candidate.script(), &text_of(tried));
        assert!(error <= 0.15, "{error:.2} of the try is wrong: {}", text_of(tried));
    }
}
