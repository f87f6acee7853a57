//! Keys while an interview runs.

use std::io::{BufRead, IsTerminal, stdin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant};

use crossterm::event::{self, Event, KeyCode, KeyEventKind, KeyModifiers};

use crate::session::{Control, SessionEvent, Teller};

/// How often the thread looks whether it should end.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// How long the thread is waited for: it looks several times in between.
const GOODBYE: Duration = Duration::from_millis(500);

/// Reads keys on a thread of its own until it is dropped.
pub(super) struct Keys {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Keys {
    /// Reads single keys; the terminal must be in raw mode.
    pub(super) fn of_terminal(tell: Teller) -> std::io::Result<Self> {
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let thread = Builder::new().name("keys".into()).spawn(move || {
            let mut enter = Enter::default();
            while !stopped.load(Ordering::Relaxed) {
                let Ok(ready) = event::poll(LOOK_EVERY) else { return };
                if !ready {
                    continue;
                }
                let Ok(event) = event::read() else { return };
                if let Some(control) = control(&event)
                    && (control != Control::Next || enter.is_new(now()))
                    && tell.send(SessionEvent::Control(control)).is_err()
                {
                    return;
                }
            }
        })?;
        Ok(Self { stop, thread: Some(thread) })
    }

    /// Reads lines: each is one press of Enter. The thread ends with the program, since reading a
    /// line cannot be called off.
    pub(super) fn of_lines(tell: Teller) -> std::io::Result<Self> {
        let stop = Arc::new(AtomicBool::new(false));
        if stdin().is_terminal() {
            Builder::new().name("keys".into()).spawn(move || {
                for line in stdin().lock().lines() {
                    let next = SessionEvent::Control(Control::Next);
                    if line.is_err() || tell.send(next).is_err() {
                        return;
                    }
                }
            })?;
        }
        Ok(Self { stop, thread: None })
    }
}

impl Drop for Keys {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        let Some(thread) = self.thread.take() else { return };
        // A terminal that hung up gives its end over and over, and crossterm reads it for ever: the thread
        // then ends with the program.
        let until = now() + GOODBYE;
        while !thread.is_finished() && now() < until {
            std::thread::sleep(Duration::from_millis(5));
        }
        if thread.is_finished() {
            drop(thread.join());
        }
    }
}

/// Tells a press of Enter from a key that is held down: most terminals send the same event over and
/// over, 25 to 40 times a second after a first gap of up to half a second.
#[derive(Default)]
struct Enter {
    last: Option<Instant>,
}

impl Enter {
    const REPEATS_WITHIN: Duration = Duration::from_millis(600);

    fn is_new(&mut self, at: Instant) -> bool {
        let last = self.last.replace(at);
        last.is_none_or(|last| at.duration_since(last) > Self::REPEATS_WITHIN)
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "terminals do not say when a key was pressed, or that they are gone"
)]
fn now() -> Instant {
    Instant::now()
}

fn control(event: &Event) -> Option<Control> {
    let Event::Key(key) = event else { return None };
    if key.kind != KeyEventKind::Press {
        return None;
    }
    match key.code {
        KeyCode::Char('c') if key.modifiers.contains(KeyModifiers::CONTROL) => Some(Control::Stop),
        KeyCode::Enter => Some(Control::Next),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crossterm::event::KeyEvent;

    fn press(code: KeyCode, modifiers: KeyModifiers) -> Option<Control> {
        control(&Event::Key(KeyEvent::new(code, modifiers)))
    }

    #[test]
    fn a_key_that_is_held_down_is_pressed_once() {
        let (mut enter, start) = (Enter::default(), now());
        let pressed = [0, 500, 530, 560, 590, 2000].map(Duration::from_millis);
        let new = pressed.map(|after| enter.is_new(start + after));
        assert_eq!(new, [true, false, false, false, false, true]);
    }

    #[test]
    fn only_enter_and_ctrl_c_do_anything() {
        assert_eq!(press(KeyCode::Enter, KeyModifiers::NONE), Some(Control::Next));
        assert_eq!(press(KeyCode::Char('c'), KeyModifiers::CONTROL), Some(Control::Stop));
        assert_eq!(press(KeyCode::Char('c'), KeyModifiers::NONE), None);
        assert_eq!(press(KeyCode::Char(' '), KeyModifiers::NONE), None);
    }
}
