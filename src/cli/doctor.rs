//! `greenroom doctor`: what works here, and what to do about what does not.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use super::{CliError, Desk, studio};
use crate::asr::{Effort, Interrupt, Request};
use crate::audio::{
    DeviceMicrophone, Level, Listener, Microphone, Notice, input_devices, output_devices,
};
use crate::store::Store;
use crate::timeline::Millis;
use crate::voice::{Speaking, VoiceFiles};

/// What a check found.
enum Finding {
    Fine(String),
    /// Works, but worse than it could.
    Poor(String, Option<String>),
    Broken(String, Option<String>),
}

type Check = fn(&Desk) -> Finding;

/// How long the microphone is listened to.
const LISTEN: Duration = Duration::from_millis(1500);

/// How much speech the recogniser is timed on.
const SPOKEN: Millis = Millis::from_secs(10);

/// Above this share of real time a recogniser does not keep up with tentative words beside it.
const SLOW: f64 = 0.35;

/// Runs all checks; the exit code is 1 if something that an interview needs is broken.
pub(super) fn run(desk: &mut Desk) -> Result<ExitCode, CliError> {
    desk.say(format!("data: {}", desk.paths.data().display()))?;
    let checks: [(&str, Check); 6] = [
        ("disk", disk),
        ("models", models),
        ("speed", speed),
        ("voice", voice),
        ("speaker", speaker),
        ("microphone", microphone),
    ];
    let mut broken = false;
    for (name, check) in checks {
        let (mark, text, hint) = match check(desk) {
            Finding::Fine(text) => ("ok  ", text, None),
            Finding::Poor(text, hint) => ("poor", text, hint),
            Finding::Broken(text, hint) => {
                broken = true;
                ("FAIL", text, hint)
            }
        };
        desk.say(format!("{mark}  {name:10}  {text}"))?;
        if let Some(hint) = hint {
            desk.say(format!("                  hint: {hint}"))?;
        }
    }
    Ok(if broken { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn broken(error: CliError) -> Finding {
    Finding::Broken(error.message, error.hint)
}

fn disk(desk: &Desk) -> Finding {
    match Store::open(&desk.paths).and_then(|store| store.check_space().map(|()| store)) {
        Ok(_) => Finding::Fine(format!("sessions in {}", desk.paths.sessions().display())),
        Err(error) => broken(CliError::from_error(&error).hint(error.hint())),
    }
}

fn models(desk: &Desk) -> Finding {
    match studio::library(desk)
        .and_then(|l| l.recogniser(None).map_err(|e| studio::model_error(&e)))
    {
        Ok(found) => Finding::Fine(format!("{} at {}", found.name, found.path.display())),
        Err(error) => broken(error),
    }
}

/// Recognises ten seconds of the demo's candidate.
fn speed(desk: &Desk) -> Finding {
    let Ok(load) = studio::recogniser(desk, None) else {
        return Finding::Broken("not measured without a model".into(), None);
    };
    let asr_error =
        |error: crate::asr::AsrError| broken(CliError::from_error(&error).hint(error.hint()));
    let mut recogniser = match load(Interrupt::default()) {
        Ok(recogniser) => recogniser,
        Err(error) => return asr_error(error),
    };
    let pcm = match super::demo::speech(desk, SPOKEN) {
        Ok(pcm) => pcm,
        Err(error) => return broken(error),
    };
    let request = Request {
        start: Millis::ZERO,
        pcm: &pcm,
        before: "",
        vocabulary: "",
        effort: Effort::Final,
    };
    // The first pass reads the weights from the disk; an interview does that during the greeting.
    if let Err(error) = recogniser.recognise(&request) {
        return asr_error(error);
    }
    let began = now();
    if let Err(error) = recogniser.recognise(&request) {
        return asr_error(error);
    }
    let took = began.elapsed().as_secs_f64();
    let share = took / SPOKEN.as_secs_f64();
    let text = format!("10 s of speech in {took:.1} s, on {} threads", studio::threads());
    if share > SLOW {
        let hint = "a smaller model keeps up better: greenroom models install tiny.en";
        Finding::Poor(text, Some(hint.into()))
    } else {
        Finding::Fine(text)
    }
}

fn voice(desk: &Desk) -> Finding {
    let files = studio::library(desk)
        .ok()
        .and_then(|library| library.voice().ok())
        .map(|files| VoiceFiles { model: files.onnx, config: files.config });
    let mut speaking = Speaking::open(files.as_ref(), None);
    if let Some(note) = speaking.note() {
        return Finding::Poor(note.to_owned(), None);
    }
    let began = now();
    match speaking.synthesise("Tell me about a time when something broke.") {
        Ok(speech) => Finding::Fine(format!(
            "{:.1} s of speech in {:.2} s",
            Millis(speech.duration_ms()).as_secs_f64(),
            began.elapsed().as_secs_f64()
        )),
        Err(error) => broken(CliError::from_error(&error).hint(error.hint())),
    }
}

fn speaker(_: &Desk) -> Finding {
    match output_devices() {
        Ok(devices) => match devices.first() {
            Some(device) => Finding::Fine(device.to_string()),
            None => Finding::Poor(
                "none; questions will only be written".into(),
                Some("connect one, or start the sound server".into()),
            ),
        },
        Err(error) => Finding::Poor(error.to_string(), error.hint()),
    }
}

fn microphone(_: &Desk) -> Finding {
    let devices = input_devices().unwrap_or_default();
    let opened = DeviceMicrophone::open(None);
    let mut microphone = match opened {
        Ok(microphone) => microphone,
        Err(error) => return broken(CliError::from_error(&error).hint(error.hint())),
    };
    let (send, heard) = std::sync::mpsc::channel();
    let listened = microphone.ready(Duration::from_secs(6)).and_then(|()| {
        microphone.begin(Box::new(Meter { loudest: Level::FLOOR_DB, send }))?;
        std::thread::sleep(LISTEN);
        microphone.end()
    });
    if let Err(error) = listened {
        return broken(CliError::from_error(&error).hint(error.hint()));
    }
    let name = devices.first().map_or_else(|| microphone.name(), ToString::to_string);
    match heard.recv() {
        Ok(level) if level <= Level::FLOOR_DB => Finding::Poor(
            format!("{name}: nothing but digital silence"),
            Some("unmute it, or choose another: greenroom devices".into()),
        ),
        Ok(level) => Finding::Fine(format!("{name}, loudest {level:.0} dBFS just now")),
        Err(_) => Finding::Broken(format!("{name}: no samples came"), None),
    }
}

/// Keeps the loudest level, and tells it when the microphone lets go.
struct Meter {
    loudest: f32,
    send: std::sync::mpsc::Sender<f32>,
}

impl Listener for Meter {
    fn samples(&mut self, block: &[f32]) {
        self.loudest = self.loudest.max(Level::of(block).rms_dbfs);
    }

    fn notice(&mut self, _: Notice) {}
}

impl Drop for Meter {
    fn drop(&mut self) {
        let _ = self.send.send(self.loudest);
    }
}

#[expect(clippy::disallowed_methods, reason = "a check of speed needs a clock")]
fn now() -> Instant {
    Instant::now()
}
