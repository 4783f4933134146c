//! Whether variables fit the types that the document declares, before anything is executed. What the values mean is the
//! business of those who use them.

use std::collections::HashMap;

use async_graphql::parser::types::{
    BaseType, InputObjectType, ServiceDocument, Type, TypeKind, TypeSystemDefinition, VariableDefinition,
};
use async_graphql::{Pos, Positioned, ServerError};
use serde_json::Value;

use super::error::{self, ONE_OF};

/// How much of a value is said again, in characters.
const SAID: usize = 40;

/// The types of inputs, by name; read from the schema itself.
pub(super) struct Inputs(HashMap<String, Input>);

enum Input {
    /// An enum: its values.
    Enum(Vec<String>),
    /// An input object: its fields, and whether each may be left out.
    Object(Vec<(String, Type, bool)>),
}

/// Where a value is, from the variable on, and why it does not fit.
struct Misfit {
    place: String,
    reason: String,
}

impl Inputs {
    /// Reads them from a schema.
    pub(super) fn read(schema: &ServiceDocument) -> Self {
        let types = schema.definitions.iter().filter_map(|it| match it {
            TypeSystemDefinition::Type(it) => Some(&it.node),
            _ => None,
        });
        let inputs = types.filter_map(|it| {
            let input = match &it.kind {
                TypeKind::Enum(it) => Input::Enum(it.values.iter().map(|it| it.node.value.node.to_string()).collect()),
                TypeKind::InputObject(it) => Input::Object(fields(it)),
                _ => return None,
            };
            Some((it.name.node.to_string(), input))
        });
        Self(inputs.collect())
    }

    /// The values of an enum.
    pub(super) fn values(&self, name: &str) -> Option<&[String]> {
        match self.0.get(name) {
            Some(Input::Enum(values)) => Some(values),
            _ => None,
        }
    }

    /// Why the variables of an operation do not fit, if one does not. Types that there are not are no business of this.
    pub(super) fn misfit(&self, definitions: &[Positioned<VariableDefinition>], given: &Value) -> Option<ServerError> {
        definitions.iter().find_map(|it| {
            let VariableDefinition { name, var_type, default_value, .. } = &it.node;
            let misfit = match given.get(name.node.as_str()) {
                None if var_type.node.nullable || default_value.is_some() => None,
                None => Some(Misfit::at(String::new(), format!("a value of type {} is needed", var_type.node))),
                Some(value) => self.misfit_of(&var_type.node, value),
            }?;
            Some(refused(name.node.as_str(), &misfit, it.pos))
        })
    }

    fn misfit_of(&self, ty: &Type, value: &Value) -> Option<Misfit> {
        match (&ty.base, value) {
            (_, Value::Null) => (!ty.nullable)
                .then(|| Misfit::at(String::new(), format!("a value of type {ty} is needed, and not null"))),
            (BaseType::List(inner), Value::Array(items)) => items.iter().enumerate().find_map(|(at, item)| {
                self.misfit_of(inner, item).map(|it| Misfit::at(format!("[{at}]{}", it.place), it.reason))
            }),
            // One value stands for a list of it.
            (BaseType::List(inner), value) => self.misfit_of(inner, value),
            (BaseType::Named(name), value) => match self.0.get(name.as_str()) {
                Some(Input::Enum(values)) => {
                    let fits = value.as_str().is_some_and(|it| values.iter().any(|value| value == it));
                    let reason = || format!("{} is no {name}{ONE_OF}{}", said(value), values.join(", "));
                    (!fits).then(|| Misfit::at(String::new(), reason()))
                }
                Some(Input::Object(fields)) => self.misfit_in(name.as_str(), fields, value),
                None => misfit_of_scalar(name.as_str(), value).map(|it| Misfit::at(String::new(), it)),
            },
        }
    }

    fn misfit_in(&self, name: &str, fields: &[(String, Type, bool)], value: &Value) -> Option<Misfit> {
        let Value::Object(given) = value else {
            return Some(Misfit::at(String::new(), format!("{} is no {name}: an object is expected", said(value))));
        };
        let unknown = given.keys().find(|key| fields.iter().all(|it| it.0 != **key));
        let unknown = unknown.map(|it| Misfit::at(format!(".{}", short(it)), format!("{name} has no such field")));
        unknown.or_else(|| {
            fields.iter().find_map(|(field, ty, is_optional)| {
                let misfit = match given.get(field) {
                    None if *is_optional => None,
                    None => Some(Misfit::at(String::new(), format!("a value of type {ty} is needed"))),
                    Some(value) => self.misfit_of(ty, value),
                }?;
                Some(Misfit::at(format!(".{field}{}", misfit.place), misfit.reason))
            })
        })
    }
}

impl Misfit {
    fn at(place: String, reason: String) -> Self {
        Self { place, reason }
    }
}

fn fields(object: &InputObjectType) -> Vec<(String, Type, bool)> {
    let fields = object.fields.iter().map(|it| &it.node);
    let read = |ty: &Type, is_optional: bool, name: &str| (name.to_owned(), ty.clone(), is_optional);
    fields
        .map(|it| read(&it.ty.node, it.ty.node.nullable || it.default_value.is_some(), it.name.node.as_str()))
        .collect()
}

/// Scalars that are ours are read where they are used: the mistake is then told with all others.
fn misfit_of_scalar(name: &str, value: &Value) -> Option<String> {
    let is_whole = value.is_i64();
    let fits = match name {
        "Int" => value.as_i64().is_some_and(|it| i32::try_from(it).is_ok()),
        "Float" => value.is_number(),
        "String" => value.is_string(),
        "Boolean" => value.is_boolean(),
        "ID" => value.is_string() || is_whole,
        _ => true,
    };
    let expected = match name {
        "Int" => "a whole number of at most 32 bits is expected",
        "Float" => "a number is expected",
        "Boolean" => "true or false is expected",
        _ => "a text is expected",
    };
    (!fits).then(|| format!("{} is no {name}: {expected}", said(value)))
}

fn refused(variable: &str, misfit: &Misfit, at: Pos) -> ServerError {
    let message = format!("${variable}{}: {}", misfit.place, misfit.reason);
    let mut error = error::anywhere(&error::bad_input(&message));
    error.locations = vec![at];
    error.extensions.get_or_insert_with(Default::default).set("variable", variable);
    error
}

/// A value as it is said again.
fn said(value: &Value) -> String {
    match value {
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
        other => short(&other.to_string()),
    }
}

fn short(text: &str) -> String {
    match text.char_indices().nth(SAID) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::{parse_query, parse_schema};
    use serde_json::json;

    use super::*;

    const SDL: &str = "type Query { x: Int } enum Level { LOCAL GLOBAL } scalar Date
        input Filter { levels: [Level!] text: String on: Date must: Int! most: Int! = 5 inner: Filter }";

    #[test]
    fn what_does_not_fit_is_said_by_its_place() {
        let inputs = Inputs::read(&parse_schema(SDL).unwrap());
        let check = |ty: &str, given: Value, expected: Option<&str>| {
            let document = parse_query(format!("query($v: {ty}) {{ x }}")).unwrap();
            let (_, operation) = document.operations.iter().next().unwrap();
            let found = inputs.misfit(&operation.node.variable_definitions, &given).map(|it| it.message);
            assert_eq!(found.as_deref(), expected, "{ty} {given}");
        };
        let v = |value: Value| json!({ "v": value });
        for (ty, value) in [
            ("Int", json!(1)),
            ("Int", json!(null)),
            ("Int!", json!(-2147483648_i64)),
            ("Float", json!(1)),
            ("ID", json!(7)),
            ("[Int!]!", json!([1])),
            ("[Int]", json!(1)),
            ("Level", json!("LOCAL")),
            ("Date", json!("no day")),
            ("Nothing", json!({})),
            ("Filter", json!({ "must": 1, "inner": { "must": 2, "levels": "LOCAL" } })),
        ] {
            check(ty, v(value), None);
        }
        check("Int", json!({}), None);
        check("Int", Value::Null, None);
        check("Int! = 3", Value::Null, None);
        check("Int!", json!({}), Some("$v: a value of type Int! is needed"));
        check("Int!", v(json!(null)), Some("$v: a value of type Int! is needed, and not null"));
        let whole = "a whole number of at most 32 bits is expected";
        check("Int", v(json!("1")), Some(&format!("$v: \"1\" is no Int: {whole}")));
        check("Int", v(json!(2147483648_i64)), Some(&format!("$v: 2147483648 is no Int: {whole}")));
        check("[Int!]", v(json!([1, null])), Some("$v[1]: a value of type Int! is needed, and not null"));
        check("Boolean", v(json!([])), Some("$v: a list is no Boolean: true or false is expected"));
        check("Level", v(json!("ELSEWHERE")), Some("$v: \"ELSEWHERE\" is no Level; it is one of LOCAL, GLOBAL"));
        let deep = json!({ "must": 1, "inner": { "must": 1, "levels": ["LOCAL", 3] } });
        check("Filter", v(deep), Some("$v.inner.levels[1]: 3 is no Level; it is one of LOCAL, GLOBAL"));
        check("Filter", v(json!({})), Some("$v.must: a value of type Int! is needed"));
        check(
            "Filter",
            v(json!({ "must": 1, "most": null })),
            Some("$v.most: a value of type Int! is needed, and not null"),
        );
        check("Filter", v(json!({ "must": 1, "mast": 1 })), Some("$v.mast: Filter has no such field"));
        check("Filter", v(json!("x")), Some("$v: \"x\" is no Filter: an object is expected"));
        let long = format!("$v: \"{}… is no Int: {whole}", "x".repeat(39));
        check("Int", v(json!("x".repeat(100))), Some(&long));
    }
}
