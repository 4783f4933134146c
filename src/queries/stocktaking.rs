//! What the sessions come to, gathered for the plenary: Act by Act, on a day.

use std::collections::BTreeMap;

use super::priorities::{PriorityFilter, endorsers, priorities};
use super::reports::{self, ProposedStance, reports};
use super::scope::Selection;
use super::standings::by_state_name;
use super::{BadArgument, arguments};
use crate::domain::{
    Act, AppliesTo, Complementarity, Day, Disagreement, Leadership, Organisation, Outcome, Priority, Region, Report,
    ReportStage, State, Urgency,
};
use crate::graph::{Ref, View};

/// All that is gathered on a day.
#[derive(Clone, Debug)]
pub struct Stocktaking {
    /// The day.
    pub as_of: Day,
    /// One for each Act, in their order.
    pub acts: Vec<ActStocktaking>,
}

/// What is gathered of an Act.
#[derive(Clone, Debug)]
pub struct ActStocktaking {
    /// The Act.
    pub act: Ref<Act>,
    /// The day.
    pub as_of: Day,
    /// The filed reports of sessions held by that day, in the order of reports.
    pub reports: Vec<Ref<Report>>,
    /// The priorities agreed on by that day, in the order of priorities.
    pub priorities: Vec<Ref<Priority>>,
}

/// Who endorses a priority: by that, and never by yes or no, convergence is graded.
#[derive(Clone, Debug)]
pub struct Convergence {
    /// The priority.
    pub priority: Ref<Priority>,
    /// The organisations, in the order in which they endorsed it.
    pub organisations: Vec<Ref<Organisation>>,
    /// Those of them that anchor a region, by region; each in the same order.
    pub regions: BTreeMap<Region, Vec<Ref<Organisation>>>,
}

/// How many priorities apply to whom.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Applying {
    /// To migrants only.
    pub migrants: i32,
    /// To refugees only.
    pub refugees: i32,
    /// To both.
    pub both: i32,
}

/// Gathers the asked Acts; all where none is asked.
pub fn stocktaking(view: View<'_>, acts: &[i32], as_of: Day) -> Result<Stocktaking, BadArgument> {
    let acts = arguments::acts(view, "acts", acts)?;
    let acts = acts.into_iter().map(|act| ActStocktaking::of(view, act, as_of)).collect();
    Ok(Stocktaking { as_of, acts })
}

impl ActStocktaking {
    fn of(view: View<'_>, act: Ref<Act>, as_of: Day) -> Self {
        let mut reports = reports(view, &vec![act].into(), &vec![ReportStage::Filed].into());
        reports.retain(|it| {
            let session = reports::session(view, *it).and_then(|it| view.get(it));
            session.is_some_and(|it| it.start.day() <= as_of)
        });
        let mut priorities = priorities(view, &PriorityFilter { acts: vec![act].into(), ..PriorityFilter::default() });
        priorities.retain(|it| view.get(*it).is_some_and(|it| it.agreed_on.is_none_or(|day| day <= as_of)));
        Self { act, as_of, reports, priorities }
    }
}

/// The highlights, in the order of the reports, each with the report that has it.
pub fn highlights<'g>(view: View<'g>, of: &ActStocktaking) -> Vec<(Ref<Report>, &'g str)> {
    let of_report = |it: &Ref<Report>| {
        let report = *it;
        let highlights = view.get(report).into_iter().flat_map(|it| it.highlights.iter());
        highlights.map(move |it| (report, it.as_str()))
    };
    of.reports.iter().flat_map(of_report).collect()
}

/// Who endorses each priority, in the order of priorities.
pub fn convergence(view: View<'_>, of: &ActStocktaking) -> Vec<Convergence> {
    of.priorities.iter().map(|it| Convergence::of(view, *it)).collect()
}

/// How many priorities there are of each urgency, the most urgent first; those of which there are none included.
pub fn urgencies(view: View<'_>, of: &ActStocktaking) -> Vec<(Urgency, usize)> {
    let all: Vec<_> = of.priorities.iter().filter_map(|it| view.get(*it)).map(|it| it.urgency).collect();
    Urgency::ALL.iter().map(|urgency| (*urgency, all.iter().filter(|it| *it == urgency).count())).collect()
}

/// What is disagreed about for the moment: what is to be looked at again soonest first, then in the order of priorities.
pub fn disagreements<'g>(view: View<'g>, of: &ActStocktaking) -> Vec<(Ref<Priority>, &'g Disagreement)> {
    let disagreement = |it: &Ref<Priority>| Some((*it, view.get(*it)?.disagreement.as_deref()?));
    let mut all: Vec<_> = of.priorities.iter().filter_map(disagreement).collect();
    all.sort_by_key(|(_, it)| it.revisit_on);
    all
}

/// How many of the priorities apply to whom.
pub fn applying(view: View<'_>, of: &ActStocktaking) -> Applying {
    of.priorities.iter().filter_map(|it| view.get(*it)).fold(Applying::default(), |mut sum, it| {
        *match it.applies_to {
            AppliesTo::Migrants => &mut sum.migrants,
            AppliesTo::Refugees => &mut sum.refugees,
            AppliesTo::Both => &mut sum.both,
        } += 1;
        sum
    })
}

/// What the reports answer to the question of complementarity, in their order.
pub fn complementarity<'g>(view: View<'g>, of: &ActStocktaking) -> Vec<(Ref<Report>, &'g Complementarity)> {
    of.reports.iter().filter_map(|it| Some((*it, view.get(*it)?.complementarity.as_deref()?))).collect()
}

/// The stances of states that lead, or can lead, as the reports propose them, those turned down aside: those that lead
/// first, then those that can; within each the positive, those on the fence and the negative; then by state name.
pub fn leaders(view: View<'_>, of: &ActStocktaking) -> Vec<ProposedStance> {
    let leads = Selection::from(vec![Leadership::Leads, Leadership::CanLead]);
    let all = of.reports.iter().flat_map(|it| reports::stances(view, *it));
    let mut leaders: Vec<_> = all
        .filter_map(|it| it.get(view).map(|proposal| (it, proposal)))
        .filter(|(_, it)| leads.admits_known(it.leadership.as_ref()) && it.outcome != Outcome::Declined)
        .collect();
    leaders.sort_by_cached_key(|(_, it)| {
        let name = view.find::<State>(it.state.as_str()).map(|state| by_state_name(view, state));
        (it.leadership, it.position, name)
    });
    leaders.into_iter().map(|(it, _)| it).collect()
}

impl Convergence {
    fn of(view: View<'_>, priority: Ref<Priority>) -> Self {
        let organisations: Vec<_> = endorsers(view, priority).collect();
        let mut regions: BTreeMap<Region, Vec<_>> = BTreeMap::new();
        for organisation in &organisations {
            if let Some(region) = view.get(*organisation).and_then(Organisation::region) {
                regions.entry(region).or_default().push(*organisation);
            }
        }
        Self { priority, organisations, regions }
    }
}
