//! Clients that write and remember what they were told, and the comparison of what they remember with what is there.

use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use demarche::domain::Commit;
use demarche::journal::verify;
use demarche::store::Replay;
use serde_json::{Value, json};

use crate::program::{OF_TOKENS, Place};
use crate::wire::{self, Door};

/// Little data, but enough to record a stance and to post a contact.
const SEED: [(&str, &str); 4] = [
    (
        "states.csv",
        "iso3,name,official_name,un_group,cs_region\nMEX,Mexico,United Mexican States,GRULAC,Latin America\n",
    ),
    (
        "cities.csv",
        "city_id,name,iso3,lat,lon,timezone,is_capital,is_hub\nmexico-city,Mexico City,MEX,19.4285,-99.1277,America/Mexico_City,true,false\n",
    ),
    ("acts.csv", "act,title\n1,One\n2,Two\n"),
    ("evidence.csv", "evidence_id,kind,title,date,publisher,url,iso3\nact-now,document,Act Now,2016-12-31,,,\n"),
];

/// How many entities there are before the clients begin.
pub(super) const SEEDED: usize = 5;

/// The files with what the clients need.
pub(super) fn seeds(place: &Place) -> Vec<String> {
    SEED.iter().map(|(name, content)| place.file(name, content)).collect()
}

/// What a client was told about a wish.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Told {
    /// It was granted; the id of what the answer showed, and how long the record was by then.
    Granted(String, u64),
    /// It was refused.
    Refused,
    /// Nothing, or that nothing can be written.
    Nothing,
}

/// A wish, and what became of it.
#[derive(Clone, Debug)]
pub(super) struct Wish {
    /// The caller's own name for it. The entity it is about bears it too.
    pub(super) name: String,
    mutation: &'static str,
    input: Value,
    pub(super) told: Told,
}

impl Wish {
    /// The wish of this number: of several sorts in turn, one of them such that it is refused.
    fn new(client: &str, number: usize) -> Self {
        let name = format!("{client}-{number}");
        let (mutation, mut input) = match number % 5 {
            0 => ("addOrganisation", json!({ "key": name, "name": name })),
            1 => (
                "addContact",
                json!({ "key": name, "state": "MEX", "city": "city:mexico-city", "level": "GLOBAL", "post": "Desk",
                    "name": name, "email": format!("{name}@example.org") }),
            ),
            2 => (
                "recordStance",
                json!({ "key": name, "state": "MEX", "act": 1, "position": "POSITIVE", "observedOn": "2018-01-20",
                    "confidence": "HIGH", "rationale": name, "evidence": ["evidence:act-now"] }),
            ),
            3 => ("addEvidence", json!({ "key": name, "kind": "OTHER", "title": name })),
            _ => ("recordStance", json!({ "key": name, "state": "MEX", "act": 99, "rationale": name })),
        };
        input["idempotencyKey"] = json!(name);
        Self { name, mutation, input, told: Told::Nothing }
    }

    /// Sends it, and notes what the answer says. Whether there was one.
    pub(super) fn send(&mut self, address: &Door, heard: &dyn Fn() -> u64) -> bool {
        let input = format!("{}{}Input", self.mutation[..1].to_uppercase(), &self.mutation[1..]);
        let entity = match self.mutation {
            "addOrganisation" => "organisation",
            "addContact" => "contact",
            "addEvidence" => "evidence",
            _ => "stance",
        };
        let query = format!(
            "mutation($input: {input}!) {{ done: {}(input: $input) {{ {entity} {{ id }} userErrors {{ code }} }} }}",
            self.mutation
        );
        let body = json!({ "query": query, "variables": { "input": self.input } }).to_string();
        let Some(reply) = wire::try_post(address, &body) else {
            return false;
        };
        let done = &reply.json()["data"]["done"];
        self.told = match (&done[entity]["id"], &done["userErrors"][0]["code"]) {
            (Value::String(id), Value::Null) => Told::Granted(id.clone(), heard()),
            (Value::Null, Value::String(_)) => Told::Refused,
            _ => {
                assert_eq!(reply.json()["errors"][0]["extensions"]["code"], json!("UNAVAILABLE"), "{reply:?}");
                Told::Nothing
            }
        };
        true
    }
}

/// What clients remember, each in its order.
#[derive(Default)]
pub(super) struct History {
    clients: Vec<Vec<Wish>>,
}

impl History {
    /// So many clients write at once, each so many wishes, until they are told to stop or hear nothing any more.
    pub(super) fn write(
        &mut self,
        address: &Door,
        clients: usize,
        most: usize,
        stop: &AtomicBool,
        heard: &(dyn Fn() -> u64 + Sync),
    ) {
        let first = self.clients.len();
        let client = |client: usize| {
            let mut wishes = Vec::new();
            while wishes.len() < most && !stop.load(Ordering::Relaxed) {
                let mut wish = Wish::new(&format!("c{client}"), wishes.len());
                let there = wish.send(address, heard);
                wishes.push(wish);
                if !there {
                    break;
                }
            }
            wishes
        };
        std::thread::scope(|scope| {
            let client = &client;
            let all: Vec<_> = (first..first + clients).map(|it| scope.spawn(move || client(it))).collect();
            self.clients.extend(all.into_iter().map(|it| it.join().unwrap()));
        });
    }

    /// Sends what was not answered once more. All of it is answered now.
    pub(super) fn resend(&mut self, address: &Door) {
        for wish in self.clients.iter_mut().flatten().filter(|it| it.told == Told::Nothing) {
            assert!(wish.send(address, &|| 0) && wish.told != Told::Nothing, "{wish:?}");
        }
    }

    /// What was remembered when the record had this length. What was told later was not told.
    pub(super) fn as_of(&self, by: u64) -> Self {
        let mut clients = self.clients.clone();
        for wish in clients.iter_mut().flatten() {
            if matches!(wish.told, Told::Granted(_, at) if at > by) {
                wish.told = Told::Nothing;
            }
        }
        Self { clients }
    }

    /// The wishes.
    pub(super) fn wishes(&self) -> impl Iterator<Item = &Wish> {
        self.clients.iter().flatten()
    }

    /// How many were granted.
    pub(super) fn granted(&self) -> usize {
        self.wishes().filter(|it| matches!(it.told, Told::Granted(..))).count()
    }

    /// What is wrong with what is there, of all that was answered while the record had at most this length.
    pub(super) fn wrong(&self, found: &Found, by: u64) -> Vec<String> {
        let mut wrong = Vec::new();
        for wishes in &self.clients {
            let mut before = 0;
            for Wish { name, told, .. } in wishes {
                let places: &[usize] = found.places.get(name).map_or(&[], Vec::as_slice);
                match (told, places) {
                    (Told::Granted(..) | Told::Nothing, []) | (Told::Refused, []) => {
                        if matches!(told, Told::Granted(_, at) if *at <= by) {
                            wrong.push(format!("{name} was acknowledged and is lost"));
                        }
                    }
                    (Told::Refused, _) => wrong.push(format!("{name} was refused and is there")),
                    (_, [one]) => {
                        if *one < before {
                            wrong.push(format!("{name} comes before what was acknowledged earlier"));
                        }
                        before = *one;
                        let Commit { events, idempotency, .. } = &found.commits[*one];
                        let shown = idempotency.as_ref().map(|it| it.result.as_str());
                        if matches!(told, Told::Granted(id, _) if shown != Some(id)) {
                            wrong.push(format!("{name} is another than was acknowledged: {shown:?}"));
                        }
                        if !format!("{events:?}").contains(&format!("\"{name}\"")) {
                            wrong.push(format!("{name} is not what was sent: {events:?}"));
                        }
                    }
                    (_, several) => wrong.push(format!("{name} is there {} times", several.len())),
                }
            }
        }
        let times: Vec<_> = found.commits.iter().map(|it| it.recorded_at).collect();
        if !times.is_sorted() {
            wrong.push("recorded times go backwards".to_owned());
        }
        wrong
    }
}

/// What is in a data directory; what is of tokens aside.
pub(super) struct Found {
    pub(super) commits: Vec<Commit>,
    /// At which commits each name of a wish stands.
    places: HashMap<String, Vec<usize>>,
}

impl Found {
    /// Reads the directory. Nobody else may have it open.
    pub(super) fn read(dir: &Path) -> Result<Self, String> {
        let mut commits: Vec<Commit> = Vec::new();
        let mut replay = Replay::default();
        let mut take = |place, commit: Commit| {
            if !OF_TOKENS.contains(&commit.command.as_str()) {
                commits.push(commit.clone());
            }
            replay.take(place, commit);
        };
        verify(dir, &mut take).map_err(|it| it.to_string())?;
        replay.finish().map_err(|it| it.to_string())?;
        let mut places: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, commit) in commits.iter().enumerate() {
            if let Some(name) = &commit.idempotency {
                places.entry(name.key.to_string()).or_default().push(at);
            }
        }
        Ok(Self { commits, places })
    }
}
