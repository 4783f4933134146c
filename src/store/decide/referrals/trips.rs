//! Trips: planning, changing, calling off, and the rules that a trip keeps. One that is called off takes no change.

use super::super::form::Form;
use super::super::rules::{Known, Report};
use super::super::{Decision, Rejection, Setting, UserErrorCode};
use crate::domain::command::{CancelTrip, PlanTrip, UpdateTrip};
use crate::domain::{Advocate, Id, Marking, Organisation, Trip, TripStatus};
use crate::graph::View;

pub(super) fn plan(view: View<'_>, input: PlanTrip, setting: &Setting<'_>) -> Result<Decision, Rejection> {
    let mut form = Form::new(view, setting);
    let marking = input.marking.unwrap_or(Marking::Coalition);
    let status = input.status.unwrap_or(TripStatus::Planned);
    if status == TripStatus::Cancelled {
        form.refuse(UserErrorCode::Invalid, "status", "a new trip is planned or confirmed");
    }
    let trip = Trip {
        id: form.key(input.key.as_deref(), marking),
        organisation: organisation(&mut form, input.organisation.as_deref()),
        advocate: form.reference::<Advocate>("advocate", input.advocate.as_deref()),
        city: form.required_reference("city", input.city.as_deref()),
        from: form.required_day("from", input.from.as_deref()),
        to: form.required_day("to", input.to.as_deref()),
        status,
        marking,
    };
    let trip = trip.into();
    form.check(&trip, &[]);
    form.decide(|| Decision::of(vec![trip]))
}

/// The organisation that is named, else the caller's own.
fn organisation(form: &mut Form<'_>, given: Option<&str>) -> Id<Organisation> {
    match (given, form.recorder()) {
        (None, Some(own)) => own,
        _ => form.required_reference("organisation", given),
    }
}

pub(super) fn update(view: View<'_>, input: UpdateTrip, setting: &Setting<'_>) -> Result<Decision, Rejection> {
    let mut form = Form::new(view, setting);
    let Some(before) = standing(&mut form, &input.trip, input.expected_revision) else {
        return form.decide(Decision::default);
    };
    if input.status == crate::domain::command::Patch::Set(TripStatus::Cancelled) {
        form.refuse(UserErrorCode::Invalid, "status", "a trip is called off by cancelTrip");
    }
    let trip = Trip {
        advocate: form.patched(&input.advocate, &before.advocate, |form, it| form.reference("advocate", Some(it))),
        from: form.replaced("from", &input.from, &before.from, |form, it| form.day("from", Some(it))),
        to: form.replaced("to", &input.to, &before.to, |form, it| form.day("to", Some(it))),
        status: form.replaced("status", &input.status, &before.status, |_, it| Some(*it)),
        ..before.clone()
    };
    form.settle(before, trip)
}

pub(super) fn cancel(view: View<'_>, input: &CancelTrip, setting: &Setting<'_>) -> Result<Decision, Rejection> {
    let mut form = Form::new(view, setting);
    match standing(&mut form, &input.trip, input.expected_revision) {
        Some(before) => form.settle(before, Trip { status: TripStatus::Cancelled, ..before.clone() }),
        None => form.decide(Decision::default),
    }
}

/// The trip, unless it was called off.
fn standing<'a>(form: &mut Form<'a>, id: &str, expected: Option<i32>) -> Option<&'a Trip> {
    let found = form.target::<Trip>("trip", id, expected)?;
    if found.status == TripStatus::Cancelled {
        form.refuse(UserErrorCode::Closed, "trip", "this trip is cancelled and takes no change: plan another");
        return None;
    }
    Some(found)
}

/// Notes every rule that a trip breaks.
pub(in crate::store::decide) fn keep<'a>(it: &'a Trip, known: &Known<'a>, fault: &mut Report<'_>) {
    if it.to < it.from {
        let message = format!("{} is before {}; a trip ends no earlier than it begins", it.to, it.from);
        fault(UserErrorCode::Invalid, "to", message);
    }
    let advocate = it.advocate.as_ref().and_then(|id| known.get(id));
    if advocate.is_some_and(|advocate| advocate.organisation != it.organisation) {
        let message = "the advocate is of another organisation than the trip".to_owned();
        fault(UserErrorCode::Rule, "advocate", message);
    }
}
