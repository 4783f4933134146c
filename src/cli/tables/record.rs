//! Tables in which a row is an entity. Tables whose rows are parts of an entity are in `part`.

use super::draft::{Draft, Origin};
use super::form::Form;
use super::rule::id;
use super::sheet::Sheet;
use crate::domain::{Entity, Id, Kinded};

/// A kind that has a table of its own.
pub(super) trait Record: Kinded + Into<Entity> {
    /// The column of its key; the first.
    const KEY: &'static str;

    /// Whether its table has it.
    fn is_listed(&self) -> bool {
        true
    }

    /// Passes the columns after the first. `it` is what is written, or known already.
    fn cells(form: &mut Form<'_>, id: Option<Id<Self>>, it: Option<&Self>) -> Option<Self>;
}

/// The row of an entity, if the table of `K` has it.
pub(super) fn rows<K: Record>(entity: &Entity) -> Vec<Vec<String>> {
    let row = |_| {
        let mut form = Form::Writing(Vec::new());
        pass::<K>(&mut form, Some(entity));
        form.written()
    };
    K::of(entity).filter(|it| it.is_listed()).map(row).into_iter().collect()
}

/// Passes all columns of the table of `K`, of a known entity or of none.
pub(super) fn pass<K: Record>(form: &mut Form<'_>, entity: Option<&Entity>) {
    let it = entity.and_then(K::of);
    let id = form.need(K::KEY, id(), it.map(|it| it.id().clone()));
    K::cells(form, id, it);
}

/// Reads all rows of the table of `K`.
pub(super) fn read<K: Record>(draft: &mut Draft<'_>, sheets: &[&Sheet]) {
    for sheet in sheets {
        for row in &sheet.rows {
            let mut form = Form::reading(sheet, row, draft.now);
            let origin = Origin::of(sheet, row);
            let id = form.need(K::KEY, id::<K>(), None);
            let known = match &id {
                Some(id) => draft.claim(id.any(), &origin, &mut form, K::KEY),
                None => {
                    draft.overlooked(sheet.table);
                    None
                }
            };
            let it = K::cells(&mut form, id, known.as_ref().and_then(K::of));
            draft.take(it.map(Into::into), origin, form);
        }
    }
}
