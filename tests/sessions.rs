//! Sessions on disk as people leave them: half deleted, from the future, with a database from elsewhere.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use greenroom::config::Paths;
use greenroom::report::{AnswerRole, Feedback, ReportModel, Session, SessionAnswer, SessionState};
use greenroom::store::Store;
use tempfile::TempDir;

fn greenroom(home: &Path, args: &[&str]) -> (i32, String, String) {
    let mut command = Command::cargo_bin("greenroom").unwrap();
    let output =
        command.env("GREENROOM_HOME", home).env("NO_COLOR", "1").args(args).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// What the command writes, which must succeed.
fn told(home: &Path, args: &[&str]) -> String {
    let (code, out, err) = greenroom(home, args);
    assert_eq!(code, 0, "{args:?}: {err}");
    out
}

fn report(home: &Path) -> ReportModel {
    let path = home.join("answer.txt");
    fs::write(&path, "Last year I shipped a search page. It broke. I rolled it back.").unwrap();
    let json = told(
        home,
        &[
            "analyze",
            path.to_str().unwrap(),
            "--format",
            "json",
            "--question",
            "production-failure",
        ],
    );
    serde_json::from_str(&json).unwrap()
}

/// A home with one session that was completed at that time; gives its folder.
fn with_session(started: &str) -> (TempDir, PathBuf) {
    let home = tempfile::tempdir().unwrap();
    let report = report(home.path());
    let store = Store::open(&Paths::under(home.path())).unwrap();
    let id = started.trim_end_matches('Z').replace(':', "-");
    let session = Session {
        state: SessionState::Complete,
        question: Some("production-failure".into()),
        answers: vec![SessionAnswer {
            role: AnswerRole::Main,
            asked: "What broke?".into(),
            because: None,
            audio: Some("answer-1.wav".into()),
            tried: None,
            reply: None,
            report,
        }],
        feedback: Feedback::default(),
        ..Session::open(id, started)
    };
    let folder = store.create(&session).unwrap();
    fs::write(folder.audio_path(1), [0; 4096]).unwrap();
    folder.save(&session).unwrap();
    (home, folder.path().to_owned())
}

#[test]
fn a_database_from_a_newer_version_is_left_alone_with_an_error_and_a_hint() {
    let (home, _) = with_session("2026-11-21T20:15:03Z");
    told(home.path(), &["history"]);
    let ledger = Paths::under(home.path()).ledger();
    let database = rusqlite::Connection::open(&ledger).unwrap();
    database.pragma_update(None, "user_version", 999).unwrap();
    drop(database);
    for args in [&["history"][..], &["progress"], &["sessions", "list"]] {
        let (code, out, err) = greenroom(home.path(), args);
        assert_eq!((code, out.as_str()), (1, ""), "{args:?}");
        assert!(err.contains("newer greenroom") && err.contains("\nhint: update"), "{err}");
    }
}

#[test]
fn a_database_that_is_none_is_named_and_made_again_from_the_sessions() {
    let (home, _) = with_session("2026-11-21T20:15:03Z");
    let ledger = Paths::under(home.path()).ledger();
    fs::write(&ledger, "this is no database, but it is long enough to be taken for one".repeat(40))
        .unwrap();
    let (code, _, err) = greenroom(home.path(), &["history"]);
    assert_eq!(code, 1);
    assert!(err.contains("hint: move ") && err.contains("made again from your sessions"), "{err}");
    fs::remove_file(&ledger).unwrap();
    assert!(told(home.path(), &["history"]).contains("2026-11-21 20:15"));
}

#[test]
fn a_session_without_its_recording_is_still_read() {
    let (home, folder) = with_session("2026-11-21T20:15:03Z");
    fs::remove_file(folder.join("answer-1.wav")).unwrap();
    assert!(told(home.path(), &["sessions", "show", "last"]).contains("What broke?"));
    assert!(told(home.path(), &["history"]).contains("production-failure"));
}

#[test]
fn a_session_whose_folder_is_gone_is_gone_from_history() {
    let (home, folder) = with_session("2026-11-21T20:15:03Z");
    assert!(told(home.path(), &["history"]).contains("production-failure"));
    fs::remove_dir_all(folder).unwrap();
    assert!(told(home.path(), &["history"]).starts_with("no answers yet"));
    assert!(told(home.path(), &["sessions", "list"]).starts_with("no sessions yet"));
}

#[test]
fn a_recording_without_its_session_file_is_offered_for_recovery() {
    let (home, folder) = with_session("2026-11-21T20:15:03Z");
    fs::remove_file(folder.join("session.json")).unwrap();
    let list = told(home.path(), &["sessions", "list"]);
    assert!(list.contains("cut off; greenroom sessions recover 2026-11-21T20-15-03"), "{list}");
}

#[test]
fn a_damaged_session_file_hides_no_other_session() {
    let (home, folder) = with_session("2026-11-21T20:15:03Z");
    let other = folder.with_file_name("2026-11-20T08-00-00");
    fs::create_dir(&other).unwrap();
    fs::write(other.join("session.json"), "{\"schema\": 1, \"id\":").unwrap();
    assert!(told(home.path(), &["history"]).contains("2026-11-21 20:15"));
    let (code, _, err) = greenroom(home.path(), &["sessions", "show", "2026-11-20T08-00-00"]);
    assert_eq!(code, 1);
    assert!(err.contains("is damaged") && err.contains("hint: "), "{err}");
}

#[test]
fn a_clock_that_ran_ahead_costs_no_session() {
    let (home, folder) = with_session("2099-01-01T00:00:00Z");
    let list = told(home.path(), &["sessions", "purge", "--older-than", "0d"]);
    assert!(list.starts_with("no session is older"), "{list}");
    assert!(folder.join("answer-1.wav").exists());
    assert!(told(home.path(), &["history"]).contains("2099-01-01"));
    assert!(told(home.path(), &["progress"]).contains("answer"));
}
