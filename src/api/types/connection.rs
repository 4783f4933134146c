//! Relay connections, once for all lists.

use std::borrow::Cow;

use async_graphql::{Context, Object, OutputType, SimpleObject, TypeName};

use super::takeaway::Takeaway;
use crate::api::context::Look;
use crate::domain::*;
use crate::graph::Ref;
use crate::queries::Standing;
use crate::queries::gaps::Gap;
use crate::queries::leaders::Leader;
use crate::queries::page::{Page, Row, cursor};

/// A row that is listed in pages.
pub(in crate::api) trait Listed: Row + OutputType + Clone {
    /// What the names of its connection and edge begin with.
    const NAME: &'static str;
}

macro_rules! listed {
    ($($row:ty => $name:literal),+ $(,)?) => { $(impl Listed for $row { const NAME: &'static str = $name; })+ };
}
listed! {
    Ref<State> => "State",
    Ref<City> => "City",
    Ref<Stance> => "Stance",
    Ref<Contact> => "Contact",
    Ref<FollowUp> => "FollowUp",
    Ref<Report> => "Report",
    Ref<Priority> => "Priority",
    Ref<Meeting> => "Meeting",
    Ref<Attendance> => "Attendance",
    Ref<Token> => "Token",
    Ref<Referral> => "Referral",
    Ref<Trip> => "Trip",
    Standing => "Standing",
    Leader => "Leader",
    Gap => "RoadmapGap",
    Takeaway => "Takeaway",
}

/// A page of a list.
pub(in crate::api) struct Connection<R>(pub(in crate::api) Page<R>);

/// Where a page lies in its list: what to ask for the next one, or the one before.
#[derive(SimpleObject)]
pub(in crate::api) struct PageInfo {
    /// Whether rows come before those of this page.
    pub(in crate::api) has_previous_page: bool,
    /// Whether rows come after those of this page.
    pub(in crate::api) has_next_page: bool,
    /// The cursor of the page's first row: give it as `before`. Null where the page has no rows.
    pub(in crate::api) start_cursor: Option<String>,
    /// The cursor of the page's last row: give it as `after`. Null where the page has no rows.
    pub(in crate::api) end_cursor: Option<String>,
}

/// A row with its place in the list.
pub(in crate::api) struct Edge<R>(R);

impl<R: Listed> TypeName for Connection<R> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Connection", R::NAME).into()
    }
}

impl<R: Listed> TypeName for Edge<R> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Edge", R::NAME).into()
    }
}

/// A page of a list, with what is needed to ask for the next.
#[Object(name_type)]
impl<R: Listed> Connection<R> {
    /// The rows of this page with their cursors, in order.
    async fn edges(&self) -> Vec<Edge<R>> {
        self.0.rows.iter().cloned().map(Edge).collect()
    }

    /// The rows of this page, in order.
    async fn nodes(&self) -> &[R] {
        &self.0.rows
    }

    /// Where this page lies in the list.
    async fn page_info(&self, ctx: &Context<'_>) -> PageInfo {
        let place = |row: Option<&R>| row.map(|it| cursor(ctx.view(), it));
        PageInfo {
            has_previous_page: self.0.has_previous,
            has_next_page: self.0.has_next,
            start_cursor: place(self.0.rows.first()),
            end_cursor: place(self.0.rows.last()),
        }
    }

    /// How many rows the whole list has.
    async fn total_count(&self) -> i32 {
        i32::try_from(self.0.total).unwrap_or(i32::MAX)
    }
}

/// A row of a list, with its place.
#[Object(name_type)]
impl<R: Listed> Edge<R> {
    /// The place of the row: give it as `after` or `before` to the same list.
    async fn cursor(&self, ctx: &Context<'_>) -> String {
        cursor(ctx.view(), &self.0)
    }

    /// The row.
    async fn node(&self) -> &R {
        &self.0
    }
}
