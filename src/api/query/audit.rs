//! The question for the audit trail.

use async_graphql::{Context, Error, ID, Object, Result};

use super::super::context::Look;
use super::super::error::unreadable;
use super::super::types::audit::{self, AuditTrail};
use super::super::types::scalar::DateTime;
use crate::domain::{Actor, AnyId};
use crate::journal::AuditFilter;
use crate::queries::{BadArgument, arguments};

/// How many entries a page has where nobody says.
const USUAL: usize = 50;

/// Questions for the audit trail.
#[derive(Default)]
pub(crate) struct AuditQueries;

/// What can be asked.
#[Object]
impl AuditQueries {
    /// Who did or read what: the newest first, with all that happened until now. For administrators; for everybody else it
    /// is empty.
    #[expect(clippy::too_many_arguments, reason = "the arguments of the field")]
    async fn audit_trail(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only what happened then or later.")] from: Option<DateTime>,
        #[graphql(desc = "Only what happened then or earlier.")] to: Option<DateTime>,
        #[graphql(desc = "Only what this one did: advocate:KEY, token:KEY, anonymous, command-line or service.")]
        actor: Option<String>,
        #[graphql(desc = "Only what has this name, such as recordStance or personalDetailsRead.")] what: Option<String>,
        #[graphql(desc = "Only what was about the thing with this id.")] about: Option<ID>,
        #[graphql(desc = "At most so many, 1 to 100; default 50.")] first: Option<i32>,
        #[graphql(desc = "What comes after this cursor.")] after: Option<String>,
    ) -> Result<AuditTrail> {
        let filter = AuditFilter {
            from: from.map(|it| it.time("from")).transpose()?,
            to: to.map(|it| it.time("to")).transpose()?,
            who: actor.map(|it| Actor(it.into())),
            what,
            about: about.map(|it| id("about", &it)).transpose()?,
        };
        let before = after.map(|it| audit::place("after", &it)).transpose()?;
        let first = first.map_or(Ok(USUAL), |it| arguments::count("first", it))?;
        let session = ctx.session();
        session.is_not_kept();
        let read = session.store.audit().read(&session.caller.clearance, filter, before, first).await;
        let page = read.map_err(|fault| -> Error { unreadable(&fault) })?;
        Ok(AuditTrail { page, has_previous: before.is_some() })
    }
}

/// An id as the trail spells it.
fn id(argument: &str, text: &str) -> Result<String, BadArgument> {
    let bad =
        || BadArgument::new(argument, format!("{text:?} is no id; ids are written kind:key, such as contact:mex-desk"));
    AnyId::parse(text).map(|it| it.to_string()).ok_or_else(bad)
}
