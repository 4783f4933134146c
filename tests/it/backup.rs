//! Backups as operators take them: of data at rest and of a service that is written meanwhile; with the keys of persons
//! and without; and what is refused before anything is written.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use serde_json::json;

use crate::program::{Place, Served, check_same, run};
use crate::wire;

/// The names in a directory.
fn names(place: &Place, dir: &str) -> Vec<String> {
    let mut names: Vec<_> = std::fs::read_dir(place.path(dir)).unwrap().map(|it| it.unwrap().file_name()).collect();
    names.sort();
    names.into_iter().map(|it| it.into_string().unwrap()).collect()
}

#[test]
fn what_is_restored_is_what_was_there() {
    let place = Place::new();
    place.with_person("data");
    let printed = place.back_up("data", "journal.backup", "keys.backup").done();
    let expected = place.verified("data");
    let first: Vec<_> = expected.lines().take(3).collect();
    assert_eq!(printed.lines().collect::<Vec<_>>(), first);
    let (journal, keys, passphrase) = (place.text("journal.backup"), place.text("keys.backup"), place.passphrase());
    assert_eq!(run(&["verify", &journal]).done(), expected);
    assert_eq!(run(&["verify", &keys, "--passphrase", &passphrase]).done(), "keys 1\nerased 0\n");
    for name in ["Amina", "example.org", "+4122"] {
        for file in [&journal, &keys] {
            let bytes = std::fs::read(file).unwrap();
            assert!(!bytes.windows(name.len()).any(|it| it == name.as_bytes()), "{file} {name}");
        }
    }
    // What is not personal is found where it is looked for like this.
    assert!(std::fs::read(&journal).unwrap().windows(10).any(|it| it == b"Counsellor"));

    let restored = place.run("restored", &["restore", &keys, &journal, "--passphrase", &passphrase]);
    let lines: Vec<_> = restored.out.lines().collect();
    assert_eq!(lines[..4], expected.lines().take(4).collect::<Vec<_>>());
    assert_eq!((lines[4..].join(" "), restored.err.as_str()), ("keys 1 erased 0".to_owned(), ""));
    assert_eq!(
        names(&place, "restored"),
        ["HEAD", "audit", "audit.head", "journal", "lock", "persons.keys", "takeaways", "texts.keys"]
    );
    assert_eq!(place.verified("restored"), expected);
    check_same(&place.export("restored", "out"), &place.export("data", "expected"));
    let exported = std::fs::read_to_string(place.path("out/contacts.csv")).unwrap();
    assert!(exported.contains("Amina Okello"));
}

#[test]
fn without_the_keys_personal_details_and_free_texts_are_absent_and_all_else_is_there() {
    let place = Place::new();
    place.with_person("data");
    place.back_up("data", "journal.backup", "keys.backup").done();
    let restored = place.run("restored", &["restore", &place.text("journal.backup")]);
    assert_eq!(
        restored.err,
        "no backup of keys was given: personal details and free texts recorded so far stay unreadable\n"
    );
    assert!(restored.done().ends_with("keys 0\nerased 0\n"));
    assert_eq!(place.verified("restored"), place.verified("data"));
    let anonymous = |mut files: Vec<(String, String)>| {
        let contacts = files.iter_mut().find(|it| it.0 == "contacts.csv").unwrap();
        contacts.1 = contacts.1.replace("Amina Okello,amina@example.org,+41220000000", ",,");
        for (name, required, optional) in [
            ("follow_ups.csv", &["purpose"][..], &["outcome", "cancellation_reason"][..]),
            ("stances.csv", &[], &["rationale", "retraction_reason"]),
            ("evidence.csv", &["title"], &["publisher"]),
            ("meetings.csv", &["title"], &[]),
            ("report_fields.csv", &["title"], &["guidance"]),
        ] {
            let file = files.iter_mut().find(|it| it.0 == name).unwrap();
            let mut reader = csv::Reader::from_reader(file.1.as_bytes());
            let header = reader.headers().unwrap().clone();
            let mut writer = csv::Writer::from_writer(Vec::new());
            writer.write_record(&header).unwrap();
            for row in reader.records().map(Result::unwrap) {
                let cells = header.iter().zip(&row).map(|(column, cell)| match column {
                    it if required.contains(&it) => "(redacted)",
                    it if optional.contains(&it) => "",
                    _ => cell,
                });
                writer.write_record(cells).unwrap();
            }
            file.1 = String::from_utf8(writer.into_inner().unwrap()).unwrap();
        }
        files
    };
    check_same(&place.export("restored", "out"), &anonymous(place.export("data", "expected")));
}

#[test]
fn a_service_is_backed_up_while_it_is_written() {
    let place = Place::new();
    place.with_person("data");
    let admin = place.run("data", &["token", "create", "--role", "admin", "--name", "Backup"]).done();
    let token = place.file("token", admin);
    let served = Served::start(&["--data", &place.text("data")]);
    let address = &served.address;
    let add = |number: u32| {
        let key = format!("added-{number}");
        let document = format!(
            "mutation {{ addOrganisation(input: {{ key: {key:?}, name: \"N\" }}) {{ organisation {{ id }} }} }}"
        );
        let done = wire::post(address, &json!({ "query": document }).to_string()).json();
        assert_eq!(done["data"]["addOrganisation"]["organisation"]["id"], json!(format!("organisation:{key}")));
    };
    let (added, running) = (AtomicU32::new(0), AtomicBool::new(true));
    let (journal, keys, passphrase) = (place.text("journal.backup"), place.text("keys.backup"), place.passphrase());
    let before = std::thread::scope(|scope| {
        scope.spawn(|| {
            while running.load(Ordering::SeqCst) {
                add(added.load(Ordering::SeqCst));
                added.fetch_add(1, Ordering::SeqCst);
            }
        });
        while added.load(Ordering::SeqCst) < 5 {
            std::thread::yield_now();
        }
        let before = added.load(Ordering::SeqCst);
        let url = format!("http://{}", served.address);
        let whole = ["--out", &journal, "--keys", &keys, "--passphrase", &passphrase];
        let ran = run(&[&["backup", "--url", &url, "--token-file", &token], &whole[..]].concat());
        running.store(false, Ordering::SeqCst);
        assert_eq!(ran.err, "", "{ran:?}");
        assert_eq!(ran.done().lines().count(), 3);
        before
    });
    place.run("restored", &["restore", &journal, &keys, "--passphrase", &passphrase]).done();
    assert_eq!(place.verified("restored"), run(&["verify", &journal]).done());
    let files = place.export("restored", "out");
    let organisations = &files.iter().find(|it| it.0 == "organisations.csv").unwrap().1;
    let keys = organisations.lines().filter_map(|it| it.split(',').next()?.strip_prefix("added-"));
    let mut kept: Vec<u32> = keys.map(|it| it.parse().unwrap()).collect();
    kept.sort_unstable();
    let expected: Vec<_> = (0..kept.len() as u32).collect();
    // A beginning of what was written, and all of it that was acknowledged by the time.
    assert_eq!(kept, expected);
    assert!(kept.len() as u32 >= before && kept.len() as u32 <= added.load(Ordering::SeqCst), "{before} {kept:?}");
    assert!(files.iter().any(|it| it.1.contains("Amina Okello")));
    let ran = place.run("data", &["backup", "--out", &place.text("other.backup")]);
    let said = ran.complaint(1);
    assert!(said.contains("data is in use by another process: stop that one, or back it up while it runs, with --url"));
    served.signal("TERM");
    assert_eq!(served.ended().code, Some(0));
}

#[test]
fn what_is_there_is_not_overwritten_and_mistakes_are_named() {
    let place = Place::new();
    place.with_fixtures("data");
    let (kept, out, passphrase) = (place.file("kept", "kept"), place.text("out"), place.passphrase());
    let short = place.file("short", "eleven char\n");
    let before = names(&place, "");
    let check = |arguments: &[&str], code: i32, expected: &str| {
        let ran = place.run("data", &[&["backup"], arguments].concat());
        let said = ran.complaint(code);
        assert!(said.contains(expected), "{arguments:?} {said}");
        assert_eq!(names(&place, ""), before, "{arguments:?}");
    };
    check(&["--out", &kept], 3, "kept exists already: move it away first, or name another file");
    check(&["--out", &out, "--keys", &kept, "--passphrase", &passphrase], 3, "kept exists already");
    check(&["--out", &out, "--keys", &out, "--passphrase", &passphrase], 3, "--out and --keys name the same file");
    check(&["--out", &out, "--keys", &place.text("k"), "--passphrase", &short], 3, "at least 12 characters");
    check(&["--out", &out, "--keys", &place.text("k"), "--passphrase", "/nowhere"], 1, "cannot read the passphrase in");
    check(&["--out", &place.text("nowhere/out")], 1, "cannot create");
    assert_eq!(std::fs::read_to_string(&kept).unwrap(), "kept");
    let missing = place.run("nothing", &["backup", "--out", &out]);
    assert!(missing.complaint(1).ends_with("nothing holds no journal"));
    assert!(!place.path("nothing").exists());
    let both = run(&["backup", "--out", &out, "--data", "x", "--url", "http://127.0.0.1:1"]);
    assert_eq!(both.code, Some(2));
    assert_eq!(names(&place, ""), before);
}

#[test]
fn a_service_that_cannot_be_backed_up_is_named() {
    let place = Place::new();
    let token = place.run("data", &["token", "create", "--role", "admin", "--name", "Backup"]).done();
    let token = place.file("token", token);
    let before = names(&place, "");
    let check = |url: &str, code: i32, expected: &str| {
        let ran = run(&["backup", "--out", &place.text("out"), "--url", url, "--token-file", &token]);
        let said = ran.complaint(code);
        assert!(said.starts_with(url) && said.contains(expected), "{said}");
        assert_eq!(names(&place, ""), before);
    };
    for url in ["http://demarche.example", "https://127.0.0.1:8080", "http://192.0.2.1:8080", "nonsense"] {
        check(url, 3, "is no address of a service on this machine, such as http://127.0.0.1:8080");
    }
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", taken.local_addr().unwrap());
    // Something else is there, and says one thing or another.
    let other = |reply: &'static str| {
        let taken = taken.try_clone().unwrap();
        std::thread::spawn(move || {
            let (mut connection, _) = taken.accept().unwrap();
            let mut request = [0; 1024];
            let _ = std::io::Read::read(&mut connection, &mut request).unwrap();
            std::io::Write::write_all(&mut connection, reply.as_bytes()).unwrap();
        })
    };
    let check_reply = |reply: &'static str, code: i32, expected: &str| {
        let answering = other(reply);
        check(&url, code, expected);
        answering.join().unwrap();
    };
    check_reply("HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno", 1, "404 Not Found: is it demarche, and of");
    check_reply("HTTP/1.1 301 Moved\r\nLocation: http://192.0.2.1/\r\nContent-Length: 0\r\n\r\n", 1, "301");
    check_reply("HTTP/1.1 200 OK\r\nContent-Length: 27\r\n\r\nsomething that is no backup", 3, "neither a backup nor");
    check_reply("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nde", 1, "cut short in its header");
    check_reply("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nde", 1, "/backup: ");
    check_reply("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nde\r\n", 1, "/backup: ");
    drop(taken);
    check(&url, 1, "refused");
}
