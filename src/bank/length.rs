//! How long an answer is meant to be.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::BankError;
use crate::timeline::Millis;

/// The time that an answer may take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LengthProfile {
    /// `deep`, `onsite`, `screen`, `one-way`.
    pub name: String,
    /// As in "three to five minutes".
    pub spoken: String,
    pub min: Millis,
    pub max: Millis,
    /// Limit for the first section.
    pub opening: Millis,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    spoken: String,
    min_s: u32,
    max_s: u32,
    opening_s: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LengthFile {
    pub(super) default: String,
    reply: Entry,
    profile: BTreeMap<String, Entry>,
}

impl LengthFile {
    pub(super) fn check(&self, file: &str) -> Result<BTreeMap<String, LengthProfile>, BankError> {
        if !self.profile.contains_key(&self.default) {
            return Err(BankError::value(file, "default", "names no profile of this file"));
        }
        let mut profiles = BTreeMap::new();
        for (name, entry) in &self.profile {
            profiles.insert(name.clone(), entry.named(name, file)?);
        }
        Ok(profiles)
    }

    /// The length of a reply to a follow-up.
    pub(super) fn reply(&self, file: &str) -> Result<LengthProfile, BankError> {
        self.reply.named("reply", file)
    }
}

impl Entry {
    fn named(&self, name: &str, file: &str) -> Result<LengthProfile, BankError> {
        if !(0 < self.opening_s && self.opening_s < self.min_s && self.min_s < self.max_s) {
            return Err(BankError::value(file, name, "must hold 0 < opening_s < min_s < max_s"));
        }
        let secs = |s: u32| Millis::from_secs(u64::from(s));
        Ok(LengthProfile {
            name: name.to_owned(),
            spoken: self.spoken.clone(),
            min: secs(self.min_s),
            max: secs(self.max_s),
            opening: secs(self.opening_s),
        })
    }
}
