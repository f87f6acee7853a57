//! Recognition of an answer while it is being spoken.
//!
//! The capture side owns a [`Feed`] and tells it what it captured and where utterances begin, pause
//! and end. A thread of its own recognises: the running utterance about once a second (tentative),
//! each ended utterance once (committed). The feed never waits: messages queue up, and of several
//! tentative passes that are due only the newest runs.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::recogniser::SAMPLE_RATE_HZ;
use super::take::Take;
use super::{AsrError, Interrupt, Recogniser};
use crate::timeline::{Millis, TimeSpan};
use crate::transcript::Word;

/// What the recogniser has to say, in the order it happened. Times are on the take's clock.
#[derive(Debug)]
pub enum Heard {
    /// The model is loaded; carries its name.
    Ready { model: String },
    /// Words of the running utterance; each such event replaces the one before.
    Tentative { words: Vec<Word> },
    /// Words that will not change. Replaces the tentative ones. `waited` is the time since it was
    /// decided that their utterance is over; `None` for the first words of one that goes on.
    Committed { words: Vec<Word>, waited: Option<Duration> },
    /// An utterance, or the model as a whole, could not be recognised.
    Failed { span: Option<TimeSpan>, error: AsrError },
    /// Everything of this take has been said.
    Finished,
}

/// What the capture side tells the thread.
pub(super) enum Message {
    Vocabulary(String),
    Samples(Vec<f32>),
    Began(Millis),
    Paused(Millis),
    Resumed,
    Ended(TimeSpan, Instant),
    Abandoned,
    Finish,
    /// The program is about to end.
    Close,
}

/// A message on its way.
struct Posted {
    message: Message,
    /// Whether it cuts a tentative pass short.
    urgent: bool,
}

/// What matters to whoever feeds the stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// A microphone: the feed never waits, and there are tentative words.
    Live,
    /// A file: the feed waits for the recogniser, so that hours of audio do not pile up in memory,
    /// and only words to keep are worth the work.
    Patient,
}

/// Audio that may wait for a [`Pace::Patient`] recogniser: some utterances.
const MOST_WAITING_SAMPLES: usize = 60 * SAMPLE_RATE_HZ as usize;

/// The recogniser's thread.
pub struct Stream {
    feed: Feed,
    thread: Option<JoinHandle<()>>,
}

/// The capture side of the stream: cheap to call, never waits.
#[derive(Clone)]
pub struct Feed {
    sender: Sender<Posted>,
    interrupt: Interrupt,
    pace: Pace,
    waiting: Arc<Waiting>,
    /// The voice has paused and a pass over all of the utterance is due or running: what ends the
    /// utterance now need not cut it short.
    paused: bool,
}

impl Stream {
    /// Starts the thread; `load` runs on it, and what it hears goes to `tell`, also on it.
    ///
    /// # Errors
    /// [`AsrError::Thread`] if the thread cannot be started. A model that cannot be loaded is told
    /// through [`Heard::Failed`].
    pub fn start(
        load: impl FnOnce(Interrupt) -> Result<Box<dyn Recogniser>, AsrError> + Send + 'static,
        pace: Pace,
        tell: impl FnMut(Heard) + Send + 'static,
    ) -> Result<Self, AsrError> {
        let (sender, receiver) = channel();
        let interrupt = Interrupt::default();
        let waiting = Arc::new(Waiting::default());
        let feed = Feed {
            sender,
            interrupt: interrupt.clone(),
            pace,
            waiting: Arc::clone(&waiting),
            paused: false,
        };
        let mut tell = tell;
        let thread = std::thread::Builder::new()
            .name("recogniser".into())
            .spawn(move || match load(interrupt.clone()) {
                Ok(recogniser) => {
                    tell(Heard::Ready { model: recogniser.model().to_owned() });
                    let inbox = Inbox { receiver, waiting, interrupt };
                    Take::new(recogniser, inbox, pace, tell).run();
                }
                Err(error) => {
                    tell(Heard::Failed { span: None, error });
                    let inbox = Inbox { receiver, waiting, interrupt };
                    drain_without_recogniser(&inbox, tell);
                }
            })
            .map_err(AsrError::Thread)?;
        Ok(Self { feed, thread: Some(thread) })
    }

    /// The capture side for the next take. Takes follow one another: the one before must have been
    /// finished.
    pub fn feed(&self) -> Feed {
        self.feed.clone()
    }
}

impl Drop for Stream {
    /// Ends the thread; a pass that is running is cut short if it may be.
    fn drop(&mut self) {
        self.feed.send_urgently(Message::Close);
        if let Some(thread) = self.thread.take() {
            // A panic in the thread has already been printed; there is nothing left to lose here.
            drop(thread.join());
        }
    }
}

impl Feed {
    /// Words that may be said in this take; before its first sample.
    pub fn expect(&mut self, vocabulary: &str) {
        self.send(Message::Vocabulary(vocabulary.to_owned()));
    }

    /// Takes the next samples of the take.
    pub fn samples(&mut self, block: &[f32]) {
        self.waiting.add(block.len());
        if self.pace == Pace::Patient {
            self.waiting.until_below(MOST_WAITING_SAMPLES);
        }
        self.send(Message::Samples(block.to_vec()));
    }

    /// An utterance began at `at`, which may lie a little in the past.
    pub fn began(&mut self, at: Millis) {
        self.paused = false;
        self.send(Message::Began(at));
    }

    /// The voice stopped at `at`; the utterance may be over.
    pub fn paused(&mut self, at: Millis) {
        self.send_urgently(Message::Paused(at));
        self.paused = true;
    }

    /// The voice went on.
    pub fn resumed(&mut self) {
        self.paused = false;
        self.send_urgently(Message::Resumed);
    }

    /// The utterance is over; its audio is `span`.
    pub fn ended(&mut self, span: TimeSpan) {
        let ended = Message::Ended(span, now());
        if std::mem::take(&mut self.paused) {
            self.send(ended);
        } else {
            self.send_urgently(ended);
        }
    }

    /// The utterance is over, and there was no voice in it after all: nothing in it is recognised.
    pub fn abandoned(&mut self) {
        self.send_urgently(Message::Abandoned);
        self.paused = false;
    }

    /// The take is over: no more samples. [`Heard::Finished`] follows.
    pub fn finish(&mut self) {
        self.send(Message::Finish);
    }

    fn send(&self, message: Message) {
        self.post(Posted { message, urgent: false });
    }

    /// Sends what a tentative pass has to make way for.
    fn send_urgently(&self, message: Message) {
        // Raised first: the thread may read the message, and start the pass that it asks for, before
        // this thread gets to its next line.
        self.interrupt.raise();
        self.post(Posted { message, urgent: true });
    }

    fn post(&self, posted: Posted) {
        // The thread ends only when every feed is gone or after a panic, which it reports itself.
        drop(self.sender.send(posted));
    }
}

#[expect(clippy::disallowed_methods, reason = "how long words take is a matter of the clock")]
pub(super) fn now() -> Instant {
    Instant::now()
}

/// Samples that were sent and not yet received.
#[derive(Debug, Default)]
struct Waiting {
    samples: Mutex<usize>,
    changed: Condvar,
}

impl Waiting {
    fn add(&self, samples: usize) {
        *self.lock() += samples;
    }

    fn remove(&self, samples: usize) {
        *self.lock() -= samples;
        self.changed.notify_all();
    }

    /// Waits until fewer than `most` samples wait, or the recogniser takes none any more.
    fn until_below(&self, most: usize) {
        // A recogniser that died takes nothing: waiting for it longer than one long pass would be
        // waiting forever.
        const LONGEST_PASS: Duration = Duration::from_mins(1);
        let guard = self.lock();
        let waited = self.changed.wait_timeout_while(guard, LONGEST_PASS, |n| *n >= most);
        drop(waited);
    }

    fn lock(&self) -> MutexGuard<'_, usize> {
        // A count is whole whatever its holder was doing when it panicked.
        self.samples.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The thread's side of the feeds.
pub(super) struct Inbox {
    receiver: Receiver<Posted>,
    waiting: Arc<Waiting>,
    interrupt: Interrupt,
}

impl Inbox {
    /// Waits for the next message. `None` when the program ends.
    pub(super) fn wait(&self) -> Option<Message> {
        self.receiver.recv().ok().map(|posted| self.opened(posted))
    }

    /// The next message, if there is one. An urgent one that is on its way is waited for: it would cut
    /// short at once what is begun now.
    pub(super) fn next(&self) -> Option<Message> {
        if self.interrupt.is_raised() {
            return self.wait();
        }
        self.receiver.try_recv().ok().map(|posted| self.opened(posted))
    }

    fn opened(&self, posted: Posted) -> Message {
        if posted.urgent {
            self.interrupt.lower();
        }
        if let Message::Samples(block) = &posted.message {
            self.waiting.remove(block.len());
        }
        posted.message
    }
}

/// Without a model, takes still begin and end, so that the interview goes on.
fn drain_without_recogniser(inbox: &Inbox, mut tell: impl FnMut(Heard)) {
    while let Some(message) = inbox.wait() {
        match message {
            Message::Finish => tell(Heard::Finished),
            Message::Close => return,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Effort, Request, Scripted};
    use super::*;
    use crate::transcript::Transcript;
    use std::time::Duration;

    fn script() -> Transcript {
        let word = |text, start| Word::new(text, Millis(start), Millis(start + 200));
        Transcript {
            words: vec![word("it", 500), word("broke", 800), word("I", 2500), word("fixed", 2800)],
        }
    }

    fn stream(recogniser: Scripted) -> (Stream, Receiver<Heard>) {
        let (sender, receiver) = channel();
        let stream = Stream::start(
            move |_| Ok(Box::new(recogniser) as Box<dyn Recogniser>),
            Pace::Live,
            move |heard| sender.send(heard).unwrap(),
        )
        .unwrap();
        (stream, receiver)
    }

    fn span(start: u64, end: u64) -> TimeSpan {
        TimeSpan::new(Millis(start), Millis(end))
    }

    /// Two utterances, the second of which pauses before it ends.
    fn speak(feed: &mut Feed) {
        let second = vec![0.1; 16_000];
        feed.samples(&second);
        feed.began(Millis(300));
        feed.samples(&second);
        feed.ended(span(300, 1300));
        feed.samples(&second);
        feed.began(Millis(2300));
        feed.samples(&second);
        feed.paused(Millis(3200));
        feed.samples(&second);
        feed.ended(span(2300, 3500));
    }

    fn until_finished(receiver: &Receiver<Heard>) -> Vec<Heard> {
        let mut heard = Vec::new();
        loop {
            match receiver.recv_timeout(Duration::from_secs(10)).unwrap() {
                Heard::Finished => return heard,
                other => heard.push(other),
            }
        }
    }

    /// Gets stuck wherever it does not take its time.
    struct Hasty(Scripted);

    impl Recogniser for Hasty {
        fn model(&self) -> &str {
            self.0.model()
        }

        fn recognise(&mut self, request: &Request<'_>) -> Result<Vec<Word>, AsrError> {
            match request.effort {
                Effort::Careful | Effort::Exhaustive => self.0.recognise(request),
                _ => Err(AsrError::Stuck),
            }
        }
    }

    #[test]
    fn what_the_recogniser_gets_stuck_on_is_tried_again() {
        let (sender, receiver) = channel();
        let stream = Stream::start(
            move |_| {
                let hasty = Hasty(Scripted::new(vec![script()]));
                Ok(Box::new(hasty) as Box<dyn Recogniser>)
            },
            Pace::Live,
            move |heard| sender.send(heard).unwrap(),
        )
        .unwrap();
        let mut feed = stream.feed();
        speak(&mut feed);
        feed.finish();
        let heard = until_finished(&receiver);
        assert_eq!(committed(&heard), ["it broke", "I fixed"]);
        assert!(!heard.iter().any(|heard| matches!(heard, Heard::Failed { .. })));
    }

    /// Makes a word of a sound, until it has nothing to go by.
    struct Suggestible;

    impl Recogniser for Suggestible {
        fn model(&self) -> &'static str {
            "suggestible"
        }

        fn recognise(&mut self, request: &Request<'_>) -> Result<Vec<Word>, AsrError> {
            let word = Word::new("Oh.", request.start, request.start + Millis(200));
            Ok(match request.effort {
                Effort::Unprompted => Vec::new(),
                _ => vec![Word { confidence: Some(0.8), ..word }],
            })
        }
    }

    #[test]
    fn a_lone_word_that_is_heard_only_if_it_was_suggested_is_left_out() {
        for pace in [Pace::Live, Pace::Patient] {
            let (sender, receiver) = channel();
            let load = move |_| Ok(Box::new(Suggestible) as Box<dyn Recogniser>);
            let stream = Stream::start(load, pace, move |h| sender.send(h).unwrap()).unwrap();
            let mut feed = stream.feed();
            speak(&mut feed);
            feed.finish();
            assert!(committed(&until_finished(&receiver)).concat().is_empty(), "{pace:?}");
        }
    }

    /// Leaves out what is said in the first half of a long stretch, unless it takes its time.
    struct Drowsy {
        script: Scripted,
        long: usize,
    }

    impl Recogniser for Drowsy {
        fn model(&self) -> &'static str {
            "drowsy"
        }

        fn recognise(&mut self, request: &Request<'_>) -> Result<Vec<Word>, AsrError> {
            let mut words = self.script.recognise(request)?;
            let length = Millis(request.pcm.len() as u64 / 16);
            if request.pcm.len() > self.long && request.effort == Effort::Final {
                words.retain(|word| word.span.start > request.start + Millis(length.0 / 2));
            }
            Ok(words)
        }
    }

    fn said_to_drowsy(script: Transcript, long: usize, pace: Pace, spans: &[TimeSpan]) -> String {
        let (sender, receiver) = channel();
        let script = Scripted::new(vec![script]);
        let load = move |_| Ok(Box::new(Drowsy { script, long }) as Box<dyn Recogniser>);
        let stream = Stream::start(load, pace, move |h| sender.send(h).unwrap()).unwrap();
        let mut feed = stream.feed();
        let mut fed = Millis::ZERO;
        for span in spans {
            feed.began(span.start);
            feed.samples(&[0.1; 16].repeat(usize::try_from((span.end - fed).0).unwrap()));
            feed.ended(*span);
            fed = span.end;
        }
        feed.finish();
        committed(&until_finished(&receiver)).join(" ")
    }

    #[test]
    fn an_utterance_of_a_file_that_was_left_out_among_others_is_heard_by_itself() {
        let spans = [span(300, 2400), span(3000, 6000)];
        let word = |text, start| Word::new(text, Millis(start), Millis(start + 200));
        let script =
            Transcript { words: vec![word("it", 500), word("I", 3600), word("did", 5000)] };
        let said = said_to_drowsy(script, 16 * 4000, Pace::Patient, &spans);
        assert_eq!(said, "it I did");
    }

    #[test]
    fn an_utterance_whose_start_was_left_out_is_heard_again() {
        let word = |text, start| Word::new(text, Millis(start), Millis(start + 200));
        let script =
            Transcript { words: vec![word("it", 500), word("I", 3600), word("did", 7000)] };
        for pace in [Pace::Live, Pace::Patient] {
            let said = said_to_drowsy(script.clone(), 0, pace, &[span(300, 10_000)]);
            assert_eq!(said, "it I did", "{pace:?}");
        }
    }

    /// Hears a word and nothing after it, and not even that when it takes more care.
    struct Fading;

    impl Recogniser for Fading {
        fn model(&self) -> &'static str {
            "fading"
        }

        fn recognise(&mut self, request: &Request<'_>) -> Result<Vec<Word>, AsrError> {
            let word = Word::new("well", request.start, request.start + Millis(200));
            Ok(if request.effort == Effort::Careful { Vec::new() } else { vec![word] })
        }
    }

    #[test]
    fn words_with_a_gap_are_kept_if_a_second_hearing_has_none() {
        let (sender, receiver) = channel();
        let load = move |_| Ok(Box::new(Fading) as Box<dyn Recogniser>);
        let stream = Stream::start(load, Pace::Live, move |h| sender.send(h).unwrap()).unwrap();
        let mut feed = stream.feed();
        feed.began(Millis(0));
        feed.samples(&vec![0.1; 16 * 6000]);
        feed.ended(span(0, 6000));
        feed.finish();
        assert_eq!(committed(&until_finished(&receiver)), ["well"]);
    }

    /// Hears what it is told to expect.
    struct Credulous;

    impl Recogniser for Credulous {
        fn model(&self) -> &'static str {
            "credulous"
        }

        fn recognise(&mut self, request: &Request<'_>) -> Result<Vec<Word>, AsrError> {
            Ok(vec![Word::new(request.vocabulary, request.start, request.start + Millis(200))])
        }
    }

    #[test]
    fn what_is_expected_of_a_take_goes_with_its_passes_and_not_with_those_of_the_next() {
        let (sender, receiver) = channel();
        let load = move |_| Ok(Box::new(Credulous) as Box<dyn Recogniser>);
        let stream = Stream::start(load, Pace::Live, move |h| sender.send(h).unwrap()).unwrap();
        for (expected, heard) in [(Some("Postgres"), "Postgres"), (None, "")] {
            let mut feed = stream.feed();
            if let Some(expected) = expected {
                feed.expect(expected);
            }
            speak(&mut feed);
            feed.finish();
            let committed = committed(&until_finished(&receiver));
            assert!(committed.iter().all(|text| text == heard), "{committed:?}");
            assert!(!committed.is_empty());
        }
    }

    fn committed(heard: &[Heard]) -> Vec<String> {
        let text = |h: &Heard| match h {
            Heard::Committed { words, .. } => Some(Transcript { words: words.clone() }.text()),
            _ => None,
        };
        heard.iter().filter_map(text).collect()
    }

    #[test]
    fn each_utterance_is_committed_once_and_in_order() {
        let (stream, receiver) = stream(Scripted::new(vec![script(), script()]));
        let mut feed = stream.feed();
        speak(&mut feed);
        feed.finish();
        assert_eq!(committed(&until_finished(&receiver)), ["it broke", "I fixed"]);
    }

    #[test]
    fn an_abandoned_utterance_takes_none_of_the_one_before_with_it() {
        let (sender, receiver) = channel();
        let (go, gone) = channel();
        let load = move |_| {
            gone.recv().unwrap();
            Ok(Box::new(Scripted::new(vec![script()])) as Box<dyn Recogniser>)
        };
        let stream = Stream::start(load, Pace::Live, move |h| sender.send(h).unwrap()).unwrap();
        let mut feed = stream.feed();
        feed.samples(&vec![0.1; 16_000]);
        feed.began(Millis(300));
        feed.samples(&vec![0.1; 16_000]);
        feed.ended(span(300, 1300));
        feed.began(Millis(1500));
        feed.abandoned();
        feed.finish();
        // All of this has come before the recogniser gets to any of it.
        go.send(()).unwrap();
        assert_eq!(committed(&until_finished(&receiver)), ["it broke"]);
    }

    #[test]
    fn a_take_starts_its_clock_anew() {
        let (stream, receiver) = stream(Scripted::new(vec![script(), script()]));
        for _ in 0..2 {
            let mut feed = stream.feed();
            speak(&mut feed);
            feed.finish();
            assert_eq!(committed(&until_finished(&receiver)), ["it broke", "I fixed"]);
        }
    }

    #[test]
    fn what_could_not_be_recognised_is_told_and_the_rest_goes_on() {
        let deaf = Scripted::new(vec![script()]).failing_within(span(0, 1000));
        let (stream, receiver) = stream(deaf);
        let mut feed = stream.feed();
        speak(&mut feed);
        feed.finish();
        let heard = until_finished(&receiver);
        assert!(
            heard.iter().any(
                |h| matches!(h, Heard::Failed { span: Some(s), .. } if s.start == Millis(300))
            )
        );
        assert_eq!(committed(&heard), ["I fixed"]);
    }

    #[test]
    fn without_a_model_a_take_still_ends() {
        let (sender, receiver) = channel();
        let stream =
            Stream::start(|_| Err(AsrError::Gone), Pace::Live, move |h| sender.send(h).unwrap())
                .unwrap();
        let mut feed = stream.feed();
        speak(&mut feed);
        feed.finish();
        assert!(matches!(until_finished(&receiver)[..], [Heard::Failed { span: None, .. }]));
    }

    #[test]
    fn the_start_of_a_long_utterance_is_kept_before_it_is_over() {
        let word = |n: u64| {
            let start = n * 500 + 300;
            Word::new(format!("word{n}"), Millis(start), Millis(start + 400))
        };
        let script = Transcript { words: (0..19).map(word).collect() };
        let (stream, receiver) = stream(Scripted::new(vec![script.clone()]));
        let mut feed = stream.feed();
        feed.began(Millis(0));
        let mut heard = Vec::new();
        // Half a second at a time, and only when the one before has been looked at.
        for n in 0..20 {
            feed.samples(&vec![0.2; 3200]);
            feed.samples(&vec![0.0; 1600]);
            feed.samples(&vec![0.2; 3200]);
            let mut looked = n % 2 == 0;
            while !looked {
                let next = receiver.recv_timeout(Duration::from_secs(10)).unwrap();
                looked = matches!(next, Heard::Tentative { .. });
                heard.push(next);
            }
        }
        let kept = committed(&heard).join(" ");
        assert!(kept.starts_with("word0 word1"), "{kept}");
        feed.ended(span(0, 10_000));
        feed.finish();
        heard.extend(until_finished(&receiver));
        assert_eq!(committed(&heard).join(" "), script.text());
    }

    /// Takes for ever over what may be cut short, and says so.
    struct Slow {
        interrupt: Interrupt,
        says: Sender<&'static str>,
    }

    impl Recogniser for Slow {
        fn model(&self) -> &'static str {
            "slow"
        }

        fn recognise(&mut self, request: &Request<'_>) -> Result<Vec<Word>, AsrError> {
            if request.effort == Effort::Final {
                return Ok(Vec::new());
            }
            self.says.send("busy").unwrap();
            while !self.interrupt.is_raised() {
                std::thread::sleep(Duration::from_millis(1));
            }
            self.says.send("cut short").unwrap();
            Err(AsrError::Interrupted)
        }
    }

    #[test]
    fn a_look_at_a_pause_is_cut_short_when_the_voice_goes_on() {
        let (says, said) = channel();
        let next = || said.recv_timeout(Duration::from_secs(10)).unwrap();
        let load = |interrupt| Ok(Box::new(Slow { interrupt, says }) as Box<dyn Recogniser>);
        let stream = Stream::start(load, Pace::Live, |_| {}).unwrap();
        let mut feed = stream.feed();
        feed.began(Millis(0));
        feed.samples(&vec![0.1; 8000]);
        feed.paused(Millis(300));
        assert_eq!(next(), "busy");
        feed.resumed();
        assert_eq!(next(), "cut short");
    }

    #[test]
    fn a_running_utterance_is_shown_before_it_ends() {
        let (stream, receiver) = stream(Scripted::new(vec![script(), script()]));
        let mut feed = stream.feed();
        feed.samples(&vec![0.1; 16_000]);
        feed.began(Millis(300));
        feed.samples(&vec![0.1; 16_000]);
        let shown = std::iter::from_fn(|| receiver.recv_timeout(Duration::from_secs(10)).ok())
            .find_map(|h| match h {
                Heard::Tentative { words } => Some(words),
                _ => None,
            });
        assert_eq!(shown.unwrap()[0].text, "it");
    }

    #[test]
    fn more_words_are_looked_for_only_while_the_voice_goes_on() {
        let (stream, receiver) = stream(Scripted::new(vec![script()]));
        let shown = |wait| match receiver.recv_timeout(Duration::from_millis(wait)) {
            Ok(Heard::Tentative { words }) => Some(words.len()),
            _ => None,
        };
        assert!(matches!(receiver.recv(), Ok(Heard::Ready { .. })));
        let (voice, hush) = (vec![0.1; 16], vec![0.001; 16 * 100]);
        let mut feed = stream.feed();
        feed.began(Millis(0));
        feed.samples(&voice.repeat(700));
        assert_eq!(shown(10_000), Some(1));
        feed.samples(&[voice.repeat(1000), hush].concat());
        assert_eq!(shown(100), None);
        feed.samples(&voice.repeat(50));
        assert_eq!(shown(10_000), Some(2));
    }
}
