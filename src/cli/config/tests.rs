//! Settings, from a text, variables and flags to what is served with, and to what is told of them.

use std::path::Path;

use clap::Parser;

use super::declared::{self, ALL};
use super::gathered::{Chosen, Gathered};
use super::setting::{Form, Setting};
use super::{check, file};
use crate::api::Limits;
use crate::cli::{CliError, data};
use crate::web::Options;

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    chosen: Chosen,
}

/// What is gathered from a file, variables, and flags.
fn gathered(text: &str, variables: &[(&str, &str)], flags: &[&str]) -> Result<Gathered, String> {
    let said = file::parse(text).map_err(|it| format!("line {}: {}", it.line, it.message))?;
    let variables: Vec<_> = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let line = Line::parse_from([&["demarche"], flags].concat());
    line.chosen.with(Path::new("demarche.toml"), &said, &variables).map_err(|it: CliError| it.to_string())
}

#[test]
fn a_flag_counts_before_the_environment_and_that_before_the_file_and_that_before_the_default() {
    let check = |text: &str, variable: Option<&str>, flag: Option<&str>, expected: (usize, &str)| {
        let variables: Vec<_> = variable.map(|it| ("DEMARCHE_SERVER_BODY", it)).into_iter().collect();
        let flags: Vec<_> = flag.map(|it| ["--server-body", it]).into_iter().flatten().collect();
        let gathered = gathered(text, &variables, &flags).unwrap();
        let at = ALL.iter().position(|it| it.key() == "server.body").unwrap();
        let found = (gathered.settings.limits.body, gathered.origins[at].to_string());
        assert_eq!(found, (expected.0, expected.1.to_owned()), "{text} {variable:?} {flag:?}");
    };
    let file = "\n[server]\nbody = 1000\n";
    check("", None, None, (262_144, "default"));
    check(file, None, None, (1000, "demarche.toml, line 3"));
    check(file, Some(""), None, (1000, "demarche.toml, line 3"));
    check(file, Some("2000"), None, (2000, "DEMARCHE_SERVER_BODY"));
    check(file, Some("2000"), Some("3000"), (3000, "--server-body"));
    check("", None, Some("3000"), (3000, "--server-body"));
    check("server.body = 1000", None, None, (1000, "demarche.toml, line 1"));
    check("server = { body = 1000 }", None, None, (1000, "demarche.toml, line 1"));
}

#[test]
fn a_list_is_replaced_as_a_whole() {
    let check = |text: &str, variable: &str, flags: &[&str], expected: &[&str]| {
        let gathered = gathered(text, &[("DEMARCHE_CORS_ORIGIN", variable)], flags).unwrap();
        let found: Vec<_> = gathered.settings.server.origins.iter().map(ToString::to_string).collect();
        assert_eq!(found, expected);
    };
    let text = "cors-origin = [\"https://a.example\", \"https://b.example\"]";
    check(text, "", &[], &["https://a.example", "https://b.example"]);
    check(text, "https://c.example, https://d.example", &[], &["https://c.example", "https://d.example"]);
    check(text, "https://c.example", &["--cors-origin", "https://e.example"], &["https://e.example"]);
    check("cors-origin = []", "", &[], &[]);
}

#[test]
fn a_mistake_is_told_by_its_place() {
    let check = |text: &str, variables: &[(&str, &str)], expected: &str| {
        let found = gathered(text, variables, &[]).unwrap_err();
        assert!(found.contains(expected) && !found.contains('\n'), "{found:?} {expected:?}");
    };
    check("a = ", &[], "line 1: this is not TOML: ");
    check(
        "\nlisen = \"x\"",
        &[],
        "line 2: there is no lisen (perhaps listen is meant): there are data, listen, demo, ",
    );
    check("colour = 1", &[], "there is no colour: there are data,");
    check("body = 1", &[], "there is no body (it is server.body): there are");
    check(
        "[limits]\nlisten = \"x\"",
        &[],
        "line 2: there is no listen in [limits] (it is listen): there are tokens, fields",
    );
    check("[x]\ny = 1", &[], "line 1: there is no x");
    check("limits = 1", &[], "limits is a table: write [limits]");
    check("listen = 8080", &[], "line 1: listen is a text in quotes");
    check("[limits]\n\ndepth = \"3\"", &[], "line 3: limits.depth is a number of levels, without quotes");
    check("[limits]\ndepth = 0", &[], "limits.depth: \"0\" is no whole number of at least 1");
    check("[limits]\nwaiting = -1", &[], "limits.waiting: \"-1\" is no number of seconds");
    check("demo = \"yes\"", &[], "demo is true or false, without quotes");
    check("cors-origin = \"https://a.example\"", &[], "cors-origin is a list of texts");
    check("cors-origin = [\"*\"]", &[], "name each one, for there is no sign that stands for all");
    check("log = \"xml\"", &[], "log: \"xml\" is none of human, json");
    check("data = \"a\"\ndata = \"b\"", &[], "line 2: this is not TOML");
    check("", &[("DEMARCHE_LISTEN", "here")], "DEMARCHE_LISTEN: an address is");
    check("tls-cert = \"c.pem\"", &[], "tls-cert is set and tls-key is not");
    check("", &[("DEMARCHE_TLS_KEY", "k.pem")], "tls-key is set and tls-cert is not");
    check("metrics-listen = \"0.0.0.0:9090\"", &[], "metrics-listen is 0.0.0.0:9090");
    assert!(gathered("metrics-listen = \"0.0.0.0:9090\"\nmetrics-beyond-loopback = true", &[], &[]).is_ok());
    check("metrics-beyond-loopback = true", &[], "metrics-beyond-loopback is set and metrics-listen is not");
    check("[limits]\nwaiting = 0", &[], "limits.waiting: \"0\" is no number of seconds above 0 (0.001 at least)");
    check("[limits]\nwaiting = 86401", &[], "and of at most a day (86400)");
    check("[limits]\nbudget = 0", &[], "that can be counted to; leave it out for none");
}

#[test]
fn an_address_is_listened_on_once() {
    let check = |listen: &str, metrics: &str, is_well: bool| {
        let text = format!("listen = \"{listen}\"\nmetrics-listen = \"{metrics}\"\nmetrics-beyond-loopback = true");
        let found = gathered(&text, &[], &[]).map(drop);
        let said = format!(
            "metrics-listen is {metrics} and listen is {listen}: both cannot be had, so choose another port for one"
        );
        assert_eq!(found, if is_well { Ok(()) } else { Err(said) }, "{listen} {metrics}");
    };
    check("127.0.0.1:9090", "127.0.0.1:9090", false);
    check("127.0.0.1:9090", "127.0.0.1:9091", true);
    check("127.0.0.1:9090", "127.0.0.2:9090", true);
    check("0.0.0.0:9090", "127.0.0.1:9090", false);
    check("127.0.0.1:9090", "[::]:9090", false);
    check("[::1]:9090", "[::1]:9090", false);
    check("127.0.0.1:0", "127.0.0.1:0", true);
    check("0.0.0.0:0", "0.0.0.0:0", true);
}

#[test]
fn what_is_told_can_be_read_again() {
    let all = "data = 'C:\"x\\y'\nlisten = \"[::1]:1\"\ndemo = true\nanonymous = \"viewer\"\ntoday = 2018-02-01
        tls-cert = \"c\"\ntls-key = \"k\"\nmetrics-listen = \"127.0.0.1:2\"\nmetrics-beyond-loopback = true
        cors-origin = [\"https://a.example\"]\nlog = \"json\"\nlog-level = \"debug\"
        [server]\nhead-within = 2.5\n[limits]\ndepth = 3";
    for text in ["", all] {
        let told = check::told(&gathered(text, &[], &[]).unwrap());
        let again = gathered(&told, &[], &[]).unwrap_or_else(|it| panic!("{it}\n{told}"));
        let first = gathered(text, &[], &[]).unwrap();
        assert_eq!(format!("{:?}", again.settings), format!("{:?}", first.settings), "{told}");
    }
    let told = check::told(&gathered("\n[limits]\ndepth = 3", &[], &["--listen", "127.0.0.1:7"]).unwrap());
    let line = |start: &str| told.lines().find(|it| it.starts_with(start)).unwrap_or_else(|| panic!("{told}"));
    assert!(line("listen = \"127.0.0.1:7\"").ends_with(" # --listen"));
    assert!(line("depth = 3").ends_with(" # demarche.toml, line 3"));
    assert!(line("data = \"demarche-data\"").ends_with(" # default"));
    assert_eq!(line("# today"), "# today is not set");
}

#[test]
fn a_variable_that_does_nothing_is_told_and_not_refused() {
    let check = |name: &str, expected: &[&str]| {
        assert_eq!(gathered("", &[(name, "x")], &[]).unwrap().unknown, expected);
    };
    check("DEMARCHE_TOKEN", &[]);
    check("DEMARCHE_LISTN", &["DEMARCHE_LISTN is no setting and does nothing: perhaps DEMARCHE_LISTEN is meant"]);
    check("DEMARCHE_SERVICE_HOST", &["DEMARCHE_SERVICE_HOST is no setting and does nothing"]);
}

/// The names of a plain type's fields.
fn fields(shown: &str) -> Vec<String> {
    let own = shown.lines().filter_map(|it| it.strip_prefix("    ").filter(|it| !it.starts_with([' ', ']', '}'])));
    own.filter_map(|it| it.split_once(':')).map(|(name, _)| name.replace('_', "-")).collect()
}

#[test]
fn whatever_may_be_chosen_has_a_setting() {
    let check = |table: &str, shown: &str, elsewhere: &[&str]| {
        let expected: Vec<_> = fields(shown).into_iter().filter(|it| !elsewhere.contains(&it.as_str())).collect();
        let mut found: Vec<_> = declared::within(Some(table)).map(|it| it.name.to_owned()).collect();
        found.retain(|it| *it != "body");
        found.sort_by_key(|it| expected.iter().position(|name| name == it));
        assert_eq!(found, expected, "[{table}] has the fields of its type: declare the others in declared.rs");
    };
    // How large a body may be is a setting of the server.
    check("limits", &format!("{:#?}", Limits::default()), &["body"]);
    check("server", &format!("{:#?}", Options::default()), &["origins", "explorer", "streaming"]);
    check("streaming", &format!("{:#?}", Options::default().streaming), &[]);
}

#[test]
fn names_are_each_others_in_every_place() {
    let find = |key: &str| ALL.iter().find(|it| it.key() == key).unwrap();
    let check = |key: &str, flag: &str, variable: &str| {
        assert_eq!((find(key).flag_name().as_str(), find(key).variable().as_str()), (flag, variable));
    };
    check("data", "data", data::VARIABLE);
    check("tls-cert", "tls-cert", "DEMARCHE_TLS_CERT");
    check("limits.root-fields", "limits-root-fields", "DEMARCHE_LIMITS_ROOT_FIELDS");
    let mut variables: Vec<_> = ALL.iter().map(Setting::variable).collect();
    variables.sort();
    variables.dedup();
    assert_eq!(variables.len(), ALL.len(), "two settings share a variable");
    // All of a table stand together, so that they are told under one heading.
    let mut tables: Vec<_> = declared::tables().collect();
    let count = tables.len();
    tables.sort_unstable();
    tables.dedup();
    assert_eq!(tables.len(), count);
}

#[test]
fn the_readme_lists_every_setting() {
    let row = |it: &Setting| {
        let default = it.default().filter(|_| it.form != Form::Switch).map_or_else(String::new, |it| format!("`{it}`"));
        format!("| `{}`{} | {default} | {} |", it.key(), if it.flag { "" } else { " (no flag)" }, it.text)
    };
    let rows: Vec<_> = ALL.iter().map(row).collect();
    let readme = include_str!("../../../README.md");
    let is_there = readme.contains(&rows.join("\n"));
    assert!(
        is_there,
        "the table in README.md must be:\n| setting | default | what it does |\n| --- | --- | --- |\n{}",
        rows.join("\n")
    );
}
