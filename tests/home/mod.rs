//! A home for the program's data that is gone after a test, and the real program in it.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::thread::sleep;
use std::time::{Duration, Instant};

use greenroom::config::{HOME_VARIABLE, Paths};

#[expect(clippy::disallowed_methods, reason = "what is recorded is measured against the clock")]
pub(crate) fn now() -> Instant {
    Instant::now()
}

/// Waits until it is so, for twenty seconds at most.
pub(crate) fn wait_until(mut is_so: impl FnMut() -> bool, else_what: &str) {
    let deadline = now() + Duration::from_secs(20);
    while !is_so() {
        assert!(now() < deadline, "{else_what}");
        sleep(Duration::from_millis(20));
    }
}

/// A folder for data of its own, with the models of this machine.
pub(crate) struct Home(pub(crate) tempfile::TempDir);

impl Home {
    pub(crate) fn new() -> Self {
        let home = Self(tempfile::tempdir().unwrap());
        let installed = env::var_os(HOME_VARIABLE).map(PathBuf::from);
        let installed = Paths::discover(installed).expect("a folder for data").models();
        assert!(installed.is_dir(), "the models; `greenroom models install` gets them");
        std::os::unix::fs::symlink(installed, home.0.path().join("models")).unwrap();
        home
    }

    pub(crate) fn sessions(&self) -> Vec<PathBuf> {
        let folder = Paths::under(self.0.path()).sessions();
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        let mut found: Vec<PathBuf> =
            entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
        found.sort();
        found
    }
}
