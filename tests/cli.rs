//! The command line as people and scripts meet it: exit codes, messages, what goes where.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::path::Path;

use assert_cmd::Command;
use tempfile::TempDir;

/// A greenroom with a data folder of its own and no sound server.
fn greenroom(home: &Path) -> Command {
    let mut command = Command::cargo_bin("greenroom").unwrap();
    command.env("GREENROOM_HOME", home).env("PULSE_SERVER", "unix:/nowhere").env("NO_COLOR", "1");
    command
}

fn home() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// Runs a command that must fail; gives its exit code and what it said on standard error.
fn failure(command: &mut Command) -> (i32, String) {
    let output = command.output().unwrap();
    assert!(output.stdout.is_empty(), "a failure has no result: {:?}", output.stdout);
    (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
}

/// Every message of a failure: one line of error, one of hint, nothing else.
fn assert_error_and_hint(stderr: &str) {
    let lines: Vec<&str> = stderr.lines().collect();
    assert!(
        matches!(&lines[..], [error, hint]
            if error.starts_with("error: ") && hint.starts_with("hint: ")),
        "{stderr}"
    );
}

const SRT: &str = "1\n00:00:00,500 --> 00:00:06,000\nLast year I shipped a search page and on the first day it broke.\n\n\
                   2\n00:00:07,000 --> 00:00:12,000\nI rolled it back, and errors went from twelve percent to zero.\n";

#[test]
fn help_names_every_command() {
    let home = home();
    let output = greenroom(home.path()).arg("--help").output().unwrap();
    assert!(output.status.success());
    insta::assert_snapshot!(String::from_utf8(output.stdout).unwrap());
}

#[test]
fn an_unknown_question_is_wrong_usage_and_gets_a_suggestion() {
    let home = home();
    std::fs::write(home.path().join("a.srt"), SRT).unwrap();
    let (code, stderr) = failure(greenroom(home.path()).args([
        "analyze",
        home.path().join("a.srt").to_str().unwrap(),
        "--question",
        "production-failur",
    ]));
    assert_eq!(code, 2);
    assert_error_and_hint(&stderr);
    assert!(stderr.contains("production-failure"), "{stderr}");
}

#[test]
fn wrong_options_are_wrong_usage() {
    let home = home();
    for args in [
        &["interview", "--speed", "fast", "--answer", "a.wav"][..],
        &["interview", "--speed", "2"],
        &["interview", "--end", "never"],
        &["analyze"],
        &["no-such-command"],
    ] {
        assert_eq!(failure(greenroom(home.path()).args(args)).0, 2, "{args:?}");
    }
}

#[test]
fn files_that_are_no_answers_get_an_error_and_a_hint() {
    let home = home();
    let file = |name: &str, bytes: &[u8]| {
        let path = home.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    };
    for path in [
        home.path().join("missing.wav"),
        file("empty.wav", b""),
        file("text.mp3", b"this is not sound"),
        file("empty.txt", b""),
        file("broken.json", b"{\"words\": ["),
        file("newer.json", b"{\"schema\": 99, \"words\": []}"),
    ] {
        let (code, stderr) = failure(greenroom(home.path()).arg("analyze").arg(&path));
        assert_eq!(code, 1, "{}", path.display());
        assert_error_and_hint(&stderr);
        assert!(stderr.contains(path.file_name().unwrap().to_str().unwrap()), "{stderr}");
    }
}

#[test]
fn without_models_it_says_how_to_get_them() {
    let home = home();
    let audio = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/candidate/reply.ogg");
    for args in [&["analyze"][..], &["interview", "--no-voice", "--no-ui", "--answer"]] {
        let (code, stderr) = failure(greenroom(home.path()).args(args).arg(&audio));
        assert_eq!(code, 1);
        assert_error_and_hint(&stderr);
        assert!(stderr.contains("greenroom models install"), "{stderr}");
    }
}

#[test]
fn without_a_microphone_it_says_what_works_without_one() {
    let home = home();
    let (code, stderr) = failure(greenroom(home.path()).args(["interview", "--no-ui"]));
    assert_eq!(code, 1);
    assert_error_and_hint(&stderr);
}

#[test]
fn a_data_folder_that_cannot_be_written_is_an_error_before_anything_is_asked() {
    let home = home();
    let file = home.path().join("file");
    std::fs::write(&file, "no folder").unwrap();
    let (code, stderr) = failure(greenroom(&file.join("data")).args([
        "demo",
        "--no-voice",
        "--no-ui",
        "--speed",
        "max",
    ]));
    assert_eq!(code, 1);
    assert_error_and_hint(&stderr);
}

#[test]
fn json_is_all_there_is_on_standard_output() {
    let home = home();
    let path = home.path().join("answer.srt");
    std::fs::write(&path, SRT).unwrap();
    let output = greenroom(home.path())
        .args(["analyze", "--format", "json", "--question", "production-failure"])
        .arg(&path)
        .output()
        .unwrap();
    assert!(output.status.success());
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["schema"], 1);
    assert_eq!(json["source"]["kind"], "transcript");
    assert_eq!(json["source"]["timing"], "measured");
    assert_eq!(json["framework"], "circles");
    assert_eq!(json["words"][0]["text"], "Last");
    assert_eq!(json["words"][0]["start_s"], 0.5);
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let home = home();
    let path = home.path().join("answer.srt");
    std::fs::write(&path, SRT).unwrap();
    let run = || greenroom(home.path()).arg("analyze").arg(&path).output().unwrap().stdout;
    assert_eq!(run(), run());
}

#[test]
fn a_stored_answer_is_judged_again_and_says_what_that_changed() {
    let home = home();
    let path = home.path().join("answer.srt");
    std::fs::write(&path, SRT).unwrap();
    let stored = home.path().join("stored.json");
    let first = greenroom(home.path())
        .args(["analyze", "--format", "json", "--question", "production-failure", "--output"])
        .args([&stored, &path])
        .output()
        .unwrap();
    assert!(first.status.success());
    let text = std::fs::read_to_string(&stored).unwrap();
    let again = || -> serde_json::Value {
        let output = greenroom(home.path())
            .args(["analyze", "--format", "json"])
            .arg(&stored)
            .output()
            .unwrap();
        serde_json::from_slice(&output.stdout).unwrap()
    };
    assert_eq!(again(), serde_json::from_str::<serde_json::Value>(&text).unwrap());
    let mut older: serde_json::Value = serde_json::from_str(&text).unwrap();
    older["engine"]["rubric"] = "0".into();
    older["findings"] = serde_json::json!([]);
    std::fs::write(&stored, older.to_string()).unwrap();
    let now = again();
    assert_eq!(now["rescored"]["rubric"], "0");
    assert!(!now["rescored"]["new"].as_array().unwrap().is_empty());
    assert_eq!(now["question"], "production-failure");
}

#[test]
fn one_bad_file_does_not_keep_the_others_from_being_analysed() {
    let home = home();
    let path = home.path().join("answer.srt");
    std::fs::write(&path, SRT).unwrap();
    let output = greenroom(home.path())
        .arg("analyze")
        .args([&home.path().join("missing.srt"), &path])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).contains("answer.srt"));
    assert!(String::from_utf8_lossy(&output.stderr).contains("missing.srt"));
}

#[test]
fn a_users_own_card_is_asked_and_a_broken_one_is_named() {
    let home = home();
    let cards = home.path().join("questions");
    std::fs::create_dir(&cards).unwrap();
    let builtin = include_str!("../prompts/questions/production-failure.toml");
    let own = builtin.replace("id = \"production-failure\"", "id = \"my-own\"");
    std::fs::write(cards.join("own.toml"), own).unwrap();
    let list = greenroom(home.path()).args(["questions", "list"]).output().unwrap();
    assert!(String::from_utf8_lossy(&list.stdout).contains("my-own"));

    std::fs::write(cards.join("broken.toml"), "id = 3").unwrap();
    let (code, stderr) = failure(greenroom(home.path()).args(["questions", "check"]));
    assert_eq!(code, 1);
    assert_error_and_hint(&stderr);
    assert!(stderr.contains("broken.toml"), "{stderr}");
}

/// `greenroom questions list | head -1`, but for the first line.
#[test]
fn a_reader_that_has_read_enough_is_no_error() {
    let home = home();
    for command in ["questions", "models"] {
        let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin("greenroom"))
            .env("GREENROOM_HOME", home.path())
            .args([command, "list"])
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
        assert!(output.status.success(), "{:?}", output.status);
    }
}
