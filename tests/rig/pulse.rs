//! A sound server of the test's own, with a microphone and a speaker that no room is needed for.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::machine::Machine;
use super::program::now;

/// How long the server, or one of its clients, may take to start.
const STARTS_WITHIN: Duration = Duration::from_secs(15);

/// What a room sounds like when nobody speaks. A real microphone never gives digital silence, and
/// greenroom rightly takes that for a muted one.
const ROOM_DBFS: f32 = -72.0;
const ROOM_SECONDS: u32 = 600;
const ROOM_RATE_HZ: u32 = 16_000;

const SPEAKER: &str = "module-null-sink sink_name=speaker";
pub(crate) const MICROPHONE: &str = "module-null-sink sink_name=mic";
/// The microphone hears the speaker, as on a laptop.
const OPEN_SPEAKER: &str = "module-loopback source=speaker.monitor sink=mic latency_msec=30";

/// What a machine has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Room {
    /// A speaker, and a microphone that hears it.
    OpenSpeaker,
    /// A microphone and nothing else: if it goes, nothing takes its place.
    MicrophoneOnly,
}

/// A running PulseAudio; it ends when this is dropped.
pub(crate) struct Pulse<'a> {
    machine: &'a Machine,
    server: Child,
    room: Option<Client>,
}

impl<'a> Pulse<'a> {
    pub(crate) fn start(machine: &'a Machine, room: Room) -> Result<Self, String> {
        let log = machine.path("pulseaudio.log");
        let sink = File::create(&log).map_err(|e| format!("cannot write a log: {e}"))?;
        let protocol = format!(
            "module-native-protocol-unix auth-anonymous=1 socket={}",
            machine.socket().display()
        );
        let mut command = machine.command("pulseaudio");
        command.args(["-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no"]);
        command.args(["--realtime=no", "--high-priority=no", "--disable-shm=yes"]);
        let modules: &[&str] = match room {
            Room::OpenSpeaker => &[&protocol, SPEAKER, MICROPHONE, OPEN_SPEAKER],
            Room::MicrophoneOnly => &[&protocol, MICROPHONE],
        };
        for module in modules {
            command.args(["-L", module]);
        }
        let server =
            quiet(&mut command).stderr(sink).spawn().map_err(|e| missing("pulseaudio", &e))?;
        let mut pulse = Self { machine, server, room: None };
        let deadline = now() + STARTS_WITHIN;
        while let Err(error) = pulse.control(&["info"]) {
            let ended = pulse.server.try_wait().ok().flatten();
            if ended.is_some() || now() > deadline {
                let log = fs::read_to_string(&log).unwrap_or_default();
                return Err(format!("PulseAudio does not start: {error}\n{log}"));
            }
            sleep(Duration::from_millis(50));
        }
        pulse.listen_to_microphone()?;
        if room == Room::OpenSpeaker {
            pulse.control(&["set-default-sink", "speaker"])?;
        }
        Ok(pulse)
    }

    /// Makes the null sink the machine's microphone, in a room that is never quite silent.
    pub(crate) fn listen_to_microphone(&mut self) -> Result<(), String> {
        self.control(&["set-default-source", "mic.monitor"])?;
        let room = self.machine.path("room.wav");
        if !room.exists() {
            hiss(&room).map_err(|e| format!("cannot write a room's noise: {e}"))?;
        }
        self.room = Some(self.say(&room)?);
        Ok(())
    }

    /// Runs `pactl`; gives what it writes.
    pub(crate) fn control(&self, args: &[&str]) -> Result<String, String> {
        let output =
            self.machine.command("pactl").args(args).output().map_err(|e| missing("pactl", &e))?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
        if output.status.success() {
            Ok(text(&output.stdout))
        } else {
            Err(format!("`pactl {}` failed: {}", args.join(" "), text(&output.stderr)))
        }
    }

    /// Says a recording into the microphone; it stops when what is returned is dropped.
    pub(crate) fn say(&self, recording: &Path) -> Result<Client, String> {
        let mut command = self.machine.command("paplay");
        // Enough for a busy machine: a candidate that runs dry would pause where none did.
        command.args(["--latency-msec=1000", "--device=mic"]).arg(recording);
        Client::start(&mut command)
    }

    /// Records what the speaker plays, from before this returns, until it is stopped.
    pub(crate) fn hear(&self, name: &str) -> Result<(Client, PathBuf), String> {
        let path = self.machine.path(name);
        let mut command = self.machine.command("parec");
        command.args(["--latency-msec=50", "--device=speaker.monitor", "--file-format=wav"]);
        command.args(["--rate=16000", "--channels=1", "--format=s16le"]).arg(&path);
        let client = Client::start(&mut command)?;
        let deadline = now() + STARTS_WITHIN;
        while fs::metadata(&path).map_or(0, |file| file.len()) <= 44 {
            if now() > deadline {
                return Err("parec records nothing".to_owned());
            }
            sleep(Duration::from_millis(20));
        }
        Ok((client, path))
    }
}

impl Drop for Pulse<'_> {
    fn drop(&mut self) {
        end(&mut self.server);
    }
}

/// A program that plays or records.
pub(crate) struct Client {
    child: Child,
    pub(crate) began: Instant,
}

impl Client {
    fn start(command: &mut Command) -> Result<Self, String> {
        let name = command.get_program().to_string_lossy().into_owned();
        let began = now();
        let child = quiet(command).spawn().map_err(|e| missing(&name, &e))?;
        Ok(Self { child, began })
    }

    /// Lets it complete its file and end.
    pub(crate) fn stop(mut self) -> Result<(), String> {
        signal(self.child.id(), "TERM")?;
        self.child.wait().map(drop).map_err(|e| format!("cannot wait for a program: {e}"))
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        end(&mut self.child);
    }
}

/// White noise.
fn hiss(path: &Path) -> Result<(), hound::Error> {
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: ROOM_RATE_HZ,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    // Uniform noise has a third of its peak's power.
    let peak = 3f32.sqrt() * 10f32.powf(ROOM_DBFS / 20.0) * f32::from(i16::MAX);
    let mut random = fastrand::Rng::with_seed(1);
    let mut file = hound::WavWriter::create(path, spec)?;
    for _ in 0..ROOM_SECONDS * ROOM_RATE_HZ {
        #[expect(clippy::cast_possible_truncation, reason = "some twenty steps of 16 bits")]
        file.write_sample(((random.f32() * 2.0 - 1.0) * peak).round() as i16)?;
    }
    file.finalize()
}

/// Sends a signal by name. The shell's own `kill` is everywhere, the program of that name is not.
pub(crate) fn signal(process: u32, name: &str) -> Result<(), String> {
    let status = Command::new("sh").args(["-c", &format!("kill -{name} {process}")]).status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("kill -{name} {process}: {status}")),
        Err(error) => Err(missing("sh", &error)),
    }
}

fn quiet(command: &mut Command) -> &mut Command {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null())
}

fn end(child: &mut Child) {
    // It may have ended by itself.
    drop(child.kill());
    drop(child.wait());
}

fn missing(program: &str, error: &std::io::Error) -> String {
    format!("cannot run {program}: {error}; install what the tests need with `scripts/setup test`")
}
