//! Values out of bytes. Where the bytes end, everything is nothing.

use greenroom::timeline::{Millis, TimeSpan};

/// Bytes that are used up from the front.
pub struct Bytes<'a>(pub &'a [u8]);

impl<'a> Bytes<'a> {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn take(&mut self, count: usize) -> &'a [u8] {
        let (taken, rest) = self.0.split_at(count.min(self.0.len()));
        self.0 = rest;
        taken
    }

    pub fn u8(&mut self) -> u8 {
        self.take(1).first().copied().unwrap_or(0)
    }

    /// A number of so many bytes, the lowest first.
    pub fn number(&mut self, bytes: usize) -> u64 {
        self.take(bytes).iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte))
    }

    /// A short text.
    pub fn text(&mut self) -> String {
        let length = usize::from(self.u8() % 32);
        String::from_utf8_lossy(self.take(length)).into_owned()
    }

    /// One of what there is.
    pub fn one_of<T: Copy>(&mut self, choices: &[T]) -> Option<T> {
        let at = usize::from(self.u8());
        choices.get(at % choices.len().max(1)).copied()
    }

    /// A time as a file can give it: most often some seconds, sometimes anything that
    /// `Millis::from_secs_f64` makes.
    pub fn time(&mut self) -> Millis {
        Millis(match self.u8() % 8 {
            0 => self.number(7) >> 3,
            1 => self.number(4),
            2 => self.number(3),
            _ => self.number(2),
        })
    }

    pub fn span(&mut self) -> TimeSpan {
        // Not `TimeSpan::new`: what comes from outside may be inverted.
        TimeSpan { start: self.time(), end: self.time() }
    }

    pub fn spans(&mut self) -> Vec<TimeSpan> {
        let count = self.u8() % 16;
        (0..count).map(|_| self.span()).collect()
    }
}
