//! Whether a wish about tokens is allowed, and what it brings about. Secrets are made and compared elsewhere; here are
//! their hashes.

use super::form::Form;
use super::{Decision, Rejection, Setting, UserError, UserErrorCode};
use crate::domain::command::{CreateToken, RedeemLink, RevokeToken, TokenCommand};
use crate::domain::{Advocate, CallerRole, Day, Id, Marking, Person, Token, TokenUse};
use crate::graph::View;
use crate::queries::arguments;

pub(super) fn decide(view: View<'_>, command: TokenCommand, setting: &Setting<'_>) -> Result<Decision, Rejection> {
    match command {
        TokenCommand::Create(it) => create(view, *it, setting),
        TokenCommand::Revoke(it) => revoke(view, it, setting),
        TokenCommand::Redeem(it) => redeem(view, it, setting),
        TokenCommand::NoteUse(it) => note_use(view, &it, setting),
    }
}

fn create(view: View<'_>, input: CreateToken, setting: &Setting<'_>) -> Result<Decision, Rejection> {
    if !view.clearance().administers() {
        let message = "only an admin makes tokens: ask one";
        return Err(Rejection::new(UserError::new(UserErrorCode::Forbidden, &[], message)));
    }
    let mut form = Form::new(view, setting);
    // Made where the secret is made, and as random as those that are made here.
    let key = form.key::<Token>(Some(input.key.as_str()), Marking::Coalition);
    let role = form.required("role", input.role).unwrap_or(CallerRole::Viewer);
    let name = form.required_name("name", input.name.as_deref());
    let advocate = input.advocate.as_deref().and_then(|it| form.find::<Advocate>("advocate", it)).map(|it| it.1);
    let organisation = form.reference("organisation", input.organisation.as_deref());
    if role == CallerRole::Advocate {
        form.required("advocate", input.advocate.as_deref());
        if let (Some(advocate), Some(organisation)) = (advocate, &organisation)
            && advocate.organisation != *organisation
        {
            form.refuse(UserErrorCode::Rule, "organisation", "the advocate is of another organisation");
        }
    } else {
        for (field, given) in [("advocate", &input.advocate), ("organisation", &input.organisation)] {
            if given.is_some() && input.role.is_some() {
                form.refuse(UserErrorCode::Invalid, field, "only a token with the role of an advocate names this");
            }
        }
    }
    let expires_at = input.expires_at.as_deref().and_then(|it| match arguments::time("expiresAt", it) {
        Ok(time) => Some(time),
        Err(refused) => {
            form.refuse(UserErrorCode::Invalid, "expiresAt", refused.reason);
            None
        }
    });
    if expires_at.is_some_and(|it| it <= setting.now) {
        form.refuse(UserErrorCode::Invalid, "expiresAt", "this time has passed: name one to come");
    }
    let token = Token {
        id: key,
        hash: input.hash,
        usage: input.usage,
        role,
        organisation: advocate.map(|it| it.organisation.clone()),
        advocate: advocate.map(|it| it.id.clone()),
        person: Person { name: Some(name), ..Person::default() }.known(),
        created_at: setting.now,
        expires_at,
        last_used_on: None,
        revoked_at: None,
    };
    form.decide(|| Decision::of(vec![token.into()]))
}

fn revoke(view: View<'_>, input: RevokeToken, setting: &Setting<'_>) -> Result<Decision, Rejection> {
    let mut form = Form::new(view, setting);
    let Some(before) = form.target::<Token>("token", &input.token, input.expected_revision) else {
        return form.decide(Decision::default);
    };
    form.decide(|| match before.revoked_at {
        Some(_) => Decision::unchanged(before.id.any()),
        None => Decision::of(vec![Token { revoked_at: Some(setting.now), ..before.clone() }.into()]),
    })
}

/// Of several who follow a link at once the first has it: for the others the hash is another already.
fn redeem(view: View<'_>, input: RedeemLink, setting: &Setting<'_>) -> Result<Decision, Rejection> {
    let waits = |it: &Token| it.usage == TokenUse::Link && it.hash == input.link && it.is_good(setting.now);
    let Some(before) = seen(view, &input.token).filter(|it| waits(it)) else {
        let message = "this link is good for nothing any more";
        return Err(Rejection::new(UserError::new(UserErrorCode::NotFound, &[], message)));
    };
    Ok(Decision::of(vec![Token { usage: TokenUse::Bearer, hash: input.bearer, ..before.clone() }.into()]))
}

fn note_use(view: View<'_>, token: &Id<Token>, setting: &Setting<'_>) -> Result<Decision, Rejection> {
    let today = Some(Day::of(setting.now));
    Ok(match seen(view, token) {
        Some(before) if before.last_used_on < today => {
            Decision::of(vec![Token { last_used_on: today, ..before.clone() }.into()])
        }
        _ => Decision::default(),
    })
}

fn seen<'g>(view: View<'g>, token: &Id<Token>) -> Option<&'g Token> {
    view.find::<Token>(token.as_str()).and_then(|it| view.get(it))
}
