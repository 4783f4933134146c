//! The audit trail: entries, and pages of them. Its order is that of the log, which is no part of the graph, so it has
//! cursors of its own.

use async_graphql::{Context, Enum, ID, Object};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::connection::PageInfo;
use super::scalar::DateTime;
use super::takeaway::TakeawayCount;
use crate::api::context::Look;
use crate::journal::{self, AuditPage, AuditRow, Place};
use crate::queries::{BadArgument, takeaways};

/// What cursors of this list begin with.
const ORDER: &str = "audit";

/// What became of what somebody did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "journal::AuditOutcome")]
enum AuditOutcome {
    /// It was done, or was about to be: what is read is noted before it is shown.
    Done,
    /// It was refused; the codes say why.
    Refused,
    /// The service could not do it.
    Failed,
}

/// A part of the audit trail.
pub(in crate::api) struct AuditTrail {
    pub(in crate::api) page: AuditPage,
    pub(in crate::api) has_previous: bool,
}

/// An entry with its place in the trail.
pub(in crate::api) struct AuditEdge<'p>(&'p AuditRow);

/// A part of the audit trail: who did or read what, when, and with which outcome. It names things by their ids, and holds
/// nothing that anybody wrote.
#[Object]
impl AuditTrail {
    /// The entries of this page with their cursors, the newest first.
    async fn edges(&self) -> Vec<AuditEdge<'_>> {
        self.page.rows.iter().map(AuditEdge).collect()
    }

    /// The entries of this page, the newest first.
    async fn nodes(&self) -> &[AuditRow] {
        &self.page.rows
    }

    /// Where this page lies in the trail.
    async fn page_info(&self) -> PageInfo {
        PageInfo {
            has_previous_page: self.has_previous,
            has_next_page: self.page.has_more,
            start_cursor: self.page.rows.first().map(cursor),
            end_cursor: self.page.rows.last().map(cursor),
        }
    }

    /// How many takeaways there are of each phase that has any, by its number. The trail holds nothing else of them.
    async fn takeaways(&self, ctx: &Context<'_>) -> Vec<TakeawayCount> {
        let view = ctx.view();
        let counts = if view.clearance().administers() { takeaways::tally(view) } else { Vec::new() };
        counts.into_iter().map(|(phase, count)| TakeawayCount { phase, count }).collect()
    }
}

/// An entry of the audit trail, with its place.
#[Object]
impl AuditEdge<'_> {
    /// The place of the entry: give it as `after` to the trail.
    async fn cursor(&self) -> String {
        cursor(self.0)
    }

    /// The entry.
    async fn node(&self) -> &AuditRow {
        self.0
    }
}

/// One thing that somebody did or read, or wished to.
#[Object(name = "AuditEntry")]
impl AuditRow {
    /// When.
    async fn at(&self) -> DateTime {
        self.entry.at.into()
    }

    /// Who: advocate:KEY, token:KEY, anonymous, command-line, or service where the service notes something of itself.
    async fn actor(&self) -> &str {
        &self.entry.who.0
    }

    /// What: the name of a mutation, or signIn, signOut, personalDetailsRead, personalDataExport, export, backup,
    /// backupOfKeys; entriesLost where so many entries could not be written.
    async fn what(&self) -> &str {
        &self.entry.what
    }

    /// The ids of what it was about, as far as that exists; at most a hundred of them, in no order.
    async fn about(&self) -> Vec<ID> {
        self.entry.about.iter().map(|it| ID(it.to_string())).collect()
    }

    /// How many things it was about; more than are named where there are very many.
    async fn about_count(&self) -> i32 {
        let count = self.entry.count.max(self.entry.about.len() as u64);
        i32::try_from(count).unwrap_or(i32::MAX)
    }

    /// What became of it.
    async fn outcome(&self) -> AuditOutcome {
        self.entry.outcome.into()
    }

    /// Why it was refused: codes of user errors, in no order, or UNAUTHENTICATED.
    async fn codes(&self) -> Vec<&str> {
        self.entry.codes.iter().map(|it| it.as_str()).collect()
    }

    /// How often it was done; more than once where the same happened several times within a moment.
    async fn times(&self) -> i32 {
        i32::try_from(self.entry.times).unwrap_or(i32::MAX)
    }
}

fn cursor(row: &AuditRow) -> String {
    URL_SAFE_NO_PAD.encode(format!("{ORDER}:{}", row.place))
}

/// The place that a cursor names.
pub(in crate::api) fn place(argument: &str, cursor: &str) -> Result<Place, BadArgument> {
    let text = URL_SAFE_NO_PAD.decode(cursor).ok().and_then(|it| String::from_utf8(it).ok());
    let number = text.and_then(|it| it.strip_prefix(ORDER)?.strip_prefix(':')?.parse().ok());
    number.map(Place::new).ok_or_else(|| {
        BadArgument::new(argument, "this is no cursor of this list; use one that the same list has given")
    })
}
