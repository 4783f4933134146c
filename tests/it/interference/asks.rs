//! Questions drawn at random from the schema itself: every root field, with arguments of the right types, hidden ids and
//! words among them. A field that the schema gets tomorrow is asked tomorrow.

use std::collections::HashMap;

use fastrand::Rng;
use serde_json::{Value, json};

use super::world::{ORGANISATIONS, WORDS};
use crate::introspection::{named, types};

/// The schema, as it describes itself.
pub(super) struct Asks {
    types: HashMap<String, Value>,
    /// The ids that arguments name, seen or not, in an order that is always the same.
    ids: Vec<String>,
}

/// How deep questions go.
const DEPTH: u32 = 4;

/// The kinds of which much is hidden.
const HIDING: [&str; 14] = [
    "Stance",
    "Contact",
    "FollowUp",
    "Meeting",
    "Attendance",
    "Expectation",
    "Report",
    "Referral",
    "Evidence",
    "Advocate",
    "Trip",
    "Priority",
    "Question",
    "Token",
];

/// The kinds whose ids an argument takes; of any, where none is named.
fn taken(argument: &str) -> &'static [&'static str] {
    match argument {
        "to" | "contact" | "givenBy" => &["contact"],
        "of" => &["contact", "advocate"],
        "advocate" | "attendee" => &["advocate"],
        "meeting" | "partOf" => &["meeting"],
        "from" | "assignees" | "assessedBy" | "endorsedBy" => &["organisation"],
        _ => &[],
    }
}

impl Asks {
    pub(super) fn read(mut ids: Vec<String>) -> Self {
        ids.extend(ORGANISATIONS.map(|it| format!("organisation:{it}")));
        ids.sort();
        Self { types: types(), ids }
    }

    /// The names of the root fields.
    pub(super) fn roots(&self) -> Vec<String> {
        let fields = self.types["Query"]["fields"].as_array().unwrap().iter();
        fields.map(|it| it["name"].as_str().unwrap().to_owned()).collect()
    }

    /// A question by this root field. `after` is a cursor to be used where one is taken.
    pub(super) fn draw(&self, dice: &mut Rng, root: &str, after: Option<&str>) -> String {
        let fields = self.types["Query"]["fields"].as_array().unwrap();
        let field = fields.iter().find(|it| it["name"] == root).unwrap();
        let mut left = 80;
        format!("{{ {} }}", self.field(dice, field, DEPTH, &mut left, after))
    }

    fn field(&self, dice: &mut Rng, field: &Value, depth: u32, left: &mut i32, after: Option<&str>) -> String {
        *left -= 1;
        let arguments: Vec<_> =
            field["args"].as_array().unwrap().iter().filter_map(|it| self.argument(dice, it, after)).collect();
        let arguments = if arguments.is_empty() { String::new() } else { format!("({})", arguments.join(", ")) };
        format!(
            "{}{arguments}{}",
            field["name"].as_str().unwrap(),
            self.selection(dice, named(&field["type"]), depth, left)
        )
    }

    fn selection(&self, dice: &mut Rng, of: &Value, depth: u32, left: &mut i32) -> String {
        let it = &self.types[of["name"].as_str().unwrap()];
        match it["kind"].as_str().unwrap() {
            "OBJECT" => {
                let mut chosen = vec!["__typename".to_owned()];
                for field in it["fields"].as_array().unwrap() {
                    let kind = named(&field["type"])["kind"].as_str().unwrap();
                    let is_leaf = kind == "SCALAR" || kind == "ENUM";
                    if is_leaf || (depth > 0 && *left > 0 && (depth == DEPTH || dice.u8(..3) == 0)) {
                        chosen.push(self.field(dice, field, depth - u32::from(!is_leaf), left, None));
                    }
                }
                format!(" {{ {} }}", chosen.join(" "))
            }
            "INTERFACE" | "UNION" => {
                let possible = it["possibleTypes"].as_array().unwrap().iter().filter_map(|it| it["name"].as_str());
                let kinds: Vec<_> = possible.filter(|it| HIDING.contains(it)).collect();
                let kind = kinds[dice.usize(..kinds.len())];
                format!(
                    " {{ __typename ... on Node {{ id }} ... on {kind}{} }}",
                    self.selection(dice, &json!({ "name": kind }), depth.min(1), left)
                )
            }
            _ => String::new(),
        }
    }

    fn argument(&self, dice: &mut Rng, argument: &Value, after: Option<&str>) -> Option<String> {
        let name = argument["name"].as_str().unwrap();
        let required = argument["type"]["kind"] == "NON_NULL";
        match (name, after) {
            ("after", Some(after)) => return Some(format!("after: {after:?}")),
            // A page from the end is another question than one from the start.
            ("after" | "before" | "since" | "last", _) if !required => return None,
            _ => {}
        }
        // What narrows leaves less that could tell; short pages tell as much as long ones, and cost less.
        let is_given = required || dice.u8(..4) < if name == "first" { 3 } else { 1 };
        is_given.then(|| format!("{name}: {}", self.value(dice, name, &argument["type"])))
    }

    fn value(&self, dice: &mut Rng, name: &str, of: &Value) -> String {
        match of["kind"].as_str().unwrap() {
            "NON_NULL" => self.value(dice, name, &of["ofType"]),
            // One of each kind, so that none is left to luck.
            "LIST" if name == "ids" => {
                let kind = |it: &String| it.split(':').next().unwrap_or_default().to_owned();
                let of_kinds: Vec<_> = self.ids.chunk_by(|one, other| kind(one) == kind(other)).collect();
                let ids: Vec<_> = of_kinds.iter().map(|it| format!("{:?}", it[dice.usize(..it.len())])).collect();
                format!("[{}]", ids.join(", "))
            }
            "LIST" => {
                let values: Vec<_> = (0..dice.u8(1..3)).map(|_| self.value(dice, name, &of["ofType"])).collect();
                format!("[{}]", values.join(", "))
            }
            "ENUM" => {
                let values = self.types[of["name"].as_str().unwrap()]["enumValues"].as_array().unwrap();
                values[dice.usize(..values.len())]["name"].as_str().unwrap().to_owned()
            }
            "INPUT_OBJECT" => {
                let fields = self.types[of["name"].as_str().unwrap()]["inputFields"].as_array().unwrap();
                let chosen = fields
                    .iter()
                    .filter(|it| it["type"]["kind"] == "NON_NULL" || dice.u8(..3) == 0)
                    .collect::<Vec<_>>();
                let values = chosen.iter().map(|it| {
                    let name = it["name"].as_str().unwrap();
                    format!("{name}: {}", self.value(dice, name, &it["type"]))
                });
                format!("{{ {} }}", values.collect::<Vec<_>>().join(", "))
            }
            _ => self.scalar(dice, name, of["name"].as_str().unwrap()),
        }
    }

    fn scalar(&self, dice: &mut Rng, name: &str, of: &str) -> String {
        let mut one = |of: &[&str]| of[dice.usize(..of.len())].to_owned();
        match of {
            "Boolean" => one(&["true", "false"]),
            "Int" => match name {
                "first" => one(&["1", "2", "3", "5", "9", "100"]),
                _ => one(&["1", "2", "3", "4"]),
            },
            "Date" => format!(
                "{:?}",
                match name {
                    "to" => "2018-12-31".to_owned(),
                    // That of the meetings.
                    "day" => "2017-12-02".to_owned(),
                    _ => one(&["2017-12-02", "2018-01-02", "2018-02-10", "2018-08-01"]),
                }
            ),
            "DateTime" => {
                format!("{:?}", one(&["2018-01-01T00:01:00Z", "2018-01-01T00:03:00Z", "2018-08-02T00:00:00Z"]))
            }
            "ID" => {
                let kinds = if dice.u8(..8) == 0 { &[] } else { taken(name) };
                let fits =
                    |it: &&String| kinds.is_empty() || it.split(':').next().is_some_and(|it| kinds.contains(&it));
                let ids: Vec<_> = self.ids.iter().filter(fits).collect();
                let id = dice.usize(..ids.len() + usize::from(kinds.is_empty()));
                format!("{:?}", ids.get(id).map_or("contact:nobody", |it| it.as_str()))
            }
            _ => format!(
                "{:?}",
                match name {
                    "code" | "state" | "states" => one(&["MEX", "CHE", "HUN", "ARM", "PHL", "ZZZ"]),
                    "city" | "cities" | "key" => one(&["geneva", "new-york", "brussels", "nowhere"]),
                    "organisation" | "assignee" => one(&ORGANISATIONS),
                    "text" => one(&WORDS),
                    _ => one(&["a-1", "lunch", "open", "quartz"]),
                }
            ),
        }
    }
}
