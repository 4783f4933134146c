//! One who watches while others write what is hidden: no list, count, order, page, cursor, search, tally, revision or
//! checkpoint moves. And one who asks what others have just asked, in the same words.

use demarche::domain::Clearance;
use serde_json::{Value, json};

use super::{HIDDEN, attackers, import_hidden, sent, takeaways};
use crate::reports;
use crate::service::Service;

/// Much of what can be asked of what is about to be written, in lists and in pages.
const WATCHED: [&str; 2] = [
    r#"query($ids: [ID!]!, $since: String!) { checkpoint nodes(ids: $ids) { id }
    changes(since: $since, first: 100) { checkpoint hasMore nodes { kind revision recordedAt node { id } } }
    contacts(filter: { states: ["MEX"] }) { totalCount nodes { id revision name source keptUntil followUps { id } } pageInfo { endCursor hasNextPage } }
    pageOfContacts: contacts(filter: { states: ["MEX"] }, first: 1) { totalCount nodes { id } pageInfo { endCursor hasNextPage } }
    followUps(filter: { states: ["MEX"] }) { totalCount nodes { id revision } pageInfo { endCursor hasNextPage } }
    pageOfFollowUps: followUps(filter: { assignees: ["organisation:quno"] }, first: 2) { totalCount nodes { id } pageInfo { endCursor hasNextPage } }
    followUpTally(by: ASSIGNEE) { key open done cancelled }
    stances(filter: { states: ["MEX"] }) { totalCount nodes { id evidence { id } } pageInfo { endCursor hasNextPage } }
    standings(acts: [9], states: ["MEX"]) { totalCount nodes { position leadership contested stance { id } } pageInfo { endCursor } }
    tallySeries(from: "2018-01-01", to: "2018-02-01", step: MONTH, acts: [9]) { points { tally { positive negative onTheFence unknown } } }
    leaders(act: 9) { totalCount nodes { state { code } leadership } pageInfo { endCursor } }
    outreach(city: "geneva", from: "2018-02-01", to: "2018-03-01") { visits { contact { id } } otherFollowUps { id } trips { id } }
    roadmap(states: ["MEX"], acts: [9]) { open done cancelled gaps { totalCount pageInfo { endCursor } } }
    state(code: "MEX") { contacts { id } stances { totalCount } } act(number: 9) { tally { positive negative onTheFence unknown } } }"#,
    r#"{ referrals { totalCount nodes { id } pageInfo { endCursor hasNextPage } } referralChains { referrals { id } }
    namedButNeverMet { state { id } count } nextBestContacts(city: "geneva", dueBy: "2018-03-01") { contact { id } score }
    trips { totalCount nodes { id } pageInfo { endCursor } }
    meetings { totalCount nodes { id revision attendances { id } expectedStates { code } completeness { participants } } pageInfo { endCursor } }
    attendances { totalCount nodes { id } pageInfo { endCursor } }
    reports { totalCount nodes { id revision } pageInfo { endCursor } }
    priorities { totalCount nodes { id } pageInfo { endCursor } }
    stocktaking { acts { act { number } } }
    word: search(text: "quartz") { __typename } name: search(text: "velvet") { __typename } }"#,
];

fn checkpoint(service: &Service, who: &Clearance) -> String {
    let answer = service.ask_as(who.clone(), "{ checkpoint }", json!({}));
    answer["data"]["checkpoint"].as_str().unwrap().to_owned()
}

/// What somebody is told who has seen all that there was at a checkpoint.
fn watched(service: &Service, who: &Clearance, since: &str) -> String {
    let told = WATCHED.map(|it| {
        let answer = service.ask_as(who.clone(), it, json!({ "ids": HIDDEN, "since": since }));
        assert!(answer["errors"].is_null(), "{who:?} {answer}");
        answer.to_string()
    });
    told.concat()
}

/// Somebody who coordinates changes what is hidden, and what is hidden of what is not.
const CHANGES: [&str; 9] = [
    r#"updateContact(input: { contact: "contact:h-contact", post: "A desk quartz", city: "city:new-york", acts: [1] })"#,
    r#"updateContact(input: { contact: "contact:h-contact", name: "Aaron Velvet" })"#,
    // The details alone of a post that many see.
    r#"updateContact(input: { contact: "contact:mex-geneva", name: "Participant Velvet", email: "v@example.org" })"#,
    r#"updateFollowUp(input: { followUp: "followUp:h-follow-up", due: "2018-02-02" })"#,
    r#"completeFollowUp(input: { followUp: "followUp:h-follow-up", completedOn: "2018-02-01", outcome: "Quartz" })"#,
    r#"retractStance(input: { stance: "stance:h-stance", reason: "Quartz" })"#,
    r#"updateReferral(input: { referral: "referral:h-referral", status: DEAD_END })"#,
    r#"cancelTrip(input: { trip: "trip:h-trip" })"#,
    r#"expectState(input: { meeting: "meeting:table-8", state: "MEX" })"#,
];

#[test]
fn whoever_watches_sees_nothing_move() {
    let service = reports::world();
    let table = json!({ "id": "table-8", "kind": "table", "title": "table-8", "act": "8", "city": "puerto-vallarta",
        "start": "2017-12-03T14:00", "end": "2017-12-03T15:30", "rule": "chatham_house", "marking": "coalition" });
    reports::import(&service, vec![reports::entity(demarche::domain::Kind::Meeting, &table)]);
    let since = |who: &Clearance| (who.clone(), checkpoint(&service, who));
    let starts: Vec<_> = attackers().iter().map(since).collect();
    let before: Vec<String> = starts.iter().map(|(who, since)| watched(&service, who, since)).collect();
    let start = checkpoint(&service, &Clearance::Coordinator);
    let mut seen = watched(&service, &Clearance::Coordinator, &start);
    let check = |what: &str| {
        for ((who, since), before) in starts.iter().zip(&before) {
            let now = watched(&service, who, since);
            assert!(now == *before, "{who:?} after {what}\n{before}\n{now}");
        }
    };
    let mut moves = |what: &str| {
        let now = watched(&service, &Clearance::Coordinator, &start);
        assert_ne!(now, std::mem::replace(&mut seen, now.clone()), "{what} moves nothing for a coordinator either");
    };
    import_hidden(&service);
    check("the import");
    moves("the import");
    for change in CHANGES {
        let answer = service.data(&format!("mutation {{ done: {change} {{ userErrors {{ message }} }} }}"));
        assert_eq!(answer["done"]["userErrors"], json!([]), "{change}");
        check(change);
        moves(change);
    }
    takeaways(&service, &attackers()[3]);
    check("takeaways");
    moves("takeaways");
    service.token(demarche::domain::CallerRole::Viewer);
    check("a token");
}

#[test]
fn what_was_kept_for_one_is_not_told_another() {
    let service = super::world();
    let told = |who: &Clearance| watched(&service, who, &checkpoint(&service, who));
    let fresh: Vec<String> = attackers().iter().map(told).collect();
    let whole = told(&Clearance::Coordinator);
    for (who, fresh) in attackers().iter().zip(&fresh) {
        assert_eq!(told(&Clearance::Coordinator), whole);
        assert_eq!(told(who), *fresh, "{who:?}");
        assert_ne!(whole, *fresh, "{who:?}");
    }
    // The colleague of one who attends asks in the same words.
    let document =
        r#"{ meetings(filter: { attendee: "advocate:rapporteur-7" }) { totalCount } attendances { totalCount } }"#;
    let counts = |who: &Clearance| sent(&service, who, document, json!({}));
    let (own, other) = (counts(&reports::person("rapporteur-7")), counts(&crate::takeaways::advocate("mfa")));
    assert_ne!(own, other);
    assert_eq!((counts(&reports::person("rapporteur-7")), counts(&crate::takeaways::advocate("mfa"))), (own, other));
}

#[test]
fn what_is_hidden_in_the_middle_of_a_list_leaves_no_gap() {
    let service = super::world();
    let pages = |who: &Clearance| {
        let (mut after, mut all) = (Value::Null, Vec::new());
        loop {
            let document = "query($after: String) { followUps(filter: { states: [\"MEX\"] }, first: 1, after: $after) {
                nodes { id } pageInfo { endCursor hasNextPage } } }";
            let answer = service.ask_as(who.clone(), document, json!({ "after": after }));
            let page = answer["data"]["followUps"].clone();
            assert_eq!(page["nodes"].as_array().unwrap().len(), 1, "{who:?} {answer}");
            all.push(page["nodes"][0]["id"].clone());
            after = page["pageInfo"]["endCursor"].clone();
            if page["pageInfo"]["hasNextPage"] == false {
                return all;
            }
        }
    };
    let hidden = json!("followUp:h-follow-up");
    let whole = pages(&Clearance::Coordinator);
    assert!(whole.contains(&hidden));
    let left: Vec<Value> = whole.iter().filter(|it| **it != hidden).cloned().collect();
    assert_eq!(pages(&Clearance::Analyst), left);
    // A cursor of one who sees more is a place like another, and shows nothing that is hidden.
    let document = "{ followUps(filter: { states: [\"MEX\"] }, first: 100) { edges { cursor node { id } } } }";
    let edges = service.data(document)["followUps"]["edges"].clone();
    let place = edges.as_array().unwrap().iter().find(|it| it["node"]["id"] == hidden).unwrap()["cursor"].clone();
    let document = "query($after: String) { followUps(filter: { states: [\"MEX\"] }, after: $after) { nodes { id } } }";
    assert!(!sent(&service, &Clearance::Analyst, document, json!({ "after": place })).contains("h-follow-up"));
}
