//! The operations that users need, as an explorer offers them: those of `schema/operations/`.

use serde_json::{Value, json};

use super::files::File;

macro_rules! operations {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../../schema/operations/", $name, ".graphql")))),*]
    };
}

/// In the order in which they are offered: what is asked most first.
const OPERATIONS: &[(&str, &str)] = operations![
    "leaders",
    "outreach",
    "roadmap",
    "stance_matrix",
    "next_best_contacts",
    "introductions",
    "never_met",
    "stocktaking",
    "changes",
    "what_was_known",
];

/// All of them as JSON.
pub(super) fn file() -> File {
    let all: Vec<_> = OPERATIONS.iter().map(|(name, text)| offered(name, text)).collect();
    File::new("operations.json", Value::from(all).to_string().into())
}

/// One: the name of its file, what its first comment says, the first sentence of that, and the document.
fn offered(name: &str, text: &str) -> Value {
    let comments = text.lines().take_while(|it| it.starts_with('#')).map(|it| it.trim_start_matches('#').trim());
    let about = comments.collect::<Vec<_>>().join(" ");
    let sentence = about.split_once(['.', ';', ':']).map_or(about.as_str(), |it| it.0);
    let title = if sentence.is_empty() { name } else { sentence };
    let document = text.lines().skip_while(|it| it.starts_with('#')).collect::<Vec<_>>().join("\n");
    json!({ "name": name, "title": title, "about": about, "document": document.trim_start_matches('\n') })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn every_operation_is_offered() {
        let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema/operations");
        let files = std::fs::read_dir(directory).unwrap().map(|it| it.unwrap().path());
        let named = files.filter(|it| it.extension().is_some_and(|it| it == "graphql"));
        let mut there: Vec<_> = named.map(|it| it.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
        let mut offered: Vec<_> = OPERATIONS.iter().map(|it| it.0.to_owned()).collect();
        there.sort();
        offered.sort();
        assert_eq!(offered, there, "schema/operations and the list in this file are not the same");
    }

    #[test]
    fn an_operation_is_offered_as_its_comment_says() {
        let check = |text: &str, expected: [&str; 3]| {
            let it = offered("it", text);
            assert_eq!([&it["title"], &it["about"], &it["document"]], expected, "{text}");
        };
        let query = "query A { acts { number } }";
        check(
            &format!("# Which Acts there are; all\n# of them.\n\n{query}\n"),
            ["Which Acts there are", "Which Acts there are; all of them.", query],
        );
        check(query, ["it", "", query]);
    }
}
