//! The index of a CTranslate2 `model.bin`.

use std::collections::BTreeMap;
use std::io::{Read, Seek};

use super::defect::Defect;
use super::hparams::Hparams;
use super::walker::Walker;

/// Format versions since the one that names types (4) up to the newest known.
const VERSIONS: std::ops::RangeInclusive<u32> = 4..=6;

/// Whether a file that starts with these bytes can be CTranslate2's.
pub(super) fn is_version(head: [u8; 4]) -> bool {
    VERSIONS.contains(&u32::from_le_bytes(head))
}

/// A variable's number format, as CTranslate2 numbers them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Number {
    F32,
    I8,
    I16,
    I32,
    F16,
}

impl Number {
    fn from_id(id: u8) -> Option<Self> {
        match id {
            0 => Some(Self::F32),
            1 => Some(Self::I8),
            2 => Some(Self::I16),
            3 => Some(Self::I32),
            4 => Some(Self::F16),
            _ => None,
        }
    }

    pub(super) fn bytes(self) -> u64 {
        match self {
            Self::I8 => 1,
            Self::I16 | Self::F16 => 2,
            Self::F32 | Self::I32 => 4,
        }
    }
}

/// Where a variable lies in the file.
#[derive(Clone, Debug)]
pub(super) struct Variable {
    pub(super) dims: Vec<u32>,
    pub(super) number: Number,
    pub(super) offset: u64,
}

/// A Whisper model in CTranslate2's format: everything but the numbers, which stay in the file.
pub(super) struct Index {
    variables: BTreeMap<String, Variable>,
}

impl Index {
    /// Reads names, shapes and positions, and gives the file back for reading the numbers.
    pub(super) fn read<R: Read + Seek>(file: R) -> Result<(Self, R), Defect> {
        let mut walker = Walker::new(file)?;
        if !is_version(walker.array()?) {
            return Err(Defect::NotCtranslate2);
        }
        let spec = name(&mut walker)?;
        if spec != "WhisperSpec" {
            return Err(Defect::OtherSpec(spec));
        }
        let _revision = walker.u32()?;
        let count = walker.u32()?;
        let mut variables = BTreeMap::new();
        for _ in 0..count {
            let name = name(&mut walker)?;
            let variable = variable(&mut walker, &name)?;
            if variables.insert(name.clone(), variable).is_some() {
                return Err(Defect::tensor(&name, "is there twice"));
            }
        }
        let aliases = walker.u32()?;
        for _ in 0..aliases {
            name(&mut walker)?;
            name(&mut walker)?;
        }
        if walker.remaining() > 0 {
            return Err(Defect::Trailing { bytes: walker.remaining() });
        }
        Ok((Self { variables }, walker.into_inner()))
    }

    pub(super) fn get(&self, name: &str) -> Result<&Variable, Defect> {
        self.variables.get(name).ok_or_else(|| Defect::Missing { name: name.to_owned() })
    }

    /// Derives the model's sizes from the shapes of its variables.
    pub(super) fn sizes(&self) -> Result<Hparams, Defect> {
        let dim = |name: &str, axis: usize| {
            let dims = &self.get(name)?.dims;
            dims.get(axis).copied().ok_or_else(|| Defect::tensor(name, "has too few dimensions"))
        };
        let layers = |side: &str| {
            let mut count = 0;
            while self.variables.contains_key(&format!("{side}/layer_{count}/ffn/linear_0/weight"))
            {
                count += 1;
            }
            count
        };
        let sizes = Hparams {
            vocabulary: dim("decoder/embeddings/weight", 0)?,
            audio_context: dim("encoder/position_encodings/encodings", 0)?,
            state: dim("decoder/embeddings/weight", 1)?,
            audio_layers: layers("encoder"),
            text_context: dim("decoder/position_encodings/encodings", 0)?,
            text_layers: layers("decoder"),
            mel_bands: dim("encoder/conv1/weight", 1)?,
        };
        sizes.validate()?;
        Ok(sizes)
    }
}

/// A name: its length including a closing NUL, then its bytes.
fn name<R: Read + Seek>(walker: &mut Walker<R>) -> Result<String, Defect> {
    let length = walker.u16()?;
    let mut bytes = walker.bytes(usize::from(length))?;
    if bytes.pop() != Some(0) {
        return Err(Defect::NotCtranslate2);
    }
    String::from_utf8(bytes).map_err(|_| Defect::NotCtranslate2)
}

fn variable<R: Read + Seek>(walker: &mut Walker<R>, name: &str) -> Result<Variable, Defect> {
    let rank = walker.u8()?;
    let mut dims = Vec::new();
    let mut elements = 1_u64;
    for _ in 0..rank {
        let dim = walker.u32()?;
        elements = elements
            .checked_mul(u64::from(dim))
            .ok_or_else(|| Defect::tensor(name, "has an impossible shape"))?;
        dims.push(dim);
    }
    let number = Number::from_id(walker.u8()?)
        .ok_or_else(|| Defect::tensor(name, "has an unknown number format"))?;
    let bytes = u64::from(walker.u32()?);
    if elements.checked_mul(number.bytes()) != Some(bytes) {
        return Err(Defect::tensor(name, "has a length that does not fit its shape"));
    }
    let offset = walker.position();
    walker.skip(bytes)?;
    Ok(Variable { dims, number, offset })
}
