//! One entry of the audit log, and its bytes. There is no place in it for a name, an address or a text that somebody
//! wrote: those who act and what they act on are named by their keys.

use arcstr::ArcStr;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::domain::Actor;
use crate::journal::error::Fault;
use crate::journal::frame;

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AuditOutcome {
    /// It was done, or was about to be: what is read is noted before it is shown.
    Done,
    /// It was refused.
    Refused,
    /// The service could not do it.
    Failed,
}

/// One thing that somebody did or read, or wished to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// When. Within the log it never goes back.
    pub at: Timestamp,
    /// Who: `advocate:KEY`, `token:KEY`, `anonymous`, `command-line` or `service`.
    pub who: Actor,
    /// What: the name of a mutation, or of another deed, such as `signIn`.
    pub what: ArcStr,
    /// The ids of what it was about, as `kind:key`; not all of them where there are many.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub about: Vec<ArcStr>,
    /// How many things it was about, where that is more than are named.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub count: u64,
    /// What became of it.
    pub outcome: AuditOutcome,
    /// Why it was refused, as codes; each once, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<ArcStr>,
    /// How often it was done, where it was noted once for several times within a moment.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub times: u64,
}

fn is_zero(it: &u64) -> bool {
    *it == 0
}

fn one() -> u64 {
    1
}

fn is_one(it: &u64) -> bool {
    *it == 1
}

impl AuditEntry {
    /// Whether the other is the same at another time, so that one entry may stand for both.
    pub(super) fn repeats(&self, other: &Self) -> bool {
        let times = (self.at, self.times);
        Self { at: times.0, times: times.1, ..other.clone() } == *self
    }

    /// Its JSON, short enough for a frame: one that is too long keeps the number of what it was about, and no ids.
    pub(super) fn payload(&self) -> serde_json::Result<Vec<u8>> {
        let bytes = serde_json::to_vec(self)?;
        if bytes.len() <= frame::PAYLOAD {
            return Ok(bytes);
        }
        let count = self.count.max(self.about.len() as u64);
        serde_json::to_vec(&Self { about: Vec::new(), count, ..self.clone() })
    }

    /// Reads its JSON.
    pub(super) fn parse(payload: &[u8]) -> Result<Self, Fault> {
        serde_json::from_slice(payload).map_err(|it| Fault::Damaged(format!("the entry cannot be read: {it}")))
    }
}
