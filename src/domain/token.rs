//! Tokens: by what callers show who they are. What is kept of a token's secret is a hash; how secrets look, and how
//! they are shown, is decided outside.

use arcstr::ArcStr;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::Day;
use super::advocate::Advocate;
use super::clearance::Clearance;
use super::event::Actor;
use super::id::Id;
use super::links::links;
use super::organisation::Organisation;
use super::person::Person;
use super::vocabulary::vocabulary;

/// For how long a link waits to be followed: it travels by mail, and lies about there.
const LINK_WAITS: SignedDuration = SignedDuration::from_hours(7 * 24);

vocabulary! {
    /// What a caller may see and do.
    CallerRole {
        /// Reads what is public.
        Viewer = "viewer",
        /// Reads what is public or the coalition's.
        Analyst = "analyst",
        /// A person of an organisation, who records for it.
        Advocate = "advocate",
        /// Sees and does everything but what is the administrator's.
        Coordinator = "coordinator",
        /// Besides, sees the audit trail, and gives and takes away tokens.
        Admin = "admin",
    }
}

vocabulary! {
    /// What a token's secret is good for.
    TokenUse {
        /// Every request shows it.
        Bearer = "bearer",
        /// Once: whoever shows it is given a bearer's secret in its place.
        Link = "link",
    }
}

/// By what a caller shows who it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Token {
    /// Its key: part of what is shown.
    pub id: Id<Token>,
    /// The SHA-256 of the secret, in hexadecimal.
    pub hash: ArcStr,
    /// What the secret is good for.
    #[serde(rename = "use")]
    pub usage: TokenUse,
    /// What the caller may see and do.
    pub role: CallerRole,
    /// Whose advocate it is; only of an advocate's token, and always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<Id<Organisation>>,
    /// Which advocate it is; only of an advocate's token, and always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advocate: Option<Id<Advocate>>,
    /// What it is called, in the name. Sealed in the journal, for it may be a person's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<Box<Person>>,
    /// When it was made.
    pub created_at: Timestamp,
    /// From when on it is good for nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
    /// The last day on which it was used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_used_on: Option<Day>,
    /// When it was taken away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<Timestamp>,
}
links!(Token { organisation: Organisation, advocate: Advocate });

impl Token {
    /// Whether it is good for anything at this time. A link that nobody has followed for a week is not.
    pub fn is_good(&self, now: Timestamp) -> bool {
        let waits = self.usage == TokenUse::Bearer || now.duration_since(self.created_at) < LINK_WAITS;
        waits && self.revoked_at.is_none() && self.expires_at.is_none_or(|it| now < it)
    }

    /// Under which name its bearer's changes are recorded: the advocate's, so that it is the same with every token of
    /// theirs, or the token's own.
    pub fn actor(&self) -> Actor {
        Actor(match &self.advocate {
            Some(advocate) => advocate.written().into(),
            None => self.id.written().into(),
        })
    }

    /// What its bearer may see. Nothing where it lacks what its role needs.
    pub fn clearance(&self) -> Option<Clearance> {
        Some(match self.role {
            CallerRole::Viewer => Clearance::Viewer,
            CallerRole::Analyst => Clearance::Analyst,
            CallerRole::Advocate => {
                Clearance::Advocate { organisation: self.organisation.clone()?, advocate: self.advocate.clone()? }
            }
            CallerRole::Coordinator => Clearance::Coordinator,
            CallerRole::Admin => Clearance::Admin,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Key;

    #[test]
    fn a_token_is_good_until_it_expires_or_is_taken_away_and_a_link_for_a_week() {
        let made: Timestamp = "2018-02-01T12:00:00Z".parse().unwrap();
        let token = |usage| Token {
            id: Id::new(Key::trusted("t")),
            hash: ArcStr::new(),
            usage,
            role: CallerRole::Viewer,
            organisation: None,
            advocate: None,
            person: None,
            created_at: made,
            expires_at: None,
            last_used_on: None,
            revoked_at: None,
        };
        let check = |token: &Token, at: &str, expected: bool| {
            assert_eq!(token.is_good(at.parse().unwrap()), expected, "{token:?} {at}");
        };
        let bearer = token(TokenUse::Bearer);
        check(&bearer, "2030-01-01T00:00:00Z", true);
        let until = Token { expires_at: Some("2018-03-01T00:00:00Z".parse().unwrap()), ..bearer.clone() };
        check(&until, "2018-02-28T23:59:59Z", true);
        check(&until, "2018-03-01T00:00:00Z", false);
        check(&Token { revoked_at: Some(made), ..bearer }, "2018-02-01T12:00:00Z", false);
        let link = token(TokenUse::Link);
        check(&link, "2018-02-08T11:59:59Z", true);
        check(&link, "2018-02-08T12:00:00Z", false);
    }
}
