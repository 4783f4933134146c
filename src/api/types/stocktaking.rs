//! The stocktaking: what the sessions come to, for the plenary.

use async_graphql::{Context, Object, SimpleObject};

use super::report::Complementarity;
use super::scalar::Date;
use crate::api::context::Look;
use crate::api::vocabulary::{Region, Urgency};
use crate::domain::{Act, Organisation, Priority, Question, Report};
use crate::graph::Ref;
use crate::queries::priorities;
use crate::queries::reports::ProposedStance;
use crate::queries::stocktaking::{self, ActStocktaking, Applying, Convergence, Stocktaking};

/// What the sessions come to, gathered for the plenary.
#[Object]
impl Stocktaking {
    /// The day it shows.
    async fn as_of(&self) -> Date {
        self.as_of.into()
    }

    /// What is gathered of each Act, in Act order; of those with nothing too.
    async fn acts(&self) -> &[ActStocktaking] {
        &self.acts
    }
}

/// A highlight of a report.
#[derive(SimpleObject)]
struct Highlight<'c> {
    /// The report that it is from.
    report: Ref<Report>,
    /// The highlight.
    text: &'c str,
}

/// How many priorities there are of an urgency.
#[derive(SimpleObject)]
struct UrgencyCount {
    /// The urgency that is counted.
    urgency: Urgency,
    /// How many.
    priorities: i32,
}

/// An agreement to disagree for the moment, with the priority it is about.
#[derive(SimpleObject)]
struct OpenDisagreement<'c> {
    /// The priority that is disagreed about.
    priority: Ref<Priority>,
    /// About what.
    about: &'c str,
    /// The day on which it is looked at again.
    revisit_on: Date,
    /// Whether that day has come.
    due: bool,
}

/// How the priorities, and what was discussed, apply to migrants and to refugees.
#[derive(SimpleObject)]
struct ComplementaritySummary<'c> {
    /// How many priorities apply to whom.
    priorities: Applying,
    /// What the reports answer, in their order.
    answers: Vec<ComplementarityAnswer<'c>>,
}

/// What a report answers to the question of complementarity.
#[derive(SimpleObject)]
struct ComplementarityAnswer<'c> {
    /// The report that answers.
    report: Ref<Report>,
    /// What it answers.
    answer: Complementarity<'c>,
}

/// What the sessions on an Act come to.
#[Object]
impl ActStocktaking {
    /// The Act that all of this is about.
    async fn act(&self) -> Ref<Act> {
        self.act
    }

    /// The filed reports of sessions held by that day, by when the session began, then by id.
    async fn reports(&self) -> &[Ref<Report>] {
        &self.reports
    }

    /// The highlights, in the order of the reports.
    async fn highlights<'c>(&self, ctx: &Context<'c>) -> Vec<Highlight<'c>> {
        let highlights = stocktaking::highlights(ctx.view(), self).into_iter();
        highlights.map(|(report, text)| Highlight { report, text }).collect()
    }

    /// The priorities agreed on by that day, with who endorses them today: the most urgent first, then by the number of
    /// endorsements, the most first, then by id.
    async fn priorities(&self, ctx: &Context<'_>) -> Vec<Convergence> {
        stocktaking::convergence(ctx.view(), self)
    }

    /// How many priorities there are of each urgency, the most urgent first.
    async fn urgency(&self, ctx: &Context<'_>) -> Vec<UrgencyCount> {
        let counts = stocktaking::urgencies(ctx.view(), self).into_iter();
        counts.map(|(urgency, count)| UrgencyCount { urgency: urgency.into(), priorities: number(count) }).collect()
    }

    /// What is disagreed about for the moment, what is to be looked at again soonest first.
    async fn disagreements<'c>(&self, ctx: &Context<'c>) -> Vec<OpenDisagreement<'c>> {
        let all = stocktaking::disagreements(ctx.view(), self).into_iter();
        let as_of = self.as_of;
        all.map(|(priority, it)| OpenDisagreement {
            priority,
            about: &it.about,
            revisit_on: it.revisit_on.into(),
            due: it.revisit_on <= as_of,
        })
        .collect()
    }

    /// How the priorities, and what was discussed, apply to migrants and to refugees.
    async fn complementarity<'c>(&self, ctx: &Context<'c>) -> ComplementaritySummary<'c> {
        let answers = stocktaking::complementarity(ctx.view(), self).into_iter();
        let answers = answers.map(|(report, it)| ComplementarityAnswer { report, answer: it.into() });
        ComplementaritySummary { priorities: stocktaking::applying(ctx.view(), self), answers: answers.collect() }
    }

    /// The questions to governments that are asked today, in order; the same for every state.
    async fn questions(&self, ctx: &Context<'_>) -> Vec<Ref<Question>> {
        priorities::questions(ctx.view(), self.act)
    }

    /// The states that lead, or can lead, as the reports propose, what was turned down aside: those that lead first; within
    /// each the positive, those on the fence and the negative; then by state name.
    async fn leaders(&self, ctx: &Context<'_>) -> Vec<ProposedStance> {
        stocktaking::leaders(ctx.view(), self)
    }
}

/// Who endorses a priority. Convergence is graded by that, never by yes or no.
#[Object]
impl Convergence {
    /// The priority that is endorsed.
    async fn priority(&self) -> Ref<Priority> {
        self.priority
    }

    /// How many organisations endorse it.
    async fn endorsements(&self) -> i32 {
        number(self.organisations.len())
    }

    /// The organisations that endorse it, in the order in which they did.
    async fn organisations(&self) -> &[Ref<Organisation>] {
        &self.organisations
    }

    /// The regions anchored by organisations that endorse it, in the order of the enum. Not every organisation anchors one.
    async fn regions(&self) -> Vec<RegionalEndorsement> {
        let endorsement = |(region, organisations): (&crate::domain::Region, &Vec<_>)| RegionalEndorsement {
            region: (*region).into(),
            endorsements: number(organisations.len()),
            organisations: organisations.clone(),
        };
        self.regions.iter().map(endorsement).collect()
    }
}

/// The organisations anchoring a region that endorse a priority.
#[derive(SimpleObject)]
struct RegionalEndorsement {
    /// The region that they anchor.
    region: Region,
    /// How many they are.
    endorsements: i32,
    /// The organisations, in the order in which they endorsed it.
    organisations: Vec<Ref<Organisation>>,
}

/// How many priorities apply to whom.
#[Object(name = "AppliesToCounts")]
impl Applying {
    /// To migrants only.
    async fn migrants(&self) -> i32 {
        self.migrants
    }

    /// To refugees only.
    async fn refugees(&self) -> i32 {
        self.refugees
    }

    /// To both.
    async fn both(&self) -> i32 {
        self.both
    }
}

fn number(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
