//! Meetings, the governments expected at them, and who attends.

use async_graphql::{Context, ID, Object, Result};

use super::scalar::{Date, LocalDateTime};
use crate::api::context::Look;
use crate::api::vocabulary::{AttendanceRole, AttendanceStage, Marking, MeetingKind, MeetingRule};
use crate::domain::{
    Act, Advocate, Attendance, Attendee, City, Contact, Expectation, Link, Meeting, Organisation, Report, State,
};
use crate::graph::Ref;
use crate::queries::completeness::{self, Completeness};
use crate::queries::{meetings, reports};

/// A meeting: a session, a table, a gathering of several, or a talk with one government.
#[Object(name = "Meeting")]
impl Ref<Meeting> {
    /// The global id, such as meeting:session-act-3.
    pub(in crate::api) async fn id(&self, ctx: &Context<'_>) -> Result<ID> {
        self.global_id(ctx)
    }

    /// What sort of meeting it is.
    async fn kind(&self, ctx: &Context<'_>) -> Result<MeetingKind> {
        Ok(self.of(ctx)?.kind.into())
    }

    /// What it is called.
    async fn title<'c>(&self, ctx: &Context<'c>) -> Result<&'c str> {
        Ok(&self.of(ctx)?.title)
    }

    /// The Act it is about.
    async fn act(&self, ctx: &Context<'_>) -> Option<Ref<Act>> {
        self.one(ctx, Link::Act)
    }

    /// Where it is.
    async fn city(&self, ctx: &Context<'_>) -> Result<Ref<City>> {
        self.must(ctx, Link::City)
    }

    /// When it begins, by the clocks of its city.
    async fn start(&self, ctx: &Context<'_>) -> Result<LocalDateTime> {
        Ok(self.of(ctx)?.start.into())
    }

    /// When it ends, by the clocks of its city.
    async fn end(&self, ctx: &Context<'_>) -> Result<LocalDateTime> {
        Ok(self.of(ctx)?.end.into())
    }

    /// What may be said of it afterwards. The Chatham House Rule, once on a meeting, stays.
    async fn rule(&self, ctx: &Context<'_>) -> Result<MeetingRule> {
        Ok(self.of(ctx)?.rule.into())
    }

    /// In which of several rounds that follow one another it is; sessions of one round are at the same time.
    async fn round(&self, ctx: &Context<'_>) -> Result<Option<i32>> {
        Ok(self.of(ctx)?.round.map(i32::from))
    }

    /// The gathering it is a part of.
    async fn part_of(&self, ctx: &Context<'_>) -> Option<Ref<Meeting>> {
        self.one(ctx, Link::PartOf)
    }

    /// The meetings that are parts of it, by when they begin, then by id.
    async fn parts(&self, ctx: &Context<'_>) -> Vec<Ref<Meeting>> {
        ctx.view().referring(*self, Link::PartOf).collect()
    }

    /// How many places there are for civil society; null where nobody has said.
    async fn places(&self, ctx: &Context<'_>) -> Result<Option<i32>> {
        Ok(self.of(ctx)?.places.map(i32::from))
    }

    /// How many places there are for delegates of governments; null where nobody has said.
    async fn government_places(&self, ctx: &Context<'_>) -> Result<Option<i32>> {
        Ok(self.of(ctx)?.government_places.map(i32::from))
    }

    /// The governments expected, by name; null for whoever may not know. Of a meeting under the Chatham House Rule that is
    /// for coordinators and for the co-leads of the session on the same Act.
    async fn expected_states(&self, ctx: &Context<'_>) -> Option<Vec<Ref<State>>> {
        meetings::expected(ctx.view(), *self)
    }

    /// Who attends, by role, then by id, as far as the caller may know; null for whoever may not know at all. Of a meeting
    /// under the Chatham House Rule that is for coordinators and for those who attend.
    async fn attendances(&self, ctx: &Context<'_>) -> Option<Vec<Ref<Attendance>>> {
        meetings::attendances(ctx.view(), *self)
    }

    /// The report of a group session; null where there is none yet, and for whoever may not see its draft.
    async fn report(&self, ctx: &Context<'_>) -> Option<Ref<Report>> {
        reports::of_session(ctx.view(), *self)
    }

    /// What it has and lacks; null for whoever may not know: it is for coordinators and for those who attend.
    async fn completeness(&self, ctx: &Context<'_>) -> Option<Completeness> {
        completeness::completeness(ctx.view(), *self)
    }

    /// Who may see it.
    async fn marking(&self, ctx: &Context<'_>) -> Result<Marking> {
        Ok(self.of(ctx)?.marking.into())
    }

    /// The organisation whose advocate recorded it; null where a coordinator did. Of a meeting under the Chatham House Rule
    /// that is for coordinators and for those who attend; null for all others.
    async fn recorded_by(&self, ctx: &Context<'_>) -> Result<Option<Ref<Organisation>>> {
        let knows = ctx.view().knows_who_recorded(self.of(ctx)?);
        Ok(if knows { self.one(ctx, Link::RecordedBy) } else { None })
    }

    /// How often it has changed, its beginning included.
    async fn revision(&self, ctx: &Context<'_>) -> i32 {
        self.revisions(ctx)
    }
}

/// That a government is expected at a meeting.
#[Object(name = "Expectation")]
impl Ref<Expectation> {
    /// The global id, such as expectation:01hzy8a.
    pub(in crate::api) async fn id(&self, ctx: &Context<'_>) -> Result<ID> {
        self.global_id(ctx)
    }

    /// The meeting at which it is expected.
    async fn meeting(&self, ctx: &Context<'_>) -> Result<Ref<Meeting>> {
        self.must(ctx, Link::Meeting)
    }

    /// The state whose government is expected.
    async fn state(&self, ctx: &Context<'_>) -> Result<Ref<State>> {
        self.must(ctx, Link::State)
    }

    /// Whether it is expected no longer.
    async fn withdrawn(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(self.of(ctx)?.withdrawn)
    }

    /// How often it has changed, its beginning included.
    async fn revision(&self, ctx: &Context<'_>) -> i32 {
        self.revisions(ctx)
    }
}

/// That a person is to be, or was, at a meeting.
#[Object(name = "Attendance")]
impl Ref<Attendance> {
    /// The global id, such as attendance:01hzy8a.
    pub(in crate::api) async fn id(&self, ctx: &Context<'_>) -> Result<ID> {
        self.global_id(ctx)
    }

    /// The meeting that is attended.
    async fn meeting(&self, ctx: &Context<'_>) -> Result<Ref<Meeting>> {
        self.must(ctx, Link::Meeting)
    }

    /// The advocate who attends; null for the holder of a post.
    async fn advocate(&self, ctx: &Context<'_>) -> Result<Option<Ref<Advocate>>> {
        Ok(match &self.of(ctx)?.attendee {
            Some(Attendee::Advocate(it)) => ctx.view().find(it.as_str()),
            _ => None,
        })
    }

    /// The post whose holder attends; null for an advocate.
    async fn contact(&self, ctx: &Context<'_>) -> Result<Option<Ref<Contact>>> {
        Ok(match &self.of(ctx)?.attendee {
            Some(Attendee::Contact(it)) => ctx.view().find(it.as_str()),
            _ => None,
        })
    }

    /// As what the person attends.
    async fn role(&self, ctx: &Context<'_>) -> Result<AttendanceRole> {
        Ok(self.of(ctx)?.role.into())
    }

    /// How far it has come.
    async fn stage(&self, ctx: &Context<'_>) -> Result<AttendanceStage> {
        Ok(self.of(ctx)?.stage.into())
    }

    /// By which process the person was nominated.
    async fn nominated_by<'c>(&self, ctx: &Context<'c>) -> Result<Option<&'c str>> {
        Ok(self.of(ctx)?.nominated_by.as_deref())
    }

    /// The day on which it is erased.
    async fn erased_on(&self, ctx: &Context<'_>) -> Result<Date> {
        Ok(self.of(ctx)?.erased_on.into())
    }

    /// How often it has changed, its beginning included.
    async fn revision(&self, ctx: &Context<'_>) -> i32 {
        self.revisions(ctx)
    }
}
