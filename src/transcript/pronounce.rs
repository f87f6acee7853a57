//! How words sound.

/// Knows how words are pronounced.
pub trait Pronounce: Send {
    /// The phones of each word, in letters of the International Phonetic Alphabet, and the word's own letters
    /// where those are not known.
    fn pronounce(&mut self, words: &[String]) -> Vec<String>;
}
