//! Every setting, declared once: its name, how it is written, what it is for, and the field it goes to. The default is
//! what the field has by default.

use super::setting::{Form, Setting, take};
use super::settings::Settings;
use super::value::Value;

/// A setting for a field. Those at the top have a flag; those in tables where it is said.
macro_rules! setting {
    ($name:literal, $form:expr, $text:literal, $($field:ident).+) => {
        setting!(None, $name, $form, true, $text, $($field).+)
    };
    ($table:literal / $name:literal, $form:expr, $text:literal, $($field:ident).+) => {
        setting!(Some($table), $name, $form, false, $text, $($field).+)
    };
    ($table:literal / $name:literal, flag, $form:expr, $text:literal, $($field:ident).+) => {
        setting!(Some($table), $name, $form, true, $text, $($field).+)
    };
    ($table:expr, $name:literal, $form:expr, $flag:literal, $text:literal, $($field:ident).+) => {
        Setting {
            table: $table,
            name: $name,
            form: $form,
            flag: $flag,
            text: $text,
            take: |to: &mut Settings, texts| take(&mut to.$($field).+, texts),
            told: |from: &Settings| Value::told(&from.$($field).+),
        }
    };
}

use Form::{List, Number, Switch, Text};

/// All there are: those at the top first, then table by table.
pub(super) static ALL: &[Setting] = &[
    setting!("data", Text("DIR"), "The directory that holds the journal.", data),
    setting!("listen", Text("ADDRESS"), "The address to listen on; port 0 takes a free one.", listen),
    setting!(
        "demo",
        Switch,
        "Begin with the reference data, where the directory holds nothing yet but tokens; and print a one-time sign-in link for a \
         coordinator on standard output.",
        demo
    ),
    setting!(
        "anonymous",
        Text("ROLE"),
        "Let callers without a token in with this role, which may be viewer: they see what is public. Without it they are \
         refused.",
        anonymous
    ),
    setting!(
        "today",
        Text("DATE"),
        "Rehearse another day: take this for today. The reference data makes most sense as of 2018-02-01. What is changed \
         meanwhile is kept like any other change.",
        today
    ),
    setting!(
        "tls-cert",
        Text("FILE"),
        "Speak https alone, with the certificates in this PEM file, the service's own first. It is read anew within a minute \
         of being changed, together with the key.",
        reach.tls_cert
    ),
    setting!("tls-key", Text("FILE"), "The certificate's private key, a PEM file without a passphrase.", reach.tls_key),
    setting!(
        "metrics-listen",
        Text("ADDRESS"),
        "Answer /metrics at this address too, to anybody and without the size of the graph; it is one of loopback.",
        reach.metrics_listen
    ),
    setting!(
        "metrics-beyond-loopback",
        Switch,
        "Let metrics-listen be any address: whoever reaches it reads the metrics.",
        reach.metrics_beyond_loopback
    ),
    setting!(
        "cors-origin",
        List("ORIGIN"),
        "Let pages of this origin, such as https://board.example, ask with a token; the cookie comes along only where both \
         are one site. For several say it several times. Without it pages of other origins are not let in.",
        server.origins
    ),
    setting!(
        "documents",
        Text("FILE"),
        "Answer the documents in this JSON file alone, by their ids: as Relay or Apollo write it.",
        documents
    ),
    setting!(
        "explorer-dir",
        Text("DIR"),
        "What browsers are shown at /graphql: the explorer in this directory, which has an index.html; without it the \
         service's own.",
        server.explorer
    ),
    setting!(
        "log",
        Text("FORM"),
        "How logs are written to standard error: human, or json, an object a line.",
        logs.form
    ),
    setting!(
        "log-level",
        Text("LEVEL"),
        "What is logged of the service: error, warn, info, debug or trace. Of libraries no more than warnings are.",
        logs.level
    ),
    setting!(
        "server" / "body",
        flag,
        Number("bytes"),
        "The largest body of a request to GraphQL, in bytes.",
        limits.body
    ),
    setting!(
        "server" / "connections",
        flag,
        Number("connections"),
        "How many connections each worker holds at once, a worker a core; more wait until one ends.",
        server.connections
    ),
    setting!(
        "server" / "head-within",
        Number("seconds"),
        "How long the head of a request may take to arrive, in seconds; a TLS handshake as well.",
        server.head_within
    ),
    setting!(
        "server" / "body-within",
        Number("seconds"),
        "How long the body of a request may take to arrive, in seconds.",
        server.body_within
    ),
    setting!(
        "server" / "idle-within",
        Number("seconds"),
        "How long a connection is kept open for another request, in seconds.",
        server.idle_within
    ),
    setting!(
        "server" / "unread-within",
        Number("seconds"),
        "How long what was sent may lie unread before the connection is dropped, in seconds.",
        server.unread_within
    ),
    setting!(
        "server" / "renewal",
        Number("seconds"),
        "How often it is looked whether there is another certificate, in seconds.",
        server.renewal
    ),
    setting!("limits" / "tokens", Number("tokens"), "Names, numbers, texts and signs of a document.", limits.tokens),
    setting!(
        "limits" / "fields",
        Number("fields"),
        "Fields that a document selects, with those of fragments.",
        limits.fields
    ),
    setting!("limits" / "depth", Number("levels"), "The deepest selection; a root field is at depth 1.", limits.depth),
    setting!("limits" / "aliases", Number("fields"), "Fields under another name.", limits.aliases),
    setting!("limits" / "directives", Number("directives"), "Directives, such as @include.", limits.directives),
    setting!("limits" / "root-fields", Number("fields"), "Root fields of an operation.", limits.root_fields),
    setting!(
        "limits" / "complexity",
        Number("fields"),
        "Fields of the answer, were all lists as long as they can be.",
        limits.complexity
    ),
    setting!(
        "limits" / "introspection",
        Number("fields"),
        "The same of what is asked of the schema itself.",
        limits.introspection
    ),
    setting!(
        "limits" / "variables-depth",
        Number("levels"),
        "How deep variables hold lists and objects.",
        limits.variables_depth
    ),
    setting!(
        "limits" / "looks",
        Number("looks"),
        "How often one request may look at the graph: about once for every field of an entity.",
        limits.looks
    ),
    setting!(
        "limits" / "waiting",
        Number("seconds"),
        "How long a request may wait for anything, such as for a write to be on disk, in seconds.",
        limits.waiting
    ),
    setting!(
        "limits" / "budget",
        Number("fields"),
        "What each caller may ask for in a minute, in complexity; callers without a token have one budget together. Without \
         it there is none.",
        limits.budget
    ),
    setting!(
        "streaming" / "subscriptions",
        Number("subscriptions"),
        "How many subscriptions are held at once, of all callers.",
        server.streaming.subscriptions
    ),
    setting!(
        "streaming" / "of-one",
        Number("subscriptions"),
        "How many of them are of one caller; callers without a token are one together.",
        server.streaming.of_one
    ),
    setting!(
        "streaming" / "operations",
        Number("operations"),
        "How many operations are open at once on one WebSocket.",
        server.streaming.operations
    ),
    setting!(
        "streaming" / "silence",
        Number("seconds"),
        "How long server-sent events may be silent before a comment is sent, in seconds.",
        server.streaming.silence
    ),
    setting!(
        "streaming" / "ping-after",
        Number("seconds"),
        "After how long without a word a client of a WebSocket is asked whether it is there, in seconds.",
        server.streaming.ping_after
    ),
    setting!(
        "streaming" / "pong-within",
        Number("seconds"),
        "How long it may take to answer that, in seconds.",
        server.streaming.pong_within
    ),
    setting!(
        "streaming" / "init-within",
        Number("seconds"),
        "How long a client of a WebSocket may take to say who it is, in seconds.",
        server.streaming.init_within
    ),
    setting!(
        "streaming" / "sent-within",
        Number("seconds"),
        "How long sending an event may take, in seconds: whoever reads more slowly is dropped.",
        server.streaming.sent_within
    ),
    setting!(
        "streaming" / "ahead",
        Number("bytes"),
        "How much is sent over a WebSocket before its client has shown that it reads, in bytes.",
        server.streaming.ahead
    ),
    setting!(
        "streaming" / "look-again",
        Number("seconds"),
        "After how long at the most it is looked again whether a subscriber is still signed in, in seconds.",
        server.streaming.look_again
    ),
];

/// The tables of the file.
pub(super) fn tables() -> impl Iterator<Item = &'static str> {
    let mut last = None;
    ALL.iter().filter_map(|it| it.table).filter(move |it| last.replace(*it) != Some(*it))
}

/// Those of a table, or those at the top.
pub(super) fn within(table: Option<&str>) -> impl Iterator<Item = &'static Setting> {
    ALL.iter().filter(move |it| it.table == table)
}
