//! The tables of Acts, phases and milestones.

use arcstr::ArcStr;

use super::form::Form;
use super::record::Record;
use super::rule::{DAY, NAME, id, word};
use crate::domain::{Act, Id, Milestone, Phase};

/// The process of milestones that name none: the migration compact.
const PROCESS: ArcStr = arcstr::literal!("gcm");

impl Record for Act {
    const KEY: &'static str = "act";

    fn cells(form: &mut Form<'_>, id: Option<Id<Self>>, it: Option<&Self>) -> Option<Self> {
        let title = form.need("title", NAME, it.map(|it| it.title.clone()));
        let id = id?;
        Some(Self { number: id.as_str().parse().ok()?, id, title: title? })
    }
}

impl Record for Phase {
    const KEY: &'static str = "phase";

    fn cells(form: &mut Form<'_>, id: Option<Id<Self>>, it: Option<&Self>) -> Option<Self> {
        let name = form.need("name", NAME, it.map(|it| it.name.clone()));
        let from = form.need("start_date", DAY, it.map(|it| it.from));
        let to = form.need("end_date", DAY, it.map(|it| it.to));
        form.ordered("end_date", from, to);
        let id = id?;
        Some(Self { number: id.as_str().parse().ok()?, id, name: name?, from: from?, to: to? })
    }
}

impl Record for Milestone {
    const KEY: &'static str = "milestone_id";

    fn cells(form: &mut Form<'_>, key: Option<Id<Self>>, it: Option<&Self>) -> Option<Self> {
        let title = form.need("title", NAME, it.map(|it| it.title.clone()));
        let from = form.need("start_date", DAY, it.map(|it| it.from));
        let to = form.need("end_date", DAY, it.map(|it| it.to));
        let city = form.may("city_id", id(), it.and_then(|it| it.city.clone()));
        let phase = form.may("phase", id(), it.and_then(|it| it.phase.clone()));
        let kind = form.need("kind", word(), it.map(|it| it.kind));
        let process = form.may("process", NAME, it.map(|it| it.process.clone()));
        form.ordered("end_date", from, to);
        Some(Self {
            id: key?,
            title: title?,
            kind: kind?,
            from: from?,
            to: to?,
            city,
            phase,
            process: process.unwrap_or(PROCESS),
        })
    }
}
