//! How words sound.

/// Knows how words are pronounced.
pub trait Pronounce: Send {
    /// The phones of each word, in letters of the International Phonetic Alphabet; `None` if that cannot be
    /// told at all.
    fn pronounce(&mut self, words: &[String]) -> Option<Vec<String>>;
}
