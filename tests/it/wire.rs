//! HTTP by hand, one connection a request: what is sent is exactly what the story says.

use std::fmt;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::ops::Deref;

use serde_json::Value;

/// Where a service is, and the token that is shown there, if one is.
#[derive(Clone, Debug, Default)]
pub(crate) struct Door {
    pub(crate) address: String,
    pub(crate) token: Option<String>,
}

impl Deref for Door {
    type Target = str;

    fn deref(&self) -> &str {
        &self.address
    }
}

impl fmt::Display for Door {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.address)
    }
}

impl Door {
    /// These headers, and the one that shows the token.
    pub(crate) fn headers(&self, others: &[&str]) -> Vec<String> {
        let token = self.token.as_ref().map(|it| format!("Authorization: Bearer {it}"));
        others.iter().map(|it| (*it).to_owned()).chain(token).collect()
    }

    /// A request with the token, and these headers besides.
    pub(crate) fn send(&self, line: &str, headers: &[&str], body: &[u8]) -> Reply {
        let headers = self.headers(headers);
        let headers: Vec<_> = headers.iter().map(String::as_str).collect();
        send(self, line, &headers, body)
    }
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    /// A header; nothing where there is none.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|it| it.0 == name).map_or("", |it| it.1.as_str())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }
}

/// A request: its first line without the version, its headers, and its body.
pub(crate) fn send(address: &str, line: &str, headers: &[&str], body: &[u8]) -> Reply {
    let mut connection = TcpStream::connect(address).unwrap();
    begin(&mut connection, address, line, headers, body.len());
    // A server that refuses a body may close before it has read all of it.
    let _ = connection.write_all(body);
    receive(connection)
}

/// Sends all of a request but its body, of which so many bytes will come.
pub(crate) fn begin(connection: &mut TcpStream, address: &str, line: &str, headers: &[&str], length: usize) {
    let mut head = format!("{line} HTTP/1.1\r\nConnection: close\r\n");
    if !headers.iter().any(|it| it.starts_with("Host:")) {
        head.push_str(&format!("Host: {address}\r\n"));
    }
    if length > 0 {
        head.push_str(&format!("Content-Length: {length}\r\n"));
    }
    headers.iter().for_each(|it| head.push_str(&format!("{it}\r\n")));
    head.push_str("\r\n");
    connection.write_all(head.as_bytes()).unwrap();
}

/// Reads the reply to the end.
pub(crate) fn receive(connection: TcpStream) -> Reply {
    received(connection).unwrap()
}

/// Reads the reply to the end. None where its head has not come.
fn received(mut connection: TcpStream) -> Option<Reply> {
    let mut bytes = Vec::new();
    // What was read counts, even where the connection is reset after it.
    let _ = connection.read_to_end(&mut bytes);
    let end = bytes.windows(4).position(|it| it == b"\r\n\r\n")?;
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let mut lines = head.lines();
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let headers = lines.filter_map(|it| it.split_once(':'));
    let headers = headers.map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned())).collect();
    Some(Reply { status, headers, body: bytes[end + 4..].to_vec() })
}

/// A POST of JSON to a server that may die meanwhile. None where no whole reply has come.
pub(crate) fn try_post(door: &Door, body: &str) -> Option<Reply> {
    let mut connection = TcpStream::connect(&**door).ok()?;
    let headers = door.headers(&[
        "Connection: close",
        &format!("Host: {door}"),
        "Content-Type: application/json",
        &format!("Content-Length: {}", body.len()),
    ]);
    let head = format!("POST /graphql HTTP/1.1\r\n{}\r\n\r\n", headers.join("\r\n"));
    connection.write_all((head + body).as_bytes()).ok()?;
    received(connection).filter(|it| serde_json::from_slice::<Value>(&it.body).is_ok())
}

/// A POST of JSON.
pub(crate) fn post(door: &Door, body: &str) -> Reply {
    door.send("POST /graphql", &["Content-Type: application/json"], body.as_bytes())
}

pub(crate) fn get(door: &Door, path: &str) -> Reply {
    door.send(&format!("GET {path}"), &[], b"")
}

/// A text as it stands in an address.
pub(crate) fn escaped(text: &str) -> String {
    text.bytes()
        .map(|it| if it.is_ascii_alphanumeric() { (it as char).to_string() } else { format!("%{it:02X}") })
        .collect()
}
