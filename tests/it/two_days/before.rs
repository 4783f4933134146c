//! What is prepared: people are nominated, chosen, asked and seated, governments expected, and the plan held against it.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::people::{LEFT_OVER, PEOPLE, Who, co_leads, in_session, organisation, rapporteur, table};
use super::people::{at_table, seats_at_table, seats_in_session, session};
use super::{Story, all, text};

const GATHERING: &str = "meeting:pv-2017";
/// How many delegates sit at each table.
const AT_TABLE: usize = 4;

/// The plan of a day for the gathering.
fn outlook(story: &Story, day: &str) -> Value {
    let document = format!(
        "{{ meetingPlan(day: {day:?}) {{ meetings {{ id }} outlooks {{ gathering {{ id }} people delegates worksOut
            binding {{ kind needed available slack message }} needs {{ kind needed available }} }} }} }}"
    );
    let plan = story.asks(Who::Organiser, &document)["meetingPlan"].clone();
    assert_eq!((all(&plan["meetings"]).len(), all(&plan["outlooks"]).len()), (10, 1), "{plan}");
    assert_eq!(plan["outlooks"][0]["gathering"]["id"], json!(GATHERING));
    plan["outlooks"][0].clone()
}

/// Checks whether a day works out, and what is scarcest.
#[track_caller]
fn check(story: &Story, day: &str, works_out: bool, kind: &str, slack: i64) {
    let found = outlook(story, day);
    let binding = &found["binding"];
    let expected = (json!(works_out), json!(kind), json!(slack));
    assert_eq!((found["worksOut"].clone(), binding["kind"].clone(), binding["slack"].clone()), expected, "{found}");
}

/// The attendances of a meeting, by advocate or contact.
fn attendances(story: &Story, meeting: &str) -> BTreeMap<String, String> {
    let document = format!(
        "{{ attendances(meeting: {meeting:?}, stages: [NOMINATED, SELECTED, INVITED, CONFIRMED], first: 100)
            {{ nodes {{ id advocate {{ id }} contact {{ id }} }} }} }}"
    );
    let found = story.asks(Who::Organiser, &document);
    let who = |it: &Value| it["advocate"]["id"].as_str().or_else(|| it["contact"]["id"].as_str()).unwrap().to_owned();
    all(&found["attendances"]["nodes"]).iter().map(|it| (who(it), text(&it["id"]))).collect()
}

/// People are made known and nominated; 75 are selected, invited and say yes, and the 76th finds no place.
pub(super) fn people_are_chosen(story: &mut Story) {
    check(story, "2017-12-02", true, "SEATS_OF_ROUND", 0);
    let added: Vec<_> = (0..=PEOPLE)
        .map(|it| json!({ "organisation": organisation(it), "name": format!("Participant {}", it + 1), "source": "Nomination" }))
        .collect();
    let added = story.grants(Who::Organiser, "addAdvocate", "advocate { id }", &added);
    story.advocates = added.iter().map(|it| text(&it["advocate"]["id"])).collect();
    let offices = (1..=10).flat_map(|act| co_leads(act).into_iter().chain([rapporteur(act)]));
    let people: Vec<_> = offices.chain([5, 14, LEFT_OVER].map(Who::Person)).collect();
    let token = |who: &Who| match who {
        Who::Person(it) => {
            json!({ "role": "ADVOCATE", "name": format!("Participant {}", it + 1), "advocate": story.advocates[*it] })
        }
        Who::Viewer => json!({ "role": "VIEWER", "name": "Public dashboard" }),
        _ => json!({ "role": "ANALYST", "name": "Dashboard" }),
    };
    let people: Vec<_> = people.into_iter().chain([Who::Viewer, Who::Analyst]).collect();
    let inputs: Vec<_> = people.iter().map(token).collect();
    story.refuses(Who::Organiser, "createToken", inputs[0].clone(), "FORBIDDEN");
    let made = story.grants(Who::Admin, "createToken", "secret", &inputs);
    story.tokens.extend(people.iter().zip(&made).map(|(who, it)| (*who, text(&it["secret"]))));
    let told = story.asks(Who::Person(0), "{ viewer { role organisation { id } advocate { id name } } }");
    let expected = json!({ "role": "ADVOCATE", "organisation": { "id": organisation(0) },
        "advocate": { "id": story.advocates[0], "name": "Participant 1" } });
    assert_eq!(told["viewer"], expected);

    let process = |it: usize| if it % 3 == 2 { "Action Committee" } else { "Regional consultation" };
    let seat = |it: usize| json!({ "advocate": story.advocates[it], "stage": "NOMINATED", "nominatedBy": process(it) });
    let seats: Vec<_> = (0..=PEOPLE).map(seat).collect();
    story.refuses(Who::Person(0), "seatAll", json!({ "meeting": GATHERING, "seats": seats }), "FORBIDDEN");
    story.grant(Who::Organiser, "seatAll", "", json!({ "meeting": GATHERING, "seats": seats }));
    let nominated = attendances(story, GATHERING);
    let to = |stage: &str, who: std::ops::Range<usize>| -> Vec<_> {
        who.map(|it| json!({ "attendance": nominated[&story.advocates[it]], "stage": stage })).collect()
    };
    story.grants(Who::Organiser, "updateAttendance", "", &to("SELECTED", 0..PEOPLE));
    story.refuses(Who::Organiser, "updateAttendance", to("SELECTED", 75..76)[0].clone(), "PLACES_TAKEN");
    story.grants(Who::Organiser, "updateAttendance", "", &to("INVITED", 0..PEOPLE));
    // Nobody says yes for others, nor without having been asked.
    story.refuses(Who::Person(LEFT_OVER), "updateAttendance", to("CONFIRMED", 75..76)[0].clone(), "FORBIDDEN");
    story.grants(Who::Person(0), "updateAttendance", "", &to("CONFIRMED", 0..1));
    story.grants(Who::Organiser, "updateAttendance", "", &to("CONFIRMED", 1..PEOPLE));

    let document = format!(
        "{{ selection(meeting: {GATHERING:?}) {{ civilSociety {{ places taken left }} byRegion {{ region nominated taken }}
            byProcess {{ process nominated taken }} byStage {{ stage count }} }} }}"
    );
    let found = story.asks(Who::Organiser, &document)["selection"].clone();
    assert_eq!(found["civilSociety"], json!({ "places": 75, "taken": 75, "left": 0 }));
    let regions: BTreeMap<_, _> = all(&found["byRegion"])
        .iter()
        .map(|it| (it["region"].as_str().unwrap_or("none"), (it["nominated"].clone(), it["taken"].clone())))
        .collect();
    let expected = [
        ("AFRICA", 0, 10),
        ("ASIA", 0, 5),
        ("EUROPE", 0, 10),
        ("LATIN_AMERICA", 1, 5),
        ("MENA", 0, 5),
        ("NORTH_AMERICA", 0, 10),
        ("PACIFIC", 0, 10),
        ("none", 0, 20),
    ];
    assert_eq!(regions, expected.map(|(region, nominated, taken)| (region, (json!(nominated), json!(taken)))).into());
    let processes = json!([{ "process": "Action Committee", "nominated": 0, "taken": 25 },
        { "process": "Regional consultation", "nominated": 1, "taken": 50 }]);
    assert_eq!(found["byProcess"], processes);
    assert_eq!(found["byStage"], json!([{ "stage": "NOMINATED", "count": 1 }, { "stage": "CONFIRMED", "count": 75 }]));
}

/// Two rounds of five sessions, fifteen in each: 150 seats, and not one too many.
pub(super) fn sessions_are_seated(story: &Story) {
    let input = |act| json!({ "meeting": session(act), "seats": seats_in_session(act, &story.advocates) });
    let inputs: Vec<_> = (1..=10).map(input).collect();
    let selected = "meeting { round completeness { participants coLeads rapporteur free lacks warnings { kind } } }";
    for (act, it) in (1..).zip(story.grants(Who::Organiser, "seatAll", selected, &inputs)) {
        let full =
            json!({ "participants": 15, "coLeads": 2, "rapporteur": true, "free": 0, "lacks": [], "warnings": [] });
        assert_eq!(it["meeting"], json!({ "round": if act <= 5 { 1 } else { 2 }, "completeness": full }), "Act {act}");
    }
    let found = outlook(story, "2017-12-02");
    let need = |kind, needed, available| json!({ "kind": kind, "needed": needed, "available": available });
    let round = [need("SEATS_OF_ROUND", 75, 75), need("PEOPLE_FOR_SESSIONS", 0, 0)];
    let [seats, people] = round;
    assert_eq!(found["needs"], json!([need("PLACES", 75, 75), seats, people, seats, people]));
    assert_eq!((&found["people"], &found["worksOut"]), (&json!(75), &json!(true)));
}

/// The plan has nothing to spare, and says what breaks it.
pub(super) fn a_seat_too_few_or_too_many_is_named(story: &Story) {
    let person = |it: usize| story.advocates[it].clone();
    let seat = |act, it, role| json!({ "meeting": session(act), "advocate": person(it), "role": role });
    story.refuses(Who::Organiser, "seat", seat(1, LEFT_OVER, "PARTICIPANT"), "FIFTEEN_PARTICIPANTS");
    let own = attendances(story, &session(1))[&person(14)].clone();
    story.grant(Who::Person(14), "withdrawAttendance", "", json!({ "attendance": own }));
    let found = outlook(story, "2017-12-02");
    assert_eq!(found["needs"][2], json!({ "kind": "PEOPLE_FOR_SESSIONS", "needed": 0, "available": 1 }));
    check(story, "2017-12-02", true, "PLACES", 0);
    // Somebody of the second session, who would be in two of one round.
    story.refuses(Who::Organiser, "seat", seat(1, 29, "PARTICIPANT"), "ONCE_A_ROUND");
    story.refuses(Who::Organiser, "seat", seat(1, 14, "CO_LEAD"), "TWO_CO_LEADS");
    story.refuses(Who::Organiser, "seat", seat(1, 14, "RAPPORTEUR"), "ONE_RAPPORTEUR");
    let government = json!({ "meeting": session(1), "contact": "contact:mex-new-york" });
    story.refuses(Who::Organiser, "seat", government, "SESSION_IS_CIVIL_SOCIETY_ONLY");
    let given = story.grant(Who::Organiser, "seat", "attendance { id }", seat(1, LEFT_OVER, "PARTICIPANT"));
    check(story, "2017-12-02", false, "PLACES", -1);
    let message = outlook(story, "2017-12-02")["binding"]["message"].clone();
    assert_eq!(message, json!("76 people of civil society have a seat, and the gathering has 75 places."));
    story.refuses(Who::Organiser, "seat", seat(1, 14, "PARTICIPANT"), "FIFTEEN_PARTICIPANTS");
    story.grant(Who::Organiser, "withdrawAttendance", "", json!({ "attendance": given["attendance"]["id"] }));
    story.grant(Who::Organiser, "updateAttendance", "", json!({ "attendance": own, "stage": "CONFIRMED" }));
    check(story, "2017-12-02", true, "PLACES", 0);
    // A place more at the gathering is a seat too few in the sessions; a place less, and somebody has none.
    let places = |it: usize| json!({ "meeting": GATHERING, "places": it });
    story.grant(Who::Organiser, "updateMeeting", "", places(76));
    check(story, "2017-12-02", false, "SEATS_OF_ROUND", -1);
    story.refuses(Who::Organiser, "updateMeeting", places(74), "PLACES_TAKEN");
    story.grant(Who::Organiser, "updateMeeting", "", places(75));
}

/// Four delegates at each table, and with them seven or eight of those who were in the session on its Act.
pub(super) fn tables_are_seated(story: &mut Story) {
    let document = r#"{ contacts(filter: { cities: ["new-york"] }, first: 100) { nodes { id state { code } } } }"#;
    let found = story.asks(Who::Organiser, document);
    let posts = all(&found["contacts"]["nodes"]).iter().filter(|it| it["state"].is_object());
    let mut posts: Vec<_> = posts.map(|it| (text(&it["state"]["code"]), text(&it["id"]))).collect();
    posts.sort();
    posts.dedup_by(|one, other| one.0 == other.0);
    story.delegates = posts.into_iter().map(|(state, post)| (post, state)).collect();
    let role = "GOVERNMENT_REPRESENTATIVE";
    let seat = |(post, _): &(String, String)| json!({ "contact": post, "role": role, "stage": "CONFIRMED" });
    let of = |act: usize| &story.delegates[AT_TABLE * (act - 1)..AT_TABLE * act];
    let forty: Vec<_> = story.delegates[..40].iter().map(seat).collect();
    story.grant(Who::Organiser, "seatAll", "", json!({ "meeting": GATHERING, "seats": forty }));
    let one_more = json!({ "meeting": GATHERING, "contact": story.delegates[40].0 });
    story.refuses(Who::Organiser, "seat", one_more, "GOVERNMENT_PLACES_TAKEN");
    let document = format!("{{ selection(meeting: {GATHERING:?}) {{ governments {{ places taken left }} }} }}");
    let taken = story.asks(Who::Organiser, &document)["selection"]["governments"].clone();
    assert_eq!(taken, json!({ "places": 40, "taken": 40, "left": 0 }));
    let expect = |act| of(act).iter().map(move |(_, state)| json!({ "meeting": table(act), "state": state }));
    let expected: Vec<_> = (1..=10).flat_map(expect).collect();
    story.grants(Who::Organiser, "expectState", "", &expected);

    let at_first = |it: usize, role| json!({ "meeting": table(1), "advocate": story.advocates[it], "role": role });
    story.refuses(Who::Organiser, "seat", at_first(15, "FACILITATOR"), "FACILITATOR_LEADS_SESSION_ON_SAME_ACT");
    story.refuses(Who::Organiser, "seat", at_first(2, "RAPPORTEUR"), "TABLE_HAS_NO_RAPPORTEUR");
    let seats =
        |act| seats_at_table(act, &story.advocates).into_iter().chain(of(act).iter().map(seat)).collect::<Vec<_>>();
    let inputs: Vec<_> = (1..=10).map(|act| json!({ "meeting": table(act), "seats": seats(act) })).collect();
    let selected = "meeting { completeness { participants delegates facilitator lacks warnings { kind } } }";
    for (act, it) in (1..).zip(story.grants(Who::Organiser, "seatAll", selected, &inputs)) {
        let people = if act <= 5 { 8 } else { 7 };
        let expected =
            json!({ "participants": people, "delegates": 4, "facilitator": true, "lacks": [], "warnings": [] });
        assert_eq!(it["meeting"]["completeness"], expected, "Act {act}");
    }
    story.refuses(Who::Organiser, "seat", at_first(10, "PARTICIPANT"), "EIGHT_LEADERS");
    let [fifth, sixth] = [40, 41].map(|it| json!({ "meeting": table(1), "contact": story.delegates[it].0 }));
    let fifth = story.grant(Who::Organiser, "seat", "attendance { id }", fifth);
    story.refuses(Who::Organiser, "seat", sixth, "FIVE_DELEGATES");
    story.grant(Who::Organiser, "withdrawAttendance", "", json!({ "attendance": fifth["attendance"]["id"] }));
    let found = outlook(story, "2017-12-03");
    let need = |kind, needed, available| json!({ "kind": kind, "needed": needed, "available": available });
    let expected = json!([
        need("PLACES", 75, 75),
        need("FACILITATORS", 10, 10),
        need("PEOPLE_FOR_TABLES", 0, 0),
        need("DELEGATES_FOR_TABLES", 0, 0),
        need("SEATS_FOR_DELEGATES", 40, 50),
        need("SEATS_AT_TABLES", 75, 80),
        need("RECOMMENDED_TABLES", 75, 75)
    ]);
    assert_eq!((&found["needs"], &found["worksOut"]), (&expected, &json!(true)));
    let everybody: std::collections::BTreeSet<_> = (1..=10).flat_map(at_table).collect();
    assert_eq!((everybody.len(), in_session(6)[0]), (75, 5));
}
