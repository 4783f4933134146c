//! Files of people, meetings and what comes of them: which rules an import holds them to, and what it leaves alone.

use std::sync::Arc;

use demarche::domain::{
    Attendance, Clearance, Contact, Entity, Event, Id, Key, Kind, Kinded, Marking, Referral, Report, Stance,
};
use demarche::graph::Loader;
use demarche::store::Replayed;
use serde_json::json;

use crate::service::Service;

const ADVOCATES: (&str, &str) = ("advocates.csv", "advocate_id,org_id,name\np-17,picum,Participant 17\n");
const TRIPS: (&str, &str) = (
    "trips.csv",
    "trip_id,org_id,advocate_id,city_id,from,to,status\nt,picum,p-17,geneva,2018-02-05,2018-02-09,planned\n",
);
const REPORTS: (&str, &str) = ("reports.csv", "report_id,meeting_id,stage\nr,pv-2017-session-act-3,filed\n");
const REFERRALS: (&str, &str) =
    ("referrals.csv", "referral_id,iso3,contact_id,act,status,given_by\nf,MEX,mex-geneva,3,open,arm-new-york\n");
const ATTENDANCES: (&str, &str) = (
    "attendances.csv",
    "attendance_id,meeting_id,advocate_id,role,stage,erased_on\nat,pv-2017-session-act-3,p-17,participant,attended,2018-06-30\n",
);
const STANCE: &str = "stance_id,iso3,act,position,observed_on,evidence_ids,confidence,report_id\n";

fn import(service: &Service, files: &[(&str, &str)]) -> Result<String, Vec<String>> {
    let files: Vec<_> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    service.import(&files)
}

/// The files are taken.
fn brought(service: &Service, files: &[(&str, &str)]) {
    import(service, files).unwrap();
}

/// The file is refused for these reasons: the field, what in it, and why.
fn check_refused(service: &Service, text: &str, expected: &[&str]) {
    let found = import(service, &[("f.csv", text)]).err().unwrap_or_default();
    let found: Vec<_> = found.iter().map(|it| it.trim_start_matches("[\"0\", ").replace(['"', '[', ']'], "")).collect();
    assert_eq!(found, expected, "{text}");
}

/// The service with other facts, recorded as no import records them.
fn with_facts(service: &Service, facts: Vec<Entity>) -> Service {
    let mut loader = Loader::from(service.store.snapshot().graph().clone());
    let events = facts.into_iter().map(|entity| Event { entity }).collect();
    loader.take(service.store.world().now(), events).unwrap();
    Service::open(Arc::default(), Replayed::from(loader.finish()), "2018-02-01")
}

/// An entity as it stands.
fn found<K: Kinded + Clone>(service: &Service, key: &str) -> K {
    service.store.snapshot().graph().entities().filter_map(K::of).find(|it| it.id().as_str() == key).cloned().unwrap()
}

#[test]
fn meetings_and_who_goes_there() {
    let service = Service::fresh();
    brought(&service, &[ADVOCATES]);
    let refused = |text: &str, expected: &[&str]| check_refused(&service, text, expected);
    refused(
        "meeting_id,kind,title,city_id,start,end,rule\nm,plenary,M,geneva,2018-01-01T10:00,2018-01-01T10:00,open\n",
        &["end 2018-01-01T10:00 is not after 2018-01-01T10:00, the start"],
    );
    refused(
        "attendance_id,meeting_id,advocate_id,contact_id,role,stage,erased_on\n\
         a,nowhere,,nobody,government_representative,invited,2018-06-30\n",
        &[
            "meeting, meeting:nowhere there is no meeting:nowhere",
            "attendee, contact:nobody there is no contact:nobody",
        ],
    );
    let trip = |cells: &str| format!("trip_id,org_id,advocate_id,city_id,from,to,status\nt,{cells},planned\n");
    refused(
        &trip("made-afrique,p-17,geneva,2018-02-05,2018-02-04"),
        &[
            "to 2018-02-04 is before 2018-02-05; a trip ends no earlier than it begins",
            "advocate the advocate is of another organisation than the trip",
        ],
    );
    brought(&service, &[("t.csv", &trip("picum,p-17,geneva,2018-02-05,2018-02-05"))]);
    refused("advocate_id,org_id,email\np-18,picum,no address\n", &["email an e-mail address reads name@place"]);
    refused("org_id,member_id\npicum,picum\n", &["members an organisation is no member of itself"]);
}

#[test]
fn what_comes_of_meetings() {
    let service = Service::fresh();
    let refused = |text: &str, expected: &[&str]| check_refused(&service, text, expected);
    refused(
        "question_id,act,number,text\nq,3,4,Why?\n",
        &["number a table has three questions, numbered from 1 to 3; there is no question 4"],
    );
    refused(
        "referral_id,iso3,contact_id,status\nf,ARM,mex-geneva,open\n",
        &["contact the contact is of another state, or of a body; a referral leads to a post of its state"],
    );
    refused(
        "evidence_id,kind,title,meeting_id\ne,statement,T,pv-2017-table-act-3\n",
        &["meeting a meeting under the Chatham House Rule is no evidence: record a takeaway, which names no meeting"],
    );
    brought(&service, &[("e.csv", "evidence_id,kind,title,meeting_id\ne,statement,T,pv-2017-session-act-3\n")]);
    let follow_up = |cells: &str| {
        format!(
            "follow_up_id,purpose,iso3,level,assignee,due,status,completed_on,outcome\nx,P,MEX,local,picum,2018-01-15,{cells}\n"
        )
    };
    refused(
        &follow_up("done,,They agreed"),
        &[
            "completedOn what was met under the Chatham House Rule is done without day and outcome: give both, or neither",
        ],
    );
    brought(&service, &[("f.csv", &follow_up("done,,"))]);
    refused(
        "priority_id,act,text,urgency,applies_to,endorsed_by,report_id\np,3,T,high,both,picum nobody,r\n",
        &["endorsedBy, organisation:nobody there is no organisation:nobody", "report, report:r there is no report:r"],
    );
}

#[test]
fn reports_are_of_open_sessions_and_one_a_session() {
    let service = Service::fresh();
    let refused = |row: &str, expected: &str| {
        check_refused(&service, &format!("report_id,meeting_id,stage,marking\nr,{row}\n"), &[expected]);
    };
    refused(
        "pv-2017-table-act-3,filed,",
        "session this meeting is under the Chatham House Rule: it takes no report; what was learned is a takeaway",
    );
    refused(
        "pv-2017,filed,",
        "session only group sessions have reports: there is no rapporteur and no record of any other meeting",
    );
    refused("pv-2017-session-act-3,draft,coalition", "marking a draft is restricted: only those who write it see it");
    brought(&service, &[("r.csv", "report_id,meeting_id,stage\nq,pv-2017-session-act-3,draft\n")]);
    refused(
        "pv-2017-session-act-3,filed,",
        "session this session has its report already: there is one report a session",
    );
    let report: Report = found(&service, "q");
    assert_eq!(report.marking, Marking::Restricted);
}

#[test]
fn a_stance_rests_on_evidence_or_on_a_report() {
    let service = Service::fresh();
    brought(&service, &[REPORTS]);
    brought(&service, &[("s.csv", &format!("{STANCE}s,MEX,3,positive,2018-01-01,,low,r\n"))]);
    check_refused(
        &service,
        &format!("{STANCE}t,MEX,3,positive,2018-01-01,,low,q\n"),
        &["report, report:q there is no report:q"],
    );
}

#[test]
fn nobody_takes_along_what_belongs_elsewhere() {
    let service = Service::fresh();
    brought(&service, &[ADVOCATES, TRIPS, ("c.csv", "contact_id,iso3,city_id,post,level\nc,MEX,geneva,Desk,local\n")]);
    brought(&service, &[("r.csv", "referral_id,iso3,contact_id,status\nf,MEX,c,open\n")]);
    check_refused(
        &service,
        "advocate_id,org_id\np-17,made-afrique\n",
        &["organisation trip:t is with this advocate and of another organisation"],
    );
    check_refused(
        &service,
        "contact_id,iso3,city_id,post,level\nc,ARM,geneva,Desk,local\n",
        &["state referral:f is with this contact and on another state or body"],
    );
    // Where all of it comes along, nothing stays behind.
    brought(
        &service,
        &[
            ("advocates.csv", "advocate_id,org_id\np-17,made-afrique\n"),
            (
                "trips.csv",
                "trip_id,org_id,advocate_id,city_id,from,to,status\nt,made-afrique,p-17,geneva,2018-02-05,2018-02-09,planned\n",
            ),
        ],
    );
}

#[test]
fn takeaways_are_neither_brought_nor_changed() {
    let service = Service::fresh();
    let stance = format!("{STANCE}s,MEX,3,positive,2018-01-01,act-now,low,\n");
    brought(&service, &[REFERRALS, ("s.csv", &stance)]);
    let phase = || Some(Id::new(Key::trusted("2")));
    let referral = Referral { takeaway: phase(), given_by: None, marking: Marking::Restricted, ..found(&service, "f") };
    let stance = Stance { takeaway: phase(), marking: Marking::Restricted, ..found(&service, "s") };
    let service = with_facts(&service, vec![referral.into(), stance.into()]);

    let reason = |id: &str| {
        format!("key {id} is a takeaway, and an import would keep when and by whom it came: leave the row out")
    };
    check_refused(
        &service,
        "referral_id,iso3,contact_id,act,status\nf,MEX,mex-geneva,3,dead_end\n",
        &[&reason("referral:f")],
    );
    check_refused(&service, &format!("{STANCE}s,MEX,3,negative,2018-01-01,act-now,low,\n"), &[&reason("stance:s")]);
    // What is known already is no news.
    let found = import(&service, &[("r.csv", "referral_id,iso3,contact_id,act,status\nf,MEX,mex-geneva,3,open\n")]);
    assert_eq!(found.as_deref(), Ok("{Referral: {Unchanged: 1}}"));
}

#[test]
fn what_is_erased_does_not_come_back() {
    let service = Service::fresh();
    brought(&service, &[ADVOCATES, ATTENDANCES]);
    let erased = Attendance { attendee: None, ..found(&service, "at") };
    let service = with_facts(&service, vec![erased.into()]);
    check_refused(&service, ATTENDANCES.1, &["key attendance:at is erased and does not come back: leave the row out"]);
    let snapshot = service.store.snapshot();
    let at = snapshot.graph().entities().filter(|it| it.kind() == Kind::Attendance);
    assert_eq!(at.filter_map(Entity::private).count(), 0);
}

#[test]
fn no_file_brings_back_the_details_of_who_is_erased() {
    let service = Service::fresh();
    let contact =
        ("contacts.csv", "contact_id,iso3,city_id,post,level,name,source\nc,MEX,geneva,Desk,local,Ana,a card\n");
    brought(&service, &[ADVOCATES, contact]);
    let erased = |id: &str| {
        let wish = format!("mutation {{ done: erasePerson(input: {{ id: {id:?} }}) {{ userErrors {{ message }} }} }}");
        let answer = service.ask_as(Clearance::Admin, &wish, json!({}));
        assert_eq!(answer["data"]["done"]["userErrors"], json!([]), "{answer}");
    };
    let reason = |id: &str| {
        format!(
            "key the details of {id} are erased, and no file brings them back: leave name, email, phone and source empty, \
             or record by hand whose they are now"
        )
    };
    for (id, old) in [("advocate:p-17", ADVOCATES.1), ("contact:c", contact.1)] {
        erased(id);
        check_refused(&service, old, &[&reason(id)]);
    }
    check_refused(
        &service,
        "contact_id,iso3,city_id,post,level,source\nc,MEX,geneva,Desk,local,a card\n",
        &[&reason("contact:c")],
    );
    // All else comes, and takes nothing off that.
    brought(&service, &[("c.csv", "contact_id,iso3,city_id,post,level\nc,MEX,geneva,Office,local\n")]);
    check_refused(&service, contact.1, &[&reason("contact:c")]);
    assert_eq!(found::<Contact>(&service, "c").person, None);
    // Somebody else is recorded by hand; then files may tell of them.
    let wish =
        r#"mutation { done: updateContact(input: { contact: "contact:c", name: "Ben" }) { userErrors { message } } }"#;
    let answer = service.ask_as(Clearance::Coordinator, wish, json!({}));
    assert_eq!(answer["data"]["done"]["userErrors"], json!([]), "{answer}");
    brought(&service, &[("c.csv", "contact_id,iso3,city_id,post,level,name\nc,MEX,geneva,Office,local,Benjamin\n")]);
}
