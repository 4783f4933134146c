//! What clients rely on stays: the schema is compared with the one that was released last, `schema/released.graphql`,
//! which is printed anew with each release. What breaks them all the same is named in CHANGELOG.md, under "### Breaking"
//! of what is to be released, by its coordinate: `Type.field(argument:)`.

use std::collections::{BTreeMap, BTreeSet};

use async_graphql::Positioned;
use async_graphql::parser::types::{
    BaseType, FieldDefinition, InputValueDefinition, Type, TypeDefinition, TypeKind, TypeSystemDefinition,
};
use demarche::api::Api;

use super::coordinates::definitions;

/// What stands at a coordinate.
#[derive(Debug, PartialEq)]
enum Thing {
    /// A type: its kind, and the interfaces or members of which none may go.
    Type(&'static str, BTreeSet<String>),
    /// What a field yields.
    Output(Type),
    /// An argument or an input field, with its default.
    Input(Type, Option<String>),
    /// A value of an enum, or a directive.
    Name,
}

/// All that stands in a schema.
fn read(sdl: &str) -> BTreeMap<String, Thing> {
    let mut things = BTreeMap::new();
    for definition in definitions(sdl) {
        match definition {
            TypeSystemDefinition::Schema(_) => {}
            TypeSystemDefinition::Directive(it) => {
                let name = format!("@{}", it.node.name.node);
                of_values(&mut things, &it.node.arguments, |argument| format!("{name}({argument}:)"));
                things.insert(name, Thing::Name);
            }
            TypeSystemDefinition::Type(it) => of_type(&mut things, it.node),
        }
    }
    things
}

fn of_type(things: &mut BTreeMap<String, Thing>, it: TypeDefinition) {
    let of = it.name.node.to_string();
    let names = |names: &[Positioned<async_graphql::Name>]| names.iter().map(|it| it.node.to_string()).collect();
    let (kind, holds) = match &it.kind {
        TypeKind::Scalar => ("scalar", BTreeSet::new()),
        TypeKind::Object(it) => ("type", names(&it.implements)),
        TypeKind::Interface(it) => ("interface", names(&it.implements)),
        TypeKind::Union(it) => ("union", names(&it.members)),
        TypeKind::Enum(_) => ("enum", BTreeSet::new()),
        TypeKind::InputObject(_) => ("input", BTreeSet::new()),
    };
    things.insert(of.clone(), Thing::Type(kind, holds));
    match &it.kind {
        TypeKind::Object(it) => of_fields(things, &of, &it.fields),
        TypeKind::Interface(it) => of_fields(things, &of, &it.fields),
        TypeKind::InputObject(it) => of_values(things, &it.fields, |field| format!("{of}.{field}")),
        TypeKind::Enum(it) => {
            things.extend(it.values.iter().map(|it| (format!("{of}.{}", it.node.value.node), Thing::Name)));
        }
        TypeKind::Scalar | TypeKind::Union(_) => {}
    }
}

fn of_fields(things: &mut BTreeMap<String, Thing>, of: &str, fields: &[Positioned<FieldDefinition>]) {
    for Positioned { node: it, .. } in fields {
        let coordinate = format!("{of}.{}", it.name.node);
        of_values(things, &it.arguments, |argument| format!("{coordinate}({argument}:)"));
        things.insert(coordinate, Thing::Output(it.ty.node.clone()));
    }
}

fn of_values(
    things: &mut BTreeMap<String, Thing>,
    values: &[Positioned<InputValueDefinition>],
    coordinate: impl Fn(&str) -> String,
) {
    things.extend(values.iter().map(|Positioned { node: it, .. }| {
        let default = it.default_value.as_ref().map(|it| it.node.to_string());
        (coordinate(it.name.node.as_str()), Thing::Input(it.ty.node.clone(), default))
    }));
}

/// What something is a part of.
fn parent(coordinate: &str) -> Option<&str> {
    coordinate.split_once('(').or_else(|| coordinate.split_once('.')).map(|it| it.0)
}

/// Whether all that one type holds, the other takes.
fn takes(taker: &Type, given: &Type) -> bool {
    (taker.nullable || !given.nullable)
        && match (&taker.base, &given.base) {
            (BaseType::List(taker), BaseType::List(given)) => takes(taker, given),
            (BaseType::Named(taker), BaseType::Named(given)) => taker == given,
            _ => false,
        }
}

/// What breaks those who rely on the one schema, where the other comes in its place: by coordinate, and why.
fn breaks(before: &str, after: &str) -> Vec<(String, String)> {
    let (before, after) = (read(before), read(after));
    let mut breaks = Vec::new();
    for (coordinate, was) in &before {
        let parent_is_there = parent(coordinate).is_none_or(|it| after.contains_key(it));
        let why = match (was, after.get(coordinate)) {
            (_, None) => parent_is_there.then(|| "it is gone".to_owned()),
            (Thing::Type(was, held), Some(Thing::Type(is, holds))) => {
                let gone = held.difference(holds).next().map(|it| format!("{it} is gone from it"));
                if was == is { gone } else { Some(format!("it was of the kind {was}, and is of the kind {is}")) }
            }
            (Thing::Output(was), Some(Thing::Output(is))) => {
                (!takes(was, is)).then(|| format!("it was of the type {was}, and is of the type {is}"))
            }
            (Thing::Input(was, default), Some(Thing::Input(is, new_default))) => {
                if !takes(is, was) {
                    Some(format!("it took the type {was}, and takes the type {is}"))
                } else {
                    let shown = |it: &Option<String>| it.clone().unwrap_or_else(|| "none".to_owned());
                    let (was, is) = (shown(default), shown(new_default));
                    (was != is).then(|| format!("its default was {was}, and is {is}"))
                }
            }
            (was, Some(is)) => (was != is).then(|| "it is something else".to_owned()),
        };
        breaks.extend(why.map(|why| (coordinate.clone(), why)));
    }
    for (coordinate, is) in after.iter().filter(|it| !before.contains_key(it.0)) {
        if let Thing::Input(ty, None) = is
            && !ty.nullable
            && parent(coordinate).is_some_and(|it| before.contains_key(it))
        {
            breaks.push((coordinate.clone(), "it is new, and must be given".to_owned()));
        }
    }
    breaks
}

/// The coordinates that are noted as breaking in what is to be released: the first part of the list of changes.
fn noted(changes: &str) -> BTreeSet<&str> {
    let newest = changes.split("\n## ").nth(1).unwrap_or_default();
    let breaking = newest.split("\n### ").find(|it| it.starts_with("Breaking")).unwrap_or_default();
    breaking.split('`').skip(1).step_by(2).collect()
}

#[test]
fn what_breaks_clients_is_noted() {
    let noted = noted(include_str!("../../../CHANGELOG.md"));
    let breaks = breaks(include_str!("../../../schema/released.graphql"), &Api::default().sdl());
    let unnoted: Vec<_> = breaks.iter().filter(|it| !noted.contains(it.0.as_str())).collect();
    let unnoted: Vec<_> = unnoted.iter().map(|(coordinate, why)| format!("`{coordinate}`: {why}")).collect();
    let help = "clients break: keep it, deprecated, or name it in CHANGELOG.md under \"### Breaking\"";
    assert!(unnoted.is_empty(), "{help}\n{}", unnoted.join("\n"));
}

#[test]
fn what_breaks_is_seen() {
    let check = |before: &str, after: &str, expected: &[&str]| {
        let found: Vec<_> = breaks(before, after).into_iter().map(|it| format!("{}: {}", it.0, it.1)).collect();
        assert_eq!(found, expected, "{before} -> {after}");
    };
    let field = |was: &str, is: &str, expected: &[&str]| {
        check(&format!("type T {{ x{was} }}"), &format!("type T {{ x{is} }}"), expected);
    };
    field(": Int", ": Int y: Int", &[]);
    field(": Int", ": Int!", &[]);
    field(": [Int]", ": [Int!]!", &[]);
    field(": Int!", ": Int", &["T.x: it was of the type Int!, and is of the type Int"]);
    field(": [Int!]", ": [Int]", &["T.x: it was of the type [Int!], and is of the type [Int]"]);
    field(": Int", ": Float", &["T.x: it was of the type Int, and is of the type Float"]);
    field(": Int", ": [Int]", &["T.x: it was of the type Int, and is of the type [Int]"]);
    check("type T { x: Int y: Int }", "type T { y: Int }", &["T.x: it is gone"]);
    check("type T { x(a: Int): Int } type U { y: Int }", "type U { y: Int }", &["T: it is gone"]);
    field("(a: Int): Int", "(a: Int b: Int c: Int! = 1): Int", &[]);
    field("(a: Int): Int", ": Int", &["T.x(a:): it is gone"]);
    field(": Int", "(a: Int!): Int", &["T.x(a:): it is new, and must be given"]);
    field("(a: Int!): Int", "(a: Int): Int", &[]);
    field("(a: Int): Int", "(a: Int!): Int", &["T.x(a:): it took the type Int, and takes the type Int!"]);
    field("(a: [Int]): Int", "(a: [Int!]): Int", &["T.x(a:): it took the type [Int], and takes the type [Int!]"]);
    field("(a: Int = 1): Int", "(a: Int = 2): Int", &["T.x(a:): its default was 1, and is 2"]);
    field("(a: Int = 1): Int", "(a: Int): Int", &["T.x(a:): its default was 1, and is none"]);
    check("input I { x: Int }", "input I { x: Int y: Int z: Int! = 1 }", &[]);
    check("input I { x: Int }", "input I { x: Int y: Int! }", &["I.y: it is new, and must be given"]);
    check("input I { x: Int }", "input I { y: Int }", &["I.x: it is gone"]);
    check("type T { x: Int }", "type T { x: Int } input I { y: Int! }", &[]);
    check("enum E { A B }", "enum E { B C }", &["E.A: it is gone"]);
    check("union U = A | B", "union U = B | C", &["U: A is gone from it"]);
    check("type T implements N { x: Int }", "type T { x: Int }", &["T: N is gone from it"]);
    check("scalar S", "enum S { A }", &["S: it was of the kind scalar, and is of the kind enum"]);
    check("directive @d(a: Int) on FIELD", "scalar S", &["@d: it is gone"]);
    check("directive @d on FIELD", "directive @d(a: Int!) on FIELD", &["@d(a:): it is new, and must be given"]);
}

#[test]
fn what_is_noted_is_read() {
    let check = |changes: &str, expected: &[&str]| {
        assert_eq!(noted(changes).into_iter().collect::<Vec<_>>(), expected, "{changes}");
    };
    let two = "# Changes\n\n## 2\n\n- `A` is new.\n\n### Breaking\n\n- `B.c` is gone, and `B.d(e:)`.\n\n## 1\n\n### Breaking\n\n- `F`\n";
    check(two, &["B.c", "B.d(e:)"]);
    check("# Changes\n\n## 2\n\n- `A`\n\n## 1\n\n### Breaking\n\n- `F`\n", &[]);
    check("# Changes\n\n## 2\n\n### Breaking\n\n- `B`\n\n### Fixed\n\n- `C`\n", &["B"]);
}
