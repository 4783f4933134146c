//! The JSON of a commit, as frames carry it. It is read after ten years: every event says its version, what may be
//! missing is optional, and what a later version wrote is refused, not skipped. Sealing is done by whoever calls.
//!
//! ```json
//! {"actor": "...", "recorded_at": "2018-02-01T10:00:00.123456Z", "command": "...",
//!  "idempotency": {"key": "...", "input": "...", "result": "..."},
//!  "events": [{"v": 1, "kind": "contact", "entity": {...}, "sealed": {"person": "...", "box": "..."}},
//!             {"v": 1, "kind": "stance", "entity": {...}, "texts": {"tree": "...", "count": 0, "box": "..."}}]}
//! ```
//!
//! Free texts are taken out of an entity that has any and sealed in `texts`; in earlier commits they stand in the entity.
//!
//! Where somebody else holds a post, `"anew": true` stands in `sealed`, also where there are no details any more: what was
//! sealed before is to be unreadable.
//!
//! Where personal details are sealed, the hash of the input is sealed with the first of them, and `input` is empty.
//!
//! Actor, time and command are optional in this form though today's commits all have them: an unattributed takeaway
//! will have none. Until a commit can say so, a payload without them is one of a later version.

use std::borrow::Cow;
use std::collections::BTreeSet;

use arcstr::ArcStr;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::error::Fault;
use super::seal::{Details, Sealed};
use super::texts::{SealedTexts, Sealing, Texts};
use super::{JournalError, upcast};
use crate::domain::{Actor, AnyId, Commit, Event, Idempotency, Kind, Private};

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
    #[serde(skip_serializing_if = "Option::is_none")]
    texts: Option<SealedTexts>,
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
    #[serde(default)]
    texts: Option<SealedTexts>,
}

/// What seals.
pub(super) trait Seals {
    /// Seals personal details.
    fn seal(&mut self, whose: &AnyId, details: &Details, how: Sealing) -> Result<Sealed<'static>, JournalError>;

    /// Seals free texts.
    fn seal_texts(&mut self, whose: &AnyId, texts: &Texts, how: Sealing) -> Result<SealedTexts, JournalError>;
}

/// What opens what was sealed, and yields nothing where the key is gone.
pub(super) trait Opens {
    /// Opens personal details.
    fn open(&self, whose: &AnyId, sealed: &Sealed<'_>) -> Result<Option<Details>, Fault>;

    /// Opens free texts.
    fn open_texts(&self, whose: &AnyId, sealed: &SealedTexts) -> Result<Option<Texts>, Fault>;
}

/// The JSON of a commit. All personal details and free texts there are are sealed; none are written otherwise.
pub(super) fn encode(commit: &Commit, seals: &mut impl Seals) -> Result<Vec<u8>, JournalError> {
    let anew = |event: &Event| !commit.succeeded.is_empty() && commit.succeeded.contains(&event.entity.id());
    let sealed = |event: &Event| event.entity.private().or_else(|| anew(event).then(Private::default));
    // Sealed with the first person there is: the input may be about them.
    let mut input = commit.idempotency.as_ref().map(|it| it.input.clone());
    let idempotency = commit.idempotency.clone().map(|mut it| {
        if commit.events.iter().any(|event| sealed(event).is_some()) {
            it.input = ArcStr::new();
        }
        it
    });
    let events = commit.events.iter().map(|event| {
        let entity = &event.entity;
        let how = if anew(event) { Sealing::Anew } else { Sealing::Usual };
        let details = sealed(event).map(|private| Details { private, input: input.take() });
        let sealed = details.map(|it| seals.seal(&entity.id(), &it, how)).transpose()?;
        let texts: Texts = entity.free_texts().into_iter().collect();
        let how = if commit.redacts() { Sealing::Anew } else { Sealing::Usual };
        let texts = (!texts.is_empty()).then(|| seals.seal_texts(&entity.id(), &texts, how)).transpose()?;
        let json = match (&sealed, &texts) {
            (None, None) => entity.to_json(),
            (None, Some(_)) => entity.clone().without_texts().to_json(),
            // Whoever has something personal has no texts, so far.
            (Some(_), _) => entity.clone().with_private(None).without_texts().to_json(),
        };
        let (v, kind) = (upcast::version(entity.kind()), entity.kind());
        Ok(WrittenEvent { v, kind, entity: json.map_err(JournalError::Unwritable)?, sealed, texts })
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

/// The commit that was written, with all that was sealed and can be opened.
///
/// The caller has checked that the bytes are what was written; so what does not read was written by a later version.
pub(super) fn decode(bytes: &[u8], opens: &impl Opens) -> Result<Commit, Fault> {
    let text = std::str::from_utf8(bytes).map_err(|it| Fault::Newer(format!("the form of a commit ({it})")))?;
    let payload: Payload<'_> = serde_json::from_str(text).map_err(newer)?;
    let (Some(actor), Some(recorded_at), Some(command)) = (payload.actor, payload.recorded_at, payload.command) else {
        return Err(Fault::Newer("a commit without actor, time or command".to_owned()));
    };
    let mut idempotency = payload.idempotency;
    let mut events = Vec::with_capacity(payload.events.len());
    let mut succeeded = BTreeSet::new();
    for event in payload.events {
        let mut entity = upcast::entity(&event.kind, event.v, event.entity.get())?;
        if let Some(sealed) = &event.texts {
            let mut texts = opens.open_texts(&entity.id(), sealed)?.unwrap_or_default();
            entity.fill_texts(&mut |name| texts.remove(name));
        }
        let entity = match &event.sealed {
            Some(sealed) => {
                if sealed.anew {
                    succeeded.insert(entity.id());
                }
                let Details { private, input } = opens.open(&entity.id(), sealed)?.unwrap_or_default();
                if let (Some(idempotency), Some(input)) = (&mut idempotency, input) {
                    idempotency.input = input;
                }
                entity.with_private(Some(private))
            }
            None => entity,
        };
        events.push(Event { entity });
    }
    Ok(Commit { actor, recorded_at, command, idempotency, events, succeeded })
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
            succeeded: BTreeSet::new(),
        }
    }

    const CITY: &str = r#"{"id":"geneva","name":"Geneva","latitude":46.2,"longitude":6.15,"time_zone":"Europe/Zurich","is_hub":true,"is_capital":false}"#;

    /// Of what has nothing to be sealed.
    struct Nothing;

    impl Seals for Nothing {
        fn seal(&mut self, _: &AnyId, _: &Details, _: Sealing) -> Result<Sealed<'static>, JournalError> {
            panic!("there is nothing personal")
        }

        fn seal_texts(&mut self, _: &AnyId, _: &Texts, _: Sealing) -> Result<SealedTexts, JournalError> {
            panic!("there is no text")
        }
    }

    impl Opens for Nothing {
        fn open(&self, _: &AnyId, _: &Sealed<'_>) -> Result<Option<Details>, Fault> {
            panic!("there is nothing personal")
        }

        fn open_texts(&self, _: &AnyId, _: &SealedTexts) -> Result<Option<Texts>, Fault> {
            panic!("there is no text")
        }
    }

    /// Seals in boxes that tell nothing, and opens none.
    #[derive(Default)]
    struct Boxes {
        inputs: Vec<Option<ArcStr>>,
    }

    impl Seals for Boxes {
        fn seal(&mut self, whose: &AnyId, details: &Details, how: Sealing) -> Result<Sealed<'static>, JournalError> {
            assert_eq!(how, Sealing::Usual);
            assert_eq!(
                (whose.to_string().as_str(), details.private.person.name.as_deref()),
                ("contact:c-1", Some("Amina"))
            );
            self.inputs.push(details.input.clone());
            Ok(serde_json::from_str(r#"{"person":"p","box":"b"}"#).unwrap())
        }

        fn seal_texts(&mut self, _: &AnyId, texts: &Texts, how: Sealing) -> Result<SealedTexts, JournalError> {
            let expected = Texts::from([("purpose".to_owned(), "Ask Amina".into())]);
            assert_eq!((texts, how), (&expected, Sealing::Usual));
            Ok(serde_json::from_str(r#"{"tree":"t","count":0,"box":"b"}"#).unwrap())
        }
    }

    impl Opens for Boxes {
        fn open(&self, _: &AnyId, _: &Sealed<'_>) -> Result<Option<Details>, Fault> {
            Ok(None)
        }

        fn open_texts(&self, _: &AnyId, _: &SealedTexts) -> Result<Option<Texts>, Fault> {
            Ok(None)
        }
    }

    #[test]
    fn free_texts_are_sealed_and_where_they_cannot_be_opened_it_is_said() {
        let entity = r#"{"id":"f-1","purpose":"Ask Amina","level":"global","assignee":"picum","due":"2018-02-01","progress":"open","marking":"coalition"}"#;
        let event = Event { entity: Entity::from_json(Kind::FollowUp, entity).unwrap() };
        let bytes = encode(&Commit { events: vec![event], ..commit(CITY) }, &mut Boxes::default());
        let text = String::from_utf8(bytes.unwrap()).unwrap();
        assert!(
            text.contains(r#""purpose":"""#) && text.contains(r#","texts":{"tree":"t","count":0,"box":"b"}}"#),
            "{text}"
        );
        let found = decode(text.as_bytes(), &Boxes::default()).unwrap();
        assert_eq!(found.events[0].entity.free_texts(), [("purpose".to_owned(), crate::domain::free_text::REDACTED)]);
    }

    fn encoded(commit: &Commit) -> String {
        let bytes = encode(commit, &mut Nothing);
        String::from_utf8(bytes.unwrap()).unwrap()
    }

    fn decoded(json: &str) -> Result<Commit, Fault> {
        decode(json.as_bytes(), &Nothing)
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
        let mut boxes = Boxes::default();
        let bytes = encode(&written, &mut boxes);
        let text = String::from_utf8(bytes.unwrap()).unwrap();
        assert_eq!((text.contains("Amina"), text.contains("00ff")), (false, false));
        assert_eq!(boxes.inputs, [Some("00ff".into()), None]);
        assert!(text.contains(r#","sealed":{"person":"p","box":"b"}}"#));
        let found = decode(text.as_bytes(), &boxes).unwrap();
        assert!(found.events.iter().all(|it| it.entity.person().is_none()));
    }
}
