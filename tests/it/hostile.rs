//! Requests that mean harm, each with the status and the code that it gets; and after each the service answers as before.
//! At the end its memory is what it was, give or take 32 MiB.

mod streams;

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use serde_json::{Value, json};

use crate::program::{Place, Served};
use crate::wire;

/// What one request may cost the service of processor time, with the one that sees afterwards that it lives. What is built
/// for tests is some ten times slower than what is released.
const MOST: Duration = Duration::from_millis(if cfg!(debug_assertions) { 600 } else { 100 });

const JSON: &str = "Content-Type: application/json";

struct Attacked {
    served: Served,
    tried: usize,
    /// What was answered otherwise than it should be.
    wrong: Vec<String>,
}

impl Attacked {
    /// After each attempt the service lives, and none has taken long.
    fn survives<T>(&mut self, name: &str, attempt: impl FnOnce(&Served) -> T) -> T {
        let before = self.served.processor_time();
        let reply = attempt(&self.served);
        let taken = self.served.processor_time() - before;
        assert!(taken < MOST, "{name} took {taken:?}");
        assert_eq!(self.served.data("{ act(number: 3) { number } }"), json!({ "act": { "number": 3 } }), "{name}");
        self.tried += 1;
        reply
    }

    /// A document.
    fn asks(&mut self, name: &str, document: &str, code: &str) {
        self.sends(name, &json!({ "query": document }), code);
    }

    /// A body of JSON that is refused as GraphQL is.
    fn sends(&mut self, name: &str, body: &Value, code: &str) {
        self.posts(name, body.to_string().as_bytes(), &[JSON, "Accept: application/graphql-response+json"], 400, code);
    }

    fn posts(&mut self, name: &str, body: &[u8], headers: &[&str], status: u16, code: &str) {
        self.line(name, "POST /graphql", headers, body, status, code);
    }

    fn line(&mut self, name: &str, line: &str, headers: &[&str], body: &[u8], status: u16, code: &str) {
        let reply = self.survives(name, |it| it.address.send(line, headers, body));
        let text = String::from_utf8_lossy(&reply.body).into_owned();
        let found: Value = serde_json::from_str(&text).unwrap_or_default();
        let error = &found["errors"][0];
        let message = error["message"].as_str().unwrap_or_default();
        let is_said = !message.is_empty() && message.len() < 1_000 && !message.contains('\n');
        if reply.status != status || error["extensions"]["code"] != code || !is_said || found.get("data").is_some() {
            self.wrong.push(format!("{name}: {} {text:.300}", reply.status));
        }
    }

    /// Bytes as they are. What is no HTTP has one of these statuses, or no answer; the connection ends.
    fn raw(&mut self, name: &str, bytes: &[u8], statuses: &[u16]) {
        let said = self.said(name, bytes);
        let status = said.split(' ').nth(1).and_then(|it| it.parse().ok()).unwrap_or(0);
        if !statuses.contains(&status) {
            self.wrong.push(format!("{name}: {status}"));
        }
    }

    /// All that is said to these bytes until the connection ends, which it does in time.
    fn said(&mut self, name: &str, bytes: &[u8]) -> String {
        let (said, end) = self.survives(name, |it| {
            let mut connection = TcpStream::connect(&*it.address).unwrap();
            connection.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
            // It may be closed before all was sent.
            let _ = connection.write_all(bytes);
            let _ = connection.shutdown(Shutdown::Write);
            let mut said = Vec::new();
            let end = connection.read_to_end(&mut said);
            (said, end)
        });
        // To be reset is an end as well.
        if end.is_err_and(|it| matches!(it.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)) {
            self.wrong.push(format!("{name}: the connection does not end"));
        }
        String::from_utf8_lossy(&said).into_owned()
    }
}

fn repeated(times: usize, part: impl Fn(usize) -> String) -> String {
    (0..times).map(part).collect()
}

fn documents(it: &mut Attacked) {
    let limit = "LIMIT_EXCEEDED";
    it.asks("aliases of __typename", &format!("{{ {} }}", repeated(5_000, |at| format!("a{at}:__typename "))), limit);
    it.asks("few aliases", &format!("{{ acts {{ {} }} }}", repeated(31, |at| format!("a{at}: id "))), limit);
    let schemas = repeated(200, |at| format!("s{at}:__schema{{types{{name}}}} "));
    it.asks("aliases of __schema", &format!("{{ {schemas} }}"), limit);
    let within = "{ __schema { types { fields { args { type { fields { args { type { name kind } } } } } } } } }";
    it.asks("the schema within itself", within, limit);
    let deep = "type { fields { ".repeat(6) + "name" + &" } }".repeat(6);
    it.asks("the schema in depth", &format!("{{ __schema {{ types {{ fields {{ {deep} }} }} }} }}"), limit);
    let bomb = repeated(20, |at| format!(" fragment F{at} on Act {{ ...F{} ...F{} }}", at + 1, at + 1));
    it.asks("fragments of fragments", &format!("{{ acts {{ ...F0 }} }} {bomb} fragment F20 on Act {{ id }}"), limit);
    let roots = bomb.replace("on Act", "on Query");
    it.asks("root fields by fragments", &format!("{{ ...F0 }} {roots} fragment F20 on Query {{ __typename }}"), limit);
    // What is not asked for is read all the same.
    let unasked =
        format!("query A {{ __typename }} query B {{ ...F0 }} {roots} fragment F20 on Query {{ __typename }}");
    it.sends("fragments beside what is asked", &json!({ "query": unasked, "operationName": "A" }), limit);
    let possible = |levels: usize| {
        let inner = (0..levels).fold("name".to_owned(), |it, _| format!("possibleTypes {{ interfaces {{ {it} }} }}"));
        format!("{{ __type(name: \"Node\") {{ {inner} }} }}")
    };
    it.asks("types within types", &possible(4), limit);
    let days = repeated(6, |at| {
        format!(
            "t{at}: tallySeries(from: \"2009-0{}-01\", to: \"2018-12-30\", step: DAY) {{ points {{ on tally {{ positive negative }} }} }} ",
            at + 1
        )
    });
    it.asks("days of years, again and again", &format!("{{ {days} }}"), limit);
    let acts = vec![1; 100_000];
    let document = "query($a: [Int!]) { states(first: 100) { nodes { standings(acts: $a) { position } } } }";
    it.sends("a list for every state", &json!({ "query": document, "variables": { "a": acts } }), limit);
    it.asks("a fragment of itself", "{ ...F } fragment F on Query { ...F }", "BAD_USER_INPUT");
    it.asks(
        "fragments in a ring",
        "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }",
        "BAD_USER_INPUT",
    );
    let around = |at| format!("a{at}: stances {{ nodes {{ state {{ {} }} }} }} ", "...F ".repeat(15));
    let ring = format!("{{ states {{ nodes {{ ...F }} }} }} fragment F on State {{ {} }}", repeated(30, around));
    it.asks("a ring of fragments with fields", &ring, "BAD_USER_INPUT");
    it.asks("an unknown directive where nobody looks", "{ __typename @boom }", "BAD_USER_INPUT");
    let types = "{ node(id: \"act:1\") { ... on Act { x: title } ... on Referral { x: note } } }";
    it.asks("two types under one name", types, "BAD_USER_INPUT");
    it.asks("deep selections", &("{ a ".repeat(10_000) + &"}".repeat(10_000)), limit);
    let hidden = "{ standings(states: [\"\"\" \"]) { totalCount } acts { ...F0 } }";
    let chain = repeated(6_000, |at| format!(" fragment F{at} on Act{{...F{}}}", at + 1));
    it.asks("what an open text would hide", &format!("{hidden} {chain} fragment F6000 on Act{{id}}"), limit);
    let chain = repeated(300, |at| format!(" fragment F{at} on Act{{...F{}}}", at + 1));
    it.asks("a chain of fragments", &format!("{{ acts {{ ...F0 }} }} {chain} fragment F300 on Act{{id}}"), limit);
    it.asks("deep lists", &format!("{{ search(text: {}) {{ id }} }}", "[".repeat(50_000)), limit);
    it.asks("deep objects", &format!("{{ search(text: {}) {{ id }} }}", "{a:".repeat(50_000)), limit);
    it.asks("deep types", &format!("query($v: {}Int{}) {{ __typename }}", "[".repeat(500), "]".repeat(500)), limit);
    it.asks("directives", &format!("{{ __typename {} }}", "@skip(if: false) ".repeat(500)), limit);
    it.asks("an unknown directive", "{ acts @boom { id } }", "BAD_USER_INPUT");
    it.asks("pages in pages", "{ states(first: 100) { nodes { stances(first: 100) { nodes { state { stances(first: 100) { nodes { id } } } } } } } }", limit);
    it.asks("lists in lists", "{ bodies { members { bodies { members { bodies { members { id } } } } } } }", limit);
    it.asks("a page of billions", "{ states(first: 2147483648) { totalCount } }", "BAD_USER_INPUT");
    it.asks(
        "variables that nobody uses",
        &format!("query({}) {{ __typename }}", repeated(900, |at| format!("$v{at}: Int "))),
        limit,
    );
    it.asks("a long name", &format!("{{ {} }}", "x".repeat(200_000)), limit);
    it.asks("a long text", &format!("{{ search(text: \"{}\") {{ id }} }}", "a ".repeat(100_000)), "BAD_USER_INPUT");
    it.asks("an endless text", &format!("{{ search(text: \"{}", "\\".repeat(100_000)), "BAD_USER_INPUT");
    it.asks("comments alone", &"# nothing\n".repeat(20_000), "BAD_USER_INPUT");
    it.asks("commas alone", &",".repeat(200_000), "BAD_USER_INPUT");
    it.asks("a zero byte", "{ acts \u{0} { id } }", "BAD_USER_INPUT");
    it.asks("operations in crowds", &repeated(400, |at| format!("query Q{at} {{ __typename }} ")), "BAD_USER_INPUT");
    it.asks("no field of that name", "{ acts { nothing } }", "BAD_USER_INPUT");
    it.asks("a subscription here", "subscription { changes { checkpoint } }", "BAD_USER_INPUT");
}

fn bodies(it: &mut Attacked) {
    let bad = "BAD_USER_INPUT";
    let accept = "Accept: application/json";
    it.posts("a batch", br#"[{"query": "{ __typename }"}, {"query": "{ __typename }"}]"#, &[JSON, accept], 400, bad);
    let batch = format!("[{}]", vec![r#"{"query":"{ __typename }"}"#; 5_000].join(","));
    it.posts("a long batch", batch.as_bytes(), &[JSON], 400, bad);
    it.posts("deep JSON", "[".repeat(200_000).as_bytes(), &[JSON], 400, bad);
    it.posts(
        "deep JSON in an object",
        format!("{{\"query\":{}", "{\"a\":".repeat(40_000)).as_bytes(),
        &[JSON],
        400,
        bad,
    );
    let deep: Value = serde_json::from_str(&format!("{}{}", "[".repeat(100), "]".repeat(100))).unwrap();
    it.sends("deep variables", &json!({ "query": "{ __typename }", "variables": { "v": deep } }), "LIMIT_EXCEEDED");
    it.posts("too large", &vec![b'x'; 300 * 1024], &[JSON], 413, "LIMIT_EXCEEDED");
    it.posts("bytes that are no text", b"{\"query\": \"\xFF\xFE\"}", &[JSON], 400, bad);
    it.posts("half a character", br#"{"query": "{ search(text: \"\ud800\") { id } }"}"#, &[JSON], 400, bad);
    it.posts("one member twice", br#"{"query": "{ __typename }", "query": "{ acts { id } }"}"#, &[JSON], 400, bad);
    it.posts("a number without end", br#"{"query": "{ __typename }", "variables": 1e999999}"#, &[JSON], 400, bad);
    it.posts("variables in a list", br#"{"query": "{ __typename }", "variables": [1]}"#, &[JSON], 400, bad);
    it.posts("nothing", b"", &[JSON], 400, bad);
    it.posts("no query", b"{}", &[JSON], 400, bad);
    it.posts("no JSON", b"query=%7B__typename%7D", &["Content-Type: application/x-www-form-urlencoded"], 415, bad);
    it.posts("as plain text", br#"{"query": "{ __typename }"}"#, &["Content-Type: text/plain"], 415, bad);
    it.posts("as a form of parts", b"--x\r\n\r\n--x--", &["Content-Type: multipart/form-data; boundary=x"], 415, bad);
    it.posts("in another character set", b"{}", &["Content-Type: application/json; charset=utf-7"], 415, bad);
    it.posts("compressed", b"\x1f\x8b", &[JSON, "Content-Encoding: gzip"], 415, bad);
    it.posts("nothing that could be sent", b"{}", &[JSON, "Accept: image/png"], 406, bad);
}

fn lines(it: &mut Attacked) {
    let bad = "BAD_USER_INPUT";
    let wish = wire::escaped("mutation { revokeToken(input: { token: \"token:x\" }) { userErrors { code } } }");
    it.line("a mutation by GET", &format!("GET /graphql?query={wish}"), &[], b"", 405, bad);
    it.line("a query by PUT", "PUT /graphql", &[JSON], b"{}", 405, bad);
    it.line("variables that are no JSON", "GET /graphql?query=%7Ba%7D&variables=%7B", &[], b"", 400, bad);
    it.line("one parameter twice", "GET /graphql?query=%7Ba%7D&query=%7Bb%7D", &[], b"", 400, bad);
    it.line("a path upwards", "GET /../../etc/passwd", &[], b"", 404, "NOT_FOUND");
    it.line("a path upwards, escaped", "GET /explorer/..%2f..%2fetc%2fpasswd", &[], b"", 404, "NOT_FOUND");
    it.line("a token in the address", "GET /graphql?query=x&access_token=y", &[], b"", 400, bad);
}

fn bytes(it: &mut Attacked) {
    let head = "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
    it.raw("no HTTP", b"hello\r\n\r\n", &[0, 400]);
    it.raw("a handshake of TLS", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", &[0, 400]);
    it.raw("HTTP 0.9", b"GET /graphql\r\n", &[0, 400]);
    it.raw("two lengths", format!("{head}Content-Length: 2\r\nContent-Length: 9\r\n\r\n{{}}").as_bytes(), &[0, 400]);
    it.raw(
        "a length and chunks",
        format!("{head}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{{}}").as_bytes(),
        &[0, 400, 401],
    );
    it.raw("no length", format!("{head}Content-Length: many\r\n\r\n{{}}").as_bytes(), &[0, 400]);
    it.raw(
        "chunks that are none",
        format!("{head}Transfer-Encoding: chunked\r\n\r\nZZ\r\n{{}}\r\n").as_bytes(),
        &[0, 400, 401],
    );
    it.raw("a body that ends early", format!("{head}Content-Length: 900\r\n\r\n{{}}").as_bytes(), &[0, 400, 401]);
    it.raw("ten thousand headers", format!("{head}{}\r\n", "A: b\r\n".repeat(10_000)).as_bytes(), &[0, 400, 431]);
    it.raw("a header without end", format!("{head}A: {}\r\n\r\n", "b".repeat(400_000)).as_bytes(), &[0, 400, 431]);
    it.raw("a header of zero bytes", format!("{head}A: \0\0\r\n\r\n").as_bytes(), &[0, 400]);
    it.raw(
        "a long address",
        format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", "a".repeat(400_000)).as_bytes(),
        &[0, 400, 414, 431],
    );
    it.raw("a line within a header", b"GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n\tc: d\r\n\r\n", &[0, 200, 400]);
    let many = "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n".repeat(500);
    let said = it.said("many requests at once", many.as_bytes());
    let answered = said.matches("HTTP/1.1 200 OK\r\n").count();
    if answered != 500 {
        it.wrong.push(format!("many requests at once: {answered} were answered"));
    }
}

#[test]
fn requests_that_mean_harm_do_none() {
    let place = Place::new();
    let mut attacked =
        Attacked { served: Served::start(&["--demo", "--data", &place.text("data")]), tried: 0, wrong: Vec::new() };
    let all = [documents, bodies, lines, bytes, streams::events, streams::sockets, streams::strangers];
    assert_eq!(attacked.served.data("{ acts { number } }")["acts"].as_array().unwrap().len(), 10);
    let before = attacked.served.memory();
    for round in 0..2 {
        all.iter().for_each(|it| it(&mut attacked));
        assert!(attacked.wrong.is_empty(), "{:#?}", attacked.wrong);
        let after = attacked.served.memory();
        assert!(after < before + (32 << 20), "{before} bytes before, {after} after round {round}");
    }
    assert!(attacked.tried >= 2 * 105, "{}", attacked.tried);
}
