//! Referrals: who may add them and what they hold, what became of them, which led to which, and whom they say to meet.

use demarche::domain::{
    Actor, Advocate, Clearance, Command, Contact, Entity, Id, Key, Kinded, Marking, Phase, Referral, ReferralStatus,
};
use demarche::store::{Rejection, Request};
use serde_json::{Value, json};

use crate::service::Service;
use crate::wish::{check_refused, commits, document, grant, mistakes, with};

pub(crate) fn id<K: Kinded>(key: &str) -> Id<K> {
    Id::new(Key::trusted(key))
}

/// A person of an organisation: `Participant` of it, who is there under this name.
pub(crate) fn advocate(organisation: &str) -> Clearance {
    Clearance::Advocate { organisation: id(organisation), advocate: id(&format!("{organisation}-1")) }
}

/// Brings entities in, as an import does.
pub(crate) fn bring(service: &Service, entities: Vec<Entity>) {
    try_to_bring(service, entities).unwrap();
}

fn try_to_bring(service: &Service, entities: Vec<Entity>) -> Result<(), Rejection> {
    let request = Request {
        command: Command::Import(entities),
        actor: Actor("test".into()),
        clearance: Clearance::Coordinator,
        once: None,
    };
    service.store.submit_and_wait(request).unwrap().outcome.map(|_| ())
}

/// The one advocate of each of some organisations.
pub(crate) fn bring_advocates(service: &Service, organisations: &[&str]) {
    let advocates = organisations.iter().map(|it| Advocate {
        id: id(&format!("{it}-1")),
        organisation: id(it),
        person: None,
        source: None,
        kept_until: None,
        erased: false,
    });
    bring(service, advocates.map(Entity::from).collect());
}

/// The payload of a wish of somebody.
pub(crate) fn wish(service: &Service, clearance: &Clearance, mutation: &str, input: Value) -> Value {
    let answer = service.ask_as(clearance.clone(), &document(mutation), json!({ "input": input }));
    assert!(answer["errors"].is_null(), "{answer}");
    answer["data"]["done"].clone()
}

/// The mistakes of a wish of somebody, who is left with nothing.
pub(crate) fn refused(service: &Service, clearance: &Clearance, mutation: &str, input: Value) -> Vec<String> {
    let before = commits(service);
    let payload = wish(service, clearance, mutation, input);
    assert!(payload["entity"].is_null() && commits(service) == before, "{payload}");
    mistakes(&payload)
}

/// What somebody is told.
pub(crate) fn told(service: &Service, clearance: &Clearance, document: &str) -> Value {
    let answer = service.ask_as(clearance.clone(), document, json!({}));
    assert!(answer["errors"].is_null(), "{answer}");
    answer["data"].clone()
}

/// A referral of a key of its own to a contact, by another.
pub(crate) fn refer(service: &Service, key: &str, given_by: &str, contact: &str) {
    let input =
        json!({ "key": key, "contact": format!("contact:{contact}"), "givenBy": format!("contact:{given_by}") });
    grant(service, "addReferral", input);
}

#[test]
fn a_referral_to_a_contact_leads_to_its_state() {
    let service = Service::fresh();
    let input = json!({ "contact": "contact:mex-capital", "act": 6, "city": "city:mexico-city",
        "hint": "POSITIVE", "givenBy": "contact:mex-geneva", "note": " They decide\r\nthere. " });
    let payload = wish(&service, &advocate("picum"), "addReferral", input);
    let expected = json!({ "id": payload["entity"]["id"], "state": { "code": "MEX" }, "contact": { "id": "contact:mex-capital" },
        "act": { "number": 6 }, "city": { "id": "city:mexico-city" }, "hint": "POSITIVE", "status": "OPEN",
        "givenBy": { "id": "contact:mex-geneva" }, "note": "They decide\nthere.", "marking": "COALITION",
        "recordedBy": { "id": "organisation:picum" }, "revision": 1 });
    assert_eq!(payload, json!({ "entity": expected, "userErrors": [] }));
    let to_state = grant(&service, "addReferral", json!({ "state": "che" }));
    for field in ["contact", "act", "city", "hint", "givenBy", "note", "recordedBy"] {
        assert_eq!(to_state[field], json!(null), "{field}");
    }
    assert_eq!(to_state["state"]["code"], json!("CHE"));
    grant(&service, "addReferral", json!({ "state": "MEX", "contact": "contact:mex-capital" }));
}

#[test]
fn what_no_referral_can_be_is_refused() {
    let service = Service::fresh();
    let check = |input: Value, expected: &[&str]| check_refused(&service, "addReferral", input.clone(), expected);
    check(json!({}), &["REQUIRED state"]);
    check(json!({ "state": "ZZZ" }), &["NOT_FOUND state"]);
    check(json!({ "contact": "contact:nobody" }), &["NOT_FOUND contact"]);
    check(json!({ "contact": "contact:eu-geneva" }), &["RULE contact"]);
    check(json!({ "state": "CHE", "contact": "contact:eu-geneva" }), &["RULE contact"]);
    check(json!({ "state": "CHE", "contact": "contact:mex-geneva" }), &["RULE contact"]);
    check(json!({ "contact": "contact:mex-geneva", "givenBy": "contact:mex-geneva" }), &["RULE givenBy"]);
    check(
        json!({ "key": "Ä", "state": "ZZZ", "act": 11, "city": "city:x", "givenBy": "state:MEX", "note": "\u{7}" }),
        &["INVALID key", "INVALID note", "NOT_FOUND act", "NOT_FOUND city", "NOT_FOUND givenBy", "NOT_FOUND state"],
    );
    check(json!({ "key": "mine", "state": "MEX", "marking": "RESTRICTED" }), &["INVALID key"]);
    let check_of = |clearance: Clearance, input: Value, expected: &[&str]| {
        assert_eq!(refused(&service, &clearance, "addReferral", input), expected, "{clearance:?}");
    };
    check_of(Clearance::Viewer, json!({ "state": "MEX" }), &["FORBIDDEN "]);
    check_of(Clearance::Analyst, json!({ "state": "MEX" }), &["FORBIDDEN "]);
    check_of(advocate("mfa"), json!({ "state": "MEX", "marking": "PUBLIC" }), &["FORBIDDEN marking"]);
}

#[test]
fn what_became_of_a_referral_is_said_by_those_who_recorded_it() {
    let service = Service::fresh();
    let add = |marking: &str| {
        let input = json!({ "state": "MEX", "hint": "POSITIVE", "note": "n", "marking": marking });
        wish(&service, &advocate("picum"), "addReferral", input)["entity"]["id"].clone()
    };
    let (open, hidden) = (add("COALITION"), add("RESTRICTED"));
    let change = json!({ "status": "FOLLOWED_UP", "hint": null, "city": "city:geneva" });
    let of = |id: &Value| with(change.clone(), json!({ "referral": id }));
    let check = |clearance: Clearance, id: &Value, expected: &[&str]| {
        assert_eq!(refused(&service, &clearance, "updateReferral", of(id)), expected, "{clearance:?} {id}");
    };
    check(advocate("mfa"), &open, &["FORBIDDEN "]);
    check(advocate("mfa"), &hidden, &["NOT_FOUND referral"]);
    check(advocate("mfa"), &json!("referral:none"), &["NOT_FOUND referral"]);
    check(Clearance::Analyst, &open, &["FORBIDDEN "]);
    check(Clearance::Analyst, &hidden, &["FORBIDDEN "]);
    for (clearance, id) in [(advocate("picum"), &hidden), (Clearance::Coordinator, &open)] {
        let payload = wish(&service, &clearance, "updateReferral", of(id));
        let found = &payload["entity"];
        assert_eq!(
            json!([found["status"], found["hint"], found["city"]["id"], found["note"], found["revision"]]),
            json!(["FOLLOWED_UP", null, "city:geneva", "n", 2]),
            "{payload}"
        );
    }
    let before = commits(&service);
    assert_eq!(grant(&service, "updateReferral", of(&open))["revision"], json!(2));
    assert_eq!(commits(&service), before);
    let change = |it: Value| with(json!({ "referral": open }), it);
    check_refused(
        &service,
        "updateReferral",
        change(json!({ "expectedRevision": 1, "note": null })),
        &["REVISION_CONFLICT expectedRevision"],
    );
    check_refused(&service, "updateReferral", change(json!({ "status": null })), &["REQUIRED status"]);
}

/// A referral as a file may bring it.
fn a_referral(key: &str, given_by: Option<&str>, contact: Option<&str>) -> Referral {
    Referral {
        id: id(key),
        state: id("MEX"),
        contact: contact.map(id),
        act: None,
        city: None,
        hint: None,
        status: ReferralStatus::Open,
        given_by: given_by.map(id),
        note: None,
        evidence: Box::default(),
        takeaway: None,
        marking: Marking::Coalition,
        recorded_by: None,
    }
}

#[test]
fn what_was_learned_under_the_rule_takes_no_change() {
    let service = Service::fresh();
    service.data("mutation { recordTakeaway(input: { phase: 2, referral: { state: \"MEX\" } }) { recorded } }");
    let found = service.data("{ takeaways { nodes { ... on Referral { id } } } }");
    let input = json!({ "referral": found["takeaways"]["nodes"][0]["id"], "note": "n" });
    check_refused(&service, "updateReferral", input.clone(), &["CLOSED referral"]);
    assert_eq!(refused(&service, &advocate("mfa"), "updateReferral", input), ["NOT_FOUND referral"]);
}

#[test]
fn referrals_are_listed_by_state_and_narrowed() {
    let service = Service::fresh();
    let add = |key: &str, more: Value| {
        grant(&service, "addReferral", with(json!({ "key": key }), more));
    };
    add("d", json!({ "contact": "contact:mex-geneva", "act": 6, "hint": "NEGATIVE" }));
    add("c", json!({ "state": "MEX", "city": "city:new-york" }));
    add("b", json!({ "contact": "contact:che-geneva", "city": "city:new-york", "givenBy": "contact:mex-geneva" }));
    add("a", json!({ "state": "ARM", "act": 3, "hint": "POSITIVE" }));
    grant(&service, "updateReferral", json!({ "referral": "referral:a", "status": "DEAD_END" }));
    let check = |filter: &str, expected: &[&str]| {
        let found = service.data(&format!("{{ referrals(filter: {{ {filter} }}) {{ totalCount nodes {{ id }} }} }}"));
        let nodes: Vec<_> = expected.iter().map(|it| json!({ "id": format!("referral:{it}") })).collect();
        assert_eq!(found["referrals"], json!({ "totalCount": nodes.len(), "nodes": nodes }), "{filter}");
    };
    check("", &["a", "c", "d", "b"]);
    check(r#"states: ["mex"]"#, &["c", "d"]);
    check("acts: [6]", &["c", "d", "b"]);
    check("acts: [7]", &["c", "b"]);
    // The city that was named comes before the one where the post is.
    check(r#"cities: ["geneva"]"#, &["d"]);
    check(r#"cities: ["new-york"]"#, &["c", "b"]);
    check("status: [DEAD_END]", &["a"]);
    check("status: [OPEN, FOLLOWED_UP] hints: [POSITIVE, NEGATIVE]", &["d"]);
    check(r#"givenBy: ["contact:mex-geneva"]"#, &["b"]);
    let page = service.data("{ referrals(first: 2) { nodes { id } pageInfo { endCursor hasNextPage } } }");
    let after = &page["referrals"]["pageInfo"]["endCursor"];
    let rest =
        service.data(&format!("{{ referrals(after: {after}) {{ nodes {{ id }} pageInfo {{ hasNextPage }} }} }}"));
    assert_eq!(rest["referrals"]["nodes"], json!([{ "id": "referral:d" }, { "id": "referral:b" }]));
    let answer = service.ask(r#"{ referrals(filter: { givenBy: ["contact:nobody"] }) { totalCount } }"#, json!({}));
    assert_eq!(answer["errors"][0]["extensions"]["argument"], json!("filter.givenBy"), "{answer}");
}

/// The chains that are told, each as the keys of its referrals.
fn chains(service: &Service, arguments: &str) -> Vec<String> {
    let found = service.data(&format!("{{ referralChains{arguments} {{ referrals {{ id }} }} }}"));
    let keys = |it: &Value| {
        let ids = it["referrals"].as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap());
        ids.map(|it| it.trim_start_matches("referral:")).collect::<Vec<_>>().join(" ")
    };
    found["referralChains"].as_array().unwrap().iter().map(keys).collect()
}

#[test]
fn referrals_lead_from_one_to_the_next() {
    let service = Service::fresh();
    let geneva = ["arg", "aus", "aut", "bel", "bgd", "bra", "can", "che", "chl", "chn", "col", "cri", "cub"];
    let post = |at: usize| format!("{}-geneva", geneva[at]);
    for (key, from, to) in [("a", 0, 1), ("b", 1, 2), ("c", 1, 3), ("d", 3, 4)] {
        refer(&service, key, &post(from), &post(to));
    }
    grant(&service, "addReferral", json!({ "key": "e", "state": "MEX", "givenBy": "contact:bgd-geneva", "act": 6 }));
    grant(&service, "addReferral", json!({ "key": "alone", "state": "MEX" }));
    let links = service.data(
        r#"{ a: node(id: "referral:a") { ...R } b: node(id: "referral:b") { ...R } alone: node(id: "referral:alone") { ...R } }
        fragment R on Referral { next { id } previous { id } }"#,
    );
    let expected = json!({
        "a": { "next": [{ "id": "referral:b" }, { "id": "referral:c" }], "previous": [] },
        "b": { "next": [], "previous": [{ "id": "referral:a" }] },
        "alone": { "next": [], "previous": [] } });
    assert_eq!(links, expected);
    assert_eq!(chains(&service, ""), ["a c d e", "a b"]);
    assert_eq!(chains(&service, "(first: 1)"), ["a c d e"]);
    assert_eq!(chains(&service, "(act: 7)"), ["a c d", "a b"]);
    // A circle begins at its first by key; and one that is entered from outside is no start.
    refer(&service, "z", &post(7), &post(6));
    refer(&service, "y", &post(6), &post(7));
    assert_eq!(chains(&service, ""), ["a c d e", "a b", "y z"]);
    refer(&service, "x", &post(8), &post(6));
    assert_eq!(chains(&service, ""), ["a c d e", "x y z", "a b"]);
}

#[test]
fn a_long_chain_is_told_in_parts() {
    let service = Service::fresh();
    let found =
        service.data("{ contacts(filter: { cities: [\"geneva\"] }, first: 20) { nodes { id state { code } } } }");
    let posts = found["contacts"]["nodes"].as_array().unwrap().iter().filter(|it| !it["state"].is_null());
    let posts: Vec<_> = posts.map(|it| it["id"].as_str().unwrap().trim_start_matches("contact:")).take(13).collect();
    for (at, pair) in posts.windows(2).enumerate() {
        refer(&service, &format!("r{at:02}"), pair[0], pair[1]);
    }
    assert_eq!(chains(&service, ""), ["r00 r01 r02 r03 r04 r05 r06 r07 r08 r09", "r10 r11"]);
    // Where all are led to, the chain bites its tail.
    refer(&service, "r12", posts[12], posts[0]);
    let expected = ["r00 r01 r02 r03 r04 r05 r06 r07 r08 r09", "r10 r11 r12 r00 r01 r02 r03 r04 r05 r06"];
    assert_eq!(chains(&service, ""), expected);
}

#[test]
fn files_keep_the_rules_of_referrals() {
    let service = Service::fresh();
    let takeaway = |it: Referral| Referral { takeaway: Some(id::<Phase>("3")), marking: Marking::Restricted, ..it };
    let of = |referral: Referral| -> Entity { referral.into() };
    let check = |entities: Vec<Entity>, expected: &[&str]| {
        let rejection = try_to_bring(&service, entities).unwrap_err();
        let found: Vec<_> = rejection.errors.iter().map(|it| it.path.join(" ")).collect();
        assert_eq!(found, expected, "{rejection:?}");
    };
    check(vec![of(a_referral("r", None, Some("che-geneva")))], &["0 contact"]);
    check(vec![of(a_referral("r", Some("mex-geneva"), Some("mex-geneva")))], &["0 givenBy"]);
    check(vec![of(takeaway(a_referral("r", Some("mex-geneva"), None)))], &["0 givenBy", "0 key"]);
    // A contact does not leave the state to which a referral leads by it.
    let of_state = |state: &str| Referral { state: id(state), ..a_referral("r", None, Some("ken-capital")) };
    bring(&service, vec![of_state("KEN").into()]);
    let post = service.store.snapshot().graph().entity(&id::<Contact>("ken-capital").any()).cloned();
    let mut moved = Contact::of(&post.unwrap()).unwrap().clone();
    moved.state = Some(id("CHE"));
    check(vec![moved.clone().into()], &["0 state"]);
    bring(&service, vec![moved.into(), of_state("CHE").into()]);
}

#[test]
fn however_much_referrals_branch_the_answer_comes_soon() {
    let service = Service::fresh();
    let found = service.data("{ contacts(filter: { cities: [\"geneva\"] }) { nodes { id state { code } } } }");
    let posts = found["contacts"]["nodes"].as_array().unwrap().iter().filter(|it| !it["state"].is_null()).take(14);
    let posts: Vec<_> = posts.map(|it| (it["id"].as_str().unwrap(), it["state"]["code"].as_str().unwrap())).collect();
    let mut all: Vec<Entity> = Vec::new();
    for (by, (from, _)) in posts.iter().enumerate() {
        for (to, (contact, state)) in posts.iter().enumerate().filter(|it| it.0 != by) {
            let (from, contact) = (&from["contact:".len()..], &contact["contact:".len()..]);
            let it = a_referral(&format!("r-{by}-{to}"), Some(from), Some(contact));
            all.push(Referral { state: id(state), ..it }.into());
        }
    }
    bring(&service, all);
    // Each leads to all others: there are more chains than could ever be told.
    let found = chains(&service, "(first: 100)");
    assert_eq!((found.len(), found[0].split(' ').count()), (100, 10));
    let ways = format!(
        r#"{{ introductions(to: "{}", from: "organisation:mfa", longest: 6) {{ steps {{ kind }} }} }}"#,
        posts[13].0
    );
    assert_eq!(service.data(&ways)["introductions"], json!([]));
}
