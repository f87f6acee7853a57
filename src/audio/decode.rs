//! Audio files to 16 kHz mono, block by block.

use std::fmt;
use std::fs::File;
use std::path::{Path, PathBuf};

use symphonia::core::codecs::audio::well_known as codec;
use symphonia::core::codecs::audio::{
    AudioCodecId, AudioCodecParameters, AudioDecoder, AudioDecoderOptions,
};
use symphonia::core::errors::Error as MediaError;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, FormatReader, TrackType};
use symphonia::core::io::{MediaSourceStream, MediaSourceStreamOptions};
use symphonia::core::meta::MetadataOptions;
use symphonia::core::packet::Packet;

use super::mix::mono;
use super::resample::Resampler;
use super::wav::Source;
use super::{AudioError, SAMPLE_RATE};
use crate::timeline::{Millis, SampleClock};

/// The longest silence that one damaged packet may stand for, in seconds of its own clock.
const MAX_PACKET_S: u64 = 10;

/// Something in a file that was read in spite of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecodeWarning {
    /// So many packets could not be decoded; their time is silent.
    Damaged { packets: u64 },
    /// The file breaks off; what comes before is whole.
    CutOff { at: Millis },
}

impl fmt::Display for DecodeWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Damaged { packets: 1 } => write!(f, "one damaged stretch was left silent"),
            Self::Damaged { packets } => write!(f, "{packets} damaged stretches were left silent"),
            Self::CutOff { at } => write!(f, "the file breaks off after {}", at.to_clock()),
        }
    }
}

/// Decodes WAV, FLAC, MP3, M4A (AAC, ALAC) or OGG (Vorbis) to [`SAMPLE_RATE`] mono.
///
/// It holds one packet at a time, so the length of a file does not matter. Positions are true:
/// a damaged packet becomes silence of its length.
pub struct Decoder {
    path: PathBuf,
    format: Box<dyn FormatReader>,
    track: u32,
    audio: Box<dyn AudioDecoder>,
    /// Made for the rate of the first packet, and anew when the rate changes.
    resampler: Option<Resampler>,
    interleaved: Vec<f32>,
    mono: Vec<f32>,
    output: Vec<f32>,
    duration: Option<Millis>,
    delivered: u64,
    damaged: u64,
    cut_off: Option<Millis>,
    /// The first error, for the case that nothing can be decoded.
    error: Option<MediaError>,
    ended: bool,
}

impl Decoder {
    /// Opens a file and finds its audio track.
    ///
    /// # Errors
    /// If it is missing, unreadable, empty, not audio, or in a codec that is not supported.
    pub fn open(path: &Path) -> Result<Self, AudioError> {
        let read_error = |source| AudioError::Read { path: path.to_owned(), source };
        let file = File::open(path).map_err(read_error)?;
        if file.metadata().map_err(read_error)?.is_dir() {
            return Err(read_error(std::io::ErrorKind::IsADirectory.into()));
        }
        let source = Source::new(file).map_err(read_error)?;
        if source.is_empty() {
            return Err(AudioError::Empty { path: path.to_owned() });
        }
        let stream = MediaSourceStream::new(Box::new(source), MediaSourceStreamOptions::default());
        let mut hint = Hint::new();
        if let Some(extension) = path.extension().and_then(|extension| extension.to_str()) {
            hint.with_extension(extension);
        }
        let format = symphonia::default::get_probe()
            .probe(&hint, stream, FormatOptions::default(), MetadataOptions::default())
            .map_err(|error| AudioError::NotAudio { path: path.to_owned(), source: Some(error) })?;
        let (track, audio) = choose(format.as_ref(), path)?;
        Ok(Self {
            path: path.to_owned(),
            duration: duration(format.as_ref()),
            format,
            track,
            audio,
            resampler: None,
            interleaved: Vec::new(),
            mono: Vec::new(),
            output: Vec::new(),
            delivered: 0,
            damaged: 0,
            cut_off: None,
            error: None,
            ended: false,
        })
    }

    /// The length that the file claims to have, if it does.
    pub fn duration(&self) -> Option<Millis> {
        self.duration
    }

    /// Decodes on; `None` at the end.
    ///
    /// # Errors
    /// If the file turns out to hold nothing that can be decoded, or no sound at all. A file that
    /// breaks off later just ends, with a [`DecodeWarning`].
    pub fn next_block(&mut self) -> Result<Option<&[f32]>, AudioError> {
        self.output.clear();
        while self.output.is_empty() && !self.ended {
            self.step()?;
        }
        self.delivered += self.output.len() as u64;
        if !self.output.is_empty() {
            return Ok(Some(&self.output));
        }
        if self.delivered == 0 {
            let path = self.path.clone();
            return Err(match self.error.take() {
                Some(source) => AudioError::Damaged { path, source },
                None => AudioError::Empty { path },
            });
        }
        Ok(None)
    }

    /// What was wrong with what has been decoded so far.
    pub fn warnings(&self) -> Vec<DecodeWarning> {
        let damaged =
            (self.damaged > 0).then_some(DecodeWarning::Damaged { packets: self.damaged });
        let cut_off = self.cut_off.map(|at| DecodeWarning::CutOff { at });
        damaged.into_iter().chain(cut_off).collect()
    }

    /// Decodes one packet into `output`.
    fn step(&mut self) -> Result<(), AudioError> {
        let packet = match self.format.next_packet() {
            Ok(Some(packet)) => packet,
            Ok(None) => {
                self.end();
                return Ok(());
            }
            // A chained stream: another recording follows in the same file.
            Err(MediaError::ResetRequired) => {
                (self.track, self.audio) = choose(self.format.as_ref(), &self.path)?;
                return Ok(());
            }
            Err(error) => {
                self.end();
                let heard = self.delivered + self.output.len() as u64;
                self.cut_off = Some(SampleClock::new(SAMPLE_RATE).at(heard));
                self.error.get_or_insert(error);
                return Ok(());
            }
        };
        if packet.track_id != self.track {
            return Ok(());
        }
        let (rate_hz, channels) = match self.audio.decode(&packet) {
            Ok(decoded) => {
                decoded.copy_to_vec_interleaved(&mut self.interleaved);
                (decoded.spec().rate(), decoded.spec().channels().count())
            }
            Err(error) => {
                self.damaged += 1;
                self.error.get_or_insert(error);
                return self.silence(&packet);
            }
        };
        self.mono.clear();
        self.mono.extend(mono(&self.interleaved, channels));
        self.resample(rate_hz)
    }

    /// Puts silence in the place of a damaged packet, once something was decoded.
    fn silence(&mut self, packet: &Packet) -> Result<(), AudioError> {
        let Some(rate_hz) = self.resampler.as_ref().map(Resampler::rate_hz) else {
            return Ok(());
        };
        let limit = u64::from(rate_hz) * MAX_PACKET_S;
        let frames = usize::try_from(packet.dur.get().min(limit)).unwrap_or(0);
        self.mono.clear();
        self.mono.resize(frames, 0.0);
        self.resample(rate_hz)
    }

    /// Takes `mono` at `rate_hz` into `output`.
    fn resample(&mut self, rate_hz: u32) -> Result<(), AudioError> {
        let output = &mut self.output;
        let mut sink = |samples: &[f32]| output.extend_from_slice(samples);
        if self.resampler.as_ref().is_none_or(|resampler| resampler.rate_hz() != rate_hz) {
            if let Some(old) = &mut self.resampler {
                old.finish(&mut sink);
            }
            self.resampler = None;
        }
        let resampler = match &mut self.resampler {
            Some(resampler) => resampler,
            none => none.insert(Resampler::new(rate_hz)?),
        };
        resampler.push(&self.mono, sink);
        Ok(())
    }

    fn end(&mut self) {
        if let Some(resampler) = &mut self.resampler {
            let output = &mut self.output;
            resampler.finish(|samples| output.extend_from_slice(samples));
        }
        self.ended = true;
    }
}

/// Decodes a whole file through `sink`, block by block, without holding it in memory.
pub(super) fn decode_each(
    path: &Path,
    mut sink: impl FnMut(&[f32]),
) -> Result<Vec<DecodeWarning>, AudioError> {
    let mut decoder = Decoder::open(path)?;
    while let Some(block) = decoder.next_block()? {
        sink(block);
    }
    Ok(decoder.warnings())
}

/// Decodes a whole file into memory: 64 kB a second, 0.5 GB for two hours.
pub fn decode_all(path: &Path) -> Result<(Vec<f32>, Vec<DecodeWarning>), AudioError> {
    let mut samples = Vec::new();
    let warnings = decode_each(path, |block| samples.extend_from_slice(block))?;
    Ok((samples, warnings))
}

/// The first audio track, and a decoder for it.
fn choose(
    format: &dyn FormatReader,
    path: &Path,
) -> Result<(u32, Box<dyn AudioDecoder>), AudioError> {
    let not_audio = || AudioError::NotAudio { path: path.to_owned(), source: None };
    let track = format.default_track(TrackType::Audio).ok_or_else(not_audio)?;
    let parameters: &AudioCodecParameters =
        track.codec_params.as_ref().and_then(|params| params.audio()).ok_or_else(not_audio)?;
    let decoder = symphonia::default::get_codecs()
        .make_audio_decoder(parameters, &AudioDecoderOptions::default())
        .map_err(|_| AudioError::UnsupportedCodec {
            path: path.to_owned(),
            codec: codec_name(parameters.codec),
        })?;
    Ok((track.id, decoder))
}

/// The codecs that people's files come in and that there is no decoder for.
fn codec_name(id: AudioCodecId) -> String {
    let name = match id {
        codec::CODEC_ID_OPUS => "Opus",
        codec::CODEC_ID_SPEEX => "Speex",
        codec::CODEC_ID_AAC => "a kind of AAC other than LC",
        codec::CODEC_ID_AC3 => "AC-3",
        codec::CODEC_ID_EAC3 => "E-AC-3",
        codec::CODEC_ID_WMA => "WMA",
        codec::CODEC_ID_MP1 => "MP1",
        codec::CODEC_ID_MP2 => "MP2",
        codec::CODEC_ID_WAVPACK => "WavPack",
        _ => return format!("codec {id}"),
    };
    name.to_owned()
}

fn duration(format: &dyn FormatReader) -> Option<Millis> {
    let track = format.default_track(TrackType::Audio)?;
    let rate_hz = track.codec_params.as_ref()?.audio()?.sample_rate.filter(|&rate| rate > 0)?;
    Some(SampleClock::new(rate_hz).at(track.num_frames?))
}

#[cfg(test)]
#[expect(clippy::cast_possible_truncation, reason = "made-up signals and small counts")]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn wav(rate_hz: u32, channels: u16, frames: u32) -> Vec<u8> {
        let spec = hound::WavSpec {
            channels,
            sample_rate: rate_hz,
            bits_per_sample: 16,
            sample_format: hound::SampleFormat::Int,
        };
        let mut file = std::io::Cursor::new(Vec::new());
        let mut writer = hound::WavWriter::new(&mut file, spec).unwrap();
        for frame in 0..frames {
            for _ in 0..channels {
                let phase = std::f64::consts::TAU * 200.0 * f64::from(frame) / f64::from(rate_hz);
                writer.write_sample((phase.sin() * 8000.0) as i16).unwrap();
            }
        }
        writer.finalize().unwrap();
        file.into_inner()
    }

    fn decode(name: &str, bytes: &[u8]) -> Result<(Vec<f32>, Vec<DecodeWarning>), AudioError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        decode_all(&path)
    }

    #[test]
    fn any_rate_and_channel_count_becomes_the_same_sound() {
        for (rate_hz, channels) in [(16_000, 1), (44_100, 2), (48_000, 6), (8000, 1)] {
            let (samples, warnings) = decode("a.wav", &wav(rate_hz, channels, rate_hz)).unwrap();
            assert_eq!(samples.len(), 16_000, "{rate_hz} Hz");
            assert_eq!(warnings, []);
            let level = super::super::Level::of(&samples[1000..15_000]);
            assert!((level.rms_dbfs + 15.26).abs() < 0.2, "{rate_hz} Hz: {level:?}");
        }
    }

    #[test]
    fn a_recording_with_a_lying_header_is_read_to_its_end() {
        let whole = wav(16_000, 1, 16_000);
        let with_size = |size: u32| {
            let mut file = whole.clone();
            file[40..44].copy_from_slice(&size.to_le_bytes());
            file[4..8].copy_from_slice(&size.wrapping_add(36).to_le_bytes());
            file
        };
        for size in [0, 8000, 64_000, u32::MAX] {
            let (samples, _) = decode("a.wav", &with_size(size)).unwrap();
            assert_eq!(samples.len(), 16_000, "a header that promises {size} bytes");
        }
        let (cut, _) = decode("a.wav", &whole[..44 + 9001]).unwrap();
        assert_eq!(cut.len(), 4500);
    }

    #[test]
    fn what_follows_the_samples_is_not_played() {
        let mut file = wav(16_000, 1, 1600);
        file.extend_from_slice(b"LIST\x0c\0\0\0INFOabcdefgh");
        assert_eq!(decode("a.wav", &file).unwrap().0.len(), 1600);
    }

    #[test]
    fn each_kind_of_bad_file_has_its_own_error() {
        let missing = decode_all(Path::new("nowhere.mp3")).unwrap_err();
        assert!(matches!(missing, AudioError::Read { .. }), "{missing}");
        let folder = decode_all(Path::new(".")).unwrap_err();
        assert!(matches!(folder, AudioError::Read { .. }), "{folder}");
        let empty = decode("a.wav", b"").unwrap_err();
        assert!(matches!(empty, AudioError::Empty { .. }), "{empty}");
        let silent = decode("a.wav", &wav(16_000, 1, 0)).unwrap_err();
        assert!(matches!(silent, AudioError::Empty { .. }), "{silent}");
        let text = decode("a.mp3", "I led the migration. ".repeat(400).as_bytes()).unwrap_err();
        assert!(matches!(text, AudioError::NotAudio { .. } | AudioError::Damaged { .. }), "{text}");
        assert!(text.hint().unwrap().contains("ffmpeg"));
    }

    /// The Ogg pages of a short Opus stream, with their checksums.
    fn opus() -> Vec<u8> {
        let head = b"OpusHead\x01\x01\x38\x01\x80\xbb\0\0\0\0\0";
        let tags = b"OpusTags\0\0\0\0\0\0\0\0";
        let mut file = Vec::new();
        let silence = &[0xfc, 0xff, 0xfe][..];
        for (number, packet) in [&head[..], &tags[..], silence, silence].into_iter().enumerate() {
            let mut page = b"OggS\0".to_vec();
            page.push([2, 0, 0, 4][number]);
            page.extend_from_slice(&(960 * number.saturating_sub(1) as u64).to_le_bytes());
            page.extend_from_slice(&7_u32.to_le_bytes());
            page.extend_from_slice(&u32::try_from(number).unwrap().to_le_bytes());
            page.extend_from_slice(&[0; 4]);
            page.extend_from_slice(&[1, u8::try_from(packet.len()).unwrap()]);
            page.extend_from_slice(packet);
            let crc = page.iter().fold(0_u32, |crc, &byte| {
                (0..8).fold(crc ^ u32::from(byte) << 24, |crc, _| {
                    if crc >> 31 == 1 { crc << 1 ^ 0x04c1_1db7 } else { crc << 1 }
                })
            });
            page[22..26].copy_from_slice(&crc.to_le_bytes());
            file.extend(page);
        }
        file
    }

    #[test]
    fn opus_is_refused_by_name_with_the_way_to_convert_it() {
        let error = decode("a.ogg", &opus()).unwrap_err();
        assert!(error.to_string().contains("Opus"), "{error}");
        assert!(error.hint().unwrap().contains("ffmpeg"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn no_damage_makes_it_panic_or_grow(
            at in 0usize..3244, bytes in prop::collection::vec(any::<u8>(), 1..40), cut in 0usize..3244
        ) {
            let mut file = wav(16_000, 1, 1600);
            let end = file.len().min(at + bytes.len());
            file[at..end].copy_from_slice(&bytes[..end - at]);
            file.truncate(file.len() - cut / 4);
            if let Ok((samples, _)) = decode("a.wav", &file) {
                // 8-bit at 1000 Hz is the slowest that the header can claim.
                prop_assert!(samples.len() <= 3300 * 16);
            }
        }
    }
}
