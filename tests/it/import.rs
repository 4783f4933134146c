//! Importing: the reference data in any order, twice, with mistakes, rehearsed, and broken off half way.

use std::io::Read;
use std::process::Command;
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use demarche::cli::tables::fixtures;

use crate::program::{Place, Ran, check_same, program, reference_files, rounds};

/// How many rows a reference file has, counted without the program.
fn rows(file: &str) -> usize {
    let (_, bytes) = fixtures::FILES.iter().find(|it| it.0 == file).unwrap();
    csv::Reader::from_reader(*bytes).records().map(Result::unwrap).count()
}

/// The kinds, in the order in which an import names them, with the file that has a row for each.
const KINDS: [(&str, &str); 13] = [
    ("state", "states.csv"),
    ("city", "cities.csv"),
    ("body", "bodies.csv"),
    ("act", "acts.csv"),
    ("phase", "phases.csv"),
    ("milestone", "milestones.csv"),
    ("organisation", "organisations.csv"),
    ("evidence", "evidence.csv"),
    ("stance", "stances.csv"),
    ("contact", "contacts.csv"),
    ("followUp", "follow_ups.csv"),
    ("meeting", "meetings.csv"),
    ("reportField", "report_fields.csv"),
];

fn summary(count: impl Fn(usize) -> String) -> String {
    KINDS.iter().map(|(kind, file)| format!("{kind}: {}\n", count(rows(file)))).collect()
}

fn all_created() -> String {
    summary(|rows| format!("{rows} created, 0 changed, 0 unchanged"))
}

/// The complaints about rows, without the log.
fn complaints(ran: &Ran) -> Vec<&str> {
    ran.err.lines().filter(|it| !it.contains(" INFO ")).map(|it| it.trim_start_matches("demarche: ")).collect()
}

/// An import into the reference data is refused for these reasons, and nothing has changed.
fn check_refused(files: &[(&str, &str)], expected: &[&str]) {
    let place = Place::new();
    place.with_fixtures("data");
    let before = place.verified("data");
    let paths: Vec<_> = files.iter().map(|(name, content)| place.file(name, content)).collect();
    let ran = place.import("data", &paths);
    let dir = format!("{}/", place.text("").trim_end_matches('/'));
    let found: Vec<_> = complaints(&ran).iter().map(|it| it.replace(&dir, "")).collect();
    assert_eq!(found[..found.len() - 1], *expected, "{ran:?}");
    assert!(found[found.len() - 1].starts_with("nothing was imported: "), "{ran:?}");
    assert_eq!((ran.code, ran.out.as_str()), (Some(3), ""), "{ran:?}");
    assert_eq!(place.verified("data"), before);
}

#[test]
fn files_come_in_any_order() {
    let place = Place::new();
    let files = reference_files();
    for turn in 0..3_usize {
        let mut shuffled = files.clone();
        shuffled.rotate_left(turn * 5 + 1);
        shuffled.reverse();
        assert_eq!(place.import(&format!("data{turn}"), &shuffled).done(), all_created());
    }
    // Whatever the order of the files, the same is exported, save when it was recorded.
    let exported = |turn: u32| {
        let mut files = place.export(&format!("data{turn}"), &format!("out{turn}"));
        for (_, content) in files.iter_mut().filter(|it| it.0 == "stances.csv") {
            let lines = content.lines().map(|it| it.trim_end_matches(',').rsplit_once(',').unwrap().0);
            *content = lines.collect::<Vec<_>>().join("\n");
        }
        files
    };
    check_same(&exported(0), &exported(1));
    check_same(&exported(0), &exported(2));
}

#[test]
fn files_come_one_by_one_too() {
    let place = Place::new();
    place.import("data", &reference_files()[..2]).done();
    for file in &reference_files()[2..] {
        place.import("data", std::slice::from_ref(file)).done();
    }
    let unchanged = summary(|rows| format!("0 created, 0 changed, {rows} unchanged"));
    assert_eq!(place.import("data", &reference_files()).done(), unchanged);
}

#[test]
fn what_comes_twice_changes_nothing() {
    let place = Place::new();
    place.with_fixtures("data");
    let bytes = || std::fs::read(place.path("data/journal/db")).unwrap();
    let (verified, before) = (place.verified("data"), bytes());
    for _ in 0..2 {
        let unchanged = summary(|rows| format!("0 created, 0 changed, {rows} unchanged"));
        assert_eq!(place.import("data", &reference_files()).done(), unchanged);
    }
    assert!(bytes() == before, "the journal has changed");
    assert_eq!(place.verified("data"), verified);
}

#[test]
fn columns_that_are_not_modelled_are_named() {
    let place = Place::new();
    let file = place.file("acts.csv", "act,title,colour,mood\n1,One,red,good\n");
    let ran = place.import("data", &[file]);
    assert!(ran.err.contains("acts.csv: columns that are not modelled are ignored: colour, mood"), "{ran:?}");
    assert_eq!(ran.done(), "act: 1 created, 0 changed, 0 unchanged\n");
}

#[test]
fn a_rehearsal_changes_nothing() {
    let place = Place::new();
    place.with_fixtures("data");
    let file = place.file("organisations.csv", "org_id,name\npicum,Another name\nnew,New\nmade,MADE\n");
    let before = place.verified("data");
    let out = place.run("data", &["import", "--dry-run", &file]).done();
    assert!(out.starts_with("organisation: 1 created, "), "{out}");
    assert!(out.contains("would change organisation:picum\nwould create organisation:new\n"), "{out}");
    assert!(out.ends_with("nothing was imported: this was a dry run\n"), "{out}");
    assert_eq!(place.verified("data"), before);
    // Mistakes are found in a rehearsal too.
    let bad = place.file(
        "stances.csv",
        "stance_id,iso3,act,position,observed_on,evidence_ids,confidence\nx,MEX,1,positive,2018-01-01,nothing,low\n",
    );
    assert_eq!(place.run("data", &["import", "--dry-run", &bad]).code, Some(3));
}

#[test]
fn a_rehearsal_begins_no_journal() {
    let place = Place::new();
    let files = reference_files();
    let files: Vec<_> = files.iter().map(String::as_str).collect();
    let out = place.run("data", &[&["import", "--dry-run"], files.as_slice()].concat()).done();
    assert!(out.starts_with(&all_created()) && out.contains("would create state:MEX\n"), "{out}");
    assert!(!place.path("data").exists());
}

#[test]
fn a_stance_is_never_overwritten() {
    let header =
        "stance_id,iso3,act,position,leadership,observed_on,evidence_ids,assessed_by,confidence,marking,rationale\n";
    let row = "alb-3-2007-06-05-1,ALB,3,negative,can_lead,2007-06-05,p0001,public-record,medium,public,Rule c: Migrant Workers Convention ratified or acceded to.\n";
    let stances = format!("{header}{}{row}", "new,ALB,3,positive,,2007-06-05,p0001,,low,,\n");
    check_refused(
        &[("stances.csv", &stances), ("organisations.csv", "org_id,name\nnew,New\n")],
        &[
            "stances.csv:3: stance_id: stance:alb-3-2007-06-05-1 is recorded with other content; a stance is never overwritten: record another, and retract this one if it was a mistake",
        ],
    );
}

#[test]
fn what_is_referred_to_comes_along_or_is_there() {
    check_refused(
        &[
            (
                "follow_ups.csv",
                "follow_up_id,purpose,iso3,act,contact_id,city_id,level,assignee,due,status\nx,P,ZZZ,11,nobody,atlantis,local,none,2018-05-01,open\n",
            ),
            (
                "milestones.csv",
                "milestone_id,title,start_date,end_date,city_id,phase,kind\nm,M,2018-05-01,2018-05-02,atlantis,9,other\n",
            ),
        ],
        &[
            "follow_ups.csv:2: iso3: there is no state:ZZZ",
            "follow_ups.csv:2: act: there is no act:11",
            "follow_ups.csv:2: contact_id: there is no contact:nobody",
            "follow_ups.csv:2: city_id: there is no city:atlantis",
            "follow_ups.csv:2: assignee: there is no organisation:none",
            "milestones.csv:2: city_id: there is no city:atlantis",
            "milestones.csv:2: phase: there is no phase:9",
        ],
    );
}

#[test]
fn every_state_has_one_capital() {
    const STATES: &str = "iso3,name,official_name,un_group,cs_region\nXAA,Xa,Republic of Xa,African,Africa\n";
    const CITIES: &str = "city_id,name,iso3,lat,lon,timezone,is_capital\n";
    let cities = |rows: &str| format!("{CITIES}{rows}");
    let none = "XAA has no capital: bring the city with is_capital true along";
    check_refused(&[("states.csv", STATES)], &[&format!("states.csv:2: {none}")]);
    check_refused(
        &[("states.csv", STATES), ("cities.csv", &cities("xa,Xa,XAA,1,1,UTC,false\n"))],
        &[&format!("cities.csv:2: is_capital: {none}"), &format!("states.csv:2: {none}")],
    );
    let two = "XAA has two capitals, xa and xb";
    check_refused(
        &[("states.csv", STATES), ("cities.csv", &cities("xa,Xa,XAA,1,1,UTC,true\nxb,Xb,XAA,1,1,UTC,true\n"))],
        &[
            &format!("cities.csv:2: is_capital: {two}"),
            &format!("cities.csv:3: is_capital: {two}"),
            &format!("states.csv:2: {two}"),
        ],
    );
    let mexico = |rows: &str, complaint: &str| check_refused(&[("cities.csv", &cities(rows))], &[complaint]);
    mexico(
        "tijuana,Tijuana,MEX,1,1,UTC,true\n",
        "cities.csv:2: is_capital: MEX has two capitals, mexico-city and tijuana",
    );
    mexico(
        "mexico-city,Mexico City,MEX,1,1,UTC,false\n",
        "cities.csv:2: is_capital: MEX has no capital: bring the city with is_capital true along",
    );
    // A city that goes to another state leaves its own without.
    mexico(
        "mexico-city,Mexico City,USA,1,1,UTC,false\n",
        "cities.csv:2: is_capital: MEX has no capital: bring the city with is_capital true along",
    );
    mexico(
        "mexico-city,Mexico City,,1,1,UTC,false\n",
        "cities.csv:2: is_capital: MEX has no capital: bring the city with is_capital true along",
    );
    let place = Place::new();
    place.with_fixtures("data");
    let moved =
        place.file("c.csv", cities("mexico-city,Mexico City,MEX,1,1,UTC,false\ntijuana,Tijuana,MEX,1,1,UTC,true\n"));
    assert_eq!(place.import("data", &[moved]).done(), "city: 1 created, 1 changed, 0 unchanged\n");
}

#[test]
fn a_contact_takes_no_follow_up_to_another_state() {
    let contacts = "contact_id,iso3,city_id,post,level\narm-new-york,MEX,new-york,Desk,global\n";
    check_refused(
        &[("contacts.csv", contacts)],
        &["contacts.csv:2: iso3: followUp:arm-3-round-2 is with this contact and on another state or body"],
    );
}

#[test]
fn mistakes_about_people_and_meetings_are_found_in_their_cells() {
    check_refused(
        &[
            ("advocates.csv", "advocate_id,org_id,email\np-17,picum,nowhere\np-18,nobody,\n"),
            (
                "attendances.csv",
                "attendance_id,meeting_id,advocate_id,contact_id,role,stage,erased_on\n\
                 a,pv-2017,p-17,,participant,invited,2018-06-30\nb,pv-2017,p-19,,participant,invited,2018-06-30\n\
                 c,pv-2018,,nobody,government_representative,invited,2018-06-30\n",
            ),
            ("organisation_members.csv", "org_id,member_id\npicum,made-afrique\npicum,nobody\n"),
            ("reports.csv", "report_id,meeting_id,stage\nr,pv-2017-session-act-3,filed\n"),
            ("report_answers.csv", "report_id,field_id,text\nr,leaders,One\nr,colour,Two\n"),
            (
                "trips.csv",
                "trip_id,org_id,advocate_id,city_id,from,to,status\nt,made-afrique,p-17,atlantis,2018-02-05,2018-02-04,planned\n",
            ),
        ],
        &[
            "advocates.csv:2: email: an e-mail address reads name@place",
            "advocates.csv:3: org_id: there is no organisation:nobody",
            "attendances.csv:3: advocate_id: there is no advocate:p-19",
            "attendances.csv:4: meeting_id: there is no meeting:pv-2018",
            "attendances.csv:4: contact_id: there is no contact:nobody",
            "organisation_members.csv:3: member_id: there is no organisation:nobody",
            "report_answers.csv:3: field_id: there is no reportField:colour",
            "trips.csv:2: city_id: there is no city:atlantis",
            "trips.csv:2: to: 2018-02-04 is before 2018-02-05; a trip ends no earlier than it begins",
            "trips.csv:2: advocate_id: the advocate is of another organisation than the trip",
        ],
    );
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let place = Place::new();
    let ran = place.import("data", &[place.text("nowhere.csv")]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.err.contains("cannot read ") && ran.err.contains("nowhere.csv: "), "{ran:?}");
    assert!(!place.path("data").exists());
}

/// Runs the program, and kills it after a while if it has not ended by then.
fn killed_after(mut command: Command, wait: Duration) {
    let mut child = command.spawn().unwrap();
    let mut out = child.stdout.take().unwrap();
    let (sender, ended) = channel();
    std::thread::spawn(move || {
        // The output ends with the process.
        let _ = out.read_to_end(&mut Vec::new());
        let _ = sender.send(());
    });
    if ended.recv_timeout(wait).is_err() {
        child.kill().unwrap();
    }
    child.wait().unwrap();
}

#[test]
fn a_killed_import_is_all_or_nothing() {
    let files = reference_files();
    let mut arguments = vec!["import"];
    arguments.extend(files.iter().map(String::as_str));
    let place = Place::new();
    let timed = Instant::now();
    place.with_fixtures("whole");
    let whole = (place.verified("whole"), timed.elapsed());
    let entities = |verified: &str| verified.lines().find(|it| it.starts_with("entities ")).map(str::to_owned);
    let rounds = rounds(10);
    let mut nothing = 0;
    for round in 0..rounds {
        let data = format!("data{round}");
        let dir = place.text(&data);
        let command = program(&[arguments.as_slice(), &["--data", &dir]].concat());
        killed_after(command, whole.1 * (round + 1) / rounds);
        if place.path(&data).join("journal").exists() {
            let found = place.verified(&data);
            let all = entities(&found) == entities(&whole.0);
            assert!(all || entities(&found).as_deref() == Some("entities 0"), "round {round}: {found}");
            nothing += u32::from(!all);
        } else {
            nothing += 1;
        }
        let again = place.import(&data, &files).done();
        assert!(
            again == all_created() || again == summary(|rows| format!("0 created, 0 changed, {rows} unchanged")),
            "{again}"
        );
        assert_eq!(entities(&place.verified(&data)), entities(&whole.0));
        std::fs::remove_dir_all(place.path(&data)).unwrap();
    }
    assert!(nothing > 0, "no import was killed in time");
}
