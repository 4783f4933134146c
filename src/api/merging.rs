//! Fields of one name in an answer: whether all that may stand there are one field, asked in one way, and of one type, as
//! GraphQL has it. The library compares only what stands side by side. What is selected of the schema itself is compared at its root
//! alone.

use std::collections::{BTreeMap, HashSet};

use async_graphql::parser::types::{ExecutableDocument, Field, Selection, SelectionSet};
use async_graphql::{Name, Pos, Positioned, ServerError};

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
    /// A field by its name in the answer, and the type that it is selected of.
    asked: BTreeMap<&'d str, Vec<(&'d str, &'d Positioned<Field>)>>,
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

    /// Whether what may be of one and the same thing is one field: of two types that are no interfaces, it never is.
    fn is_one(&self, of: &'d str, field: &'d Positioned<Field>, merged: &mut Merged<'d>) -> Result<(), End> {
        let key = field.node.response_key().node.as_str();
        let asked = merged.asked.entry(key).or_default();
        let mut is_known = false;
        for (other_of, other) in asked.iter() {
            is_known |= *other_of == of;
            let may_be_one = *other_of == of || !self.shapes.is_object(of) || !self.shapes.is_object(other_of);
            if may_be_one && !is_same(&field.node, &other.node) {
                let message = format!(
                    "{key}: one name in the answer, and two fields or arguments for one thing: give one of them another name"
                );
                return Err(Some(at(&message, [other.pos, field.pos])));
            }
        }
        if !is_known {
            asked.push((of, field));
        }
        Ok(())
    }

    fn meet(&mut self) -> Result<(), End> {
        self.left = self.left.checked_sub(1).ok_or(None)?;
        Ok(())
    }

    fn field(&self, of: &'d str, field: &'d Positioned<Field>, merged: &mut Merged<'d>) -> Result<(), End> {
        self.is_one(of, field, merged)?;
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

/// Whether they are the same field with the same arguments.
fn is_same(one: &Field, other: &Field) -> bool {
    let mut arguments = one.arguments.iter();
    one.name.node == other.name.node
        && one.arguments.len() == other.arguments.len()
        && arguments.all(|it| other.get_argument(&it.0.node).is_some_and(|other| other.node == it.1.node))
}

fn refused(key: &str, found: &Found, shape: &Shape, field: &Positioned<Field>) -> ServerError {
    let message = format!(
        "{key}: one name in the answer, and two types, {} and {}, for what is selected: give one of them another name",
        found.shape, shape
    );
    at(&message, [found.first.pos, field.pos])
}

fn at(message: &str, places: [Pos; 2]) -> ServerError {
    let mut error = error::anywhere(&error::bad_input(message));
    error.locations = places.to_vec();
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
    fn what_is_of_one_thing_is_one_field() {
        let check = |document: &str, expected: bool| {
            let said = found(document, 100);
            assert_eq!(
                said.as_deref().is_some_and(|it| it.contains("two fields or arguments")),
                expected,
                "{document}"
            );
            assert_eq!(said.is_some(), expected, "{document}");
        };
        check("{ a { x: must ... on A { x: may } } }", true);
        check("{ a { x: must y: may ... on A { x: must y: may } } }", false);
        check("{ a { must } ... on Query { a { x: must } } }", false);
        check("{ a { x: must } ... on Query { a { x: b { id } } } }", true);
        check("{ any { x: id ... on A { x: must } } }", true);
        check("{ any { id ... on A { id } ... on B { id } } }", false);
        check("{ any { ... on A { x: must } ... on B { x: name } } }", false);
        check("{ any { ... on A { x: must } ... on B { x: name } ... on A { x: colour } } }", true);
        check("{ x: __typename ... on Query { x: __schema { queryType { name } } } }", true);
        check("{ x: __type(name: \"A\") { name } ... on Query { x: __type(name: \"B\") { name } } }", true);
        check("{ x: a(b: 1, c: $d) { id } ...F } fragment F on Query { x: a(c: $d, b: 1) { id } }", false);
        check("{ x: a(b: 1, c: $d) { id } ...F } fragment F on Query { x: a(c: $e, b: 1) { id } }", true);
        check("{ x: a(b: 1) { id } ...F } fragment F on Query { x: a(b: 1, c: 2) { id } }", true);
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
