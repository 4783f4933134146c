//! The table of stances. Its rows stand in the order in which they were recorded. Whether a known stance may come
//! with other content is the store's decision. Takeaways have a table of their own.

use super::form::Form;
use super::record::Record;
use super::rule::{DAY, INSTANT, TEXT, id, ids, word};
use crate::domain::{Id, Marking, Retraction, Stance};

impl Record for Stance {
    const KEY: &'static str = "stance_id";

    fn is_listed(&self) -> bool {
        self.takeaway.is_none()
    }

    fn cells(form: &mut Form<'_>, key: Option<Id<Self>>, it: Option<&Self>) -> Option<Self> {
        let state = form.need("iso3", id(), it.map(|it| it.state.clone()));
        let act = form.need("act", id(), it.map(|it| it.act.clone()));
        let position = form.need("position", word(), it.map(|it| it.position));
        let leadership = form.may("leadership", word(), it.and_then(|it| it.leadership));
        let observed_on = form.need("observed_on", DAY, it.map(|it| it.observed_on));
        let evidence = form.may("evidence_ids", ids(), it.map(|it| it.evidence.clone()));
        let assessed_by = form.may("assessed_by", id(), it.and_then(|it| it.assessed_by.clone()));
        let confidence = form.need("confidence", word(), it.map(|it| it.confidence));
        let marking = form.marking(it.map(|it| it.marking), Marking::Coalition);
        let rationale = form.may("rationale", TEXT, it.and_then(|it| it.rationale.clone()));
        let recorded_at = form.may("recorded_at", INSTANT, it.map(|it| it.recorded_at));
        let retraction = retraction(form, it.and_then(|it| it.retraction.as_deref()));
        let report = form.may("report_id", id(), it.and_then(|it| it.report.clone()));
        let recorded_by = form.recorded_by(it.map(|it| &it.recorded_by));
        let evidence = evidence.unwrap_or_default();
        let takeaway = it.and_then(|it| it.takeaway.clone());
        if evidence.is_empty() && report.is_none() && takeaway.is_none() && form.sound(&["evidence_ids", "report_id"]) {
            form.refuse("evidence_ids", "is empty; fill it in, or report_id");
            return None;
        }
        Some(Self {
            id: key?,
            state: state?,
            act: act?,
            position: position?,
            leadership,
            observed_on: observed_on?,
            confidence: confidence?,
            rationale,
            evidence,
            assessed_by,
            report,
            takeaway,
            marking,
            recorded_by,
            // A time that the file does not give is not news: a known stance keeps its own.
            recorded_at: recorded_at.or(it.map(|it| it.recorded_at)).or(form.now())?,
            retraction: retraction.map(Box::new),
        })
    }
}

/// A file that has no day of retraction does not know of one: what is known stands.
fn retraction(form: &mut Form<'_>, known: Option<&Retraction>) -> Option<Retraction> {
    let on = form.may("retracted_on", DAY, known.map(|it| it.on));
    let reason = form.may("retraction_reason", TEXT, known.and_then(|it| it.reason.clone()));
    match on {
        Some(on) => Some(Retraction { on, reason }),
        None if reason.is_some() && form.sound(&["retracted_on"]) => {
            form.refuse("retracted_on", "is empty, but there is a retraction_reason; fill in the day");
            None
        }
        None => known.cloned(),
    }
}
