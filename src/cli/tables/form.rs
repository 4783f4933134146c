//! One row, passed cell by cell. A table names its columns by asking a form for each; the same passage lists the
//! columns, reads a row or writes one, so that a column is declared once. What the columns are is the tables' business.

use jiff::Timestamp;

use super::error::shown;
use super::rule::{NAME, Rule, id, word};
use super::sheet::{Row, Sheet};
use crate::domain::{Day, Id, Marking, Organisation, Person};

/// A column of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Column {
    /// Its name in the header.
    pub(super) name: &'static str,
    /// Whether a file must have it.
    pub(super) required: bool,
}

/// What a passage over the columns is for.
pub(super) enum Form<'a> {
    /// To list them.
    Columns(Vec<Column>),
    /// To read a row.
    Reading(Reading<'a>),
    /// To write a row: the cells so far.
    Writing(Vec<String>),
}

/// A row being read.
pub(super) struct Reading<'a> {
    sheet: &'a Sheet,
    row: &'a Row,
    /// When it is read.
    now: Timestamp,
    /// What is wrong with it: the column, and why.
    errors: Vec<(&'static str, String)>,
}

impl<'a> Form<'a> {
    /// A form to read this row.
    pub(super) fn reading(sheet: &'a Sheet, row: &'a Row, now: Timestamp) -> Self {
        Self::Reading(Reading { sheet, row, now, errors: Vec::new() })
    }

    /// A column that every file has and whose cells are filled. Gives nothing where the cell is refused, or none is read.
    /// `it` is the value that is written, or already known.
    pub(super) fn need<T>(&mut self, column: &'static str, rule: Rule<T>, it: Option<T>) -> Option<T> {
        self.cell(column, true, rule, it)
    }

    /// A column that a file may lack, whose cells may be empty. Where the column is absent, what is known stands.
    pub(super) fn may<T>(&mut self, column: &'static str, rule: Rule<T>, it: Option<T>) -> Option<T> {
        self.cell(column, false, rule, it)
    }

    fn cell<T>(&mut self, name: &'static str, required: bool, rule: Rule<T>, it: Option<T>) -> Option<T> {
        match self {
            Self::Columns(columns) => {
                columns.push(Column { name, required });
                None
            }
            Self::Reading(reading) => reading.cell(name, required, rule, it),
            Self::Writing(cells) => {
                cells.push(it.as_ref().map(rule.write).unwrap_or_default());
                it
            }
        }
    }

    /// Notes that a row being read is wrong, at this column.
    pub(super) fn refuse(&mut self, column: &'static str, reason: impl Into<String>) {
        if let Self::Reading(reading) = self {
            reading.errors.push((column, reason.into()));
        }
    }

    /// Whether nothing is wrong so far at these columns.
    pub(super) fn sound(&self, columns: &[&str]) -> bool {
        match self {
            Self::Reading(reading) => !reading.errors.iter().any(|(column, _)| columns.contains(column)),
            _ => true,
        }
    }

    /// Refuses a period that ends before it begins.
    pub(super) fn ordered(&mut self, column: &'static str, from: Option<Day>, to: Option<Day>) {
        if let (Some(from), Some(to)) = (from, to)
            && to < from
        {
            self.refuse(column, format!("{to} is before {from}, the first day"));
        }
    }

    /// Refuses both and neither of two cells.
    pub(super) fn one_of(&mut self, columns: [&'static str; 2], filled: [bool; 2]) {
        let ([one, other], [first, second]) = (columns, filled);
        if first == second && self.sound(&columns) {
            let found = if first { "both are filled" } else { "neither is filled" };
            self.refuse(one, format!("fill exactly one of {one} and {other}; {found}"));
        }
    }

    /// The column of the marking. An empty cell lifts none, and is `default` where none is known.
    pub(super) fn marking(&mut self, it: Option<Marking>, default: Marking) -> Marking {
        self.may("marking", word(), it).or(it).unwrap_or(default)
    }

    /// The columns of personal details.
    pub(super) fn person(&mut self, it: Option<&Person>) -> Option<Box<Person>> {
        let person = Person {
            name: self.may("name", NAME, it.and_then(|it| it.name.clone())),
            email: self.may("email", NAME, it.and_then(|it| it.email.clone())),
            phone: self.may("phone", NAME, it.and_then(|it| it.phone.clone())),
        };
        person.known()
    }

    /// The column of whose advocate recorded it.
    pub(super) fn recorded_by(&mut self, it: Option<&Option<Id<Organisation>>>) -> Option<Id<Organisation>> {
        self.may("recorded_by", id(), it.cloned().flatten())
    }

    /// When the row is read.
    pub(super) fn now(&self) -> Option<Timestamp> {
        match self {
            Self::Reading(reading) => Some(reading.now),
            _ => None,
        }
    }

    /// The columns listed.
    pub(super) fn columns(self) -> Vec<Column> {
        match self {
            Self::Columns(columns) => columns,
            _ => Vec::new(),
        }
    }

    /// The cells written.
    pub(super) fn written(self) -> Vec<String> {
        match self {
            Self::Writing(cells) => cells,
            _ => Vec::new(),
        }
    }

    /// What was found wrong.
    pub(super) fn errors(self) -> Vec<(&'static str, String)> {
        match self {
            Self::Reading(reading) => reading.errors,
            _ => Vec::new(),
        }
    }
}

impl Reading<'_> {
    fn cell<T>(&mut self, column: &'static str, required: bool, rule: Rule<T>, known: Option<T>) -> Option<T> {
        let Some(at) = self.sheet.header.iter().position(|name| name == column) else {
            return known;
        };
        let cell = self.row.cells.get(at).unwrap_or_default().trim();
        if cell.is_empty() {
            if required {
                self.errors.push((column, "is empty; fill it in".to_owned()));
            }
            return None;
        }
        (rule.read)(cell).map_err(|reason| self.errors.push((column, format!("{}: {reason}", shown(cell))))).ok()
    }
}
