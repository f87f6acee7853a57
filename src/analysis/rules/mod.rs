//! The rules, one file each, by family.

pub(super) mod card;
pub(super) mod delivery;
pub(super) mod impact;
pub(super) mod ownership;
pub(super) mod pacing;
pub(super) mod praise;
pub(super) mod reflection;
pub(super) mod rigour;
pub(super) mod structure;
