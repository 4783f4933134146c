//! The operations that users need, as an explorer offers them: those of `schema/operations/`.

use serde_json::{Value, json};

use super::files::File;

/// One as its files have it.
struct Operation {
    name: &'static str,
    text: &'static str,
    /// What it is asked with, as JSON, where its own defaults do not say; one at most.
    variables: &'static [&'static str],
}

macro_rules! operations {
    ($($name:literal $(with $variables:literal)?),* $(,)?) => {
        &[$(Operation {
            name: $name,
            text: include_str!(concat!("../../../schema/operations/", $name, ".graphql")),
            variables: &[$(include_str!(concat!("../../../schema/operations/", $variables)))?],
        }),*]
    };
}

/// In the order in which they are offered: what is asked most first. One that has variables in a file beside it is
/// `"name" with "name.json"`.
const OPERATIONS: &[Operation] = operations![
    "leaders",
    "outreach",
    "roadmap",
    "stance_matrix",
    "standings",
    "standings_over_time",
    "state",
    "search",
    "contacts",
    "next_best_contacts",
    "introductions",
    "never_met",
    "referrals",
    "follow_ups",
    "meetings",
    "meeting_plan",
    "stocktaking",
    "changes",
    "what_was_known",
    "watch_changes",
    "watch_standings",
    "record_stance" with "record_stance.json",
    "retract_stance" with "retract_stance.json",
    "plan_follow_up" with "plan_follow_up.json",
    "complete_follow_up" with "complete_follow_up.json",
    "add_contact" with "add_contact.json",
    "add_referral" with "add_referral.json",
    "add_meeting" with "add_meeting.json",
    "plan_trip" with "plan_trip.json",
    "viewer",
    "audit_trail",
];

/// All of them as JSON.
pub(super) fn file() -> File {
    let all: Vec<_> = OPERATIONS.iter().map(offered).collect();
    File::new("operations.json", Value::from(all).to_string().into())
}

/// One: the name of its file, what its first comment says, the first sentence of that, the document, and its variables.
fn offered(operation: &Operation) -> Value {
    let Operation { name, text, variables } = operation;
    let comments = text.lines().take_while(|it| it.starts_with('#')).map(|it| it.trim_start_matches('#').trim());
    let about = comments.collect::<Vec<_>>().join(" ");
    let sentence = about.split_once(['.', ';', ':']).map_or(about.as_str(), |it| it.0);
    let title = if sentence.is_empty() { *name } else { sentence };
    let document = text.lines().skip_while(|it| it.starts_with('#')).collect::<Vec<_>>().join("\n");
    let document = document.trim_start_matches('\n');
    json!({ "name": name, "title": title, "about": about, "document": document, "variables": variables.first() })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn every_operation_is_offered() {
        let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema/operations");
        let files = std::fs::read_dir(directory).unwrap().map(|it| it.unwrap().file_name().into_string().unwrap());
        let mut there: Vec<_> = files.collect();
        let mut listed = Vec::new();
        for it in OPERATIONS {
            listed.push(format!("{}.graphql", it.name));
            listed.extend(it.variables.iter().map(|_| format!("{}.json", it.name)));
        }
        there.sort();
        listed.sort();
        assert_eq!(listed, there, "schema/operations and the list in this file are not the same");
    }

    #[test]
    fn an_operation_is_offered_as_its_comment_says() {
        let check = |text: &'static str, expected: [&str; 3]| {
            let it = offered(&Operation { name: "it", text, variables: &["{}"] });
            assert_eq!([&it["title"], &it["about"], &it["document"]], expected, "{text}");
            assert_eq!(it["variables"], "{}");
        };
        check(
            "# Which Acts there are; all\n# of them.\n\nquery A { acts { number } }\n",
            ["Which Acts there are", "Which Acts there are; all of them.", "query A { acts { number } }"],
        );
        check("query A { acts { number } }", ["it", "", "query A { acts { number } }"]);
    }
}
