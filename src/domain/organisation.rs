//! Organisations, and the roles they have in the process.

use arcstr::ArcStr;
use serde::{Deserialize, Serialize};

use super::id::{Id, Key};
use super::links::links;
use super::place::Region;

/// The role by which an organisation anchors a region.
const REGIONAL_ANCHOR: &str = "regional-anchor";

/// An organisation: a member of the coalition, a partner, or another assessor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Organisation {
    /// Its key.
    pub id: Id<Organisation>,
    /// Its name.
    pub name: ArcStr,
    /// Its abbreviation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub short_name: Option<ArcStr>,
    /// Its roles, in the order of the file.
    #[serde(default)]
    pub roles: Box<[Role]>,
    /// The organisations that are its members, in the order of the file.
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    pub members: Box<[Id<Organisation>]>,
}
links!(Organisation { members: Members });

/// What an organisation does, and for what.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Role {
    /// Its key, unique among all roles.
    pub key: Key,
    /// `regional-anchor`, `core-group-member`, ...
    pub role: ArcStr,
    /// For what.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<ArcStr>,
}

impl Organisation {
    /// The region it anchors: the scope of its first role as a regional anchor.
    pub fn region(&self) -> Option<Region> {
        let anchor = self.roles.iter().find(|it| it.role == REGIONAL_ANCHOR)?;
        anchor.scope.as_deref().and_then(Region::parse)
    }
}
