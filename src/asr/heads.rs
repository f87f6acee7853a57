//! Which attention heads of a model tell when a word is said.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use whisper_rs::{DtwMode, DtwModelPreset, DtwParameters};

use super::steps::MOST_TOKENS;
use super::window::FULL;

/// Tensors of heads by tokens by frames that whisper.cpp makes while it aligns: three and a margin.
const TENSORS: usize = 4;
/// Everything else that it puts into the same memory.
const BESIDES: usize = 32 << 20;

/// The sizes at a file's head that tell models apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Shape {
    vocabulary: u32,
    /// Width of the decoder.
    width: u32,
    text_layers: u32,
    mel_bands: u32,
}

impl Shape {
    /// Reads them from a ggml file that has been checked.
    fn read(mut file: impl Read) -> io::Result<Self> {
        // The magic number, and eleven sizes.
        let mut numbers = [0; 12];
        for number in &mut numbers {
            let mut bytes = [0; 4];
            file.read_exact(&mut bytes)?;
            *number = u32::from_le_bytes(bytes);
        }
        let [_, vocabulary, _, _, _, _, _, width, _, text_layers, mel_bands, _] = numbers;
        Ok(Self { vocabulary, width, text_layers, mel_bands })
    }

    /// The heads that follow the audio, as published with the models, and their number. Of a model
    /// that nobody has looked into, those of the last layer.
    fn heads(self) -> (DtwMode<'static>, usize) {
        use DtwModelPreset as Known;
        let english = self.vocabulary == 51_864;
        let (model_preset, heads) = match (self.text_layers, self.width) {
            (4, 384) if english => (Known::TinyEn, 8),
            (4, 384) => (Known::Tiny, 6),
            (6, 512) if english => (Known::BaseEn, 5),
            (6, 512) => (Known::Base, 8),
            (12, 768) if english => (Known::SmallEn, 19),
            (12, 768) => (Known::Small, 10),
            (24, 1024) if english => (Known::MediumEn, 18),
            (24, 1024) => (Known::Medium, 6),
            (4, 1280) => (Known::LargeV3Turbo, 6),
            (32, 1280) if self.mel_bands == 128 => (Known::LargeV3, 10),
            // The first version has the same sizes; it is the rarer one.
            (32, 1280) => (Known::LargeV2, 23),
            _ => return (DtwMode::TopMost { n_top: 1 }, self.width as usize / 64),
        };
        (DtwMode::ModelPreset { model_preset }, heads)
    }
}

/// What whisper.cpp needs to align words with the audio by dynamic time warping over the attention
/// of those heads (Radford et al. 2022, appendix; whisper.cpp #1485).
///
/// Its older way, by the likelihoods of timestamp tokens, put 31 % of the words of 366 aligned ones
/// more than half a second off.
pub(super) fn alignment(path: &Path) -> io::Result<DtwParameters<'static>> {
    let (mode, heads) = Shape::read(File::open(path)?)?.heads();
    let tensor = heads * FULL as usize * (MOST_TOKENS as usize + 8) * size_of::<f32>();
    Ok(DtwParameters { mode, dtw_mem_size: TENSORS * tensor + BESIDES })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(sizes: [u32; 12]) -> Vec<u8> {
        sizes.iter().flat_map(|size| size.to_le_bytes()).collect()
    }

    #[test]
    fn a_model_is_known_by_its_sizes() {
        let base = head([0x6767_6d6c, 51_865, 1500, 512, 8, 6, 448, 512, 8, 6, 80, 1]);
        let shape = Shape::read(&base[..]).unwrap();
        assert_eq!((shape.vocabulary, shape.width, shape.text_layers), (51_865, 512, 6));
        let preset = |shape: Shape| format!("{:?}", shape.heads().0);
        assert!(preset(shape).contains("model_preset: Base }"));
        assert!(preset(Shape { vocabulary: 51_864, ..shape }).contains("BaseEn"));
        assert!(preset(Shape { text_layers: 2, width: 1280, ..shape }).contains("TopMost"));
    }

    #[test]
    fn a_file_without_a_head_is_an_error() {
        assert!(Shape::read(&[0; 40][..]).is_err());
    }
}
