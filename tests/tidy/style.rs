//! How files are written.

use super::source::Source;

const MAX_LINES: usize = 400;
const EMPTY_NAMES: &[&str] =
    &["utils", "util", "helpers", "helper", "common", "misc", "manager", "managers"];

pub(crate) fn file_doc(source: &Source) -> Option<String> {
    let first = source.text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    (!first.starts_with("//!"))
        .then(|| source.complain(0, "begin the file with `//!` and one sentence on what it is"))
}

pub(crate) fn length(source: &Source) -> Option<String> {
    let kept = source.text.lines().zip(source.program.lines().zip(source.code.lines()));
    // A line counts unless it is blank, or code that only tests compile.
    let lines = kept
        .filter(|(text, (program, code))| {
            !text.trim().is_empty() && (code.trim().is_empty() || !program.trim().is_empty())
        })
        .count();
    let what =
        format!("{lines} lines that are no tests, at most {MAX_LINES}; split it by what it does");
    (lines > MAX_LINES).then(|| source.complain(0, &what))
}

pub(crate) fn file_name(source: &Source) -> Option<String> {
    let empty = source
        .name
        .split('/')
        .map(|part| part.strip_suffix(".rs").unwrap_or(part))
        .find(|part| EMPTY_NAMES.contains(part))?;
    Some(source.complain(0, &format!("`{empty}` names nothing; name the file after what it holds")))
}

pub(crate) fn exceptions(source: &Source) -> Vec<String> {
    let code = &source.code;
    let mut complaints = Vec::new();
    for at in Source::find_word(code, "allow(") {
        if code[..at].trim_end().ends_with(['[', ',']) {
            complaints.push(source.complain(
                at,
                "use `#[expect(lint, reason = \"...\")]`, which tells when it is no longer needed",
            ));
        }
    }
    for at in Source::find_word(code, "#[expect(").chain(Source::find_word(code, "#![expect(")) {
        let end = code[at..].find(")]").map_or(code.len(), |length| at + length);
        if !code[at..end].contains("reason") {
            complaints.push(source.complain(at, "give the exception a `reason`"));
        }
    }
    for at in Source::find_word(code, "#[ignore]") {
        complaints
            .push(source.complain(at, "say what the test needs: `#[ignore = \"needs ...\"]`"));
    }
    complaints
}

pub(crate) fn leftovers(source: &Source) -> Vec<String> {
    let mut complaints = Vec::new();
    // In two halves, so that this file does not find itself.
    for marker in [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X")] {
        for at in Source::find_word(&source.text, marker) {
            complaints.push(
                source.complain(at, &format!("do it, or open an issue: `{marker}` stays forever")),
            );
        }
    }
    for call in ["dbg!", "todo!", "unimplemented!"] {
        for at in Source::find_word(&source.code, call) {
            complaints.push(source.complain(at, &format!("take `{call}` out")));
        }
    }
    complaints
}

/// Complains about each rule's file that the registry does not name as `&family::RuleName`.
pub(crate) fn unregistered(rules: &[Source], registry: Option<&Source>) -> Vec<String> {
    rules
        .iter()
        .filter_map(|rule| {
            let mut path = rule.name.strip_suffix(".rs")?.rsplit('/');
            let (name, family) = (path.next()?, path.next()?);
            if name == "mod" {
                return None;
            }
            let path = format!("{family}::{}", camel_case(name));
            let registered = registry.is_some_and(|registry| {
                Source::find_word(&registry.program, &path).next().is_some()
            });
            (!registered).then(|| {
                rule.complain(
                    0,
                    "no line in src/analysis/registry.rs registers this rule, so it never runs",
                )
            })
        })
        .collect()
}

/// `we_language` as the type's name: `WeLanguage`.
fn camel_case(file: &str) -> String {
    let capitalised = |part: &str| {
        let mut letters = part.chars();
        letters.next().map(|first| first.to_ascii_uppercase().to_string() + letters.as_str())
    };
    file.split('_').filter_map(capitalised).collect()
}

pub(crate) fn shell(name: &str, text: &str) -> Option<String> {
    let strict = text.lines().any(|line| line.trim() == "set -euo pipefail");
    (!strict).then(|| {
        format!("{name}:1: write `set -euo pipefail` at the top, or a failed step goes unnoticed")
    })
}

mod tests {
    use super::*;

    fn source(name: &str, text: &str) -> Source {
        Source::new(name.into(), text)
    }

    #[test]
    fn a_file_without_a_sentence_is_found() {
        assert!(file_doc(&source("src/a.rs", "\nuse b;\n")).is_some());
        assert!(file_doc(&source("src/a.rs", "/// not the file\nfn b() {}")).is_some());
        assert!(file_doc(&source("src/a.rs", "//! A thing.\n")).is_none());
    }

    #[test]
    fn a_long_file_is_found_and_its_tests_do_not_count() {
        let tests = format!("#[cfg(test)]\nmod tests {{\n{}}}\n", "fn t() {}\n".repeat(900));
        let long = "fn a() {}\n".repeat(401);
        assert!(length(&source("src/a.rs", &long)).unwrap().starts_with("src/a.rs:1: 401 lines"));
        assert!(length(&source("src/a.rs", &("fn a() {}\n\n".repeat(400) + &tests))).is_none());
        assert!(length(&source("src/a.rs", &"// word\n".repeat(401))).is_some());
    }

    #[test]
    fn empty_names_are_found_in_folders_too() {
        assert!(file_name(&source("src/audio/utils.rs", "")).is_some());
        assert!(file_name(&source("tests/common/mod.rs", "")).is_some());
        assert!(file_name(&source("src/audio/commons.rs", "")).is_none());
    }

    #[test]
    fn exceptions_without_reason_are_found() {
        let count = |text: &str| exceptions(&source("src/a.rs", text)).len();
        assert_eq!(count("#[allow(unused)]"), 1);
        assert_eq!(count("#![allow(unused, reason = \"x\")]"), 1);
        assert_eq!(count("#[cfg_attr(unix, allow(unused))]"), 1);
        assert_eq!(count("#[expect(unused)]"), 1);
        assert_eq!(count("#[expect(\n    unused,\n    reason = \"x\"\n)]"), 0);
        assert_eq!(count("rules.allow(x); // #[allow(unused)]"), 0);
        assert_eq!(count("#[ignore]"), 1);
        assert_eq!(count("#[ignore = \"needs weights\"]"), 0);
    }

    #[test]
    fn leftovers_are_found_in_comments_too() {
        let text = format!("// {}: later\nfn f() {{ dbg!(1); }}", concat!("TO", "DO"));
        assert_eq!(leftovers(&source("src/a.rs", &text)).len(), 2);
        assert_eq!(leftovers(&source("src/a.rs", "let s = \"dbg!\";")).len(), 0);
    }

    #[test]
    fn a_rule_that_never_runs_is_found() {
        let rules = [
            source("src/analysis/rules/pacing/mod.rs", ""),
            source("src/analysis/rules/pacing/slow_start.rs", ""),
            source("src/analysis/rules/pacing/fast_pace.rs", ""),
        ];
        let registry =
            source("src/analysis/registry.rs", "&[&pacing::FastPace, // pacing::SlowStart\n]");
        let complaints = unregistered(&rules, Some(&registry));
        assert_eq!(complaints.len(), 1);
        assert!(complaints[0].starts_with("src/analysis/rules/pacing/slow_start.rs:1"));
        assert_eq!(unregistered(&rules, None).len(), 2);
    }

    #[test]
    fn a_careless_script_is_found() {
        assert!(shell("scripts/x", "#!/bin/sh\nset -e\n").is_some());
        assert!(shell("scripts/x", "#!/usr/bin/env bash\n# what\nset -euo pipefail\n").is_none());
    }
}
