//! The second day: who knows what of the tables, what is learned at them under the Chatham House Rule, and with whom else
//! to speak.

use serde_json::{Value, json};

use super::people::{Who, at_table, co_leads, in_session, rapporteur, table};
use super::{Story, all};

/// Governments that are named at the tables, and that nobody has met.
const NAMED: [&str; 2] = ["GHA", "GMB"];

/// Who sits at a table is known to those who do; which governments are expected to its co-leads; to others nothing.
pub(super) fn each_knows_of_a_table_what_they_may(story: &Story) {
    let document = format!(
        "{{ node(id: {:?}) {{ ... on Meeting {{ title rule attendances {{ advocate {{ id }} contact {{ id }} }}
            completeness {{ participants }} expectedStates {{ code }} }} }} }}",
        table(1)
    );
    // Of attendances, and of expected states, how many each is told of; nothing where they are told of none.
    let told = |who: Who| {
        let found = story.asks(who, &document);
        let count = |field: &str| found["node"][field].as_array().map(Vec::len);
        let is_complete = found["node"]["completeness"].is_object();
        assert_eq!(is_complete, count("attendances").is_some(), "{who:?} {found}");
        (count("attendances"), count("expectedStates"))
    };
    let [facilitator, second] = co_leads(1);
    assert!(at_table(1).contains(&1) && at_table(1).contains(&2) && !at_table(1).contains(&5));
    let named = format!("{{ attendances(meeting: {:?}) {{ totalCount }} }}", table(1));
    assert_eq!(story.asks(rapporteur(1), &named)["attendances"]["totalCount"], json!(13));
    assert_eq!(told(Who::Organiser), (Some(13), Some(4)));
    assert_eq!(told(facilitator), (Some(13), Some(4)));
    assert_eq!(told(second), (Some(13), Some(4)));
    assert_eq!(told(rapporteur(1)), (Some(13), None));
    // In the session on its Act, and at another table.
    assert!(in_session(1).contains(&5));
    for who in [Who::Person(5), co_leads(2)[0], rapporteur(3), Who::Person(75), Who::Analyst] {
        assert_eq!(told(who), (None, None), "{who:?}");
        // To them it is no meeting that a question could name.
        assert_eq!(story.hears(who, &named), format!("meeting: there is no {}", table(1)), "{who:?}");
    }
    assert!(story.asks(Who::Viewer, &document)["node"].is_null());
    let rest = |who| {
        let others = format!("{{ meetings(filter: {{ attendee: {:?} }}) {{ nodes {{ id }} }} }}", story.advocates[2]);
        let found = story.asks(who, &others);
        all(&found["meetings"]["nodes"]).iter().any(|it| it["id"] == json!(table(1)))
    };
    assert_eq!([Who::Organiser, facilitator, Who::Person(5), Who::Analyst].map(rest), [true, true, false, false]);
    // Names are for those who coordinate, and for the own organisation.
    let name = format!("{{ node(id: {:?}) {{ ... on Advocate {{ name }} }} }}", story.advocates[2]);
    let known_as = |who| story.asks(who, &name)["node"]["name"].clone();
    assert_eq!([Who::Organiser, rapporteur(1)].map(known_as), ["Participant 3", "Participant 3"].map(|it| json!(it)));
    assert_eq!([facilitator, Who::Analyst, Who::Viewer].map(known_as), [Value::Null, Value::Null, Value::Null]);
    for who in [Who::Analyst, co_leads(1)[0]] {
        assert!(
            story.asks(who, r#"{ meetingPlan(day: "2017-12-03") { outlooks { people } } }"#)["meetingPlan"]["outlooks"]
                .is_null()
        );
    }
}

/// Whoever sat at a table records what they learned, and sees it no more; those who coordinate see what, and not whose.
pub(super) fn what_is_learned_is_taken_away(story: &Story) {
    let stances = || [Who::Organiser, rapporteur(1), Who::Analyst, Who::Viewer].map(|it| story.count(it, "stances"));
    let before = stances();
    let stance = |act: usize| {
        json!({ "phase": 2, "stance": { "state": story.delegates[4 * (act - 1) + 2].1, "act": act, "position": "ON_THE_FENCE",
            "leadership": "CAN_LEAD", "confidence": "MEDIUM", "rationale": "Will decide in spring." } })
    };
    let referral = |state: &str| json!({ "phase": 2, "referral": { "state": state, "act": 1, "hint": "POSITIVE", "note": "Ask early." } });
    let mut rehearsed = stance(1);
    rehearsed["rehearse"] = json!(true);
    let selected = "recorded reminder stored { state { code } marking }";
    let shown = story.grant(rapporteur(1), "recordTakeaway", selected, rehearsed);
    let stored = json!({ "state": { "code": story.delegates[2].1 }, "marking": "RESTRICTED" });
    assert_eq!((&shown["recorded"], &shown["stored"]), (&json!(false), &stored));
    assert!(shown["reminder"].as_str().unwrap().contains("Chatham House Rule"));
    assert_eq!(story.count(Who::Organiser, "takeaways"), 0);
    for act in 1..=10 {
        let payload = story.grant(rapporteur(act), "recordTakeaway", selected, stance(act));
        assert_eq!(payload["recorded"], json!(true));
    }
    for (act, state) in (1..).zip(NAMED) {
        story.grant(co_leads(act)[0], "recordTakeaway", selected, referral(state));
    }
    for who in [Who::Analyst, Who::Viewer] {
        story.refuses(who, "recordTakeaway", stance(1), "FORBIDDEN");
    }
    known(story);
    let after = stances();
    assert_eq!((after[0], &after[1..]), (before[0] + 10, &before[1..]));
    let cited = json!({ "kind": "STATEMENT", "title": "Said at the table", "meeting": table(1) });
    story.refuses(rapporteur(1), "addEvidence", cited, "RULE_FORBIDS_CITING");
    let lunch = json!({ "meeting": "meeting:pv-2017-lunch-tables", "rule": "OPEN" });
    story.refuses(Who::Organiser, "updateMeeting", lunch, "RULE_STAYS TABLE_IS_UNDER_THE_RULE");
}

/// Checks who knows of the takeaways: ten stances and two referrals, nobody's.
pub(super) fn known(story: &Story) {
    let document =
        "{ takeaways(first: 50) { totalCount nodes { __typename ... on Stance { evidence { id } assessedBy { id }
        recordedBy { id } report { id } } ... on Referral { givenBy { id } recordedBy { id } } } } }";
    let found = story.asks(Who::Organiser, document);
    let nodes = all(&found["takeaways"]["nodes"]);
    let stance =
        json!({ "__typename": "Stance", "evidence": [], "assessedBy": null, "recordedBy": null, "report": null });
    let referral = json!({ "__typename": "Referral", "givenBy": null, "recordedBy": null });
    let count = |of: &Value| nodes.iter().filter(|it| *it == of).count();
    assert_eq!((nodes.len(), count(&stance), count(&referral)), (12, 10, 2), "{found}");
    let tally = "{ takeawayTally { phase { number } count } }";
    assert_eq!(story.asks(Who::Admin, tally)["takeawayTally"], json!([{ "phase": { "number": 2 }, "count": 12 }]));
    for who in [rapporteur(1), co_leads(1)[0], Who::Analyst, Who::Viewer] {
        assert_eq!(story.count(who, "takeaways"), 0, "{who:?}");
        assert!(story.asks(who, tally)["takeawayTally"].is_null(), "{who:?}");
    }
}

/// Whom else to speak with: said over lunch by a post, who leads to another, who leads to a third.
pub(super) fn who_else_to_speak_with(story: &Story) {
    let [first, second] = posts_in_geneva(story);
    let given_by = &story.delegates[0].0;
    let one = json!({ "state": first.1, "contact": first.0, "act": 1, "city": "city:geneva", "hint": "POSITIVE", "givenBy": given_by });
    let other = json!({ "state": second.1, "contact": second.0, "act": 1, "city": "city:geneva", "givenBy": first.0 });
    let added = story.grants(co_leads(1)[0], "addReferral", "referral { id recordedBy { id } marking }", &[one, other]);
    assert!(added.iter().all(|it| it["referral"]["marking"] == json!("COALITION")), "{added:?}");
    let counts = [Who::Organiser, co_leads(1)[0], Who::Analyst, Who::Viewer].map(|it| story.count(it, "referrals"));
    assert_eq!(counts, [4, 2, 2, 0]);
    let chains = story.asks(Who::Analyst, "{ referralChains(act: 1) { referrals { id } } }")["referralChains"].clone();
    let ids: Vec<_> = added.iter().map(|it| json!({ "id": it["referral"]["id"] })).collect();
    assert_eq!(chains[0]["referrals"], json!(ids), "{chains}");
    // What was said at a table leads only those on who coordinate.
    let document = "{ namedButNeverMet(atLeast: 1, first: 50) { state { code } count } }";
    let named = |who, state: &str| {
        let found = story.asks(who, document);
        let mut all = all(&found["namedButNeverMet"]).iter();
        all.find(|it| it["state"]["code"] == json!(state)).map(|it| it["count"].clone())
    };
    for state in NAMED {
        assert_eq!(named(Who::Organiser, state), Some(json!(1)), "{state}");
        assert_eq!([co_leads(1)[0], Who::Analyst].map(|who| named(who, state)), [None, None], "{state}");
    }
}

/// Two posts in Geneva of states that are at no table.
pub(super) fn posts_in_geneva(story: &Story) -> [(String, String); 2] {
    let document = r#"{ contacts(filter: { cities: ["geneva"] }, first: 100) { nodes { id state { code } } } }"#;
    let found = story.asks(Who::Organiser, document);
    let named = story.delegates[..70].iter().map(|it| it.1.as_str());
    let named: Vec<_> = named.collect();
    let posts = all(&found["contacts"]["nodes"])
        .iter()
        .filter_map(|it| Some((it["id"].as_str()?, it["state"]["code"].as_str()?)));
    let mut posts: Vec<_> =
        posts.filter(|it| !named.contains(&it.1)).map(|it| (it.0.to_owned(), it.1.to_owned())).collect();
    posts.sort();
    [posts[0].clone(), posts[1].clone()]
}
