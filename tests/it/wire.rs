//! HTTP by hand, one connection a request: what is sent is exactly what the story says.

use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::Value;

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
pub(crate) fn try_post(address: &str, body: &str) -> Option<Reply> {
    let mut connection = TcpStream::connect(address).ok()?;
    let head = format!(
        "POST /graphql HTTP/1.1\r\nConnection: close\r\nHost: {address}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    connection.write_all((head + body).as_bytes()).ok()?;
    received(connection).filter(|it| serde_json::from_slice::<Value>(&it.body).is_ok())
}

/// A POST of JSON.
pub(crate) fn post(address: &str, body: &str) -> Reply {
    send(address, "POST /graphql", &["Content-Type: application/json"], body.as_bytes())
}

pub(crate) fn get(address: &str, path: &str) -> Reply {
    send(address, &format!("GET {path}"), &[], b"")
}

/// A text as it stands in an address.
pub(crate) fn escaped(text: &str) -> String {
    text.bytes()
        .map(|it| if it.is_ascii_alphanumeric() { (it as char).to_string() } else { format!("%{it:02X}") })
        .collect()
}
