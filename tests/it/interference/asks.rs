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
    /// The ids that arguments name, seen or not.
    pub(super) ids: Vec<String>,
}

impl Asks {
    pub(super) fn read(ids: Vec<String>) -> Self {
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
        let mut left = 250;
        format!("{{ {} }}", self.field(dice, field, 4, &mut left, after))
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
                    if is_leaf || (depth > 0 && *left > 0 && (depth > 2 || dice.u8(..3) == 0)) {
                        chosen.push(self.field(dice, field, depth - u32::from(!is_leaf), left, None));
                    }
                }
                format!(" {{ {} }}", chosen.join(" "))
            }
            "INTERFACE" | "UNION" => {
                let kinds = [
                    "Stance",
                    "Contact",
                    "FollowUp",
                    "Meeting",
                    "Attendance",
                    "Report",
                    "Referral",
                    "Evidence",
                    "Advocate",
                    "Trip",
                ];
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
        (required || dice.bool()).then(|| format!("{name}: {}", self.value(dice, name, &argument["type"])))
    }

    fn value(&self, dice: &mut Rng, name: &str, of: &Value) -> String {
        match of["kind"].as_str().unwrap() {
            "NON_NULL" => self.value(dice, name, &of["ofType"]),
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
                "first" => one(&["1", "2", "3", "5", "100"]),
                _ => one(&["1", "2", "3", "4"]),
            },
            "Date" => format!(
                "{:?}",
                if name == "to" { "2018-12-31".to_owned() } else { one(&["2018-01-02", "2018-02-10", "2018-08-01"]) }
            ),
            "DateTime" => {
                format!("{:?}", one(&["2018-01-01T00:01:00Z", "2018-01-01T00:03:00Z", "2018-08-02T00:00:00Z"]))
            }
            "ID" => {
                let id = dice.usize(..self.ids.len() + 1);
                format!("{:?}", self.ids.get(id).map_or("contact:nobody", String::as_str))
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
