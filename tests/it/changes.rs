//! What is new since a checkpoint: all of it, once, and nothing of what the caller may not see.

use std::collections::BTreeSet;

use demarche::domain::{Clearance, Id, Key};
use serde_json::{Value, json};

use crate::kept::Kept;
use crate::program::{Place, Served};
use crate::service::{DEMO, Service};
use crate::wish::{a_follow_up, a_stance, grant, with};

const ROLES: [fn() -> Clearance; 5] =
    [|| Clearance::Viewer, || Clearance::Analyst, || advocate("mfa"), || advocate("picum"), || Clearance::Coordinator];

fn advocate(key: &str) -> Clearance {
    Clearance::Advocate { organisation: Id::new(Key::trusted(key)), advocate: Id::new(Key::trusted("nobody-yet")) }
}

fn ask(service: &Service, clearance: &Clearance, since: Option<&str>, first: i32) -> Value {
    let document = "query($since: String, $first: Int) { changes(since: $since, first: $first) { nodes { node { id } kind revision recordedAt }
        checkpoint hasMore } }";
    service.ask_as(clearance.clone(), document, json!({ "since": since, "first": first }))
}

/// Some of the changes, each as `id revision`; the checkpoint, and whether there are more.
fn page(service: &Service, clearance: &Clearance, since: Option<&str>, first: i32) -> (Vec<String>, String, bool) {
    let answer = ask(service, clearance, since, first);
    assert!(answer["errors"].is_null(), "{answer}");
    let found = &answer["data"]["changes"];
    let told = |it: &Value| {
        assert_eq!(it["kind"] == json!("CREATED"), it["revision"] == json!(1), "{it}");
        format!("{} {}", it["node"]["id"].as_str().unwrap(), it["revision"])
    };
    let nodes: Vec<_> = found["nodes"].as_array().unwrap().iter().map(told).collect();
    (nodes, found["checkpoint"].as_str().unwrap().to_owned(), found["hasMore"].as_bool().unwrap())
}

/// All changes after a checkpoint, page by page; `meanwhile` happens after every page.
fn all(
    service: &Service,
    clearance: &Clearance,
    since: Option<&str>,
    first: i32,
    mut meanwhile: impl FnMut(),
) -> (Vec<String>, String) {
    let (mut all, mut since) = (Vec::new(), since.map(str::to_owned));
    loop {
        let (nodes, checkpoint, has_more) = page(service, clearance, since.as_deref(), first);
        assert!(!has_more || nodes.len() == first as usize, "a page that is not the last is full");
        all.extend(nodes);
        if !has_more {
            return (all, checkpoint);
        }
        since = Some(checkpoint);
        meanwhile();
    }
}

fn news(service: &Service, clearance: &Clearance, since: &str) -> Vec<String> {
    all(service, clearance, Some(since), 100, || ()).0
}

fn latest(service: &Service, clearance: &Clearance) -> String {
    let answer = service.ask_as(clearance.clone(), "{ checkpoint }", json!({}));
    answer["data"]["checkpoint"].as_str().unwrap().to_owned()
}

/// Records a stance. Keys of what is restricted are never chosen.
fn record(service: &Service, key: &str, marking: &str) {
    let key = if marking == "RESTRICTED" { "absent" } else { key };
    grant(service, "recordStance", with(a_stance(), json!({ "key": key, "marking": marking })));
}

fn import_contact(service: &Service, marking: &str, post: &str) {
    let file = format!("contact_id,iso3,city_id,post,level,acts,marking\nmoving,CHE,geneva,{post},global,,{marking}\n");
    service.import(&[("contacts.csv", file.as_bytes())]).unwrap();
}

#[test]
fn all_pages_together_are_all_there_is() {
    let entities = DEMO.store.snapshot().graph().len();
    let mut told = Vec::new();
    for role in ROLES {
        let (by_hundreds, end) = all(&DEMO, &role(), None, 100, || ());
        assert_eq!(all(&DEMO, &role(), None, 97, || ()), (by_hundreds.clone(), end.clone()));
        assert_eq!(end, latest(&DEMO, &role()), "whoever has heard all has nothing to hear");
        assert_eq!(page(&DEMO, &role(), Some(&end), 100), (Vec::new(), end, false));
        let different: BTreeSet<_> = by_hundreds.iter().collect();
        assert_eq!(different.len(), by_hundreds.len());
        told.push(by_hundreds.len());
    }
    let &[viewer, analyst, .., coordinator] = told.as_slice() else { unreachable!() };
    assert!(viewer < analyst && analyst <= coordinator);
    assert_eq!(coordinator, entities);
}

#[test]
fn nothing_is_missed_and_nothing_told_twice_while_others_write() {
    let service = Service::fresh();
    let mut number = 0;
    let mut write = |count: usize| {
        for _ in 0..count {
            number += 1;
            let marking = ["PUBLIC", "RESTRICTED", "COALITION", "RESTRICTED"][number % 4];
            record(&service, &format!("c{number}"), marking);
        }
    };
    write(13);
    for role in ROLES {
        let (mut writes, clearance) = (6, role());
        let (told, end) = all(&service, &clearance, None, 2, || {
            if writes > 0 {
                writes -= 1;
                write(3);
            }
        });
        assert_eq!((told, end), all(&service, &clearance, None, 100, || ()), "{clearance:?}");
    }
}

#[test]
fn what_is_hidden_moves_no_checkpoint() {
    let service = Service::fresh();
    record(&service, "seen", "PUBLIC");
    let told = |clearance: &Clearance| {
        let (nodes, from_start, more) = page(&service, clearance, None, 100);
        let (none, checkpoint, _) = page(&service, clearance, Some(&from_start), 100);
        assert_eq!((none.len(), more, &checkpoint), (0, false, &from_start));
        (nodes, checkpoint, latest(&service, clearance))
    };
    let (viewer, mfa, picum) = (Clearance::Viewer, advocate("mfa"), advocate("picum"));
    let before = [told(&viewer), told(&mfa), told(&picum)];
    let document = "{ checkpoint changes { checkpoint hasMore nodes { revision recordedAt } } }";
    let bytes = service.ask_as(viewer.clone(), document, json!({}));
    record(&service, "theirs", "COALITION");
    let theirs = [told(&viewer), told(&mfa), told(&picum)];
    assert_eq!(theirs[0], before[0]);
    assert_ne!(theirs[1].1, before[1].1);
    let hidden = json!({ "marking": "RESTRICTED", "assignee": "organisation:picum" });
    let plan = grant(&service, "planFollowUp", with(a_follow_up(), hidden));
    grant(&service, "cancelFollowUp", json!({ "followUp": plan["id"], "reason": "r" }));
    let after = [told(&viewer), told(&mfa), told(&picum)];
    assert_eq!(after[..2], theirs[..2]);
    assert_ne!(after[2].1, theirs[2].1);
    assert_eq!(after[2].0.len(), theirs[2].0.len() + 2);
    // The bytes of the whole answer as well.
    assert_eq!(service.ask_as(viewer, document, json!({})), bytes);
}

#[test]
fn what_comes_to_be_seen_comes_with_the_change_that_showed_it() {
    let service = Service::fresh();
    let (viewer, analyst) = (Clearance::Viewer, Clearance::Analyst);
    let start = latest(&service, &viewer);
    let as_analyst = latest(&service, &analyst);
    let told = || (news(&service, &viewer, &start), news(&service, &analyst, &as_analyst));
    let revisions = |revisions: &[u32]| revisions.iter().map(|it| format!("contact:moving {it}")).collect::<Vec<_>>();
    let check = |marking: &str, post: &str, by_viewer: &[u32], by_analyst: &[u32]| {
        import_contact(&service, marking, post);
        assert_eq!(told(), (revisions(by_viewer), revisions(by_analyst)), "{marking} {post}");
    };
    check("restricted", "A", &[], &[]);
    // What one could not see is not counted either.
    check("coalition", "A", &[], &[1]);
    check("public", "A", &[1], &[1, 2]);
    let seen = latest(&service, &viewer);
    check("restricted", "B", &[], &[]);
    // What a checkpoint stands for may be hidden by now; it holds all the same.
    assert_eq!(page(&service, &viewer, Some(&seen), 100), (Vec::new(), seen.clone(), false));
    check("public", "B", &[1, 2], &[1, 2, 3]);
    assert_eq!(news(&service, &viewer, &seen), revisions(&[2]));
    // What does not change is not told.
    check("public", "B", &[1, 2], &[1, 2, 3]);
}

#[test]
fn an_organisation_hears_of_what_is_restricted_to_it_while_it_is() {
    let service = Service::fresh();
    let starts = ROLES.map(|role| latest(&service, &role()));
    let hidden = json!({ "marking": "RESTRICTED", "assignee": "organisation:picum" });
    let plan = grant(&service, "planFollowUp", with(a_follow_up(), hidden));
    let id = plan["id"].as_str().unwrap();
    let check = |expected: [&[u32]; 5]| {
        for ((role, start), expected) in ROLES.iter().zip(&starts).zip(expected) {
            let expected: Vec<_> = expected.iter().map(|it| format!("{id} {it}")).collect();
            assert_eq!(news(&service, &role(), start), expected, "{:?}", role());
        }
    };
    check([&[], &[], &[], &[1], &[1]]);
    grant(&service, "updateFollowUp", json!({ "followUp": id, "due": "2018-03-02" }));
    check([&[], &[], &[], &[1, 2], &[1, 2]]);
    grant(&service, "updateFollowUp", json!({ "followUp": id, "assignee": "organisation:mfa" }));
    check([&[], &[], &[1], &[], &[1, 2, 3]]);
    grant(&service, "cancelFollowUp", json!({ "followUp": id, "reason": "r" }));
    check([&[], &[], &[1, 2], &[], &[1, 2, 3, 4]]);
}

#[test]
fn the_changes_of_one_commit_can_be_told_one_by_one() {
    let service = Service::fresh();
    let (start, clearance) = (latest(&service, &Clearance::Coordinator), Clearance::Coordinator);
    let evidence = json!({ "key": "new", "kind": "STATEMENT", "title": "Said so" });
    let input = with(a_stance(), json!({ "key": "s", "evidence": [], "newEvidence": evidence }));
    grant(&service, "recordStance", input);
    // A wish with a name that changes nothing is recorded, and is no news.
    let nothing = json!({ "contact": "contact:mex-geneva", "level": "GLOBAL", "idempotencyKey": "k" });
    let commits = crate::wish::commits(&service);
    grant(&service, "updateContact", nothing);
    assert_eq!(crate::wish::commits(&service), commits + 1);
    let (first, between, more) = page(&service, &clearance, Some(&start), 1);
    assert_eq!((first, more), (vec!["evidence:new 1".to_owned()], true));
    let (second, end, more) = page(&service, &clearance, Some(&between), 1);
    assert_eq!((second, more), (vec!["stance:s 1".to_owned()], false));
    assert_eq!(end, latest(&service, &clearance));
    let at = ask(&service, &clearance, Some(&start), 2)["data"]["changes"]["nodes"][1]["recordedAt"].clone();
    assert_eq!(at, json!("2018-02-01T12:00:00Z"));
}

#[test]
fn a_follow_up_met_under_the_rule_closes_without_a_change_that_would_date_it() {
    let service = Service::fresh();
    let starts = ROLES.map(|role| latest(&service, &role()));
    let [met, other] = [(), ()].map(|()| grant(&service, "planFollowUp", a_follow_up())["id"].clone());
    let told = |service: &Service| {
        let told =
            |(role, start): (&fn() -> Clearance, &String)| (news(service, &role(), start), latest(service, &role()));
        ROLES.iter().zip(&starts).map(told).collect::<Vec<_>>()
    };
    let before = told(&service);
    service.pass(60);
    let closed = grant(&service, "completeFollowUp", json!({ "followUp": met, "underTheRule": true }));
    assert_eq!((&closed["status"], &closed["revision"]), (&json!("DONE"), &json!(2)));
    assert_eq!(told(&service), before);
    // What was met in the open is told.
    let open = json!({ "followUp": other, "completedOn": "2018-01-30", "outcome": "Met." });
    grant(&service, "completeFollowUp", open);
    assert_eq!(news(&service, &Clearance::Analyst, &before[1].1), [format!("{} 2", other.as_str().unwrap())]);
}

#[test]
fn no_entry_of_the_audit_trail_dates_what_was_met_under_the_rule() {
    let place = Place::new();
    let kept = Kept::begin(&place.path("data"));
    let close = |id: &str, how: &str| {
        kept.ask(&format!(
            r#"mutation {{ completeFollowUp(input: {{ followUp: "followUp:{id}", {how} }}) {{ userErrors {{ code }} }} }}"#
        ));
    };
    // One that is refused as well.
    close("arm-3-round-4", r#"underTheRule: true, outcome: "Met.""#);
    close("arm-3-round-4", "underTheRule: true");
    close("dza-3-round-6", r#"completedOn: "2018-03-01", outcome: "Met.""#);
    let trail = kept.ask(r#"{ auditTrail(what: "completeFollowUp") { nodes { about outcome } } }"#);
    let expected = json!([{ "about": ["followUp:dza-3-round-6"], "outcome": "DONE" },
        { "about": [], "outcome": "DONE" }, { "about": [], "outcome": "REFUSED" }]);
    assert_eq!(trail["data"]["auditTrail"]["nodes"], expected, "{trail}");
}

#[test]
fn what_is_not_durable_is_no_news() {
    let service = Service::fresh();
    record(&service, "kept", "PUBLIC");
    let before = ROLES.map(|role| all(&service, &role(), None, 100, || ()));
    service.journal.fail("no room");
    let lost = with(a_stance(), json!({ "key": "lost", "marking": "PUBLIC" }));
    let answer = crate::wish::answer_to(&service, "test", "recordStance", lost);
    assert_eq!(answer["errors"][0]["extensions"]["code"], json!("UNAVAILABLE"), "{answer}");
    assert_eq!(ROLES.map(|role| all(&service, &role(), None, 100, || ())), before);
}

fn check_refused(answer: &Value, argument: &str, what: &str) {
    let error = &answer["errors"][0];
    assert_eq!(error["extensions"]["code"], json!("BAD_USER_INPUT"), "{what} {answer}");
    assert_eq!(error["extensions"]["argument"], json!(argument), "{what} {answer}");
    if argument == "since" {
        let message = "since: this checkpoint is not known here: ask without `since` and take all anew";
        assert_eq!(error["message"], json!(message), "{what}");
    }
}

#[test]
fn what_is_no_checkpoint_of_the_caller_is_refused() {
    let service = Service::fresh();
    record(&service, "seen", "PUBLIC");
    let refused = |clearance: Clearance, since: &str| {
        check_refused(&ask(&service, &clearance, Some(since), 5), "since", since);
    };
    for own in ROLES {
        let checkpoint = latest(&service, &own());
        for other in ROLES.iter().filter(|it| it() != own()) {
            refused(other(), &checkpoint);
        }
        for at in 0..checkpoint.len() {
            let mut tampered = checkpoint.clone().into_bytes();
            tampered[at] = if tampered[at] == b'x' { b'y' } else { b'x' };
            refused(own(), std::str::from_utf8(&tampered).unwrap());
        }
        refused(own(), &checkpoint[..checkpoint.len() - 1]);
        refused(own(), &format!("{checkpoint}="));
        refused(own(), &checkpoint.repeat(500));
    }
    for since in ["", "0", "beginning", "\u{0}", "é", "WyJzdGFuZGluZ3MiLFtdXQ"] {
        refused(Clearance::Viewer, since);
    }
    // A checkpoint of what is not here, though it was sealed alike.
    let other = Service::fresh();
    other.pass(1);
    record(&other, "seen", "PUBLIC");
    refused(Clearance::Coordinator, &latest(&other, &Clearance::Coordinator));
    for first in [0, -1, 101] {
        check_refused(&ask(&service, &Clearance::Viewer, None, first), "first", &first.to_string());
    }
}

#[test]
fn checkpoints_outlive_the_process_and_not_the_directory() {
    let place = Place::new();
    place.with_fixtures("data");
    let dir = place.text("data");
    let add = |served: &Served, key: &str| {
        let input = format!(r#"key: {key:?}, state: "CHE", city: "city:geneva", post: "Desk", level: GLOBAL"#);
        let done =
            served.data(&format!("mutation {{ addContact(input: {{ {input} }}) {{ userErrors {{ message }} }} }}"));
        assert_eq!(done["addContact"]["userErrors"], json!([]));
    };
    let told = |served: &Served, since: &str| {
        served.ask(
            "query($since: String) { changes(since: $since) { nodes { node { id } } } }",
            json!({ "since": since }),
        )
    };
    let ids = |answer: Value| {
        let nodes = answer["data"]["changes"]["nodes"].as_array().cloned().unwrap_or_default();
        nodes.iter().map(|it| it["node"]["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let is_said = |served: &Served| served.before.iter().any(|it| it.contains("checkpoint.key") && it.contains("WARN"));
    let first = Served::start(&["--data", &dir]);
    add(&first, "before");
    let checkpoint = first.data("{ checkpoint }")["checkpoint"].as_str().unwrap().to_owned();
    add(&first, "after");
    first.signal("KILL");
    first.ended();

    let second = Served::start(&["--data", &dir]);
    assert!(!is_said(&second), "{:?}", second.before);
    assert_eq!(ids(told(&second, &checkpoint)), ["contact:after"]);
    add(&second, "later");
    assert_eq!(ids(told(&second, &checkpoint)), ["contact:after", "contact:later"]);
    second.signal("TERM");
    assert_eq!(second.ended().code, Some(0));

    // The secret is gone, as in a directory that was restored; then it is spoiled.
    let key = place.path("data/checkpoint.key");
    std::fs::remove_file(&key).unwrap();
    let third = Served::start(&["--data", &dir]);
    assert!(is_said(&third), "{:?}", third.before);
    check_refused(&told(&third, &checkpoint), "since", "without the secret");
    let anew = third.data("{ checkpoint }")["checkpoint"].as_str().unwrap().to_owned();
    assert_eq!(ids(told(&third, &anew)), Vec::<String>::new());
    third.signal("TERM");
    assert_eq!(third.ended().code, Some(0));
    std::fs::write(&key, "spoiled").unwrap();
    let fourth = Served::start(&["--data", &dir]);
    assert!(is_said(&fourth), "{:?}", fourth.before);
    check_refused(&told(&fourth, &anew), "since", "with another secret");
}
