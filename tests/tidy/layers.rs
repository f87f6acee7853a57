//! Who may name whom.

use super::source::Source;

const CORE: &[&str] = &[
    "timeline",
    "transcript",
    "bank",
    "analysis",
    "interview",
    "scoring",
    "feedback",
    "report",
    "page",
];
const EDGES: &[&str] = &["audio", "vad", "asr", "embed", "voice", "models", "store"];

/// Packages with one home, so that another can take their place by changing one folder.
const HOMES: &[(&str, &[&str])] = &[
    ("cpal", &["audio"]),
    ("hound", &["audio"]),
    ("rtrb", &["audio"]),
    ("rubato", &["audio"]),
    ("symphonia", &["audio"]),
    ("earshot", &["vad"]),
    ("realfft", &["asr", "vad"]),
    ("whisper_rs", &["asr"]),
    ("rodio", &["voice"]),
    ("rten", &["voice", "embed"]),
    ("rten_tensor", &["voice", "embed"]),
    ("rten_text", &["embed"]),
    ("half", &["models"]),
    ("zip", &["models"]),
    ("sha2", &["models", "voice", "page"]),
    ("fs4", &["store", "models"]),
    ("rusqlite", &["store"]),
    ("directories", &["config"]),
    ("tokio", &["session", "web", "cli", "main"]),
    ("clap", &["cli", "main"]),
    ("askama", &["page"]),
    ("axum", &["web"]),
    ("tower", &["web"]),
    ("tower_http", &["web"]),
    ("indicatif", &["cli"]),
];

/// What the core must not name, and what it does instead.
const OUTSIDE: &[(&str, &str)] = &[
    ("std::fs", "take the text as a parameter"),
    ("std::net", "the core does not speak to anyone"),
    ("std::env", "take the value as a parameter"),
    ("std::thread", "threads belong to the edges and to `session`"),
    ("std::process", "processes belong to the edges"),
    ("std::time::Instant", "take the time as a parameter"),
    ("Instant::now", "take the time as a parameter"),
    ("SystemTime", "take the time as a parameter"),
    ("thread::spawn", "threads belong to the edges and to `session`"),
    ("fs::read", "take the text as a parameter"),
    ("fs::write", "return the text instead"),
    ("File::open", "take the text as a parameter"),
    ("File::create", "return the text instead"),
    ("io::stdin", "take the text as a parameter"),
    ("io::stdout", "return the text instead"),
    ("io::stderr", "return the text instead"),
    ("print!", "return the text instead"),
    ("println!", "return the text instead"),
    ("eprint!", "return the text instead"),
    ("eprintln!", "return the text instead"),
];

/// The modules that a module may name; `None` for one that this table does not know.
fn allowed(layer: &str) -> Option<Vec<&'static str>> {
    let all = || CORE.iter().chain(EDGES).copied().chain(["config"]);
    Some(match layer {
        "timeline" | "config" | "onnx" => vec![],
        "transcript" => vec!["timeline"],
        "bank" => vec!["timeline", "transcript"],
        "analysis" => vec!["timeline", "transcript", "bank"],
        "interview" => vec!["timeline", "transcript", "bank", "analysis"],
        "scoring" => CORE[..5].to_vec(),
        "feedback" | "report" => CORE[..6].to_vec(),
        "page" => CORE[..8].to_vec(),
        edge if EDGES.contains(&edge) => CORE.iter().copied().chain(["config", "onnx"]).collect(),
        "session" => all().collect(),
        "web" => all().chain(["session"]).collect(),
        "cli" | "lib" | "main" => all().chain(["session", "web", "cli"]).collect(),
        _ => return None,
    })
}

/// Complains about each path into a module that the file's own may not name.
pub(crate) fn direction(source: &Source) -> Vec<String> {
    let layer = source.layer();
    let Some(allowed) = allowed(layer) else {
        return vec![source.complain(
            0,
            &format!(
                "`{layer}` has no place among the layers; give it one in tests/tidy/layers.rs"
            ),
        )];
    };
    named_modules(source)
        .into_iter()
        .filter(|(_, name)| name != layer && !allowed.contains(&name.as_str()))
        // Names that the crate's root re-exports or that macros give are no layers.
        .filter(|(_, name)| self::allowed(name).is_some())
        .map(|(at, name)| {
            let may = if allowed.is_empty() { "nothing".to_owned() } else { allowed.join(", ") };
            source.complain(at, &format!(
                "`{layer}` must not name `{name}` (it may name {may}); hand the value in from a layer above, or move the type below"
            ))
        })
        .collect()
}

/// The first segments of all paths that begin at the crate's root, with their places.
fn named_modules(source: &Source) -> Vec<(usize, String)> {
    let code = &source.program;
    let climb = "super::".repeat(source.depth());
    let mut found = Vec::new();
    for prefix in ["crate::", "greenroom::", climb.as_str()] {
        if prefix.is_empty() {
            continue;
        }
        for at in Source::find_word(code, prefix) {
            // `super::super::` inside a longer chain was found at the chain's start.
            if !code[..at].ends_with("::") {
                let names = first_segments(&code[at + prefix.len()..]);
                found.extend(names.into_iter().map(|name| (at, name)));
            }
        }
    }
    found
}

/// `a::b` gives `a`; `{a, b::{c, d}}` gives `a` and `b`.
fn first_segments(path: &str) -> Vec<String> {
    let path = path.trim_start();
    let name = |text: &str| -> String {
        text.trim_start().chars().take_while(|&c| c.is_alphanumeric() || c == '_').collect()
    };
    let Some(group) = path.strip_prefix('{') else { return vec![name(path)] };
    let mut depth = 0;
    let mut names = vec![name(group)];
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => names.push(name(&group[at + 1..])),
            _ => {}
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

/// Complains about packages named outside their home.
pub(crate) fn homes(source: &Source) -> Vec<String> {
    let mut complaints = Vec::new();
    for (package, homes) in HOMES {
        // A package that another one hands on, as rodio does with cpal, is part of that one.
        let handed_on = source.program.contains(&format!("::{package}"));
        if homes.contains(&source.layer()) || handed_on {
            continue;
        }
        let path = format!("{package}::");
        let bare = format!("use {package}");
        let places = Source::find_word(&source.program, &path)
            .filter(|&at| !source.program[..at].ends_with("::"))
            .chain(
                Source::find_word(&source.program, &bare)
                    .filter(|&at| !source.program[at + bare.len()..].starts_with("::")),
            );
        for at in places {
            let what = format!("`{package}` may only be named in `{}`", homes.join("`, `"));
            complaints.push(source.complain(at, &what));
        }
    }
    complaints
}

/// Complains about files, threads, clocks, the network and printing in the core.
pub(crate) fn purity(source: &Source) -> Vec<String> {
    if !CORE.contains(&source.layer()) {
        return Vec::new();
    }
    let mut complaints = Vec::new();
    for (what, instead) in OUTSIDE {
        for at in Source::find_word(&source.program, what) {
            complaints
                .push(source.complain(at, &format!("the core must not name `{what}`: {instead}")));
        }
    }
    complaints
}

mod tests {
    use super::{Source, direction, homes, purity};

    fn source(name: &str, text: &str) -> Source {
        Source::new(name.into(), text)
    }

    #[test]
    fn a_path_upwards_is_found_however_it_is_written() {
        for text in [
            "use crate::analysis::Finding;",
            "use crate::{timeline::Millis, analysis::{Finding, Section}};",
            "fn f(x: &crate::analysis::Finding) {}",
            "use super::super::analysis::Finding;",
        ] {
            let complaints = direction(&source("src/transcript/word.rs", text));
            assert_eq!(complaints.len(), 1, "{text}: {complaints:?}");
            assert!(
                complaints[0]
                    .starts_with("src/transcript/word.rs:1: `transcript` must not name `analysis`")
            );
        }
    }

    #[test]
    fn edges_do_not_know_each_other_and_nobody_below_knows_cli() {
        assert_eq!(direction(&source("src/asr/mod.rs", "use crate::audio::Frame;")).len(), 1);
        assert_eq!(direction(&source("src/asr/mod.rs", "use super::vad::Vad;")).len(), 1);
        assert_eq!(direction(&source("src/session/mod.rs", "use crate::cli::CliError;")).len(), 1);
        assert_eq!(direction(&source("src/report/a.rs", "use crate::config::Paths;")).len(), 1);
        assert_eq!(direction(&source("src/store/a.rs", "use crate::report::{Session};")).len(), 0);
        assert_eq!(
            direction(&source("src/session/a.rs", "use crate::{audio::A, asr::B};")).len(),
            0
        );
    }

    #[test]
    fn tests_may_name_what_they_like() {
        let text = "#[cfg(test)]\nmod tests { use crate::cli::CliError; }";
        assert_eq!(direction(&source("src/timeline/mod.rs", text)).len(), 0);
    }

    #[test]
    fn a_module_without_a_place_is_noticed() {
        assert!(direction(&source("src/extra.rs", ""))[0].contains("no place among the layers"));
    }

    #[test]
    fn packages_stay_at_home() {
        assert_eq!(
            homes(&source("src/session/a.rs", "\nlet d = cpal::default_host();")),
            ["src/session/a.rs:2: `cpal` may only be named in `audio`"]
        );
        assert_eq!(homes(&source("src/asr/a.rs", "use rodio;")).len(), 1);
        assert_eq!(homes(&source("src/audio/a.rs", "use cpal::Stream;")).len(), 0);
        assert_eq!(homes(&source("src/voice/a.rs", "use rodio::cpal; cpal::f();")).len(), 0);
        assert_eq!(homes(&source("src/asr/a.rs", "a.zip(b); my_zip::c(); \"cpal::x\"")).len(), 0);
    }

    #[test]
    fn the_core_is_held_pure() {
        assert_eq!(
            purity(&source("src/report/a.rs", "println!(\"\"); std::fs::read(p);")).len(),
            3
        );
        assert_eq!(purity(&source("src/analysis/a.rs", "let t = SystemTime::now();")).len(), 1);
        assert_eq!(purity(&source("src/store/a.rs", "std::fs::read(p);")).len(), 0);
        assert_eq!(purity(&source("src/report/a.rs", "// println! is for others")).len(), 0);
    }
}
