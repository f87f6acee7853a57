//! Taking in a model that the user has.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use super::check::check;
use super::convert::Precision;
use super::ctranslate2;
use super::draft::{Draft, copy};
use super::error::ModelError;
use super::install::{into_ggml, read_tokenizer};
use super::manifest::{Manifest, recogniser_file, valid_name};
use super::progress::{Progress, Stage};

/// What is to be imported, and how.
#[derive(Clone, Debug)]
pub struct Import {
    /// A ggml file, a CTranslate2 `model.bin`, or the folder that holds one.
    pub path: PathBuf,
    /// Taken from the path if it is not given.
    pub name: Option<String>,
    /// Only where something is converted; f16 if it is not given.
    pub precision: Option<Precision>,
}

/// What the path turned out to hold.
enum Found {
    Ggml(PathBuf),
    Ctranslate2 { model: PathBuf, tokenizer: PathBuf },
}

/// Imports one model; gives its name.
pub(super) fn import(
    import: &Import,
    manifest: &Manifest,
    models: &Path,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<String, ModelError> {
    let found = find(&import.path)?;
    let name = match &import.name {
        Some(name) => name.clone(),
        None => name_of(&found, import.precision),
    };
    if !valid_name(&name) {
        return Err(ModelError::Name { name });
    }
    let file = recogniser_file(&name);
    let target = models.join(&file);
    if target.exists() {
        return Err(ModelError::Taken { name });
    }
    let mut draft = Draft::create(models, &file)?;
    match found {
        Found::Ggml(path) => {
            if import.precision.is_some() {
                return Err(ModelError::AlreadyConverted { path });
            }
            let mut from = File::open(&path).map_err(ModelError::io("read", &path))?;
            let total = from.metadata().map_err(ModelError::io("read", &path))?.len();
            let damaged =
                |source| ModelError::Damaged { path: path.clone(), installable: false, source };
            check(&from).map_err(damaged)?;
            std::io::Seek::rewind(&mut from).map_err(ModelError::io("read", &path))?;
            let (stage, what) = (Stage::Check, file.as_str());
            let mut report = |done| progress(Progress { stage, what, done, total });
            copy(&mut from, &mut draft, &mut report)
                .map_err(ModelError::io("write", draft.path()))?;
        }
        Found::Ctranslate2 { model, tokenizer } => {
            let tokenizer = read_tokenizer(&tokenizer)?;
            let weights = File::open(&model).map_err(ModelError::io("read", &model))?;
            let precision = import.precision.unwrap_or_default();
            let (stage, what) = (Stage::Convert, file.as_str());
            let mut report = |done, total| progress(Progress { stage, what, done, total });
            into_ggml(&model, weights, &tokenizer, precision, &mut draft, &mut report)?;
        }
    }
    let (_, sum) = draft.finish()?;
    // A name from the manifest promises that model, to the byte.
    if let Some(pinned) = manifest.get(&name) {
        if !pinned.files.iter().any(|pinned| pinned.name == file && pinned.accepts(&sum)) {
            return Err(ModelError::Taken { name });
        }
    } else {
        let note = sum_file(&target);
        fs::write(&note, format!("{sum}  {file}\n")).map_err(ModelError::io("write", &note))?;
    }
    draft.publish(&target)?;
    Ok(name)
}

/// The note beside an imported file that holds its sha256, in the form that `sha256sum` writes.
pub(super) fn sum_file(model: &Path) -> PathBuf {
    let mut path = model.as_os_str().to_owned();
    path.push(".sha256");
    PathBuf::from(path)
}

fn find(path: &Path) -> Result<Found, ModelError> {
    let model = if path.is_dir() { path.join("model.bin") } else { path.to_owned() };
    if !model.exists() && path.is_dir() {
        return Err(ModelError::NothingToImport { path: path.to_owned() });
    }
    let mut head = [0; 4];
    let mut file = File::open(&model).map_err(ModelError::io("read", &model))?;
    let recognised = file.read_exact(&mut head).is_ok() && ctranslate2::is_version(head);
    if !recognised {
        return Ok(Found::Ggml(model));
    }
    let tokenizer = model.with_file_name("tokenizer.json");
    if !tokenizer.exists() {
        return Err(ModelError::NothingToImport { path: path.to_owned() });
    }
    Ok(Found::Ctranslate2 { model, tokenizer })
}

/// `ggml-small.en.bin` and `faster-whisper-small.en/` are both called `small.en`.
fn name_of(found: &Found, precision: Option<Precision>) -> String {
    let text = |part: Option<&std::ffi::OsStr>| {
        part.map(|part| part.to_string_lossy().into_owned()).unwrap_or_default()
    };
    match found {
        Found::Ggml(path) => {
            let stem = text(path.file_stem());
            stem.strip_prefix("ggml-").unwrap_or(&stem).to_owned()
        }
        Found::Ctranslate2 { model, .. } => {
            let folder = model.parent().and_then(|parent| parent.canonicalize().ok());
            let folder = text(folder.as_deref().and_then(Path::file_name));
            let name = folder.strip_prefix("faster-whisper-").unwrap_or(&folder);
            match precision {
                Some(Precision::Q8_0) => format!("{name}-q8_0"),
                _ => name.to_owned(),
            }
        }
    }
}
