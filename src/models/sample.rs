//! A CTranslate2 model for tests: as small as Whisper's fixed sizes allow, with numbers that can be
//! told apart.

use std::collections::BTreeMap;

use half::f16;

use super::hparams::Hparams;
use super::tensors::tensors;
use super::vocabulary::TEXT_TOKENS;

/// One layer each, one head.
pub(super) const SIZES: Hparams = Hparams {
    vocabulary: 51_864,
    audio_context: 1500,
    state: 64,
    audio_layers: 1,
    text_context: 448,
    text_layers: 1,
    mel_bands: 80,
};

/// A variable as it is written: shape, number format, bytes.
pub(super) type Written = (Vec<u32>, u8, Vec<u8>);

/// The value of a variable's n-th number: exact in f16, and different for neighbours.
pub(super) fn value(at: u64) -> f32 {
    f32::from((at % 997) as u16) / 512.0 - 0.9375
}

pub(super) fn variables() -> BTreeMap<String, Written> {
    let mut variables = BTreeMap::new();
    for tensor in tensors(&SIZES) {
        let mut dims = tensor.dims.clone();
        if dims.last() == Some(&1) {
            dims.pop();
        }
        dims[0] *= tensor.source.of;
        let count: u64 = dims.iter().map(|&dim| u64::from(dim)).product();
        let bytes = (0..count).flat_map(|at| f16::from_f32(value(at)).to_le_bytes()).collect();
        variables.insert(tensor.source.variable, (dims, 4, bytes));
    }
    variables.insert("encoder/num_heads".to_owned(), (Vec::new(), 2, vec![1, 0]));
    variables
}

pub(super) fn write(variables: &BTreeMap<String, Written>) -> Vec<u8> {
    let mut file = 6_u32.to_le_bytes().to_vec();
    let name = |file: &mut Vec<u8>, name: &str| {
        let length = u16::try_from(name.len() + 1).unwrap();
        file.extend(length.to_le_bytes());
        file.extend(name.as_bytes());
        file.push(0);
    };
    name(&mut file, "WhisperSpec");
    file.extend(3_u32.to_le_bytes());
    file.extend(u32::try_from(variables.len()).unwrap().to_le_bytes());
    for (variable, (dims, number, bytes)) in variables {
        name(&mut file, variable);
        file.push(u8::try_from(dims.len()).unwrap());
        file.extend(dims.iter().flat_map(|dim| dim.to_le_bytes()));
        file.push(*number);
        file.extend(u32::try_from(bytes.len()).unwrap().to_le_bytes());
        file.extend(bytes);
    }
    file.extend(1_u32.to_le_bytes());
    name(&mut file, "decoder/projection/weight");
    name(&mut file, "decoder/embeddings/weight");
    file
}

pub(super) fn ctranslate2() -> Vec<u8> {
    write(&variables())
}

pub(super) fn tokens() -> Vec<Vec<u8>> {
    (0..TEXT_TOKENS).map(|id| format!("t{id}").into_bytes()).collect()
}

/// The same tokens as a `tokenizer.json`.
pub(super) fn tokenizer() -> Vec<u8> {
    let vocab: BTreeMap<String, u32> = (0..TEXT_TOKENS).map(|id| (format!("t{id}"), id)).collect();
    serde_json::to_vec(&serde_json::json!({ "model": { "vocab": vocab } })).unwrap()
}
