//! Colour, where the reader's terminal has any.

/// Whether text is coloured. Nothing is said by colour alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Palette {
    #[default]
    Plain,
    Ansi,
}

/// What a piece of text is, for its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ink {
    Heading,
    Quiet,
    Problem,
    Warning,
    Note,
    Praise,
}

impl Palette {
    /// Colours `text`; widths must be settled before.
    pub(super) fn paint(self, ink: Ink, text: &str) -> String {
        if self == Self::Plain || text.is_empty() {
            return text.to_owned();
        }
        // The 16 colours that every terminal theme keeps readable.
        let code = match ink {
            Ink::Heading => "1",
            Ink::Quiet => "2",
            Ink::Problem => "1;31",
            Ink::Warning => "33",
            Ink::Note => "36",
            Ink::Praise => "32",
        };
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }
}
