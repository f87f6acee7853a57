//! The recogniser's side of a take: what to recognise next, and what of it to keep.

use std::time::Instant;

use super::stream::{Heard, Inbox, Message, Pace};
use super::utterance::Pending;
use super::{AsrError, Effort, Recogniser, Request, loops};
use crate::timeline::{Millis, TimeSpan};
use crate::transcript::Word;

/// Audio of an utterance before it is worth a first look. Shorter stretches give whisper too
/// little to go by.
const FIRST_LOOK: Millis = Millis(700);

/// New audio between two tentative passes.
const LOOK_EVERY: Millis = Millis(1000);

/// How much committed text goes with a pass, in bytes.
const CONTEXT_BYTES: usize = 200;

/// The running utterance.
#[derive(Clone, Copy, Debug)]
struct Open {
    start: Millis,
    /// End of the voice, while it pauses.
    paused: Option<Millis>,
    /// End of the audio that the last tentative pass saw.
    seen: Millis,
}

/// An utterance to be committed, and the end of its voice if it had paused by then.
#[derive(Clone, Copy, Debug)]
struct Ended {
    span: TimeSpan,
    paused: Option<Millis>,
    decided: Instant,
}

/// Words of a pass that saw the whole utterance; good as final if no voice follows.
struct Whole {
    voice_end: Millis,
    words: Vec<Word>,
}

pub(super) struct Take<T> {
    recogniser: Box<dyn Recogniser>,
    inbox: Inbox,
    pace: Pace,
    tell: T,
    pending: Pending,
    open: Option<Open>,
    whole: Option<Whole>,
    ended: Vec<Ended>,
    finishing: bool,
    committed: String,
}

impl<T: FnMut(Heard)> Take<T> {
    pub(super) fn new(recogniser: Box<dyn Recogniser>, inbox: Inbox, pace: Pace, tell: T) -> Self {
        Self {
            recogniser,
            inbox,
            pace,
            tell,
            pending: Pending::default(),
            open: None,
            whole: None,
            ended: Vec::new(),
            finishing: false,
            committed: String::new(),
        }
    }

    pub(super) fn run(mut self) {
        while self.receive() {
            for ended in std::mem::take(&mut self.ended) {
                self.commit(ended);
            }
            if std::mem::take(&mut self.finishing) {
                self.pending = Pending::default();
                self.open = None;
                self.whole = None;
                self.committed.clear();
                (self.tell)(Heard::Finished);
            } else {
                self.look();
            }
        }
    }

    /// Waits for a message and takes all that have come; `false` when the feeds are gone.
    fn receive(&mut self) -> bool {
        let Some(mut message) = self.inbox.wait() else { return false };
        loop {
            if matches!(message, Message::Close) {
                return false;
            }
            self.take(message);
            // What comes after the end of a take belongs to the next one. A patient feed is not
            // read ahead of the utterance that is due.
            if self.finishing || (self.pace == Pace::Patient && !self.ended.is_empty()) {
                return true;
            }
            match self.inbox.next() {
                Some(next) => message = next,
                None => return true,
            }
        }
    }

    fn take(&mut self, message: Message) {
        match message {
            Message::Samples(block) => {
                self.pending.push(&block);
                if self.open.is_none() && self.ended.is_empty() {
                    // Enough for the onset that voice activity reports late, and its pre-roll.
                    self.pending.forget(self.pending.now() - Millis(3000));
                }
            }
            Message::Began(start) => {
                self.open = Some(Open { start, paused: None, seen: start });
            }
            Message::Paused(at) => {
                if let Some(open) = &mut self.open {
                    open.paused = Some(at);
                }
            }
            Message::Resumed => {
                if let Some(open) = &mut self.open {
                    open.paused = None;
                }
            }
            Message::Ended(span, decided) => {
                let paused = self.open.take().and_then(|open| open.paused);
                self.ended.push(Ended { span, paused, decided });
            }
            Message::Abandoned => {
                // Its audio is left to be forgotten later: an utterance before it may still wait for
                // its turn.
                self.open = None;
                // Takes back what was shown of it.
                (self.tell)(Heard::Tentative { words: Vec::new() });
            }
            Message::Finish => self.finishing = true,
            Message::Close => {}
        }
    }

    /// Looks at the running utterance, if that is due.
    fn look(&mut self) {
        let Some(open) = self.open.filter(|_| self.pace == Pace::Live) else { return };
        let now = self.pending.now();
        let due = match open.paused {
            Some(voice_end) => self.whole.as_ref().is_none_or(|w| w.voice_end != voice_end),
            None if open.seen == open.start => now - open.start >= FIRST_LOOK,
            None => now - open.seen >= LOOK_EVERY,
        };
        if !due {
            return;
        }
        // While the voice pauses this is probably the last look, whose words are kept. Should the voice
        // go on it is cut short all the same: what is said next would have to wait for it.
        match self.recognise(TimeSpan::new(open.start, now), Effort::Tentative) {
            Ok(words) => {
                if let Some(running) = &mut self.open {
                    running.seen = now;
                }
                self.whole = open.paused.map(|voice_end| Whole { voice_end, words: words.clone() });
                (self.tell)(Heard::Tentative { words });
            }
            // What interrupted it is in the queue.
            Err(AsrError::Interrupted) => {}
            Err(error) => {
                (self.tell)(Heard::Failed { span: Some(TimeSpan::new(open.start, now)), error });
            }
        }
    }

    fn commit(&mut self, ended: Ended) {
        let span = ended.span;
        let whole = self.whole.take().filter(|w| Some(w.voice_end) == ended.paused);
        let heard = match whole {
            Some(whole) => Ok(whole.words),
            None => self.recognise(span, Effort::Final),
        };
        let heard = heard.and_then(|words| {
            if !loops::is_loop(&words, span.duration()) {
                return Ok(words);
            }
            let again = self.recognise(span, Effort::Careful)?;
            Ok(if loops::is_loop(&again, span.duration()) { Vec::new() } else { again })
        });
        match heard {
            Ok(words) => {
                self.remember(&words);
                (self.tell)(Heard::Committed { words, waited: ended.decided.elapsed() });
            }
            Err(error) => (self.tell)(Heard::Failed { span: Some(span), error }),
        }
        self.pending.forget(span.end);
    }

    /// Keeps the end of what was committed, to go with the next passes.
    fn remember(&mut self, words: &[Word]) {
        for word in words {
            self.committed.push(' ');
            self.committed.push_str(&word.text);
        }
        let cut = self.committed.len().saturating_sub(CONTEXT_BYTES);
        let cut = self.committed.ceil_char_boundary(cut);
        self.committed.drain(..cut);
    }

    fn recognise(&mut self, span: TimeSpan, effort: Effort) -> Result<Vec<Word>, AsrError> {
        let (start, pcm) = self.pending.slice(span);
        self.recogniser.recognise(&Request { start, pcm, before: &self.committed, effort })
    }
}
