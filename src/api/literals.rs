//! Whole numbers that stand in a document: whether each is an `Int`. The library looks at them only where a field is
//! executed, so that one would pass wherever nothing is found on the way there. No input of the schema takes other
//! numbers, and no id is one. Those in variables are looked at in `inputs`.

use std::convert::Infallible;

use async_graphql::parser::types::{Directive, ExecutableDocument, Field, Selection, SelectionSet};
use async_graphql::{Name, Number, Pos, Positioned, ServerError, Value};

use super::error;

/// What is to be said of the first whole number that is no `Int`, if there is one.
pub(super) fn misfit(document: &ExecutableDocument) -> Option<ServerError> {
    let operations = document.operations.iter().map(|(_, it)| (&it.node.directives, &it.node.selection_set.node));
    let fragments = document.fragments.values().map(|it| (&it.node.directives, &it.node.selection_set.node));
    operations.chain(fragments).find_map(|(directives, set)| in_directives(directives).or_else(|| in_set(set)))
}

fn in_set(set: &SelectionSet) -> Option<ServerError> {
    set.items.iter().find_map(|it| match &it.node {
        Selection::Field(field) => in_field(&field.node)
            .or_else(|| in_directives(&field.node.directives))
            .or_else(|| in_set(&field.node.selection_set.node)),
        Selection::InlineFragment(part) => {
            in_directives(&part.node.directives).or_else(|| in_set(&part.node.selection_set.node))
        }
        Selection::FragmentSpread(spread) => in_directives(&spread.node.directives),
    })
}

fn in_field(field: &Field) -> Option<ServerError> {
    let mut arguments = field.arguments.iter();
    arguments.find_map(|(name, it)| refused(&name.node, it.node.clone().into_const_with(unknown), it.pos))
}

fn in_directives(directives: &[Positioned<Directive>]) -> Option<ServerError> {
    let mut arguments = directives.iter().flat_map(|it| &it.node.arguments);
    arguments.find_map(|(name, it)| refused(&name.node, it.node.clone().into_const_with(unknown), it.pos))
}

/// What a variable is does not stand here.
fn unknown(_: Name) -> Result<Value, Infallible> {
    Ok(Value::Null)
}

fn refused(name: &Name, value: Result<Value, Infallible>, at: Pos) -> Option<ServerError> {
    let Ok(value) = value;
    let number = excess(&value)?;
    let message = format!("{name}: {number} is no Int: it is not between {} and {}", i32::MIN, i32::MAX);
    let mut error = error::anywhere(&error::bad_input(&message));
    error.locations = vec![at];
    Some(error)
}

/// A whole number in a value that is beyond what an `Int` can be.
fn excess(value: &Value) -> Option<&Number> {
    match value {
        Value::Number(number) => {
            let is_whole = number.is_i64() || number.is_u64();
            let fits = number.as_i64().is_some_and(|it| i32::try_from(it).is_ok());
            (is_whole && !fits).then_some(number)
        }
        Value::List(items) => items.iter().find_map(excess),
        Value::Object(fields) => fields.values().find_map(excess),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_ints() {
        let check = |document: &str, expected: Option<&str>| {
            let parsed = async_graphql::parser::parse_query(document).unwrap();
            let found = misfit(&parsed).map(|it| it.message);
            let expected = expected.map(|it| format!("{it} is no Int: it is not between -2147483648 and 2147483647"));
            assert_eq!(found, expected, "{document}");
        };
        check("{ a(b: 2147483647) c(d: -2147483648, e: [0, {f: 1}]) g(h: 1e300, i: \"9999999999\") }", None);
        check("{ a(b: 2147483648) }", Some("b: 2147483648"));
        check("{ a { ... { b(c: [1, { d: -2147483649 }]) } } }", Some("c: -2147483649"));
        check("{ a @skip(if: 18446744073709551615) }", Some("if: 18446744073709551615"));
        check("{ ...F } fragment F on Query { a(b: 9999999999) }", Some("b: 9999999999"));
    }
}
