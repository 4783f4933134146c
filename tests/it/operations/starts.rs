//! Starts that fail: what is wrong is said in one sentence, the same by `serve` and by `config check`, before anything is made;
//! and nobody is left with a link of a service that never was.

use std::net::TcpListener;

use serde_json::Value;

use crate::program::{Place, Ran, Served, program, run, serving};

/// What is in a place that was only asked to be served from: nothing.
fn check_untouched(place: &Place) {
    assert!(!place.path("data").exists());
}

/// That `serve` and `config check` say the same, and nothing comes of it.
fn check(place: &Place, arguments: &[&str], expected: &str) {
    let checked = run(&[&["config", "check"], arguments].concat());
    assert!(checked.complaint(3).contains(expected), "{checked:?} {expected}");
    let data = place.text("data");
    let served = run(&[&["serve", "--demo", "--data", &data], arguments].concat());
    assert_eq!(served.complaint(3), checked.complaint(3));
    check_untouched(place);
}

#[test]
fn a_mistake_in_what_settings_name_is_told_by_both_before_anything_is_made() {
    let place = Place::new();
    let nowhere = place.text("nowhere");
    check(&place, &["--documents", &nowhere], &format!("documents: cannot read {nowhere}: No such file"));
    let list = place.file("list.json", "{\"one\": \"{ nothing }\"}");
    check(&place, &["--documents", &list], &format!("documents: {list}: one: "));
    let list = place.file("list.json", "nothing");
    check(&place, &["--documents", &list], &format!("documents: {list}: "));
    check(
        &place,
        &["--explorer-dir", &nowhere],
        &format!("the explorer in {nowhere} cannot be served: No such file or directory"),
    );
    std::fs::create_dir(place.path("empty")).unwrap();
    check(&place, &["--explorer-dir", &place.text("empty")], "there is no index.html in it");
    check(
        &place,
        &["--metrics-listen", "127.0.0.1:8080"],
        "metrics-listen is 127.0.0.1:8080 and listen is 127.0.0.1:8080",
    );
    check(&place, &["--metrics-beyond-loopback"], "metrics-beyond-loopback is set and metrics-listen is not");
    place.file("empty/index.html", "<!DOCTYPE html>");
    run(&["config", "check", "--explorer-dir", &place.text("empty")]).done();
}

#[test]
fn an_address_that_is_taken_is_told_before_anything_is_made() {
    let place = Place::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let check = |setting: &str, arguments: &[&str]| {
        let ran: Ran = place.run("data", &[&["serve", "--demo"], arguments].concat());
        let said = ran.complaint(1);
        let begins = format!("{setting}: cannot listen on {address}: Address already in use");
        let ends = "; choose another port, or stop what listens there";
        assert!(said.starts_with(&begins) && said.ends_with(ends), "{said}");
        check_untouched(&place);
    };
    check("listen", &["--listen", &address]);
    check("listen", &["--listen", &address, "--metrics-listen", "127.0.0.1:0"]);
    check("metrics-listen", &["--listen", "127.0.0.1:0", "--metrics-listen", &address]);
}

#[test]
fn a_demo_that_does_not_come_to_serve_leaves_no_link() {
    let place = Place::new();
    let data = place.text("data");
    let tokens = || place.run("data", &["token", "list"]).done().lines().skip(1).count();
    let served = Served::start(&["--demo", "--data", &data]);
    served.signal("TERM");
    assert_eq!(served.ended().code, Some(0));
    let before = tokens();
    assert!(before > 0, "the demo has printed a link");
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    for _ in 0..2 {
        place.run("data", &["serve", "--demo", "--listen", &address]).complaint(1);
        place.run("data", &["serve", "--demo", "--explorer-dir", &place.text("nowhere")]).complaint(3);
    }
    drop(taken);
    assert_eq!(tokens(), before);
}

#[test]
fn a_mistake_in_the_configuration_is_told_in_the_form_that_the_log_is_to_have() {
    let place = Place::new();
    let data = place.text("data");
    let file = |text: &str| place.file("demarche.toml", text);
    let check = |text: &str, variable: Option<&str>, flags: &[&str], is_json: bool| {
        let config = file(text);
        let mut command =
            program(&[&["serve", "--data", &data, "--config", &config, "--tls-cert", "x"], flags].concat());
        variable.map(|it| command.env("DEMARCHE_LOG", it));
        let output = command.output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), said.lines().count()), (Some(3), 1), "{said}");
        let line: Option<Value> = serde_json::from_str(&said).ok();
        assert_eq!(line.is_some(), is_json, "{text} {variable:?} {flags:?} {said}");
        if let Some(line) = line {
            assert_eq!((line["level"].as_str(), line["message"].is_string()), (Some("ERROR"), true), "{said}");
        }
    };
    check("", None, &[], false);
    check("", Some("json"), &[], true);
    check("", None, &["--log", "json"], true);
    check("log = \"json\"", None, &[], true);
    check("log = \"json\"", Some("human"), &[], false);
    check("", Some("json"), &["--log", "human"], false);
    // Whatever else is wrong with the file.
    check("log = \"json\"\nlisen = 1", None, &[], true);
    check("log = \"xml\"", None, &[], false);
    check("log = ", None, &[], false);
    check("log = ", Some("json"), &[], true);
}

#[test]
fn all_verbs_go_by_the_directory_that_the_environment_names() {
    let place = Place::new();
    let data = place.text("data");
    let within = |arguments: &[&str], variable: &str| {
        let mut command = program(arguments);
        let output = command.env("DEMARCHE_DATA", variable).current_dir(place.path("")).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Ran { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    };
    within(&["token", "create", "--role", "viewer", "--name", "V"], &data).done();
    assert!(place.path("data/journal").exists() && !place.path("demarche-data").exists());
    assert!(within(&["token", "list"], &data).done().contains("\tviewer\t"));
    // Nor is it in the way of what takes no directory.
    let backup = place.text("journal.backup");
    within(&["backup", "--out", &backup], &data).done();
    within(&["verify", &backup], &data).done();
    // A flag counts before it, and where it is empty it says nothing.
    assert!(
        within(&["token", "list", "--data", &place.text("other")], &data)
            .complaint(3)
            .contains("other holds no journal")
    );
    assert!(within(&["token", "list"], "").complaint(3).starts_with("demarche-data holds no journal"));
    for verb in [&["token", "create"][..], &["import"], &["export"], &["backup"], &["restore"], &["verify"], &["serve"]]
    {
        let help = run(&[verb, &["--help"]].concat()).done();
        assert!(help.contains("DEMARCHE_DATA"), "{verb:?} {help}");
    }
}

#[test]
fn what_is_made_is_its_owners_alone_and_a_directory_that_is_open_is_warned_of() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let set = |mode: u32| {
        std::fs::set_permissions(place.path("data"), std::fs::Permissions::from_mode(mode)).unwrap();
    };
    std::fs::create_dir(place.path("data")).unwrap();
    std::fs::create_dir(place.path("data/lost+found")).unwrap();
    set(0o755);
    let shell = |command: std::process::Command| {
        let mut shell = std::process::Command::new("sh");
        shell.args(["-c", "umask 000; exec \"$@\"", "sh"]).arg(command.get_program()).args(command.get_args());
        shell.stdin(std::process::Stdio::null()).stdout(std::process::Stdio::piped());
        shell.stderr(std::process::Stdio::piped());
        shell
    };
    let data = place.text("data");
    let warning = format!("{data} is open to others on this machine, and holds what is restricted: chmod 700 {data}");
    let make = program(&["token", "create", "--role", "admin", "--name", "A", "--data", &data]);
    let output = shell(make).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success() && said.matches(&warning).count() == 1, "{said}");
    let served = Served::begin(shell(serving(&["--demo", "--data", &data])));
    assert_eq!(served.before.iter().filter(|it| it.contains(&warning)).count(), 1, "{:?}", served.before);
    served.signal("TERM");
    assert_eq!(served.ended().code, Some(0));
    let mut looked = 0;
    let mut dirs = vec![place.path("data")];
    while let Some(dir) = dirs.pop() {
        for entry in std::fs::read_dir(dir).unwrap().map(|it| it.unwrap()) {
            let path = entry.path();
            if path.ends_with("lost+found") {
                continue;
            }
            assert_eq!(mode(&path) & 0o077, 0, "{}", path.display());
            looked += 1;
            if path.is_dir() {
                dirs.push(path);
            }
        }
    }
    assert!(looked > 8, "{looked}");
    set(0o700);
    let said = place.run("data", &["token", "list"]).err;
    assert_eq!(said, "");
}

#[test]
fn a_directory_of_other_things_is_refused_and_left_alone() {
    let place = Place::new();
    std::fs::create_dir(place.path("data")).unwrap();
    place.file("data/photo.jpeg", "a photo");
    let table = place.file("acts.csv", "act,title\n1,One\n");
    for verb in [
        &["token", "create", "--role", "admin", "--name", "A"][..],
        &["serve", "--demo", "--listen", "127.0.0.1:0"],
        &["import", &table],
        &["import", "--dry-run", &table],
    ] {
        let ran = place.run("data", verb);
        let said = ran.err.lines().last().unwrap();
        let ends = "data holds photo.jpeg and no journal: name another directory, an empty or a new one";
        assert!(ran.code == Some(3) && said.starts_with("demarche: ") && said.ends_with(ends), "{ran:?}");
        assert_eq!(std::fs::read_dir(place.path("data")).unwrap().count(), 1, "{verb:?}");
    }
}
