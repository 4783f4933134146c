//! The tables of takeaways: what was learned under the Chatham House Rule. They are written and not read, by key, and no
//! time but the phase is in them.

use super::draft::{Draft, Origin};
use super::form::Form;
use super::rule::{FLAG, TEXT, id, ids, word};
use super::sheet::Sheet;
use crate::domain::{Entity, Kinded, Referral, Stance};

/// A kind of which there are takeaways.
pub(super) trait Takeaway: Kinded {
    /// Passes all columns. `it` is what is written.
    fn cells(form: &mut Form<'_>, it: Option<&Self>);
}

/// The row of an entity, if it is a takeaway.
pub(super) fn rows<K: Takeaway>(entity: &Entity) -> Vec<Vec<String>> {
    let row = |it: &K| {
        let mut form = Form::Writing(Vec::new());
        K::cells(&mut form, Some(it));
        form.written()
    };
    K::of(entity).filter(|_| entity.is_takeaway()).map(row).into_iter().collect()
}

/// Refuses files that hold takeaways. A file without rows is what an export of none leaves.
pub(super) fn read(draft: &mut Draft<'_>, sheets: &[&Sheet]) {
    for sheet in sheets {
        for (at, row) in sheet.rows.iter().enumerate() {
            let mut form = Form::reading(sheet, row, draft.now);
            if at == 0 {
                let reason = "takeaways are not imported, for an import keeps when and by whom; leave this file out";
                form.refuse(KEY, reason);
            }
            draft.close(&Origin::of(sheet, row), form);
        }
    }
}

const KEY: &str = "takeaway_id";

impl Takeaway for Stance {
    fn cells(form: &mut Form<'_>, it: Option<&Self>) {
        form.need(KEY, id(), it.map(|it| it.id.clone()));
        form.need("phase", id(), it.and_then(|it| it.takeaway.clone()));
        form.need("iso3", id(), it.map(|it| it.state.clone()));
        form.need("act", id(), it.map(|it| it.act.clone()));
        form.need("position", word(), it.map(|it| it.position));
        form.may("leadership", word(), it.and_then(|it| it.leadership));
        form.need("confidence", word(), it.map(|it| it.confidence));
        form.may("rationale", TEXT, it.and_then(|it| it.rationale.clone()));
        form.may("evidence_ids", ids(), it.map(|it| it.evidence.clone()));
        form.need("marking", word(), it.map(|it| it.marking));
        form.need("retracted", FLAG, it.map(|it| it.retraction.is_some()));
    }
}

impl Takeaway for Referral {
    fn cells(form: &mut Form<'_>, it: Option<&Self>) {
        form.need(KEY, id(), it.map(|it| it.id.clone()));
        form.need("phase", id(), it.and_then(|it| it.takeaway.clone()));
        form.need("iso3", id(), it.map(|it| it.state.clone()));
        form.may("contact_id", id(), it.and_then(|it| it.contact.clone()));
        form.may("act", id(), it.and_then(|it| it.act.clone()));
        form.may("city_id", id(), it.and_then(|it| it.city.clone()));
        form.may("hint", word(), it.and_then(|it| it.hint));
        form.need("status", word(), it.map(|it| it.status));
        form.may("note", TEXT, it.and_then(|it| it.note.clone()));
        form.need("marking", word(), it.map(|it| it.marking));
    }
}
