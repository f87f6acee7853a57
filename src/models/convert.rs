//! From CTranslate2's Whisper weights to the file that whisper.cpp reads.
//!
//! The conversion re-arranges, tensor by tensor through one small buffer, and is deterministic:
//! the same weights always give the same bytes.

use std::io::{self, Read, Seek, SeekFrom, Write};

use half::f16;
use serde::Deserialize;

use super::ctranslate2::{Index, Number, Variable};
use super::defect::Defect;
use super::encoding::Encoding;
use super::hparams::Hparams;
use super::mel;
use super::tensors::{Role, Tensor, tensors};

/// `ggml` read as a little-endian number.
pub(super) const MAGIC: u32 = 0x6767_6d6c;
/// Version of the quantised formats, which the header's `ftype` carries in its thousands.
const QUANTISATION_VERSION: i32 = 2;
/// Numbers handled at a time: 256 KB as f32, and whole blocks of 32.
const CHUNK: usize = 64 * 1024;
/// Numbers that share a scale in q8_0.
const BLOCK: usize = 32;

/// How exactly the large tensors are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// 16-bit floats, as OpenAI published them.
    #[default]
    F16,
    /// 8-bit integers with a scale for every 32: 55 % of the size.
    Q8_0,
}

impl Precision {
    fn encoding(self, role: Role) -> Encoding {
        match (role, self) {
            (Role::Single, _) => Encoding::F32,
            (Role::Convolution, _) | (Role::Matrix, Self::F16) => Encoding::F16,
            (Role::Matrix, Self::Q8_0) => Encoding::Q8_0,
        }
    }

    fn ftype(self) -> i32 {
        match self {
            Self::F16 => 1,
            Self::Q8_0 => 1000 * QUANTISATION_VERSION + 7,
        }
    }
}

/// Why a conversion stopped.
#[derive(Debug, thiserror::Error)]
pub(super) enum ConvertError {
    #[error(transparent)]
    Source(#[from] Defect),
    #[error("the result cannot be written")]
    Write(#[source] io::Error),
}

/// Converts `model`, a whole CTranslate2 `model.bin`, and writes a ggml file to `out`.
///
/// `progress` is told how many bytes of tensors are written, and of how many.
pub(super) fn convert<R: Read + Seek>(
    model: R,
    tokens: &[Vec<u8>],
    precision: Precision,
    out: &mut dyn Write,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<(), ConvertError> {
    let (index, mut file) = Index::read(model)?;
    let sizes = index.sizes()?;
    let tensors = tensors(&sizes);
    let bytes = |tensor: &Tensor| precision.encoding(tensor.role).bytes(tensor.elements());
    let total = tensors.iter().map(bytes).sum();
    // All shapes are checked before the first byte is written.
    let sources = tensors
        .iter()
        .map(|tensor| source(&index, tensor))
        .collect::<Result<Vec<Numbers<'_>>, Defect>>()?;

    header(&sizes, precision, tokens, out).map_err(ConvertError::Write)?;
    let mut done = 0;
    progress(done, total);
    for (tensor, numbers) in tensors.iter().zip(&sources) {
        let encoding = precision.encoding(tensor.role);
        tensor_header(tensor, encoding, out).map_err(ConvertError::Write)?;
        let mut left = tensor.elements();
        let mut first = 0;
        while left > 0 {
            let count = left.min(CHUNK as u64);
            let values = numbers.read(&mut file, first, count)?;
            write_values(&values, encoding, out).map_err(ConvertError::Write)?;
            first += count;
            left -= count;
        }
        done += bytes(tensor);
        progress(done, total);
    }
    Ok(())
}

/// The numbers of one tensor: a range of a variable, with its scales if it is quantised.
struct Numbers<'a> {
    variable: &'a Variable,
    name: &'a str,
    /// First number of the range within the variable.
    start: u64,
    /// Numbers in a row; each row of 8-bit numbers has its own scale.
    row: u64,
    scales: Option<&'a Variable>,
}

/// Finds a tensor's numbers and refuses shapes that do not fit.
fn source<'a>(index: &'a Index, tensor: &'a Tensor) -> Result<Numbers<'a>, Defect> {
    let name = tensor.source.variable.as_str();
    let variable = index.get(name)?;
    // The convolutions' biases are columns in ggml and plain vectors in CTranslate2.
    let mut expected = tensor.dims.clone();
    if expected.last() == Some(&1) {
        expected.pop();
    }
    if let Some(rows) = expected.first_mut() {
        *rows *= tensor.source.of;
    }
    if variable.dims != expected {
        let problem = format!("has the shape {:?} instead of {expected:?}", variable.dims);
        return Err(Defect::tensor(name, problem));
    }
    let row = expected.iter().skip(1).map(|&dim| u64::from(dim)).product();
    let scales = match variable.number {
        Number::F32 | Number::F16 => None,
        Number::I8 => Some(scales(index, name, &expected)?),
        Number::I16 | Number::I32 => {
            let problem = "holds whole numbers; use weights in float16, float32 or int8";
            return Err(Defect::tensor(name, problem));
        }
    };
    let start = u64::from(tensor.source.part) * tensor.elements();
    Ok(Numbers { variable, name, start, row, scales })
}

/// The scales of an 8-bit variable: one number a row.
fn scales<'a>(index: &'a Index, name: &str, dims: &[u32]) -> Result<&'a Variable, Defect> {
    let scale_name = format!("{name}_scale");
    let scales = index.get(&scale_name)?;
    if scales.number != Number::F32 || scales.dims != dims[..1] {
        return Err(Defect::tensor(&scale_name, "is not one 32-bit number a row"));
    }
    Ok(scales)
}

impl Numbers<'_> {
    fn read<R: Read + Seek>(
        &self,
        file: &mut R,
        first: u64,
        count: u64,
    ) -> Result<Vec<f32>, Defect> {
        let first = self.start + first;
        let bytes = read_range(file, self.variable, first, count)?;
        let values: Vec<f32> = match (self.variable.number, self.scales) {
            (Number::F16, _) => {
                let pairs = bytes.as_chunks().0.iter();
                pairs.map(|&pair| f16::from_le_bytes(pair).to_f32()).collect()
            }
            (Number::I8, Some(scales)) => {
                let (from, to) = (first / self.row, (first + count).div_ceil(self.row));
                let scales = read_range(file, scales, from, to - from)?;
                let scales = scales.as_chunks().0;
                (first..)
                    .zip(&bytes)
                    .map(|(at, byte)| {
                        let row = usize::try_from(at / self.row - from).unwrap_or(usize::MAX);
                        let scale = scales.get(row).map_or(1.0, |&four| f32::from_le_bytes(four));
                        f32::from(byte.cast_signed()) / scale
                    })
                    .collect()
            }
            _ => bytes.as_chunks().0.iter().map(|&four| f32::from_le_bytes(four)).collect(),
        };
        // One bad number makes every transcript empty, with nothing to point at the cause.
        if values.iter().any(|value| !value.is_finite()) {
            return Err(Defect::tensor(self.name, "holds something that is not a number"));
        }
        Ok(values)
    }
}

fn read_range<R: Read + Seek>(
    file: &mut R,
    variable: &Variable,
    first: u64,
    count: u64,
) -> Result<Vec<u8>, Defect> {
    let size = variable.number.bytes();
    let length = usize::try_from(count * size).map_err(|_| Defect::NotCtranslate2)?;
    let mut bytes = vec![0; length];
    file.seek(SeekFrom::Start(variable.offset + first * size)).map_err(Defect::Read)?;
    file.read_exact(&mut bytes).map_err(Defect::Read)?;
    Ok(bytes)
}

fn header(
    sizes: &Hparams,
    precision: Precision,
    tokens: &[Vec<u8>],
    out: &mut dyn Write,
) -> io::Result<()> {
    out.write_all(&MAGIC.to_le_bytes())?;
    for value in [
        sizes.vocabulary,
        sizes.audio_context,
        sizes.state,
        sizes.heads(),
        sizes.audio_layers,
        sizes.text_context,
        sizes.state,
        sizes.heads(),
        sizes.text_layers,
        sizes.mel_bands,
    ] {
        out.write_all(&value.to_le_bytes())?;
    }
    out.write_all(&precision.ftype().to_le_bytes())?;
    out.write_all(&sizes.mel_bands.to_le_bytes())?;
    out.write_all(&mel::BINS.to_le_bytes())?;
    for weight in mel::filters(sizes.mel_bands) {
        out.write_all(&weight.to_le_bytes())?;
    }
    out.write_all(&length(tokens.len())?)?;
    for token in tokens {
        out.write_all(&length(token.len())?)?;
        out.write_all(token)?;
    }
    Ok(())
}

fn tensor_header(tensor: &Tensor, encoding: Encoding, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(&length(tensor.dims.len())?)?;
    out.write_all(&length(tensor.name.len())?)?;
    out.write_all(&encoding.tag().to_le_bytes())?;
    for dim in tensor.dims.iter().rev() {
        out.write_all(&dim.to_le_bytes())?;
    }
    out.write_all(tensor.name.as_bytes())
}

fn length(count: usize) -> io::Result<[u8; 4]> {
    i32::try_from(count).map(i32::to_le_bytes).map_err(io::Error::other)
}

fn write_values(values: &[f32], encoding: Encoding, out: &mut dyn Write) -> io::Result<()> {
    let mut bytes = Vec::with_capacity(values.len() * 4);
    match encoding {
        Encoding::F32 => bytes.extend(values.iter().flat_map(|value| value.to_le_bytes())),
        Encoding::Q8_0 => values.chunks(BLOCK).for_each(|block| quantise(block, &mut bytes)),
        _ => {
            bytes.extend(values.iter().flat_map(|&value| f16::from_f32(value).to_le_bytes()));
        }
    }
    out.write_all(&bytes)
}

/// One block of q8_0: the scale as f16, then 32 whole numbers between -127 and 127.
#[expect(clippy::cast_possible_truncation, reason = "at most 127 after scaling")]
fn quantise(block: &[f32], bytes: &mut Vec<u8>) {
    let largest = block.iter().fold(0.0_f32, |most, value| most.max(value.abs()));
    let scale = largest / 127.0;
    let inverse = if scale > 0.0 { 1.0 / scale } else { 0.0 };
    bytes.extend(f16::from_f32(scale).to_le_bytes());
    bytes.extend(block.iter().map(|value| ((value * inverse).round() as i8).cast_unsigned()));
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::io::Cursor;

    use proptest::prelude::*;

    use super::super::sample::{self, Written};
    use super::*;

    fn converted(
        variables: &BTreeMap<String, Written>,
        precision: Precision,
    ) -> Result<Vec<u8>, ConvertError> {
        let (mut out, model) = (Vec::new(), Cursor::new(sample::write(variables)));
        convert(model, &sample::tokens(), precision, &mut out, &mut |_, _| {})?;
        Ok(out)
    }

    /// The numbers of a tensor in a ggml file of f16 and f32.
    fn numbers(file: &[u8], name: &str) -> Vec<f32> {
        let at = file.windows(name.len()).position(|part| part == name.as_bytes()).unwrap();
        let tensors = tensors(&sample::SIZES);
        let tensor = tensors.iter().find(|tensor| tensor.name == name).unwrap();
        let count = usize::try_from(tensor.elements()).unwrap();
        let data = &file[at + name.len()..];
        if tensor.role == Role::Single {
            let data = data[..count * 4].as_chunks().0.iter();
            return data.map(|&four| f32::from_le_bytes(four)).collect();
        }
        let data = data[..count * 2].as_chunks().0.iter();
        data.map(|&two| f16::from_le_bytes(two).to_f32()).collect()
    }

    #[test]
    fn query_key_and_value_are_thirds_of_one_variable() {
        let file = converted(&sample::variables(), Precision::F16).unwrap();
        for (part, name) in (0..).zip(["query", "key", "value"]) {
            let weights = numbers(&file, &format!("encoder.blocks.0.attn.{name}.weight"));
            let first = part * 64 * 64;
            assert_eq!(weights[..3], [first, first + 1, first + 2].map(sample::value), "{name}");
            assert_eq!(weights.len(), 64 * 64);
        }
        let bias = numbers(&file, "encoder.blocks.0.attn.value.bias");
        assert_eq!(bias[..1], [sample::value(128)]);
    }

    #[test]
    fn cross_attention_keys_and_values_are_halves() {
        let file = converted(&sample::variables(), Precision::F16).unwrap();
        let weights = numbers(&file, "decoder.blocks.0.cross_attn.value.weight");
        assert_eq!(weights[..1], [sample::value(64 * 64)]);
        let bias = numbers(&file, "decoder.blocks.0.cross_attn.value.bias");
        assert_eq!(bias[..1], [sample::value(64)]);
    }

    #[test]
    fn thirty_two_bit_weights_give_the_same_file() {
        let halves = sample::variables();
        let mut singles = halves.clone();
        for (dims, number, bytes) in singles.values_mut().filter(|(_, number, _)| *number == 4) {
            let count: u64 = dims.iter().map(|&dim| u64::from(dim)).product();
            *number = 0;
            *bytes = (0..count).flat_map(|at| sample::value(at).to_le_bytes()).collect();
        }
        let from = |variables| converted(variables, Precision::F16).unwrap();
        assert!(from(&halves) == from(&singles));
    }

    #[test]
    fn eight_bit_weights_are_scaled_by_row() {
        let mut variables = sample::variables();
        let name = "encoder/layer_0/ffn/linear_0/weight";
        let rows = 256_u16;
        let bytes = (0..rows).flat_map(|_| (0..64).map(|at: u8| at)).collect();
        variables.insert(name.to_owned(), (vec![256, 64], 1, bytes));
        let scales = (0..rows).flat_map(|row| f32::from(1 + row % 2).to_le_bytes()).collect();
        variables.insert(format!("{name}_scale"), (vec![256], 0, scales));
        let file = converted(&variables, Precision::F16).unwrap();
        let weights = numbers(&file, "encoder.blocks.0.mlp.0.weight");
        assert_eq!((weights[3], weights[64 + 3], weights[128 + 3]), (3.0, 1.5, 3.0));

        variables.remove(&format!("{name}_scale"));
        let error = converted(&variables, Precision::F16).unwrap_err().to_string();
        assert!(error.contains("weight_scale is missing"), "{error}");
    }

    #[test]
    fn a_block_of_eight_bits_is_within_half_a_step() {
        let values: Vec<f32> = (0..32).map(|at: u8| f32::from(at) * 0.37 - 5.0).collect();
        let mut bytes = Vec::new();
        quantise(&values, &mut bytes);
        assert_eq!(bytes.len(), 34);
        let scale = f16::from_le_bytes([bytes[0], bytes[1]]).to_f32();
        for (value, byte) in values.iter().zip(&bytes[2..]) {
            let back = f32::from(byte.cast_signed()) * scale;
            // Half a step, and what the scale lost as f16.
            assert!((back - value).abs() <= scale * 0.56, "{value} became {back}");
        }
        bytes.clear();
        quantise(&[0.0; 32], &mut bytes);
        assert_eq!(bytes, [0; 34]);
    }

    #[test]
    fn what_is_wrong_with_the_weights_is_said() {
        let name = "decoder/layer_norm/gamma";
        for (written, problem) in [
            (None, "decoder/layer_norm/gamma is missing"),
            (Some((vec![63], 4, vec![0; 126])), "the shape [63] instead of [64]"),
            (Some((vec![64], 3, vec![0; 256])), "holds whole numbers"),
            (Some((vec![64], 9, vec![0; 256])), "unknown number format"),
            (Some((vec![64], 4, vec![0; 127])), "does not fit its shape"),
            (Some((vec![u32::MAX; 9], 4, vec![0; 128])), "impossible shape"),
            (Some((vec![64], 4, vec![0xFF; 128])), "not a number"),
        ] {
            let mut variables = sample::variables();
            match written {
                Some(written) => variables.insert(name.to_owned(), written),
                None => variables.remove(name),
            };
            let error = converted(&variables, Precision::F16).unwrap_err().to_string();
            assert!(error.contains(problem), "{error}");
        }
    }

    #[test]
    fn a_model_cut_anywhere_is_refused() {
        let model = sample::ctranslate2();
        for length in (0..model.len()).step_by(model.len() / 300).chain([model.len() - 1]) {
            assert!(Index::read(Cursor::new(&model[..length])).is_err(), "{length}");
        }
        let longer = [&model[..], &[0]].concat();
        assert!(matches!(Index::read(Cursor::new(longer)), Err(Defect::Trailing { bytes: 1 })));
    }

    proptest! {
        #[test]
        fn no_bytes_make_the_index_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let head = &sample::write(&BTreeMap::new())[..22];
            let _ = Index::read(Cursor::new([head, &bytes].concat()));
            let _ = Index::read(Cursor::new(bytes));
        }
    }
}
