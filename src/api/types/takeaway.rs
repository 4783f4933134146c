//! What was learned under the Chatham House Rule: how it is shown to those who coordinate, and how it is shown back to
//! whoever records it.

use async_graphql::{ID, SimpleObject, Union};

use super::scalar::{Date, DateTime};
use crate::api::vocabulary::{Confidence, Leadership, Marking, Position, ReferralStatus};
use crate::domain::{Act, City, Contact, Entity, Id, Kinded, Phase, Referral, Stance, State};
use crate::graph::{AnyRef, Ref, View};
use crate::queries::page::{Row, Step};
use crate::queries::takeaways;

/// What is said to everybody who records a takeaway.
pub(in crate::api) const REMINDER: &str = "Under the Chatham House Rule you may use what you heard, but you reveal neither who said \
                                   it, nor for whom they spoke, nor who else was there. Names in free text are not detected: \
                                   read what is stored once more, and take out whatever could tell who spoke.";

/// What was learned under the Chatham House Rule.
#[derive(Union, Clone, Copy)]
pub(in crate::api) enum Takeaway {
    Stance(Ref<Stance>),
    Referral(Ref<Referral>),
}

impl Takeaway {
    /// The takeaway that this is.
    pub(in crate::api) fn of(it: AnyRef) -> Option<Self> {
        match it {
            AnyRef::Stance(it) => Some(Self::Stance(it)),
            AnyRef::Referral(it) => Some(Self::Referral(it)),
            _ => None,
        }
    }
}

impl Row for Takeaway {
    const ORDER: (&'static str, usize) = ("takeaways", 3);

    fn place(&self, view: View<'_>) -> Vec<Step> {
        let it = match *self {
            Self::Stance(it) => it.into(),
            Self::Referral(it) => it.into(),
        };
        takeaways::place(view, it)
    }
}

/// How many takeaways there are of a phase.
#[derive(SimpleObject)]
pub(in crate::api) struct TakeawayCount {
    /// The phase in which they were learned.
    pub(in crate::api) phase: Ref<Phase>,
    /// How many.
    pub(in crate::api) count: i32,
}

/// All that is stored of a takeaway, but for its key, which is random. There is no field for who said it, who recorded it,
/// when, or where.
#[derive(SimpleObject)]
pub(in crate::api) struct StoredTakeaway {
    /// The phase in which it was learned.
    phase: Ref<Phase>,
    /// The state that it is about, or leads to.
    state: StoredState,
    /// The Act that it is about; of a referral, null means all Acts.
    act: Option<Ref<Act>>,
    /// Of a stance: where the state stands.
    position: Option<Position>,
    /// Of a stance: whether the state leads; null where nothing is said of it.
    leadership: Option<Leadership>,
    /// Of a stance: how sure whoever learned it is.
    confidence: Option<Confidence>,
    /// Of a stance: why.
    rationale: Option<String>,
    /// Of a stance: the day it counts from, the last of its phase.
    observed_on: Option<Date>,
    /// Of a stance: since when it counts as known, the end of its phase.
    recorded_at: Option<DateTime>,
    /// Of a referral: the post that it leads to.
    contact: Option<StoredContact>,
    /// Of a referral: where one should speak.
    city: Option<StoredCity>,
    /// Of a referral: where the state is said to stand.
    hint: Option<Position>,
    /// Of a referral: what became of it.
    status: Option<ReferralStatus>,
    /// Of a referral: what else was said.
    note: Option<String>,
    /// Who may see it: coordinators alone.
    marking: Marking,
}

/// The state that a takeaway is about, or leads to. Nothing leads on from here, nor from the post and the city: that somebody
/// reads the details of a contact is noted with the time, which would tell when the takeaway was recorded, and by whom.
#[derive(SimpleObject)]
struct StoredState {
    /// The ISO 3166-1 alpha-3 code.
    code: String,
    /// The common name.
    name: String,
}

/// The post that a takeaway leads to.
#[derive(SimpleObject)]
struct StoredContact {
    /// The global id, such as contact:mex-geneva.
    id: ID,
    /// The post held.
    post: String,
}

/// The city where a takeaway says that one should speak.
#[derive(SimpleObject)]
struct StoredCity {
    /// The global id, such as city:geneva.
    id: ID,
    /// The name of the city.
    name: String,
}

impl StoredState {
    fn of(view: View<'_>, id: &Id<State>) -> Option<Self> {
        let it = view.find::<State>(id.as_str()).and_then(|it| view.get(it))?;
        Some(Self { code: it.id.as_str().to_owned(), name: it.name.to_string() })
    }
}

impl StoredContact {
    fn of(view: View<'_>, id: &Id<Contact>) -> Option<Self> {
        let it = view.find::<Contact>(id.as_str()).and_then(|it| view.get(it))?;
        Some(Self { id: it.id.any().to_string().into(), post: it.post.to_string() })
    }
}

impl StoredCity {
    fn of(view: View<'_>, id: &Id<City>) -> Option<Self> {
        let it = view.find::<City>(id.as_str()).and_then(|it| view.get(it))?;
        Some(Self { id: it.id.any().to_string().into(), name: it.name.to_string() })
    }
}

impl StoredTakeaway {
    /// What is stored of it; nothing where it is no takeaway that refers to what the caller sees.
    pub(in crate::api) fn of(view: View<'_>, takeaway: &Entity) -> Option<Self> {
        fn find<K: Kinded>(view: View<'_>, id: Option<&Id<K>>) -> Option<Ref<K>> {
            id.and_then(|it| view.find(it.as_str()))
        }
        let phase = find(view, takeaway.takeaway())?;
        let marking = takeaway.marking().into();
        match takeaway {
            Entity::Stance(it) => Some(Self {
                phase,
                state: StoredState::of(view, &it.state)?,
                act: find(view, Some(&it.act)),
                position: Some(it.position.into()),
                leadership: it.leadership.map(Into::into),
                confidence: Some(it.confidence.into()),
                rationale: it.rationale.as_ref().map(ToString::to_string),
                observed_on: Some(it.observed_on.into()),
                recorded_at: Some(it.recorded_at.into()),
                contact: None,
                city: None,
                hint: None,
                status: None,
                note: None,
                marking,
            }),
            Entity::Referral(it) => Some(Self {
                phase,
                state: StoredState::of(view, &it.state)?,
                act: find(view, it.act.as_ref()),
                position: None,
                leadership: None,
                confidence: None,
                rationale: None,
                observed_on: None,
                recorded_at: None,
                contact: it.contact.as_ref().and_then(|it| StoredContact::of(view, it)),
                city: it.city.as_ref().and_then(|it| StoredCity::of(view, it)),
                hint: it.hint.map(Into::into),
                status: Some(it.status.into()),
                note: it.note.as_ref().map(ToString::to_string),
                marking,
            }),
            _ => None,
        }
    }
}
