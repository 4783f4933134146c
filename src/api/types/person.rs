//! What is held on one person, as it is given out.

use async_graphql::{ID, SimpleObject};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::scalar::{Date, DateTime};
use crate::domain::{AnyId, Entity, Kinded, Private, Token};
use crate::graph::{AnyRef, Ref, View};
use crate::queries::people::{self, Held, Mention};

/// All that is held on a person.
#[derive(SimpleObject)]
pub(in crate::api) struct PersonalData {
    /// The id of the contact or the advocate.
    id: ID,
    /// The name as it was recorded then.
    name: Option<String>,
    /// The e-mail address.
    email: Option<String>,
    /// The telephone number.
    phone: Option<String>,
    /// Where the details come from.
    source: Option<String>,
    /// The last day on which they are kept.
    kept_until: Option<Date>,
    /// The details as they were recorded one after the other, as far as they can be read, the oldest first; of a contact, since
    /// its present holder took the post.
    versions: Vec<DetailsVersion>,
    /// All of it, these fields and what refers to the person, as one JSON object, to be given to the person.
    json: String,
}

/// Personal details as they were recorded at a time.
#[derive(SimpleObject)]
struct DetailsVersion {
    /// When they were recorded.
    recorded_at: DateTime,
    /// The name that is recorded now.
    name: Option<String>,
    /// The e-mail address.
    email: Option<String>,
    /// The telephone number.
    phone: Option<String>,
    /// Where the details come from.
    source: Option<String>,
}

/// A text that somebody wrote at length.
#[derive(SimpleObject)]
pub(in crate::api) struct FreeText {
    /// The id of whose text it is.
    id: ID,
    /// Which of its texts, such as purpose or highlights.1.
    field: String,
    /// The text around the place.
    excerpt: String,
}

impl From<Mention> for FreeText {
    fn from(it: Mention) -> Self {
        Self { id: it.id.to_string().into(), field: it.field, excerpt: it.excerpt }
    }
}

impl PersonalData {
    /// What is held on a person, with what was recorded before. What the caller may not see is not there.
    pub(in crate::api) fn new(view: View<'_>, person: AnyRef, id: &AnyId, past: &[(Timestamp, Private)]) -> Self {
        let entity = view.entity(person);
        let kept_until = match entity {
            Some(Entity::Contact(it)) => it.kept_until,
            Some(Entity::Advocate(it)) => it.kept_until,
            _ => None,
        };
        let now = people::Details::from(entity.and_then(Entity::private).unwrap_or_default());
        let mut whole = details(&now);
        whole.insert("id".to_owned(), json!(id.to_string()));
        whole.insert("keptUntil".to_owned(), json!(kept_until));
        match entity {
            Some(Entity::Contact(it)) => {
                whole.insert("post".to_owned(), json!(it.post));
                whole.insert("institution".to_owned(), json!(it.institution));
                whole.insert("city".to_owned(), json!(it.city.written()));
            }
            Some(Entity::Advocate(it)) => {
                whole.insert("organisation".to_owned(), json!(it.organisation.written()));
            }
            _ => {}
        }
        let past: Vec<_> = past.iter().map(|(at, it)| (*at, people::Details::from(it.clone()))).collect();
        let versions = past.iter().map(|(at, it)| {
            let mut version = details(it);
            version.insert("recordedAt".to_owned(), json!(at));
            Value::Object(version)
        });
        whole.insert("versions".to_owned(), versions.collect());
        refer(view, &people::held(view, person), &mut whole);
        let text = |it: &Option<arcstr::ArcStr>| it.as_ref().map(ToString::to_string);
        let version = |(at, it): &(Timestamp, people::Details)| DetailsVersion {
            recorded_at: (*at).into(),
            name: text(&it.name),
            email: text(&it.email),
            phone: text(&it.phone),
            source: text(&it.source),
        };
        Self {
            id: id.to_string().into(),
            name: text(&now.name),
            email: text(&now.email),
            phone: text(&now.phone),
            source: text(&now.source),
            kept_until: kept_until.map(Into::into),
            versions: past.iter().map(version).collect(),
            json: Value::Object(whole).to_string(),
        }
    }
}

fn details(it: &people::Details) -> Map<String, Value> {
    let people::Details { name, email, phone, source } = it;
    [("name", name), ("email", email), ("phone", phone), ("source", source)]
        .into_iter()
        .map(|(name, text)| (name.to_owned(), json!(text)))
        .collect()
}

/// Adds what refers to the person: none of it says who else it concerns, and no text is in it that others wrote at length.
fn refer(view: View<'_>, held: &Held, whole: &mut Map<String, Value>) {
    let meeting = |id: &str| view.find::<crate::domain::Meeting>(id).and_then(|it| view.get(it));
    let attendances = list(view, &held.attendances, |it| {
        let meeting = meeting(it.meeting.as_str());
        json!({ "id": it.id.written(), "meeting": it.meeting.written(), "title": meeting.map(|it| &it.title),
            "start": meeting.map(|it| it.start.to_string()), "role": it.role, "stage": it.stage,
            "nominatedBy": it.nominated_by, "erasedOn": it.erased_on })
    });
    let follow_ups = list(view, &held.follow_ups, |it| {
        json!({ "id": it.id.written(), "act": it.act.as_ref().map(|it| it.written()), "level": it.level, "due": it.due,
            "status": it.status(), "completedOn": it.completed_on() })
    });
    let referral = |it: &crate::domain::Referral| json!({ "id": it.id.written(), "act": it.act.as_ref().map(|it| it.written()), "status": it.status });
    let token = |at: &Ref<Token>| {
        let it = view.get(*at)?;
        Some(json!({ "id": it.id.written(), "name": people::name_of(view, *at), "role": it.role,
            "createdAt": it.created_at, "expiresAt": it.expires_at, "lastUsedOn": it.last_used_on,
            "revokedAt": it.revoked_at }))
    };
    let tokens = held.tokens.iter().filter_map(token).collect();
    let trips = list(
        view,
        &held.trips,
        |it| json!({ "id": it.id.written(), "city": it.city.written(), "from": it.from, "to": it.to, "status": it.status }),
    );
    for (name, rows) in [
        ("attendances", attendances),
        ("followUps", follow_ups),
        ("referralsTo", list(view, &held.led_to, referral)),
        ("referralsBy", list(view, &held.given, referral)),
        ("tokens", tokens),
        ("trips", trips),
    ] {
        whole.insert(name.to_owned(), rows);
    }
}

fn list<K: Kinded>(view: View<'_>, of: &[Ref<K>], row: impl Fn(&K) -> Value) -> Value {
    of.iter().filter_map(|it| view.get(*it)).map(row).collect()
}
