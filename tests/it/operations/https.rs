//! https: with a certificate made for the test, what is wrong with one, and how the service ends while somebody shakes
//! hands with it.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use demarche::web::{Anonymous, Doors, Options, Tls};

use crate::http::Front;
use crate::program::{PATIENCE, Place, Served, run};
use crate::service::Service;

/// A certificate of this machine and its key, made by openssl, in files of these names.
fn certificate(place: &Place, cert: &str, key: &str) -> [String; 2] {
    let (cert, key) = (place.text(cert), place.text(key));
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"])
        .args(["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"])
        .args(["-addext", "basicConstraints=critical,CA:FALSE", "-keyout", &key, "-out", &cert])
        .stderr(Stdio::null())
        .status();
    assert!(made.unwrap().success());
    [cert, key]
}

/// What comes back over https, as text.
fn ask(address: &str, cert: &str, request: &str) -> String {
    try_to_ask(address, cert, request).unwrap()
}

/// The same, unless another certificate is shown.
fn try_to_ask(address: &str, cert: &str, request: &str) -> std::io::Result<String> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(cert).unwrap()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()));
    let config =
        config.with_safe_default_protocol_versions().unwrap().with_root_certificates(roots).with_no_client_auth();
    let name = ServerName::try_from("localhost").unwrap();
    let connection = ClientConnection::new(Arc::new(config), name).unwrap();
    let mut stream = StreamOwned::new(connection, TcpStream::connect(address).unwrap());
    stream.write_all(request.as_bytes())?;
    let mut text = Vec::new();
    // The end may come without a word of farewell.
    let _ = stream.read_to_end(&mut text);
    Ok(String::from_utf8(text).unwrap())
}

#[test]
fn everything_is_https_with_a_certificate() {
    let place = Place::new();
    let [cert, key] = certificate(&place, "cert.pem", "key.pem");
    let data = place.text("data");
    place.with_fixtures("data");
    let served = Served::start(&["--data", &data, "--tls-cert", &cert, "--tls-key", &key]);
    let token = served.address.token.clone().unwrap();
    let body = "{\"query\": \"{ acts { number } }\"}";
    let length = body.len();
    let asked = ask(
        &served.address,
        &cert,
        &format!(
            "POST /graphql HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\
             Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
        ),
    );
    assert!(asked.starts_with("HTTP/1.1 200 OK") && asked.contains("\"number\":10"), "{asked}");
    // Plain HTTP is not answered.
    let mut plain = TcpStream::connect(&*served.address).unwrap();
    plain.write_all(b"GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
    let mut said = Vec::new();
    let _ = plain.read_to_end(&mut said);
    assert!(!String::from_utf8_lossy(&said).contains("HTTP/1.1 200"), "{said:?}");
    // Somebody who has connected and says nothing does not keep the service.
    let silent = TcpStream::connect(&*served.address).unwrap();
    let began = Instant::now();
    served.signal("TERM");
    assert_eq!(served.ended().code, Some(0));
    assert!(began.elapsed() < Duration::from_secs(10));
    drop(silent);
}

/// Whether a certificate is shown to those who connect.
fn is_shown(address: &str, cert: &str) -> bool {
    const LIVE: &str = "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    try_to_ask(address, cert, LIVE).is_ok_and(|it| it.starts_with("HTTP/1.1 200"))
}

#[test]
fn another_certificate_is_shown_once_it_is_there_and_whole() {
    let place = Place::new();
    let [cert, key] = certificate(&place, "cert.pem", "key.pem");
    let [other, other_key] = certificate(&place, "other.pem", "other-key.pem");
    let first = place.file("first.pem", std::fs::read(&cert).unwrap());
    let tls = Tls::read(cert.as_ref(), key.as_ref()).unwrap();
    let options = Options { renewal: Duration::from_millis(10), ..Options::default() };
    let doors = Doors::new(Some(tls), None);
    let front = Front::behind(doors, Service::fresh(), None, Anonymous::Refused, options);
    let wait = || std::thread::sleep(Duration::from_millis(100));
    let is_still_first = || {
        wait();
        assert!(is_shown(&front.address, &first) && !is_shown(&front.address, &other));
    };
    is_still_first();
    // One of the two files alone, or half of one, changes nothing.
    std::fs::copy(&other, &cert).unwrap();
    is_still_first();
    let whole = std::fs::read(&other_key).unwrap();
    std::fs::write(&key, &whole[..whole.len() / 2]).unwrap();
    is_still_first();
    std::fs::write(&key, whole).unwrap();
    let began = Instant::now();
    while !is_shown(&front.address, &other) {
        assert!(began.elapsed() < PATIENCE);
        wait();
    }
    assert!(!is_shown(&front.address, &first));
}

#[test]
fn the_cookie_and_the_link_are_those_of_https() {
    let place = Place::new();
    let [cert, key] = certificate(&place, "cert.pem", "key.pem");
    place.with_fixtures("data");
    let made = ["token", "create", "--role", "viewer", "--name", "Board", "--link", "--url", "https://localhost"];
    let link = place.run("data", &made).done();
    let path = link.trim_end().strip_prefix("https://localhost").unwrap();
    let data = place.text("data");
    let served = Served::start(&["--data", &data, "--tls-cert", &cert, "--tls-key", &key]);
    let followed = ask(
        &served.address,
        &cert,
        &format!("POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"),
    );
    let cookie =
        followed.lines().find_map(|it| it.strip_prefix("set-cookie: ")).unwrap_or_else(|| panic!("{followed}"));
    assert!(cookie.contains("; Secure") && cookie.contains("; HttpOnly"), "{cookie}");
    let home = ask(&served.address, &cert, "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    assert!(home.contains("curl -s https://localhost/graphql"), "{home}");
}

#[test]
fn what_is_wrong_with_a_certificate_is_said_in_a_sentence() {
    let place = Place::new();
    let [cert, key] = certificate(&place, "cert.pem", "key.pem");
    let [_, other] = certificate(&place, "other.pem", "other-key.pem");
    let missing = place.text("missing.pem");
    let empty = place.file("empty.pem", "");
    let data = place.text("data");
    let check = |cert: &str, key: &str, expected: &str| {
        let arguments = ["--tls-cert", cert, "--tls-key", key];
        let checked = run(&[&["config", "check"], arguments.as_slice()].concat());
        assert!(checked.complaint(3).contains(expected), "{checked:?} {expected}");
        let served = run(&[&["serve", "--data", &data], arguments.as_slice()].concat());
        assert_eq!(served.complaint(3), checked.complaint(3));
    };
    check(&missing, &key, &format!("tls-cert: cannot read {missing}: No such file"));
    check(&cert, &missing, &format!("tls-key: cannot read {missing}: No such file"));
    check(&empty, &key, &format!("{empty} holds no certificate"));
    check(&key, &key, &format!("{key} holds no certificate"));
    check(&cert, &cert, &format!("{cert} holds no private key"));
    check(&cert, &other, &format!("the key in {other} is not that of the first certificate in {cert}"));
    assert!(!place.path("data").exists());
    run(&["config", "check", "--tls-cert", &cert, "--tls-key", &key]).done();
}
