//! How long the server of the pages takes to send one.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use greenroom::config::HOME_VARIABLE;

use super::Result;
use super::rig::now;

/// From the request to the last byte, once for each of `runs`.
pub(crate) fn times(home: &Path, page: &str, runs: usize) -> Result<Vec<Duration>> {
    let mut server = Command::new(env!("CARGO_BIN_EXE_greenroom"))
        .args(["review", "--no-browser"])
        .env(HOME_VARIABLE, home)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let mut address = String::new();
    BufReader::new(server.stdout.take().ok_or("no output")?).read_line(&mut address)?;
    let times = ask(address.trim(), page, runs);
    server.kill()?;
    server.wait()?;
    times
}

fn ask(address: &str, page: &str, runs: usize) -> Result<Vec<Duration>> {
    let (host, token) = address
        .strip_prefix("http://")
        .and_then(|rest| rest.split_once("/?token="))
        .ok_or("the server did not say where it is")?;
    let mut times = Vec::new();
    for _ in 0..runs {
        let began = now();
        let mut stream = TcpStream::connect(host)?;
        write!(
            stream,
            "GET {page} HTTP/1.1\r\nHost: {host}\r\nCookie: greenroom={token}\r\nConnection: close\r\n\r\n"
        )?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        times.push(began.elapsed());
        if !answer.starts_with(b"HTTP/1.1 200") {
            return Err(format!("{page}: {}", String::from_utf8_lossy(&answer)).into());
        }
    }
    Ok(times)
}
