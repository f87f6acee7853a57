//! What the fuzzer found worth keeping, replayed: foreign bytes of every kind, none of which may panic.
//!
//! `scripts/fuzz` looks for more of them.

#[path = "../fuzz/src/lib.rs"]
#[expect(unreachable_pub, reason = "the same source is the library of the fuzzer")]
mod entries;

use std::fs;
use std::path::Path;

/// Everything in the corpus of an entry; there is something for each.
#[expect(
    clippy::print_stdout,
    reason = "only shown when the test fails: the last one is the culprit"
)]
fn replay(name: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name);
    let listed = fs::read_dir(&folder).expect("every entry has a corpus");
    let mut files: Vec<_> = listed.map(|entry| entry.expect("it can be listed").path()).collect();
    files.sort();
    assert!(!files.is_empty(), "{} is empty", folder.display());
    for file in files {
        println!("{}", file.display());
        entries::replay(name, &fs::read(&file).expect("it can be read"));
    }
}

macro_rules! corpora {
    ($($name:ident),*) => {
        $(#[test] fn $name() { replay(stringify!($name)); })*

        #[test]
        fn no_entry_is_left_out() {
            let replayed = [$(stringify!($name)),*];
            let entries: Vec<_> = entries::ENTRIES.iter().map(|(name, _)| *name).collect();
            assert_eq!(entries, replayed);
            for name in replayed {
                let target = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("fuzz/targets/{name}.rs"));
                assert!(target.exists(), "{} is missing", target.display());
            }
        }
    };
}

corpora!(
    transcript, report, card, story, pattern, notation, answer, speech, voice, audio, model, web
);
