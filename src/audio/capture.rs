//! The capture thread: ring to listener, commands in their place, devices that go and come back.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use super::feed::Feed;
use super::ring::Flow;
use super::stall::{StallWatch, Verdict, frames_in};
use super::stream::Source;
use super::{AudioError, Listener, Notice, SAMPLE_RATE};

/// How often the ring is emptied.
const POLL: Duration = Duration::from_millis(10);
/// How often a lost device is looked for.
const RETRY: Duration = Duration::from_secs(1);
/// The zeros of a lost device are delivered in steps of 100 ms.
const ABSENT_STEP: u64 = SAMPLE_RATE as u64 / 10;
/// How long an answer's end waits for the block that was being filled when it was called.
const LAST_BLOCK: Duration = Duration::from_millis(60);

/// What the microphone's owner asks of the thread; each is answered when it is done.
pub(super) enum Command {
    Begin(Box<dyn Listener>, Sender<()>),
    End(Sender<()>),
    /// Answers as soon as samples have arrived.
    Ready(Sender<()>),
}

/// One microphone's capture thread.
pub(super) struct Capture<O> {
    commands: Receiver<Command>,
    reopen: O,
    feed: Feed,
    state: State,
    /// Samples whose place is not known yet.
    held: Vec<f32>,
    waiting: Vec<Sender<()>>,
}

enum State {
    Open {
        source: Source,
        watch: StallWatch,
        last: Instant,
    },
    /// `since` the last samples, `told` of them are delivered as zeros. While a device is
    /// being tried it is in `trial`.
    Absent {
        since: Instant,
        told: u64,
        tried: Instant,
        trial: Option<Source>,
    },
}

impl<O> Capture<O>
where
    O: FnMut() -> Result<Source, AudioError>,
{
    pub(super) fn new(
        source: Source,
        reopen: O,
        commands: Receiver<Command>,
    ) -> Result<Self, AudioError> {
        let feed = Feed::new(source.rate_hz)?;
        let now = now();
        let watch = StallWatch::new(source.rate_hz, source.period, now);
        Ok(Self {
            commands,
            reopen,
            feed,
            state: State::Open { source, watch, last: now },
            held: Vec::new(),
            waiting: Vec::new(),
        })
    }

    /// Runs until the microphone is dropped.
    pub(super) fn run(mut self) {
        loop {
            match self.commands.recv_timeout(POLL) {
                Ok(command) => self.obey(command),
                Err(RecvTimeoutError::Timeout) => self.turn(),
                Err(RecvTimeoutError::Disconnected) => {
                    self.finish();
                    return;
                }
            }
        }
    }

    fn obey(&mut self, command: Command) {
        match command {
            Command::Begin(listener, done) => {
                // What was captured before now belongs to whoever listened before.
                self.turn();
                self.settle();
                self.feed.begin(listener);
                if let State::Absent { since, told, .. } = &mut self.state {
                    (*since, *told) = (now(), 0);
                    let reason = "it was gone when the answer began".to_owned();
                    self.feed.notice(Notice::DeviceLost { reason });
                }
                let _ = done.send(());
            }
            Command::End(done) => {
                self.last_block();
                self.finish();
                let _ = done.send(());
            }
            Command::Ready(done) => {
                self.waiting.push(done);
                self.turn();
            }
        }
    }

    /// One round: deliver what has arrived, or look for the device.
    fn turn(&mut self) {
        match self.state {
            State::Open { .. } => self.listen(),
            State::Absent { .. } => self.search(),
        }
    }

    fn listen(&mut self) {
        let State::Open { source, watch, last } = &mut self.state else { return };
        let now = now();
        let overrun = source.status.take_overrun();
        // The verdict concerns the samples that are drained in the same round, so these wait in
        // `held` until it is known.
        let (held, feed) = (&mut self.held, &mut self.feed);
        let frames = source.outlet.drain(|flow| match flow {
            Flow::Samples(samples) => held.extend_from_slice(samples),
            Flow::Lost(frames) => {
                feed.samples(held);
                held.clear();
                feed.lost(frames);
            }
        });
        if frames > 0 {
            *last = now;
            for done in self.waiting.drain(..) {
                let _ = done.send(());
            }
        }
        let verdict = watch.tick(now, frames, overrun);
        let fault = source.status.fault();
        match verdict {
            Verdict::Hold => {}
            Verdict::Flow | Verdict::Gone => self.release(0),
            Verdict::Settled { lost } => self.release(lost),
        }
        let reason = match (fault, verdict) {
            (Some(reason), _) => reason,
            (None, Verdict::Gone) => "it delivers no sound any more",
            _ => return,
        };
        self.lose(reason);
    }

    /// Delivers what was held, behind `lost` frames.
    fn release(&mut self, lost: u64) {
        if lost > 0 {
            self.feed.lost(lost);
        }
        self.feed.samples(&self.held);
        self.held.clear();
    }

    fn lose(&mut self, reason: &str) {
        self.settle();
        let State::Open { last, .. } = self.state else { return };
        self.feed.notice(Notice::DeviceLost { reason: reason.to_owned() });
        // Dropping the source closes the device, which some drivers need before it can be
        // opened again.
        self.state = State::Absent { since: last, told: 0, tried: now(), trial: None };
    }

    fn search(&mut self) {
        let State::Absent { since, told, tried, trial } = &mut self.state else { return };
        let time = now();
        if trial.as_ref().is_some_and(|source| source.status.fault().is_some())
            || (trial.is_some() && time.duration_since(*tried) > 5 * RETRY)
        {
            *trial = None;
        }
        if trial.is_none() && time.duration_since(*tried) >= RETRY {
            *trial = (self.reopen)().ok();
            *tried = now();
        }
        let absent = frames_in(now().duration_since(*since), SAMPLE_RATE);
        if let Some(source) = trial.take_if(|source| source.outlet.arrived() > 0) {
            // Its first samples were captured before now, and are drained in the next round.
            let rate = u64::from(source.rate_hz.max(1));
            let fresh = source.outlet.arrived() * u64::from(SAMPLE_RATE) / rate;
            let owed = absent.saturating_sub(*told).saturating_sub(fresh);
            self.feed.absent(owed);
            if self.feed.change_rate(source.rate_hz).is_err() {
                return;
            }
            self.feed.notice(Notice::DeviceBack);
            let now = now();
            let watch = StallWatch::new(source.rate_hz, source.period, now);
            self.state = State::Open { source, watch, last: now };
            self.listen();
            return;
        }
        let owed = absent.saturating_sub(*told);
        if owed >= ABSENT_STEP {
            *told += owed;
            self.feed.absent(owed);
        }
    }

    /// Delivers what is held without waiting for the flow to settle.
    fn settle(&mut self) {
        if let State::Open { watch, .. } = &mut self.state {
            let lost = watch.settle().unwrap_or(0);
            self.release(lost);
        }
    }

    /// Waits for the block that the device was filling when the end was called.
    fn last_block(&mut self) {
        self.turn();
        let State::Open { source, .. } = &self.state else { return };
        let (before, deadline) = (source.outlet.arrived(), now() + LAST_BLOCK);
        while source.outlet.arrived() == before && now() < deadline {
            std::thread::sleep(POLL / 5);
        }
        self.turn();
    }

    fn finish(&mut self) {
        self.settle();
        if let State::Absent { since, told, .. } = &mut self.state {
            let absent = frames_in(now().duration_since(*since), SAMPLE_RATE);
            let owed = absent.saturating_sub(*told);
            *told += owed;
            self.feed.absent(owed);
        }
        self.feed.end();
    }
}

#[expect(clippy::disallowed_methods, reason = "the capture thread runs on the device's time")]
pub(super) fn now() -> Instant {
    Instant::now()
}
