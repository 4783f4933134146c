//! What is written is read back as it was.

use proptest::prelude::*;

use super::*;
use crate::domain::{Kinded, Report, Stance};

/// Writes, reads and writes again.
fn check(entities: &[Entity]) -> Vec<Entity> {
    let once = export(entities).unwrap();
    let files: Vec<_> = once.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let read = read_onto(&[], &files).map_err(shown).unwrap();
    assert!(read.files.iter().all(|file| file.ignored.is_empty()), "{:?}", read.files);
    let twice = export(&read.entities).unwrap();
    for ((name, one), (_, two)) in once.iter().zip(&twice) {
        assert_eq!(String::from_utf8_lossy(one), String::from_utf8_lossy(two), "{name}");
    }
    read.entities
}

#[test]
fn the_reference_data() {
    let given = fixtures().entities;
    let mut found = check(&given);
    for entity in &given {
        let at = found.iter().position(|it| it == entity);
        found.remove(at.unwrap_or_else(|| panic!("{entity:?}")));
    }
    assert_eq!(found, []);
}

#[test]
fn files_are_written_plainly() {
    let files: [(&str, &[u8]); 5] = [
        ("a.csv", b"title,act,note\r\n Ten ,10,x\r\n=2+2,2,y\r\n"),
        (
            "f.csv",
            b"follow_up_id,purpose,iso3,level,assignee,due,status,cancellation_reason\n\
              a,Meet,MEX,local,mfa,2018-03-01,cancelled,\"two\r\nlines\"\n",
        ),
        ("o.csv", b"org_id,name\nmfa,\"Migrant Forum, in \"\"Asia\"\"\"\n"),
        (
            "s.csv",
            b"stance_id,iso3,act,position,observed_on,evidence_ids,confidence,recorded_at\n\
          z,mex,2,positive,2018-01-01,b a,low,2018-01-02T02:00:00.000000001+01:00\n\
          a,MEX,10,negative,2018-01-01,b,low,\n",
        ),
        (
            "c.csv",
            b"contact_id,iso3,city_id,post,level,acts\nb,MEX,geneva,Desk,global,10 2\na,MEX,geneva,-Desk,local,\n",
        ),
    ];
    let written = export(&read_onto(&[], &files).map_err(shown).unwrap().entities).unwrap();
    let check = |table: Table, expected: &str| {
        let (name, bytes) = &written[Table::ALL.iter().position(|it| *it == table).unwrap()];
        assert_eq!(*name, format!("{table}.csv"));
        assert_eq!(std::str::from_utf8(bytes).unwrap(), expected);
    };
    check(Table::States, "iso3,name,official_name,cs_region,un_group\n");
    check(Table::Cities, "city_id,name,iso3,lat,lon,timezone,is_capital,is_hub\n");
    check(Table::Bodies, "body_id,name,short_name,kind\n");
    check(Table::BodyMembers, "body_id,iso3,from,to\n");
    check(Table::Acts, "act,title\n2,=2+2\n10,Ten\n");
    check(Table::Phases, "phase,name,start_date,end_date\n");
    check(Table::Milestones, "milestone_id,title,start_date,end_date,city_id,phase,kind,process\n");
    check(Table::Organisations, "org_id,name,short_name\nmfa,\"Migrant Forum, in \"\"Asia\"\"\",\n");
    check(Table::OrganisationRoles, "role_id,org_id,role,scope\n");
    check(Table::OrganisationMembers, "org_id,member_id\n");
    check(Table::Evidence, "evidence_id,kind,title,date,publisher,url,iso3,meeting_id,marking,recorded_by\n");
    check(
        Table::Stances,
        "stance_id,iso3,act,position,leadership,observed_on,evidence_ids,assessed_by,confidence,marking,rationale,\
         recorded_at,retracted_on,retraction_reason,report_id,recorded_by\n\
         z,MEX,2,positive,,2018-01-01,b a,,low,coalition,,2018-01-02T01:00:00.000000001Z,,,,\n\
         a,MEX,10,negative,,2018-01-01,b,,low,coalition,,2018-02-01T12:00:00Z,,,,\n",
    );
    check(
        Table::Contacts,
        "contact_id,iso3,city_id,post,institution,level,acts,name,email,phone,marking,body_id,source,kept_until,\
         recorded_by\n\
         a,MEX,geneva,-Desk,,local,,,,,coalition,,,,\nb,MEX,geneva,Desk,,global,2 10,,,,coalition,,,,\n",
    );
    check(
        Table::FollowUps,
        "follow_up_id,purpose,iso3,act,contact_id,city_id,level,assignee,due,status,completed_on,outcome,\
         cancellation_reason,marking,body_id,report_id,recorded_by\n\
         a,Meet,MEX,,,,local,mfa,2018-03-01,cancelled,,,\"two\nlines\",coalition,,,\n",
    );
}

#[test]
fn every_column_of_people_and_meetings() {
    let files: [(&str, &[u8]); 12] = [
        ("o.csv", b"org_id,name\nmfa,MFA\nun,Union\n"),
        ("om.csv", b"org_id,member_id\nmfa,un\n"),
        ("ad.csv", b"advocate_id,org_id,name,email,phone,source,kept_until\np-17,mfa,Participant 17,,,form,2018-12-31\n"),
        (
            "m.csv",
            b"meeting_id,kind,title,act,city_id,start,end,rule,round,part_of,places,government_places\n\
              t,table,Table,3,pv,2017-12-03T10:00,2017-12-03T11:30,chatham_house,,g,8,0\n\
              g,plenary,All,,pv,2017-12-02T00:00,2017-12-03T23:59,open,2,,75,40\n",
        ),
        ("x.csv", b"expectation_id,meeting_id,iso3,withdrawn\nx,t,mex,\n"),
        (
            "at.csv",
            b"attendance_id,meeting_id,advocate_id,contact_id,role,stage,nominated_by,erased_on\n\
              b,t,p-17,,facilitator,confirmed,MFA,2018-06-01\na,t,,mex-1,government_representative,invited,,2018-06-01\n",
        ),
        ("t.csv", b"trip_id,org_id,advocate_id,city_id,from,to,status\nt,mfa,p-17,geneva,2018-02-01,2018-02-03,planned\n"),
        ("rf.csv", b"field_id,number,title\nb,2,Two?\na,10,Ten?\n"),
        ("r.csv", b"report_id,meeting_id,stage,highlight_1,highlight_2,highlight_3,complementarity,applies_to\n\
            r,g,filed,,Two,,Both,both\n"),
        ("ra.csv", b"report_id,field_id,text\nr,b,Yes\n"),
        (
            "pq.csv",
            b"priority_id,act,text,urgency,applies_to,endorsed_by,disagreement,revisit_on,report_id,agreed_on\n\
              p,3,Protect,high,both,un mfa,How far,2018-03-01,r,2017-12-02\n",
        ),
        ("f.csv", b"referral_id,iso3,contact_id,act,city_id,hint,status,given_by,note\nf,mex,,,geneva,on_the_fence,open,mex-1,\n"),
    ];
    let questions: (&str, &[u8]) = ("q.csv", b"question_id,act,number,text,report_id,withdrawn\nq,3,1,Why?,r,true\n");
    let read = read_onto(&[], &[&files[..], &[questions]].concat()).map_err(shown).unwrap();
    let written = export(&read.entities).unwrap();
    let check = |table: Table, expected: &str| {
        let (_, bytes) = &written[Table::ALL.iter().position(|it| *it == table).unwrap()];
        assert_eq!(std::str::from_utf8(bytes).unwrap(), expected);
    };
    check(Table::OrganisationMembers, "org_id,member_id\nmfa,un\n");
    check(
        Table::Advocates,
        "advocate_id,org_id,name,email,phone,source,kept_until\np-17,mfa,Participant 17,,,form,2018-12-31\n",
    );
    check(
        Table::Meetings,
        "meeting_id,kind,title,act,city_id,start,end,rule,round,part_of,places,government_places,marking,recorded_by\n\
         g,plenary,All,,pv,2017-12-02T00:00,2017-12-03T23:59,open,2,,75,40,coalition,\n\
         t,table,Table,3,pv,2017-12-03T10:00,2017-12-03T11:30,chatham_house,,g,8,0,coalition,\n",
    );
    check(Table::ExpectedStates, "expectation_id,meeting_id,iso3,withdrawn\nx,t,MEX,false\n");
    check(
        Table::Attendances,
        "attendance_id,meeting_id,advocate_id,contact_id,role,stage,nominated_by,erased_on\n\
         a,t,,mex-1,government_representative,invited,,2018-06-01\nb,t,p-17,,facilitator,confirmed,MFA,2018-06-01\n",
    );
    check(
        Table::Trips,
        "trip_id,org_id,advocate_id,city_id,from,to,status,marking\n\
         t,mfa,p-17,geneva,2018-02-01,2018-02-03,planned,coalition\n",
    );
    check(Table::ReportFields, "field_id,number,title,guidance\nb,2,Two?,\na,10,Ten?,\n");
    check(
        Table::Reports,
        "report_id,meeting_id,stage,highlight_1,highlight_2,highlight_3,marking,recorded_by,complementarity,applies_to\n\
         r,g,filed,Two,,,coalition,,Both,both\n",
    );
    check(Table::ReportAnswers, "report_id,field_id,text\nr,b,Yes\n");
    check(
        Table::Priorities,
        "priority_id,act,text,urgency,applies_to,endorsed_by,disagreement,revisit_on,report_id,marking,recorded_by,\
         agreed_on\np,3,Protect,high,both,un mfa,How far,2018-03-01,r,coalition,,2017-12-02\n",
    );
    check(
        Table::Questions,
        "question_id,act,number,text,arguments,marking,recorded_by,report_id,withdrawn\nq,3,1,Why?,,coalition,,r,true\n",
    );
    check(
        Table::Referrals,
        "referral_id,iso3,contact_id,act,city_id,hint,status,given_by,note,marking,recorded_by,evidence_ids\n\
         f,MEX,,,geneva,on_the_fence,open,mex-1,,coalition,,\n",
    );
}

#[test]
fn what_reports_hold_in_lists() {
    let known = entities(&[], &[("r.csv", "report_id,meeting_id,stage\nr,g,draft\n")]);
    let check = |table: Table, text: &str, expected: &str| {
        let read = entities(&known, &[("f.csv", text)]);
        let (_, bytes) = &export(&read).unwrap()[Table::ALL.iter().position(|it| *it == table).unwrap()];
        assert_eq!(std::str::from_utf8(bytes).unwrap(), expected);
        // Given again, it changes nothing.
        assert_eq!(entities(&read, &[("f.csv", text)]), read);
    };
    check(
        Table::Reports,
        "report_id,meeting_id,stage\nr,g,draft\n",
        "report_id,meeting_id,stage,highlight_1,highlight_2,highlight_3,marking,recorded_by,complementarity,applies_to\n\
         r,g,draft,,,,restricted,,,\n",
    );
    // Numbers say the order, and the list has no gaps.
    check(
        Table::ReportPriorities,
        "report_id,number,text,urgency,applies_to\nr,10,Ten,low,both\nr,7,Seven,high,migrants\n",
        "report_id,number,text,urgency,applies_to,disagreement,revisit_on\nr,1,Seven,high,migrants,,\nr,2,Ten,low,both,,\n",
    );
    check(
        Table::ReportQuestions,
        "report_id,number,text,arguments\nr,1,Why?,So\n",
        "report_id,number,text,arguments\nr,1,Why?,So\n",
    );
    check(
        Table::ReportStances,
        "report_id,proposal_id,iso3,position,confidence,observed_on,status,stance_id\n\
         r,b,mex,positive,low,,accepted,s\nr,a,arm,negative,high,2018-01-01,proposed,\n",
        "report_id,proposal_id,iso3,position,leadership,confidence,observed_on,rationale,status,stance_id\n\
         r,b,MEX,positive,,low,,,accepted,s\nr,a,ARM,negative,,high,2018-01-01,,proposed,\n",
    );
    check(
        Table::ReportFollowUps,
        "report_id,proposal_id,purpose,body_id,level,assignee,due,status\nr,c,Meet,eu,global,mfa,2018-03-01,declined\n",
        "report_id,proposal_id,purpose,iso3,body_id,contact_id,city_id,level,assignee,due,status,follow_up_id\n\
         r,c,Meet,,eu,,,global,mfa,2018-03-01,declined,\n",
    );
}

#[test]
fn priorities_given_anew_replace_those_of_their_report() {
    let head = "report_id,number,text,urgency,applies_to\n";
    let reports = ("r.csv", "report_id,meeting_id,stage\nr,g,draft\ns,h,draft\n");
    let texts = format!("{head}r,1,One,low,both\nr,2,Two,low,both\ns,1,Other,low,both\n");
    let known = entities(&[], &[reports, ("p.csv", &texts)]);
    let read = entities(&known, &[("p.csv", &format!("{head}r,2,Three,low,both\n"))]);
    let texts: Vec<_> = read.iter().filter_map(Report::of).flat_map(|it| &it.priorities).map(|it| &*it.text).collect();
    assert_eq!(texts, ["Three"]);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn anything(given in generated::entities()) {
        let found = check(&given);
        prop_assert_eq!(found.len(), given.len());
        for entity in &given {
            prop_assert!(found.contains(entity), "{:?}", entity);
        }
        let stances = |all: &[Entity]| all.iter().filter_map(Stance::of).map(|it| it.id.clone()).collect::<Vec<_>>();
        prop_assert_eq!(stances(&found), stances(&given));
    }
}
