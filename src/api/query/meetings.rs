//! Questions for meetings, and for who attends them.

use async_graphql::{Context, ID, InputObject, Object, Result};

use super::super::context::Look;
use super::super::types::connection::Connection;
use super::super::types::scalar::Date;
use super::super::vocabulary::{self, AttendanceRole, AttendanceStage, MeetingKind};
use super::filter::{acts, window};
use crate::domain::{Attendance, Meeting};
use crate::graph::{Ref, View};
use crate::queries::meeting_plan::{self, MeetingPlan};
use crate::queries::meetings::{self, AttendanceFilter, MeetingFilter};
use crate::queries::page::Paging;
use crate::queries::selection::{self, Chosen};
use crate::queries::{BadArgument, arguments};

/// Narrows meetings. An empty list narrows nothing, like an absent one.
#[derive(InputObject, Default)]
#[graphql(name = "MeetingFilter")]
struct MeetingFilterInput {
    /// Of these kinds.
    kinds: Option<Vec<MeetingKind>>,
    /// About these Acts, by number; those about none are left out.
    acts: Option<Vec<i32>>,
    /// In these cities, by key.
    cities: Option<Vec<String>>,
    /// With a day on or after this one.
    from: Option<Date>,
    /// With a day on or before this one.
    to: Option<Date>,
    /// Parts of the gathering with this id.
    part_of: Option<ID>,
    /// For which the advocate with this id is named, as far as the caller may know.
    attendee: Option<ID>,
}

impl MeetingFilterInput {
    fn read(self, view: View<'_>) -> Result<MeetingFilter, BadArgument> {
        let (from, to) = window("filter.", self.from, self.to)?;
        let part_of = self.part_of.map(|it| arguments::id(view, "filter.partOf", &it)).transpose()?;
        let attendee = self.attendee.map(|it| arguments::id(view, "filter.attendee", &it)).transpose()?;
        Ok(MeetingFilter {
            kinds: vocabulary::all(self.kinds),
            acts: acts("filter.acts", self.acts, view)?,
            cities: arguments::cities(view, "filter.cities", &self.cities.unwrap_or_default())?.into(),
            from,
            to,
            part_of,
            attendee,
        })
    }
}

/// Questions for meetings, and for who attends them.
#[derive(Default)]
pub(crate) struct MeetingQueries;

/// What can be asked.
#[Object]
impl MeetingQueries {
    /// The meetings, by when they begin by the clocks of their cities, then by id.
    async fn meetings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which meetings; default all.")] filter: Option<MeetingFilterInput>,
        #[graphql(desc = "At most so many from the start, 1 to 100; default 50.")] first: Option<i32>,
        #[graphql(desc = "What comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end, 1 to 100; not with first.")] last: Option<i32>,
        #[graphql(desc = "What comes before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Ref<Meeting>>> {
        let rows = meetings::meetings(ctx.view(), &filter.unwrap_or_default().read(ctx.view())?);
        Ok(Connection(Paging { first, after, last, before }.cut(ctx.view(), rows)?))
    }

    /// Who attends, as far as the caller may know: by when the meeting begins, by its id, by role, then by id.
    #[expect(clippy::too_many_arguments, reason = "they are the arguments of the field")]
    async fn attendances(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "At the meeting with this id. One under the Chatham House Rule is known here only to those who \
                          may know who attends it."
        )]
        meeting: Option<ID>,
        #[graphql(desc = "Of the advocate with this id.")] advocate: Option<ID>,
        #[graphql(desc = "Of the holder of the post with this id.")] contact: Option<ID>,
        #[graphql(desc = "In these roles; default all.")] roles: Option<Vec<AttendanceRole>>,
        #[graphql(desc = "At these stages; default all.")] stages: Option<Vec<AttendanceStage>>,
        #[graphql(desc = "At most so many from the start, 1 to 100; default 50.")] first: Option<i32>,
        #[graphql(desc = "What comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "At most so many from the end, 1 to 100; not with first.")] last: Option<i32>,
        #[graphql(desc = "What comes before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Ref<Attendance>>> {
        let view = ctx.view();
        let filter = AttendanceFilter {
            meeting: meeting.map(|it| meetings::attended(view, "meeting", &it)).transpose()?,
            advocate: advocate.map(|it| arguments::id(view, "advocate", &it)).transpose()?,
            contact: contact.map(|it| arguments::id(view, "contact", &it)).transpose()?,
            roles: vocabulary::all(roles),
            stages: vocabulary::all(stages),
        };
        let rows = meetings::attendances_of(view, &filter);
        Ok(Connection(Paging { first, after, last, before }.cut(view, rows)?))
    }

    /// The sessions and tables of a day, and whether the whole can still work out.
    async fn meeting_plan(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The day, by the clocks of the meetings' cities.")] day: Date,
    ) -> Result<MeetingPlan> {
        Ok(meeting_plan::plan(ctx.view(), day.day("day")?))
    }

    /// Who is chosen for a gathering, in numbers. For coordinators: to others no gathering is known here.
    async fn selection(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the gathering.")] meeting: ID,
    ) -> Result<Chosen> {
        Ok(selection::selection(ctx.view(), "meeting", &meeting)?)
    }
}
