//! What is learned under the Chatham House Rule, and what becomes public. A takeaway is made of what the caller says and of
//! its phase alone: the caller, the time and the meeting are not looked at for it.

use super::form::{Form, nothing};
use super::stances::evidence;
use super::{Decision, Rejection, Setting, UserErrorCode, referrals};
use crate::domain::command::{Publish, RecordTakeaway, TakeawayCommand, TakeawayReferral, TakeawayStance};
use crate::domain::{
    AnyId, City, Confidence, Day, Entity, Evidence, Id, Kind, Kinded, Marking, MeetingRuleBroken, Phase, Position,
    Referral, ReferralStatus, ReportStage, Stance,
};
use crate::graph::View;

pub(super) fn decide(view: View<'_>, command: TakeawayCommand, setting: &Setting<'_>) -> Result<Decision, Rejection> {
    match command {
        TakeawayCommand::Record(it) => record(view, it, setting),
        TakeawayCommand::Publish(it) => publish(view, it, setting),
    }
}

fn record(view: View<'_>, input: RecordTakeaway, setting: &Setting<'_>) -> Result<Decision, Rejection> {
    let mut form = Form::new(view, setting);
    let phase = phase(view, &mut form, input.phase, setting);
    let takeaway: Option<Entity> = match (&input.stance, &input.referral) {
        (Some(it), None) => Some(form.within("stance", |form| stance(form, it, phase, setting)).into()),
        (None, Some(it)) => Some(form.within("referral", |form| referral(form, it, phase))),
        (Some(_), Some(_)) => {
            form.refuse(UserErrorCode::Invalid, "referral", "a takeaway is a stance or a referral, not both");
            None
        }
        (None, None) => {
            form.refuse(UserErrorCode::Required, "stance", "a takeaway is a stance or a referral: give one");
            None
        }
    };
    let takeaway = takeaway.map(|it| phase.map_or(it.clone(), |phase| it.dated_by(phase)));
    form.decide(|| Decision { takeaway, ..Decision::default() })
}

/// The phase, if it has begun.
fn phase<'g>(view: View<'g>, form: &mut Form<'g>, given: Option<i32>, setting: &Setting<'_>) -> Option<&'g Phase> {
    let number = form.required("phase", given)?;
    let found = view.find::<Phase>(&number.to_string()).and_then(|it| view.get(it));
    match found {
        None => form.refuse(UserErrorCode::NotFound, "phase", format!("there is no phase {number}")),
        Some(it) if it.from > setting.latest_day => {
            let message = format!("phase {number} has not begun: name the phase in which it was learned");
            form.refuse(UserErrorCode::Rule, "phase", message);
        }
        Some(_) => {}
    }
    found
}

fn stance(form: &mut Form<'_>, it: &TakeawayStance, phase: Option<&Phase>, setting: &Setting<'_>) -> Stance {
    let state = form.required("state", it.state.as_deref());
    let act = form.required("act", it.act);
    Stance {
        id: form.key(None, Marking::Restricted),
        state: form.state(state).unwrap_or_else(nothing),
        act: form.act("act", act).unwrap_or_else(nothing),
        position: form.required("position", it.position).unwrap_or(Position::OnTheFence),
        leadership: it.leadership,
        // Both follow from the phase.
        observed_on: setting.today,
        recorded_at: setting.today.begins(),
        confidence: form.required("confidence", it.confidence).unwrap_or(Confidence::Low),
        rationale: form.text("rationale", it.rationale.as_deref()),
        evidence: Box::default(),
        assessed_by: None,
        report: None,
        takeaway: of(phase),
        marking: Marking::Restricted,
        recorded_by: None,
        retraction: None,
    }
}

fn referral(form: &mut Form<'_>, it: &TakeawayReferral, phase: Option<&Phase>) -> Entity {
    let (state, contact) = referrals::destination(form, it.state.as_deref(), it.contact.as_deref());
    let referral = Referral {
        id: form.key(None, Marking::Restricted),
        state,
        contact,
        act: form.act("act", it.act),
        city: form.reference::<City>("city", it.city.as_deref()),
        hint: it.hint,
        status: ReferralStatus::Open,
        given_by: None,
        note: form.text("note", it.note.as_deref()),
        evidence: Box::default(),
        takeaway: of(phase),
        marking: Marking::Restricted,
        recorded_by: None,
    };
    let referral = referral.into();
    form.check(&referral, &[]);
    referral
}

/// A takeaway always names a phase; one that was refused is of none.
fn of(phase: Option<&Phase>) -> Option<Id<Phase>> {
    Some(phase.map_or_else(nothing, |it| it.id.clone()))
}

fn publish(view: View<'_>, input: Publish, setting: &Setting<'_>) -> Result<Decision, Rejection> {
    let mut form = Form::new(view, setting);
    let id = AnyId::parse(&input.id);
    let found = id.and_then(|it| view.lookup(&it)).and_then(|it| Some((it, view.entity(it)?)));
    let Some((at, entity)) = found else {
        form.refuse(UserErrorCode::NotFound, "id", format!("there is nothing with the id {:?}", input.id));
        return form.decide(Decision::default);
    };
    if !view.clearance().coordinates() {
        form.refuse(UserErrorCode::Forbidden, "id", "only coordinators publish: ask one");
        return form.decide(Decision::default);
    }
    form.demand_revision(view.revision_of(at), input.expected_revision);
    match entity {
        Entity::Stance(it) if it.takeaway.is_some() => attribute(form, it, input, setting),
        Entity::Referral(it) if it.takeaway.is_some() => lead_on(form, it, &input),
        _ => {
            unmarked(&mut form, entity, &input);
            let after = entity.clone().with_marking(Marking::Public).filter(|it| it != entity);
            form.decide(|| match after {
                Some(after) => Decision::of(vec![after]),
                None => Decision::unchanged(entity.id()),
            })
        }
    }
}

/// Notes why an entity that is no takeaway cannot be made public as it is.
fn unmarked(form: &mut Form<'_>, entity: &Entity, input: &Publish) {
    use MeetingRuleBroken as Broken;
    let refusal = match entity {
        Entity::Meeting(it) if it.is_under_the_rule() => {
            Some((Broken::RuleForbidsPublishing, "a meeting under the Chatham House Rule is not published"))
        }
        Entity::Report(it) if it.stage == ReportStage::Draft => {
            Some((Broken::DraftIsRestricted, "a draft is not published: file the report first"))
        }
        _ => None,
    };
    if let Some((rule, refusal)) = refusal {
        form.break_rule(rule, "id", refusal);
    }
    if !is_publishable(entity.kind()) {
        form.refuse(UserErrorCode::Invalid, "id", format!("a {} is not published", entity.kind()));
    }
    let Publish { evidence, new_evidence, observed_on, confidence, rationale, .. } = input;
    let given = [
        ("evidence", !evidence.is_empty()),
        ("newEvidence", new_evidence.is_some()),
        ("observedOn", observed_on.is_some()),
        ("confidence", confidence.is_some()),
        ("rationale", rationale.is_some()),
    ];
    for (field, _) in given.into_iter().filter(|it| it.1) {
        let message = "this is for what was learned under the Chatham House Rule alone: leave it out";
        form.refuse(UserErrorCode::Invalid, field, message);
    }
}

fn is_publishable(kind: Kind) -> bool {
    use Kind::*;
    matches!(kind, Stance | Contact | FollowUp | Report | Priority | Question | Evidence | Meeting | Referral)
}

/// What is to be public rests on public evidence: its ids, its latest day, and what of it is new.
fn cited(form: &mut Form<'_>, input: &Publish) -> (Box<[Id<Evidence>]>, Option<Day>, Vec<Entity>) {
    let mut cited: Vec<(Id<Evidence>, Option<Day>)> = Vec::new();
    for id in &input.evidence {
        if let Some((_, it)) = form.find::<Evidence>("evidence", id) {
            if it.marking != Marking::Public {
                let message = format!("{} is not public: publish it first, or cite another", it.id.any());
                form.refuse(UserErrorCode::Rule, "evidence", message);
            }
            cited.push((it.id.clone(), it.date));
        }
    }
    let mut brought: Vec<Entity> = Vec::new();
    if let Some(new) = &input.new_evidence {
        let new = form.within("newEvidence", |form| {
            let new = evidence(form, new, Marking::Public);
            if new.marking() != Marking::Public {
                form.refuse(UserErrorCode::Rule, "marking", "what this rests on is public");
            }
            new
        });
        cited.push((Id::new(new.key().clone()), Evidence::of(&new).and_then(|it| it.date)));
        brought.push(new);
    }
    let latest = cited.iter().filter_map(|it| it.1).max();
    (cited.into_iter().map(|it| it.0).collect(), latest, brought)
}

/// A stance that says what the takeaway says, and rests on public evidence alone. Nothing leads from it to the takeaway:
/// not its key, its day, its text, nor the name of the wish in the journal.
fn attribute(
    mut form: Form<'_>,
    takeaway: &Stance,
    input: Publish,
    setting: &Setting<'_>,
) -> Result<Decision, Rejection> {
    let (cited, latest, mut brought) = cited(&mut form, &input);
    let observed_on = match (input.observed_on.as_deref(), latest) {
        (None, Some(day)) => day,
        (given, _) => form.required_day("observedOn", given),
    };
    let stance = Stance {
        id: form.key(None, Marking::Public),
        state: takeaway.state.clone(),
        act: takeaway.act.clone(),
        position: takeaway.position,
        leadership: takeaway.leadership,
        observed_on,
        confidence: input.confidence.unwrap_or(takeaway.confidence),
        rationale: form.text("rationale", input.rationale.as_deref()),
        evidence: cited,
        assessed_by: None,
        report: None,
        takeaway: None,
        marking: Marking::Public,
        recorded_by: form.recorder(),
        recorded_at: setting.now,
        retraction: None,
    };
    let stance = stance.into();
    form.check(&stance, &brought);
    brought.push(stance);
    form.decide(|| Decision { name: Some("recordStance"), ..Decision::of(brought) })
}

/// As [`attribute`], of a referral: it leads to whom the takeaway leads.
fn lead_on(mut form: Form<'_>, takeaway: &Referral, input: &Publish) -> Result<Decision, Rejection> {
    if input.evidence.is_empty() && input.new_evidence.is_none() {
        let message = "a referral from under the Chatham House Rule becomes public by public evidence: cite a piece";
        form.refuse(UserErrorCode::Required, "evidence", message);
    }
    let of_stances = [("observedOn", input.observed_on.is_some()), ("confidence", input.confidence.is_some())];
    for (field, _) in of_stances.into_iter().filter(|it| it.1) {
        form.refuse(UserErrorCode::Invalid, field, "this is for stances alone: leave it out");
    }
    let (evidence, _, mut brought) = cited(&mut form, input);
    let referral = Referral {
        id: form.key(None, Marking::Public),
        state: takeaway.state.clone(),
        contact: takeaway.contact.clone(),
        act: takeaway.act.clone(),
        city: takeaway.city.clone(),
        hint: takeaway.hint,
        status: ReferralStatus::Open,
        given_by: None,
        note: form.text("rationale", input.rationale.as_deref()),
        evidence,
        takeaway: None,
        marking: Marking::Public,
        recorded_by: form.recorder(),
    };
    let referral = referral.into();
    form.check(&referral, &brought);
    brought.push(referral);
    form.decide(|| Decision { name: Some("addReferral"), ..Decision::of(brought) })
}
