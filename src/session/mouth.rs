//! The interviewer's voice, on a thread of its own.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use super::event::{SessionEvent, Teller};
use crate::voice::{Player, Speaking, VoiceError};

/// How often the thread looks whether the line has been said. Short against the tail during which
/// the microphone is not analysed.
const POLL: Duration = Duration::from_millis(5);

/// Says lines one after another; each is answered by [`SessionEvent::Spoken`].
pub(super) struct Mouth {
    lines: Option<Sender<String>>,
    hush: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

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

    pub(super) fn say(&self, line: String) {
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

fn run(mut organs: Organs, inbox: &Receiver<String>, hush: &AtomicBool, tell: &Teller) {
    while let Ok(line) = inbox.recv() {
        let error = say(&mut organs, &line, hush, tell).err();
        // A session that no longer listens has ended; then this thread ends with it.
        drop(tell.send(SessionEvent::Spoken(error)));
    }
}

/// Says a line sentence by sentence, so that the first is heard while the next is being made.
fn say(
    organs: &mut Organs,
    line: &str,
    hush: &AtomicBool,
    tell: &Teller,
) -> Result<(), VoiceError> {
    let mut first = true;
    for sentence in organs.voice.by_sentence(line) {
        if hush.load(Ordering::Acquire) {
            break;
        }
        organs.player.play(&sentence?)?;
        if std::mem::take(&mut first) {
            drop(tell.send(SessionEvent::FirstSound));
        }
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
