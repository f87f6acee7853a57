//! What a story has, and in which order.

mod abrupt_ending;
mod beside_the_lens;
mod buried_lead;
mod missing_section;
mod out_of_order;

pub(in crate::analysis) use abrupt_ending::AbruptEnding;
pub(in crate::analysis) use beside_the_lens::BesideTheLens;
pub(in crate::analysis) use buried_lead::BuriedLead;
pub(in crate::analysis) use missing_section::MissingSection;
pub(in crate::analysis) use out_of_order::OutOfOrder;
