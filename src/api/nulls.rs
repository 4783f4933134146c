//! Where a field has failed, null: at the nearest place above it that may be null, as GraphQL has it. The library
//! leaves out what has failed, even where the schema promises that it is there.

use std::collections::HashMap;
use std::fmt;

use async_graphql::parser::types::{
    BaseType, ExecutableDocument, FieldDefinition, OperationType, Selection, SelectionSet, ServiceDocument, Type,
    TypeKind, TypeSystemDefinition,
};
use async_graphql::{Name, PathSegment, Positioned, Value};

/// What fields yield, by type and name; read from the schema itself.
pub(super) struct Shapes(HashMap<String, HashMap<String, Shape>>);

/// What a field yields.
#[derive(PartialEq, Eq)]
pub(super) struct Shape {
    /// The type at the bottom of all lists.
    of: String,
    /// Whether it may be null: the field, then what is in the list, and so on.
    nullable: Vec<bool>,
}

impl Shape {
    fn read(ty: &Type) -> Self {
        let mut nullable = vec![ty.nullable];
        let mut base = &ty.base;
        while let BaseType::List(inner) = base {
            nullable.push(inner.nullable);
            base = &inner.base;
        }
        let of = match base {
            BaseType::Named(name) => name.to_string(),
            BaseType::List(_) => String::new(),
        };
        Self { of, nullable }
    }

    /// What `__typename` yields, of whatever type.
    pub(super) fn of_typename() -> Self {
        Self { of: "String".to_owned(), nullable: vec![false] }
    }

    /// The type at the bottom of all lists.
    pub(super) fn of(&self) -> &str {
        &self.of
    }

    /// Whether both are lists alike, and null may stand in the same places.
    pub(super) fn is_formed_as(&self, other: &Self) -> bool {
        self.nullable == other.nullable
    }
}

/// As it is written in a schema, such as `[Act!]!`.
impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&"[".repeat(self.nullable.len().saturating_sub(1)))?;
        f.write_str(&self.of)?;
        let marks = self.nullable.iter().rev().map(|it| if *it { "" } else { "!" });
        marks.enumerate().try_for_each(|(at, mark)| write!(f, "{}{mark}", if at == 0 { "" } else { "]" }))
    }
}

impl Shapes {
    /// Reads them from a schema.
    pub(super) fn read(schema: &ServiceDocument) -> Self {
        let types = schema.definitions.iter().filter_map(|it| match it {
            TypeSystemDefinition::Type(it) => Some(&it.node),
            _ => None,
        });
        let fields = types.filter_map(|it| match &it.kind {
            TypeKind::Object(object) => Some((it.name.node.to_string(), shapes(&object.fields))),
            TypeKind::Interface(face) => Some((it.name.node.to_string(), shapes(&face.fields))),
            _ => None,
        });
        Self(fields.collect())
    }

    /// What a field of a type yields: the type at the bottom, and whether it is a list of them.
    pub(super) fn yields(&self, of: &str, field: &str) -> Option<(&str, bool)> {
        let shape = self.0.get(of)?.get(field)?;
        Some((&shape.of, shape.nullable.len() > 1))
    }

    /// All that is known of what a field of a type yields.
    pub(super) fn shape(&self, of: &str, field: &str) -> Option<&Shape> {
        self.0.get(of)?.get(field)
    }

    /// Puts null where the field at `path` has failed.
    pub(super) fn fail(
        &self,
        document: &ExecutableDocument,
        operation: Option<&str>,
        path: &[PathSegment],
        data: &mut Value,
    ) {
        let keep = self.nullable_above(document, operation, path).unwrap_or(0);
        put_null(data, path.get(..keep).unwrap_or_default());
    }

    /// The length of the longest part of the path that ends where null may stand; none where only the whole may be null.
    fn nullable_above(
        &self,
        document: &ExecutableDocument,
        operation: Option<&str>,
        path: &[PathSegment],
    ) -> Option<usize> {
        let mut operations = document.operations.iter();
        let (_, operation) =
            operations.find(|(name, _)| operation.is_none() || name.map(|it| it.as_str()) == operation)?;
        let root = root_of(operation.node.ty);
        let mut sets = vec![&operation.node.selection_set.node];
        let mut of = root;
        let mut nullable: &[bool] = &[];
        let mut found = None;
        for (at, segment) in path.iter().enumerate() {
            match segment {
                PathSegment::Field(key) => {
                    let mut below = Vec::new();
                    let shape = sets.iter().filter_map(|set| self.select(document, set, of, key, &mut below)).last()?;
                    (of, nullable, sets) = (&shape.of, &shape.nullable, below);
                }
                PathSegment::Index(_) => nullable = nullable.get(1..).unwrap_or_default(),
            }
            if nullable.first() == Some(&true) {
                found = Some(at + 1);
            }
        }
        found
    }

    /// What the field with this key in the answer yields; what is selected in it goes to `below`.
    fn select<'d>(
        &self,
        document: &'d ExecutableDocument,
        set: &'d SelectionSet,
        of: &str,
        key: &str,
        below: &mut Vec<&'d SelectionSet>,
    ) -> Option<&Shape> {
        let mut found = None;
        for item in &set.items {
            let inner = match &item.node {
                Selection::Field(field) if field.node.response_key().node == key => {
                    below.push(&field.node.selection_set.node);
                    self.0.get(of).and_then(|it| it.get(field.node.name.node.as_str()))
                }
                Selection::Field(_) => None,
                Selection::InlineFragment(inline) => {
                    let on = inline.node.type_condition.as_ref().map_or(of, |it| it.node.on.node.as_str());
                    self.select(document, &inline.node.selection_set.node, on, key, below)
                }
                Selection::FragmentSpread(spread) => {
                    let fragment = document.fragments.get(&spread.node.fragment_name.node);
                    fragment.and_then(|it| {
                        let on = it.node.type_condition.node.on.node.as_str();
                        self.select(document, &it.node.selection_set.node, on, key, below)
                    })
                }
            };
            found = inner.or(found);
        }
        found
    }
}

/// The type at the root of an operation.
pub(super) fn root_of(operation: OperationType) -> &'static str {
    match operation {
        OperationType::Query => "Query",
        OperationType::Mutation => "Mutation",
        OperationType::Subscription => "Subscription",
    }
}

fn shapes(fields: &[Positioned<FieldDefinition>]) -> HashMap<String, Shape> {
    fields.iter().map(|it| (it.node.name.node.to_string(), Shape::read(&it.node.ty.node))).collect()
}

/// Puts null at a place, unless it stands there, or above, already.
fn put_null(data: &mut Value, path: &[PathSegment]) {
    let Some((first, rest)) = path.split_first() else {
        *data = Value::Null;
        return;
    };
    match (data, first) {
        (Value::Object(fields), PathSegment::Field(key)) => {
            put_null(fields.entry(Name::new(key)).or_insert(Value::Null), rest);
        }
        (Value::List(items), PathSegment::Index(at)) => {
            if let Some(item) = items.get_mut(*at) {
                put_null(item, rest);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
impl Shapes {
    /// All fields that yield lists of objects: the type they are of, their name, and the type of what is in the list.
    pub(super) fn lists(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        let fields =
            self.0.iter().flat_map(|(of, fields)| fields.iter().map(move |(name, it)| (of.as_str(), name, it)));
        let lists = fields.filter(|(_, _, it)| it.nullable.len() > 1 && self.0.contains_key(&it.of));
        lists.map(|(of, name, it)| (of, name.as_str(), it.of.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use async_graphql::parser::{parse_query, parse_schema};

    const SDL: &str = "type Query { must: Thing! may: Thing many: [Thing!]! some: [Thing]! node: Node }
        interface Node { id: ID! }
        type Thing implements Node { id: ID! name: String! note: String sub: Thing! }";

    #[test]
    fn null_stands_where_it_may() {
        let shapes = Shapes::read(&parse_schema(SDL).unwrap());
        let check = |document: &str, path: &[&str], data: &str, expected: &str| {
            let segment = |it: &&str| match it.parse() {
                Ok(index) => PathSegment::Index(index),
                Err(_) => PathSegment::Field((*it).to_owned()),
            };
            let path: Vec<_> = path.iter().map(segment).collect();
            let mut data: Value = serde_json::from_str(data).unwrap();
            shapes.fail(&parse_query(document).unwrap(), None, &path, &mut data);
            assert_eq!(serde_json::to_string(&data).unwrap(), expected, "{document} {path:?}");
        };
        check("{ must { name } }", &["must", "name"], r#"{"must":null}"#, "null");
        check("{ may { name id } }", &["may", "name"], r#"{"may":{"id":"1"}}"#, r#"{"may":null}"#);
        check("{ may { note id } }", &["may", "note"], r#"{"may":{"id":"1"}}"#, r#"{"may":{"id":"1","note":null}}"#);
        check(
            "{ a: may { b: name } must { id } }",
            &["a", "b"],
            r#"{"a":null,"must":{"id":"1"}}"#,
            r#"{"a":null,"must":{"id":"1"}}"#,
        );
        check("{ many { name } }", &["many", "0", "name"], r#"{"many":[{}]}"#, "null");
        check(
            "{ some { name } }",
            &["some", "1", "name"],
            r#"{"some":[{"name":"x"},{}]}"#,
            r#"{"some":[{"name":"x"},null]}"#,
        );
        check(
            "{ may { sub { sub { name } } } }",
            &["may", "sub", "sub", "name"],
            r#"{"may":{"sub":{}}}"#,
            r#"{"may":null}"#,
        );
        check("{ node { ... on Thing { name } } }", &["node", "name"], r#"{"node":{}}"#, r#"{"node":null}"#);
        check(
            "{ ...F } fragment F on Query { may { ...G } } fragment G on Thing { name }",
            &["may", "name"],
            r#"{"may":{}}"#,
            r#"{"may":null}"#,
        );
    }
}
