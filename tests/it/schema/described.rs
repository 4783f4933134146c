//! The schema as documentation: whoever reads it finds a sentence on everything that is in it.

use async_graphql::parser::types::ConstDirective;
use async_graphql::{Positioned, Value};

use super::coordinates::{Part, parts};
use demarche::api::Api;

/// What says nothing that a name does not say.
const EMPTY_WORDS: [&str; 9] = ["the", "a", "an", "its", "it", "of", "is", "this", "that"];

/// How a list says in which order it is, or that it is in none.
const ORDERED: [&str; 9] = ["order", ", by ", "; by ", "(by ", "first", "last", "as recorded", "newest", "no order"];

/// What stands in every schema, in the words of the GraphQL library.
const BUILT_IN: [&str; 5] = ["@deprecated", "@include", "@oneOf", "@skip", "@specifiedBy"];

/// The words of a text, or of a name in any case, without the empty ones.
fn words(text: &str) -> Vec<String> {
    let mut spaced = String::new();
    let mut was_small = false;
    for letter in text.chars() {
        if letter.is_ascii_uppercase() && was_small {
            spaced.push(' ');
        }
        was_small = letter.is_ascii_lowercase();
        spaced.push(if letter.is_alphanumeric() { letter.to_ascii_lowercase() } else { ' ' });
    }
    spaced.split_whitespace().filter(|it| !EMPTY_WORDS.contains(it)).map(str::to_owned).collect()
}

/// Why a description is none.
fn fault(name: &str, description: Option<&str>) -> Option<&'static str> {
    let text = description.unwrap_or_default().trim();
    let own = words(name);
    match text {
        "" => Some("it has no description"),
        _ if !text.starts_with(|it: char| it.is_uppercase() || it.is_ascii_digit()) => {
            Some("it begins with no capital")
        }
        _ if !text.ends_with('.') || text.ends_with("..") => Some("it ends with no full stop"),
        _ if words(text).iter().all(|it| own.contains(it)) => Some("it says no more than the name"),
        _ => None,
    }
}

/// What a deprecation must say, if it does not.
fn deprecation_fault(directives: &[Positioned<ConstDirective>]) -> Option<String> {
    let deprecated = directives.iter().find(|it| it.node.name.node == "deprecated")?;
    let reason = match deprecated.node.get_argument("reason").map(|it| &it.node) {
        Some(Value::String(reason)) => reason.as_str(),
        _ => "",
    };
    let told = reason.strip_prefix("Deprecated since ").and_then(|it| it.split_once(": "));
    let is_told = told.is_some_and(|(day, instead)| {
        demarche::domain::Day::parse(day).is_ok() && instead.len() > 1 && instead.ends_with('.')
    });
    (!is_told).then(|| format!("{reason:?}: say \"Deprecated since YYYY-MM-DD: use this instead.\""))
}

fn mistakes(sdl: &str) -> Vec<String> {
    let mut mistakes = Vec::new();
    for Part { coordinate, name, description, directives, is_list, is_scalar } in parts(sdl) {
        if BUILT_IN.iter().any(|it| coordinate.starts_with(it)) {
            continue;
        }
        let mut add = |why: &str| mistakes.push(format!("{coordinate}: {why}"));
        if let Some(why) = fault(&name, description.as_deref()) {
            add(why);
        }
        if let Some(why) = deprecation_fault(&directives) {
            add(&why);
        }
        let text = description.unwrap_or_default();
        if is_list && name != "userErrors" && !ORDERED.iter().any(|it| text.contains(it)) {
            add("it does not say in which order the list is");
        }
        if is_scalar && !directives.iter().any(|it| it.node.name.node == "specifiedBy") {
            add("the scalar does not say by what it is specified");
        }
    }
    mistakes
}

#[test]
fn everything_in_the_schema_is_described() {
    let mistakes = mistakes(&Api::default().sdl());
    assert!(mistakes.is_empty(), "\n{}", mistakes.join("\n"));
}

#[test]
fn what_is_not_described_is_seen() {
    let check = |sdl: &str, expected: &[&str]| {
        let found = mistakes(sdl);
        assert_eq!(found.len(), expected.len(), "{sdl}: {found:?}");
        for (found, expected) in found.iter().zip(expected) {
            assert!(found.starts_with(expected), "{sdl}: {found:?}");
        }
    };
    let good = "\"What it is.\"";
    check(&format!("{good} type T {{ {good} x: Int }}"), &[]);
    check(&format!("{good} type T {{ x: Int }}"), &["T.x: it has no description"]);
    check(&format!("{good} type T {{ \"The x.\" x: Int }}"), &["T.x: it says no more"]);
    check(&format!("{good} type T {{ \"The first name.\" firstName: Int }}"), &["T.firstName: it says no more"]);
    check(&format!("{good} type T {{ {good} x(y: Int): Int }}"), &["T.x(y:): it has no description"]);
    check(&format!("{good} type T {{ {good} x: [Int] }}"), &["T.x: it does not say in which order"]);
    check(
        &format!("{good} type T {{ \"What is told by somebody.\" x: [Int] }}"),
        &["T.x: it does not say in which order"],
    );
    check(&format!("{good} type T {{ \"The things, by name.\" x: [Int] }}"), &[]);
    check(&format!("{good} input I {{ \"what?\" x: [Int] }}"), &["I.x: it begins with no capital"]);
    check(&format!("{good} input I {{ \"What\" x: [Int] }}"), &["I.x: it ends with no full stop"]);
    check("enum E { \"Being A.\" A }", &["E: it has no description"]);
    check(&format!("{good} enum E {{ \"Gone.\" GONE }}"), &["E.GONE: it says no more"]);
    check("\"Two of them.\" union U = A | B", &[]);
    check(&format!("{good} interface N {{ id: ID }}"), &["N.id: it has no description"]);
    check("directive @d(x: Int) on FIELD", &["@d: it has no description", "@d(x:): it has no description"]);
    check("directive @skip(if: Boolean!) on FIELD", &[]);
    check("\"A day in the calendar.\" scalar Date", &["Date: the scalar does not say"]);
    check("\"A day in the calendar.\" scalar Date @specifiedBy(url: \"https://example.org\")", &[]);
    let deprecated = |reason: &str| format!("{good} type T {{ {good} x: Int @deprecated{reason} }}");
    check(&deprecated("(reason: \"Deprecated since 2026-11-23: use y.\")"), &[]);
    check(&deprecated(""), &["T.x: \"\": say"]);
    check(&deprecated("(reason: \"use y\")"), &["T.x: \"use y\": say"]);
    check(&deprecated("(reason: \"Deprecated since 2026-11-31: use y.\")"), &["T.x: "]);
    check(&deprecated("(reason: \"Deprecated since 2026-11-23: .\")"), &["T.x: "]);
}
