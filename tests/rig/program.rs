//! The program under test, and every line that it writes.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ExitStatus, Stdio};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::Builder;
use std::time::{Duration, Instant};

use super::machine::Machine;
use super::pulse::signal;

#[expect(clippy::disallowed_methods, reason = "sound takes its time, and tests measure it")]
pub(crate) fn now() -> Instant {
    Instant::now()
}

/// A line of output, with when it came.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) at: Instant,
    /// From standard error.
    pub(crate) error: bool,
    pub(crate) text: String,
}

#[derive(Default)]
struct Pages {
    lines: Mutex<(Vec<Line>, usize)>,
    more: Condvar,
}

/// A run of greenroom; it is killed when this is dropped.
pub(crate) struct Program {
    child: Child,
    began: Instant,
    pages: Arc<Pages>,
    read: usize,
}

/// How a run ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) status: ExitStatus,
    pub(crate) lines: Vec<Line>,
    pub(crate) began: Instant,
}

impl Program {
    pub(crate) fn start(machine: &Machine, args: &[&str]) -> Result<Self, String> {
        let mut command = machine.command(env!("CARGO_BIN_EXE_greenroom"));
        command.args(args).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let began = now();
        let mut child = command.spawn().map_err(|e| format!("cannot run greenroom: {e}"))?;
        let pages = Arc::new(Pages::default());
        let (out, err) = (child.stdout.take(), child.stderr.take());
        let program = Self { child, began, pages, read: 0 };
        program.follow(out, false)?;
        program.follow(err, true)?;
        Ok(program)
    }

    fn follow(&self, pipe: Option<impl Read + Send + 'static>, error: bool) -> Result<(), String> {
        let pipe = pipe.ok_or("greenroom's output is not piped")?;
        let pages = Arc::clone(&self.pages);
        let read = move || {
            for line in BufReader::new(pipe).lines().map_while(Result::ok) {
                pages.lines.lock().unwrap_or_else(PoisonError::into_inner).0.push(Line {
                    at: now(),
                    error,
                    text: line,
                });
                pages.more.notify_all();
            }
            pages.lines.lock().unwrap_or_else(PoisonError::into_inner).1 += 1;
            pages.more.notify_all();
        };
        let started = Builder::new().name("output".into()).spawn(read);
        started.map(drop).map_err(|e| format!("cannot read greenroom's output: {e}"))
    }

    /// Waits for a line that contains `text`, after the last one that was waited for.
    pub(crate) fn wait_for(&mut self, text: &str, within: Duration) -> Result<Line, String> {
        let deadline = now() + within;
        let mut lines = self.pages.lines.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            while self.read < lines.0.len() {
                self.read += 1;
                if lines.0[self.read - 1].text.contains(text) {
                    return Ok(lines.0[self.read - 1].clone());
                }
            }
            let left = deadline.saturating_duration_since(now());
            // Both outputs closed: nothing will come any more.
            if left.is_zero() || lines.1 == 2 {
                let all = transcript(&lines.0, self.began);
                return Err(format!("no line with \"{text}\" within {within:?}\n{all}"));
            }
            lines =
                self.pages.more.wait_timeout(lines, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Its number among the machine's processes.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Sends a signal, such as `INT` for Ctrl-C.
    pub(crate) fn signal(&self, name: &str) -> Result<(), String> {
        signal(self.id(), name)
    }

    /// Waits for its end.
    pub(crate) fn end(mut self, within: Duration) -> Result<Ended, String> {
        let deadline = now() + within;
        loop {
            let status = self.child.try_wait().map_err(|e| format!("cannot wait: {e}"))?;
            let lines = self.pages.lines.lock().unwrap_or_else(PoisonError::into_inner);
            if let (Some(status), 2) = (status, lines.1) {
                return Ok(Ended { status, lines: lines.0.clone(), began: self.began });
            }
            if now() > deadline {
                let all = transcript(&lines.0, self.began);
                return Err(format!("greenroom does not end within {within:?}\n{all}"));
            }
            drop(lines);
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Ended {
    /// Everything that was written, with seconds from the start and `!` before standard error.
    pub(crate) fn transcript(&self) -> String {
        transcript(&self.lines, self.began)
    }

    pub(crate) fn output(&self) -> Vec<&str> {
        self.lines.iter().filter(|line| !line.error).map(|line| line.text.as_str()).collect()
    }

    pub(crate) fn errors(&self) -> Vec<&str> {
        self.lines.iter().filter(|line| line.error).map(|line| line.text.as_str()).collect()
    }

    /// Checks the exit code.
    pub(crate) fn expect_code(&self, code: i32) -> Result<(), String> {
        if self.status.code() == Some(code) {
            return Ok(());
        }
        Err(format!("{}, not exit code {code}\n{}", self.status, self.transcript()))
    }
}

fn transcript(lines: &[Line], began: Instant) -> String {
    let line = |line: &Line| {
        let at = line.at.duration_since(began).as_secs_f64();
        let mark = if line.error { '!' } else { '|' };
        format!("{at:7.2} {mark} {}", line.text)
    };
    lines.iter().map(line).collect::<Vec<_>>().join("\n")
}
