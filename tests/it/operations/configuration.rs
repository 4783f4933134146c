//! The program as it is configured: by flags, the environment, a file; and `config check`, which tells.

use std::process::Command;

use crate::program::{Place, Ran, Served, program, serving, token_for};

fn ran(mut command: Command) -> Ran {
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// `config check` in a directory of its own.
fn checking(place: &Place, arguments: &[&str]) -> Command {
    let mut command = program(&[&["config", "check"], arguments].concat());
    command.current_dir(place.path(""));
    command
}

/// The line of an output that begins with this.
fn line<'o>(out: &'o str, start: &str) -> &'o str {
    let found = out.lines().find(|it| it.starts_with(start));
    assert!(found.is_some(), "{start}: {out}");
    found.unwrap()
}

#[test]
fn the_check_tells_every_value_with_where_it_comes_from() {
    let place = Place::new();
    place.file("demarche.toml", "listen = \"127.0.0.1:1\"\nlog = \"json\"\n\n[limits]\ndepth = 9\n");
    let mut command = checking(&place, &["--listen", "127.0.0.1:3"]);
    command.env("DEMARCHE_LISTEN", "127.0.0.1:2").env("DEMARCHE_LIMITS_FIELDS", "77");
    let out = ran(command).done();
    assert!(line(&out, "listen = \"127.0.0.1:3\"").ends_with("# --listen"));
    assert!(line(&out, "log = \"json\"").ends_with("# demarche.toml, line 2"));
    assert!(line(&out, "depth = 9").ends_with("# demarche.toml, line 5"));
    assert!(line(&out, "fields = 77").ends_with("# DEMARCHE_LIMITS_FIELDS"));
    assert!(line(&out, "data = \"demarche-data\"").ends_with("# default"));
    // What it prints says the same again, and nothing else was made.
    let again = place.file("again.toml", &out);
    let told =
        |out: &str| out.lines().map(|it| it.split(" #").next().unwrap().trim_end().to_owned()).collect::<Vec<_>>();
    assert_eq!(told(&ran(checking(&place, &["--config", &again])).done()), told(&out));
    assert!(!place.path("demarche-data").exists());
}

#[test]
fn a_mistake_is_one_sentence_and_exit_code_3() {
    let place = Place::new();
    let file = place.file("other.toml", "data = \"x\"\n\nlisen = \"127.0.0.1:1\"\n");
    let checked = ran(checking(&place, &["--config", &file]));
    let said = checked.complaint(3);
    assert!(said.starts_with(&format!("{file}, line 3: there is no lisen (perhaps listen is meant)")), "{said}");
    let served = ran(program(&["serve", "--config", &file]));
    assert_eq!(served.complaint(3), said);
    let missing = ran(checking(&place, &["--config", "missing.toml"]));
    assert!(missing.complaint(3).starts_with("cannot read the configuration in missing.toml: "), "{missing:?}");
    let mut command = checking(&place, &[]);
    command.env("DEMARCHE_LOG", "xml");
    assert_eq!(ran(command).complaint(3), "DEMARCHE_LOG: \"xml\" is none of human, json");
    // The command line explains itself as ever.
    assert_eq!(ran(checking(&place, &["--listen", "nowhere"])).code, Some(2));
    assert_eq!(ran(program(&["config"])).code, Some(2));
}

#[test]
fn the_service_does_as_it_is_configured() {
    let place = Place::new();
    place.with_fixtures("data");
    token_for(&place.path("data"));
    let data = place.text("data");
    let file = place.file("demarche.toml", "today = \"2018-02-01\"\nanonymous = \"viewer\"\n[limits]\nfields = 3\n");
    let mut command = serving(&["--config", &file, "--data", &data]);
    command.env("DEMARCHE_LIMITS_DEPTH", "2").env("DEMARCHE_LISTENN", "x");
    let served = Served::begin(command);
    served.says("DEMARCHE_LISTENN is no setting and does nothing: perhaps DEMARCHE_LISTEN is meant");
    served.says("rehearsing: today is taken to be 2018-02-01");
    assert_eq!(served.data("{ acts { number } }")["acts"].as_array().unwrap().len(), 10);
    let refused = served.ask("{ acts { number title id marking } }", serde_json::json!({}));
    assert_eq!(refused["errors"][0]["extensions"]["code"], "LIMIT_EXCEEDED", "{refused}");
    let public = crate::wire::Door { token: None, ..served.address.clone() };
    assert_eq!(crate::wire::get(&public, "/graphql?query=%7Bacts%7Bnumber%7D%7D").status, 200);
}
