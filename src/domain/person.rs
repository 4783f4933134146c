//! What is personal of an entity: the journal seals it under a key that can be destroyed, so nothing else depends on
//! it. Who may see it is the View's business.

use arcstr::ArcStr;
use serde::{Deserialize, Serialize};

use super::attendance::Attendee;

/// Personal details. They may be erased, so nothing else depends on them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<ArcStr>,
    /// E-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<ArcStr>,
    /// Telephone number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<ArcStr>,
}

impl Person {
    /// These details, unless there are none.
    pub fn known(self) -> Option<Box<Self>> {
        (self != Self::default()).then(|| Box::new(self))
    }

    /// By what one person is told from another: the name, or else the address, or else the number.
    pub fn called(&self) -> Option<&str> {
        self.name.as_deref().or(self.email.as_deref()).or(self.phone.as_deref())
    }
}

/// All that is sealed of one entity.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Private {
    /// Personal details.
    #[serde(flatten)]
    pub person: Person,
    /// Where the details come from: whoever told them may be named in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<ArcStr>,
    /// Who attends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attendee: Option<Attendee>,
}

impl Private {
    /// That there is nothing of it.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
