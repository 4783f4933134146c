//! Plans of the sessions and tables of a day.

use async_graphql::{Object, SimpleObject};

use super::completeness::number;
use super::scalar::Date;
use crate::api::vocabulary::PlanNeedKind;
use crate::domain::Meeting;
use crate::graph::Ref;
use crate::queries::meeting_plan::{MeetingPlan, Need, Outlook};

/// The group sessions and the tables with governments that begin on a day.
#[Object(name = "MeetingPlan")]
impl MeetingPlan {
    /// The day that was asked for.
    async fn day(&self) -> Date {
        self.day.into()
    }

    /// The sessions and tables, by when they begin, then by id; what each has and lacks is its completeness.
    async fn meetings(&self) -> &[Ref<Meeting>] {
        &self.meetings
    }

    /// For each gathering that they are parts of, by id, whether they can still work out; null for whoever is no
    /// coordinator.
    async fn outlooks(&self) -> Option<Vec<PlanOutlook<'_>>> {
        Some(self.outlooks.as_ref()?.iter().map(|(gathering, outlook)| PlanOutlook { gathering, outlook }).collect())
    }
}

/// Whether the sessions and tables of a gathering on one day can still work out: everybody in one session of each round,
/// each session with at least seven, each table with at least two delegates, five of civil society and a facilitator, and
/// each delegate at a table. It is counted as if all places of the gathering were taken in the end, and nobody is moved
/// who has a seat.
struct PlanOutlook<'p> {
    gathering: &'p Ref<Meeting>,
    outlook: &'p Outlook,
}

/// Whether the sessions and tables of a gathering on one day can still work out: everybody in one session of each round,
/// each session with at least seven, each table with at least two delegates, five of civil society and a facilitator, and
/// each delegate at a table. It is counted as if all places of the gathering were taken in the end, and nobody is moved
/// who has a seat.
#[Object]
impl<'p> PlanOutlook<'p> {
    /// The gathering that the meetings are parts of.
    async fn gathering(&self) -> Ref<Meeting> {
        *self.gathering
    }

    /// How many of civil society are counted: as many as there are places, or as have a seat where those are more.
    async fn people(&self) -> i32 {
        number(self.outlook.people)
    }

    /// How many delegates of governments are counted, likewise.
    async fn delegates(&self) -> i32 {
        number(self.outlook.delegates)
    }

    /// Whether there is enough of all that must be.
    async fn works_out(&self) -> bool {
        self.outlook.works_out()
    }

    /// Of what must be, that of which there is the least to spare, or the most too little; the first of several.
    async fn binding(&self) -> Option<PlanNeed> {
        self.outlook.binding().map(Into::into)
    }

    /// All that is needed, in the order of the day.
    async fn needs(&self) -> Vec<PlanNeed> {
        self.outlook.needs.iter().map(Into::into).collect()
    }
}

/// Something that a plan needs, and what there is of it.
#[derive(SimpleObject)]
struct PlanNeed {
    /// What is needed.
    kind: PlanNeedKind,
    /// Whether the plan fails without it; what is false here is recommended.
    must: bool,
    /// How much is needed.
    needed: i32,
    /// How much there is.
    available: i32,
    /// How much more there is than is needed; negative where there is too little.
    slack: i32,
    /// All of it in a sentence.
    message: String,
}

impl From<&Need> for PlanNeed {
    fn from(it: &Need) -> Self {
        Self {
            kind: it.kind.into(),
            must: it.kind.is_must(),
            needed: number(it.needed),
            available: number(it.available),
            slack: i32::try_from(it.slack()).unwrap_or(i32::MAX),
            message: it.message.clone(),
        }
    }
}
