//! What is wrong with a document that is no GraphQL, in one line: where, and what was expected there. The parser draws
//! a picture of several lines, in the words of its grammar.

use async_graphql::parser::Error;

/// The sentence.
pub(super) fn sentence(fault: &Error) -> String {
    match fault {
        Error::Syntax { message, start, .. } => {
            let place = format!("line {}, column {}", start.line, start.column);
            match reason(message) {
                Some(reason) => format!("the document is no GraphQL at {place}: {reason}"),
                None => format!("the document is no GraphQL at {place}"),
            }
        }
        Error::MultipleOperations { .. } => {
            "the document has an operation without a name beside others: give each a name".to_owned()
        }
        Error::MissingOperation => "the document has no operation: send a query, such as { acts { title } }".to_owned(),
        other => format!("the document is no GraphQL: {other}"),
    }
}

/// What the parser says beneath its picture, in words.
fn reason(picture: &str) -> Option<String> {
    let said = picture.lines().rev().find_map(|it| it.trim_start().strip_prefix("= "))?;
    let Some(rules) = said.strip_prefix("expected ") else {
        return Some(said.to_owned());
    };
    let mut words: Vec<String> = Vec::new();
    for rule in rules.split(", ").flat_map(|it| it.split(" or ")) {
        let word = word(rule.trim());
        if !words.contains(&word) {
            words.push(word);
        }
    }
    let last = words.pop()?;
    Some(if words.is_empty() { format!("expected {last}") } else { format!("expected {} or {last}", words.join(", ")) })
}

/// A rule of the grammar, as its users call it.
fn word(rule: &str) -> String {
    match rule {
        "EOI" => "the end",
        "executable_definition" | "operation_definition" | "named_operation_definition" => "an operation or a fragment",
        "selection" | "field" => "a field",
        "selection_set" => "{",
        "inline_fragment" | "fragment_spread" => "a fragment",
        "name" | "name_start" | "alias" => "a name",
        "arguments" | "const_arguments" | "variable_definitions" => "(",
        "directives" | "directive" | "const_directives" | "const_directive" => "a directive",
        "type_condition" => "on",
        "type_" => "a type",
        "variable" | "variable_definition" => "a variable",
        "argument" | "const_argument" => "an argument",
        "default_value" => "=",
        "value" | "const_value" | "string" | "number" | "boolean" | "null" | "enum_value" | "list" | "const_list"
        | "object" | "const_object" => "a value",
        "object_field" | "const_object_field" => "a field of an input",
        "unicode_scalar_value_hex" => "four digits of a character",
        other => return other.replace('_', " "),
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_graphql_is_said_in_one_line() {
        let check = |document: &str, expected: &str| {
            let fault = async_graphql::parser::parse_query(document).unwrap_err();
            assert_eq!(sentence(&fault), expected, "{document}");
        };
        let at = |place: &str, expected: &str| format!("the document is no GraphQL at {place}: expected {expected}");
        check("{", &at("line 1, column 2", "a field"));
        check("{ 8f }", &at("line 1, column 3", "a field"));
        check("{ acts {\n  number(\n} }", &at("line 3, column 1", "a name"));
        check("", &at("line 1, column 1", "an operation or a fragment"));
        check("query A { a } query A { b }", "the document is no GraphQL: operation A is defined twice");
        check("{ a } query B { b }", "the document has an operation without a name beside others: give each a name");
    }
}
