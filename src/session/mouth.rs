//! The interviewer's voice, on a thread of its own.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use super::event::{SessionEvent, Teller};
use crate::voice::{Player, Speaking, Speech, VoiceError};

/// How often the thread looks whether the line has been said. Short against the tail during which
/// the microphone is not analysed.
const POLL: Duration = Duration::from_millis(5);

/// Between the question and the sign that it is the speaker's turn.
const BEFORE_SIGN_MS: u32 = 250;

/// Says lines one after another; each is answered by [`SessionEvent::Spoken`].
pub(super) struct Mouth {
    lines: Option<Sender<Line>>,
    hush: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

/// Something to be heard.
enum Line {
    /// Words, and whether they are followed by a soft sign that it is the speaker's turn.
    Words { text: String, your_turn: bool },
    /// A short sign that the time is up, while somebody speaks.
    TimeUp,
}

/// Sample rate of signs that follow no speech.
const SIGN_RATE_HZ: u32 = 22_050;

/// Everything a mouth speaks with. Opened on its own thread: audio devices are bound to one.
pub struct Organs {
    pub voice: Speaking,
    pub player: Box<dyn Player>,
}

impl Mouth {
    /// Starts the thread; `open` runs on it.
    ///
    /// # Errors
    /// If the thread cannot be started.
    pub(super) fn start(
        open: impl FnOnce() -> Organs + Send + 'static,
        tell: Teller,
    ) -> std::io::Result<Self> {
        let (lines, inbox) = channel();
        let hush = Arc::new(AtomicBool::new(false));
        let hushed = Arc::clone(&hush);
        let thread = std::thread::Builder::new()
            .name("voice".into())
            .spawn(move || run(open(), &inbox, &hushed, &tell))?;
        Ok(Self { lines: Some(lines), hush, thread: Some(thread) })
    }

    pub(super) fn say(&self, text: String) {
        self.send(Line::Words { text, your_turn: false });
    }

    /// Says a question, and gives a sign that it is the speaker's turn.
    pub(super) fn ask(&self, text: String) {
        self.send(Line::Words { text, your_turn: true });
    }

    /// Gives a short sign that the time is up. Nothing answers it.
    pub(super) fn time_up(&self) {
        self.send(Line::TimeUp);
    }

    fn send(&self, line: Line) {
        self.hush.store(false, Ordering::Release);
        if let Some(lines) = &self.lines {
            // The thread ends only with this sender, or after a panic that it reports itself.
            drop(lines.send(line));
        }
    }

    /// Stops the line that is being said.
    pub(super) fn hush(&self) {
        self.hush.store(true, Ordering::Release);
    }
}

impl Drop for Mouth {
    fn drop(&mut self) {
        self.hush();
        self.lines = None;
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

fn run(mut organs: Organs, inbox: &Receiver<Line>, hush: &AtomicBool, tell: &Teller) {
    while let Ok(line) = inbox.recv() {
        let (text, your_turn) = match line {
            Line::Words { text, your_turn } => (text, your_turn),
            Line::TimeUp => {
                // A sign that cannot be heard is on the screen, too.
                drop(organs.player.play(&Speech::time_up(SIGN_RATE_HZ)));
                continue;
            }
        };
        let error = say(&mut organs, &text, your_turn, hush, tell).err();
        // A session that no longer listens has ended; then this thread ends with it.
        drop(tell.send(SessionEvent::Spoken(error)));
    }
}

/// Says a line sentence by sentence, so that the first is heard while the next is being made.
fn say(
    organs: &mut Organs,
    text: &str,
    your_turn: bool,
    hush: &AtomicBool,
    tell: &Teller,
) -> Result<(), VoiceError> {
    let mut rate_hz = None;
    for sentence in organs.voice.by_sentence(text) {
        if hush.load(Ordering::Acquire) {
            break;
        }
        let sentence = sentence?;
        organs.player.play(&sentence)?;
        if rate_hz.replace(sentence.rate_hz).is_none() {
            drop(tell.send(SessionEvent::FirstSound));
        }
    }
    if let Some(rate_hz) = rate_hz.filter(|_| your_turn) {
        organs.player.play(&Speech::silence(BEFORE_SIGN_MS, rate_hz))?;
        organs.player.play(&Speech::cue(rate_hz))?;
    }
    while !organs.player.is_done()? {
        if hush.load(Ordering::Acquire) {
            organs.player.stop();
            break;
        }
        std::thread::sleep(POLL);
    }
    Ok(())
}
