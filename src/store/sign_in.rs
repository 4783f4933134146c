//! Signing in: whom a secret lets in, what a link is exchanged for, and how the use of a token is noted. How a secret
//! comes here, and what whoever has none may see, is the business of those to the right.

use subtle::ConstantTimeEq;

use super::secret::Secret;
use super::{Request, Store, StoreError};
use crate::domain::command::{RedeemLink, RevokeToken, TokenCommand};
use crate::domain::{Actor, Advocate, CallerRole, Clearance, Command, Day, Id, Link, Token, TokenUse};
use crate::graph::{Ref, View};
use crate::journal::Health;

/// What the hash of a secret is held against where there is no such token, so that it takes as long.
const NO_HASH: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Somebody who has shown a bearer's secret that is good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// Under which name their changes are recorded.
    pub actor: Actor,
    /// What they may see.
    pub clearance: Clearance,
    /// By which token.
    pub token: Id<Token>,
}

/// What a link was exchanged for.
#[derive(Clone, Debug)]
pub struct Redeemed {
    /// A bearer's secret.
    pub secret: Secret,
    /// From when on it is good for nothing.
    pub expires_at: Option<jiff::Timestamp>,
}

impl Store {
    /// Who shows this secret, if it is good for signing in now. Why another is not is told to nobody. That the token is
    /// in use is noted once a day, and nobody waits for it.
    pub fn sign_in(&self, shown: &str) -> Option<SignedIn> {
        let (_, token) = self.good(shown)?;
        if token.usage != TokenUse::Bearer {
            return None;
        }
        if token.last_used_on < Some(Day::of(self.world().now())) && self.health() == Health::Healthy {
            let noted = self.queued(own(TokenCommand::NoteUse(token.id.clone())));
            // Where the service is stopping nothing is noted any more.
            drop(noted);
        }
        Some(SignedIn { actor: token.actor(), clearance: token.clearance()?, token: token.id })
    }

    /// As whom somebody is signed in who showed the secret of this token before, if it is still good.
    pub fn still_signed_in(&self, token: &Id<Token>) -> Option<SignedIn> {
        let (snapshot, world) = (self.snapshot(), self.world());
        let view = snapshot.view(&Clearance::Admin, world.today());
        let at = view.find::<Token>(token.as_str())?;
        let token = view.get(at).filter(|it| it.is_good(world.now()) && fits(view, at, it))?;
        Some(SignedIn { actor: token.actor(), clearance: token.clearance()?, token: token.id.clone() })
    }

    /// Exchanges a link for a bearer's secret, once. `None` where the link is not good.
    pub async fn redeem(&self, link: &str) -> Result<Option<Redeemed>, StoreError> {
        let Some((link, token)) = self.good(link).filter(|(_, token)| token.usage == TokenUse::Link) else {
            return Ok(None);
        };
        let secret = Secret::of(link.key(), self.world());
        let wish = RedeemLink { token: token.id, link: link.hash(), bearer: secret.hash() };
        let answer = self.submit(own(TokenCommand::Redeem(wish))).await?;
        Ok(answer.outcome.is_ok().then_some(Redeemed { secret, expires_at: token.expires_at }))
    }

    /// Takes away the token of a secret that nobody has any more. Whether there was one to take away.
    pub async fn sign_out(&self, shown: &str) -> Result<bool, StoreError> {
        let Some((_, token)) = self.good(shown).filter(|(_, token)| token.usage == TokenUse::Bearer) else {
            return Ok(false);
        };
        let wish = RevokeToken { token: token.id.written(), expected_revision: None };
        Ok(self.submit(own(TokenCommand::Revoke(wish))).await?.outcome.is_ok())
    }

    /// Whether there is a token by which anybody could sign in.
    pub fn lets_anybody_in(&self) -> bool {
        let (snapshot, world) = (self.snapshot(), self.world());
        let view = snapshot.view(&Clearance::Admin, world.today());
        let now = world.now();
        view.all::<Token>().filter_map(|it| view.get(it)).any(|it| it.is_good(now))
    }

    /// The token of a secret, if it is good for anything now. Hashes are compared in constant time.
    fn good(&self, shown: &str) -> Option<(Secret, Token)> {
        let secret = Secret::parse(shown)?;
        let snapshot = self.snapshot();
        let view = snapshot.view(&Clearance::Admin, self.world().today());
        let at = view.find::<Token>(secret.key().as_str());
        let token = at.and_then(|it| view.get(it));
        let kept = token.map_or(NO_HASH, |it| it.hash.as_str());
        let is_equal: bool = secret.hash().as_bytes().ct_eq(kept.as_bytes()).into();
        let token = token.filter(|it| is_equal && it.is_good(self.world().now()))?;
        fits(view, at?, token).then(|| (secret, token.clone()))
    }
}

/// An advocate who has gone to another organisation does not take its token along.
fn fits(view: View<'_>, at: Ref<Token>, token: &Token) -> bool {
    let advocate = || view.one::<_, Advocate>(at, Link::Advocate).and_then(|it| view.get(it));
    match token.role {
        CallerRole::Advocate => advocate().is_some_and(|it| Some(&it.organisation) == token.organisation.as_ref()),
        _ => true,
    }
}

fn own(command: TokenCommand) -> Request {
    Request { command: Command::Token(command), actor: Actor::service(), clearance: Clearance::Admin, once: None }
}
