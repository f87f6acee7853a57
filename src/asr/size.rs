//! How big a Whisper model is, by its name.

/// Millions of weights, as published (Radford et al. 2022, table 1, and the notes on turbo). The more there
/// are the fewer words are wrong; turbo, which is large with less of a decoder, is near medium.
const SIZES: [(&str, u32); 6] =
    [("tiny", 39), ("base", 74), ("small", 244), ("medium", 769), ("turbo", 809), ("large", 1550)];

/// Millions of weights of the model of a name such as `ggml-small.en-q5_1`; `None` of one that nobody knows.
pub fn size_in_millions(model: &str) -> Option<u32> {
    let model = model.to_lowercase();
    let pieces: Vec<&str> = model.split(|c: char| !c.is_alphanumeric()).collect();
    SIZES.iter().find(|(name, _)| pieces.contains(name)).map(|(_, size)| *size)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_the_size() {
        assert_eq!(size_in_millions("ggml-base"), Some(74));
        assert_eq!(size_in_millions("ggml-tiny.en-q8_0"), Some(39));
        assert_eq!(size_in_millions("large-v3-turbo"), Some(809));
        assert_eq!(size_in_millions("ggml-Large-v2"), Some(1550));
        assert_eq!(size_in_millions("database"), None);
    }
}
