//! What the files of a call say, and where they say it, so that errors found later can name the row.

use std::collections::HashSet;

use super::Table;
use super::draft::Origin;
use super::error::RowError;
use super::layout::columns;
use crate::domain::{AnyId, Entity, Key, Kind};

/// Names under which fields are known besides their own: of a column, and of the field.
const ALIASES: &[(&str, &str)] = &[
    ("iso3", "state"),
    ("iso3", "members"),
    ("body_id", "body"),
    ("city_id", "city"),
    ("contact_id", "contact"),
    ("advocate_id", "advocate"),
    ("advocate_id", "attendee"),
    ("org_id", "organisation"),
    ("meeting_id", "meeting"),
    ("meeting_id", "session"),
    ("member_id", "members"),
    ("field_id", "field"),
    ("field_id", "answers"),
    ("report_id", "report"),
    ("highlight_1", "highlights"),
    ("evidence_ids", "evidence"),
    ("role_id", "roles"),
    ("lat", "latitude"),
    ("lon", "longitude"),
    ("timezone", "timeZone"),
    ("start_date", "from"),
    ("end_date", "to"),
    ("cs_region", "region"),
    ("retracted_on", "retraction"),
    ("status", "progress"),
];

/// What could be read of the files of a call, and what could not.
pub struct Reading {
    /// What could; the whole where there are no errors.
    pub batch: Batch,
    /// What is wrong, by file in the order given, then by line.
    pub errors: Vec<RowError>,
    /// What the rows with errors were about.
    pub lost: Lost,
}

/// What the rows that could not be read were about. That something is missing is no news where it may stand in them.
pub struct Lost {
    /// Of these at least the key could be read.
    pub(super) ids: HashSet<AnyId>,
    /// Of these kinds there are rows of which not even the key could be read.
    pub(super) kinds: HashSet<Kind>,
}

impl Lost {
    /// Whether this may stand in a row that could not be read.
    pub fn may_hold(&self, id: &AnyId) -> bool {
        self.kinds.contains(&id.kind) || self.ids.contains(id)
    }

    /// Whether anything of this kind may stand in a row that could not be read.
    pub fn may_hold_any(&self, kind: Kind) -> bool {
        self.kinds.contains(&kind) || self.ids.iter().any(|id| id.kind == kind)
    }
}

/// What the files of a call say.
#[derive(Debug)]
pub struct Batch {
    /// The entities, whole: by kind, and within a kind in the order of the files and their rows.
    pub entities: Vec<Entity>,
    /// The files, in the order given.
    pub files: Vec<FileRead>,
    /// For each entity the rows it was read from.
    origins: Vec<Vec<Origin>>,
}

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRead {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub table: Table,
    /// How many rows it has.
    pub rows: usize,
    /// Its columns that are not modelled and were ignored.
    pub ignored: Vec<String>,
}

impl Batch {
    pub(super) fn new(entities: Vec<Entity>, files: Vec<FileRead>, origins: Vec<Vec<Origin>>) -> Self {
        Self { entities, files, origins }
    }

    /// The error that something is wrong with a field of the entity at `index`.
    ///
    /// `field` is named as in `Link::field`, as in the inputs of the API, or by its column. `about` is the key that
    /// is wrong there: with it the row of one member or role of many is found. A field without a column of its
    /// own is found if the file has a column of that name, as `capital` in states.csv.
    pub fn error(&self, index: usize, field: &str, about: Option<&Key>, reason: impl Into<String>) -> RowError {
        let origins = self.origins.get(index).map(Vec::as_slice).unwrap_or_default();
        let places = || origins.iter().filter_map(|origin| Some((origin, self.column(origin, field)?)));
        let of_part = places().find(|(origin, _)| about.is_some() && origin.part.as_ref() == about);
        let (origin, column) = match of_part.or_else(|| places().next()) {
            Some((origin, column)) => (Some(origin), Some(column)),
            None => (origins.first(), None),
        };
        let file = origin.and_then(|origin| self.files.get(origin.file));
        RowError {
            file: file.map(|file| file.name.clone()).unwrap_or_default(),
            line: origin.map_or(1, |origin| origin.line),
            column,
            reason: reason.into(),
        }
    }

    /// The column of a field in the file of a row, if there is one.
    fn column(&self, origin: &Origin, field: &str) -> Option<String> {
        let file = self.files.get(origin.file)?;
        let modelled = columns(file.table).into_iter().map(|column| column.name);
        let key = ["id", "key", "code", "number"].contains(&field);
        let mut named = modelled.enumerate().filter(|(at, name)| is_named(name, field) || key && *at == 0);
        let ignored = || file.ignored.iter().find(|name| *name == field).cloned();
        named.next().map(|(_, name)| name.to_owned()).or_else(ignored)
    }
}

/// Whether a column is that of a field: by its name, by its name in camel case, or by an alias.
fn is_named(column: &str, field: &str) -> bool {
    let mut words = column.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    let camel = words.fold(first, |name, word| {
        let (initial, rest) = word.split_at_checked(1).unwrap_or((word, ""));
        name + &initial.to_ascii_uppercase() + rest
    });
    column == field || camel == field || ALIASES.contains(&(column, field))
}
