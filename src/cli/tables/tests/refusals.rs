//! What is refused, and how that is said.

use super::*;

/// The errors of reading one file on top of nothing.
fn check(text: &str, expected: &[&str]) {
    check_all(&[("f.csv", text.as_bytes())], expected);
}

fn check_all(files: &[(&str, &[u8])], expected: &[&str]) {
    let errors = read_onto(&[], files).map(|batch| batch.entities).map_err(shown);
    assert_eq!(errors.err().unwrap_or_default(), expected);
}

/// The errors of one row, without place.
fn check_row(head: &str, row: &str, expected: &[&str]) {
    let expected: Vec<_> = expected.iter().map(|it| format!("f.csv:2: {it}")).collect();
    check(&format!("{head}\n{row}\n"), &expected.iter().map(String::as_str).collect::<Vec<_>>());
}

#[test]
fn headers() {
    check("", &["f.csv:1: the file is empty; it needs a header row"]);
    check(
        "iso3,name,name,official_name,cs_region\n",
        &[
            "f.csv:1: name: there are two columns of this name; keep one",
            "f.csv:1: the header is of none of the kinds there are. They are known by: states (iso3, un_group), \
             cities (city_id, timezone), bodies (body_id, kind), body_members (body_id, iso3), acts (act, title), \
             phases (phase, name), milestones (milestone_id), organisations (org_id), organisation_roles (role_id), \
             organisation_members (org_id, member_id), evidence (evidence_id), stances (stance_id), \
             contacts (contact_id), follow_ups (follow_up_id), advocates (advocate_id), meetings (meeting_id), \
             expected_states (expectation_id), attendances (attendance_id), trips (trip_id), \
             report_fields (field_id), reports (report_id), report_answers (report_id, field_id), \
             report_priorities (report_id, number, urgency), report_questions (report_id, number), \
             report_stances (report_id, proposal_id, position), \
             report_follow_ups (report_id, proposal_id, purpose), priorities (priority_id), questions (question_id), referrals (referral_id), \
             takeaway_stances (takeaway_id, position), takeaway_referrals (takeaway_id, status)",
        ],
    );
    check(
        "\n\niso3,name,un_group\n",
        &[
            "f.csv:3: official_name: the column is missing; every file of states has it",
            "f.csv:3: cs_region: the column is missing; every file of states has it",
        ],
    );
    check("act,title,title\n", &["f.csv:1: title: there are two columns of this name; keep one"]);
    let errors = read_onto(&[], &[("f.csv", b"act;title\n1;One\n")]).map_err(shown).unwrap_err();
    assert!(errors[0].contains("the kinds there are; separate cells by commas."), "{errors:?}");
}

#[test]
fn a_mark_of_byte_order_does_not_hide_a_quote() {
    check(
        "\u{feff}\"act,title\n1,One\n",
        &["f.csv:1: a quote is left open or stands alone; close it, and write a quote inside quotes twice"],
    );
}

#[test]
fn rows_as_wide_as_the_header() {
    check(
        "act,title\n1\n2,\"Two\nlines\",x\n\n3,Three,\n4,\"Four\n",
        &[
            "f.csv:2: the row has 1 cells and the header 2; is a comma missing, or not quoted?",
            "f.csv:3: the row has 3 cells and the header 2; is a comma missing, or not quoted?",
            "f.csv:6: the row has 3 cells and the header 2; is a comma missing, or not quoted?",
            "f.csv:7: a quote is left open or stands alone; close it, and write a quote inside quotes twice",
        ],
    );
}

#[test]
fn other_encodings() {
    let advice = "the bytes are not UTF-8 (Latin-1?); save the file as UTF-8";
    check_all(
        &[("latin.csv", b"act,title,note\n1,One,\n2,Two,\"a\nb\"\n3,Mexiqu\xE9,caf\xE9\n")],
        &[
            &format!("latin.csv:5: title: \"Mexiqu\u{fffd}\": {advice}"),
            &format!("latin.csv:5: note: \"caf\u{fffd}\": {advice}"),
        ],
    );
    check_all(&[("latin.csv", b"act,title,caf\xE9\n1,One,\n")], &[&format!("latin.csv:1: \"caf\u{fffd}\": {advice}")]);
}

#[test]
fn all_mistakes_are_named_at_once() {
    check_all(
        &[("acts.csv", b"act,title\nx,\n1,One\n")],
        &["acts.csv:2: act: \"x\": write a whole number from 1 to 65535", "acts.csv:2: title: is empty; fill it in"],
    );
    let files: [(&str, &[u8]); 3] = [
        ("phases.csv", b"phase,name,start_date,end_date\n1,\"a\nb\",2018-02-30,x\n2,Two,2018-02-01,2018-01-01\n"),
        ("vote.csv", b"iso3,vote\nMEX,yes\n"),
        ("acts.csv", b"act,title\nx,One\n"),
    ];
    let found = shown(read_onto(&[], &files).unwrap_err());
    let places: Vec<_> = found.iter().map(|it| it.split(' ').take(2).collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(
        places,
        [
            "phases.csv:2: name:",
            "phases.csv:2: start_date:",
            "phases.csv:2: end_date:",
            "phases.csv:4: end_date:",
            "vote.csv:1: the",
            "acts.csv:2: act:"
        ]
    );
}

#[test]
fn keys_that_stand_there_twice() {
    check_all(
        &[("a.csv", b"act,title\n1,One\n01,Two\n"), ("b.csv", b"act,title\n1,Three\n")],
        &["a.csv:3: act: 1 is in a.csv:2 too; keep one", "b.csv:2: act: 1 is in a.csv:2 too; keep one"],
    );
    check_all(
        &[("o.csv", b"org_id,name\na,A\nb,B\n"), ("r.csv", b"role_id,org_id,role\nr1,a,x\nr1,b,y\n")],
        &["r.csv:3: role_id: this role is in r.csv:2; keep one"],
    );
}

#[test]
fn states_and_cities() {
    check_row(
        "iso3,name,official_name,cs_region,un_group",
        "MX,,United Mexican States,Latin america,GRULAC",
        &[
            "iso3: \"MX\": a state is named by its three-letter ISO 3166-1 code, such as MEX",
            "name: is empty; fill it in",
            "cs_region: \"Latin america\": write one of: Africa, Asia, Europe, Latin America, Middle East/North Africa, \
             North America, Pacific",
        ],
    );
    check_row(
        "city_id,name,iso3,lat,lon,timezone,is_capital,is_hub",
        "Geneva,Geneva,,91,-180.5,Europe/Zurich,true,no",
        &[
            "city_id: \"Geneva\": a key is 1 to 64 characters of a-z, 0-9 and -",
            "lat: \"91\": write degrees from -90 to 90 with a decimal point, such as 46.2022",
            "lon: \"-180.5\": write degrees from -180 to 180 with a decimal point, such as 46.2022",
            "is_hub: \"no\": write true or false",
            "is_capital: a capital needs its state; fill iso3",
        ],
    );
}

#[test]
fn milestones() {
    check_row(
        "milestone_id,title,start_date,end_date,kind,phase",
        "a,Round,2018-02-20,2018-02-19,round,one",
        &[
            "phase: \"one\": write a whole number from 1 to 65535",
            "kind: \"round\": write one of: negotiation, draft, document, consultation, hearing, resolution, civil-society, \
             intergovernmental, withdrawal, vote, deadline, other",
            "end_date: 2018-02-19 is before 2018-02-20, the first day",
        ],
    );
}

#[test]
fn members_and_roles() {
    let head = "body_id,iso3,from,to";
    let body: (&str, &[u8]) = ("b.csv", b"body_id,name,kind\neu,European Union,bloc\n");
    let check = |rows: &str, expected: &[&str]| {
        check_all(&[("m.csv", format!("{head}\n{rows}").as_bytes()), body], expected);
    };
    check("eu,FRA,,1999-12-31\neu,FRA,2000-01-01,\n", &[]);
    check(
        "eu,FRA,,2000-01-01\neu,FRA,2000-01-01,\n",
        &["m.csv:3: from: the period overlaps that of m.csv:2; keep one"],
    );
    check("eu,FRA,,\neu,FRA,,\n", &["m.csv:3: from: the period overlaps that of m.csv:2; keep one"]);
    check("eu,FRA,2000-01-02,2000-01-01\n", &["m.csv:2: to: 2000-01-01 is before 2000-01-02, the first day"]);
    check("au,FRA,,\n", &["m.csv:2: body_id: \"au\": not known; add it to bodies.csv"]);
    check_row(
        "role_id,org_id,role",
        "r1,mfa,",
        &["org_id: \"mfa\": not known; add it to organisations.csv", "role: is empty; fill it in"],
    );
}

#[test]
fn a_bad_owner_is_not_blamed_on_its_parts() {
    let members: (&str, &[u8]) = ("m.csv", b"body_id,iso3\neu,FRA\n");
    let check = |bodies: &str, expected: &str| {
        check_all(&[members, ("b.csv", bodies.as_bytes())], &[expected]);
    };
    check("body_id,name,kind\neu,,bloc\n", "b.csv:2: name: is empty; fill it in");
    check("body_id,kind\neu,bloc\n", "b.csv:1: name: the column is missing; every file of bodies has it");
}

#[test]
fn evidence_and_stances() {
    check_row(
        "evidence_id,kind,title,date,url",
        "p1,rumour,A,2018-2-1,www.un.org",
        &[
            "kind: \"rumour\": write one of: document, treaty, office, announcement, statement, vote, other",
            "date: \"2018-2-1\": a day is written YYYY-MM-DD, such as 2018-02-20",
            "url: \"www.un.org\": an address begins with http:// or https:// and holds no spaces",
        ],
    );
    check_row(
        "stance_id,iso3,act,position,leadership,observed_on,evidence_ids,confidence,recorded_at,retraction_reason",
        "a,MEX,0,unknown,maybe,2018-02-29,,sure,2018-02-01,wrong",
        &[
            "act: \"0\": write a whole number from 1 to 65535",
            "position: \"unknown\": write one of: positive, on_the_fence, negative",
            "leadership: \"maybe\": write one of: leads, can_lead, none",
            "observed_on: \"2018-02-29\": there is no such day in the calendar",
            "confidence: \"sure\": write one of: low, medium, high",
            "recorded_at: \"2018-02-01\": a time is written as in RFC 3339, such as 2018-02-20T14:30:00Z",
            "retracted_on: is empty, but there is a retraction_reason; fill in the day",
            "evidence_ids: is empty; fill it in, or report_id",
        ],
    );
    let head = "stance_id,iso3,act,position,observed_on,evidence_ids,confidence,report_id";
    let check = |cells: &str, expected: &[&str]| {
        check_row(head, &format!("a,MEX,3,positive,2018-01-01,{cells}"), expected);
    };
    check(",low,r", &[]);
    check("p1,low,", &[]);
    check(",low,", &["evidence_ids: is empty; fill it in, or report_id"]);
    check("P1,low,", &["evidence_ids: \"P1\": a key is 1 to 64 characters of a-z, 0-9 and -"]);
}

#[test]
fn contacts_and_follow_ups() {
    let contact = "contact_id,iso3,body_id,city_id,post,level,acts,marking";
    check_row(
        contact,
        "a,MEX,eu,geneva,Desk,world,1 1,secret",
        &[
            "level: \"world\": write one of: local, regional, global",
            "acts: \"1 1\": 1 stands there twice",
            "marking: \"secret\": write one of: public, coalition, restricted",
            "iso3: fill exactly one of iso3 and body_id; both are filled",
        ],
    );
    check_row(contact, "a,,,geneva,Desk,local,,", &["iso3: fill exactly one of iso3 and body_id; neither is filled"]);
    let head = "follow_up_id,purpose,iso3,level,assignee,due,status,completed_on,outcome,cancellation_reason";
    let check =
        |cells: &str, expected: &[&str]| check_row(head, &format!("a,Meet,MEX,local,mfa,2018-03-01,{cells}"), expected);
    check("open,,,", &[]);
    check("done,2018-03-01,met,", &[]);
    check("cancelled,,,", &[]);
    // What was met under the Chatham House Rule is done without day; that it has no outcome either is the store's rule.
    check("done,,,", &[]);
    check(
        "open,2018-03-01,met,ill",
        &[
            "completed_on: is filled, but the status is open; empty it, or write done",
            "outcome: is filled, but the status is open; empty it, or write done",
            "cancellation_reason: is filled, but the status is open; empty it, or write cancelled",
        ],
    );
    check(
        "done,2018-03-01,,ill",
        &["cancellation_reason: is filled, but the status is done; empty it, or write cancelled"],
    );
    check("cancelled,,met,", &["outcome: is filled, but the status is cancelled; empty it, or write done"]);
    check("late,2018-03-01,,", &["status: \"late\": write one of: open, done, cancelled"]);
}

#[test]
fn people_and_meetings() {
    check_row(
        "meeting_id,kind,title,city_id,start,end,rule,round,places,government_places",
        "a,dinner,,pv,2017-12-02,2017-12-02T25:00,,0,-1,many",
        &[
            "kind: \"dinner\": write one of: group_session, table, spontaneous_table, plenary, consultation, \
             negotiation_round, hearing, webinar, bilateral",
            "title: is empty; fill it in",
            "start: \"2017-12-02\": a local time is written YYYY-MM-DDTHH:MM, such as 2017-12-02T14:00",
            "end: \"2017-12-02T25:00\": there is no such time of day",
            "rule: is empty; fill it in",
            "round: \"0\": write a whole number from 1 to 65535",
            "places: \"-1\": write a whole number from 0 to 65535",
            "government_places: \"many\": write a whole number from 0 to 65535",
        ],
    );
    let head = "attendance_id,meeting_id,advocate_id,contact_id,role,stage,erased_on";
    let attends = |cells: &str, expected: &[&str]| check_row(head, &format!("a,t,{cells}"), expected);
    attends("p,,participant,attended,2018-06-01", &[]);
    attends(
        "p,c,speaker,here,",
        &[
            "advocate_id: fill exactly one of advocate_id and contact_id; both are filled",
            "role: \"speaker\": write one of: co_lead, rapporteur, facilitator, participant, government_representative",
            "stage: \"here\": write one of: nominated, selected, invited, confirmed, attended, withdrawn",
            "erased_on: is empty; fill it in",
        ],
    );
    attends(
        ",,participant,attended,2018-06-01",
        &["advocate_id: fill exactly one of advocate_id and contact_id; neither is filled"],
    );
    attends(
        "P,,participant,attended,2018-06-01",
        &["advocate_id: \"P\": a key is 1 to 64 characters of a-z, 0-9 and -"],
    );
    check_row(
        "trip_id,org_id,city_id,from,to,status",
        "a,mfa,geneva,2018-02-30,,maybe",
        &[
            "from: \"2018-02-30\": there is no such day in the calendar",
            "to: is empty; fill it in",
            "status: \"maybe\": write one of: planned, confirmed, cancelled",
        ],
    );
    check_row("org_id,member_id", "mfa,un", &["org_id: \"mfa\": not known; add it to organisations.csv"]);
    check_all(
        &[("o.csv", b"org_id,name\na,A\n"), ("m.csv", b"org_id,member_id\na,b\na,c\na,b\n")],
        &["m.csv:4: member_id: this member is in m.csv:2; keep one"],
    );
}

#[test]
fn what_comes_of_meetings() {
    let reports: (&str, &[u8]) = ("r.csv", b"report_id,meeting_id,stage\nr,s,filed\n");
    let answers: (&str, &[u8]) = ("a.csv", b"report_id,field_id,text\nr,one,A\nr,two,\nr,one,B\nx,one,C\n");
    check_all(
        &[answers, reports],
        &[
            "a.csv:3: text: is empty; fill it in",
            "a.csv:4: field_id: this field is answered in a.csv:2; keep one",
            "a.csv:5: report_id: \"x\": not known; add it to reports.csv",
        ],
    );
    let head = "priority_id,act,text,urgency,applies_to,endorsed_by,disagreement,revisit_on";
    let says = |cells: &str, expected: &[&str]| check_row(head, &format!("p,3,Text,{cells}"), expected);
    says("high,both,a b,,", &[]);
    says("high,both,,How far,2018-03-01", &[]);
    says("high,both,,How far,", &["revisit_on: is empty, but there is a disagreement; fill in the day"]);
    says("high,both,,,2018-03-01", &["disagreement: is empty, but revisit_on is filled; say about what"]);
    says(
        "urgent,all,a a,How far,soon",
        &[
            "urgency: \"urgent\": write one of: high, medium, low",
            "applies_to: \"all\": write one of: migrants, refugees, both",
            "endorsed_by: \"a a\": a stands there twice",
            "revisit_on: \"soon\": a day is written YYYY-MM-DD, such as 2018-02-20",
        ],
    );
    check_row(
        "referral_id,iso3,hint,status",
        "f,,unknown,done",
        &[
            "iso3: is empty; fill it in",
            "hint: \"unknown\": write one of: positive, on_the_fence, negative",
            "status: \"done\": write one of: open, followed_up, dead_end",
        ],
    );
}

#[test]
fn what_reports_hold_in_lists() {
    let reports: (&str, &[u8]) = ("r.csv", b"report_id,meeting_id,stage,complementarity,applies_to\nr,s,filed,Yes,\n");
    let priorities: (&str, &[u8]) =
        ("p.csv", b"report_id,number,text,urgency,applies_to\nx,1,A,low,both\nx,01,B,low,both\n");
    let stances: (&str, &[u8]) = (
        "s.csv",
        b"report_id,proposal_id,iso3,position,confidence,status,stance_id\n\
          r,a,mex,positive,low,accepted,\nr,b,mex,positive,low,declined,s\nr,b,mex,positive,low,proposed,\n",
    );
    let follow_ups: (&str, &[u8]) =
        ("f.csv", b"report_id,proposal_id,purpose,level,assignee,due,status\nr,c,Meet,local,mfa,2018-03-01,open\n");
    check_all(
        &[reports, priorities, stances, follow_ups],
        &[
            "r.csv:2: applies_to: is empty, but there is a complementarity; say to whom",
            "p.csv:2: report_id: \"x\": not known; add it to reports.csv",
            "p.csv:3: report_id: \"x\": not known; add it to reports.csv",
            "p.csv:3: number: this number is in p.csv:2; keep one",
            "s.csv:2: stance_id: is empty, but the status is accepted; say what the proposal became",
            "s.csv:3: stance_id: is filled, but the status is declined; empty it, or write accepted",
            "f.csv:2: status: \"open\": write one of: proposed, accepted, declined",
            "f.csv:2: iso3: fill exactly one of iso3 and body_id; neither is filled",
        ],
    );
}
