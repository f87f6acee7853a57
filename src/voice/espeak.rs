//! The `espeak-ng` program, run as a separate process: linking it would put greenroom under the
//! GPL.

use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use super::{Speech, Voice, VoiceError};

/// How long the program may take. It needs 30 ms for phonemes and less than a second for the
/// sound of a minute of text; ten seconds means that something is wrong with it.
const LIMIT: Duration = Duration::from_secs(10);

/// No answer may be longer: ten minutes of sound are 26 MB.
const MOST_BYTES: u64 = 32 << 20;

/// The program, found on the `PATH` when it is run.
#[derive(Clone, Debug)]
pub(super) struct Espeak {
    program: OsString,
    limit: Duration,
}

impl Default for Espeak {
    fn default() -> Self {
        Self { program: "espeak-ng".into(), limit: LIMIT }
    }
}

impl Espeak {
    /// Another program in its place.
    #[cfg(test)]
    pub(super) fn named(program: &str) -> Self {
        Self { program: program.into(), limit: LIMIT }
    }

    /// Runs the program, gives it `text` on its standard input and returns what it wrote.
    pub(super) fn run(&self, arguments: &[&str], text: &str) -> Result<Vec<u8>, VoiceError> {
        let mut child = Command::new(&self.program)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|source| match source.kind() {
                io::ErrorKind::NotFound => VoiceError::ProgramMissing { program: self.name() },
                _ => VoiceError::Program { program: self.name(), source },
            })?;
        let answer = self.converse(&mut child, text);
        let status = if answer.is_ok() { finish(&mut child) } else { None };
        if status.is_none() {
            // Both fail only if it has ended by itself, which is what is wanted.
            let _ = child.kill();
            let _ = child.wait();
        }
        let answer = answer?;
        let status =
            status.ok_or(VoiceError::ProgramHung { program: self.name(), limit: self.limit })?;
        if !status.success() {
            return Err(self.useless(status.to_string()));
        }
        Ok(answer)
    }

    /// Writes and reads on threads of their own, so that neither a full pipe nor a silent program
    /// holds up the caller for longer than the limit.
    fn converse(&self, child: &mut Child, text: &str) -> Result<Vec<u8>, VoiceError> {
        let failed = |source| VoiceError::Program { program: self.name(), source };
        let (Some(mut stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(self.useless("no pipes".to_owned()));
        };
        let text = text.to_owned();
        thread::Builder::new()
            .name("espeak-in".to_owned())
            // A program that stops reading shows itself by what it answers.
            .spawn(move || drop(stdin.write_all(text.as_bytes())))
            .map_err(failed)?;
        let (sender, receiver) = mpsc::channel();
        thread::Builder::new()
            .name("espeak-out".to_owned())
            .spawn(move || {
                let mut bytes = Vec::new();
                let read = stdout.take(MOST_BYTES).read_to_end(&mut bytes);
                // Nobody listens any more after the limit.
                let _ = sender.send(read.map(|_| bytes));
            })
            .map_err(failed)?;
        receiver
            .recv_timeout(self.limit)
            .map_err(|_| VoiceError::ProgramHung { program: self.name(), limit: self.limit })?
            .map_err(failed)
    }

    fn name(&self) -> String {
        self.program.to_string_lossy().into_owned()
    }

    pub(super) fn useless(&self, reason: impl Into<String>) -> VoiceError {
        VoiceError::ProgramAnswer { program: self.name(), reason: reason.into() }
    }
}

/// Waits up to a second for a program that has closed its output, which it does as it ends.
fn finish(child: &mut Child) -> Option<ExitStatus> {
    for _ in 0..500 {
        if let Some(status) = child.try_wait().ok()? {
            return Some(status);
        }
        thread::sleep(Duration::from_millis(2));
    }
    None
}

/// The program's own voice: less natural than Piper's, but it needs no weights.
#[derive(Debug, Default)]
pub struct EspeakVoice {
    espeak: Espeak,
}

/// Words a minute; the program's default is 175, which is fast for a question heard once.
const WORDS_PER_MINUTE: &str = "160";

impl EspeakVoice {
    /// Checks that the program can be run.
    pub fn open() -> Result<Self, VoiceError> {
        let espeak = Espeak::default();
        espeak.run(&["--version"], "")?;
        Ok(Self { espeak })
    }
}

impl Voice for EspeakVoice {
    fn identity(&self) -> String {
        format!("espeak-ng en-us {WORDS_PER_MINUTE}")
    }

    fn synthesise(&mut self, sentence: &str) -> Result<Speech, VoiceError> {
        let arguments = ["-v", "en-us", "-s", WORDS_PER_MINUTE, "--stdin", "--stdout"];
        let wav = self.espeak.run(&arguments, sentence)?;
        let speech = parse_wav(&wav).ok_or_else(|| self.espeak.useless("not a 16 bit WAV"))?;
        Ok(speech.level_and_trim())
    }
}

/// Reads mono 16 bit PCM out of a WAV whose sizes are not to be trusted: on a pipe the program
/// cannot know the length when it writes the header, so it writes 0x7ffff000.
fn parse_wav(bytes: &[u8]) -> Option<Speech> {
    let word = |at: usize| Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    if bytes.get(..4)? != b"RIFF" || bytes.get(8..12)? != b"WAVE" {
        return None;
    }
    let mut rate_hz = None;
    let mut at = 12;
    loop {
        let (name, size) = (bytes.get(at..at + 4)?, word(at + 4)?);
        at += 8;
        match name {
            b"fmt " => {
                // Format 1 (PCM) with one channel, and 16 bits a sample.
                if word(at)? != 0x0001_0001 || word(at + 12)? >> 16 != 16 {
                    return None;
                }
                rate_hz = Some(word(at + 4)?).filter(|rate| (8_000..=48_000).contains(rate));
            }
            b"data" => {
                let samples = bytes[at..]
                    .chunks_exact(2)
                    .take(usize::try_from(size / 2).ok()?)
                    .map(|pair| f32::from(i16::from_le_bytes([pair[0], pair[1]])) / 32_768.0)
                    .collect();
                return Some(Speech { samples, rate_hz: rate_hz? });
            }
            _ => {}
        }
        at = at.checked_add(usize::try_from(size).ok()?)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wav(size: u32, samples: &[i16]) -> Vec<u8> {
        let mut bytes = b"RIFF\x00\xf0\xff\x7fWAVEfmt \x10\0\0\0\x01\0\x01\0".to_vec();
        bytes.extend(22_050_u32.to_le_bytes());
        bytes.extend(44_100_u32.to_le_bytes());
        bytes.extend(*b"\x02\0\x10\0data");
        bytes.extend(size.to_le_bytes());
        bytes.extend(samples.iter().flat_map(|s| s.to_le_bytes()));
        bytes
    }

    #[test]
    fn a_wav_of_unknown_length_is_read_to_its_end() {
        let speech = parse_wav(&wav(0x7fff_f000, &[16_384, -16_384])).unwrap();
        assert_eq!(speech, Speech { samples: vec![0.5, -0.5], rate_hz: 22_050 });
    }

    #[test]
    fn a_truncated_header_is_no_sound() {
        let whole = wav(4, &[1, 2]);
        for len in 0..44 {
            assert_eq!(parse_wav(&whole[..len]), None, "{len} bytes");
        }
    }

    #[test]
    fn a_program_that_is_not_there_is_named_with_a_way_to_get_it() {
        let espeak = Espeak::named("espeak-of-nowhere");
        let error = espeak.run(&[], "hello").unwrap_err();
        assert_eq!(error.to_string(), "the program `espeak-of-nowhere` was not found");
        assert!(error.hint().unwrap().contains("apt install espeak-of-nowhere"));
    }

    #[cfg(unix)]
    #[test]
    fn a_program_that_hangs_is_given_up() {
        let espeak = Espeak { program: "sleep".into(), limit: Duration::from_millis(20) };
        let error = espeak.run(&["60"], "hello").unwrap_err();
        assert!(matches!(error, VoiceError::ProgramHung { .. }), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn a_text_longer_than_a_pipe_goes_through() {
        let cat = Espeak::named("cat");
        let text = "word ".repeat(50_000);
        assert_eq!(cat.run(&[], &text).unwrap(), text.as_bytes());
    }

    #[cfg(unix)]
    #[test]
    fn a_program_that_fails_is_an_error() {
        let espeak = Espeak::named("false");
        assert!(matches!(espeak.run(&[], ""), Err(VoiceError::ProgramAnswer { .. })));
    }

    #[test]
    #[ignore = "needs espeak-ng"]
    fn it_speaks_a_sentence_at_a_human_pace() {
        let speech = EspeakVoice::open().unwrap();
        let speech = { speech }.synthesise("Tell me about a time you were wrong.").unwrap();
        assert!((1500..4000).contains(&speech.duration_ms()), "{} ms", speech.duration_ms());
    }
}
