//! Exporting: what is written is read back as it was, whatever has been done to it, and for whatever campaign.

use serde_json::{Value, json};

use demarche::cli::tables::fixtures;

use crate::program::{Place, Served, check_same};

/// Exports, imports that into an empty directory, and exports again: the same files.
fn check_round_trip(place: &Place, data: &str) -> Vec<(String, String)> {
    let first = place.export(data, "first");
    assert_eq!(first.len(), 31);
    let paths: Vec<_> = first.iter().map(|it| place.text(&format!("first/{}", it.0))).collect();
    place.import("again", &paths).done();
    check_same(&first, &place.export("again", "second"));
    // Nothing of what was exported is news to where it came from.
    let unchanged = place.import(data, &paths).done();
    assert!(unchanged.lines().all(|it| it.contains(" 0 created, 0 changed, ")), "{unchanged}");
    first
}

fn content<'a>(files: &'a [(String, String)], name: &str) -> &'a str {
    files.iter().find(|it| it.0 == name).map_or("", |it| it.1.as_str())
}

#[test]
fn the_reference_data_comes_back_as_it_was() {
    let place = Place::new();
    place.with_fixtures("data");
    let files = check_round_trip(&place, "data");
    for (name, content) in &files {
        let given = fixtures::FILES.iter().find(|it| it.0 == name);
        let rows = given.map_or(0, |(_, bytes)| csv::Reader::from_reader(*bytes).records().count());
        assert_eq!(csv::Reader::from_reader(content.as_bytes()).records().count(), rows, "{name}");
    }
}

#[test]
fn what_was_changed_comes_back_too() {
    let place = Place::new();
    place.with_fixtures("data");
    let dir = place.text("data");
    let served = Served::start(&["--data", &dir]);
    let grant = |wish: &str| {
        let done = served.data(&format!("mutation {{ done: {wish} {{ userErrors {{ message }} }} }}"));
        assert_eq!(done["done"]["userErrors"], json!([]), "{wish}");
    };
    let long = "A line, \\\"quoted\\\".\\nAnother; = +1.\\n".repeat(200);
    grant(r#"addOrganisation(input: { key: "new", name: "=SUM(A1), \"quoted\"" })"#);
    grant(r#"retractStance(input: { stance: "stance:alb-3-2007-06-05-1", reason: "The wrong\nstate" })"#);
    grant(r#"cancelFollowUp(input: { followUp: "followUp:arm-3-round-4", reason: "Nobody, really" })"#);
    grant(&format!(
        r#"completeFollowUp(input: {{ followUp: "followUp:arm-3-between-2-3", completedOn: "2018-04-02", outcome: "{long}" }})"#
    ));
    grant(&format!(
        r#"updateFollowUp(input: {{ followUp: "followUp:arm-3-capital-2018-04", purpose: "{long}", contact: null }})"#
    ));
    grant(
        r#"updateContact(input: { contact: "contact:mex-geneva", name: "Ana Pérez", email: "ana@example.org", phone: "+41 22", acts: [10, 2] })"#,
    );
    grant(
        r#"addContact(input: { key: "eu-new", body: "body:eu", city: "city:brussels", post: "Desk", level: REGIONAL, name: "Ben" })"#,
    );
    grant(
        r#"planFollowUp(input: { purpose: "Quiet", state: "MEX", level: LOCAL, assignee: "organisation:new", due: "2018-05-01", marking: RESTRICTED })"#,
    );
    // Recorded last though observed first, with a key that sorts before those recorded earlier.
    for (key, day) in [("z", "2018-01-02"), ("a", "2018-01-01")] {
        grant(&format!(
            r#"recordStance(input: {{ key: "{key}", state: "MEX", act: 6, position: NEGATIVE, observedOn: "{day}", confidence: LOW,
               rationale: "One,\ntwo", newEvidence: {{ kind: OTHER, title: "T", url: "https://example.org/{key}" }}, evidence: ["evidence:act-now"] }})"#
        ));
    }
    grant(
        r#"recordStance(input: { state: "MEX", act: 7, position: POSITIVE, leadership: NONE, observedOn: "2018-01-01", confidence: LOW,
        evidence: ["evidence:act-now"], marking: RESTRICTED })"#,
    );
    served.signal("TERM");
    assert_eq!(served.ended().code, Some(0));

    let files = check_round_trip(&place, "data");
    let stances = content(&files, "stances.csv");
    assert!(stances.contains(",\"The wrong\nstate\",,\n"), "the reason of a retraction");
    assert!(stances.find("\nz,MEX,6,") < stances.find("\na,MEX,6,"), "the order of recording");
    let found = [
        content(&files, "follow_ups.csv").contains("\"Nobody, really\""),
        content(&files, "follow_ups.csv").contains(",restricted,"),
        content(&files, "contacts.csv").contains(",2 10,Ana Pérez,ana@example.org,+41 22,"),
        content(&files, "organisations.csv").contains("new,\"=SUM(A1), \"\"quoted\"\"\""),
    ];
    assert_eq!(found, [true; 4]);
}

/// People who are made up, and what could have come of the meetings of the reference data.
const PEOPLE: [(&str, &str); 18] = [
    ("organisation_members.csv", "org_id,member_id\npicum,made-afrique\nmade-afrique,panidmr\n"),
    (
        "advocates.csv",
        "advocate_id,org_id,name,email,phone,source,kept_until\n\
         p-17,picum,Participant 17,p17@example.org,,registration,2018-12-31\np-18,made-afrique,,,,,\n",
    ),
    (
        "meetings.csv",
        "meeting_id,kind,title,act,city_id,start,end,rule,marking,recorded_by\n\
         quiet,bilateral,\"A meeting, quiet\",3,geneva,2018-02-05T10:00,2018-02-05T11:30,open,restricted,picum\n",
    ),
    (
        "expected_states.csv",
        "expectation_id,meeting_id,iso3,withdrawn\nx,pv-2017-table-act-3,MEX,false\ny,pv-2017-table-act-3,ARM,true\n",
    ),
    (
        "attendances.csv",
        "attendance_id,meeting_id,advocate_id,contact_id,role,stage,nominated_by,erased_on\n\
         b,pv-2017-session-act-3,p-17,,co_lead,attended,PICUM,2018-06-30\n\
         a,pv-2017-table-act-3,,mex-geneva,government_representative,confirmed,,2018-06-30\n",
    ),
    (
        "trips.csv",
        "trip_id,org_id,advocate_id,city_id,from,to,status,marking\n\
         t,picum,p-17,geneva,2018-02-05,2018-02-09,planned,restricted\n",
    ),
    (
        "reports.csv",
        "report_id,meeting_id,stage,highlight_1,highlight_2,highlight_3,marking,recorded_by,complementarity,applies_to\n\
         r,pv-2017-session-act-3,filed,One,\"Two\nlines\",,coalition,picum,\"To all, both\",both\n\
         d,pv-2017-session-act-10,draft,,,,restricted,,,\n",
    ),
    ("report_answers.csv", "report_id,field_id,text\nr,leaders,Both\nr,priorities,\"=1, and\nmore\"\n"),
    (
        "report_priorities.csv",
        "report_id,number,text,urgency,applies_to,disagreement,revisit_on\n\
         r,1,Protect,high,both,How far,2018-03-01\nr,2,Ask,low,migrants,,\nd,1,Think,medium,refugees,,\n",
    ),
    ("report_questions.csv", "report_id,number,text,arguments\nr,1,Why?,So\nr,2,When?,\n"),
    (
        "report_stances.csv",
        "report_id,proposal_id,iso3,position,leadership,confidence,observed_on,rationale,status,stance_id\n\
         r,a,MEX,positive,,low,2018-01-01,,accepted,s\nr,b,ARM,on_the_fence,can_lead,high,,\"Said, twice\",proposed,\n",
    ),
    (
        "report_follow_ups.csv",
        "report_id,proposal_id,purpose,iso3,body_id,contact_id,city_id,level,assignee,due,status,follow_up_id\n\
         r,c,Met at a table,MEX,,mex-geneva,geneva,global,picum,2018-01-15,accepted,met\n\
         r,d,Ask them,,eu,,,regional,picum,2018-05-01,declined,\n",
    ),
    (
        "priorities.csv",
        "priority_id,act,text,urgency,applies_to,endorsed_by,disagreement,revisit_on,report_id,marking,recorded_by,agreed_on\n\
         p,3,Protect,high,both,picum made-afrique,How far,2018-03-01,r,public,,2017-12-02\nq,3,Ask,low,migrants,,,,,coalition,picum,\n",
    ),
    (
        "questions.csv",
        "question_id,act,number,text,arguments,marking,recorded_by,report_id,withdrawn\n\
         q,3,1,Why?,So,coalition,,r,false\no,3,1,What?,,coalition,picum,,true\n",
    ),
    (
        "referrals.csv",
        "referral_id,iso3,contact_id,act,city_id,hint,status,given_by,note,marking,recorded_by,evidence_ids\n\
         f,MEX,mex-geneva,3,geneva,on_the_fence,open,arm-new-york,Ask,restricted,picum,act-now\n",
    ),
    (
        "stances.csv",
        "stance_id,iso3,act,position,observed_on,evidence_ids,confidence,report_id,recorded_by\n\
         s,MEX,3,positive,2018-01-01,,low,r,picum\n",
    ),
    (
        "follow_ups.csv",
        "follow_up_id,purpose,iso3,level,assignee,due,status,completed_on,outcome,report_id\n\
         met,Met at a table,MEX,global,picum,2018-01-15,done,,,r\n",
    ),
    (
        "evidence.csv",
        "evidence_id,kind,title,meeting_id,marking,recorded_by\ne,statement,Said,pv-2017-session-act-3,restricted,picum\n",
    ),
];

#[test]
fn people_meetings_and_what_came_of_them_come_back() {
    let place = Place::new();
    place.with_fixtures("data");
    let paths: Vec<_> = PEOPLE.iter().map(|(name, content)| place.file(name, content)).collect();
    place.import("data", &paths).done();
    let files = check_round_trip(&place, "data");
    // These tables hold nothing else, and are written as they were given, save for their order.
    let sorted = |text: &str| {
        let mut rows: Vec<_> = csv::Reader::from_reader(text.as_bytes()).records().map(Result::unwrap).collect();
        rows.sort_by(|a, b| a.iter().cmp(b.iter()));
        rows
    };
    for name in [
        "organisation_members",
        "advocates",
        "expected_states",
        "attendances",
        "trips",
        "reports",
        "report_answers",
        "report_priorities",
        "report_questions",
        "report_stances",
        "report_follow_ups",
        "priorities",
        "questions",
        "referrals",
    ] {
        let name = format!("{name}.csv");
        let (_, given) = PEOPLE.iter().find(|it| it.0 == name).unwrap();
        assert_eq!(sorted(content(&files, &name)), sorted(given), "{name}");
    }
    assert!(content(&files, "stances.csv").contains(",,r,picum\n"), "a stance that rests on a report");
    assert!(content(&files, "follow_ups.csv").contains(",done,,,,coalition,,r,\n"), "a follow-up done without day");
    assert!(
        content(&files, "evidence.csv").contains(",pv-2017-session-act-3,restricted,picum\n"),
        "evidence of a session"
    );
    assert!(content(&files, "meetings.csv").contains("\"A meeting, quiet\",3,"), "a meeting");
}

/// A made-up campaign on the sea: seven Acts, three states, one round outside New York, numbers with gaps.
const OTHER: [(&str, &str); 13] = [
    ("acts.csv", "act,title\n1,Reefs\n2,Ice\n3,Noise\n4,Nets\n5,Oil\n6,Sand\n12,Whales\n"),
    ("phases.csv", "phase,name,start_date,end_date\n7,Talks,2030-03-01,2030-05-31\n9,After,2030-05-15,2030-12-31\n"),
    (
        "milestones.csv",
        "milestone_id,title,start_date,end_date,city_id,phase,kind,process\n\
         first-round,First round,2030-04-01,2030-04-05,xa,7,negotiation,sea\nsecond-round,Second round,2030-06-03,2030-06-04,xb,9,negotiation,sea\n",
    ),
    (
        "states.csv",
        "iso3,name,official_name,un_group,cs_region\nXAA,Aland,Republic of Aland,WEOG,Pacific\nXBB,Beland,Kingdom of Beland,African,Africa\nXCC,Celand,Celand,GRULAC,Latin America\n",
    ),
    (
        "cities.csv",
        "city_id,name,iso3,lat,lon,timezone,is_capital,is_hub\nxa,Alatown,XAA,1.5,-2,Pacific/Auckland,true,true\nxb,Betown,XBB,0,0,UTC,true,false\nxc,Cetown,XCC,-90,180,UTC,true,false\nship,A ship,,10,10,UTC,false,true\n",
    ),
    ("bodies.csv", "body_id,name,short_name,kind\nislands,Islands,,bloc\n"),
    (
        "body_members.csv",
        "body_id,iso3,from,to\nislands,XAA,2029-01-01,2030-04-02\nislands,XCC,,\nislands,XAA,2031-01-01,\n",
    ),
    ("organisations.csv", "org_id,name,short_name\ndivers,Divers,\n"),
    ("organisation_roles.csv", "role_id,org_id,role,scope\nr1,divers,regional-anchor,Pacific\n"),
    ("evidence.csv", "evidence_id,kind,title,date,publisher,url,iso3\nlog,document,A log,2025-06-30,,,\n"),
    (
        "stances.csv",
        "stance_id,iso3,act,position,leadership,observed_on,evidence_ids,assessed_by,confidence,marking,rationale\n\
         s1,XAA,12,positive,leads,2025-01-01,log,divers,high,public,\ns2,XBB,12,negative,can_lead,2025-01-01,log,,low,coalition,\ns3,XCC,2,on_the_fence,,2025-02-01,log,,low,coalition,\n",
    ),
    (
        "contacts.csv",
        "contact_id,iso3,city_id,post,institution,level,acts,marking,body_id\nc1,XAA,ship,Captain,,global,12,coalition,\nc2,,ship,Secretary,,global,,coalition,islands\n",
    ),
    (
        "follow_ups.csv",
        "follow_up_id,purpose,iso3,act,contact_id,city_id,level,assignee,due,status,marking\nf1,Ask,XAA,12,c1,ship,global,divers,2030-04-20,open,coalition\n",
    ),
];

#[test]
fn another_campaign_is_data_too() {
    let place = Place::new();
    let paths: Vec<_> = OTHER.iter().map(|(name, content)| place.file(name, content)).collect();
    place.import("data", &paths).done();
    check_round_trip(&place, "data");

    let dir = place.text("data");
    let served = Served::start(&["--data", &dir, "--today", "2030-04-03"]);
    let found = served.data(
        r#"{ acts { number } phases { number } leaders(act: 12) { nodes { state { code } leadership contacts { id } openFollowUps { id } } }
            roadmap { from to asOf open months { month milestones { id } followUps { id } } gaps { nodes { state { code } act { number } nextRound { id } } } }
            outreach(city: "ship", from: "2030-04-01", to: "2030-04-30") { visits { contact { id } dueFollowUps { id } standings { act { number } position } } }
            bodies { members { code } earlier: members(asOf: "2030-04-02") { code } later: members(asOf: "2031-01-01") { code } } }"#,
    );
    let months = |all: &[(&str, Value, Value)]| -> Vec<Value> {
        all.iter().map(|(month, milestones, follow_ups)| json!({ "month": month, "milestones": milestones, "followUps": follow_ups })).collect()
    };
    let acts = [1, 2, 3, 4, 5, 6, 12].map(|it| json!({ "number": it }));
    let expected = json!({
        "acts": acts,
        "phases": [{ "number": 7 }, { "number": 9 }],
        "leaders": { "nodes": [
            { "state": { "code": "XAA" }, "leadership": "LEADS", "contacts": [{ "id": "contact:c1" }], "openFollowUps": [{ "id": "followUp:f1" }] },
            { "state": { "code": "XBB" }, "leadership": "CAN_LEAD", "contacts": [], "openFollowUps": [] },
        ] },
        "roadmap": { "from": "2030-03-01", "to": "2030-05-31", "asOf": "2030-04-03", "open": 1,
            "months": months(&[("2030-03", json!([]), json!([])),
                ("2030-04", json!([{ "id": "milestone:first-round" }]), json!([{ "id": "followUp:f1" }])), ("2030-05", json!([]), json!([]))]),
            "gaps": { "nodes": [
                { "state": { "code": "XCC" }, "act": { "number": 2 }, "nextRound": { "id": "milestone:second-round" } },
                { "state": { "code": "XBB" }, "act": { "number": 12 }, "nextRound": { "id": "milestone:second-round" } },
            ] } },
        "outreach": { "visits": [
            { "contact": { "id": "contact:c1" }, "dueFollowUps": [{ "id": "followUp:f1" }], "standings": [{ "act": { "number": 12 }, "position": "POSITIVE" }] },
            { "contact": { "id": "contact:c2" }, "dueFollowUps": [], "standings": [] },
        ] },
        "bodies": [{ "members": [{ "code": "XCC" }], "earlier": [{ "code": "XAA" }, { "code": "XCC" }], "later": [{ "code": "XAA" }, { "code": "XCC" }] }],
    });
    assert_eq!(found, expected);
    let refused = served.ask("{ leaders(act: 7) { totalCount } }", json!({}));
    assert!(refused.to_string().contains("the Acts are 1, 2, 3, 4, 5, 6, 12"), "{refused}");
}
