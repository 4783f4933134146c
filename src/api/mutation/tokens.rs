//! Tokens: making them and taking them away.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};

use super::{Payload, UserError, payloads, submit};
use crate::api::context::{Look, internal};
use crate::api::types::scalar::DateTime;
use crate::api::vocabulary::CallerRole;
use crate::domain::command::{CreateToken, RevokeToken, TokenCommand};
use crate::domain::{Command, Token, TokenUse};
use crate::graph::{AnyRef, Ref};
use crate::store::Secret;

/// A token to make.
#[derive(InputObject)]
struct CreateTokenInput {
    /// What its bearer may see and do. Required.
    role: Option<CallerRole>,
    /// What it is called, such as the name of its bearer. Required.
    name: Option<String>,
    /// The id of the advocate its bearer is. Required where that is the role, and given with no other.
    advocate: Option<ID>,
    /// From when on it is good for nothing; where absent, it is good until it is revoked.
    expires_at: Option<DateTime>,
    /// Whether the secret is to be a link's: its bearer opens /sign-in/SECRET in a browser within a week, once, and is
    /// signed in there. Default false: the secret is sent with every request, in the header Authorization: Bearer SECRET.
    #[graphql(default)]
    as_link: bool,
    /// Your own name for this wish: the same name with the same input is answered as before, but without the secret.
    idempotency_key: Option<String>,
}

impl CreateTokenInput {
    fn command(self, secret: &Secret) -> Command {
        Command::Token(TokenCommand::Create(Box::new(CreateToken {
            key: secret.key().clone(),
            hash: secret.hash(),
            usage: if self.as_link { TokenUse::Link } else { TokenUse::Bearer },
            role: self.role.map(Into::into),
            name: self.name,
            organisation: None,
            advocate: self.advocate.map(|it| it.0),
            expires_at: self.expires_at.map(DateTime::text),
        })))
    }
}

/// A token to take away.
#[derive(InputObject)]
struct RevokeTokenInput {
    /// The id of the token.
    token: ID,
    /// The revision you have seen: where it has changed since, nothing is done. A use is noted once a day, and is a change.
    expected_revision: Option<i32>,
    /// Your own name for this wish: the same name with the same input is answered as before.
    idempotency_key: Option<String>,
}

impl From<RevokeTokenInput> for Command {
    fn from(it: RevokeTokenInput) -> Self {
        let wish = RevokeToken { token: it.token.0, expected_revision: it.expected_revision };
        Self::Token(TokenCommand::Revoke(wish))
    }
}

/// What became of a token to make.
#[derive(SimpleObject)]
struct CreateTokenPayload {
    /// The token as it now is; null where the wish was refused.
    token: Option<Ref<Token>>,
    /// Its secret, shown here once: the service keeps no more than its hash. Null where the wish was refused, and in the
    /// answer to its repetition.
    secret: Option<String>,
    /// Every mistake of the input; empty where the wish was granted.
    user_errors: Vec<UserError>,
}

impl Payload for CreateTokenPayload {
    fn done(ctx: &Context<'_>, entity: AnyRef) -> Result<Self> {
        match entity {
            AnyRef::Token(it) => Ok(Self { token: Some(it), secret: None, user_errors: Vec::new() }),
            _ => Err(internal(ctx)),
        }
    }

    fn refused(user_errors: Vec<UserError>) -> Self {
        Self { token: None, secret: None, user_errors }
    }
}

payloads! {
    /// What became of a token to take away.
    RevokeTokenPayload { token: Token },
}

/// Writes about tokens.
#[derive(Default)]
pub(crate) struct TokenMutation;

/// Writes about tokens.
#[Object]
impl TokenMutation {
    /// Makes a token. For admins.
    async fn create_token(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The token to make.")] input: CreateTokenInput,
    ) -> Result<CreateTokenPayload> {
        let secret = Secret::new(ctx.session().store.world());
        let mut payload: CreateTokenPayload =
            submit(ctx, input.idempotency_key.clone(), input.command(&secret)).await?;
        // What an earlier wish of this name has made has another key, and its secret is known to nobody here.
        let made = payload.token.and_then(|it| ctx.view().get(it)).is_some_and(|it| it.id.key() == secret.key());
        payload.secret = made.then(|| secret.reveal().to_owned());
        Ok(payload)
    }

    /// Takes a token away: from here on it is good for nothing. For admins.
    async fn revoke_token(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The token to take away.")] input: RevokeTokenInput,
    ) -> Result<RevokeTokenPayload> {
        submit(ctx, input.idempotency_key.clone(), input).await
    }
}
