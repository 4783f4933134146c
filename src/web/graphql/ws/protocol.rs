//! The protocol graphql-transport-ws without a socket: what is heard becomes what is to be done. Time, signing in and
//! operations themselves are the socket's business.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::Value;

use crate::web::graphql::members::Members;

/// Why a connection is closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Close {
    pub(super) code: u16,
    pub(super) reason: String,
}

impl Close {
    /// The client does not speak this protocol.
    pub(super) const OTHER_PROTOCOL: (u16, &str) = (4406, "Subprotocol not acceptable");
    pub(super) const INIT_TIMEOUT: (u16, &str) = (4408, "Connection initialisation timeout");
    pub(super) const FORBIDDEN: (u16, &str) = (4403, "Forbidden");
    pub(super) const UNAUTHORIZED: (u16, &str) = (4401, "Unauthorized");
    pub(super) const TOO_MANY_INITS: (u16, &str) = (4429, "Too many initialisation requests");
    pub(super) const GOING_AWAY: (u16, &str) = (1001, "the service is stopping");
    pub(super) const SILENT: (u16, &str) = (1001, "no answer to a ping, or read too slowly");
    pub(super) const FAILED: (u16, &str) = (1011, "the service has failed; the fault is logged");
    pub(super) const NORMAL: (u16, &str) = (1000, "");
    pub(super) const NO_MESSAGE: (u16, &str) = (1002, "this is no message of a WebSocket");
    pub(super) const NOT_TEXT: (u16, &str) = (4400, "a message is text");
    pub(super) const TOO_LARGE: (u16, &str) = (1009, "a message is too large");

    fn bad(reason: &str) -> Self {
        (4400, reason).into()
    }
}

impl From<(u16, &str)> for Close {
    fn from((code, reason): (u16, &str)) -> Self {
        Self { code, reason: reason.to_owned() }
    }
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Action {
    /// To say this.
    Send(String),
    /// To find out who it is, by this token or by what was shown before; then to say so by [`Protocol::accept`].
    SignIn(Option<String>),
    /// To begin the operation of this number.
    Begin(u64, Members),
    /// To end the operation of this number, of which nothing more is to be said.
    End(u64),
    Nothing,
    Close(Close),
}

/// How an operation has ended.
#[derive(Debug)]
pub(super) enum End<'b> {
    /// All is said.
    Complete,
    /// With errors: a GraphQL response without data.
    Errors(&'b [u8]),
}

#[derive(Debug, PartialEq, Eq)]
enum Phase {
    New,
    SigningIn,
    Ready,
}

/// One connection.
#[derive(Debug)]
pub(super) struct Protocol {
    phase: Phase,
    /// The numbers of what is open, by the ids that the client has given. A number is never given twice.
    open: HashMap<String, u64>,
    most: usize,
    begun: u64,
}

#[derive(Deserialize)]
struct Message {
    r#type: String,
    id: Option<String>,
    payload: Option<Value>,
}

impl Protocol {
    /// A connection on which so many operations may be open at once.
    pub(super) fn new(most: usize) -> Self {
        Self { phase: Phase::New, open: HashMap::new(), most, begun: 0 }
    }

    /// Whether it is known who is there.
    pub(super) fn is_ready(&self) -> bool {
        self.phase == Phase::Ready
    }

    /// A message.
    pub(super) fn hear(&mut self, text: &str) -> Action {
        let Ok(Message { r#type, id, payload }) = serde_json::from_str(text) else {
            return Action::Close(Close::bad("a message is a JSON object with a type"));
        };
        match (r#type.as_str(), id) {
            ("connection_init", None) => self.init(payload.as_ref()),
            ("ping", None) => Action::Send(pong(payload.as_ref())),
            ("pong", None) => Action::Nothing,
            ("subscribe", Some(id)) if !id.is_empty() => self.subscribe(id, payload),
            ("complete", Some(id)) if !id.is_empty() => self.open.remove(&id).map_or(Action::Nothing, Action::End),
            _ => Action::Close(Close::bad("a message is of no type that is known, or lacks its id")),
        }
    }

    fn init(&mut self, payload: Option<&Value>) -> Action {
        if self.phase != Phase::New {
            return Action::Close(Close::TOO_MANY_INITS.into());
        }
        self.phase = Phase::SigningIn;
        match token(payload) {
            Ok(token) => Action::SignIn(token),
            Err(()) => Action::Close(Close::bad("what connection_init shows is no token")),
        }
    }

    /// It is known who is there: what to say.
    pub(super) fn accept(&mut self) -> String {
        self.phase = Phase::Ready;
        r#"{"type":"connection_ack"}"#.to_owned()
    }

    fn subscribe(&mut self, id: String, payload: Option<Value>) -> Action {
        if !self.is_ready() {
            return Action::Close(Close::UNAUTHORIZED.into());
        }
        if self.open.contains_key(&id) {
            return Action::Close((4409, format!("Subscriber for {id} already exists").as_str()).into());
        }
        if self.open.len() >= self.most {
            let reason = format!("at most {} operations at once", self.most);
            return Action::Close((4429, reason.as_str()).into());
        }
        let payload = payload.and_then(|it| serde_json::from_value::<Members>(it).ok());
        let Some(payload) = payload.filter(|it| it.mistake().is_none()) else {
            return Action::Close(Close::bad(
                "a subscribe has a payload with a query, and variables and extensions that are objects",
            ));
        };
        self.begun += 1;
        self.open.insert(id, self.begun);
        Action::Begin(self.begun, payload)
    }

    /// What to say of a result, a GraphQL response; nothing where nobody wants it any more.
    pub(super) fn next(&self, number: u64, response: &[u8]) -> Option<String> {
        self.id(number).map(|id| said(id, "next", Some(&String::from_utf8_lossy(response))))
    }

    /// What to say of the end of an operation; nothing where the client has ended it.
    pub(super) fn end(&mut self, number: u64, end: &End<'_>) -> Option<String> {
        let id = self.id(number)?.to_owned();
        self.open.remove(&id);
        Some(match end {
            End::Complete => said(&id, "complete", None),
            End::Errors(response) => {
                let response: Value = serde_json::from_slice(response).unwrap_or_default();
                said(&id, "error", Some(&response.get("errors").cloned().unwrap_or_default().to_string()))
            }
        })
    }

    fn id(&self, number: u64) -> Option<&str> {
        self.open.iter().find(|(_, it)| **it == number).map(|(id, _)| id.as_str())
    }
}

/// The token that is shown, as `token`, as `authorization`, or so among `headers`; names in any case. Several, or
/// something else there, are none.
fn token(payload: Option<&Value>) -> Result<Option<String>, ()> {
    let Some(payload) = payload.filter(|it| !it.is_null()) else { return Ok(None) };
    let fields = payload.as_object().ok_or(())?;
    let inner = fields.get("headers").and_then(Value::as_object).into_iter().flatten();
    let mut shown = fields.iter().chain(inner).filter_map(|(name, value)| {
        let text = value.as_str();
        match name.to_ascii_lowercase().as_str() {
            "token" => Some(text),
            "authorization" => {
                let parts = text.and_then(|it| it.split_once(' '));
                Some(parts.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")).map(|(_, it)| it.trim()))
            }
            _ => None,
        }
    });
    match (shown.next(), shown.next()) {
        (None, _) => Ok(None),
        (Some(Some(token)), None) => Ok(Some(token.to_owned())),
        _ => Err(()),
    }
}

fn pong(payload: Option<&Value>) -> String {
    match payload {
        Some(payload) => format!(r#"{{"type":"pong","payload":{payload}}}"#),
        None => r#"{"type":"pong"}"#.to_owned(),
    }
}

fn said(id: &str, what: &str, payload: Option<&str>) -> String {
    let id = Value::from(id);
    match payload {
        Some(payload) => format!(r#"{{"id":{id},"type":"{what}","payload":{payload}}}"#),
        None => format!(r#"{{"id":{id},"type":"{what}"}}"#),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INIT: &str = r#"{"type":"connection_init"}"#;

    /// What comes of the last of these messages; whoever asks to be let in is.
    fn last(messages: &[&str]) -> Action {
        let mut protocol = Protocol::new(2);
        let mut last = Action::Nothing;
        for message in messages {
            last = protocol.hear(message);
            if let Action::SignIn(_) = last {
                assert_eq!(protocol.accept(), r#"{"type":"connection_ack"}"#);
            }
        }
        last
    }

    fn subscribe(id: &str) -> String {
        format!(
            r#"{{"id":"{id}","type":"subscribe","payload":{{"query":"{{ acts {{ number }} }}","extensions":{{}}}}}}"#
        )
    }

    #[test]
    fn messages_become_actions() {
        let check = |messages: &[&str], expected: Action| assert_eq!(last(messages), expected, "{messages:?}");
        let (one, two, three) = (subscribe("1"), subscribe("2"), subscribe("3"));
        let acts = |number| {
            let query = Some("{ acts { number } }".to_owned());
            Action::Begin(number, Members { query, extensions: serde_json::json!({}), ..Members::default() })
        };
        check(&[INIT], Action::SignIn(None));
        check(&[r#"{"type":"connection_init","payload":{"token":"x"}}"#], Action::SignIn(Some("x".to_owned())));
        check(&[r#"{"type":"connection_init","payload":{"lang":"es"}}"#], Action::SignIn(None));
        check(&[INIT, &one], acts(1));
        check(&[INIT, &one, &two], acts(2));
        check(&[INIT, &one, r#"{"id":"1","type":"complete"}"#], Action::End(1));
        check(&[INIT, &one, &two, r#"{"id":"1","type":"complete"}"#, &one], acts(3));
        check(&[INIT, r#"{"id":"1","type":"complete"}"#], Action::Nothing);
        check(&[r#"{"type":"ping"}"#], Action::Send(r#"{"type":"pong"}"#.to_owned()));
        check(
            &[r#"{"type":"ping","payload":{"a":1}}"#],
            Action::Send(r#"{"type":"pong","payload":{"a":1}}"#.to_owned()),
        );
        check(&[r#"{"type":"pong","payload":{}}"#], Action::Nothing);
        let code = |messages: &[&str]| match last(messages) {
            Action::Close(reason) => reason.code,
            other => panic!("{other:?}"),
        };
        assert_eq!(code(&[INIT, INIT]), 4429);
        assert_eq!(code(&[&one]), 4401);
        assert_eq!(code(&[INIT, &one, &one]), 4409);
        assert_eq!(code(&[INIT, &one, &two, &three]), 4429);
        assert_eq!(code(&[INIT, &one, &two, r#"{"id":"9","type":"complete"}"#, &three]), 4429);
        assert_eq!(code(&["{"]), 4400);
        assert_eq!(code(&[INIT, r#"{"type":"next","id":"1"}"#]), 4400);
        assert_eq!(code(&[INIT, r#"{"type":"subscribe","id":"1","payload":{"query":1}}"#]), 4400);
    }

    #[test]
    fn what_has_ended_is_said_once_and_under_no_later_operation_of_the_same_id() {
        let mut protocol = Protocol::new(2);
        protocol.hear(INIT);
        protocol.accept();
        protocol.hear(&subscribe("a\\\"b"));
        let said = protocol.next(1, br#"{"data":null}"#).unwrap();
        assert_eq!(said, r#"{"id":"a\"b","type":"next","payload":{"data":null}}"#);
        protocol.hear(r#"{"id":"a\"b","type":"complete"}"#);
        protocol.hear(&subscribe("a\\\"b"));
        assert_eq!((protocol.next(1, b"{}"), protocol.end(1, &End::Complete)), (None, None));
        let errors = br#"{"errors":[{"message":"m"}]}"#;
        let said = protocol.end(2, &End::Errors(errors)).unwrap();
        assert_eq!(said, r#"{"id":"a\"b","type":"error","payload":[{"message":"m"}]}"#);
        assert_eq!(protocol.end(2, &End::Complete), None);
    }
}
