//! A client that keeps its connection: one request after the other, and no more of HTTP than that needs.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

use serde_json::{Value, json};

pub(crate) struct Client {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// The bytes of a POST of a GraphQL request, with a token. A server that asks for none reads it all the same.
pub(crate) fn post(token: &str, document: &str, variables: &Value) -> Vec<u8> {
    let body = json!({ "query": document, "variables": variables }).to_string();
    with_body("application/json", token, &body)
}

/// The same of a document that stands in the body as it is, for servers that need nothing else.
pub(crate) fn post_text(document: &str) -> Vec<u8> {
    with_body("text/plain", "", document)
}

fn with_body(content_type: &str, token: &str, body: &str) -> Vec<u8> {
    let head = format!("POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: {content_type}\r\n");
    let length = body.len();
    format!("{head}Authorization: Bearer {token}\r\nContent-Length: {length}\r\n\r\n{body}").into_bytes()
}

/// Follows a sign-in link: the token that it is exchanged for.
pub(crate) fn follow(address: SocketAddr, link: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    let path = link.trim_end().strip_prefix(&format!("http://{address}")).expect("a link of the server");
    write!(stream, "POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
        .unwrap();
    let mut reply = String::new();
    stream.read_to_string(&mut reply).unwrap();
    let token = reply.split("demarche=").nth(1).and_then(|it| it.split(';').next());
    token.expect("a cookie with a token").to_owned()
}

impl Client {
    pub(crate) fn new(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream, buffer: Vec::new() }
    }

    /// Sends a request, and gives the body of the response.
    pub(crate) fn send(&mut self, request: &[u8]) -> &[u8] {
        self.stream.write_all(request).unwrap();
        self.buffer.clear();
        let mut chunk = [0; 64 * 1024];
        let (body, end) = loop {
            if let Some(found) = extent(&self.buffer) {
                break found;
            }
            self.fill(&mut chunk);
        };
        while self.buffer.len() < end {
            self.fill(&mut chunk);
        }
        &self.buffer[body..end]
    }

    fn fill(&mut self, chunk: &mut [u8]) {
        let read = self.stream.read(chunk).unwrap();
        assert!(read > 0, "the server hung up");
        self.buffer.extend_from_slice(&chunk[..read]);
    }
}

/// Where the body begins and ends, once the head is there.
fn extent(response: &[u8]) -> Option<(usize, usize)> {
    let head = response.windows(4).position(|it| it == b"\r\n\r\n")?;
    let text = std::str::from_utf8(&response[..head]).unwrap();
    assert!(text.starts_with("HTTP/1.1 200"), "{text}");
    let length = text.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().unwrap())
    });
    Some((head + 4, head + 4 + length.expect("a length")))
}
