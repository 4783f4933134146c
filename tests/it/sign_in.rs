//! Signing in over HTTP: who is let in, by which way, and what those hear who are not.

use std::sync::Barrier;

use demarche::domain::{Advocate, CallerRole, Clearance, Command, Entity, Id, Key, TokenUse};
use demarche::store::{Request, Secret};
use demarche::web::Anonymous;
use serde_json::{Value, json};

use crate::http::Front;
use crate::program::cookie_of;
use crate::service::Service;
use crate::wire::{self, Reply};

const JSON: &str = "Content-Type: application/json";
const WHO: &str = r#"{"query": "{ viewer { role } }"}"#;

fn ask(front: &Front, headers: &[&str]) -> Reply {
    wire::send(&front.address, "POST /graphql", &[&[JSON], headers].concat(), WHO.as_bytes())
}

/// The role of whoever sends these headers.
fn role(front: &Front, headers: &[&str]) -> Value {
    let reply = ask(front, headers);
    assert_eq!(reply.status, 200, "{reply:?}");
    reply.json()["data"]["viewer"]["role"].clone()
}

/// All of a reply but when it came. In which order headers come is the dice's.
fn bytes(mut reply: Reply) -> (u16, Vec<(String, String)>, String) {
    let request = reply.header("x-request-id").to_owned();
    reply.headers.retain(|it| it.0 != "date" && it.0 != "x-request-id");
    reply.headers.sort();
    (reply.status, reply.headers.clone(), reply.text().replace(&request, "REQUEST"))
}

fn link(service: &Service) -> String {
    service.token_with(|it| {
        it.usage = TokenUse::Link;
        it.role = Some(CallerRole::Coordinator);
    })
}

fn follow(front: &Front, link: &str, headers: &[&str]) -> Reply {
    wire::send(&front.address, &format!("POST /sign-in/{link}"), headers, b"")
}

/// Brings in an advocate, or moves one to another organisation.
fn import_advocate(service: &Service, organisation: &str) {
    let (id, organisation) = (Id::new(Key::trusted("participant-17")), Id::new(Key::trusted(organisation)));
    let advocate = Advocate { id, organisation, person: None, source: None, kept_until: None, erased: false };
    let command = Command::Import(vec![Entity::from(advocate)]);
    let actor = demarche::domain::Actor("test".into());
    let request = Request { command, actor, clearance: Clearance::Coordinator, once: None };
    assert!(service.store.submit_and_wait(request).unwrap().outcome.is_ok());
}

fn advocates_token(service: &Service) -> String {
    service.token_with(|it| {
        it.role = Some(CallerRole::Advocate);
        it.advocate = Some("advocate:participant-17".to_owned());
    })
}

#[test]
fn whatever_is_wrong_with_a_token_the_answer_is_the_same() {
    for anonymous in [Anonymous::Refused, Anonymous::Viewer] {
        let front = Front::with(None, anonymous);
        let service = &front.service;
        let good = front.address.token.clone().unwrap();
        let world = service.store.world();
        let key = Secret::parse(&good).unwrap().key().clone();
        let expired = service.token_with(|it| it.expires_at = Some("2018-02-01T13:00:00Z".to_owned()));
        assert_eq!(role(&front, &[&format!("Authorization: Bearer {expired}")]), json!("VIEWER"));
        service.pass(60 * 60);
        let revoked = service.token(CallerRole::Admin);
        let id = Secret::parse(&revoked).unwrap().key().clone();
        let revoke =
            format!("mutation {{ revokeToken(input: {{ token: \"token:{id}\" }}) {{ userErrors {{ code }} }} }}");
        assert_eq!(role(&front, &[&format!("Authorization: Bearer {revoked}")]), json!("ADMIN"));
        let done = service.ask_as(Clearance::Admin, &revoke, json!({}));
        assert_eq!(done["data"]["revokeToken"]["userErrors"], json!([]));
        let followed = link(service);
        assert_eq!(follow(&front, &followed, &[]).status, 303);
        import_advocate(service, "picum");
        let moved = advocates_token(service);
        assert_eq!(role(&front, &[&format!("Authorization: Bearer {moved}")]), json!("ADVOCATE"));
        import_advocate(service, "made-afrique");
        let last = if good.ends_with('0') { '1' } else { '0' };
        let tokens = [
            ("malformed", "nonsense".to_owned()),
            ("empty", String::new()),
            ("wrong checksum", format!("{}{last}", &good[..good.len() - 1])),
            ("cut short", good[..good.len() - 7].to_owned()),
            ("in capitals", good.to_uppercase()),
            ("twice in one header", format!("{good}, Bearer {good}")),
            ("a wrong secret of a known key", Secret::of(&key, world).reveal().to_owned()),
            ("an unknown key", Secret::new(world).reveal().to_owned()),
            ("a key of another kind", Secret::of(&Key::trusted("picum"), world).reveal().to_owned()),
            ("revoked", revoked),
            ("expired", expired),
            ("a link not followed", link(service)),
            ("a link followed", followed),
            ("an advocate who has left the organisation", moved),
        ];
        let mut replies = Vec::new();
        for (what, token) in &tokens {
            replies.push((format!("{what}, in the header"), ask(&front, &[&format!("Authorization: Bearer {token}")])));
            replies.push((format!("{what}, in the cookie"), ask(&front, &[&format!("Cookie: demarche={token}")])));
        }
        let headers = [
            ("two headers", vec![format!("Authorization: Bearer {good}"), format!("Authorization: Bearer {good}")]),
            ("two cookies", vec![format!("Cookie: demarche={good}; demarche={good}")]),
            ("another scheme", vec![format!("Authorization: Basic {good}")]),
            ("no scheme", vec![format!("Authorization: {good}")]),
            ("not in ASCII", vec![format!("Authorization: Bearer {good}\u{e9}")]),
            (
                "a bad header beside a good cookie",
                vec!["Authorization: x".to_owned(), format!("Cookie: demarche={good}")],
            ),
        ];
        for (what, headers) in &headers {
            let headers: Vec<_> = headers.iter().map(String::as_str).collect();
            replies.push(((*what).to_owned(), ask(&front, &headers)));
        }
        let expected = bytes(ask(&front, &["Authorization: Bearer other"]));
        assert_eq!(expected.0, 401);
        for (what, reply) in replies {
            assert_eq!((reply.header("www-authenticate"), reply.header("cache-control")), ("Bearer", "no-store"));
            assert_eq!(bytes(reply), expected, "{what}");
        }
        // A change is refused as a question is.
        let wish =
            r#"{"query": "mutation { addOrganisation(input: { key: \"x\", name: \"N\" }) { organisation { id } } }"}"#;
        let header = format!("Authorization: Bearer {}", tokens[6].1);
        let reply = wire::send(&front.address, "POST /graphql", &[JSON, &header], wish.as_bytes());
        assert_eq!(bytes(reply), expected);
        assert!(service.data("{ node(id: \"organisation:x\") { id } }")["node"].is_null());
    }
}

#[test]
fn one_header_or_one_cookie_signs_in() {
    let front = Front::open();
    let token = front.address.token.clone().unwrap();
    for scheme in ["Bearer", "bearer", "BEARER", "bEaReR"] {
        assert_eq!(role(&front, &[&format!("Authorization: {scheme} {token}")]), json!("COORDINATOR"), "{scheme}");
        assert_eq!(role(&front, &[&format!("authorization: {scheme}  {token} ")]), json!("COORDINATOR"), "{scheme}");
    }
    assert_eq!(role(&front, &[&format!("Cookie: other=1; demarche={token}; more=2")]), json!("COORDINATOR"));
    // A header is meant; a cookie may have been left by somebody.
    let viewer = front.service.token(CallerRole::Viewer);
    let both = [format!("Authorization: Bearer {viewer}"), format!("Cookie: demarche={token}")];
    assert_eq!(role(&front, &[&both[0], &both[1]]), json!("VIEWER"));
}

#[test]
fn without_a_token_one_is_refused_or_a_viewer() {
    let front = Front::open();
    for line in ["POST /graphql", "GET /graphql?query=%7Bacts%7Bnumber%7D%7D"] {
        let reply = wire::send(&front.address, line, &[JSON], WHO.as_bytes());
        assert_eq!((reply.status, reply.header("www-authenticate")), (401, "Bearer"), "{line}");
        assert_eq!(reply.json()["errors"][0]["extensions"]["code"], json!("UNAUTHENTICATED"));
        assert!(reply.json()["data"].is_null());
    }
    // What tells nothing is there for all.
    for path in ["/", "/health/live", "/health/ready"] {
        assert_eq!(wire::send(&front.address, &format!("GET {path}"), &[], b"").status, 200, "{path}");
    }
    let open = Front::with(None, Anonymous::Viewer);
    assert_eq!(role(&open, &[]), json!("VIEWER"));
    let wish = r#"{"query": "mutation { addOrganisation(input: { name: \"N\" }) { userErrors { code } } }"}"#;
    let refused = wire::send(&open.address, "POST /graphql", &[JSON], wish.as_bytes()).json();
    assert_eq!(refused["data"]["addOrganisation"]["userErrors"], json!([{ "code": "FORBIDDEN" }]));
}

#[test]
fn a_token_in_an_address_is_refused_and_not_repeated() {
    for anonymous in [Anonymous::Refused, Anonymous::Viewer] {
        let front = Front::with(None, anonymous);
        let token = front.address.token.clone().unwrap();
        let header = format!("Authorization: Bearer {token}");
        let query = wire::escaped("{ viewer { role } }");
        for path in [
            format!("/graphql?query={query}&access_token={token}"),
            format!("/graphql?query={query}&token=other"),
            format!("/graphql?query={query}&anything={}", wire::escaped(&token)),
            format!("/graphql?{token}"),
            format!("/graphql?query={}", wire::escaped(&format!("{{ viewer {{ role }} }} # {token}"))),
            format!("/graphql/{token}"),
            format!("/?x={}", &token[..token.len() - 9]),
            format!("/backup?access_token={token}"),
            format!("/health/live?{token}"),
            format!("/sign-in/x?{token}"),
        ] {
            for headers in [&[][..], &[header.as_str()]] {
                let reply = wire::send(&front.address, &format!("GET {path}"), headers, b"");
                assert_eq!(reply.status, 400, "{path}");
                let secret = &token[token.len() - 40..token.len() - 10];
                assert!(!format!("{:?} {}", reply.headers, reply.text()).contains(secret), "{path}");
                assert_eq!(reply.json()["errors"][0]["extensions"]["code"], json!("BAD_USER_INPUT"));
            }
        }
    }
}

#[test]
fn a_link_signs_in_once_and_leaves_a_cookie() {
    let front = Front::open();
    let link = link(&front.service);
    let open = |link: &str| wire::send(&front.address, &format!("GET /sign-in/{link}"), &[], b"");
    let page = open(&link);
    assert_eq!(
        (page.status, page.header("referrer-policy"), page.header("cache-control")),
        (200, "no-referrer", "no-store")
    );
    let policy = page.header("content-security-policy");
    assert!(policy.contains("default-src 'none'") && policy.contains("form-action 'self'"), "{policy}");
    assert_eq!(page.header("set-cookie"), "");
    // Opening it does nothing, and its page gives nothing away.
    let (_, _, text) = bytes(page);
    assert!(!text.contains(&link), "{text}");
    assert_eq!(bytes(open("nonsense")).2, text);
    // A page of another site cannot have it followed.
    for site in ["cross-site", "same-site"] {
        assert_eq!(follow(&front, &link, &[&format!("Sec-Fetch-Site: {site}")]).status, 403, "{site}");
    }
    // Older browsers say where the page is from, and no more.
    for origin in ["https://elsewhere.example", "null", "http://localhost:1"] {
        assert_eq!(follow(&front, &link, &[&format!("Origin: {origin}")]).status, 403, "{origin}");
    }
    let followed = follow(&front, &link, &["Sec-Fetch-Site: same-origin", "Origin: null"]);
    assert_eq!((followed.status, followed.header("location")), (303, "/"));
    let cookie = followed.header("set-cookie").to_owned();
    let token = cookie_of(&followed).unwrap();
    assert_eq!(cookie, format!("demarche={token}; Path=/; Max-Age=34560000; HttpOnly; SameSite=Strict"));
    let header = format!("Cookie: demarche={token}");
    assert_eq!(role(&front, &[&header]), json!("COORDINATOR"));
    assert_eq!(role(&front, &[&format!("Authorization: Bearer {token}")]), json!("COORDINATOR"));
    let home = wire::send(&front.address, "GET /", &[&header], b"").text();
    assert!(home.contains("signed in as a coordinator") && !home.contains(&token), "{home}");
    // It is good for nothing any more.
    let again = follow(&front, &link, &[]);
    assert_eq!((again.status, again.header("set-cookie")), (401, ""));
    assert_eq!(bytes(again), bytes(follow(&front, "nonsense", &[])));
    assert_eq!(bytes(follow(&front, &token, &[])), bytes(follow(&front, "nonsense", &[])));
    assert_eq!(bytes(open(&link)).2, text);
    // Signed out, the cookie goes, and a copy of it is worth nothing.
    assert_eq!(wire::send(&front.address, "POST /sign-out", &[&header, "Sec-Fetch-Site: cross-site"], b"").status, 403);
    assert_eq!(role(&front, &[&header]), json!("COORDINATOR"));
    let out = wire::send(&front.address, "POST /sign-out", &[&header], b"");
    assert_eq!(
        (out.status, out.header("set-cookie")),
        (303, "demarche=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict")
    );
    assert_eq!(ask(&front, &[&header]).status, 401);
    assert_eq!(wire::send(&front.address, "POST /sign-out", &[&header], b"").status, 303);
}

#[test]
fn a_cookie_goes_over_https_alone_and_lasts_no_longer_than_its_token() {
    let front = Front::open();
    let until = front.service.token_with(|it| {
        it.usage = TokenUse::Link;
        it.expires_at = Some("2018-02-01T13:00:00Z".to_owned());
    });
    let cookie = follow(&front, &until, &["Host: demarche.example"]).header("set-cookie").to_owned();
    assert!(cookie.ends_with("; Path=/; Max-Age=3600; HttpOnly; SameSite=Strict; Secure"), "{cookie}");
    let proxied =
        follow(&front, &link(&front.service), &["X-Forwarded-For: 192.0.2.1"]).header("set-cookie").to_owned();
    assert!(proxied.ends_with("; SameSite=Strict; Secure"), "{proxied}");
    // A link waits for a week.
    let (first, second) = (link(&front.service), link(&front.service));
    front.service.pass(7 * 24 * 60 * 60 - 1);
    assert_eq!(follow(&front, &first, &[]).status, 303);
    front.service.pass(1);
    assert_eq!(follow(&front, &second, &[]).status, 401);
}

#[test]
fn of_many_who_follow_a_link_at_once_one_is_signed_in() {
    let front = Front::open();
    let (link, barrier) = (link(&front.service), Barrier::new(8));
    let one = || {
        barrier.wait();
        follow(&front, &link, &[])
    };
    let replies: Vec<_> = std::thread::scope(|scope| {
        let all: Vec<_> = (0..8).map(|_| scope.spawn(one)).collect();
        all.into_iter().map(|it| it.join().unwrap()).collect()
    });
    let tokens: Vec<_> = replies.iter().filter_map(cookie_of).collect();
    assert_eq!((tokens.len(), replies.iter().filter(|it| it.status == 401).count()), (1, 7));
    assert_eq!(role(&front, &[&format!("Cookie: demarche={}", tokens[0])]), json!("COORDINATOR"));
}

#[test]
fn each_role_sees_what_is_its_own() {
    let front = Front::open();
    let service = &front.service;
    import_advocate(service, "picum");
    service.data(r#"mutation { planFollowUp(input: { purpose: "quiet word", state: "MEX", act: 6, city: "city:geneva",
        level: GLOBAL, assignee: "organisation:picum", due: "2018-03-01", marking: RESTRICTED }) { followUp { id } } }"#);
    let own = Secret::parse(front.address.token.as_ref().unwrap()).unwrap().key().clone();
    let document = format!(
        r#"{{ viewer {{ role organisation {{ id }} advocate {{ id }} sees coordinates administers }}
        contacts {{ totalCount }} tokens {{ totalCount }} node(id: "token:{own}") {{ id }}
        followUps(filter: {{ states: ["MEX"], acts: [6], from: "2018-03-01", to: "2018-03-01" }}) {{ totalCount }} }}"#
    );
    let check = |token: &str, viewer: Value, is_open: bool, restricted: i32| {
        let body = json!({ "query": document }).to_string();
        let header = format!("Authorization: Bearer {token}");
        let reply = wire::send(&front.address, "POST /graphql", &[JSON, &header], body.as_bytes());
        let found = reply.json()["data"].clone();
        assert_eq!(found["viewer"], viewer);
        let sees_all = viewer["administers"] == json!(true);
        assert_eq!(
            (found["contacts"]["totalCount"] != json!(0), &found["followUps"]["totalCount"]),
            (is_open, &json!(restricted))
        );
        assert_eq!(
            (found["tokens"]["totalCount"] != json!(0), !found["node"].is_null()),
            (sees_all, sees_all),
            "{found}"
        );
    };
    let viewer = |role: &str, sees: &[&str], coordinates: bool, administers: bool| {
        json!({ "role": role, "organisation": null, "advocate": null, "sees": sees, "coordinates": coordinates,
            "administers": administers })
    };
    let all = ["PUBLIC", "COALITION", "RESTRICTED"];
    check(&service.token(CallerRole::Viewer), viewer("VIEWER", &all[..1], false, false), false, 0);
    check(&service.token(CallerRole::Analyst), viewer("ANALYST", &all[..2], false, false), true, 0);
    let mut advocate = viewer("ADVOCATE", &all[..2], false, false);
    advocate["organisation"] = json!({ "id": "organisation:picum" });
    advocate["advocate"] = json!({ "id": "advocate:participant-17" });
    check(&advocates_token(service), advocate, true, 1);
    check(&service.token(CallerRole::Coordinator), viewer("COORDINATOR", &all, true, false), true, 1);
    check(&service.token(CallerRole::Admin), viewer("ADMIN", &all, true, true), true, 1);
}
