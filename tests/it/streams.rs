//! Backups over HTTP: who may ask, one at a time, and clients that are slow or go away.

use std::io::Read;
use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use demarche::domain::{Actor, CallerRole, Commit, Contact, Event, Id, Key, Level, Marking};
use demarche::journal::{BackedUp, Journal, Place, SledJournal, receive};
use demarche::web::{Anonymous, Backups};

use crate::http::Front;
use crate::program::PATIENCE;
use crate::wire::{self, Reply};

/// A journal of so many commits of about a megabyte.
fn journal(dir: &Path, commits: usize) -> Arc<SledJournal> {
    let journal = SledJournal::open(dir, Box::new(|_| Ok(())), &mut |_, _| ()).unwrap();
    let contact = |number: usize| Contact {
        source: None,
        kept_until: None,
        erased: false,
        recorded_by: None,
        id: Id::new(Key::trusted(&format!("post-{number}"))),
        state: None,
        body: None,
        city: Id::new(Key::trusted("geneva")),
        post: "Counsellor".into(),
        institution: Some("x".repeat(20_000).into()),
        level: Level::Global,
        acts: Box::default(),
        person: None,
        marking: Marking::Coalition,
    };
    let commit = Commit {
        actor: Actor("test".into()),
        recorded_at: "2018-02-01T10:00:00Z".parse().unwrap(),
        command: "import".into(),
        idempotency: None,
        events: (0..50).map(|it| Event { entity: contact(it).into() }).collect(),
        succeeded: Default::default(),
    };
    let _ = journal.append(Place::BEGINNING, &vec![commit; commits]).unwrap();
    Arc::new(journal)
}

/// The body of a reply that came in chunks; absent where it broke off.
fn joined(reply: &Reply) -> Option<Vec<u8>> {
    assert_eq!(reply.header("transfer-encoding"), "chunked");
    let (mut rest, mut body) = (reply.body.as_slice(), Vec::new());
    loop {
        let end = rest.windows(2).position(|it| it == b"\r\n")?;
        let size = usize::from_str_radix(std::str::from_utf8(&rest[..end]).unwrap(), 16).unwrap();
        if size == 0 {
            return Some(body);
        }
        body.extend_from_slice(rest.get(end + 2..end + 2 + size)?);
        rest = rest.get(end + 4 + size..)?;
    }
}

/// A service that backups are taken from, asked by an admin.
fn fronted(backups: Option<Backups>) -> Front {
    let mut front = Front::with(backups, Anonymous::Viewer);
    front.address.token = Some(front.service.token(CallerRole::Admin));
    front
}

fn ask(front: &Front) -> Reply {
    front.address.send("GET /backup", &[], b"")
}

#[test]
fn only_an_admin_who_shows_a_token_in_the_header_gets_a_backup() {
    let dir = tempfile::tempdir().unwrap();
    let journal = journal(dir.path(), 1);
    let front = fronted(Some(Backups::new(Arc::clone(&journal))));
    let cookie = format!("Cookie: demarche={}", front.address.token.as_ref().unwrap());
    let roles = [CallerRole::Viewer, CallerRole::Analyst, CallerRole::Coordinator];
    let others = roles.map(|it| format!("Authorization: Bearer {}", front.service.token(it)));
    for line in ["GET /backup", "POST /backup/keys"] {
        let check = |header: &str, status: u16, code: &str| {
            let reply = wire::send(&front.address, line, &[header], b"correct horse battery");
            let found = reply.json()["errors"][0]["extensions"]["code"].clone();
            assert_eq!((reply.status, found.as_str()), (status, Some(code)), "{line} {header}");
            assert_eq!(reply.header("access-control-allow-origin"), "");
        };
        check("Origin: http://demarche.example", 401, "UNAUTHENTICATED");
        check("X-Demarche: backup", 401, "UNAUTHENTICATED");
        // A browser sends it on its own.
        check(&cookie, 401, "UNAUTHENTICATED");
        check("Authorization: Bearer nonsense", 401, "UNAUTHENTICATED");
        others.iter().for_each(|it| check(it, 403, "FORBIDDEN"));
        // What a browser asks before it sends a header of that kind for a page elsewhere is not granted.
        let path = line.split(' ').nth(1).unwrap();
        let headers = ["Origin: http://demarche.example", "Access-Control-Request-Headers: authorization"];
        let reply = wire::send(&front.address, &format!("OPTIONS {path}"), &headers, b"");
        assert!(reply.status >= 400 && reply.header("access-control-allow-headers").is_empty(), "{reply:?}");
    }
    let reply = ask(&front);
    assert_eq!((reply.status, reply.header("content-type")), (200, "application/octet-stream"));
    assert_eq!((reply.header("cache-control"), reply.header("x-content-type-options")), ("no-store", "nosniff"));
    let body = joined(&reply).unwrap();
    let found = receive(&body[..], Path::new("reply"), &mut Vec::new(), &|_| ()).unwrap();
    assert_eq!(found, BackedUp { tail: journal.tail(), commits: 1 });

    let keys = |body: &str, status, says| drop(front.check("POST /backup/keys", &[], body, status, says));
    keys("short", 400, "at least 12 characters");
    keys("", 400, "at least 12 characters");
    keys(&"x".repeat(5000), 400, "at most 4096 bytes");
    let reply = front.address.send("POST /backup/keys", &[], b"correct horse battery");
    assert_eq!(reply.status, 200);
    assert!(reply.body.starts_with(b"demarche keys\x02"));
    drop(front);
    fronted(None).check("GET /backup", &[], "", 503, "nothing here is kept on disk");
}

#[test]
fn one_backup_is_taken_at_a_time_and_a_client_that_leaves_ends_its_own() {
    let dir = tempfile::tempdir().unwrap();
    // More than fits into what waits between the journal and a client that does not read.
    let journal = journal(dir.path(), 40);
    let front = fronted(Some(Backups::new(Arc::clone(&journal))));
    let mut slow = TcpStream::connect(&*front.address).unwrap();
    wire::begin(&mut slow, &front.address, "GET /backup", &[&front.address.headers(&[])[0]], 0);
    slow.read_exact(&mut [0; 1000]).unwrap();
    for line in ["GET /backup", "POST /backup/keys"] {
        front.check(line, &[], "correct horse battery", 503, "another backup is being taken: ask again");
    }
    // Everything else goes on.
    assert_eq!(wire::get(&front.address, "/health/ready").status, 200);
    let tail = journal.tail();
    let _ = journal.append(tail.place, &[journal.read(Place::BEGINNING).next().unwrap().unwrap().1]).unwrap();
    drop(slow);
    let began = Instant::now();
    let reply = loop {
        let reply = ask(&front);
        if reply.status == 200 || began.elapsed() > PATIENCE {
            break reply;
        }
        std::thread::yield_now();
    };
    assert_eq!(reply.status, 200);
    let body = joined(&reply).unwrap();
    let found = receive(&body[..], Path::new("reply"), &mut Vec::new(), &|_| ()).unwrap();
    assert_eq!(found, BackedUp { tail: journal.tail(), commits: 41 });
}
