//! The explorer over HTTP: who gets a page, what may run in it, which files there are, and what pages of other sites can
//! do with a visitor's cookie. That it works is shown in a real browser, beside the other clients.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use demarche::domain::{CallerRole, TokenUse};
use demarche::web::{Anonymous, Options};
use serde_json::{Value, json};

use crate::http::Front;
use crate::program::cookie_of;
use crate::wire::{self, Reply};

const BROWSER: &str = "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
const JSON: &str = "Content-Type: application/json";

fn get(front: &Front, path: &str, headers: &[&str]) -> Reply {
    wire::send(&front.address, &format!("GET {path}"), headers, b"")
}

/// Signs a browser in by a link: the header with its cookie.
fn signed_in(front: &Front) -> String {
    let link = front.service.token_with(|it| {
        it.usage = TokenUse::Link;
        it.role = Some(CallerRole::Coordinator);
    });
    let followed = wire::send(&front.address, &format!("POST /sign-in/{link}"), &[], b"");
    format!("Cookie: demarche={}", cookie_of(&followed).unwrap())
}

#[test]
fn a_browser_gets_a_page_and_a_program_the_api() {
    let front = Front::open();
    let page = get(&front, "/graphql", &[BROWSER]);
    assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"));
    assert_eq!((page.header("cache-control"), page.header("vary")), ("no-store", "Accept"));
    assert_eq!(get(&front, "/graphql?query=%7B%20acts%20%7B%20number%20%7D%20%7D", &[BROWSER]).body, page.body);
    let head = wire::send(&front.address, "HEAD /graphql", &[BROWSER], b"");
    assert_eq!((head.status, head.body.len()), (200, 0));
    for accept in ["*/*", "application/json", "application/graphql-response+json, application/json;q=0.9"] {
        let reply = get(&front, "/graphql?query=%7B__typename%7D", &[&format!("Accept: {accept}")]);
        assert_eq!(reply.status, 401, "{accept} {reply:?}");
        assert!(reply.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED", "{accept}");
    }
    let posted = front.address.send("POST /graphql", &[JSON, BROWSER], br#"{"query": "{ viewer { role } }"}"#);
    assert_eq!(posted.json()["data"]["viewer"]["role"], json!("COORDINATOR"));
    let home = get(&front, "/", &[BROWSER]).text();
    assert!(home.contains("href=\"/graphql\""), "{home}");
}

#[test]
fn the_page_runs_nothing_but_its_own_files_and_names_no_other_address() {
    let front = Front::open();
    let page = get(&front, "/graphql", &[BROWSER]);
    let policy = page.header("content-security-policy").to_owned();
    for part in ["default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'"] {
        assert!(policy.split("; ").any(|it| it == part), "{policy}");
    }
    for part in
        ["form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'", "require-trusted-types-for 'script'"]
    {
        assert!(policy.split("; ").any(|it| it == part), "{policy}");
    }
    assert!(!policy.contains("unsafe") && !policy.contains('*') && !policy.contains("http"), "{policy}");
    assert_eq!((page.header("referrer-policy"), page.header("x-content-type-options")), ("no-referrer", "nosniff"));
    let text = page.text();
    let named: Vec<_> = text.split("/explorer/").skip(1).map(|it| it.split('"').next().unwrap()).collect();
    assert!(named.contains(&"explorer.js") && named.contains(&"explorer.css"), "{named:?}");
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/web/explorer");
    let files = fs::read_dir(directory).unwrap().map(Result::unwrap).filter(|it| it.file_type().unwrap().is_file());
    let files = files.map(|it| it.file_name().into_string().unwrap());
    let files: Vec<_> = files.filter(|it| !it.ends_with(".rs") && it != "explorer.html").collect();
    for name in files.iter().map(String::as_str).chain(named) {
        let file = get(&front, &format!("/explorer/{name}"), &[]);
        assert_eq!((file.status, file.header("x-content-type-options")), (200, "nosniff"), "{name}");
        let text = file.text().replace("xmlns=\"http://www.w3.org/2000/svg\"", "");
        for word in ["http:", "https:", "//cdn", "eval(", "innerHTML", "new Function", "@import", "document.write"] {
            assert!(!text.contains(word), "{name} has {word}");
        }
    }
    assert!(
        !text.contains("http:") && !text.contains("https:") && !text.contains(" style=") && !text.contains("<style")
    );
    assert!(text.matches("<script").count() == text.matches("<script type=\"module\" src=\"/explorer/").count());
}

#[test]
fn files_have_their_types_and_are_sent_once() {
    let front = Front::open();
    let check = |path: &str, media: &str| {
        let file = get(&front, &format!("/explorer/{path}"), &[]);
        assert_eq!((file.status, file.header("content-type")), (200, media), "{path}");
        assert_eq!(file.header("cache-control"), "no-cache", "{path}");
        let tag = format!("If-None-Match: \"other\", W/{}", file.header("etag"));
        let again = get(&front, &format!("/explorer/{path}"), &[&tag]);
        assert_eq!((again.status, again.body.len()), (304, 0), "{path}");
        assert_eq!(get(&front, &format!("/explorer/{path}"), &["If-None-Match: \"other\""]).body, file.body, "{path}");
    };
    check("explorer.js", "text/javascript; charset=utf-8");
    check("explorer.css", "text/css; charset=utf-8");
    check("icon.svg", "image/svg+xml");
    check("operations.json", "application/json; charset=utf-8");
    for path in ["", "nothing.js", "mod.rs", "explorer.html", "../graphql", "..%2f..%2fCargo.toml", "%2e%2e/mod.rs"] {
        assert_eq!(get(&front, &format!("/explorer/{path}"), &[]).status, 404, "{path}");
    }
    assert_ne!(wire::send(&front.address, "POST /explorer/explorer.js", &[], b"").status, 200);
}

#[test]
fn operations_are_offered_that_are_answered() {
    let front = Front::open();
    let offered = get(&front, "/explorer/operations.json", &[]).json();
    let offered = offered.as_array().unwrap();
    assert!(offered.len() >= 10);
    for it in offered {
        let (document, title) = (it["document"].as_str().unwrap(), it["title"].as_str().unwrap());
        assert!(!document.starts_with('#') && title.len() > 10 && title.len() < 100, "{it}");
        assert!(it["about"].as_str().unwrap().starts_with(title), "{it}");
        if document.starts_with("query") {
            // As it is put in, with the variables that lie beside it.
            let variables = it["variables"].as_str().map_or(json!({}), |it| serde_json::from_str(it).unwrap());
            let body = json!({ "query": document, "variables": variables });
            let answer = wire::post(&front.address, &body.to_string()).json();
            // What is an admin's alone is offered too.
            let code = &answer["errors"][0]["extensions"]["code"];
            assert!(answer["errors"] == Value::Null || *code == "FORBIDDEN", "{title} {answer}");
        }
    }
}

#[test]
fn the_page_is_told_who_its_cookie_is() {
    let front = Front::open();
    let who = |front: &Front, headers: &[&str]| {
        let reply = get(front, "/explorer/caller.json", headers);
        assert_eq!((reply.status, reply.header("cache-control")), (200, "no-store"));
        reply.json()
    };
    assert_eq!(who(&front, &[]), json!({ "role": null, "by": null }));
    let cookie = signed_in(&front);
    assert_eq!(who(&front, &[&cookie]), json!({ "role": "a coordinator", "by": "cookie" }));
    assert_eq!(who(&front, &["Cookie: demarche=nonsense"]), json!({ "role": null, "by": "cookie" }));
    assert!(!get(&front, "/graphql", &[BROWSER, &cookie]).text().contains("coordinator"));
    let open = Front::with(None, Anonymous::Viewer);
    assert_eq!(who(&open, &[]), json!({ "role": "a viewer", "by": "nobody" }));
}

#[test]
fn another_sites_page_changes_nothing_and_reads_nothing_by_a_visitors_cookie() {
    let front = Front::open();
    let cookie = signed_in(&front);
    let ask = r#"mutation { addOrganisation(input: { key: \"forged\", name: \"Forged\" }) { userErrors { code } } }"#;
    let forged = format!("{{\"query\": \"{ask}\"}}");
    let site = ["Origin: https://elsewhere.example", "Sec-Fetch-Site: cross-site", &cookie];
    let send = |line: &str, headers: &[&str], body: &[u8]| {
        let reply = wire::send(&front.address, line, &[&site[..], headers].concat(), body);
        // Whatever comes back, the browser lets no other site's script read it.
        assert!(!reply.headers.iter().any(|it| it.0.starts_with("access-control-")), "{line} {reply:?}");
        reply
    };
    // What forms and scripts can send without asking first.
    for media in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/plain; application/json",
    ] {
        let reply = send("POST /graphql", &[&format!("Content-Type: {media}")], forged.as_bytes());
        assert_eq!(reply.status, 415, "{media}");
    }
    assert_eq!(send("POST /graphql", &[], forged.as_bytes()).status, 415);
    // What they have to ask for is not granted.
    let wanted = ["Access-Control-Request-Method: POST", "Access-Control-Request-Headers: content-type"];
    send("OPTIONS /graphql", &wanted, b"");
    // What an address alone can ask changes nothing.
    let address = wire::escaped(&ask.replace('\\', ""));
    assert_eq!(send(&format!("GET /graphql?query={address}"), &[], b"").status, 405);
    send(&format!("GET /graphql?query={address}"), &[BROWSER], b"");
    send("GET /explorer/caller.json", &[], b"");
    assert_eq!(send("POST /sign-out", &[], b"").status, 403);
    assert_eq!(send("GET /backup", &[], b"").status, 401);
    let there =
        front.address.send("POST /graphql", &[JSON], br#"{"query": "{ node(id: \"organisation:forged\") { id } }"}"#);
    assert_eq!(there.json()["data"]["node"], Value::Null);
    // The same, from this service's own page, is done: it was the rest that was wrong.
    let own = wire::send(&front.address, "POST /graphql", &[JSON, &cookie], forged.as_bytes());
    assert_eq!(own.json()["data"]["addOrganisation"]["userErrors"], json!([]), "{own:?}");
}

#[test]
fn an_installed_explorer_is_served_from_its_directory_and_nothing_beside_it() {
    let outside = tempfile::tempdir().unwrap();
    let directory = outside.path().join("explorer");
    fs::create_dir_all(directory.join("deep/.hidden")).unwrap();
    fs::write(outside.path().join("secret.txt"), "secret").unwrap();
    fs::write(directory.join("index.html"), "<!DOCTYPE html><title>installed</title>").unwrap();
    fs::write(directory.join("deep/worker.js"), "0").unwrap();
    fs::write(directory.join("deep/.hidden/file.js"), "secret").unwrap();
    symlink(outside.path().join("secret.txt"), directory.join("linked.txt")).unwrap();
    symlink(outside.path(), directory.join("linked")).unwrap();
    let options = Options { explorer: Some(directory), ..Options::default() };
    let front = Front::as_chosen(None, Anonymous::Refused, options);
    let led = get(&front, "/graphql?query=x", &[BROWSER]);
    assert_eq!((led.status, led.header("location")), (303, "/explorer/?query=x"));
    for path in ["", "index.html"] {
        let page = get(&front, &format!("/explorer/{path}"), &[]);
        assert!(page.status == 200 && page.text().contains("installed"), "{page:?}");
        let policy = page.header("content-security-policy");
        assert!(policy.contains("script-src 'self'") && !policy.contains("unsafe-eval") && !policy.contains("http"));
    }
    assert_eq!(get(&front, "/explorer/deep/worker.js", &[]).header("content-type"), "text/javascript; charset=utf-8");
    for path in [
        "../secret.txt",
        "..%2fsecret.txt",
        "%2e%2e/secret.txt",
        "deep/../../secret.txt",
        "linked.txt",
        "linked/secret.txt",
        "deep/.hidden/file.js",
        "deep",
        "deep/",
        "/etc/passwd",
        "..\\secret.txt",
        "explorer.js",
    ] {
        let reply = get(&front, &format!("/explorer/{path}"), &[]);
        assert!(reply.status == 404 && !reply.text().contains("secret"), "{path} {reply:?}");
    }
    assert_eq!(get(&front, "/explorer/operations.json", &[]).status, 200);
    let program = get(&front, "/graphql?query=%7B__typename%7D", &["Accept: application/json"]);
    assert_eq!(program.status, 401);
}
