//! What the question asks for.

mod missed_key_point;

pub(in crate::analysis) use missed_key_point::MissedKeyPoint;
