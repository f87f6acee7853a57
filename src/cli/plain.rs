//! An interview as plain lines: for pipes, logs, screen readers and `--no-ui`.

use std::io::Write;

use super::live::{cue_text, role_text};
use crate::session::{Screen, Shown};
use crate::timeline::Millis;
use crate::transcript::Transcript;

/// Writes what will not change, one line at a time.
pub(super) struct Plain<W> {
    out: W,
    elapsed: Millis,
}

impl<W: Write> Plain<W> {
    pub(super) fn new(out: W) -> Self {
        Self { out, elapsed: Millis::ZERO }
    }

    fn line(&mut self, text: &str) {
        // A reader that went away does not end an interview that is being recorded.
        drop(writeln!(self.out, "{text}"));
        drop(self.out.flush());
    }
}

impl<W: Write> Screen for Plain<W> {
    fn show(&mut self, shown: Shown<'_>) {
        match shown {
            Shown::Interviewer(line) => self.line(&format!("interviewer: {line}")),
            Shown::Question { text, because } => {
                if let Some(because) = because {
                    self.line(&format!("({because})"));
                }
                self.line(&format!("question: {text}"));
            }
            Shown::Listening(role) => self.line(&format!("listening {}", role_text(role))),
            Shown::Status(status) => self.elapsed = status.elapsed,
            Shown::Committed(words) => {
                let Some(first) = words.first() else { return };
                let text = Transcript { words: words.to_vec() }.text();
                self.line(&format!("{} you: {text}", first.span.start.to_clock()));
            }
            Shown::Cue(cue) => {
                self.line(&format!("{} cue: {}", self.elapsed.to_clock(), cue_text(cue)));
            }
            Shown::Warning(text) => self.line(&format!("warning: {text}")),
            Shown::Feedback(text) => self.line(&format!("\n{text}")),
            Shown::Tentative(_) | Shown::Thinking => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interview::Role;
    use crate::transcript::Word;

    #[test]
    fn lines_carry_the_time_and_never_tentative_words() {
        let mut out = Vec::new();
        let mut plain = Plain::new(&mut out);
        plain.show(Shown::Question { text: "What broke?", because: None });
        plain.show(Shown::Listening(Role::Main));
        plain.show(Shown::Tentative(&[Word::new("perhaps", Millis(0), Millis(9))]));
        plain.show(Shown::Committed(&[Word::new("Checkout.", Millis(61_000), Millis(62_000))]));
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text, "question: What broke?\nlistening to your answer\n1:01 you: Checkout.\n");
    }
}
