//! A file in the microphone's place.

use std::path::PathBuf;
use std::str::FromStr;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::capture::now;
use super::decode::Decoder;
use super::{AudioError, Listener, Microphone, Notice, SAMPLE_RATE};

/// Blocks of 20 ms, like a device's.
const BLOCK: usize = SAMPLE_RATE as usize / 50;

/// How fast a file is played.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Speed {
    /// So many times real time.
    Times(f64),
    /// As fast as the listener takes it.
    Max,
}

impl FromStr for Speed {
    type Err = String;

    /// Reads `max` or a positive number.
    fn from_str(text: &str) -> Result<Self, String> {
        match text.parse::<f64>() {
            _ if text == "max" => Ok(Self::Max),
            Ok(times) if times.is_finite() && times > 0.0 => Ok(Self::Times(times)),
            _ => Err(format!("\"{text}\" is neither `max` nor a positive number")),
        }
    }
}

/// Plays one file for each answer.
///
/// A block is delivered when its last sample would have been spoken, on a monotonic clock, so
/// the pace does not drift. After [`Notice::Ended`] nothing more comes, but the listener stays
/// until [`Microphone::end`].
pub struct FileMicrophone {
    files: Vec<PathBuf>,
    next: usize,
    speed: Speed,
    playing: Option<Playing>,
}

struct Playing {
    /// Dropping it stops the thread.
    stop: Sender<()>,
    /// Gives the listener back, so that it is dropped when the answer ends and not before.
    thread: JoinHandle<Box<dyn Listener>>,
}

impl FileMicrophone {
    /// Takes one file an answer, in order.
    ///
    /// # Errors
    /// If one of them cannot be opened and decoded.
    pub fn new(files: Vec<PathBuf>, speed: Speed) -> Result<Self, AudioError> {
        for file in &files {
            Decoder::open(file)?;
        }
        Ok(Self { files, next: 0, speed, playing: None })
    }
}

impl Microphone for FileMicrophone {
    fn name(&self) -> String {
        let file = self.files.get(self.next.saturating_sub(usize::from(self.playing.is_some())));
        file.or(self.files.last())
            .and_then(|path| path.file_name())
            .map_or_else(|| "no file".to_owned(), |name| name.to_string_lossy().into_owned())
    }

    /// Files are always ready.
    fn ready(&mut self, _timeout: Duration) -> Result<(), AudioError> {
        Ok(())
    }

    fn begin(&mut self, listener: Box<dyn Listener>) -> Result<(), AudioError> {
        self.end()?;
        let given = self.files.len();
        let file = self.files.get(self.next).ok_or(AudioError::NoMoreFiles { given })?;
        let decoder = Decoder::open(file)?;
        self.next += 1;
        let (stop, stopped) = mpsc::channel();
        let speed = self.speed;
        let thread = thread::Builder::new()
            .name("file-microphone".into())
            .spawn(move || play(decoder, speed, listener, &stopped))
            .map_err(AudioError::Thread)?;
        self.playing = Some(Playing { stop, thread });
        Ok(())
    }

    fn end(&mut self) -> Result<(), AudioError> {
        let Some(Playing { stop, thread }) = self.playing.take() else { return Ok(()) };
        drop(stop);
        thread.join().map(drop).map_err(|_| AudioError::Stopped { device: self.name() })
    }
}

impl Drop for FileMicrophone {
    fn drop(&mut self) {
        // A listener that panicked has already said so.
        let _ = self.end();
    }
}

fn play(
    mut decoder: Decoder,
    speed: Speed,
    mut listener: Box<dyn Listener>,
    stopped: &Receiver<()>,
) -> Box<dyn Listener> {
    let start = now();
    let mut played = 0;
    let mut block = Vec::with_capacity(BLOCK);
    loop {
        let decoded = match decoder.next_block() {
            Ok(decoded) => decoded,
            Err(error) => {
                listener.notice(Notice::DeviceLost { reason: error.to_string() });
                None
            }
        };
        let Some(mut rest) = decoded else { break };
        while !rest.is_empty() {
            let (now_fits, later) = rest.split_at(rest.len().min(BLOCK - block.len()));
            block.extend_from_slice(now_fits);
            rest = later;
            if block.len() < BLOCK {
                break;
            }
            played += block.len() as u64;
            if !wait_until(start, due(played, speed), stopped) {
                return listener;
            }
            listener.samples(&block);
            block.clear();
        }
    }
    played += block.len() as u64;
    if wait_until(start, due(played, speed), stopped) {
        if !block.is_empty() {
            listener.samples(&block);
        }
        listener.notice(Notice::Ended);
    }
    listener
}

/// When sample number `played` is over, after the start.
fn due(played: u64, speed: Speed) -> Duration {
    let Speed::Times(times) = speed else { return Duration::ZERO };
    let micros = played * 1_000_000 / u64::from(SAMPLE_RATE);
    Duration::try_from_secs_f64(Duration::from_micros(micros).as_secs_f64() / times)
        .unwrap_or(Duration::MAX)
}

/// Waits until `due` after `start`; false if the answer was ended before.
fn wait_until(start: std::time::Instant, due: Duration, stopped: &Receiver<()>) -> bool {
    let left = due.saturating_sub(now().duration_since(start));
    matches!(stopped.recv_timeout(left), Err(RecvTimeoutError::Timeout))
}

#[cfg(test)]
mod tests {
    use super::super::feed::tests::{Heard, Notebook};
    use super::*;

    fn file(folder: &std::path::Path, samples: u32) -> PathBuf {
        let path = folder.join(format!("{samples}.wav"));
        let spec = hound::WavSpec {
            channels: 1,
            sample_rate: SAMPLE_RATE,
            bits_per_sample: 16,
            sample_format: hound::SampleFormat::Int,
        };
        let mut writer = hound::WavWriter::create(&path, spec).unwrap();
        (0..samples).for_each(|i| writer.write_sample((i % 30_000) as i16).unwrap());
        writer.finalize().unwrap();
        path
    }

    fn wait_for_end(notes: &Notebook) {
        for _ in 0..2000 {
            if notes.notices().contains(&Notice::Ended) {
                return;
            }
            thread::sleep(Duration::from_millis(5));
        }
        panic!("the file never ended");
    }

    #[test]
    fn each_answer_gets_the_next_file_whole_and_then_its_end() {
        let folder = tempfile::tempdir().unwrap();
        let files = vec![file(folder.path(), 5003), file(folder.path(), 320)];
        let mut mic = FileMicrophone::new(files, Speed::Max).unwrap();
        for samples in [5003, 320] {
            let notes = Notebook::default();
            mic.begin(notes.listener()).unwrap();
            assert_eq!(mic.name(), format!("{samples}.wav"));
            wait_for_end(&notes);
            assert_eq!(notes.samples().len(), samples);
            assert_eq!(notes.pages().last(), Some(&Heard::Notice(Notice::Ended)));
            mic.end().unwrap();
            assert_eq!(notes.pages().last(), Some(&Heard::Dropped));
        }
        let error = mic.begin(Notebook::default().listener()).unwrap_err();
        assert!(matches!(error, AudioError::NoMoreFiles { given: 2 }), "{error}");
    }

    #[test]
    fn real_time_is_kept_and_an_end_cuts_it_short() {
        let folder = tempfile::tempdir().unwrap();
        let files = vec![file(folder.path(), 3200), file(folder.path(), 160_000)];
        let mut mic = FileMicrophone::new(files, Speed::Times(2.0)).unwrap();
        let (notes, start) = (Notebook::default(), now());
        mic.begin(notes.listener()).unwrap();
        wait_for_end(&notes);
        assert!(start.elapsed() >= Duration::from_millis(100));
        let cut = Notebook::default();
        mic.begin(cut.listener()).unwrap();
        mic.end().unwrap();
        assert!(cut.samples().len() < 80_000, "the rest was played");
        assert!(!cut.notices().contains(&Notice::Ended));
    }

    #[test]
    fn a_missing_file_is_told_before_the_interview() {
        let error = FileMicrophone::new(vec!["nowhere.wav".into()], Speed::Max).err().unwrap();
        assert_eq!(error.to_string(), "cannot read nowhere.wav");
    }

    #[test]
    fn a_speed_is_positive_or_max() {
        assert_eq!("max".parse(), Ok(Speed::Max));
        assert_eq!("1.5".parse(), Ok(Speed::Times(1.5)));
        for wrong in ["0", "-1", "nan", "inf", "fast"] {
            assert!(wrong.parse::<Speed>().is_err(), "{wrong}");
        }
    }
}
