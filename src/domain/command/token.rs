//! Wishes about tokens. Secrets never come this far: who makes one hands on its hash.

use arcstr::ArcStr;

use crate::domain::{CallerRole, Id, Key, Token, TokenUse};

/// A wish about tokens.
#[derive(Clone, Debug, PartialEq)]
pub enum TokenCommand {
    /// Make one.
    Create(Box<CreateToken>),
    /// Take one away.
    Revoke(RevokeToken),
    /// Follow a link: the service's own wish.
    Redeem(RedeemLink),
    /// Note that one was used: the service's own wish.
    NoteUse(Id<Token>),
}

/// A token to make.
#[derive(Clone, Debug, PartialEq)]
pub struct CreateToken {
    /// Its key, which is part of the secret.
    pub key: Key,
    /// The hash of the secret.
    pub hash: ArcStr,
    /// What the secret is good for.
    pub usage: TokenUse,
    /// What its bearer may see and do.
    pub role: Option<CallerRole>,
    /// What it is called.
    pub name: Option<String>,
    /// The organisation of the advocate; the advocate says it too.
    pub organisation: Option<String>,
    /// Which advocate its bearer is.
    pub advocate: Option<String>,
    /// From when on it is good for nothing.
    pub expires_at: Option<String>,
}

/// A token to take away.
#[derive(Clone, Debug, PartialEq)]
pub struct RevokeToken {
    /// The token.
    pub token: String,
    /// The revision the caller has seen.
    pub expected_revision: Option<i32>,
}

/// A link to follow.
#[derive(Clone, Debug, PartialEq)]
pub struct RedeemLink {
    /// Its token.
    pub token: Id<Token>,
    /// The hash of the link's secret: a link is followed once.
    pub link: ArcStr,
    /// The hash of the secret that takes its place.
    pub bearer: ArcStr,
}

impl TokenCommand {
    /// Its name, as the API spells it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Create(_) => "createToken",
            Self::Revoke(_) => "revokeToken",
            Self::Redeem(_) => "redeemLink",
            Self::NoteUse(_) => "noteTokenUse",
        }
    }
}
