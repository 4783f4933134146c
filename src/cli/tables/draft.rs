//! A batch in the making: what was read so far, from where, and what was wrong.

use std::collections::HashMap;

use jiff::Timestamp;

use super::Table;
use super::batch::{Batch, FileRead, Lost, Reading};
use super::error::RowError;
use super::form::Form;
use super::layout::layout;
use super::sheet::{Parsed, Row, Sheet};
use crate::domain::{AnyId, Entity, Key};

/// Where something was read.
#[derive(Clone, Debug)]
pub(super) struct Origin {
    /// Which file of the call.
    pub(super) file: usize,
    /// Which line.
    pub(super) line: usize,
    /// Which part of the entity, where the row is not the entity itself: the member's state, or the role.
    pub(super) part: Option<Key>,
}

impl Origin {
    /// Where this row was read.
    pub(super) fn of(sheet: &Sheet, row: &Row) -> Self {
        Self { file: sheet.file, line: row.line, part: None }
    }
}

/// An entity with the rows it was read from.
pub(super) struct Entry {
    /// The entity.
    pub(super) entity: Entity,
    /// The rows.
    pub(super) origins: Vec<Origin>,
}

/// What a call knows of the entity that a part belongs to.
pub(super) enum Owner {
    /// The call has it: which entry.
    Here(usize),
    /// It was there before.
    Known(Entity),
    /// It may stand in a row that could not be read.
    Unread,
    /// There is none.
    Nowhere,
}

/// A batch in the making.
pub(super) struct Draft<'a> {
    /// When it is read.
    pub(super) now: Timestamp,
    /// What was read so far.
    pub(super) entries: Vec<Entry>,
    previous: &'a dyn Fn(&AnyId) -> Option<Entity>,
    progress: &'a mut dyn FnMut(usize, usize),
    done: usize,
    rows: usize,
    /// The names of the files.
    names: Vec<String>,
    /// What is wrong, file by file.
    errors: Vec<Vec<RowError>>,
    /// Where each key was read first.
    claimed: HashMap<AnyId, Origin>,
    /// Where each entity stands in `entries`.
    index: HashMap<AnyId, usize>,
    /// Tables of which some row could not be read at all.
    unread: Vec<Table>,
}

impl<'a> Draft<'a> {
    /// A draft with nothing in it.
    pub(super) fn new(
        previous: &'a dyn Fn(&AnyId) -> Option<Entity>,
        now: Timestamp,
        progress: &'a mut dyn FnMut(usize, usize),
    ) -> Self {
        Self {
            now,
            entries: Vec::new(),
            previous,
            progress,
            done: 0,
            rows: 0,
            names: Vec::new(),
            errors: Vec::new(),
            claimed: HashMap::new(),
            index: HashMap::new(),
            unread: Vec::new(),
        }
    }

    /// Takes note of the next file, and gives what can be read of it.
    pub(super) fn open(&mut self, name: &str, parsed: Parsed) -> Option<Sheet> {
        if let Some(table) = parsed.table.filter(|_| !parsed.errors.is_empty()) {
            self.overlooked(table);
        }
        self.names.push(name.to_owned());
        self.errors.push(parsed.errors);
        parsed.sheet
    }

    /// Says how many rows there are to be read.
    pub(super) fn expect_rows(&mut self, rows: usize) {
        self.rows = rows;
    }

    /// Remembers that a row of this table could not be read.
    pub(super) fn overlooked(&mut self, table: Table) {
        if !self.unread.contains(&table) {
            self.unread.push(table);
        }
    }

    /// Takes note that a row has this key, and gives the entity as it was before the call.
    pub(super) fn claim(
        &mut self,
        id: AnyId,
        origin: &Origin,
        form: &mut Form<'_>,
        column: &'static str,
    ) -> Option<Entity> {
        let known = (self.previous)(&id);
        match self.claimed.get(&id) {
            Some(first) => form.refuse(column, format!("{} is in {} too; keep one", id.key, self.place_of(first))),
            None => {
                self.claimed.insert(id, origin.clone());
            }
        }
        known
    }

    /// Takes what a row gave: an entity, or errors.
    pub(super) fn take(&mut self, entity: Option<Entity>, origin: Origin, form: Form<'_>) {
        self.close(&origin, form);
        if let Some(entity) = entity {
            self.put(Entry { entity, origins: vec![origin] });
        }
    }

    /// Adds an entity that the call did not have.
    pub(super) fn put(&mut self, entry: Entry) {
        self.index.insert(entry.entity.id(), self.entries.len());
        self.entries.push(entry);
    }

    /// Takes note of what was wrong with a row, and that it is done.
    pub(super) fn close(&mut self, origin: &Origin, form: Form<'_>) {
        for (column, reason) in form.errors() {
            self.refuse(origin, column, reason);
        }
        self.done += 1;
        (self.progress)(self.done, self.rows);
    }

    /// Takes note of a mistake.
    pub(super) fn refuse(&mut self, origin: &Origin, column: &str, reason: String) {
        let file = self.names.get(origin.file).cloned().unwrap_or_default();
        if let Some(errors) = self.errors.get_mut(origin.file) {
            errors.push(RowError { file, line: origin.line, column: Some(column.to_owned()), reason });
        }
    }

    /// A row as errors name it.
    pub(super) fn place_of(&self, origin: &Origin) -> String {
        let file = self.names.get(origin.file).map(String::as_str).unwrap_or_default();
        format!("{file}:{}", origin.line)
    }

    /// Looks for the entity that a part belongs to. `table` is where it would be.
    pub(super) fn owner(&self, id: &AnyId, table: Table) -> Owner {
        if let Some(at) = self.index.get(id) {
            Owner::Here(*at)
        } else if self.claimed.contains_key(id) {
            Owner::Unread
        } else if let Some(entity) = (self.previous)(id) {
            Owner::Known(entity)
        } else if self.unread.contains(&table) {
            Owner::Unread
        } else {
            Owner::Nowhere
        }
    }

    /// The batch, or everything that is wrong: by file, then by line.
    pub(super) fn finish(mut self, sheets: Vec<Sheet>) -> Reading {
        for errors in &mut self.errors {
            errors.sort_by_key(|error| error.line);
        }
        let errors: Vec<_> = self.errors.into_iter().flatten().collect();
        let is_lost = |id: &&AnyId| !self.index.contains_key(id);
        let ids = self.claimed.keys().filter(is_lost).cloned().collect();
        let kinds = self.unread.iter().filter_map(|table| layout(*table).kind).collect();
        // Stable: within a kind the order stays that of the files and their rows.
        self.entries.sort_by_key(|entry| entry.entity.kind());
        let (entities, origins) = self.entries.into_iter().map(|entry| (entry.entity, entry.origins)).unzip();
        let files = sheets
            .into_iter()
            .map(|sheet| FileRead {
                name: sheet.name,
                table: sheet.table,
                rows: sheet.rows.len(),
                ignored: sheet.ignored,
            })
            .collect();
        Reading { batch: Batch::new(entities, files, origins), errors, lost: Lost { ids, kinds } }
    }
}
