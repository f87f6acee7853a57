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
    profile: BTreeMap<String, Entry>,
}

impl LengthFile {
    pub(super) fn check(&self, file: &str) -> Result<BTreeMap<String, LengthProfile>, BankError> {
        if !self.profile.contains_key(&self.default) {
            return Err(BankError::value(file, "default", "names no profile of this file"));
        }
        let mut profiles = BTreeMap::new();
        for (name, entry) in &self.profile {
            if !(0 < entry.opening_s && entry.opening_s < entry.min_s && entry.min_s < entry.max_s)
            {
                let key = format!("profile.{name}");
                return Err(BankError::value(file, key, "must hold 0 < opening_s < min_s < max_s"));
            }
            let secs = |s: u32| Millis::from_secs(u64::from(s));
            let profile = LengthProfile {
                name: name.clone(),
                spoken: entry.spoken.clone(),
                min: secs(entry.min_s),
                max: secs(entry.max_s),
                opening: secs(entry.opening_s),
            };
            profiles.insert(name.clone(), profile);
        }
        Ok(profiles)
    }
}
