//! Reports of group sessions, and the template they follow.

use async_graphql::{Context, ID, Object, Result, SimpleObject};

use super::context::Look;
use super::vocabulary::{Marking, ReportStage};
use crate::domain::{Link, Meeting, Organisation, Report, ReportField};
use crate::graph::Ref;

/// A field of the reporting template: one question that a rapporteur answers.
#[Object(name = "ReportField")]
impl Ref<ReportField> {
    /// The global id, such as reportField:leaders.
    pub(super) async fn id(&self, ctx: &Context<'_>) -> Result<ID> {
        self.global_id(ctx)
    }

    /// Where it stands in the template, from 1 on.
    async fn number(&self, ctx: &Context<'_>) -> Result<i32> {
        Ok(self.of(ctx)?.number.into())
    }

    /// What is asked.
    async fn title<'c>(&self, ctx: &Context<'c>) -> Result<&'c str> {
        Ok(&self.of(ctx)?.title)
    }

    /// How it is meant.
    async fn guidance<'c>(&self, ctx: &Context<'c>) -> Result<Option<&'c str>> {
        Ok(self.of(ctx)?.guidance.as_deref())
    }

    /// How often it has changed, its beginning included.
    async fn revision(&self, ctx: &Context<'_>) -> i32 {
        self.revisions(ctx)
    }
}

/// What a report answers to a field of the template.
#[derive(SimpleObject)]
struct ReportAnswer<'c> {
    /// The field.
    field: Ref<ReportField>,
    /// The answer.
    text: &'c str,
}

/// The report of a group session.
#[Object(name = "Report")]
impl Ref<Report> {
    /// The global id, such as report:act-3.
    pub(super) async fn id(&self, ctx: &Context<'_>) -> Result<ID> {
        self.global_id(ctx)
    }

    /// The session.
    async fn session(&self, ctx: &Context<'_>) -> Result<Ref<Meeting>> {
        self.must(ctx, Link::Meeting)
    }

    /// How far it has come.
    async fn stage(&self, ctx: &Context<'_>) -> Result<ReportStage> {
        Ok(self.of(ctx)?.stage.into())
    }

    /// The highlights, at most three.
    async fn highlights<'c>(&self, ctx: &Context<'c>) -> Result<Vec<&'c str>> {
        Ok(self.of(ctx)?.highlights.iter().map(|it| it.as_str()).collect())
    }

    /// What is answered to the fields of the template, in their order.
    async fn answers<'c>(&self, ctx: &Context<'c>) -> Result<Vec<ReportAnswer<'c>>> {
        let answers = self.of(ctx)?.answers.iter();
        let answer = |it: &'c crate::domain::ReportAnswer| {
            Some(ReportAnswer { field: ctx.view().find(it.field.as_str())?, text: &it.text })
        };
        Ok(answers.filter_map(answer).collect())
    }

    /// Who may see it.
    async fn marking(&self, ctx: &Context<'_>) -> Result<Marking> {
        Ok(self.of(ctx)?.marking.into())
    }

    /// The organisation whose advocate recorded it; null where a coordinator did.
    async fn recorded_by(&self, ctx: &Context<'_>) -> Option<Ref<Organisation>> {
        self.one(ctx, Link::RecordedBy)
    }

    /// How often it has changed, its beginning included.
    async fn revision(&self, ctx: &Context<'_>) -> i32 {
        self.revisions(ctx)
    }
}
