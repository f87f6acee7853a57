//! A real microphone.

use std::sync::mpsc::{self, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::capture::{Capture, Command};
use super::stream::{self, Source};
use super::{AudioError, Listener, Microphone};

/// An input device, captured on a thread of its own from the moment it is opened.
///
/// If the device goes away while somebody listens, the thread looks for it every second (the
/// default device, or the one with the same name), and the time until then is delivered as lost.
pub struct DeviceMicrophone {
    name: String,
    /// Dropping it ends the thread.
    commands: Option<Sender<Command>>,
    thread: Option<JoinHandle<()>>,
}

impl DeviceMicrophone {
    /// Opens the device called `name` (as `greenroom devices` lists it), or the default one.
    pub fn open(name: Option<&str>) -> Result<Self, AudioError> {
        let name = name.map(str::to_owned);
        Self::with(move || stream::open(name.as_deref()))
    }

    /// Opens, and later opens again, with `open`, which runs on the capture thread.
    fn with(
        mut open: impl FnMut() -> Result<Source, AudioError> + Send + 'static,
    ) -> Result<Self, AudioError> {
        let (commands, orders) = mpsc::channel();
        let (opened, outcome) = mpsc::channel();
        let thread = thread::Builder::new()
            .name("capture".into())
            .spawn(move || {
                let capture = open().and_then(|source| {
                    let name = source.name.clone();
                    Ok((name, Capture::new(source, open, orders)?))
                });
                match capture {
                    Ok((name, capture)) => {
                        let _ = opened.send(Ok(name));
                        capture.run();
                    }
                    Err(error) => drop(opened.send(Err(error))),
                }
            })
            .map_err(AudioError::Thread)?;
        let stopped = || AudioError::Stopped { device: "the microphone".into() };
        let name = outcome.recv().map_err(|_| stopped())??;
        Ok(Self { name, commands: Some(commands), thread: Some(thread) })
    }

    fn ask(
        &self,
        command: impl FnOnce(Sender<()>) -> Command,
        timeout: Option<Duration>,
    ) -> Result<(), AudioError> {
        let stopped = || AudioError::Stopped { device: self.name.clone() };
        let (done, answer) = mpsc::channel();
        let commands = self.commands.as_ref().ok_or_else(stopped)?;
        commands.send(command(done)).map_err(|_| stopped())?;
        let Some(waited) = timeout else { return answer.recv().map_err(|_| stopped()) };
        answer.recv_timeout(waited).map_err(|error| match error {
            mpsc::RecvTimeoutError::Timeout => {
                AudioError::NotReady { device: self.name.clone(), waited }
            }
            mpsc::RecvTimeoutError::Disconnected => stopped(),
        })
    }
}

impl Microphone for DeviceMicrophone {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn ready(&mut self, timeout: Duration) -> Result<(), AudioError> {
        self.ask(Command::Ready, Some(timeout))
    }

    fn begin(&mut self, listener: Box<dyn Listener>) -> Result<(), AudioError> {
        self.ask(|done| Command::Begin(listener, done), None)
    }

    fn end(&mut self) -> Result<(), AudioError> {
        self.ask(Command::End, None)
    }
}

impl Drop for DeviceMicrophone {
    fn drop(&mut self) {
        self.commands = None;
        if let Some(thread) = self.thread.take() {
            // A listener that panicked has already said so.
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Notice;
    use super::super::feed::tests::{Heard, Notebook};
    use super::super::ring::{Inlet, push_block, ring};
    use super::super::stream::Status;
    use super::*;
    use std::sync::{Arc, Mutex};

    type Played = (Inlet, Arc<Status>);

    /// A device that a test plays: what it pushes into the inlet is what was captured.
    #[derive(Clone, Default)]
    struct Stage(Arc<Mutex<Option<Played>>>);

    impl Stage {
        fn open(&self, rate_hz: u32) -> Source {
            let (inlet, outlet) = ring(rate_hz);
            let status = Arc::new(Status::default());
            *self.0.lock().unwrap() = Some((inlet, status.clone()));
            Source {
                _stream: None,
                outlet,
                status,
                name: "stage".into(),
                rate_hz,
                period: Duration::from_millis(20),
            }
        }

        fn play(&self, samples: &[f32]) {
            let mut stage = self.0.lock().unwrap();
            push_block(&mut stage.as_mut().unwrap().0, samples, 1);
        }

        fn unplug(&self) {
            let stage = self.0.lock().unwrap();
            stage.as_ref().unwrap().1.report(cpal::ErrorKind::DeviceNotAvailable);
        }
    }

    fn microphone(stage: &Stage) -> DeviceMicrophone {
        let stage = stage.clone();
        DeviceMicrophone::with(move || Ok(stage.open(48_000))).unwrap()
    }

    #[test]
    fn an_answer_gets_what_was_captured_between_begin_and_end_and_nothing_else() {
        let (stage, notes) = (Stage::default(), Notebook::default());
        let mut mic = microphone(&stage);
        stage.play(&vec![0.9; 4800]);
        mic.begin(notes.listener()).unwrap();
        stage.play(&vec![0.25; 9600]);
        mic.end().unwrap();
        assert_eq!(notes.pages().last(), Some(&Heard::Dropped));
        stage.play(&vec![0.9; 4800]);
        drop(mic);
        let samples = notes.samples();
        assert_eq!(samples.len(), 3200);
        assert!(samples.iter().all(|&sample| sample < 0.5));
        assert!((samples[1600] - 0.25).abs() < 0.01);
    }

    #[test]
    fn ready_means_that_samples_have_arrived() {
        let stage = Stage::default();
        let mut mic = microphone(&stage);
        let early = mic.ready(Duration::from_millis(30)).unwrap_err();
        assert!(matches!(early, AudioError::NotReady { .. }), "{early}");
        // What is played before the stream is open is heard by nobody.
        let heard = (0..500).any(|_| {
            stage.play(&[0.0; 480]);
            mic.ready(Duration::from_millis(10)).is_ok()
        });
        assert!(heard);
    }

    #[test]
    fn a_device_that_cannot_be_opened_is_told_at_once() {
        let failing = || Err(AudioError::NoDevice { what: "microphone".into() });
        let error = DeviceMicrophone::with(failing).err().unwrap();
        assert_eq!(error.to_string(), "no microphone found");
    }

    #[test]
    fn an_unplugged_device_is_told_and_its_time_is_lost_not_skipped() {
        let (stage, notes) = (Stage::default(), Notebook::default());
        let mut mic = microphone(&stage);
        mic.begin(notes.listener()).unwrap();
        stage.play(&vec![0.25; 4800]);
        mic.ready(Duration::from_secs(5)).unwrap();
        stage.unplug();
        thread::sleep(Duration::from_millis(250));
        mic.end().unwrap();
        let notices = notes.notices();
        let lost = Notice::DeviceLost { reason: "it was unplugged".into() };
        assert_eq!(notices[0], lost);
        assert!(matches!(notices[1], Notice::Lost { .. }), "{notices:?}");
        let absent = notes.samples().len() - 1600;
        assert!(absent >= 4000, "only {absent} samples for 250 ms without a device");
    }

    #[test]
    fn an_answer_that_is_replaced_ends_first() {
        let (stage, first, second) = (Stage::default(), Notebook::default(), Notebook::default());
        let mut mic = microphone(&stage);
        mic.begin(first.listener()).unwrap();
        stage.play(&[0.25; 960]);
        mic.begin(second.listener()).unwrap();
        assert_eq!(first.samples().len(), 320);
        assert_eq!(first.pages().last(), Some(&Heard::Dropped));
        drop(mic);
        assert_eq!(second.pages(), [Heard::Dropped]);
    }
}
