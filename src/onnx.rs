//! Whether the file of a network is whole, before a library takes its word for it.
//!
//! rten 0.27 sets as much memory aside as a field of a file claims to need, adds lengths up without looking
//! whether they overflow, and reads a number that does not end again and again. A damaged file would end the
//! program, or keep it forever, where an error is wanted.

/// Where a file is not what it claims to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the file is damaged at byte {at}: {what}")]
pub struct Damage {
    pub at: usize,
    pub what: &'static str,
}

/// Messages of ONNX that have others in them, as far as rten reads them (onnx.proto3).
#[derive(Clone, Copy)]
enum Message {
    Model,
    Graph,
    Node,
    Attribute,
    Tensor,
    Value,
    Type,
    TensorType,
    SequenceType,
    Shape,
    /// Nothing in it but fields of numbers and texts.
    Flat,
    /// Nothing but numbers, one behind the other, as in a packed field.
    Numbers,
}

impl Message {
    /// The message that a field is; `None` if it is a text, or numbers of a fixed size.
    fn field(self, number: u64) -> Option<Self> {
        Some(match (self, number) {
            (Self::Model, 7) | (Self::Attribute, 6) => Self::Graph,
            (Self::Model, 8 | 14) | (Self::Tensor, 13) | (Self::Shape, 1) => Self::Flat,
            (Self::Graph, 1) => Self::Node,
            (Self::Graph | Self::Attribute, 5) => Self::Tensor,
            (Self::Graph, 11..=13) => Self::Value,
            (Self::Node, 5) => Self::Attribute,
            (Self::Value, 2) | (Self::SequenceType, 1) => Self::Type,
            (Self::Type, 1) => Self::TensorType,
            (Self::Type, 4) => Self::SequenceType,
            (Self::TensorType, 2) => Self::Shape,
            (Self::Tensor, 1 | 5 | 7) | (Self::Attribute, 8) => Self::Numbers,
            _ => return None,
        })
    }
}

/// Graphs in graphs that a file may have.
const DEEPEST: usize = 64;

/// Checks that everything in an ONNX file is as long as it says.
///
/// # Errors
/// The first [`Damage`].
pub fn check(bytes: &[u8]) -> Result<(), Damage> {
    Reader { bytes, at: 0 }.message(Message::Model, bytes.len(), 0)
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    /// Reads up to `end` a message and all that is in it.
    fn message(&mut self, kind: Message, end: usize, depth: usize) -> Result<(), Damage> {
        if depth > DEEPEST {
            return Err(self.damage("there is too much in one another"));
        }
        while self.at < end {
            let key = self.number(end)?;
            let length = match key & 7 {
                0 => {
                    self.number(end)?;
                    continue;
                }
                1 => 8,
                2 => self.number(end)?,
                5 => 4,
                _ => return Err(self.damage("there is no such kind of field")),
            };
            let length = usize::try_from(length).ok().filter(|length| *length <= end - self.at);
            let Some(length) = length else {
                return Err(self.damage("a field is longer than what it is in"));
            };
            match kind.field(key >> 3).filter(|_| key & 7 == 2) {
                Some(Message::Numbers) => self.numbers(self.at + length)?,
                Some(inner) => self.message(inner, self.at + length, depth + 1)?,
                None => self.at += length,
            }
        }
        Ok(())
    }

    /// Reads numbers up to `end`, one behind the other.
    fn numbers(&mut self, end: usize) -> Result<(), Damage> {
        while self.at < end {
            self.number(end)?;
        }
        Ok(())
    }

    /// A number of seven bits a byte, the lowest first.
    fn number(&mut self, end: usize) -> Result<u64, Damage> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.bytes[..end].get(self.at);
            let byte = *byte.ok_or_else(|| self.damage("it ends within a number"))?;
            self.at += 1;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(self.damage("a number does not end"))
    }

    fn damage(&self, what: &'static str) -> Damage {
        Damage { at: self.at, what }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A field that has something in it.
    fn field(number: u8, inside: &[u8]) -> Vec<u8> {
        [&[number << 3 | 2, u8::try_from(inside.len()).unwrap()], inside].concat()
    }

    fn network(node: &[u8]) -> Vec<u8> {
        [vec![0x08, 0x08], field(7, &field(1, node))].concat()
    }

    #[test]
    fn a_whole_file_is_whole() {
        let node = [field(1, b"scales"), field(4, b"Add"), field(5, &field(1, b"axis"))].concat();
        assert_eq!(check(&network(&node)), Ok(()));
        assert_eq!(check(&[]), Ok(()));
    }

    #[test]
    fn a_name_without_an_end_is_damage_at_any_depth() {
        // What the fuzzer found: the length, added to the place, overflows.
        let mut node = b"\x0a\x04bias\x12".to_vec();
        node.extend([0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]);
        let found = check(&network(&node)).unwrap_err();
        assert_eq!(found.what, "a field is longer than what it is in");
        let mut top = network(b"");
        top[3] = 0x7f;
        assert_eq!(check(&top).unwrap_err().what, "a field is longer than what it is in");
    }

    #[test]
    fn a_packed_number_without_an_end_is_damage() {
        // What the fuzzer found: the library reads it again, forever.
        let of_tensor = |numbers: &[u8]| field(7, &field(5, &field(7, numbers)));
        assert_eq!(check(&of_tensor(&[0x85, 0x01, 0x20])), Ok(()));
        assert_eq!(check(&of_tensor(&[0xff; 20])).unwrap_err().what, "a number does not end");
        assert_eq!(check(&of_tensor(&[0x85])).unwrap_err().what, "it ends within a number");
    }

    #[test]
    fn a_file_that_was_cut_off_is_damaged() {
        let whole = network(&field(1, b"input"));
        for length in 3..whole.len() {
            assert!(check(&whole[..length]).is_err(), "{length}");
        }
    }

    #[test]
    fn graphs_in_graphs_come_to_an_end() {
        let mut graph = Vec::new();
        for _ in 0..40 {
            graph = field(1, &field(5, &field(6, &graph)));
            if graph.len() > 100 {
                break;
            }
        }
        assert_eq!(check(&field(7, &graph)), Ok(()));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = check(&bytes);
        }
    }
}
