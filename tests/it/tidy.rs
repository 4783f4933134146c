//! House rules that the compiler does not know: the layers, the size of files, their names and headers.

use std::fs;
use std::path::{Path, PathBuf};

const LAYERS: [&str; 8] = ["domain", "journal", "graph", "queries", "store", "api", "web", "cli"];

/// Beside the order of layers: who names whom not at all.
const STRANGERS: [(&str, &str); 3] = [("graph", "journal"), ("queries", "journal"), ("journal", "graph")];

/// Libraries that one place alone names.
const OWNED: [(&str, &str); 11] = [
    ("sled", "src/journal/"),
    ("petgraph", "src/graph/"),
    ("async_graphql", "src/api/"),
    ("actix_web", "src/web/"),
    ("clap", "src/cli/"),
    ("csv", "src/cli/tables/"),
    ("ureq", "src/cli/remote.rs"),
    ("argon2", "src/journal/backup/"),
    ("rustls", "src/web/tls.rs"),
    ("metrics_exporter_prometheus", "src/web/metrics.rs"),
    ("toml_edit", "src/cli/config/"),
];

/// Where what happens may be measured.
const MEASURING: [&str; 4] = ["src/journal/", "src/store/", "src/api/", "src/web/"];

/// What only those left of the API may touch: the others see a View.
const BEHIND_THE_VIEW: [&str; 2] = [".graph()", "graph::Graph"];

const BANNED_NAMES: [&str; 4] = ["utils", "helpers", "common", "misc"];

struct Source {
    path: String,
    text: String,
}

fn sources() -> Vec<Source> {
    fn walk(dir: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(dir).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|it| it == "rs") {
                found.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    walk(&root.join("src"), &mut found);
    walk(&root.join("tests"), &mut found);
    let relative = |path: &PathBuf| path.strip_prefix(root).unwrap().display().to_string();
    found.iter().map(|path| Source { path: relative(path), text: fs::read_to_string(path).unwrap() }).collect()
}

/// The code without comments, strings aside: a word in a comment names nothing.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = text.lines().enumerate().map(|(at, line)| (at + 1, line.split("//").next().unwrap_or_default()));
    lines.filter(|(_, line)| !line.trim().is_empty())
}

fn layer(path: &str) -> Option<usize> {
    let name = path.strip_prefix("src/")?.split('/').next()?;
    LAYERS.iter().position(|it| *it == name)
}

/// The crate's modules that a line names: `crate::graph::…`.
fn named(line: &str) -> impl Iterator<Item = &str> {
    line.split("crate::")
        .skip(1)
        .map(|it| it.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or(""))
}

fn broken_rules(sources: &[Source]) -> Vec<String> {
    let mut broken = Vec::new();
    for Source { path, text } in sources {
        let lines = text.lines().count();
        if lines > 400 {
            broken.push(format!("{path}: {lines} lines; a file has at most 400"));
        }
        if !text.starts_with("//! ") {
            broken.push(format!("{path}: it does not begin with a //! header"));
        }
        if Path::new(path)
            .with_extension("")
            .components()
            .any(|it| BANNED_NAMES.iter().any(|name| it.as_os_str() == *name))
        {
            broken.push(format!("{path}: its name says nothing"));
        }
        for (at, line) in code(text) {
            if let Some(own) = layer(path) {
                for other in named(line) {
                    let to_the_right = LAYERS.iter().position(|it| *it == other).is_some_and(|it| it > own);
                    let stranger = STRANGERS.contains(&(LAYERS[own], other));
                    if to_the_right || stranger {
                        broken.push(format!("{path}:{at}: {} names {other}", LAYERS[own]));
                    }
                }
            }
            if ["src/queries/", "src/api/", "src/web/"].iter().any(|it| path.starts_with(it)) {
                // Personal details are had from the View alone, which knows who may see them.
                if line
                    .split(".person")
                    .skip(1)
                    .any(|rest| !rest.starts_with(|c: char| c == '(' || c.is_alphanumeric()))
                {
                    broken.push(format!("{path}:{at}: .person is behind the View"));
                }
                for word in BEHIND_THE_VIEW.iter().filter(|word| line.contains(**word)) {
                    broken.push(format!("{path}:{at}: {word} is behind the View"));
                }
            }
            if line.contains("crate::{") && path.starts_with("src/") {
                broken.push(format!("{path}:{at}: name each layer in a use of its own"));
            }
            let depth = path.matches('/').count() - usize::from(path.ends_with("/mod.rs"));
            if layer(path).is_some() && line.contains(&"super::".repeat(depth)) {
                broken.push(format!("{path}:{at}: reach another layer through crate::"));
            }
            // `metrics::` is a module of web as well; what is measured is said in the layers that do it.
            let measures = ["metrics::counter!", "metrics::histogram!"].iter().any(|it| line.contains(it));
            if measures && path.starts_with("src/") && !MEASURING.iter().any(|it| path.starts_with(it)) {
                broken.push(format!("{path}:{at}: only journal, store, api and web measure"));
            }
            for (library, home) in OWNED {
                let names = line.contains(&format!("{library}::")) && !line.contains(&format!("_{library}::"));
                if names && path.starts_with("src/") && path != "src/main.rs" && !path.starts_with(home) {
                    broken.push(format!("{path}:{at}: only {home} names {library}"));
                }
            }
        }
    }
    broken
}

#[test]
fn the_house_is_tidy() {
    let broken = broken_rules(&sources());
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
}

#[test]
fn untidiness_is_seen() {
    let check = |path: &str, text: &str, expected: &str| {
        let found = broken_rules(&[Source { path: path.to_owned(), text: text.to_owned() }]);
        assert!(found.iter().any(|it| it.contains(expected)), "{path}: {found:?}");
    };
    check("src/domain/x.rs", "//! x\nuse crate::graph::View;\n", "domain names graph");
    check("src/graph/x.rs", "//! x\nuse crate::journal::Place;\n", "graph names journal");
    check("src/queries/x.rs", "//! x\nuse crate::journal::Place;\n", "queries names journal");
    check("src/journal/x.rs", "//! x\nfn x() { crate::graph::x() }\n", "journal names graph");
    check("src/web/x.rs", "//! x\nuse crate::cli::Cli;\n", "web names cli");
    check("src/web/x.rs", "//! x\nuse async_graphql::Schema;\n", "only src/api/ names async_graphql");
    check("src/graph/x.rs", "//! x\nuse sled::Db;\n", "only src/journal/ names sled");
    check("src/store/x.rs", "//! x\nuse metrics_exporter_prometheus::X;\n", "only src/web/metrics.rs names");
    check(
        "src/queries/x.rs",
        "//! x\nfn x() { metrics::counter!(\"x\") }\n",
        "only journal, store, api and web measure",
    );
    check("src/domain/x.rs", "use x;\n", "header");
    check("src/api/x.rs", "//! x\nfn x() { snapshot.graph() }\n", "behind the View");
    check("src/api/x.rs", "//! x\nfn x() { contact.person.as_deref() }\n", ".person is behind the View");
    check("src/api/x.rs", "//! x\nuse crate::{cli::Cli};\n", "a use of its own");
    check("src/queries/x.rs", "//! x\nuse super::super::journal::Place;\n", "through crate::");
    check("src/domain/utils.rs", "//! x\n", "says nothing");
    check("src/domain/x.rs", &format!("//! x\n{}", "\n".repeat(400)), "401 lines");
}
