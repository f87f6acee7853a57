//! The files that a command line means.

use std::fs;
use std::path::{Path, PathBuf};

use super::CliError;

/// What `analyze` reads, by extension.
const KNOWN: &[&str] =
    &["wav", "flac", "mp3", "m4a", "mp4", "aac", "ogg", "oga", "txt", "srt", "vtt", "json"];

/// The files themselves, and of folders what can be analysed, by name.
pub(super) fn expanded(paths: &[PathBuf]) -> Result<Vec<PathBuf>, CliError> {
    let mut out = Vec::new();
    for path in paths {
        if !path.is_dir() {
            out.push(path.clone());
            continue;
        }
        let name = path.display();
        let unreadable = |error| CliError::failed(format!("cannot read {name}: {error}"));
        let mut inside = Vec::new();
        for entry in fs::read_dir(path).map_err(unreadable)? {
            let file = entry.map_err(unreadable)?.path();
            if file.is_file() && is_known(&file) {
                inside.push(file);
            }
        }
        if inside.is_empty() {
            return Err(CliError::failed(format!("there is nothing to analyse in {name}"))
                .hint(format!("it reads {}", KNOWN.join(", "))));
        }
        inside.sort();
        out.extend(inside);
    }
    Ok(out)
}

fn is_known(path: &Path) -> bool {
    let extension = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    KNOWN.contains(&extension.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_means_its_files_by_name() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.txt", "a.WAV", "notes.pdf"] {
            fs::write(folder.path().join(name), "x").unwrap();
        }
        let found = expanded(&[folder.path().to_owned(), PathBuf::from("gone.wav")]).unwrap();
        let names: Vec<_> = found.iter().map(|p| p.file_name().unwrap().to_owned()).collect();
        assert_eq!(names, ["a.WAV", "b.txt", "gone.wav"]);
    }

    #[test]
    fn an_empty_folder_is_said_to_be() {
        let folder = tempfile::tempdir().unwrap();
        let error = expanded(&[folder.path().to_owned()]).unwrap_err();
        assert!(error.message.starts_with("there is nothing to analyse in"), "{error}");
    }
}
