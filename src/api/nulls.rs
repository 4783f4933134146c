//! Where a field has failed, null: at the nearest place above it that may be null, as GraphQL has it. The library
//! leaves out what has failed, even where the schema promises that it is there.

use async_graphql::parser::types::{ExecutableDocument, Selection, SelectionSet};
use async_graphql::{Name, PathSegment, Value};

use super::shapes::{Shape, Shapes, root_of};

/// An operation that was executed.
pub(super) struct Executed<'d> {
    pub(super) shapes: &'d Shapes,
    pub(super) document: &'d ExecutableDocument,
    /// Its name, where it was asked for by name.
    pub(super) operation: Option<&'d str>,
}

impl<'d> Executed<'d> {
    /// Puts null where the field at `path` has failed.
    pub(super) fn fail(&self, path: &[PathSegment], data: &mut Value) {
        let keep = self.nullable_above(path).unwrap_or(0);
        put_null(data, path.get(..keep).unwrap_or_default());
    }

    /// The length of the longest part of the path that ends where null may stand; none where only the whole may be null.
    fn nullable_above(&self, path: &[PathSegment]) -> Option<usize> {
        let wanted = self.operation;
        let mut operations = self.document.operations.iter();
        let (_, operation) = operations.find(|(name, _)| wanted.is_none() || name.map(|it| it.as_str()) == wanted)?;
        let mut sets = vec![&operation.node.selection_set.node];
        let mut of = root_of(operation.node.ty);
        let mut nullable: &[bool] = &[];
        let mut found = None;
        for (at, segment) in path.iter().enumerate() {
            match segment {
                PathSegment::Field(key) => {
                    let mut below = Vec::new();
                    let shape = sets.iter().filter_map(|set| self.select(set, of, key, &mut below)).last()?;
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
    fn select(
        &self,
        set: &'d SelectionSet,
        of: &str,
        key: &str,
        below: &mut Vec<&'d SelectionSet>,
    ) -> Option<&'d Shape> {
        let mut found = None;
        for item in &set.items {
            let inner = match &item.node {
                Selection::Field(field) if field.node.response_key().node == key => {
                    below.push(&field.node.selection_set.node);
                    self.shapes.shape(of, field.node.name.node.as_str())
                }
                Selection::Field(_) => None,
                Selection::InlineFragment(inline) => {
                    let on = inline.node.type_condition.as_ref().map_or(of, |it| it.node.on.node.as_str());
                    self.select(&inline.node.selection_set.node, on, key, below)
                }
                Selection::FragmentSpread(spread) => {
                    let fragment = self.document.fragments.get(&spread.node.fragment_name.node);
                    fragment.and_then(|it| {
                        let on = it.node.type_condition.node.on.node.as_str();
                        self.select(&it.node.selection_set.node, on, key, below)
                    })
                }
            };
            found = inner.or(found);
        }
        found
    }
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
            let document = parse_query(document).unwrap();
            Executed { shapes: &shapes, document: &document, operation: None }.fail(&path, &mut data);
            assert_eq!(serde_json::to_string(&data).unwrap(), expected, "{document:?} {path:?}");
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
