//! The rules of the house, as a test.
//!
//! Each check is one test, and says which file and line breaks which rule and what to do. The
//! checks themselves are tried on small bad examples in `tidy/`, so that they are known to fail.

#[path = "tidy/layers.rs"]
mod layers;
#[path = "tidy/packages.rs"]
mod packages;
#[path = "tidy/source.rs"]
mod source;
#[path = "tidy/style.rs"]
mod style;

use std::fs;
use std::path::{Path, PathBuf};

use source::Source;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A path from the repository's root, with `/`.
fn name_of(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).to_string_lossy().replace('\\', "/")
}

/// Files below a folder of the repository, in order; none if there is no such folder.
fn files(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![root().join(folder)];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.expect("a folder can be read").path();
            if path.is_symlink() {
            } else if path.is_dir() {
                open.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn sources(folder: &str) -> Vec<Source> {
    let read = |path: PathBuf| {
        let name = name_of(&path);
        Source::new(name, &fs::read_to_string(&path).expect("a source file is text"))
    };
    let all: Vec<Source> = files(folder)
        .into_iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .map(read)
        .collect();
    source::mark_test_files(all)
}

/// The program's own files, without those that only tests compile.
fn program() -> Vec<Source> {
    let all = sources("src");
    assert!(all.len() > 20, "the program was not found");
    all.into_iter().filter(|source| !source.is_test).collect()
}

fn everything() -> Vec<Source> {
    sources("src").into_iter().chain(sources("tests")).collect()
}

fn shell_scripts() -> Vec<(String, String)> {
    let mut scripts = Vec::new();
    for path in files("scripts").into_iter().chain(files(".ci")) {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        let first = text.lines().next().unwrap_or_default();
        if first.starts_with("#!") && first.ends_with("sh")
            || path.extension().is_some_and(|e| e == "sh")
        {
            scripts.push((name_of(&path), text));
        }
    }
    scripts
}

#[track_caller]
fn tidy(complaints: impl IntoIterator<Item = String>) {
    let complaints: Vec<String> = complaints.into_iter().collect();
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

#[test]
fn layers_only_name_the_layers_below_them() {
    tidy(program().iter().flat_map(layers::direction));
}

#[test]
fn devices_and_engines_have_one_home_each() {
    tidy(program().iter().flat_map(layers::homes));
}

#[test]
fn the_core_touches_nothing_outside_itself() {
    tidy(program().iter().flat_map(layers::purity));
}

#[test]
fn every_file_says_what_it_is() {
    tidy(everything().iter().filter_map(style::file_doc));
}

#[test]
fn no_file_is_long() {
    tidy(program().iter().filter_map(style::length));
}

#[test]
fn file_names_say_what_is_inside() {
    tidy(everything().iter().filter_map(style::file_name));
}

#[test]
fn exceptions_to_lints_are_expected_and_give_a_reason() {
    tidy(everything().iter().flat_map(style::exceptions));
}

#[test]
fn nothing_is_left_for_later() {
    tidy(everything().iter().flat_map(style::leftovers));
}

#[test]
fn every_rule_is_registered() {
    let rules: Vec<Source> = program()
        .into_iter()
        .filter(|source| source.name.starts_with("src/analysis/rules/"))
        .collect();
    let registry = root().join("src/analysis/registry.rs");
    let registry = fs::read_to_string(registry)
        .ok()
        .map(|text| Source::new("src/analysis/registry.rs".to_owned(), &text));
    tidy(style::unregistered(&rules, registry.as_ref()));
}

#[test]
fn shell_scripts_stop_at_the_first_error() {
    tidy(shell_scripts().iter().filter_map(|(name, text)| style::shell(name, text)));
}

#[test]
fn no_package_can_speak_to_the_network() {
    tidy(packages::network(&packages::metadata(root())));
}

#[test]
fn no_package_forces_its_licence_on_the_program() {
    tidy(packages::copyleft(&packages::metadata(root())));
}
