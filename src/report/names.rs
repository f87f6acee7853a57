//! How the contract spells the core's enumerations.

/// Writes a module that serde can use for a field `with` it: variants and their names in JSON.
macro_rules! names {
    ($module:ident, $type:ty, $($variant:ident => $name:literal),+) => {
        pub(super) mod $module {
            use serde::{Deserialize, Deserializer, Serializer, de::Error};

            type Named = $type;

            pub(in super::super) fn serialize<S: Serializer>(
                value: &Named,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(match value { $(Named::$variant => $name),+ })
            }

            pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Named, D::Error> {
                match String::deserialize(deserializer)?.as_str() {
                    $($name => Ok(Named::$variant),)+
                    other => Err(D::Error::unknown_variant(other, &[$($name),+])),
                }
            }
        }
    };
}

names!(severity, crate::analysis::Severity,
    Problem => "problem", Warning => "warning", Note => "note", Praise => "praise");
names!(timing, crate::analysis::Timing, Measured => "measured", Estimated => "estimated");
names!(evidence, crate::analysis::Evidence, Word => "word", Acoustic => "acoustic");

#[cfg(test)]
mod tests {
    use crate::analysis::Severity;

    #[test]
    fn severities_are_spelt_as_on_the_command_line() {
        for value in [Severity::Problem, Severity::Warning, Severity::Note, Severity::Praise] {
            let json = super::severity::serialize(&value, serde_json::value::Serializer).unwrap();
            assert_eq!(json, value.as_str());
            assert_eq!(super::severity::deserialize(json).unwrap(), value);
        }
    }
}
