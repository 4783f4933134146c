//! What a request may ask for at the most, seen before anything is executed. What was looked at while executing is counted
//! with the request itself; that bodies and connections have bounds is seen to by the server.

mod bounds;
mod budget;
mod complexity;
mod counts;
mod text;

use std::time::Duration;

use async_graphql::Variables;
use async_graphql::parser::types::{ExecutableDocument, OperationDefinition};

use super::shapes::Shapes;
pub(super) use budget::{Budgets, Taken};

/// What a request may ask for at the most. Everything is counted with what fragments bring in, wherever they are spread,
/// but for aliases and directives, which are counted as they stand in the document; of a document with several operations
/// all count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The largest body of a request, in bytes.
    pub body: usize,
    /// Words, numbers, texts and signs of a document.
    pub tokens: usize,
    /// Fields that a document selects.
    pub fields: u64,
    /// The deepest selection; a root field is at depth 1.
    pub depth: u64,
    /// Fields under another name.
    pub aliases: u64,
    /// Directives, such as `@include`.
    pub directives: u64,
    /// Root fields of an operation. A mutation's are answered one after the other.
    pub root_fields: u64,
    /// Fields of the answer, were all lists as long as they can be.
    pub complexity: u64,
    /// The same of what is asked of the schema itself, by `__schema` and `__type`.
    pub introspection: u64,
    /// How deep variables hold lists and objects.
    pub variables_depth: usize,
    /// How often one request may look at the graph: about once for every field of an entity.
    pub looks: u32,
    /// How long a request may wait for anything, such as for a write to be on disk.
    pub waiting: Duration,
    /// What a caller may ask for in a minute, in complexity; callers that have not signed in have one budget together.
    pub budget: Option<u64>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: 256 * 1024,
            tokens: 2_000,
            fields: 2_000,
            depth: 15,
            aliases: 30,
            directives: 20,
            root_fields: 20,
            complexity: 1_000_000,
            introspection: 500_000,
            variables_depth: 32,
            looks: 250_000,
            waiting: Duration::from_secs(10),
            budget: None,
        }
    }
}

/// What is asked of a limit, and what it allows.
fn within(what: &str, asked: u64, most: u64, hint: &str) -> Result<(), String> {
    match asked <= most {
        true => Ok(()),
        false if asked == u64::MAX => Err(format!("{what}: far more than the {most} that are allowed at once: {hint}")),
        false => Err(format!("{what}: {asked} at once, and at most {most} are allowed: {hint}")),
    }
}

/// Refuses text that a parser had better not see: it would read deep brackets deep in the stack.
pub(super) fn check_text(document: &str, limits: &Limits) -> Result<(), String> {
    let counted = text::count(document, limits.tokens);
    within("tokens", counted.tokens as u64, limits.tokens as u64, "send a shorter document")?;
    within("bytes of one name", counted.word as u64, text::LONGEST_WORD as u64, "there is none so long")?;
    within("brackets within brackets", counted.depth as u64, text::DEEPEST as u64, "send a flatter document")
}

/// Refuses variables that hold too much within each other.
pub(super) fn check_variables(variables: &serde_json::Value, limits: &Limits) -> Result<(), String> {
    let deep = depth_of(variables) as u64;
    within("lists and objects within each other in variables", deep, limits.variables_depth as u64, "send flatter ones")
}

/// Refuses an operation of a document that asks for too much; else how complex it is.
pub(super) fn check(
    document: &ExecutableDocument,
    operation: &OperationDefinition,
    variables: &Variables,
    shapes: &Shapes,
    limits: &Limits,
) -> Result<u64, String> {
    // Each may spread the next, and all that reads them does so deep in the stack.
    within("fragments", document.fragments.len() as u64, counts::MOST_FRAGMENTS, "send fewer of them")?;
    let counts = counts::of(document);
    within("aliases", counts.aliases, limits.aliases, "name fewer fields anew")?;
    within("directives", counts.directives, limits.directives, "leave some out")?;
    within("root fields", counts.root_fields, limits.root_fields, "ask in several requests")?;
    within("fields with those of the fragments", counts.fields, limits.fields, "ask in several requests")?;
    within("levels, too deep", counts.depth, limits.depth, "ask for fewer levels")?;
    let complexity = complexity::of(document, operation, variables, shapes);
    let hint = "ask for smaller pages by `first`, for fewer levels, or in several requests";
    within("fields of the answer, were all lists full,", complexity.data, limits.complexity, hint)?;
    within("fields of the schema", complexity.introspection, limits.introspection, "ask for fewer levels of types")?;
    // Nothing is for nothing: what is asked of the schema is work as well.
    Ok(complexity.data.saturating_add(complexity.introspection).max(1))
}

/// How deep a value holds lists and objects.
fn depth_of(value: &serde_json::Value) -> usize {
    match value {
        serde_json::Value::Array(items) => 1 + items.iter().map(depth_of).max().unwrap_or(0),
        serde_json::Value::Object(fields) => 1 + fields.values().map(depth_of).max().unwrap_or(0),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_as_deep_as_they_hold_things_within_each_other() {
        let check = |json: &str, expected: usize| {
            assert_eq!(depth_of(&serde_json::from_str(json).unwrap()), expected, "{json}");
        };
        check("1", 0);
        check("{}", 1);
        check(r#"{"a": [1, {"b": []}], "c": 2}"#, 4);
        let deep = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        let limits = Limits::default();
        assert_eq!(check_variables(&serde_json::from_str(&deep(32)).unwrap(), &limits), Ok(()));
        assert!(check_variables(&serde_json::from_str(&deep(33)).unwrap(), &limits).is_err());
    }

    #[test]
    fn a_refusal_says_what_how_much_and_what_to_do() {
        assert_eq!(within("aliases", 3, 3, "x"), Ok(()));
        let expected = "aliases: 4 at once, and at most 3 are allowed: name fewer";
        assert_eq!(within("aliases", 4, 3, "name fewer"), Err(expected.to_owned()));
    }
}
