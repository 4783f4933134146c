//! How many fields an answer would have were all its lists as long as they can be: pages by what is asked for, others by
//! their bounds. Nothing of it is looked up in the graph.

use std::collections::HashMap;
use std::convert::Infallible;

use async_graphql::parser::types::{ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet};
use async_graphql::{Name, Value, Variables};

use super::bounds::{LONGEST_PAGE, USUAL_PAGE, bound, is_page};
use crate::api::nulls::{Shapes, root_of};

/// How many fields an answer may have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Complexity {
    /// Of what is kept.
    pub(super) data: u64,
    /// Of the schema itself.
    pub(super) introspection: u64,
}

impl Complexity {
    fn and(self, more: Self) -> Self {
        Self {
            data: self.data.saturating_add(more.data),
            introspection: self.introspection.saturating_add(more.introspection),
        }
    }
}

/// How complex an operation is.
pub(super) fn of(
    document: &ExecutableDocument,
    operation: &OperationDefinition,
    variables: &Variables,
    shapes: &Shapes,
) -> Complexity {
    let defaults = operation
        .variable_definitions
        .iter()
        .filter_map(|it| Some((&it.node.name.node, &it.node.default_value.as_ref()?.node)));
    let mut reader = Reader { document, variables, defaults: defaults.collect(), shapes, known: HashMap::new() };
    let at = At { of: root_of(operation.ty), page: USUAL_PAGE, wrapped: 0 };
    reader.set(&operation.selection_set.node, at)
}

/// Where in the answer a selection stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct At<'d> {
    /// The type it is of.
    of: &'d str,
    /// How long the page is that was asked for.
    page: u64,
    /// How many wrappings of a type were taken off: `[T!]!` has three.
    wrapped: u8,
}

struct Reader<'d> {
    document: &'d ExecutableDocument,
    variables: &'d Variables,
    defaults: HashMap<&'d Name, &'d Value>,
    shapes: &'d Shapes,
    /// What each fragment costs at a place, reckoned once. One that spreads itself costs nothing there: it is refused later.
    known: HashMap<(&'d Name, At<'d>), Complexity>,
}

impl<'d> Reader<'d> {
    fn set(&mut self, set: &'d SelectionSet, at: At<'d>) -> Complexity {
        set.items.iter().fold(Complexity::default(), |sum, item| {
            sum.and(match &item.node {
                Selection::Field(field) => self.field(&field.node, at),
                Selection::InlineFragment(inline) => {
                    let on = inline.node.type_condition.as_ref().map(|it| it.node.on.node.as_str());
                    self.set(&inline.node.selection_set.node, At { of: on.unwrap_or(at.of), ..at })
                }
                Selection::FragmentSpread(spread) => self.fragment(&spread.node.fragment_name.node, at),
            })
        })
    }

    fn fragment(&mut self, name: &'d Name, at: At<'d>) -> Complexity {
        let Some(fragment) = self.document.fragments.get(name) else {
            return Complexity::default();
        };
        let at = At { of: fragment.node.type_condition.node.on.node.as_str(), ..at };
        if let Some(known) = self.known.get(&(name, at)) {
            return *known;
        }
        self.known.insert((name, at), Complexity::default());
        let cost = self.set(&fragment.node.selection_set.node, at);
        self.known.insert((name, at), cost);
        cost
    }

    fn field(&mut self, field: &'d Field, at: At<'d>) -> Complexity {
        let name = field.name.node.as_str();
        if let Some(found) = introspected(at.of, name) {
            return self.of_schema(field, at, found);
        }
        let below = match self.shapes.yields(at.of, name) {
            // Of what there is not, the answer says so.
            None => Complexity::default(),
            Some((of, is_list)) => {
                let page = if is_page(of) { self.page(field) } else { at.page };
                let times = match is_list {
                    true if is_page(at.of) => at.page,
                    true => bound(at.of, name, of),
                    false => 1,
                };
                let one = self.set(&field.selection_set.node, At { of, page, wrapped: 0 });
                Complexity { data: one.data.saturating_mul(times), introspection: one.introspection }
            }
        };
        below.and(Complexity { data: 1, introspection: 0 })
    }

    fn of_schema(&mut self, field: &'d Field, at: At<'d>, (of, is_list): (&'static str, bool)) -> Complexity {
        let name = field.name.node.as_str();
        let wrapped = if name == "ofType" { at.wrapped + 1 } else { 0 };
        if wrapped > 3 {
            return Complexity::default();
        }
        let times = if is_list { bound(at.of, name, of) } else { 1 };
        let below = self.set(&field.selection_set.node, At { of, page: at.page, wrapped });
        let fields = below.introspection.saturating_mul(times).saturating_add(1);
        Complexity { data: 0, introspection: fields }
    }

    /// How long a page is asked for. What makes no sense is taken for the longest: it is refused later.
    fn page(&self, field: &Field) -> u64 {
        let asked = ["first", "last"].into_iter().find_map(|it| field.get_argument(it));
        let known = |name: Name| -> Result<Value, Infallible> {
            let given = self.variables.get(&name).or_else(|| self.defaults.get(&name).copied());
            Ok(given.cloned().unwrap_or_default())
        };
        match asked.map(|it| it.node.clone().into_const_with(known)) {
            None | Some(Ok(Value::Null)) => USUAL_PAGE,
            Some(Ok(Value::Number(number))) => number.as_u64().unwrap_or(LONGEST_PAGE).min(LONGEST_PAGE),
            Some(_) => LONGEST_PAGE,
        }
    }
}

/// What a field of the schema itself yields: its type, and whether it is a list.
fn introspected(within: &str, field: &str) -> Option<(&'static str, bool)> {
    Some(match (within, field) {
        (_, "__schema") => ("__Schema", false),
        (_, "__type") => ("__Type", false),
        ("__Schema", "types") => ("__Type", true),
        ("__Schema", "queryType" | "mutationType" | "subscriptionType") => ("__Type", false),
        ("__Schema", "directives") => ("__Directive", true),
        ("__Type", "fields") => ("__Field", true),
        ("__Type", "inputFields") => ("__InputValue", true),
        ("__Type", "interfaces" | "possibleTypes") => ("__Type", true),
        ("__Type", "enumValues") => ("__EnumValue", true),
        ("__Type", "ofType") => ("__Type", false),
        ("__Field" | "__Directive", "args") => ("__InputValue", true),
        ("__Field" | "__InputValue", "type") => ("__Type", false),
        (within, _) if within.starts_with("__") => ("", false),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Api;
    use serde_json::json;

    #[test]
    fn lists_multiply_what_is_in_them() {
        let api = Api::default();
        let check = |document: &str, variables: serde_json::Value, expected: u64| {
            let document = async_graphql::parser::parse_query(document).unwrap();
            let (_, operation) = document.operations.iter().next().unwrap();
            let found = of(&document, &operation.node, &Variables::from_json(variables), &api.shapes);
            assert_eq!(found.data, expected, "{document:?}");
        };
        check("{ act(number: 1) { number title } }", json!({}), 3);
        check("{ acts { number title } }", json!({}), 1 + 20 * 2);
        check("{ states { nodes { code } } }", json!({}), 1 + 1 + 50);
        check("{ states(first: 7) { edges { cursor node { code } } totalCount } }", json!({}), 1 + 1 + 7 * 3 + 1);
        check("query($n: Int) { states(last: $n) { nodes { code } } }", json!({ "n": 9 }), 1 + 1 + 9);
        check("query($n: Int = 8) { states(last: $n) { nodes { code } } }", json!({}), 1 + 1 + 8);
        check("query($n: Int) { states(last: $n) { nodes { code } } }", json!({ "n": "x" }), 1 + 1 + 100);
        check("{ states(first: 2147483647) { nodes { code } } }", json!({}), 1 + 1 + 100);
        check("{ states(first: -5) { nodes { code } } }", json!({}), 1 + 1 + 100);
        check(
            "{ states(first: 2) { nodes { ...F } } } fragment F on State { stances(first: 3) { nodes { id } } }",
            json!({}),
            1 + 1 + 2 * (1 + 1 + 3),
        );
        check("{ node(id: \"act:1\") { ... on Act { number } } }", json!({}), 2);
        check("{ nothing { of { this } } }", json!({}), 1);
        check("{ __schema { types { name } } acts { number } }", json!({}), 21);
    }

    #[test]
    fn what_is_asked_of_the_schema_is_reckoned_apart() {
        let api = Api::default();
        let check = |document: &str, expected: u64| {
            let document = async_graphql::parser::parse_query(document).unwrap();
            let (_, operation) = document.operations.iter().next().unwrap();
            let found = of(&document, &operation.node, &Variables::default(), &api.shapes);
            assert_eq!(found.introspection, expected);
        };
        check("{ __typename }", 0);
        check("{ __schema { types { name } } }", 2 + 350);
        check(
            "{ __type(name: \"Act\") { fields { name type { name ofType { name ofType { name ofType { name ofType { name } } } } } } } }",
            1 + 1 + 12 * (2 + 1 + 2 + 2 + 1 + 1),
        );
    }
}
