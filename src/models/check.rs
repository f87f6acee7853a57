//! Looking a recogniser file over before whisper.cpp sees it.
//!
//! whisper.cpp trusts its input: sizes from the header reach allocations unchecked, a file without
//! tensors loads "for testing", and a wrong number type reads past a table. So everything that it
//! relies on is checked here first, by walking over the file without reading the numbers.

use std::collections::BTreeMap;
use std::io::{Read, Seek};

use super::convert::MAGIC;
use super::defect::Defect;
use super::encoding::Encoding;
use super::hparams::Hparams;
use super::mel;
use super::tensors::{Role, Tensor, tensors};
use super::vocabulary::TEXT_TOKENS;
use super::walker::Walker;

/// `GGUF` read as a little-endian number.
const GGUF: u32 = 0x4655_4747;
/// The longest Whisper token is 128 spaces.
const LONGEST_TOKEN: u32 = 256;

/// What a sound recogniser file says about itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Description {
    /// Knows English only.
    pub english_only: bool,
    /// Number format of the large tensors: `f16`, `q8_0` and so on.
    pub precision: &'static str,
}

/// Accepts a file that whisper.cpp can load, of any size and number format that it reads.
///
/// Reads some 0.5 MB and seeks over the rest, so that it can be done at each start.
pub(super) fn check<R: Read + Seek>(file: R) -> Result<Description, Defect> {
    let mut walker = Walker::new(file)?;
    match walker.u32()? {
        MAGIC => {}
        GGUF => return Err(Defect::Gguf),
        _ => return Err(Defect::NotGgml),
    }
    let (sizes, encoding) = header(&mut walker)?;
    mel_filters(&mut walker, sizes.mel_bands)?;
    vocabulary(&mut walker)?;
    weights(&mut walker, &sizes, encoding)?;
    Ok(Description { english_only: sizes.vocabulary == 51_864, precision: encoding.name() })
}

fn header<R: Read + Seek>(walker: &mut Walker<R>) -> Result<(Hparams, Encoding), Defect> {
    let mut field = |field: &'static str| {
        let value = walker.i32()?;
        u32::try_from(value).map_err(|_| Defect::Header { field, value: i64::from(value) })
    };
    let vocabulary = field("vocabulary size")?;
    let audio_context = field("audio context")?;
    let state = field("width")?;
    let audio_heads = field("number of audio heads")?;
    let audio_layers = field("number of audio layers")?;
    let text_context = field("text context")?;
    let text_state = field("text width")?;
    let text_heads = field("number of text heads")?;
    let text_layers = field("number of text layers")?;
    let mel_bands = field("number of mel bands")?;
    let ftype = walker.i32()?;
    let sizes = Hparams {
        vocabulary,
        audio_context,
        state,
        audio_layers,
        text_context,
        text_layers,
        mel_bands,
    };
    sizes.validate()?;
    for (field, value, expected) in [
        ("text width", text_state, state),
        ("number of audio heads", audio_heads, sizes.heads()),
        ("number of text heads", text_heads, sizes.heads()),
    ] {
        if value != expected {
            return Err(Defect::Header { field, value: i64::from(value) });
        }
    }
    let encoding = Encoding::of_file(ftype)
        .ok_or(Defect::Header { field: "number format", value: i64::from(ftype) })?;
    Ok((sizes, encoding))
}

fn mel_filters<R: Read + Seek>(walker: &mut Walker<R>, bands: u32) -> Result<(), Defect> {
    if walker.u32()? != bands || walker.u32()? != mel::BINS {
        return Err(Defect::MelFilters);
    }
    for _ in 0..bands * mel::BINS {
        let weight = f32::from_le_bytes(walker.array()?);
        // Slaney's weights are at most 2 divided by the 75 Hz that the narrowest band is wide.
        if !(0.0..1.0).contains(&weight) {
            return Err(Defect::MelFilters);
        }
    }
    Ok(())
}

fn vocabulary<R: Read + Seek>(walker: &mut Walker<R>) -> Result<(), Defect> {
    let count = walker.u32()?;
    // English-only files may leave the end-of-text token to whisper.cpp, which names it itself.
    if count != TEXT_TOKENS && count != TEXT_TOKENS - 1 {
        return Err(Defect::Vocabulary(format!("it has {count} tokens")));
    }
    for token in 0..count {
        let length = walker.u32()?;
        if length > LONGEST_TOKEN {
            return Err(Defect::Vocabulary(format!("token {token} has {length} bytes")));
        }
        walker.skip(u64::from(length))?;
    }
    Ok(())
}

fn weights<R: Read + Seek>(
    walker: &mut Walker<R>,
    sizes: &Hparams,
    file_encoding: Encoding,
) -> Result<(), Defect> {
    let mut missing: BTreeMap<String, Tensor> =
        tensors(sizes).into_iter().map(|tensor| (tensor.name.clone(), tensor)).collect();
    while !missing.is_empty() {
        if walker.remaining() == 0 {
            let name = missing.pop_first().map(|(name, _)| name).unwrap_or_default();
            return Err(Defect::Missing { name });
        }
        let tensor = tensor_header(walker, &mut missing)?;
        let encoding = match (tensor.role, file_encoding) {
            (Role::Single, _) | (Role::Convolution, Encoding::F32) => Encoding::F32,
            (Role::Convolution, _) => Encoding::F16,
            (Role::Matrix, of_file) => of_file,
        };
        if tensor.tag != encoding.tag() {
            let problem =
                format!("has number format {} instead of {}", tensor.tag, encoding.name());
            return Err(Defect::tensor(&tensor.name, problem));
        }
        walker.skip(encoding.bytes(tensor.elements))?;
    }
    match walker.remaining() {
        0 => Ok(()),
        bytes => Err(Defect::Trailing { bytes }),
    }
}

struct Found {
    name: String,
    role: Role,
    tag: i32,
    elements: u64,
}

/// Reads one tensor's header and crosses it off the list of those that are still to come.
fn tensor_header<R: Read + Seek>(
    walker: &mut Walker<R>,
    missing: &mut BTreeMap<String, Tensor>,
) -> Result<Found, Defect> {
    let rank = walker.u32()?;
    let name_length = walker.u32()?;
    let tag = walker.i32()?;
    // whisper.cpp has room for four dimensions and uses three; the longest name has 40 letters.
    if !(1..=3).contains(&rank) || name_length > 64 {
        return Err(Defect::tensor("header", format!("at byte {} is broken", walker.position())));
    }
    let mut dims = (0..rank).map(|_| walker.u32()).collect::<Result<Vec<u32>, Defect>>()?;
    dims.reverse();
    let name = walker.bytes(usize::try_from(name_length).unwrap_or(usize::MAX))?;
    let name = String::from_utf8_lossy(&name).into_owned();
    let Some(tensor) = missing.remove(&name) else {
        return Err(Defect::tensor(&format!("{name:?}"), "is there twice or does not belong"));
    };
    if dims != tensor.dims {
        let problem = format!("has the shape {dims:?} instead of {:?}", tensor.dims);
        return Err(Defect::tensor(&name, problem));
    }
    Ok(Found { elements: tensor.elements(), role: tensor.role, name, tag })
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;
    use std::sync::OnceLock;

    use proptest::prelude::*;

    use super::super::convert::{Precision, convert};
    use super::super::sample;
    use super::*;

    /// A sound q8_0 file, made once.
    fn sound() -> Vec<u8> {
        static FILE: OnceLock<Vec<u8>> = OnceLock::new();
        FILE.get_or_init(|| converted(Precision::Q8_0)).clone()
    }

    fn converted(precision: Precision) -> Vec<u8> {
        let mut file = Vec::new();
        let model = Cursor::new(sample::ctranslate2());
        convert(model, &sample::tokens(), precision, &mut file, &mut |_, _| {}).unwrap();
        file
    }

    /// Where the tensors begin: after the header, the filters and the tokens.
    fn weights_at() -> usize {
        let tokens: usize = sample::tokens().iter().map(|token| 4 + token.len()).sum();
        4 + 11 * 4 + 8 + 80 * 201 * 4 + 4 + tokens
    }

    #[test]
    fn a_converted_model_is_sound() {
        for (precision, name) in [(Precision::F16, "f16"), (Precision::Q8_0, "q8_0")] {
            let description = check(Cursor::new(converted(precision))).unwrap();
            assert_eq!(description, Description { english_only: true, precision: name });
        }
    }

    #[test]
    fn a_file_cut_anywhere_is_refused() {
        let file = sound();
        let step = file.len() / 200;
        for length in (0..file.len()).step_by(step).chain([1, 47, 48, file.len() - 1]) {
            assert!(check(Cursor::new(&file[..length])).is_err(), "{length}");
        }
    }

    #[test]
    fn bytes_after_the_last_tensor_are_refused() {
        let mut file = sound();
        file.push(0);
        assert!(matches!(check(Cursor::new(file)), Err(Defect::Trailing { bytes: 1 })));
    }

    #[test]
    fn a_file_of_another_kind_is_named() {
        assert!(matches!(check(Cursor::new(b"GGUF....")), Err(Defect::Gguf)));
        assert!(matches!(check(Cursor::new(b"RIFF....")), Err(Defect::NotGgml)));
        assert!(matches!(check(Cursor::new(b"")), Err(Defect::Cut { length: 0 })));
    }

    #[test]
    fn a_file_without_tensors_is_refused() {
        let file = sound();
        let head = &file[..weights_at()];
        assert!(matches!(check(Cursor::new(head)), Err(Defect::Missing { .. })));
    }

    #[test]
    fn a_tensor_that_is_there_twice_is_refused() {
        let file = sound();
        // The positional embedding is first: 3 numbers, 2 dimensions, its name, 448 x 64 x f32.
        let first = &file[weights_at()..][..12 + 8 + 28 + 448 * 64 * 4];
        let twice = [&file[..weights_at()], first, first].concat();
        let error = check(Cursor::new(twice)).unwrap_err().to_string();
        assert!(error.contains("decoder.positional_embedding"), "{error}");
    }

    #[test]
    fn every_size_in_the_header_is_guarded() {
        let file = sound();
        for field in 0..11 {
            for value in [i32::MIN, -1, 0, 3, 65, 100_000, i32::MAX] {
                let mut file = file.clone();
                file[4 + field * 4..][..4].copy_from_slice(&value.to_le_bytes());
                assert!(check(Cursor::new(file)).is_err(), "field {field}: {value}");
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn no_flipped_byte_makes_it_panic(at in any::<prop::sample::Index>(), bits in 1..=255_u8) {
            let mut file = sound();
            let at = at.index(weights_at() + 400);
            file[at] ^= bits;
            let _ = check(Cursor::new(file));
        }

        #[test]
        fn no_hostile_tensor_header_is_believed(words in prop::array::uniform6(any::<i32>())) {
            let mut file = sound();
            file.truncate(weights_at());
            file.extend(words.iter().flat_map(|word| word.to_le_bytes()));
            prop_assert!(check(Cursor::new(file)).is_err());
        }

        #[test]
        fn nothing_makes_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            prop_assert!(check(Cursor::new([&MAGIC.to_le_bytes()[..], &bytes].concat())).is_err());
        }
    }
}
