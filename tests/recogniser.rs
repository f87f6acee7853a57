//! The recogniser on real sound: what ends a pass, and when words are said.

use std::env;
use std::fs::read_to_string;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use greenroom::asr::{AsrError, Effort, Interrupt, Recogniser, Request};
use greenroom::audio::decode_all;
use greenroom::config::{HOME_VARIABLE, Paths};
use greenroom::models::Library;
use greenroom::session::{self, transcribe};
use greenroom::timeline::{Millis, SpeechTrack};
use greenroom::transcript::Word;
use greenroom::vad::track;
use serde_json::Value;

/// Whisper's threads wait for each other busily, so two recognisers at once are both too slow.
fn alone() -> MutexGuard<'static, ()> {
    static ONE: Mutex<()> = Mutex::new(());
    ONE.lock().unwrap_or_else(PoisonError::into_inner)
}

fn recogniser(interrupt: Interrupt) -> Result<Box<dyn Recogniser>, AsrError> {
    let home = env::var_os(HOME_VARIABLE).map(PathBuf::from);
    let paths = Paths::discover(home).expect("a folder for data");
    let weights = Library::new(&paths)
        .and_then(|library| library.recogniser(Some("base")))
        .expect("the recogniser; `greenroom models install` gets it");
    session::recogniser(&weights.path, 2, interrupt)
}

fn candidate(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/candidate").join(name)
}

/// whisper.cpp ends the process where it does not like what it is given; stretches cut out without
/// regard to words, and silence, are what it likes least.
#[test]
#[ignore = "needs the installed models"]
fn no_stretch_of_sound_is_too_much_for_it() {
    let _alone = alone();
    let mut whisper = recogniser(Interrupt::default()).unwrap();
    let (pcm, _) = decode_all(&candidate("reply.ogg")).unwrap();
    let mut random = fastrand::Rng::with_seed(7);
    let mut stuck = 0;
    for pass in 0..30 {
        let shortest = if pass % 3 == 0 { 1 } else { 16 };
        let length = random.usize(shortest * 100..if pass % 3 == 0 { 6000 } else { 90_000 });
        let from = random.usize(0..pcm.len() - length);
        let mut piece = pcm[from..from + length].to_vec();
        if pass % 5 == 0 {
            for sample in &mut piece {
                *sample *= 1e-4;
            }
        }
        let effort = [Effort::Tentative, Effort::Provisional, Effort::Final][pass % 3];
        let before = ["", "and then I restarted the service, and then I restarted"][pass % 2];
        let request = Request { start: Millis(5000), pcm: &piece, before, vocabulary: "", effort };
        match whisper.recognise(&request) {
            Ok(words) => {
                let mut last = Millis(5000);
                for Word { span, .. } in words {
                    assert!(span.start >= last && span.end >= span.start, "{span:?}");
                    last = span.end;
                }
                assert!(last <= Millis(5000 + length as u64 / 16 + 200), "{last:?}");
            }
            Err(AsrError::Stuck) => stuck += 1,
            Err(error) => panic!("{error}"),
        }
    }
    assert!(stuck < 10, "stuck on {stuck} of 30");
}

#[test]
#[ignore = "needs the installed models"]
fn sentences_begin_when_they_are_said() {
    let _alone = alone();
    let truth: Value =
        serde_json::from_str(&read_to_string(candidate("concise.truth.json")).unwrap()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let heard = runtime.block_on(async {
        transcribe(&candidate("concise.ogg"), recogniser, "", &mut |_| {}).await
    });
    let words = heard.unwrap().transcript.words;
    let (mut close, mut all) = (0, 0);
    for sentence in truth["sentences"].as_array().unwrap() {
        let first = sentence["text"].as_str().unwrap().split(' ').next().unwrap();
        let first = Word::new(first, Millis::ZERO, Millis::ZERO).bare();
        let begins = sentence["start_s"].as_f64().unwrap();
        let off = words.iter().filter(|word| word.bare() == first);
        let off = off.map(|word| (word.span.start.as_secs_f64() - begins).abs());
        let off = off.min_by(f64::total_cmp);
        println!("{off:.3?} s off: {}", sentence["text"]);
        all += 1;
        close += u32::from(off.is_some_and(|off| off <= 0.1));
    }
    assert!(close * 10 >= all * 8, "{close} of {all} within 100 ms");
}

/// A candidate through a microphone that is 35 dB too quiet, with the noise of its 16 bits.
fn through_a_quiet_microphone(name: &str) -> Vec<f32> {
    let (loud, _) = decode_all(&candidate(name)).expect("a fixture");
    loud.iter().map(|sample| (sample * 0.0178 * 32_768.0).round() / 32_768.0).collect()
}

#[test]
fn a_quiet_microphone_hears_where_the_voice_is() {
    for name in ["concise.ogg", "rambling.ogg", "reply.ogg"] {
        let loud = track(&decode_all(&candidate(name)).unwrap().0);
        let quiet = track(&through_a_quiet_microphone(name));
        let late = quiet.onset().unwrap().0.saturating_sub(loud.onset().unwrap().0);
        let voiced = |track: &SpeechTrack| track.phonation().as_secs_f64();
        let kept = voiced(&quiet) / voiced(&loud);
        println!("{name}: begins {late} ms later, {kept:.2} of its voice");
        assert!(late <= 100 && kept >= 0.8, "{name}: {late} ms late, {kept:.2} of its voice");
    }
}
