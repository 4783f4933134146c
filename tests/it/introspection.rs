//! The schema as it describes itself, for stories that try all that it has.

use std::collections::HashMap;

use serde_json::Value;

use crate::service::DEMO;

const TYPES: &str = "{ __schema { types { kind name
    fields { name args { name type { ...t } } type { ...t } } inputFields { name type { ...t } } enumValues { name } possibleTypes { name } } } }
    fragment t on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }";

/// The types of the schema, by name.
pub(crate) fn types() -> HashMap<String, Value> {
    let data = DEMO.data(TYPES);
    let types = data["__schema"]["types"].as_array().unwrap().iter();
    types.map(|it| (it["name"].as_str().unwrap().to_owned(), it.clone())).collect()
}

/// The type itself, of one that may be a list of it or never null.
pub(crate) fn named(it: &Value) -> &Value {
    if it["ofType"].is_null() { it } else { named(&it["ofType"]) }
}
