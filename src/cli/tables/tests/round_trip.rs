//! What is written is read back as it was.

use proptest::prelude::*;

use super::*;
use crate::domain::{Kinded, Stance};

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
    check(Table::Evidence, "evidence_id,kind,title,date,publisher,url,iso3\n");
    check(
        Table::Stances,
        "stance_id,iso3,act,position,leadership,observed_on,evidence_ids,assessed_by,confidence,marking,rationale,\
         recorded_at,retracted_on,retraction_reason\n\
         z,MEX,2,positive,,2018-01-01,b a,,low,coalition,,2018-01-02T01:00:00.000000001Z,,\n\
         a,MEX,10,negative,,2018-01-01,b,,low,coalition,,2018-02-01T12:00:00Z,,\n",
    );
    check(
        Table::Contacts,
        "contact_id,iso3,city_id,post,institution,level,acts,name,email,phone,marking,body_id\n\
         a,MEX,geneva,-Desk,,local,,,,,coalition,\nb,MEX,geneva,Desk,,global,2 10,,,,coalition,\n",
    );
    check(
        Table::FollowUps,
        "follow_up_id,purpose,iso3,act,contact_id,city_id,level,assignee,due,status,completed_on,outcome,\
         cancellation_reason,marking,body_id\n\
         a,Meet,MEX,,,,local,mfa,2018-03-01,cancelled,,,\"two\nlines\",coalition,\n",
    );
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
