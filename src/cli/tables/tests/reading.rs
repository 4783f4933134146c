//! What files say.

use super::*;
use crate::domain::{Contact, Evidence, FollowUp, Key, Kinded, Marking, Milestone, Organisation, Stance};

/// The first entity of kind `K`.
fn first<K: Kinded + Clone>(entities: &[Entity]) -> K {
    entities.iter().find_map(K::of).cloned().unwrap()
}

#[test]
fn the_reference_data_is_read_whole() {
    let batch = fixtures();
    let check = |kind: Kind, expected: usize| assert_eq!(count(&batch.entities, kind), expected, "{kind}");
    check(Kind::State, 193);
    check(Kind::City, 211);
    check(Kind::Body, 15);
    check(Kind::Act, 10);
    check(Kind::Phase, 4);
    check(Kind::Milestone, 50);
    check(Kind::Organisation, 47);
    check(Kind::Evidence, 497);
    check(Kind::Stance, 421);
    check(Kind::Contact, 452);
    check(Kind::FollowUp, 407);
    check(Kind::Meeting, 30);
    check(Kind::ReportField, 4);
    let bodies = batch.entities.iter().filter_map(crate::domain::Body::of);
    assert_eq!(bodies.map(|it| it.members.len()).sum::<usize>(), 275);
    let organisations = batch.entities.iter().filter_map(Organisation::of);
    assert_eq!(organisations.map(|it| it.roles.len()).sum::<usize>(), 57);
    let files: Vec<_> = batch.files.iter().map(|it| (it.name.as_str(), it.rows)).collect();
    assert!(files.contains(&("body_members.csv", 275)), "{files:?}");
    assert_eq!(files.len(), fixtures::FILES.len());
}

#[test]
fn reading_again_changes_nothing() {
    let first = fixtures().entities;
    let known = |id: &AnyId| first.iter().find(|it| it.id() == *id).cloned();
    let later = "2030-01-01T00:00:00Z".parse().unwrap();
    let again = read(fixtures::FILES, &known, later, &mut |_, _| ()).unwrap();
    assert_eq!(again.entities, first);
    let alone = fixtures::FILES.iter().map(|file| read_onto(&first, &[*file]).unwrap().entities);
    for entity in alone.flatten() {
        assert!(first.contains(&entity), "{entity:?}");
    }
}

#[test]
fn files_come_in_any_order_and_any_dress() {
    let expected = fixtures().entities;
    let check = |dress: fn(&str) -> String| {
        let files = fixtures::FILES.iter().rev();
        let files: Vec<_> = files.map(|(name, bytes)| (*name, dress(std::str::from_utf8(bytes).unwrap()))).collect();
        let files: Vec<_> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
        assert_eq!(read_onto(&[], &files).map_err(shown).unwrap().entities, expected);
    };
    check(str::to_owned);
    check(|text| format!("\u{feff}{text}"));
    check(|text| text.replace('\n', "\r\n"));
    check(|text| text.replace('\n', "\n\n"));
    check(|text| text.trim_end().to_owned());
}

#[test]
fn columns_that_are_not_modelled_are_named() {
    let files = fixtures().files;
    let check = |name: &str, expected: &[&str]| {
        let file = files.iter().find(|it| it.name == name).unwrap();
        assert_eq!(file.ignored, expected, "{name}");
    };
    check("acts.csv", &["round", "session_date", "session_start", "session_end", "timezone", "day2_table", "source"]);
    check("evidence.csv", &["date_precision", "confidence"]);
    check("stances.csv", &[]);
    check("contacts.csv", &[]);
}

#[test]
fn an_absent_column_keeps_and_an_empty_cell_clears() {
    let known = entities(
        &[],
        &[(
            "contacts.csv",
            "contact_id,iso3,city_id,post,level,acts,name,email,marking\n\
             a,MEX,geneva,Desk,global,3 1,Ana,a@b.org,restricted\n",
        )],
    );
    let check = |columns: &str, cells: &str, expected: fn(&mut Contact)| {
        let text = format!("contact_id,iso3,city_id,post,level{columns}\na,MEX,geneva,Desk,global{cells}\n");
        let mut wanted: Contact = first(&known);
        expected(&mut wanted);
        assert_eq!(first::<Contact>(&entities(&known, &[("c.csv", &text)])), wanted, "{columns}");
    };
    check("", "", |_| ());
    check(",acts", ",", |it| it.acts = Box::default());
    // An empty cell lifts no marking; a word does.
    check(",marking", ",", |_| ());
    check(",marking", ",coalition", |it| it.marking = Marking::Coalition);
    check(",name", ",", |it| it.person.as_mut().unwrap().name = None);
    check(",name,email,phone", ",,,", |it| it.person = None);
}

#[test]
fn milestones_are_of_the_migration_compact_unless_they_say() {
    let head = "milestone_id,title,start_date,end_date,kind";
    let row = "a,Round,2018-02-20,2018-02-23,negotiation";
    let check = |text: String, expected: &str| {
        assert_eq!(first::<Milestone>(&entities(&[], &[("m.csv", &text)])).process, expected);
    };
    check(format!("{head}\n{row}\n"), "gcm");
    check(format!("{head},process\n{row},\n"), "gcm");
    check(format!("{head},process\n{row},gcr\n"), "gcr");
}

const STANCE: &str = "stance_id,iso3,act,position,observed_on,evidence_ids,confidence";

#[test]
fn stances_keep_their_order_time_and_retraction() {
    let row = |key: &str| format!("{key},MEX,3,positive,2018-01-01,p1,high");
    let one = format!("{STANCE}\n{}\n{}\n", row("z"), row("b"));
    let two = format!("{STANCE}\n{}\n", row("a"));
    let found = entities(&[], &[("two.csv", &one), ("one.csv", &two)]);
    let keys: Vec<_> = found.iter().map(|it| it.key().as_str()).collect();
    assert_eq!(keys, ["z", "b", "a"]);
    assert_eq!(first::<Stance>(&found).recorded_at.to_string(), "2018-02-01T12:00:00Z");

    let columns = "recorded_at,retracted_on,retraction_reason";
    let known = format!("{STANCE},{columns}\n{},2018-01-02T00:00:00.5Z,2018-01-03,wrong\n", row("a"));
    let known = entities(&[], &[("s.csv", &known)]);
    let same = |columns: &str, cells: &str| {
        let text = format!("{STANCE}{columns}\n{}{cells}\n", row("a"));
        entities(&known, &[("s.csv", &text)]) == known
    };
    assert!(same("", ""));
    assert!(same(&format!(",{columns}"), ",,,"));
    assert!(same(",retracted_on", ",2018-01-03"));
    assert!(!same(",retracted_on", ",2018-01-04"));
    assert!(!same(",recorded_at", ",2018-01-02T00:00:00Z"));
}

#[test]
fn rows_of_one_body_and_state_replace_their_periods() {
    let bodies = ("b.csv", "body_id,name,kind\neu,European Union,bloc\n");
    let head = "body_id,iso3,from,to\n";
    let before = "eu,MEX,2000-01-01,2001-12-31\neu,FRA,,\neu,MEX,2005-01-01,\n";
    let known = entities(&[], &[bodies, ("m.csv", &format!("{head}{before}"))]);
    let check = |rows: &str, expected: &str| {
        let found = entities(&known, &[("m.csv", &format!("{head}{rows}"))]);
        let files = export(&found).unwrap();
        let (_, bytes) = files.iter().find(|(name, _)| name == "body_members.csv").unwrap();
        assert_eq!(std::str::from_utf8(bytes).unwrap(), format!("{head}{expected}"), "{rows}");
    };
    check(before, before);
    check("eu,FRA,1957-03-25,\n", "eu,MEX,2000-01-01,2001-12-31\neu,FRA,1957-03-25,\neu,MEX,2005-01-01,\n");
    check("eu,MEX,2010-01-01,\n", "eu,MEX,2010-01-01,\neu,FRA,,\n");
    check("eu,DEU,,\neu,AUT,,\n", &format!("{before}eu,DEU,,\neu,AUT,,\n"));
    check(
        "eu,FRA,,1999-12-31\neu,FRA,2001-01-01,\n",
        "eu,MEX,2000-01-01,2001-12-31\neu,FRA,,1999-12-31\neu,MEX,2005-01-01,\neu,FRA,2001-01-01,\n",
    );
}

#[test]
fn periods_that_a_file_does_not_give_are_kept() {
    let bodies = ("b.csv", "body_id,name,kind\neu,European Union,bloc\n");
    let members = "body_id,iso3,from,to\neu,MEX,2000-01-01,2001-12-31\neu,MEX,2005-01-01,\n";
    let known = entities(&[], &[bodies, ("m.csv", members)]);
    let again = "body_id,iso3\neu,MEX\neu,MEX\n";
    assert_eq!(entities(&known, &[("m.csv", again)]), known);
}

#[test]
fn roles_are_replaced_by_key() {
    let head = "role_id,org_id,role,scope\n";
    let before = "r1,mfa,speaker,\nr2,mfa,regional-anchor,Asia\n";
    let known = entities(&[], &[("o.csv", "org_id,name\nmfa,MFA\n"), ("r.csv", &format!("{head}{before}"))]);
    let found = entities(&known, &[("r.csv", &format!("{head}r3,mfa,donor,\nr1,mfa,chair,\n"))]);
    let organisation: Organisation = first(&found);
    let roles: Vec<_> = organisation.roles.iter().map(|it| (it.key.as_str(), it.role.as_str())).collect();
    assert_eq!(roles, [("r1", "chair"), ("r2", "regional-anchor"), ("r3", "donor")]);
    assert_eq!(organisation.name, "MFA");
}

#[test]
fn what_is_known_of_one_status_says_nothing_of_another() {
    let head = "follow_up_id,purpose,iso3,level,assignee,due,status";
    let row = "a,Meet,MEX,global,mfa,2018-03-01";
    let known = format!("{head},completed_on,outcome\n{row},done,2018-03-01,met\n");
    let known = entities(&[], &[("f.csv", &known)]);
    let done = format!("{head}\n{row},done\n");
    assert_eq!(entities(&known, &[("f.csv", &done)]), known);
    let open = format!("{head}\n{row},open\n");
    assert_eq!(first::<FollowUp>(&entities(&known, &[("f.csv", &open)])).progress, crate::domain::Progress::Open);
}

#[test]
fn later_errors_find_their_cell() {
    let batch = fixtures();
    let check = |id: &str, field: &str, about: Option<&str>, expected: &str| {
        let index = batch.entities.iter().position(|it| it.id().to_string() == id).unwrap();
        let error = batch.error(index, field, about.map(Key::trusted).as_ref(), "x");
        assert_eq!(error.to_string(), format!("{expected}: x"), "{id} {field}");
    };
    check("state:AGO", "capital", None, "states.csv:3: capital");
    check("state:AGO", "region", None, "states.csv:3: cs_region");
    check("city:luanda", "state", None, "cities.csv:3: iso3");
    check("body:african-group", "members", Some("BDI"), "body_members.csv:3: iso3");
    check("body:african-group", "name", None, "bodies.csv:2: name");
    check("organisation:made-afrique", "roles", Some("r002"), "organisation_roles.csv:3: role_id");
    check("stance:ago-10-2018-12-19-1", "act", None, "stances.csv:2: act");
    check("stance:ago-10-2018-12-19-1", "evidence", Some("p1"), "stances.csv:2: evidence_ids");
    check("stance:ago-10-2018-12-19-1", "assessedBy", None, "stances.csv:2: assessed_by");
    check("stance:ago-10-2018-12-19-1", "observedOn", None, "stances.csv:2: observed_on");
    check("followUp:ago-all-round-6", "contact", None, "follow_ups.csv:3: contact_id");
    check("followUp:ago-all-round-6", "completedOn", None, "follow_ups.csv:3: completed_on");
    check("followUp:ago-all-round-6", "key", None, "follow_ups.csv:3: follow_up_id");
    check("act:2", "nonsense", None, "acts.csv:3");
}

#[test]
fn progress_is_told_row_by_row() {
    let mut told = Vec::new();
    let files: [(&str, &[u8]); 2] = [
        ("p.csv", b"phase,name,start_date,end_date\n1,One,2018-01-01,2018-02-01\n"),
        ("a.csv", b"act,title\n1,One\n2,Two\n"),
    ];
    let now = "2018-02-01T12:00:00Z".parse().unwrap();
    read(&files, &|_| None, now, &mut |done, rows| told.push((done, rows))).unwrap();
    assert_eq!(told, [(1, 3), (2, 3), (3, 3)]);
}

#[test]
fn files_without_the_later_columns_keep_what_they_say() {
    let given = [
        ("evidence_id,kind,title", "e,document,T", ("meeting_id,marking,recorded_by", "m,restricted,mfa")),
        (
            "stance_id,iso3,act,position,observed_on,evidence_ids,confidence,recorded_at",
            "s,MEX,3,positive,2018-01-01,e,low,2018-01-01T00:00:00Z",
            ("report_id,recorded_by", "r,mfa"),
        ),
        (
            "contact_id,iso3,city_id,post,level",
            "c,MEX,geneva,Desk,global",
            ("source,kept_until,recorded_by", "a card,2018-12-31,mfa"),
        ),
        (
            "follow_up_id,purpose,iso3,level,assignee,due,status",
            "f,Meet,MEX,local,mfa,2018-03-01,open",
            ("report_id,recorded_by", "r,mfa"),
        ),
    ];
    for (head, row, (columns, cells)) in given {
        let (short, long) = (format!("{head}\n{row}\n"), format!("{head},{columns}\n{row},{cells}\n"));
        let known = entities(&[], &[("o.csv", &long)]);
        assert_ne!(known, entities(&[], &[("o.csv", &short)]), "{columns}");
        assert_eq!(known, entities(&known, &[("o.csv", &short)]), "{columns}");
    }
}

#[test]
fn evidence_is_public_unless_it_says() {
    let check = |known: &[Entity], columns: &str, cells: &str, expected: Marking| {
        let text = format!("evidence_id,kind,title{columns}\ne,document,T{cells}\n");
        let found = entities(known, &[("e.csv", &text)]);
        assert_eq!(first::<Evidence>(&found).marking, expected, "{columns}{cells}");
        found
    };
    check(&[], "", "", Marking::Public);
    check(&[], ",marking", ",", Marking::Public);
    let known = check(&[], ",marking", ",coalition", Marking::Coalition);
    // An empty cell lifts no marking.
    check(&known, "", "", Marking::Coalition);
    check(&known, ",marking", ",", Marking::Coalition);
    check(&known, ",marking", ",public", Marking::Public);
}
