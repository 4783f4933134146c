//! Fields of one name in an answer: whether all that may stand there are of one type, as GraphQL has it. The library
//! compares only those that are selected of the same type; whether what they select is the same field is its business.

use std::collections::{BTreeMap, HashSet};

use async_graphql::parser::types::{ExecutableDocument, Field, Selection, SelectionSet};
use async_graphql::{Name, Positioned, ServerError};

use super::error;
use super::shapes::{Shape, Shapes, root_of};

/// A selection, and the type it is of.
type Part<'d> = (&'d str, &'d SelectionSet);

/// Why nothing more is looked at: a conflict, or none, and it has taken longer than a document can that fits the schema.
type End = Option<ServerError>;

/// What is to be said of the first name under which two types would stand, if there is one. `most` is how many fields the
/// document has at the most, with those of fragments wherever they are spread: where more are met fragments go in a ring,
/// which is refused later.
pub(super) fn conflict(document: &ExecutableDocument, shapes: &Shapes, most: u64) -> Option<ServerError> {
    let typename = Shape::of_typename();
    let mut reader = Reader { document, shapes, typename: &typename, left: most };
    let roots = document.operations.iter().map(|(_, it)| vec![(root_of(it.node.ty), &it.node.selection_set.node)]);
    let mut pending: Vec<Vec<Part>> = roots.collect();
    while let Some(parts) = pending.pop() {
        let mut merged = Merged::default();
        if let Err(end) = parts.into_iter().try_for_each(|part| reader.collect(part, &mut merged)) {
            return end;
        }
        pending.extend(merged.fields.into_values().map(|it| it.below));
    }
    None
}

/// What is to stand in one object of the answer, whatever that is.
#[derive(Default)]
struct Merged<'d> {
    fields: BTreeMap<&'d str, Found<'d>>,
    /// The fragments that are in it.
    spread: HashSet<&'d Name>,
}

/// What is to stand under one name.
struct Found<'d> {
    shape: &'d Shape,
    /// The first field with this name.
    first: &'d Positioned<Field>,
    /// What is selected in all fields with this name.
    below: Vec<Part<'d>>,
}

struct Reader<'d> {
    document: &'d ExecutableDocument,
    shapes: &'d Shapes,
    typename: &'d Shape,
    /// How many fields may still be met.
    left: u64,
}

impl<'d> Reader<'d> {
    fn collect(&mut self, (of, set): Part<'d>, merged: &mut Merged<'d>) -> Result<(), End> {
        set.items.iter().try_for_each(|item| match &item.node {
            Selection::Field(field) => {
                self.meet()?;
                self.field(of, field, merged)
            }
            Selection::InlineFragment(inline) => {
                let on = inline.node.type_condition.as_ref().map_or(of, |it| it.node.on.node.as_str());
                self.collect((on, &inline.node.selection_set.node), merged)
            }
            Selection::FragmentSpread(spread) => {
                let name = &spread.node.fragment_name.node;
                match self.document.fragments.get(name) {
                    Some(fragment) if merged.spread.insert(name) => {
                        let on = fragment.node.type_condition.node.on.node.as_str();
                        self.collect((on, &fragment.node.selection_set.node), merged)
                    }
                    // It brings in nothing new, and a field at least that is not met again.
                    _ => self.meet(),
                }
            }
        })
    }

    fn meet(&mut self) -> Result<(), End> {
        self.left = self.left.checked_sub(1).ok_or(None)?;
        Ok(())
    }

    fn field(&self, of: &str, field: &'d Positioned<Field>, merged: &mut Merged<'d>) -> Result<(), End> {
        let shape = match field.node.name.node.as_str() {
            "__typename" => self.typename,
            name => match self.shapes.shape(of, name) {
                Some(shape) => shape,
                // Of what the schema does not have nothing can be said, and of the schema itself there is nothing to merge.
                None => return Ok(()),
            },
        };
        let (key, set) = (field.node.response_key().node.as_str(), &field.node.selection_set.node);
        let found = merged.fields.entry(key).or_insert_with(|| Found { shape, first: field, below: Vec::new() });
        let is_leaf = set.items.is_empty() || found.first.node.selection_set.node.items.is_empty();
        if found.shape.nullable != shape.nullable || is_leaf && found.shape != shape {
            return Err(Some(refused(key, found, shape, field)));
        }
        found.below.push((&shape.of, set));
        Ok(())
    }
}

fn refused(key: &str, found: &Found, shape: &Shape, field: &Positioned<Field>) -> ServerError {
    let message = format!(
        "{key}: one name in the answer, and two types, {} and {}, for what is selected: give one of them another name",
        found.shape, shape
    );
    let mut error = error::anywhere(&error::bad_input(&message));
    error.locations = vec![found.first.pos, field.pos];
    error
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::{parse_query, parse_schema};

    use super::*;

    const SDL: &str = "type Query { any: Any either: Either a: A }
        interface Any { id: ID! }
        union Either = A | B
        enum Colour { RED }
        type A implements Any { id: ID! must: String! may: String list: [String!]! colour: Colour! b: B! bs: [B!]! }
        type B implements Any { id: ID! must: String! name: String! may: Int list: [String]! a: A! as: [A!] }";

    fn found(document: &str, most: u64) -> Option<String> {
        let shapes = Shapes::read(&parse_schema(SDL).unwrap());
        conflict(&parse_query(document).unwrap(), &shapes, most).map(|it| it.message)
    }

    #[test]
    fn under_one_name_there_is_one_type() {
        let check = |document: &str, expected: Option<[&str; 3]>| {
            let expected = expected.map(|[key, one, other]| {
                format!("{key}: one name in the answer, and two types, {one} and {other}, for what is selected: give one of them another name")
            });
            assert_eq!(found(document, 100), expected, "{document}");
        };
        let both = |a: &str, b: &str| format!("{{ any {{ ... on A {{ {a} }} ... on B {{ {b} }} }} }}");
        check(&both("x: must", "x: must"), None);
        check(&both("x: must", "x: name"), None);
        check(&both("x: must", "x: __typename"), None);
        check(&both("x: must y: may", "y: must x: name"), Some(["y", "String", "String!"]));
        check(&both("may", "may"), Some(["may", "String", "Int"]));
        check(&both("list", "list"), Some(["list", "[String!]!", "[String]!"]));
        check(&both("x: list", "x: must"), Some(["x", "[String!]!", "String!"]));
        check(&both("x: colour", "x: must"), Some(["x", "Colour!", "String!"]));
        check(&both("x: colour", "x: __typename"), Some(["x", "Colour!", "String!"]));
        check(&both("x: id", "x: must"), Some(["x", "ID!", "String!"]));
        check(&both("x: bs { id }", "x: as { id }"), Some(["x", "[B!]!", "[A!]"]));
        check(&both("x: b { id }", "x: must"), Some(["x", "B!", "String!"]));
        // What is selected in both is one object of the answer.
        check(&both("x: b { id }", "x: a { id }"), None);
        check(&both("x: b { y: must }", "x: a { y: may }"), Some(["y", "String!", "String"]));
        check(&both("x: b { y: a { z: may } }", "x: a { y: b { z: may } }"), Some(["z", "String", "Int"]));
        check(&both("x: b { y: may }", "z: a { y: may }"), None);
        check("{ either { ... on A { may } ... { ... on B { may } } } }", Some(["may", "String", "Int"]));
        check("{ a { x: must ... on A { x: may } } }", Some(["x", "String!", "String"]));
        check(
            "{ any { ...F } any { ...G } } fragment F on A { may } fragment G on B { may }",
            Some(["may", "String", "Int"]),
        );
        check(
            "query P { any { id } } query Q { any { ... on A { may } ...G } } fragment G on B { may }",
            Some(["may", "String", "Int"]),
        );
        check("{ __typename any { nothing ... on A { nothing { may } } ... on Nobody { may } } }", None);
    }

    #[test]
    fn a_ring_of_fragments_is_left_alone() {
        let ring = "{ a { ...F } } fragment F on A { b { a { ...F } } x: b { a { ...F ...F } } y: b { a { ...F } } }";
        assert_eq!(found(ring, 2_000), None);
        // What is spread again brings in nothing new, and counts: all that the limits let pass is read to its end.
        let again = "{ any { ...F ...F ...F ... on B { may } } } fragment F on A { must may }";
        assert!(found(again, 8).is_some());
    }
}
