//! The unit and the container in README: what they start is there, and every flag and variable that they name.

use crate::program::run;

const README: &str = include_str!("../../../README.md");

/// The text between the fences of this kind.
fn block(kind: &str) -> &'static str {
    let start = format!("```{kind}\n");
    let (_, rest) = README.split_once(&start).unwrap();
    rest.split_once("```").unwrap().0
}

/// The words of a text that begin like this, each up to what cannot stand in a name.
fn words<'t>(text: &'t str, start: &str) -> Vec<&'t str> {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_'));
    words.filter(|it| it.starts_with(start)).collect()
}

#[test]
fn the_unit_and_the_container_name_flags_and_variables_that_there_are() {
    let help = run(&["serve", "--help"]).done();
    let known = words(&help, "--");
    let variables = words(&help, "DEMARCHE_");
    for kind in ["ini", "dockerfile", "toml"] {
        let text = block(kind);
        let of_demarche: Vec<_> = text.lines().filter(|it| it.contains("demarche")).collect();
        for flag in words(&of_demarche.join("\n"), "--") {
            assert!(known.contains(&flag) || OTHERS.contains(&flag), "{kind}: there is no {flag}");
        }
        for variable in words(text, "DEMARCHE_") {
            assert!(variables.contains(&variable), "{kind}: there is no {variable}");
        }
    }
    for text in ["/usr/local/bin/demarche serve", "Type=notify", "\nUser=demarche\n", "\nStateDirectoryMode=0700\n"] {
        assert!(block("ini").contains(text), "{text}");
    }
    // A user who is another at every start could neither be given the key to read nor make a token beforehand.
    assert!(!block("ini").contains("DynamicUser"));
    for text in ["HEALTHCHECK", "USER ", "VOLUME ", "/health/ready", "CMD [\"serve\"]"] {
        assert!(block("dockerfile").contains(text), "{text}");
    }
}

#[test]
fn the_unit_is_one_that_systemd_understands() {
    let place = crate::program::Place::new();
    let unit = place.file("demarche.service", block("ini").replace("/usr/local/bin/demarche", "/bin/true"));
    // Where there is no systemd, nobody can tell.
    if let Ok(output) = std::process::Command::new("systemd-analyze").args(["verify", &unit]).output() {
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && !said.contains("demarche.service"), "{said}");
    }
}

/// The lines of a list of what is left out, or taken along, but for what is said of them.
fn listed(text: &'static str) -> Vec<&'static str> {
    text.lines().filter(|it| !it.is_empty() && !it.starts_with('#')).collect()
}

#[test]
fn a_build_takes_along_what_it_reads_and_nothing_else() {
    let lines = listed(include_str!("../../../.dockerignore"));
    assert_eq!(lines[0], "*");
    let taken: Vec<_> = lines.iter().filter_map(|it| it.strip_prefix('!')).collect();
    assert_eq!(taken, ["Cargo.lock", "Cargo.toml", "fixtures/*.csv", "schema/operations", "src"]);
    // What the program has in it comes from there.
    let mut dirs = vec![std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    let mut found = 0;
    while let Some(dir) = dirs.pop() {
        for path in std::fs::read_dir(dir).unwrap().map(|it| it.unwrap().path()) {
            if path.is_dir() {
                dirs.push(path);
            } else if path.extension().is_some_and(|it| it == "rs") && !path.ends_with("tests.rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                for line in text.lines().filter(|it| it.contains("include_") && it.contains("\"../")) {
                    let read = line.split('"').find(|it| it.starts_with("../")).unwrap().trim_start_matches("../");
                    let is_table =
                        read.starts_with("fixtures/") && read.ends_with(".csv") && read.matches('/').count() == 1;
                    assert!(is_table || read.starts_with("schema/operations/"), "{}: {read}", path.display());
                    found += 1;
                }
            }
        }
    }
    assert!(found > 10, "{found}");
}

#[test]
fn what_the_readme_has_one_make_is_not_committed_by_accident() {
    let ignored = listed(include_str!("../../../.gitignore"));
    for (name, pattern) in [
        ("demarche-data", "/demarche-data"),
        ("> token", "/token"),
        ("> bearer", "/bearer"),
        ("> passphrase", "/passphrase"),
        ("--out journal-$day.backup", "/*.backup"),
        ("--data restored", "/restored"),
        ("persons.erased", "/persons.erased"),
        ("demarche.toml", "/demarche.toml"),
        ("key.pem", "/*.pem"),
    ] {
        assert!(README.contains(name) && ignored.contains(&pattern), "{name}");
    }
}

/// Flags of other programs on lines that name the service.
const OTHERS: [&str; 5] = ["--release", "--locked", "--system", "--from", "--home-dir"];

#[test]
fn the_file_in_the_readme_is_one_that_is_understood() {
    let place = crate::program::Place::new();
    let file = place.file("demarche.toml", block("toml"));
    let checked = run(&["config", "check", "--config", &file]);
    // The certificate that it names is not here.
    assert!(checked.complaint(3).starts_with("tls-cert: cannot read /etc/demarche/cert.pem: "), "{checked:?}");
}
