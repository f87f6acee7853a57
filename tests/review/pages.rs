//! A session that was really held, and its pages.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

use greenroom::audio::{SAMPLE_RATE, SoundFile, decode_all};
use greenroom::config::HOME_VARIABLE;
use headless_chrome::{Browser, LaunchOptions};

use super::home::Home;

/// The server over a home with one session, and a browser.
pub(crate) struct Pages {
    home: Home,
    server: Child,
    address: String,
    browser: Option<Browser>,
}

impl Pages {
    /// With a browser; `hostile` is put into the session's words, its question and its findings.
    pub(crate) fn open(hostile: &str) -> Self {
        let mut pages = Self::serve(hostile);
        let options = LaunchOptions {
            path: Some(chromium()),
            sandbox: false,
            window_size: Some((1280, 900)),
            args: vec![
                "--autoplay-policy=no-user-gesture-required".as_ref(),
                "--mute-audio".as_ref(),
            ],
            idle_browser_timeout: Duration::from_mins(5),
            ..LaunchOptions::default()
        };
        pages.browser = Some(Browser::new(options).expect("Chromium starts"));
        pages
    }

    pub(crate) fn serve(hostile: &str) -> Self {
        let home = Home::new();
        copy(&held(), &home.0.path().join("sessions"));
        if !hostile.is_empty() {
            poison(&home.sessions()[0], hostile);
        }
        let mut server = Command::new(env!("CARGO_BIN_EXE_greenroom"))
            .args(["review", "last", "--no-browser"])
            .env(HOME_VARIABLE, home.0.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut address = String::new();
        BufReader::new(server.stdout.as_mut().unwrap()).read_line(&mut address).unwrap();
        assert!(address.starts_with("http://127.0.0.1:"), "{address}");
        Self { home, server, address: address.trim().to_owned(), browser: None }
    }

    pub(crate) fn browser(&self) -> &Browser {
        self.browser.as_ref().unwrap()
    }

    /// The address that was printed, with its token.
    pub(crate) fn first(&self) -> String {
        self.address.clone()
    }

    /// Another page of the same server.
    pub(crate) fn page(&self, path: &str) -> String {
        format!("http://{}{path}", self.host())
    }

    fn host(&self) -> &str {
        self.address["http://".len()..].split('/').next().unwrap()
    }

    pub(crate) fn session(&self) -> PathBuf {
        self.home.sessions().pop().unwrap()
    }

    pub(crate) fn id(&self) -> String {
        self.session().file_name().unwrap().to_string_lossy().into_owned()
    }

    /// Puts the same session there once more, as if it had been held at another time.
    pub(crate) fn copy_session(&self, id: &str, started: &str) {
        let session = self.session();
        let other = session.with_file_name(id);
        copy_folder(&session, &other);
        let file = other.join("session.json");
        let mut value: serde_json::Value =
            serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
        value["id"] = id.into();
        value["started"] = started.into();
        fs::write(file, serde_json::to_string(&value).unwrap()).unwrap();
    }

    /// Has the first answer told so many times over, words and sound, and judged as one.
    pub(crate) fn tell_again(&self, times: u32) {
        let (file, sound) =
            (self.session().join("session.json"), self.session().join("answer-1.wav"));
        let (samples, _) = decode_all(&sound).unwrap();
        SoundFile::create(&sound)
            .unwrap()
            .write(&samples.repeat(times as usize), SAMPLE_RATE)
            .unwrap();
        let mut session: serde_json::Value =
            serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
        let answer = &mut session["answers"][0];
        let lasts = answer["source"]["duration_s"].as_f64().unwrap();
        let mut words = Vec::new();
        for time in 0..times {
            for word in answer["words"].as_array().unwrap() {
                let mut word = word.clone();
                for key in ["start_s", "end_s"] {
                    word[key] = (word[key].as_f64().unwrap() + f64::from(time) * lasts).into();
                }
                words.push(word);
            }
        }
        let transcript = self.home.0.path().join("again.json");
        fs::write(&transcript, serde_json::json!({ "words": words }).to_string()).unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_greenroom"))
            .args(["analyze", "--question", "production-failure", "--format", "json"])
            .arg(&transcript)
            .env(HOME_VARIABLE, self.home.0.path())
            .output()
            .unwrap();
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        for (key, value) in report.as_object().unwrap() {
            answer[key] = value.clone();
        }
        fs::write(file, session.to_string()).unwrap();
    }

    /// The session as one file.
    pub(crate) fn export(&self) -> PathBuf {
        let folder = self.home.0.path().join("taken-along");
        let output = Command::new(env!("CARGO_BIN_EXE_greenroom"))
            .args(["sessions", "export", "last", "--output"])
            .arg(&folder)
            .env(HOME_VARIABLE, self.home.0.path())
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        folder.join("report.html")
    }

    /// The head of what the server answers, and the beginning of its body. `known` sends the cookie.
    pub(crate) fn request(
        &self,
        method: &str,
        path: &str,
        extra: &str,
        known: Option<()>,
    ) -> String {
        let host = if extra.starts_with("Host:") {
            String::new()
        } else {
            format!("Host: {}\r\n", self.host())
        };
        let token = self.address.rsplit("token=").next().unwrap();
        let cookie = known.map_or_else(String::new, |()| format!("Cookie: greenroom={token}\r\n"));
        let mut stream = TcpStream::connect(self.host()).unwrap();
        write!(stream, "{method} {path} HTTP/1.1\r\n{host}{extra}{cookie}Content-Length: 0\r\nConnection: close\r\n\r\n")
            .unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).chars().take(4000).collect()
    }
}

impl Drop for Pages {
    fn drop(&mut self) {
        drop(self.server.kill());
        drop(self.server.wait());
    }
}

/// The script that checks pages, beside what is built.
pub(crate) fn axe() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("axe.min.js")
}

fn chromium() -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .flat_map(|folder| {
            ["chromium", "chromium-browser", "google-chrome"].map(|n| folder.join(n))
        })
        .find(|program| program.is_file())
        .expect("Chromium, which scripts/setup test installs")
}

/// An interview with the recorded candidate, held once for all tests.
fn held() -> PathBuf {
    static HELD: OnceLock<Home> = OnceLock::new();
    let home = HELD.get_or_init(|| {
        let home = Home::new();
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/candidate");
        let answers = ["rambling.ogg", "reply.ogg"].map(|name| fixtures.join(name));
        let output = Command::new(env!("CARGO_BIN_EXE_greenroom"))
            .args(["interview", "--question", "production-failure", "--no-voice", "--no-ui"])
            .args(["--speed", "max", "--answer"])
            .args(&answers)
            .env(HOME_VARIABLE, home.0.path())
            .stdin(Stdio::null())
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        home
    });
    home.0.path().join("sessions")
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &to.join(entry.file_name()));
        }
    }
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

/// Replaces texts that come from people and from files by hostile ones.
fn poison(folder: &Path, hostile: &str) {
    let file = folder.join("session.json");
    let mut session: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
    session["company"] = hostile.into();
    session["question"] = hostile.into();
    session["feedback"]["written"] = hostile.into();
    for answer in session["answers"].as_array_mut().unwrap() {
        for key in ["asked", "because"] {
            answer[key] = hostile.into();
        }
        let texts = hostile.split(' ').cycle();
        for (word, text) in answer["words"].as_array_mut().unwrap().iter_mut().zip(texts) {
            word["text"] = text.into();
        }
        for finding in answer["findings"].as_array_mut().unwrap() {
            for key in ["rule", "message", "advice", "quote", "better"] {
                finding[key] = hostile.into();
            }
        }
        for list in ["key_points", "probes", "not_measured"] {
            for item in answer[list].as_array_mut().unwrap() {
                for value in item.as_object_mut().unwrap().values_mut().filter(|v| v.is_string()) {
                    *value = hostile.into();
                }
            }
        }
    }
    fs::write(file, serde_json::to_string(&session).unwrap()).unwrap();
}
