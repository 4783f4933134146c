//! The JSON of a commit, as frames carry it. It is read after ten years: every event says its version, what may be
//! missing is optional, and what a later version wrote is refused, not skipped. Sealing is done by whoever calls.
//!
//! ```json
//! {"actor": "...", "recorded_at": "2018-02-01T10:00:00.123456Z", "command": "...",
//!  "idempotency": {"key": "...", "input": "...", "result": "..."},
//!  "events": [{"v": 1, "kind": "contact", "entity": {...}, "sealed": {"person": "...", "box": "..."}}]}
//! ```
//!
//! Where personal details are sealed, the hash of the input is sealed with the first of them, and `input` is empty.
//!
//! Actor, time and command are optional in this form though today's commits all have them: an unattributed takeaway
//! will have none. Until a commit can say so, a payload without them is one of a later version.

use std::borrow::Cow;

use arcstr::ArcStr;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::error::Fault;
use super::seal::{Details, Sealed};
use super::{JournalError, upcast};
use crate::domain::{Actor, AnyId, Commit, Event, Idempotency, Kind};

#[derive(Serialize)]
struct Written<'a> {
    actor: &'a Actor,
    recorded_at: Timestamp,
    command: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    idempotency: Option<Idempotency>,
    events: Vec<WrittenEvent>,
}

#[derive(Serialize)]
struct WrittenEvent {
    v: u32,
    kind: Kind,
    entity: Box<RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sealed: Option<Sealed<'static>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Payload<'a> {
    #[serde(default)]
    actor: Option<Actor>,
    #[serde(default)]
    recorded_at: Option<Timestamp>,
    #[serde(default)]
    command: Option<ArcStr>,
    #[serde(default)]
    idempotency: Option<Idempotency>,
    #[serde(default, borrow)]
    events: Vec<PayloadEvent<'a>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PayloadEvent<'a> {
    v: u32,
    #[serde(borrow)]
    kind: Cow<'a, str>,
    #[serde(borrow)]
    entity: &'a RawValue,
    #[serde(default, borrow)]
    sealed: Option<Sealed<'a>>,
}

/// The JSON of a commit. `seal` is called with all personal details there are; none are written otherwise.
pub(super) fn encode(
    commit: &Commit,
    mut seal: impl FnMut(&AnyId, &Details) -> Result<Sealed<'static>, JournalError>,
) -> Result<Vec<u8>, JournalError> {
    // Sealed with the first person there is: the input may be about them.
    let mut input = commit.idempotency.as_ref().map(|it| it.input.clone());
    let idempotency = commit.idempotency.clone().map(|mut it| {
        if commit.events.iter().any(|event| event.entity.private().is_some()) {
            it.input = ArcStr::new();
        }
        it
    });
    let events = commit.events.iter().map(|event| {
        let entity = &event.entity;
        let details = entity.private().map(|private| Details { private, input: input.take() });
        let sealed = details.map(|it| seal(&entity.id(), &it)).transpose()?;
        let json = match sealed {
            Some(_) => entity.clone().with_private(None).to_json(),
            None => entity.to_json(),
        };
        let (v, kind) = (upcast::version(entity.kind()), entity.kind());
        Ok(WrittenEvent { v, kind, entity: json.map_err(JournalError::Unwritable)?, sealed })
    });
    let written = Written {
        actor: &commit.actor,
        recorded_at: commit.recorded_at,
        command: &commit.command,
        idempotency,
        events: events.collect::<Result<_, JournalError>>()?,
    };
    serde_json::to_vec(&written).map_err(JournalError::Unwritable)
}

/// The commit that was written. `open` is called with all that was sealed, and yields nothing where the key is gone.
///
/// The caller has checked that the bytes are what was written; so what does not read was written by a later version.
pub(super) fn decode(
    bytes: &[u8],
    open: impl Fn(&AnyId, &Sealed<'_>) -> Result<Option<Details>, Fault>,
) -> Result<Commit, Fault> {
    let text = std::str::from_utf8(bytes).map_err(|it| Fault::Newer(format!("the form of a commit ({it})")))?;
    let payload: Payload<'_> = serde_json::from_str(text).map_err(newer)?;
    let (Some(actor), Some(recorded_at), Some(command)) = (payload.actor, payload.recorded_at, payload.command) else {
        return Err(Fault::Newer("a commit without actor, time or command".to_owned()));
    };
    let mut idempotency = payload.idempotency;
    let mut events = Vec::with_capacity(payload.events.len());
    for event in payload.events {
        let entity = upcast::entity(&event.kind, event.v, event.entity.get())?;
        let entity = match &event.sealed {
            Some(sealed) => {
                let Details { private, input } = open(&entity.id(), sealed)?.unwrap_or_default();
                if let (Some(idempotency), Some(input)) = (&mut idempotency, input) {
                    idempotency.input = input;
                }
                entity.with_private(Some(private))
            }
            None => entity,
        };
        events.push(Event { entity });
    }
    Ok(Commit { actor, recorded_at, command, idempotency, events })
}

fn newer(error: serde_json::Error) -> Fault {
    Fault::Newer(format!("the form of a commit ({error})"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{City, Entity};

    fn commit(entity: &str) -> Commit {
        Commit {
            actor: Actor("token:desk".into()),
            recorded_at: "2018-02-01T10:00:00.123456Z".parse().unwrap(),
            command: "import".into(),
            idempotency: Some(Idempotency { key: "k".into(), input: "00ff".into(), result: "city:geneva".into() }),
            events: vec![Event { entity: Entity::from_json(Kind::City, entity).unwrap() }],
        }
    }

    const CITY: &str = r#"{"id":"geneva","name":"Geneva","latitude":46.2,"longitude":6.15,"time_zone":"Europe/Zurich","is_hub":true,"is_capital":false}"#;

    fn encoded(commit: &Commit) -> String {
        let bytes = encode(commit, |_, _| panic!("there is nothing personal"));
        String::from_utf8(bytes.unwrap()).unwrap()
    }

    fn decoded(json: &str) -> Result<Commit, Fault> {
        decode(json.as_bytes(), |_, _| panic!("there is nothing personal"))
    }

    #[test]
    fn the_form_stays() {
        let expected = format!(
            "{}{CITY}{}",
            r#"{"actor":"token:desk","recorded_at":"2018-02-01T10:00:00.123456Z","command":"import","idempotency":{"key":"k","input":"00ff","result":"city:geneva"},"events":[{"v":1,"kind":"city","entity":"#,
            "}]}"
        );
        assert_eq!(encoded(&commit(CITY)), expected);
        assert_eq!(decoded(&expected), Ok(commit(CITY)));
    }

    #[test]
    fn what_is_optional_may_be_missing() {
        let found = decoded(r#"{"actor":"a","recorded_at":"2018-02-01T10:00:00Z","command":"c"}"#).unwrap();
        assert_eq!((found.idempotency, found.events), (None, vec![]));
    }

    #[test]
    fn numbers_come_back_to_the_last_bit() {
        for latitude in [46.20438, 15.511763109660393, 40.154718588247476, -21.174732115775114] {
            let mut city: City = serde_json::from_str(CITY).unwrap();
            city.latitude = latitude;
            let mut written = commit(CITY);
            written.events[0].entity = city.into();
            assert_eq!(decoded(&encoded(&written)), Ok(written));
        }
    }

    #[test]
    fn what_is_personal_is_sealed_or_not_written() {
        let entity = Entity::from_json(
            Kind::Contact,
            r#"{"id":"c-1","city":"geneva","post":"Counsellor","level":"global","marking":"coalition","person":{"name":"Amina"}}"#,
        );
        let event = Event { entity: entity.unwrap() };
        let written = Commit { events: vec![event.clone(), event], ..commit(CITY) };
        let mut sealed = 0;
        let mut inputs = Vec::new();
        let bytes = encode(&written, |whose, details| {
            assert_eq!(
                (whose.to_string().as_str(), details.private.person.name.as_deref()),
                ("contact:c-1", Some("Amina"))
            );
            inputs.push(details.input.clone());
            sealed += 1;
            Ok(serde_json::from_str(r#"{"person":"p","box":"b"}"#).unwrap())
        });
        let text = String::from_utf8(bytes.unwrap()).unwrap();
        assert_eq!((sealed, text.contains("Amina"), text.contains("00ff")), (2, false, false));
        assert_eq!(inputs, [Some("00ff".into()), None]);
        assert!(text.contains(r#","sealed":{"person":"p","box":"b"}}"#));
        let found = decode(text.as_bytes(), |_, _| Ok(None)).unwrap();
        assert!(found.events.iter().all(|it| it.entity.person().is_none()));
    }
}
