//! What sentences mean, as points.

use std::collections::BTreeMap;

/// Numbers in a sentence vector.
pub const DIMENSIONS: usize = 384;

/// Sentence vectors of length 1, by what was said.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Vectors {
    by_text: BTreeMap<String, Vec<f32>>,
}

impl Vectors {
    /// A text as it is looked up and as it is made into a vector: lower case, without the
    /// punctuation, which a recogniser may or may not have set.
    pub fn key(text: &str) -> String {
        let kept = |c: char| c.is_alphanumeric() || matches!(c, '\'' | '%' | '$' | '€' | '£');
        let text = text.to_lowercase().replace('’', "'");
        let words = text.split(|c: char| !kept(c)).filter(|word| !word.is_empty());
        words.collect::<Vec<_>>().join(" ")
    }

    pub fn is_empty(&self) -> bool {
        self.by_text.is_empty()
    }

    pub fn holds(&self, text: &str) -> bool {
        self.by_text.contains_key(&Self::key(text))
    }

    pub fn insert(&mut self, text: &str, vector: Vec<f32>) {
        self.by_text.insert(Self::key(text), vector);
    }

    /// The vector of a text; `None` if nobody made one.
    pub fn of(&self, text: &str) -> Option<&[f32]> {
        self.by_text.get(&Self::key(text)).map(Vec::as_slice)
    }
}

/// How alike two vectors are: the cosine, -1 to 1.
pub(super) fn likeness(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_the_same_with_and_without_its_marks() {
        let mut vectors = Vectors::default();
        vectors.insert("It wasn’t “my” service, 0.3 %!", vec![1.0]);
        assert_eq!(vectors.of("it wasn't my service 0 3 %"), Some(&[1.0][..]));
        assert!(!vectors.holds("it was my service"));
    }

    #[test]
    fn likeness_is_the_cosine() {
        assert!((likeness(&[0.6, 0.8], &[0.6, 0.8]) - 1.0).abs() < 1e-6);
        assert!(likeness(&[1.0, 0.0], &[0.0, 1.0]).abs() < 1e-6);
    }
}
