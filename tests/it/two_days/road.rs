//! The months after: follow-ups from February to July, the road map, and a visit to Geneva.

use serde_json::{Value, json};

use super::day_2::{known, posts_in_geneva};
use super::people::{Who, co_leads, organisation, rapporteur};
use super::{Story, all, text};

const GENEVA: &str = "city:geneva";

/// Co-leads plan one a month for their own organisations, and one of them a trip.
pub(super) fn follow_ups_are_planned(story: &mut Story) {
    let [(post, state), _] = posts_in_geneva(story);
    let plan = |act: usize, assignee: usize| {
        json!({ "purpose": format!("Speak of Act {act}"), "state": state, "contact": post, "act": act, "city": GENEVA,
            "level": "GLOBAL", "assignee": organisation(assignee), "due": format!("2018-{:02}-10", act + 1) })
    };
    let mut planned = Vec::new();
    for act in 1..=6 {
        let Who::Person(number) = co_leads(act)[0] else { continue };
        let made = story.grant(Who::Person(number), "planFollowUp", "followUp { id }", plan(act, number));
        planned.push(text(&made["followUp"]["id"]));
    }
    story.refuses(Who::Person(0), "planFollowUp", plan(1, 1), "FORBIDDEN");
    story.refuses(Who::Analyst, "planFollowUp", plan(1, 0), "FORBIDDEN");
    story.follow_ups.iter_mut().zip(planned).for_each(|(month, it)| month.push(it));
    let trip = json!({ "organisation": organisation(0), "advocate": story.advocates[0], "city": GENEVA, "from": "2018-02-10",
        "to": "2018-02-16", "status": "CONFIRMED" });
    story.grant(Who::Person(0), "planTrip", "trip { id }", trip.clone());
    story.refuses(co_leads(2)[0], "planTrip", trip, "FORBIDDEN");
}

/// The road map of the months of negotiation has what the two days brought about, month by month.
pub(super) fn the_road_is_asked_for(story: &Story) {
    let document = r#"{ roadmap(from: "2018-02-01", to: "2018-07-31") { months { month open followUps { id status overdue } milestones { id } } open } }"#;
    let found = story.asks(Who::Organiser, document)["roadmap"].clone();
    let months = all(&found["months"]);
    let own: Vec<_> = (months.iter().zip(&story.follow_ups))
        .map(|(month, ours)| {
            let follow_ups = all(&month["followUps"]).iter();
            let own: Vec<_> = follow_ups.filter(|it| ours.iter().any(|id| it["id"] == json!(id))).collect();
            assert!(own.iter().all(|it| it["status"] == json!("OPEN") && it["overdue"] == json!(false)), "{own:?}");
            own.len()
        })
        .collect();
    assert_eq!((months.len(), own), (6, vec![3, 3, 3, 3, 2, 2]));
    let names: Vec<_> = months.iter().map(|it| text(&it["month"])).collect();
    assert_eq!(names, ["2018-02", "2018-03", "2018-04", "2018-05", "2018-06", "2018-07"]);
    let open = months.iter().map(|it| it["open"].as_u64().unwrap()).sum::<u64>();
    assert_eq!((found["open"].as_u64(), open >= 16), (Some(open), true));
    let rounds = months.iter().filter(|it| all(&it["milestones"]).iter().any(|it| text(&it["id"]).contains("round")));
    assert_eq!(rounds.count(), 6);
    // What an assignee asks for of their own: one from a report, where they have one, and one that they planned.
    let own = format!(
        "{{ roadmap(phase: 3, assignees: [{:?}]) {{ open months {{ followUps {{ id }} }} }} }}",
        organisation(0)
    );
    let found = story.asks(Who::Person(0), &own)["roadmap"].clone();
    let ids: Vec<_> =
        all(&found["months"]).iter().flat_map(|it| all(&it["followUps"])).map(|it| text(&it["id"])).collect();
    assert!(ids.contains(story.follow_ups[0].last().unwrap()), "{found}");
    let public = story.asks(Who::Viewer, document)["roadmap"].clone();
    let seen: Vec<Value> = all(&public["months"]).iter().flat_map(|it| all(&it["followUps"]).clone()).collect();
    let is_own = |it: &Value| story.follow_ups.iter().flatten().any(|id| it["id"] == json!(id));
    assert!(!seen.iter().any(is_own), "{seen:?}");
}

/// What was learned at a table is shown once it was said in public, and then that alone.
pub(super) fn what_was_said_in_public_is_shown(story: &Story) {
    let document = "{ takeaways(first: 50) { nodes { ... on Stance { id } } } }";
    let found = story.asks(Who::Organiser, document);
    let mut learned = all(&found["takeaways"]["nodes"]).iter().filter_map(|it| it["id"].as_str());
    let learned = learned.next().unwrap();
    let said = json!({ "kind": "STATEMENT", "title": "Said in the General Assembly", "date": "2018-01-31" });
    let input = json!({ "id": learned, "newEvidence": said });
    story.refuses(rapporteur(1), "publish", input.clone(), "NOT_FOUND");
    story.refuses(Who::Analyst, "publish", input.clone(), "FORBIDDEN");
    let selected = "published { id ... on Stance { marking rationale evidence { title } takeaway { number } } }";
    let mut shown = story.grant(Who::Organiser, "publish", selected, input)["published"].clone();
    let id = text(&shown["id"].take());
    let expected = json!({ "id": null, "marking": "PUBLIC", "rationale": null,
        "evidence": [{ "title": "Said in the General Assembly" }], "takeaway": null });
    assert_eq!((shown, id == learned), (expected, false));
    let node = |id: &str| story.asks(Who::Viewer, &format!("{{ node(id: {id:?}) {{ id }} }}"))["node"].clone();
    assert_eq!((node(&id), node(learned)), (json!({ "id": id }), Value::Null));
}

/// Who is in Geneva, whom they meet there, and who leads on to whom.
pub(super) fn geneva_is_visited(story: &Story) {
    let [(post, _), (next, _)] = posts_in_geneva(story);
    let document = r#"{ outreach(city: "geneva", from: "2018-02-10", to: "2018-02-16") { milestones { id }
        visits { contact { id } dueFollowUps { id } } trips { organisation { id } advocate { id } status } } }"#;
    let found = story.asks(Who::Organiser, document)["outreach"].clone();
    let trip = json!({ "organisation": { "id": organisation(0) }, "advocate": { "id": story.advocates[0] }, "status": "CONFIRMED" });
    assert_eq!(found["trips"], json!([trip]));
    assert_eq!(found["milestones"], json!([{ "id": "milestone:gcr-consultation-1" }]));
    let visit = all(&found["visits"]).iter().find(|it| it["contact"]["id"] == json!(post)).unwrap();
    let own = story.follow_ups[0].last().unwrap();
    assert!(all(&visit["dueFollowUps"]).contains(&json!({ "id": own })), "{visit}");
    let unseen = story.asks(Who::Viewer, document)["outreach"].clone();
    assert_eq!((&unseen["trips"], &unseen["visits"]), (&json!([]), &json!([])));

    // Why the post is worth meeting, and the one that it led to.
    let document = r#"{ nextBestContacts(city: "geneva", dueBy: "2018-02-16", first: 100) { contact { id } reasons { kind count } } }"#;
    let reasons = |who, post: &str| -> Vec<String> {
        let found = story.asks(who, document)["nextBestContacts"].clone();
        let of_post = all(&found).iter().filter(|it| it["contact"]["id"] == json!(post));
        of_post.flat_map(|it| all(&it["reasons"])).map(|it| format!("{} {}", text(&it["kind"]), it["count"])).collect()
    };
    for who in [Who::Organiser, Who::Person(0), Who::Analyst] {
        let found = [&post, &next].map(|it| reasons(who, it));
        assert!(found[0].contains(&"FOLLOW_UP_DUE 1".to_owned()), "{who:?} {found:?}");
        assert!(found.iter().all(|it| it.contains(&"NAMED 1".to_owned())), "{who:?} {found:?}");
    }
    assert_eq!(story.asks(Who::Viewer, document)["nextBestContacts"], json!([]));

    let ways = format!("{{ introductions(to: {next:?}) {{ steps {{ kind to {{ id }} }} }} }}");
    let before = story.asks(Who::Person(0), &ways)["introductions"].clone();
    assert_eq!(before, json!([]));
    let done = json!({ "followUp": own, "completedOn": "2018-02-01", "outcome": "Asks for a note." });
    story.refuses(co_leads(2)[0], "completeFollowUp", done.clone(), "FORBIDDEN");
    story.grant(Who::Person(0), "completeFollowUp", "", done);
    assert!(!reasons(Who::Person(0), &post).iter().any(|it| it.starts_with("FOLLOW_UP_DUE")));
    let found = story.asks(Who::Person(0), &ways)["introductions"].clone();
    let steps = json!([{ "kind": "FOLLOW_UP", "to": { "id": post } }, { "kind": "REFERRAL", "to": { "id": next } }]);
    assert_eq!(found[0]["steps"], steps, "{found}");
}

/// What came about is there after two nights, and is still told to those alone whom it was told before.
pub(super) fn nothing_was_lost(story: &Story) {
    known(story);

    let lists = ["reports", "priorities(first: 1)", "referrals", "trips"];
    assert_eq!(lists.map(|it| story.count(Who::Organiser, it)), [10, 20, 4, 1]);
    let disagreements = "{ stocktaking { acts { disagreements { due } } } }";
    let found = story.asks(Who::Analyst, disagreements)["stocktaking"]["acts"].clone();
    assert!(all(&found).iter().all(|it| it["disagreements"] == json!([{ "due": true }])), "{found}");
}
