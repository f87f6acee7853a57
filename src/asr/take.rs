//! The recogniser's side of a take: what to recognise next, and what of it to keep.

use std::time::{Duration, Instant};

use super::gaps::leaves_out;
use super::guesswork::{is_doubtful, is_guesswork};
use super::join::Joined;
use super::settle::{Proposal, propose};
use super::soundness::Soundness;
use super::stream::{self, Heard, Inbox, Message, Pace};
use super::utterance::Pending;
use super::{AsrError, Effort, Recogniser, Request, loops};
use crate::timeline::{Millis, TimeSpan};
use crate::transcript::Word;

/// Audio of an utterance before it is worth a first look. Shorter stretches give whisper too
/// little to go by.
const FIRST_LOOK: Millis = Millis(700);

/// New audio between two tentative passes, at least.
const LOOK_EVERY: Millis = Millis(1000);

/// Of the time, tentative passes take at most one part in so many: the machine has more to do, and
/// what is urgent should find it free.
const SHARE: f64 = 5.0;

/// How long a tentative pass waits for a voice that may just have stopped. Within that time it is known
/// whether it has: then its pass is more urgent, and could not begin before this one is through with the
/// encoder, which nothing cuts short.
const HOLD: Millis = Millis(250);

/// What may be the end of an utterance shorter than this is recognised with all that is before it: it
/// fits the smallest window for words to keep, so that less of it would cost as much, and twice that
/// if the cut proves wrong.
const SHORT: Millis = Millis(5000);

/// How much committed text goes with a pass, in bytes.
const CONTEXT_BYTES: usize = 200;

/// The running utterance, or what is left of it.
#[derive(Debug)]
struct Open {
    start: Millis,
    /// End of the voice, while it pauses.
    paused: Option<Millis>,
    /// End of the audio that the last tentative pass saw.
    seen: Millis,
    /// How long that pass took.
    took: Duration,
    /// What that pass heard, from `start` on.
    words: Vec<Word>,
    /// Where it may be cut, if the next pass agrees.
    proposal: Option<Proposal>,
    /// Where it was not to be cut.
    refused: Option<Millis>,
}

impl Open {
    fn new(start: Millis) -> Self {
        Self {
            start,
            paused: None,
            seen: start,
            took: Duration::ZERO,
            words: Vec::new(),
            proposal: None,
            refused: None,
        }
    }
}

/// An utterance to be committed, and what was known of it when it ended.
#[derive(Debug)]
struct Ended {
    span: TimeSpan,
    open: Open,
    decided: Instant,
}

/// What a pass gave that saw the whole utterance; good as final if no voice follows.
struct Whole {
    voice_end: Millis,
    /// `None` if there were none to be had.
    words: Option<Vec<Word>>,
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
    /// Utterances of a file that wait for those behind them.
    joined: Option<Joined>,
    finishing: bool,
    committed: String,
    /// What may be said in this take.
    vocabulary: String,
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
            joined: None,
            finishing: false,
            committed: String::new(),
            vocabulary: String::new(),
        }
    }

    pub(super) fn run(mut self) {
        while self.receive() {
            for ended in std::mem::take(&mut self.ended) {
                match self.pace {
                    Pace::Live => self.commit(ended),
                    Pace::Patient => self.join(ended.span),
                }
            }
            if std::mem::take(&mut self.finishing) {
                self.commit_joined();
                self.pending = Pending::default();
                self.open = None;
                self.whole = None;
                self.committed.clear();
                self.vocabulary.clear();
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
            Message::Vocabulary(words) => self.vocabulary = words,
            Message::Samples(block) => {
                self.pending.push(&block);
                if self.open.is_none() && self.ended.is_empty() && self.joined.is_none() {
                    // Enough for the onset that voice activity reports late, and its pre-roll.
                    self.pending.forget(self.pending.now() - Millis(3000));
                }
            }
            Message::Began(start) => {
                self.open = Some(Open::new(start));
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
                let open = self.open.take().unwrap_or_else(|| Open::new(span.start));
                self.ended.push(Ended { span, open, decided });
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
        let Some(mut open) = self.open.take_if(|_| self.pace == Pace::Live) else { return };
        if self.is_due(&open) {
            self.look_at(&mut open);
        }
        self.open = Some(open);
    }

    fn is_due(&self, open: &Open) -> bool {
        let now = self.pending.now();
        if let Some(voice_end) = open.paused {
            return self.whole.as_ref().is_none_or(|whole| whole.voice_end != voice_end);
        }
        if open.seen == open.start {
            return now - open.start >= FIRST_LOOK;
        }
        let every = LOOK_EVERY.max(Millis::from_secs_f64(open.took.as_secs_f64() * SHARE));
        let unseen = now - open.seen;
        unseen >= every + HOLD || unseen >= every && !self.pending.trails_off(open.start)
    }

    fn look_at(&mut self, open: &mut Open) {
        let (now, began) = (self.pending.now(), stream::now());
        // While the voice pauses this is probably the last look, whose words are kept. Should the voice
        // go on it is cut short all the same: what is said next would have to wait for it.
        let effort = match open.paused {
            Some(_) => Effort::Provisional,
            None if open.seen == open.start => Effort::Prompt,
            None => Effort::Tentative,
        };
        let heard = match self.hear(open, now, effort) {
            Ok(words) => Some(words),
            // What interrupted it is in the queue.
            Err(AsrError::Interrupted) => return,
            // What was shown before stays, and the final pass tries again.
            Err(AsrError::Stuck) => None,
            Err(error) => {
                (self.tell)(Heard::Failed { span: Some(TimeSpan::new(open.start, now)), error });
                None
            }
        };
        (open.seen, open.took) = (now, began.elapsed());
        self.whole = open.paused.map(|voice_end| Whole { voice_end, words: heard.clone() });
        if let Some(words) = heard {
            let passes = [&open.words[..], &words];
            open.proposal = propose(&self.pending, open.start, open.refused, passes);
            open.words.clone_from(&words);
            (self.tell)(Heard::Tentative { words });
        }
    }

    /// Recognises the utterance up to `end`: only what is behind the proposed cut if that proves right,
    /// and what is before it is committed then.
    fn hear(
        &mut self,
        open: &mut Open,
        end: Millis,
        effort: Effort,
    ) -> Result<Vec<Word>, AsrError> {
        let short = effort != Effort::Tentative && end - open.start < SHORT;
        if let Some(proposal) = open.proposal.as_ref().filter(|_| !short) {
            let before = joined(&self.committed, proposal.words());
            let at = proposal.at;
            let tail = match self.recognise(TimeSpan::new(at, end), &before, effort) {
                // A cut in the wrong place can do that.
                Err(AsrError::Stuck) => None,
                heard => Some(heard?),
            };
            let proved = tail.as_deref().and_then(|tail| proposal.proved_by(tail));
            let settled = proved.map(<[Word]>::to_vec).zip(tail);
            open.proposal = None;
            if let Some((words, tail)) = settled {
                self.committed = joined(&self.committed, &words);
                open.start = at;
                self.pending.forget(at);
                (self.tell)(Heard::Committed { words, waited: None });
                return Ok(tail);
            }
            open.refused = Some(at);
        }
        let before = self.committed.clone();
        self.recognise(TimeSpan::new(open.start, end), &before, effort)
    }

    /// Puts an utterance of a file to those before it, or recognises them and begins anew.
    fn join(&mut self, span: TimeSpan) {
        if !self.joined.as_mut().is_some_and(|joined| joined.take(span)) {
            self.commit_joined();
            self.joined = Some(Joined::new(span));
        }
    }

    /// Recognises the utterances that were joined: together, or each by itself if that got stuck or left
    /// one out.
    fn commit_joined(&mut self) {
        let Some(joined) = self.joined.take() else { return };
        let span = joined.span();
        if joined.is_several() {
            let before = self.committed.clone();
            let heard = self.recognise(span, &before, Effort::Final);
            if Soundness::of(&heard, span) != Soundness::Stuck {
                let apart = heard.map(|words| joined.apart(words));
                let whole = |(part, words): &(TimeSpan, Vec<Word>)| !leaves_out(words, *part);
                if apart.as_ref().map_or(true, |apart| apart.iter().all(whole)) {
                    let heard = apart.map(|apart| self.borne_out_in(apart));
                    self.keep(heard, span, stream::now());
                    return;
                }
            }
        }
        for span in joined.parts() {
            self.commit(Ended { span, open: Open::new(span.start), decided: stream::now() });
        }
    }

    fn commit(&mut self, ended: Ended) {
        let Ended { span, mut open, decided } = ended;
        let whole = self.whole.take().filter(|w| Some(w.voice_end) == open.paused);
        let mut heard = match whole {
            // It may have seen the beginning of the next one.
            Some(whole) => whole.words.ok_or(AsrError::Stuck).map(|mut words| {
                words.retain(|word| word.span.start < span.end);
                words
            }),
            None => self.hear(&mut open, span.end, Effort::Final),
        };
        let span = TimeSpan::new(open.start, span.end);
        let before = self.committed.clone();
        // A gap may well be one: somebody laughs, or thinks aloud. It is looked into once.
        let worth = [(Effort::Careful, Soundness::Gap), (Effort::Exhaustive, Soundness::Stuck)];
        for (effort, for_the_sake_of) in worth {
            let soundness = Soundness::of(&heard, span);
            if soundness > for_the_sake_of {
                break;
            }
            let again = self.recognise(span, &before, effort);
            // Some words are worth more than none, and than an error.
            let better = match &again {
                Ok(words) if !words.is_empty() => Soundness::of(&again, span) > soundness,
                _ => soundness == Soundness::Stuck,
            };
            if better {
                heard = again;
            }
        }
        if Soundness::of(&heard, span) == Soundness::Stuck {
            heard = Ok(Vec::new());
        }
        let heard = heard.map(|words| self.borne_out(words, span));
        self.keep(heard, span, decided);
    }

    /// Words of an utterance, unless they are doubtful and a hearing without any text to go by finds
    /// none: whisper puts words that it was shown into sounds that are no speech.
    fn borne_out(&mut self, words: Vec<Word>, span: TimeSpan) -> Vec<Word> {
        if !is_doubtful(&words) {
            return words;
        }
        let again = self.recognise(span, "", Effort::Unprompted);
        let any =
            again.is_ok_and(|again| !again.is_empty() && !loops::is_loop(&again, span.duration()));
        if any { words } else { Vec::new() }
    }

    /// The same for each of the utterances that were heard together.
    fn borne_out_in(&mut self, apart: Vec<(TimeSpan, Vec<Word>)>) -> Vec<Word> {
        let mut kept = Vec::new();
        for (part, words) in apart {
            if !is_guesswork(&words) {
                kept.extend(self.borne_out(words, part));
            }
        }
        kept
    }

    /// Tells what was heard in `span`, which will not be heard again.
    fn keep(&mut self, heard: Result<Vec<Word>, AsrError>, span: TimeSpan, decided: Instant) {
        match heard {
            Ok(words) => {
                self.committed = joined(&self.committed, &words);
                (self.tell)(Heard::Committed { words, waited: Some(decided.elapsed()) });
            }
            Err(error) => (self.tell)(Heard::Failed { span: Some(span), error }),
        }
        self.pending.forget(span.end);
    }

    fn recognise(
        &mut self,
        span: TimeSpan,
        before: &str,
        effort: Effort,
    ) -> Result<Vec<Word>, AsrError> {
        let (start, pcm) = self.pending.slice(span);
        let vocabulary = &self.vocabulary;
        let request = Request { start, pcm, before, vocabulary, effort };
        let mut words = self.recogniser.recognise(&request)?;
        if is_guesswork(&words) {
            words.clear();
        }
        Ok(words)
    }
}

/// The end of what was said before, and `words`: what goes with the next pass.
fn joined(before: &str, words: &[Word]) -> String {
    let mut text = before.to_owned();
    for word in words {
        text.push(' ');
        text.push_str(&word.text);
    }
    let cut = text.ceil_char_boundary(text.len().saturating_sub(CONTEXT_BYTES));
    text.split_off(cut)
}
