//! The live display in a real terminal: tmux shows what a person would see.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod home;

use std::path::Path;
use std::process::{Command, Output};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::sleep;
use std::time::Duration;

use greenroom::report::{SessionState, read_session};
use home::{Home, wait_until};

/// One interview at a time: two recognisers would keep each other from keeping up.
static TURN: Mutex<()> = Mutex::new(());

/// A terminal of tmux; it is closed when this is dropped.
struct Terminal<'a> {
    name: String,
    home: &'a Home,
    _turn: MutexGuard<'static, ()>,
}

impl<'a> Terminal<'a> {
    /// Runs greenroom with these arguments, and then says how it ended.
    fn run(home: &'a Home, columns: u16, rows: u16, args: &str) -> Self {
        let name = format!("greenroom-{columns}x{rows}-{}", std::process::id());
        // A test that failed holds nothing that the next one needs.
        let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        let terminal = Self { name, home, _turn: turn };
        let program = env!("CARGO_BIN_EXE_greenroom");
        let data = home.0.path().display();
        // The shell's own prompt would be taken for output.
        let line = format!("GREENROOM_HOME={data} {program} {args}; echo ended $?; sleep 60");
        let (columns, rows) = (columns.to_string(), rows.to_string());
        let size = ["-x", &columns, "-y", &rows];
        let name = terminal.name.as_str();
        terminal
            .tmux(&[&["new-session", "-d", "-s", name], &size[..], &["sh", "-c", &line]].concat());
        terminal
    }

    fn try_tmux(&self, args: &[&str]) -> std::io::Result<Output> {
        Command::new("tmux").args(["-L", &self.name, "-f", "/dev/null"]).args(args).output()
    }

    fn tmux(&self, args: &[&str]) -> String {
        let output = self.try_tmux(args).expect("tmux, which scripts/setup test installs");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "tmux {args:?}: {said}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// What is on the screen now, line by line.
    fn screen(&self) -> String {
        self.tmux(&["capture-pane", "-p", "-t", &self.name])
    }

    /// The first screen that is as it should be.
    fn wait_for(&self, what: &str, is_so: impl Fn(&str) -> bool) -> String {
        let mut screen = String::new();
        wait_until(
            || {
                screen = self.screen();
                is_so(&screen)
            },
            what,
        );
        screen
    }

    fn press(&self, key: &str, times: u16) {
        self.tmux(&["send-keys", "-t", &self.name, "-N", &times.to_string(), key]);
    }

    /// The session that was stored, once the program has ended.
    fn session(&self) -> greenroom::report::Session {
        self.wait_for("the interview does not end", |screen| screen.contains("ended "));
        let [folder] = &self.home.sessions()[..] else { panic!("not one session") };
        read_session(&std::fs::read_to_string(folder.join("session.json")).unwrap()).unwrap()
    }
}

impl Drop for Terminal<'_> {
    fn drop(&mut self) {
        // A test that failed may have no server any more, and says why it failed.
        drop(self.try_tmux(&["kill-server"]));
    }
}

fn rambling() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/candidate/rambling.ogg");
    path.display().to_string()
}

fn interview(speed: &str) -> String {
    let answer = rambling();
    format!(
        "interview --question production-failure --answer {answer} --speed {speed} --no-voice \
         --follow-ups 0"
    )
}

fn assert_shows_all(columns: u16, rows: u16) {
    let home = Home::new();
    let terminal = Terminal::run(&home, columns, rows, &interview("3"));
    let screen = terminal.wait_for("no bar with a section", |screen| screen.contains("|context"));
    let bar = screen.lines().find(|line| line.starts_with(['|', '-'])).unwrap();
    assert_eq!(bar.chars().count(), usize::from(columns), "{bar}");
    assert!(screen.contains(" of 5:00  ["), "{screen}");
    assert!(screen.contains("Enter: my answer is complete    Ctrl-C: stop and save"), "{screen}");
    let cue = "the opening is over its time";
    let screen = terminal.wait_for("no cue", |screen| screen.matches(cue).count() == 2);
    assert!(screen.contains(" wpm"), "{screen}");
    terminal.press("Enter", 1);
    let session = terminal.session();
    assert_eq!((session.state, session.answers.len()), (SessionState::Complete, 1));
    let screen = terminal.screen();
    assert!(screen.contains("ended 0") && screen.contains("saved in"), "{screen}");
    assert!(!screen.contains("Ctrl-C"), "the live lines are left behind:\n{screen}");
}

#[test]
#[ignore = "needs the weights and tmux"]
fn a_small_terminal_shows_time_sections_words_and_keys() {
    assert_shows_all(80, 24);
}

#[test]
#[ignore = "needs the weights and tmux"]
fn a_wide_terminal_shows_them_over_its_whole_width() {
    assert_shows_all(200, 60);
}

#[test]
#[ignore = "needs the weights and tmux"]
fn a_key_that_is_held_down_ends_one_answer_and_loses_none() {
    let home = Home::new();
    let answer = rambling();
    let two = format!(
        "interview --question production-failure --answer {answer} {answer} --speed 1 --no-voice"
    );
    let terminal = Terminal::run(&home, 80, 24, &two);
    terminal
        .wait_for("no words", |screen| screen.contains(" of 5:00") && screen.contains("service"));
    // As a terminal sends a key that is held down for four seconds.
    for _ in 0..100 {
        terminal.press("Enter", 1);
        sleep(Duration::from_millis(30));
    }
    terminal.wait_for("no follow-up", |screen| screen.contains(" of 0:45"));
    sleep(Duration::from_secs(2));
    terminal.press("Enter", 1);
    let session = terminal.session();
    assert_eq!(session.answers.len(), 2);
    assert!(session.answers.iter().all(|answer| !answer.report.words.is_empty()));
}

#[test]
#[ignore = "needs the weights and tmux"]
fn ctrl_c_saves_what_was_said_and_gives_the_terminal_back() {
    let home = Home::new();
    let terminal = Terminal::run(&home, 80, 24, &interview("2"));
    terminal.wait_for("no bar", |screen| screen.contains("|context"));
    terminal.press("C-c", 1);
    let session = terminal.session();
    assert!(!session.answers[0].report.words.is_empty());
    let screen = terminal.screen();
    assert!(screen.contains("ended 130") && screen.contains("what you said is saved"), "{screen}");
}
