//! Writes what is heard to disk, so that a kill at any moment loses less than a second.

use std::fs::{File, OpenOptions};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::{AudioError, SAMPLE_RATE};
use crate::timeline::{Millis, SampleClock};

/// Samples go to the file, with a new header, four times a second.
const BATCH: usize = SAMPLE_RATE as usize / 4;
/// Batches between two calls that make sure that the disk has them: one second.
const SYNC_EVERY: u32 = 4;
/// How long after a failure the disk is tried again.
const RETRY: Duration = Duration::from_secs(1);
/// What is kept in memory while the disk fails: 15 minutes, 29 MB.
const KEEP_S: u64 = 15 * 60;
/// The length of the header of a 16-bit mono WAV file, and where its two sizes stand.
const HEADER: usize = 44;
const RIFF_SIZE: usize = 4;
const DATA_SIZE: usize = 40;

/// A file, or a test's idea of one.
trait Disk: Write + Seek + Send {
    /// Makes sure that a power cut loses nothing written so far.
    fn sync(&mut self) -> io::Result<()>;
}

impl Disk for File {
    fn sync(&mut self) -> io::Result<()> {
        self.sync_data()
    }
}

/// Records 16-bit mono WAV at [`SAMPLE_RATE`].
///
/// [`Recorder::write`] only hands samples to a thread that writes them, updates the header and
/// syncs. If the disk fails, up to 15 minutes are kept in memory and tried again each second.
pub struct Recorder {
    path: PathBuf,
    batch: Vec<u8>,
    batches: Sender<Vec<u8>>,
    thread: Option<JoinHandle<Writer>>,
    fault: Arc<Mutex<Option<io::Error>>>,
}

impl Recorder {
    /// Creates the file, replacing one that is there, and writes its header.
    ///
    /// # Errors
    /// If the file cannot be created or the disk is full.
    pub fn create(path: &Path) -> Result<Self, AudioError> {
        let file = OpenOptions::new().write(true).create(true).truncate(true).open(path);
        let file = file.map_err(|source| AudioError::Write { path: path.to_owned(), source })?;
        Self::onto(Box::new(file), path)
    }

    fn onto(disk: Box<dyn Disk>, path: &Path) -> Result<Self, AudioError> {
        let fault = Arc::new(Mutex::new(None));
        let mut writer = Writer {
            path: path.to_owned(),
            disk,
            waiting: Vec::new(),
            on_disk: 0,
            failing: None,
            overflowed: false,
            fault: fault.clone(),
        };
        writer
            .put_header()
            .map_err(|source| AudioError::Write { path: path.to_owned(), source })?;
        let (batches, incoming) = mpsc::channel();
        let thread = thread::Builder::new()
            .name("recorder".into())
            .spawn(move || writer.run(&incoming))
            .map_err(AudioError::Thread)?;
        Ok(Self {
            path: path.to_owned(),
            batch: Vec::with_capacity(BATCH * 2),
            batches,
            thread: Some(thread),
            fault,
        })
    }

    /// Where the recording is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Takes samples, clipped to -1..1. Never waits for the disk.
    pub fn write(&mut self, samples: &[f32]) {
        for &sample in samples {
            self.batch.extend_from_slice(&to_i16(sample).to_le_bytes());
            if self.batch.len() >= BATCH * 2 {
                let full = std::mem::replace(&mut self.batch, Vec::with_capacity(BATCH * 2));
                // The thread only ends before this one if it panicked; `finish` says so.
                let _ = self.batches.send(full);
            }
        }
    }

    /// A failure of the disk that was not told yet: once for each outage.
    pub fn fault(&mut self) -> Option<AudioError> {
        let source = self.fault.lock().unwrap_or_else(PoisonError::into_inner).take()?;
        Some(AudioError::Write { path: self.path.clone(), source })
    }

    /// Writes what is left, syncs, and returns the recording's length.
    ///
    /// # Errors
    /// If the disk still fails; [`Unsaved`] then holds everything.
    pub fn finish(mut self) -> Result<Millis, Unsaved> {
        match self.close() {
            Some(writer) => writer.close(),
            None => Err(Unsaved {
                error: AudioError::Stopped { device: self.path.display().to_string() },
                path: self.path.clone(),
                on_disk: 0,
                waiting: Vec::new(),
            }),
        }
    }

    /// Hands over the last samples and waits for the thread.
    fn close(&mut self) -> Option<Writer> {
        let thread = self.thread.take()?;
        let _ = self.batches.send(std::mem::take(&mut self.batch));
        // Replacing the only sender tells the thread that nothing more comes.
        self.batches = mpsc::channel().0;
        thread.join().ok()
    }
}

impl Drop for Recorder {
    /// An answer that is abandoned is on disk all the same.
    fn drop(&mut self) {
        if let Some(writer) = self.close() {
            let _ = writer.close();
        }
    }
}

/// A recording that its disk did not take to the end.
#[derive(Debug)]
pub struct Unsaved {
    error: AudioError,
    path: PathBuf,
    /// Bytes of samples in the file at `path`.
    on_disk: u64,
    /// Bytes of samples that are only here.
    waiting: Vec<u8>,
}

impl Unsaved {
    /// What went wrong.
    pub fn error(&self) -> &AudioError {
        &self.error
    }

    /// Gives up on the rest and keeps the error.
    pub fn into_error(self) -> AudioError {
        self.error
    }

    /// Writes the whole recording to another place and returns its length.
    ///
    /// # Errors
    /// If that fails as well, or the part on the first disk cannot be read any more; `self` can
    /// be used again.
    pub fn rescue(&self, path: &Path) -> Result<Millis, AudioError> {
        let write_error = |source| AudioError::Write { path: path.to_owned(), source };
        let bytes = self.on_disk + self.waiting.len() as u64;
        let mut target = File::create(path).map_err(write_error)?;
        target.write_all(&header(bytes)).map_err(write_error)?;
        if self.on_disk > 0 {
            let read_error = |source| AudioError::Read { path: self.path.clone(), source };
            let mut source = File::open(&self.path).map_err(read_error)?;
            source.seek(SeekFrom::Start(HEADER as u64)).map_err(read_error)?;
            let mut part = io::Read::take(source, self.on_disk);
            let copied = io::copy(&mut part, &mut target).map_err(write_error)?;
            if copied < self.on_disk {
                return Err(read_error(io::ErrorKind::UnexpectedEof.into()));
            }
        }
        target.write_all(&self.waiting).map_err(write_error)?;
        target.sync_all().map_err(write_error)?;
        Ok(length(bytes))
    }
}

/// The disk's side.
struct Writer {
    path: PathBuf,
    disk: Box<dyn Disk>,
    /// Bytes that are not on disk yet.
    waiting: Vec<u8>,
    /// Bytes of samples that are on disk and in its header.
    on_disk: u64,
    /// The kind of the failure that is going on.
    failing: Option<io::ErrorKind>,
    /// The disk failed for so long that samples were thrown away.
    overflowed: bool,
    fault: Arc<Mutex<Option<io::Error>>>,
}

impl Writer {
    fn run(mut self, incoming: &Receiver<Vec<u8>>) -> Self {
        let mut unsynced = 0;
        loop {
            match incoming.recv_timeout(RETRY) {
                Ok(batch) => self.keep(&batch),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return self,
            }
            if self.waiting.is_empty() && unsynced == 0 {
                continue;
            }
            unsynced += 1;
            // While the disk fails it is tried once a second, not with each batch.
            if self.failing.is_some() && unsynced % SYNC_EVERY != 0 {
                continue;
            }
            let mut outcome = self.put();
            if outcome.is_ok() && unsynced >= SYNC_EVERY {
                unsynced = 0;
                outcome = self.disk.sync();
            }
            self.note(outcome);
        }
    }

    /// Queues samples, as long as there is room. What does not fit ends the recording: samples
    /// behind a hole would be at the wrong time.
    fn keep(&mut self, batch: &[u8]) {
        let limit = usize::try_from(KEEP_S * u64::from(SAMPLE_RATE) * 2).unwrap_or(usize::MAX);
        self.overflowed |= self.waiting.len() + batch.len() > limit;
        if !self.overflowed {
            self.waiting.extend_from_slice(batch);
        }
    }

    /// Writes what waits, samples first: a header never promises what is not there.
    ///
    /// After a failure in the middle the same bytes are written again to the same place.
    fn put(&mut self) -> io::Result<()> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        self.disk.seek(SeekFrom::Start(HEADER as u64 + self.on_disk))?;
        self.disk.write_all(&self.waiting)?;
        self.on_disk += self.waiting.len() as u64;
        if let Err(error) = self.put_header() {
            self.on_disk -= self.waiting.len() as u64;
            return Err(error);
        }
        self.waiting.clear();
        Ok(())
    }

    /// One write, so that a kill leaves the old header or the new one.
    fn put_header(&mut self) -> io::Result<()> {
        self.disk.seek(SeekFrom::Start(0))?;
        self.disk.write_all(&header(self.on_disk))?;
        self.disk.flush()
    }

    fn note(&mut self, outcome: io::Result<()>) {
        let failing = outcome.as_ref().err().map(io::Error::kind);
        if let Err(error) = outcome
            && self.failing.is_none()
        {
            *self.fault.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
        }
        self.failing = failing;
    }

    fn close(mut self) -> Result<Millis, Unsaved> {
        let outcome = self.put().and_then(|()| self.disk.sync());
        let path = self.path.clone();
        let error = match outcome {
            Err(source) => AudioError::Write { path, source },
            Ok(()) if self.overflowed => AudioError::RecordingFull { path, kept_s: KEEP_S },
            Ok(()) => return Ok(length(self.on_disk)),
        };
        Err(Unsaved { error, path: self.path, on_disk: self.on_disk, waiting: self.waiting })
    }
}

#[expect(clippy::cast_possible_truncation, reason = "clamped to 16 bits; NaN becomes 0")]
pub(super) fn to_i16(sample: f32) -> i16 {
    (sample * 32_768.0).round().clamp(-32_768.0, 32_767.0) as i16
}

fn length(bytes: u64) -> Millis {
    SampleClock::new(SAMPLE_RATE).at(bytes / 2)
}

/// The header for so many bytes of samples.
fn header(bytes: u64) -> Vec<u8> {
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: SAMPLE_RATE,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut header = spec.into_header_for_infinite_file();
    let size = |bytes: u64| u32::try_from(bytes).unwrap_or(u32::MAX).to_le_bytes();
    header[RIFF_SIZE..RIFF_SIZE + 4].copy_from_slice(&size(bytes + HEADER as u64 - 8));
    header[DATA_SIZE..DATA_SIZE + 4].copy_from_slice(&size(bytes));
    header
}

#[cfg(test)]
#[expect(clippy::cast_precision_loss, reason = "made-up signals and small counts")]
mod tests {
    use super::super::decode_all;
    use super::*;
    use std::io::Cursor;
    use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

    /// Writes in order: where, and what.
    type Writes = Vec<(u64, Vec<u8>)>;

    /// A disk in memory that notes every write and can be full.
    #[derive(Clone, Default)]
    struct Fake {
        at: u64,
        writes: Arc<Mutex<Writes>>,
        full: Arc<AtomicBool>,
        refused: Arc<AtomicUsize>,
    }

    impl Fake {
        /// The file after the first `count` writes, the last of them only `part` long.
        fn after(&self, count: usize, part: usize) -> Vec<u8> {
            let mut file = Vec::new();
            for (index, (at, bytes)) in self.writes.lock().unwrap()[..count].iter().enumerate() {
                let bytes =
                    if index + 1 == count { &bytes[..part.min(bytes.len())] } else { bytes };
                let at = usize::try_from(*at).unwrap();
                file.resize(file.len().max(at + bytes.len()), 0);
                file[at..at + bytes.len()].copy_from_slice(bytes);
            }
            file
        }
    }

    impl Write for Fake {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if self.full.load(Ordering::SeqCst) {
                self.refused.fetch_add(1, Ordering::SeqCst);
                return Err(io::ErrorKind::StorageFull.into());
            }
            // A disk may take less than it is offered.
            let taken = bytes.len().min(5000);
            self.writes.lock().unwrap().push((self.at, bytes[..taken].to_vec()));
            self.at += taken as u64;
            Ok(taken)
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Seek for Fake {
        fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
            let SeekFrom::Start(at) = to else { return Err(io::ErrorKind::Unsupported.into()) };
            self.at = at;
            Ok(at)
        }
    }

    impl Disk for Fake {
        fn sync(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn ramp(from: usize, count: usize) -> Vec<f32> {
        (from..from + count).map(|i| (i % 20_000) as f32 / 32_768.0).collect()
    }

    fn read(file: Vec<u8>) -> Vec<i16> {
        let reader = hound::WavReader::new(Cursor::new(file)).unwrap();
        reader.into_samples::<i16>().map(Result::unwrap).collect()
    }

    fn is_ramp(samples: &[i16]) -> bool {
        samples.iter().enumerate().all(|(i, &sample)| usize::try_from(sample) == Ok(i % 20_000))
    }

    fn until(what: &str, done: impl Fn() -> bool) {
        for _ in 0..1000 {
            if done() {
                return;
            }
            thread::sleep(Duration::from_millis(5));
        }
        panic!("never: {what}");
    }

    #[test]
    fn a_kill_between_any_two_bytes_leaves_a_file_that_reads() {
        let disk = Fake::default();
        let mut recorder = Recorder::onto(Box::new(disk.clone()), Path::new("a.wav")).unwrap();
        for second in 0..3 {
            recorder.write(&ramp(second * 16_000, 16_000));
        }
        assert_eq!(recorder.finish().unwrap(), Millis(3000));
        let (mut longest, count) = (0, disk.writes.lock().unwrap().len());
        for kill in 1..=count {
            let whole = disk.writes.lock().unwrap()[kill - 1].1.len();
            // The very first header can be cut; nothing is recorded by then.
            for part in if kill == 1 { vec![whole] } else { vec![1, whole / 2, whole - 1, whole] } {
                let samples = read(disk.after(kill, part));
                assert!(is_ramp(&samples), "killed in write {kill} after {part} bytes");
                if part == whole {
                    assert!(samples.len() >= longest);
                    longest = samples.len();
                }
            }
        }
        assert_eq!(longest, 48_000);
    }

    #[test]
    fn every_complete_second_is_in_the_file_while_recording_goes_on() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.wav");
        let mut recorder = Recorder::create(&path).unwrap();
        let mut sent = 0;
        for step in [7000, 16_000, 1, 23_333, 160, 9000] {
            recorder.write(&ramp(sent, step));
            sent += step;
            let complete = sent / 16_000 * 16_000;
            let copy = folder.path().join("copy.wav");
            until("the complete seconds are on disk", || {
                std::fs::copy(&path, &copy).unwrap();
                read(std::fs::read(&copy).unwrap()).len() >= complete
            });
            assert!(is_ramp(&read(std::fs::read(&copy).unwrap())));
            if complete > 0 {
                // The decoder finds even more: samples that the header does not count yet.
                assert!(decode_all(&copy).unwrap().0.len() >= complete);
            }
        }
        let length = recorder.finish().unwrap();
        assert_eq!(length, SampleClock::new(SAMPLE_RATE).at(sent as u64));
        assert_eq!(decode_all(&path).unwrap().0.len(), sent);
    }

    #[test]
    fn a_disk_that_is_full_for_a_while_loses_nothing_and_is_told_once() {
        let disk = Fake::default();
        let mut recorder = Recorder::onto(Box::new(disk.clone()), Path::new("a.wav")).unwrap();
        recorder.write(&ramp(0, 16_000));
        until("the first second is written", || disk.writes.lock().unwrap().len() > 8);
        disk.full.store(true, Ordering::SeqCst);
        recorder.write(&ramp(16_000, 48_000));
        until("the disk refused twice", || disk.refused.load(Ordering::SeqCst) >= 2);
        let fault = recorder.fault().unwrap();
        assert!(fault.hint().unwrap().contains("room"), "{fault}");
        assert!(recorder.fault().is_none());
        disk.full.store(false, Ordering::SeqCst);
        recorder.write(&ramp(64_000, 100));
        assert_eq!(recorder.finish().unwrap(), SampleClock::new(SAMPLE_RATE).at(64_100));
        let count = disk.writes.lock().unwrap().len();
        let samples = read(disk.after(count, usize::MAX));
        assert!(samples.len() == 64_100 && is_ramp(&samples));
    }

    #[test]
    fn what_a_full_disk_never_took_can_be_rescued_whole() {
        let folder = tempfile::tempdir().unwrap();
        let (first, second) = (folder.path().join("a.wav"), folder.path().join("b.wav"));
        let disk = Fake::default();
        let mut recorder = Recorder::onto(Box::new(disk.clone()), &first).unwrap();
        recorder.write(&ramp(0, 16_000));
        until("the first second is written", || read(disk.after_all()).len() == 16_000);
        disk.full.store(true, Ordering::SeqCst);
        recorder.write(&ramp(16_000, 5000));
        let unsaved = recorder.finish().unwrap_err();
        assert!(matches!(unsaved.error(), AudioError::Write { .. }));
        std::fs::write(&first, disk.after_all()).unwrap();
        assert_eq!(unsaved.rescue(&second).unwrap(), SampleClock::new(SAMPLE_RATE).at(21_000));
        let samples = read(std::fs::read(&second).unwrap());
        assert!(samples.len() == 21_000 && is_ramp(&samples));
    }

    impl Fake {
        fn after_all(&self) -> Vec<u8> {
            let count = self.writes.lock().unwrap().len();
            self.after(count, usize::MAX)
        }
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_disk_that_is_full_from_the_start_is_told_before_anything_is_said() {
        let error = Recorder::create(Path::new("/dev/full")).err().unwrap();
        assert_eq!(error.to_string(), "cannot write the recording /dev/full");
        assert!(error.hint().unwrap().contains("room"), "{:?}", error.hint());
    }

    #[test]
    fn too_loud_is_clipped_and_no_number_is_silent() {
        assert_eq!([2.0, -2.0, f32::NAN, 0.5].map(to_i16), [32_767, -32_768, 0, 16_384]);
    }
}
