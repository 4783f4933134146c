//! How many fields an answer would have were all its lists as long as they can be: pages by what is asked for, others by
//! their bounds. Nothing of it is looked up in the graph.

use std::collections::HashMap;
use std::convert::Infallible;

use async_graphql::parser::types::{ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet};
use async_graphql::{Name, Value, Variables};

use super::bounds::{LONGEST_PAGE, USUAL_PAGE, bound, is_page, longest_of_schema};
use crate::api::shapes::{Shapes, root_of};

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
    let lists = variables.iter().map(|(name, it)| (name, in_lists(it))).filter(|it| it.1 > 0).collect();
    let mut reader = Reader { document, variables, defaults: defaults.collect(), lists, shapes, known: HashMap::new() };
    let at = At { of: root_of(operation.ty), page: USUAL_PAGE, wrapped: 0, of_all_types: false };
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
    /// Whether it is told of every type of the schema, one after the other: then lists are as long as they are on average.
    of_all_types: bool,
}

struct Reader<'d> {
    document: &'d ExecutableDocument,
    variables: &'d Variables,
    defaults: HashMap<&'d Name, &'d Value>,
    /// How much lists in variables hold.
    lists: HashMap<&'d Name, u64>,
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
                let one = self.set(&field.selection_set.node, At { of, page, wrapped: 0, of_all_types: false });
                Complexity { data: one.data.saturating_mul(times), introspection: one.introspection }
            }
        };
        let data = self.in_arguments(field).saturating_add(1);
        below.and(Complexity { data, introspection: 0 })
    }

    fn of_schema(&mut self, field: &'d Field, at: At<'d>, (of, is_list): (&'static str, bool)) -> Complexity {
        let name = field.name.node.as_str();
        let wrapped = if name == "ofType" { at.wrapped + 1 } else { 0 };
        if wrapped > 3 {
            return Complexity::default();
        }
        let times = match is_list {
            true if at.of_all_types || name == "types" => bound(at.of, name, of),
            true => longest_of_schema(at.of, name),
            false => 1,
        };
        // What is within a type, or what a type names, is of one type again.
        let leads_on = matches!(name, "type" | "ofType" | "interfaces" | "possibleTypes");
        let of_all_types = name == "types" || at.of_all_types && !leads_on;
        let below = self.set(&field.selection_set.node, At { of, page: at.page, wrapped, of_all_types });
        let fields = below.introspection.saturating_mul(times).saturating_add(1);
        Complexity { data: 0, introspection: fields }
    }

    /// How long a page is asked for. What makes no sense is taken for the longest: it is refused later.
    fn page(&self, field: &Field) -> u64 {
        // What is no number is as good as any other.
        let known = |name: Name| -> Result<Value, Infallible> {
            Ok(match self.variables.get(&name).or_else(|| self.defaults.get(&name).copied()) {
                None | Some(Value::Null) => Value::Null,
                Some(Value::Number(number)) => Value::Number(number.clone()),
                Some(_) => Value::Boolean(true),
            })
        };
        let asked = ["first", "last"].into_iter().filter_map(|it| field.get_argument(it));
        let mut asked = asked.map(|it| it.node.clone().into_const_with(known)).filter(|it| *it != Ok(Value::Null));
        match asked.next() {
            None => USUAL_PAGE,
            Some(Ok(Value::Number(number))) => number.as_u64().unwrap_or(LONGEST_PAGE).min(LONGEST_PAGE),
            Some(_) => LONGEST_PAGE,
        }
    }

    /// How much lists in arguments hold. They are read anew for every thing that the field is asked of.
    fn in_arguments(&self, field: &Field) -> u64 {
        let mut sum = 0_u64;
        for (_, argument) in &field.arguments {
            let written = argument.node.clone().into_const_with(|name| -> Result<Value, Infallible> {
                sum = sum.saturating_add(self.lists.get(&name).copied().unwrap_or(0));
                Ok(Value::Null)
            });
            let Ok(written) = written;
            sum = sum.saturating_add(in_lists(&written));
        }
        sum
    }
}

/// How many things there are in the lists of a value.
fn in_lists(value: &Value) -> u64 {
    match value {
        Value::List(items) => items.iter().fold(items.len() as u64, |sum, it| sum.saturating_add(in_lists(it))),
        Value::Object(members) => members.values().fold(0, |sum, it| sum.saturating_add(in_lists(it))),
        _ => 0,
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
        check("{ states(first: null, last: 100) { nodes { code } } }", json!({}), 1 + 1 + 100);
        // Lists in arguments are read for every thing they are asked of.
        let many = "query($a: [Int!]) { states(first: 9) { nodes { standings(acts: $a) { position } } } }";
        check(many, json!({ "a": [1, 2, 3] }), 1 + 1 + 9 * (1 + 3 + 20));
        check(many, json!({ "a": vec![1; 1_000] }), 1 + 1 + 9 * (1 + 1_000 + 20));
        check("{ leaders(act: 3, first: 1, regions: [AFRICA, ASIA]) { totalCount } }", json!({}), 1 + 2 + 1);
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
            1 + 1 + 60 * (2 + 1 + 2 + 2 + 1 + 1),
        );
        // Of all types lists are as long as they are on average, of those that these name as long as any is.
        check("{ __schema { types { fields { name } } } }", 2 + 350 * (1 + 12));
        check("{ __schema { types { fields { type { fields { name } } } } } }", 2 + 350 * (1 + 12 * (2 + 60)));
        check("{ __schema { types { possibleTypes { name } } } }", 2 + 350 * (1 + 3));
        check(
            "{ __type(name: \"Node\") { possibleTypes { interfaces { possibleTypes { name } } } } }",
            2 + 40 * (1 + 3 * (1 + 40)),
        );
    }
}
