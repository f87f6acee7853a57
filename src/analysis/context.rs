//! What an answer is measured against.

use crate::bank::{Bank, Card, Framework, LengthProfile, UnknownName};

/// The question, the framework and the length that an answer is measured against.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    pub bank: &'a Bank,
    pub card: Option<&'a Card>,
    pub framework: &'a Framework,
    pub length: &'a LengthProfile,
}

impl<'a> Context<'a> {
    /// Puts a context together: the length that is asked for, else the card's, else the default;
    /// the card's framework, else STAR.
    pub fn new(
        bank: &'a Bank,
        card: Option<&'a Card>,
        length: Option<&str>,
    ) -> Result<Self, UnknownName> {
        let framework = card.map_or("star", |card| card.framework.as_str());
        let length =
            length.or(card.map(|card| card.length.as_str())).unwrap_or(bank.default_length());
        Ok(Self { bank, card, framework: bank.framework(framework)?, length: bank.length(length)? })
    }
}
