//! Kills the real program at random moments: while it begins, records, recognises, saves, and makes its
//! database. Nothing that was recorded may be lost, and nothing damaged.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test")]

mod home;

use std::env;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread::sleep;
use std::time::Duration;

use greenroom::audio::{SAMPLE_RATE, SoundFile, decode_all};
use greenroom::config::{HOME_VARIABLE, Paths};
use greenroom::report::{Session, SessionState, read_session};
use greenroom::timeline::SampleClock;
use home::{Home, now, wait_until};

/// Interviews that are killed, and first starts of a new home.
const INTERVIEWS: u32 = 18;
const STARTS: u32 = 36;

/// An interview with the short answers below takes about so long.
const INTERVIEW: Duration = Duration::from_secs(7);

/// What a recording may lack: it is synced each second.
const UNSYNCED: Duration = Duration::from_millis(1300);

impl Home {
    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_greenroom"));
        command.env(HOME_VARIABLE, self.0.path()).args(args).stdin(Stdio::null());
        command
    }

    fn run(&self, args: &[&str]) -> Output {
        let output = self.command(args).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{args:?}: {said}");
        assert!(!said.contains("panicked"), "{args:?}: {said}");
        output
    }

    fn start(&self, args: &[&str]) -> Child {
        self.command(args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    fn assert_database_is_sound(&self) {
        let database = rusqlite::Connection::open(Paths::under(self.0.path()).ledger()).unwrap();
        let check: String =
            database.pragma_query_value(None, "integrity_check", |row| row.get(0)).unwrap();
        assert_eq!(check, "ok");
    }
}

fn kill(mut child: Child) {
    // It may have ended by itself.
    drop(child.kill());
    child.wait().unwrap();
}

/// The first seconds of a recorded reply.
fn short_answer(folder: &Path) -> String {
    let reply = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/candidate/reply.ogg");
    let samples = decode_all(&reply).unwrap().0;
    let path = folder.join("short.wav");
    let second = SAMPLE_RATE as usize;
    SoundFile::create(&path).unwrap().write(&samples[..2 * second], SAMPLE_RATE).unwrap();
    path.display().to_string()
}

fn session(folder: &Path) -> Option<Session> {
    read_session(&fs::read_to_string(folder.join("session.json")).ok()?).ok()
}

#[test]
fn a_start_that_is_killed_leaves_a_database_that_the_next_one_can_use() {
    let mut random = fastrand::Rng::with_seed(1);
    for _ in 0..STARTS {
        let home = Home::new();
        let child = home.start(&["history"]);
        sleep(Duration::from_micros(random.u64(0..60_000)));
        kill(child);
        home.run(&["history"]);
        home.assert_database_is_sound();
    }
}

#[test]
#[ignore = "needs the weights"]
fn interviews_that_are_killed_are_recovered_one_and_all() {
    let home = Home::new();
    let answer = short_answer(home.0.path());
    let args = [
        "interview",
        "--no-voice",
        "--question",
        "production-failure",
        "--answer",
        &answer,
        &answer,
    ];
    let mut random = fastrand::Rng::with_seed(2);
    for round in 0..INTERVIEWS {
        let before = home.sessions().len();
        let began = now();
        let child = home.start(&args);
        let mut recording = None;
        let until = began + INTERVIEW.mul_f64(random.f64());
        while now() < until {
            if let Some(folder) = home.sessions().get(before)
                && recording.is_none()
                && folder.join("answer-1.wav").exists()
            {
                recording = Some((folder.join("answer-1.wav"), now()));
            }
            sleep(Duration::from_millis(5));
        }
        kill(child);
        if let Some((path, since)) = recording {
            let spoken = since.elapsed().min(Duration::from_secs(2));
            let kept = decode_all(&path).map_or(0, |(samples, _)| samples.len() as u64);
            let kept = Duration::from_millis(SampleClock::new(SAMPLE_RATE).at(kept).0);
            assert!(kept + UNSYNCED >= spoken, "round {round}: {kept:?} are kept of {spoken:?}");
        }
        // What an interview left may not be in the way of the next one.
        home.run(&["sessions", "list"]);
    }
    home.assert_database_is_sound();
    let recorded: Vec<PathBuf> =
        home.sessions().into_iter().filter(|folder| has_sound(folder)).collect();
    assert!(recorded.len() > 14, "only {} of {INTERVIEWS} recorded anything", recorded.len());
    home.run(&["sessions", "recover"]);
    for folder in &recorded {
        let session = session(folder).unwrap_or_else(|| panic!("{} is lost", folder.display()));
        assert_eq!(session.state, SessionState::Complete, "{}", folder.display());
        assert!(!session.answers.is_empty(), "{}", folder.display());
    }
    let listed = home.run(&["sessions", "list"]).stdout;
    let listed = String::from_utf8_lossy(&listed).lines().count();
    assert_eq!(listed, recorded.len());
    home.assert_database_is_sound();
}

/// A terminal window that is closed takes its programs with it, but not what was said.
#[cfg(target_os = "linux")]
#[test]
#[ignore = "needs the weights and the program `script`"]
fn a_terminal_that_is_closed_ends_the_interview_and_saves_it() {
    let home = Home::new();
    let answer = short_answer(home.0.path());
    let program = env!("CARGO_BIN_EXE_greenroom");
    let interview = format!(
        "stty rows 24 cols 80; exec {program} interview --no-voice --answer {answer} {answer}"
    );
    let mut terminal = Terminal(
        Command::new("script")
            .args(["-qfc", &interview, "/dev/null"])
            .env(HOME_VARIABLE, home.0.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap(),
    );
    let mut keyboard = terminal.0.stdin.take().unwrap();
    let recorded = || {
        // A terminal says where its cursor is when it is asked.
        drop(keyboard.write_all(b"\x1b[1;1R"));
        home.sessions().iter().any(|folder| has_sound(folder))
    };
    wait_until(recorded, "nothing is recorded");
    // The live display has begun by now.
    let lock = Paths::under(home.0.path()).sessions().join(".lock");
    let greenroom = fs::read_to_string(lock).unwrap();
    let process = Path::new("/proc").join(greenroom.trim());
    assert!(process.exists());
    drop(terminal);
    wait_until(|| !process.exists(), "greenroom goes on without a terminal");
    let [folder] = &home.sessions()[..] else { panic!("not one session") };
    assert!(session(folder).unwrap().answers.len() == 1, "the answer is not on record");
}

/// A terminal window; it is closed when this is dropped.
struct Terminal(Child);

impl Drop for Terminal {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// Whether any of a session's recordings holds a sample.
fn has_sound(folder: &Path) -> bool {
    let recordings = fs::read_dir(folder).into_iter().flatten().flatten();
    recordings.map(|entry| entry.path()).any(|path| {
        path.extension().is_some_and(|extension| extension == "wav")
            && fs::metadata(&path).is_ok_and(|data| data.len() > 44)
    })
}
