//! Sentence vectors for an answer.

use std::cell::RefCell;

use crate::analysis::{Answer, Context, Vectors, card_texts, wanted_texts};
use crate::embed::{EmbedError, Embedder};
use crate::timeline::Millis;
use crate::transcript::{Word, repair, sentences};

/// Gives answers the vectors that their analysis asks for. What a card says is only read once.
#[derive(Default)]
pub struct Understanding {
    embedder: Option<Embedder>,
    known: RefCell<Vectors>,
}

impl Understanding {
    /// Without a model, answers stay without vectors, and their analysis says what that costs.
    pub fn new(embedder: Option<Embedder>) -> Self {
        Self { embedder, known: RefCell::default() }
    }

    /// Reads the card before anybody speaks, so that nobody has to wait for that later.
    ///
    /// # Errors
    /// [`EmbedError`] if the model fails.
    pub fn prepare(&self, context: &Context<'_>) -> Result<(), EmbedError> {
        match &self.embedder {
            Some(embedder) => embedder.add(&card_texts(context), &mut self.known.borrow_mut()),
            None => Ok(()),
        }
    }

    /// Reads what was said so far while the speaker goes on, so that nobody has to wait for all of it
    /// at the end. The last sentence may still grow and is left.
    ///
    /// # Errors
    /// [`EmbedError`] if the model fails.
    pub fn read_ahead(&self, words: &[Word]) -> Result<(), EmbedError> {
        let Some(embedder) = &self.embedder else { return Ok(()) };
        let end = words.last().map_or(Millis::ZERO, |word| word.span.end);
        let sentences = sentences(&repair(words.to_vec(), end), None);
        let whole = sentences.len().saturating_sub(1);
        let texts: Vec<String> = sentences.into_iter().take(whole).map(|s| s.text).collect();
        embedder.add(&texts, &mut self.known.borrow_mut())
    }

    /// Adds the vectors to an answer.
    ///
    /// # Errors
    /// [`EmbedError`] if the model fails; the answer can be analysed all the same.
    pub fn add_to(&self, answer: &mut Answer, context: &Context<'_>) -> Result<(), EmbedError> {
        let Some(embedder) = &self.embedder else { return Ok(()) };
        let texts = wanted_texts(answer, context);
        let mut known = self.known.borrow_mut();
        embedder.add(&texts, &mut known)?;
        for text in &texts {
            if let Some(vector) = known.of(text) {
                answer.vectors.insert(text, vector.to_vec());
            }
        }
        Ok(())
    }
}
