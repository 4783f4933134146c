//! The two days of December 2017, walked end to end through the running service: by its organisers, by those who lead and
//! report on the sessions, by those who facilitate and sit at the tables, and by those who are told little. The posts,
//! the organisations and the meetings are the reference data's; the people are placeholders.

mod before;
mod day_1;
mod day_2;
mod people;
mod road;

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use self::people::Who;
use crate::program::{Place, Served, serving};
use crate::wire;

/// How many mutations are asked for at once.
const AT_ONCE: usize = 20;

/// A story so far: a service, who may ask it, and what has come about.
pub(super) struct Story {
    place: Place,
    served: Option<Served>,
    tokens: HashMap<Who, String>,
    /// The ids of the people, the 76th last.
    advocates: Vec<String>,
    /// The posts in New York of states, one a state, with the state's code, by state.
    delegates: Vec<(String, String)>,
    /// The ids of the follow-ups that come of the two days, by the month in which they are due, February first.
    follow_ups: [Vec<String>; 6],
}

impl Story {
    fn new() -> Self {
        let place = Place::new();
        place.with_fixtures("data");
        let mut tokens = HashMap::new();
        for (who, role) in [(Who::Admin, "admin"), (Who::Organiser, "coordinator")] {
            let made = place.run("data", &["token", "create", "--role", role, "--name", "Organiser"]).done();
            tokens.insert(who, made.trim_end().to_owned());
        }
        let (advocates, delegates, follow_ups) = Default::default();
        Self { place, served: None, tokens, advocates, delegates, follow_ups }
    }

    /// Stops the service, if it runs, and starts it on another day.
    fn on(&mut self, day: &str) {
        if let Some(served) = self.served.take() {
            served.signal("TERM");
            assert_eq!(served.ended().code, Some(0));
        }
        let data = self.place.text("data");
        self.served = Some(Served::begin(serving(&["--demo", "--data", &data, "--today", day])));
    }

    /// What somebody is answered.
    fn asks(&self, who: Who, document: &str) -> Value {
        self.asks_with(who, document, &json!({}))
    }

    fn asks_with(&self, who: Who, document: &str, variables: &Value) -> Value {
        let answer = self.answer(who, document, variables);
        assert!(answer["errors"].is_null(), "{who:?}: {document}: {answer}");
        answer["data"].clone()
    }

    /// What somebody hears who asks for what they may not.
    fn hears(&self, who: Who, document: &str) -> String {
        let answer = self.answer(who, document, &json!({}));
        assert!(answer["data"].is_null(), "{who:?}: {document}: {answer}");
        text(&answer["errors"][0]["message"])
    }

    fn answer(&self, who: Who, document: &str, variables: &Value) -> Value {
        let mut door = self.served.as_ref().unwrap().address.clone();
        door.token = Some(self.tokens[&who].clone());
        let body = json!({ "query": document, "variables": variables }).to_string();
        let reply = wire::post(&door, &body);
        assert_eq!(reply.status, 200, "{who:?}: {reply:?}");
        reply.json()
    }

    /// The payloads of many wishes of one sort: of each what is selected, and its mistakes.
    fn wishes(&self, who: Who, mutation: &str, selected: &str, inputs: &[Value]) -> Vec<Value> {
        let input = format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..]);
        let mut payloads = Vec::new();
        for inputs in inputs.chunks(AT_ONCE) {
            let numbers = 0..inputs.len();
            let declared: Vec<_> = numbers.clone().map(|at| format!("$i{at}: {input}!")).collect();
            let fields: Vec<_> = numbers
                .clone()
                .map(|at| {
                    format!("d{at}: {mutation}(input: $i{at}) {{ {selected} userErrors {{ code rule path message }} }}")
                })
                .collect();
            let variables: Map<_, _> =
                inputs.iter().enumerate().map(|(at, it)| (format!("i{at}"), it.clone())).collect();
            let document = format!("mutation({}) {{ {} }}", declared.join(", "), fields.join(" "));
            let data = self.asks_with(who, &document, &Value::Object(variables));
            payloads.extend(numbers.map(|at| data[format!("d{at}")].clone()));
        }
        payloads
    }

    /// The payloads of many wishes that are all granted.
    fn grants(&self, who: Who, mutation: &str, selected: &str, inputs: &[Value]) -> Vec<Value> {
        let payloads = self.wishes(who, mutation, selected, inputs);
        for (payload, input) in payloads.iter().zip(inputs) {
            assert_eq!(payload["userErrors"], json!([]), "{who:?} {mutation} {input}");
        }
        payloads
    }

    /// The payload of a wish that is granted.
    fn grant(&self, who: Who, mutation: &str, selected: &str, input: Value) -> Value {
        self.grants(who, mutation, selected, &[input])[0].clone()
    }

    /// Checks that a wish is refused for this alone: the rules it would break, or else the code of the mistake.
    #[track_caller]
    fn refuses(&self, who: Who, mutation: &str, input: Value, expected: &str) {
        let payload = self.wishes(who, mutation, "", std::slice::from_ref(&input))[0].clone();
        let errors = payload["userErrors"].as_array().unwrap().iter();
        let named = |it: &Value| it["rule"].as_str().or_else(|| it["code"].as_str()).unwrap().to_owned();
        let found: Vec<_> = errors.map(named).collect();
        assert_eq!(found.join(" "), expected, "{who:?} {mutation} {input}: {payload}");
    }

    /// How many there are of something, for somebody.
    fn count(&self, who: Who, list: &str) -> u64 {
        self.asks(who, &format!("{{ list: {list} {{ totalCount }} }}"))["list"]["totalCount"].as_u64().unwrap()
    }
}

/// The elements of a list.
fn all(list: &Value) -> &Vec<Value> {
    list.as_array().unwrap()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

#[test]
fn the_two_days_of_december_work_out() {
    let mut story = Story::new();
    story.on("2017-12-01");
    before::people_are_chosen(&mut story);
    before::sessions_are_seated(&story);
    before::a_seat_too_few_or_too_many_is_named(&story);
    before::tables_are_seated(&mut story);
    story.on("2017-12-02");
    let reports = day_1::sessions_report(&mut story);
    day_1::co_leads_accept(&mut story, &reports);
    day_1::the_plenary_takes_stock(&story);
    day_1::questions_are_set(&story);
    story.on("2017-12-03");
    day_2::each_knows_of_a_table_what_they_may(&story);
    day_2::what_is_learned_is_taken_away(&story);
    day_2::who_else_to_speak_with(&story);
    road::follow_ups_are_planned(&mut story);
    story.on("2018-02-01");
    road::the_road_is_asked_for(&story);
    road::geneva_is_visited(&story);
    road::what_was_said_in_public_is_shown(&story);
    road::nothing_was_lost(&story);
}
