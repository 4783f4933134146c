//! Facts: what has changed. How they are written to disk is the journal's business.

use std::collections::BTreeSet;

use arcstr::ArcStr;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::AnyId;
use super::kinds::Entity;

/// A fact: from here on the entity is as it stands here, whole. Events are never rewritten.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// The entity, as it is from here on.
    pub entity: Entity,
}

/// What one command brought about: recorded, and replayed, as a whole or not at all.
#[derive(Clone, Debug, PartialEq)]
pub struct Commit {
    /// By whom.
    pub actor: Actor,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// The name of the command, such as `recordStance`.
    pub command: ArcStr,
    /// By what the caller recognises a repetition.
    pub idempotency: Option<Idempotency>,
    /// What changed, in order.
    pub events: Vec<Event>,
    /// The posts among it whose holder before holds them no more: what was personal of them before is not to be read again.
    pub succeeded: BTreeSet<AnyId>,
}

/// Who acts.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Actor(pub ArcStr);

impl Actor {
    /// The service itself, which does what nobody asks for.
    pub fn service() -> Self {
        Self("service".into())
    }
}

/// A caller's own name for one wish, by which its repetition is recognised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Idempotency {
    /// The caller's key.
    pub key: ArcStr,
    /// The hash of the input that came with it, in hexadecimal.
    pub input: ArcStr,
    /// The id of the entity that the first answer showed, as text.
    pub result: ArcStr,
}

impl Idempotency {
    /// The entity that the first answer showed.
    pub fn entity(&self) -> Option<AnyId> {
        AnyId::parse(&self.result)
    }
}
