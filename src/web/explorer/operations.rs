//! The operations that users need, as an explorer offers them. Which there are is not said here.

use serde_json::{Value, json};

use super::files::File;
use crate::api::{OPERATIONS, Operation};

/// All of them as JSON.
pub(super) fn file() -> File {
    let all: Vec<_> = OPERATIONS.iter().map(offered).collect();
    File::new("operations.json", Value::from(all).to_string().into())
}

/// One: the name of its file, its topic, what its first comment says, the first sentence of that, the document, and its
/// variables.
fn offered(operation: &Operation) -> Value {
    let Operation { name, topic, document: text, variables } = operation;
    let comments = text.lines().take_while(|it| it.starts_with('#')).map(|it| it.trim_start_matches('#').trim());
    let about = comments.collect::<Vec<_>>().join(" ");
    let sentence = about.split_once(['.', ';', ':']).map_or(about.as_str(), |it| it.0);
    let title = if sentence.is_empty() { *name } else { sentence };
    let document = text.lines().skip_while(|it| it.starts_with('#')).collect::<Vec<_>>().join("\n");
    let document = document.trim_start_matches('\n');
    let variables = variables.first();
    json!({ "name": name, "topic": topic, "title": title, "about": about, "document": document, "variables": variables })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operation_is_offered_as_its_comment_says() {
        let check = |document: &'static str, expected: [&str; 4]| {
            let it = offered(&Operation { name: "it", topic: "Acts", document, variables: &["{}"] });
            assert_eq!([&it["topic"], &it["title"], &it["about"], &it["document"]], expected, "{document}");
            assert_eq!(it["variables"], "{}");
        };
        check(
            "# Which Acts there are; all\n# of them.\n\nquery A { acts { number } }\n",
            ["Acts", "Which Acts there are", "Which Acts there are; all of them.", "query A { acts { number } }"],
        );
        check("query A { acts { number } }", ["Acts", "it", "", "query A { acts { number } }"]);
    }
}
