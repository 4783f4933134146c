//! Filters as callers write them.

use async_graphql::{ID, InputObject};

use super::super::types::scalar::Date;
use super::super::vocabulary::{self, FollowUpStatus, Level, Position, Region, UnGroup};
use crate::domain::{self, Day};
use crate::graph::View;
use crate::queries::contacts::ContactFilter;
use crate::queries::follow_ups::FollowUpFilter;
use crate::queries::stances::StanceFilter;
use crate::queries::{BadArgument, Scope, Selection, Window, arguments};

/// Narrows contacts. An empty list narrows nothing, like an absent one.
#[derive(InputObject, Default)]
#[graphql(name = "ContactFilter")]
pub(super) struct ContactFilterInput {
    /// Of these states, by code. Contacts of bodies are left out.
    states: Option<Vec<String>>,
    /// Posted in these cities, by key.
    cities: Option<Vec<String>>,
    /// About these Acts, by number; those about all Acts are kept.
    acts: Option<Vec<i32>>,
    /// Met at these levels.
    levels: Option<Vec<Level>>,
}

impl ContactFilterInput {
    pub(super) fn read(self, view: View<'_>) -> Result<ContactFilter, BadArgument> {
        Ok(ContactFilter {
            scope: states("filter.states", self.states, view)?,
            cities: arguments::cities(view, "filter.cities", &self.cities.unwrap_or_default())?.into(),
            acts: acts("filter.acts", self.acts, view)?,
            levels: vocabulary::all(self.levels),
        })
    }
}

/// Narrows follow-ups. An empty list narrows nothing, like an absent one.
#[derive(InputObject, Default)]
#[graphql(name = "FollowUpFilter")]
pub(super) struct FollowUpFilterInput {
    /// On these states, by code. Follow-ups on bodies are left out.
    states: Option<Vec<String>>,
    /// In these cities, by key.
    cities: Option<Vec<String>>,
    /// About these Acts, by number; those about all Acts are kept.
    acts: Option<Vec<i32>>,
    /// At these levels.
    levels: Option<Vec<Level>>,
    /// Done by these organisations, by id.
    assignees: Option<Vec<ID>>,
    /// With these statuses.
    status: Option<Vec<FollowUpStatus>>,
    /// Due on or after this day.
    from: Option<Date>,
    /// Due on or before this day.
    to: Option<Date>,
    /// True: only those that are open and were due before today. False: only the others.
    overdue: Option<bool>,
}

impl FollowUpFilterInput {
    pub(super) fn read(self, view: View<'_>) -> Result<FollowUpFilter, BadArgument> {
        let (from, to) = window("filter.", self.from, self.to)?;
        Ok(FollowUpFilter {
            scope: states("filter.states", self.states, view)?,
            cities: arguments::cities(view, "filter.cities", &self.cities.unwrap_or_default())?.into(),
            acts: acts("filter.acts", self.acts, view)?,
            levels: vocabulary::all(self.levels),
            assignees: organisations("filter.assignees", self.assignees, view)?,
            status: vocabulary::all(self.status),
            from,
            to,
            overdue: self.overdue,
        })
    }
}

/// Narrows stances. An empty list narrows nothing, like an absent one.
#[derive(InputObject, Default)]
#[graphql(name = "StanceFilter")]
pub(super) struct StanceFilterInput {
    /// Of these states, by code.
    states: Option<Vec<String>>,
    /// On these Acts, by number.
    acts: Option<Vec<i32>>,
    /// With these positions.
    positions: Option<Vec<Position>>,
    /// Assessed by these organisations, by id.
    assessed_by: Option<Vec<ID>>,
    /// Observed on or after this day.
    from: Option<Date>,
    /// Observed on or before this day.
    to: Option<Date>,
    /// Also those that were retracted; default false.
    include_retracted: Option<bool>,
}

impl StanceFilterInput {
    pub(super) fn read(self, view: View<'_>) -> Result<StanceFilter, BadArgument> {
        let (from, to) = window("filter.", self.from, self.to)?;
        Ok(StanceFilter {
            states: arguments::states(view, "filter.states", &self.states.unwrap_or_default())?.into(),
            acts: acts("filter.acts", self.acts, view)?,
            positions: vocabulary::all(self.positions),
            assessed_by: organisations("filter.assessedBy", self.assessed_by, view)?,
            from,
            to,
            include_retracted: self.include_retracted.unwrap_or(false),
        })
    }
}

/// States by code, region and group.
pub(in crate::api) fn scope(
    view: View<'_>,
    codes: Option<Vec<String>>,
    regions: Option<Vec<Region>>,
    un_groups: Option<Vec<UnGroup>>,
) -> Result<Scope, BadArgument> {
    Ok(Scope {
        states: arguments::states(view, "states", &codes.unwrap_or_default())?.into(),
        regions: vocabulary::all(regions),
        un_groups: vocabulary::all(un_groups),
    })
}

/// Both ends of a window of which either may be open.
pub(super) fn window(
    prefix: &str,
    from: Option<Date>,
    to: Option<Date>,
) -> Result<(Option<Day>, Option<Day>), BadArgument> {
    let from = from.map(|it| it.day(&format!("{prefix}from"))).transpose()?;
    let to = to.map(|it| it.day(&format!("{prefix}to"))).transpose()?;
    Window::check(prefix, from, to)?;
    Ok((from, to))
}

/// Organisations by id.
pub(super) fn organisations(
    argument: &str,
    ids: Option<Vec<ID>>,
    view: View<'_>,
) -> Result<Selection<crate::graph::Ref<domain::Organisation>>, BadArgument> {
    let ids: Vec<String> = ids.unwrap_or_default().into_iter().map(|it| it.0).collect();
    Ok(arguments::organisations(view, argument, &ids)?.into())
}

/// States by code.
pub(super) fn states(argument: &str, codes: Option<Vec<String>>, view: View<'_>) -> Result<Scope, BadArgument> {
    let states = arguments::states(view, argument, &codes.unwrap_or_default())?.into();
    Ok(Scope { states, ..Scope::default() })
}

/// Acts by number; none means all.
pub(super) fn acts(
    argument: &str,
    numbers: Option<Vec<i32>>,
    view: View<'_>,
) -> Result<Selection<crate::graph::Ref<domain::Act>>, BadArgument> {
    Ok(match numbers.unwrap_or_default().as_slice() {
        [] => Selection::default(),
        numbers => arguments::acts(view, argument, numbers)?.into(),
    })
}
