//! Requests to the review server.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use greenroom::audio::{SAMPLE_RATE, SoundFile};
use greenroom::config::Paths;
use greenroom::report::{AnswerRole, Session, SessionAnswer, SessionState, read_answer};
use greenroom::web::{Server, Site};

use super::bytes::Bytes;
use super::shown::BANK;

const TOKEN: &str = "0123456789abcdef";
const ID: &str = "2026-11-29T08-00-00";

/// A server over one session, for as long as the process lasts.
struct Served {
    host: String,
    _home: tempfile::TempDir,
}

static SERVED: LazyLock<Served> = LazyLock::new(|| {
    let home = tempfile::tempdir().expect("there is room");
    let paths = Paths::under(home.path());
    let folder = paths.sessions().join(ID);
    fs::create_dir_all(&folder).expect("there is room");
    SoundFile::create(&folder.join("answer-1.wav"))
        .and_then(|mut file| {
            let sound = file.write(&[0.25; 4000], SAMPLE_RATE);
            sound.map_err(|source| greenroom::audio::AudioError::Write {
                path: folder.clone(),
                source,
            })
        })
        .expect("there is room");
    let report = read_answer(include_str!("../../tests/fixtures/report.json"));
    let report = report.expect("it is of this version").expect("it is an answer");
    let mut session = Session::open(ID, "2026-11-29T08:00:00Z");
    session.state = SessionState::Complete;
    session.answers.push(SessionAnswer {
        role: AnswerRole::Main,
        asked: "What broke?".to_owned(),
        because: None,
        audio: Some("answer-1.wav".to_owned()),
        tried: None,
        reply: None,
        report,
    });
    let text = serde_json::to_string(&session).expect("a session can be written");
    fs::write(folder.join("session.json"), text).expect("there is room");
    let site = Site {
        paths,
        bank: Arc::new(BANK.clone()),
        rejudge: Arc::new(|report, _| Ok(report.clone())),
    };
    let (tell, told) = std::sync::mpsc::channel();
    let serve = move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("it starts").block_on(async {
            let server = Server::bind(0, TOKEN.to_owned()).await.expect("a port is free");
            tell.send(server.address("/").expect("it has an address")).expect("somebody waits");
            server.serve(site, std::future::pending()).await.expect("it serves");
        });
    };
    std::thread::Builder::new().name("review".to_owned()).spawn(serve).expect("it starts");
    let address = told.recv().expect("it tells");
    let host =
        address.trim_start_matches("http://").split('/').next().unwrap_or_default().to_owned();
    Served { host, _home: home }
});

/// A request of somebody who knows the token: the first byte chooses the method, then come lines, the first of which is
/// the address, the others headers, and after an empty one the body. In an address `~` stands for the session.
pub fn request(bytes: &[u8]) {
    let mut bytes = Bytes(bytes);
    let Some(method) = bytes.one_of(&["GET", "POST", "HEAD"]) else { return };
    let end = bytes.0.windows(2).position(|pair| pair == b"\n\n").unwrap_or(bytes.0.len());
    let (head, body) = bytes.0.split_at(end);
    let body = body.get(2..).unwrap_or_default();
    let mut lines = head.split(|byte| *byte == b'\n');
    let host = &SERVED.host;
    let mut request = format!("{method} /").into_bytes();
    for byte in lines.next().unwrap_or_default() {
        match byte {
            b'~' => request.extend(ID.bytes()),
            other => request.push(*other),
        }
    }
    request.extend(
        format!(
            " HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nCookie: greenroom={TOKEN}\r\n\
             Connection: close\r\nContent-Length: {}\r\n",
            body.len()
        )
        .bytes(),
    );
    for line in lines {
        request.extend(line);
        request.extend(b"\r\n");
    }
    request.extend(b"\r\n");
    request.extend(body);
    let mut stream = TcpStream::connect(host).expect("the server is there");
    stream.set_read_timeout(Some(Duration::from_secs(5))).expect("it is a socket");
    // A server may refuse and hang up before it has heard everything.
    let _ = stream.write_all(&request);
    let mut answer = Vec::new();
    match stream.read_to_end(&mut answer) {
        Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {
            panic!("the server does not answer")
        }
        _ => {}
    }
    assert!(!answer.starts_with(b"HTTP/1.1 5"), "{}", String::from_utf8_lossy(&answer));
}
