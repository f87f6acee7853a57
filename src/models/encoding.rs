//! Number formats of tensors in a ggml file.

/// A tensor's number format, as ggml numbers them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    F32,
    F16,
    Q4_0,
    Q4_1,
    Q5_0,
    Q5_1,
    Q8_0,
}

impl Encoding {
    /// The format that a file's `ftype` stands for; quantised files add 1000 a format version.
    pub(super) fn of_file(ftype: i32) -> Option<Self> {
        if !(0..=2999).contains(&ftype) {
            return None;
        }
        match ftype % 1000 {
            0 => Some(Self::F32),
            1 => Some(Self::F16),
            2 => Some(Self::Q4_0),
            3 => Some(Self::Q4_1),
            7 => Some(Self::Q8_0),
            8 => Some(Self::Q5_0),
            9 => Some(Self::Q5_1),
            _ => None,
        }
    }

    /// The number that marks a tensor of this format.
    pub(super) fn tag(self) -> i32 {
        match self {
            Self::F32 => 0,
            Self::F16 => 1,
            Self::Q4_0 => 2,
            Self::Q4_1 => 3,
            Self::Q5_0 => 6,
            Self::Q5_1 => 7,
            Self::Q8_0 => 8,
        }
    }

    /// Elements and bytes of the smallest piece.
    fn block(self) -> (u64, u64) {
        match self {
            Self::F32 => (1, 4),
            Self::F16 => (1, 2),
            Self::Q4_0 => (32, 18),
            Self::Q4_1 => (32, 20),
            Self::Q5_0 => (32, 22),
            Self::Q5_1 => (32, 24),
            Self::Q8_0 => (32, 34),
        }
    }

    /// Length of `elements` numbers; rows are whole blocks, since widths are multiples of 64.
    pub(super) fn bytes(self, elements: u64) -> u64 {
        let (count, bytes) = self.block();
        elements / count * bytes
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::F32 => "f32",
            Self::F16 => "f16",
            Self::Q4_0 => "q4_0",
            Self::Q4_1 => "q4_1",
            Self::Q5_0 => "q5_0",
            Self::Q5_1 => "q5_1",
            Self::Q8_0 => "q8_0",
        }
    }
}
