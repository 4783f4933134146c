//! Reports of group sessions, and the template they follow.

use async_graphql::{Context, ID, Object, Result, SimpleObject};

use super::proposal::{ProposedPriority, ProposedQuestion};
use crate::api::context::Look;
use crate::api::vocabulary::{AppliesTo, Marking, ReportStage};
use crate::domain::{self, Link, Meeting, Organisation, Priority, Question, Report, ReportField};
use crate::graph::Ref;
use crate::queries::reports::{self, ProposedFollowUp, ProposedStance};

/// A field of the reporting template: one question that a rapporteur answers.
#[Object(name = "ReportField")]
impl Ref<ReportField> {
    /// The global id, such as reportField:leaders.
    pub(in crate::api) async fn id(&self, ctx: &Context<'_>) -> Result<ID> {
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
    /// The field of the template.
    field: Ref<ReportField>,
    /// The answer.
    text: &'c str,
}

/// The answer to the question of complementarity with the compact on refugees.
#[derive(SimpleObject)]
pub(in crate::api) struct Complementarity<'c> {
    /// The answer.
    text: &'c str,
    /// To whom what was discussed applies, by and large.
    applies_to: AppliesTo,
}

impl<'c> From<&'c domain::Complementarity> for Complementarity<'c> {
    fn from(it: &'c domain::Complementarity) -> Self {
        Self { text: &it.text, applies_to: it.applies_to.into() }
    }
}

/// The report of a group session.
#[Object(name = "Report")]
impl Ref<Report> {
    /// The global id, such as report:act-3.
    pub(in crate::api) async fn id(&self, ctx: &Context<'_>) -> Result<ID> {
        self.global_id(ctx)
    }

    /// The session that it reports on.
    async fn session(&self, ctx: &Context<'_>) -> Result<Ref<Meeting>> {
        self.must(ctx, Link::Meeting)
    }

    /// How far it has come.
    async fn stage(&self, ctx: &Context<'_>) -> Result<ReportStage> {
        Ok(self.of(ctx)?.stage.into())
    }

    /// The highlights in their order, at most three.
    async fn highlights<'c>(&self, ctx: &Context<'c>) -> Result<Vec<&'c str>> {
        Ok(self.of(ctx)?.highlights.iter().map(|it| it.as_str()).collect())
    }

    /// What is answered to the fields of the template, in their order.
    async fn answers<'c>(&self, ctx: &Context<'c>) -> Result<Vec<ReportAnswer<'c>>> {
        let answers = self.of(ctx)?.answers.iter();
        let answer = |it: &'c domain::ReportAnswer| {
            Some(ReportAnswer { field: ctx.view().find(it.field.as_str())?, text: &it.text })
        };
        Ok(answers.filter_map(answer).collect())
    }

    /// The priorities as the session agreed on them, in its order; once it is filed they live on as `priorities`.
    async fn proposed_priorities<'c>(&self, ctx: &Context<'c>) -> Result<Vec<ProposedPriority<'c>>> {
        Ok(self.of(ctx)?.priorities.iter().map(Into::into).collect())
    }

    /// The questions to governments as the session agreed on them, in order; once it is filed they live on as `questions`.
    async fn proposed_questions<'c>(&self, ctx: &Context<'c>) -> Result<Vec<ProposedQuestion<'c>>> {
        Ok(self.of(ctx)?.questions.iter().map(Into::into).collect())
    }

    /// The answer to the question of complementarity with the compact on refugees.
    async fn complementarity<'c>(&self, ctx: &Context<'c>) -> Result<Option<Complementarity<'c>>> {
        Ok(self.of(ctx)?.complementarity.as_deref().map(Into::into))
    }

    /// The stances it proposes, in its order.
    async fn stances(&self, ctx: &Context<'_>) -> Vec<ProposedStance> {
        reports::stances(ctx.view(), *self).collect()
    }

    /// The follow-ups it proposes, in its order.
    async fn follow_ups(&self, ctx: &Context<'_>) -> Vec<ProposedFollowUp> {
        reports::follow_ups(ctx.view(), *self).collect()
    }

    /// The priorities that came of it, as they now are: the most urgent first, then by the number of endorsements, then by
    /// id. None of a draft.
    async fn priorities(&self, ctx: &Context<'_>) -> Vec<Ref<Priority>> {
        reports::priorities(ctx.view(), *self)
    }

    /// The questions that came of it and are still asked, by their numbers. None of a draft.
    async fn questions(&self, ctx: &Context<'_>) -> Vec<Ref<Question>> {
        reports::questions(ctx.view(), *self)
    }

    /// Who may see it. A draft is restricted to those who write it.
    async fn marking(&self, ctx: &Context<'_>) -> Result<Marking> {
        Ok(self.of(ctx)?.marking.into())
    }

    /// The organisation whose advocate filed it; null where a coordinator did, and of a draft.
    async fn recorded_by(&self, ctx: &Context<'_>) -> Option<Ref<Organisation>> {
        self.one(ctx, Link::RecordedBy)
    }

    /// How often it has changed, its beginning included.
    async fn revision(&self, ctx: &Context<'_>) -> i32 {
        self.revisions(ctx)
    }
}
