//! Which answers are kept from one snapshot to the next: those of callers who saw nothing of what changed. Else the next
//! question would take longer, and tell of it.

use demarche::domain::{CallerRole, Clearance, Id, Key};
use demarche::graph::AnswerKey;
use serde_json::json;

use crate::kept::{erase, gathering, import};
use crate::service::Service;
use crate::wish::{a_contact, a_follow_up, a_stance, grant, with};

const DOCUMENT: &str = "{ acts { number } }";

fn advocate() -> Clearance {
    let advocate = Id::new(Key::trusted("adv-1"));
    Clearance::Advocate { organisation: Id::new(Key::trusted("picum")), advocate }
}

const ROLES: [fn() -> Clearance; 5] =
    [|| Clearance::Viewer, || Clearance::Analyst, advocate, || Clearance::Coordinator, || Clearance::Admin];

/// Of whom an answer given before something happens is still kept afterwards: V, A, a, C, and the admin as X.
fn kept(service: &Service, happens: impl FnOnce()) -> String {
    let key = |clearance: Clearance| AnswerKey {
        document: DOCUMENT.to_owned(),
        operation: None,
        variables: json!({}).to_string(),
        clearance,
        today: service.store.world().today(),
    };
    let is_kept = |clearance| service.store.snapshot().answers().get(&key(clearance)).is_some();
    for role in ROLES {
        service.ask_as(role(), DOCUMENT, json!({}));
        assert!(is_kept(role()));
    }
    happens();
    ROLES.iter().zip("VAaCX".chars()).filter(|(role, _)| is_kept(role())).map(|it| it.1).collect()
}

#[test]
fn answers_outlive_what_their_callers_do_not_see() {
    let service = Service::fresh();
    import(&service.store, gathering());
    let check =
        |expected: &str, what: &str, happens: &dyn Fn()| assert_eq!(kept(&service, happens), expected, "{what}");
    let stance = |marking: &str| with(a_stance(), json!({ "marking": marking }));
    check("VAaCX", "nothing", &|| ());
    check("", "public", &|| drop(grant(&service, "recordStance", stance("PUBLIC"))));
    check("V", "coalition", &|| drop(grant(&service, "recordStance", stance("COALITION"))));
    check("VA", "restricted", &|| drop(grant(&service, "recordStance", stance("RESTRICTED"))));
    check("VAaC", "a token in use", &|| drop(service.token(CallerRole::Viewer)));
    let hidden = json!({ "marking": "RESTRICTED", "assignee": "organisation:picum" });
    check("VA", "a follow-up", &|| drop(grant(&service, "planFollowUp", with(a_follow_up(), hidden.clone()))));
    // What comes to be seen is news, and so is what goes.
    let open =
        grant(&service, "addContact", with(a_contact(), json!({ "marking": "PUBLIC", "name": "Participant 17" })));
    let mark = |marking: &str| {
        drop(grant(&service, "updateContact", json!({ "contact": open["id"], "marking": marking })));
    };
    check("", "hidden now", &|| mark("RESTRICTED"));
    check("VA", "hidden before and after", &|| {
        drop(grant(&service, "updateContact", json!({ "contact": open["id"], "post": "Desk" })));
    });
    check("", "shown now", &|| mark("PUBLIC"));
    // Of a person whose post they see, they do not see the details.
    check("VA", "a name", &|| {
        drop(grant(&service, "updateContact", json!({ "contact": open["id"], "name": "Participant 18" })));
    });
    check("VA", "an erasure", &|| {
        service.ask_as(Clearance::Admin, &erase("contact:mex-geneva"), json!({}));
    });
}

#[test]
fn a_large_import_lets_all_answers_go() {
    let service = Service::fresh();
    let rows = |count: usize| {
        let row = |it| format!("c-{count}-{it},CHE,geneva,Desk,global,,restricted\n");
        let rows: String = (0..count).map(row).collect();
        let file = format!("contact_id,iso3,city_id,post,level,acts,marking\n{rows}");
        service.import(&[("contacts.csv", file.as_bytes())]).unwrap();
    };
    assert_eq!(kept(&service, || rows(10)), "VA");
    assert_eq!(kept(&service, || rows(2000)), "");
}
