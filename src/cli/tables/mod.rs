//! The CSV files of `demarche import` and `demarche export`: a table for each kind of entity, and some for the parts of
//! one, each with its columns declared once, for reading and for writing. Tokens have none; takeaways are written and not
//! read. Pure functions of bytes and entities; files on disk, the store, and the rules that need to see other
//! entities are elsewhere.

mod advocate;
mod agreed;
mod attendance;
mod batch;
mod campaign;
mod contact;
mod draft;
mod error;
mod evidence;
mod export;
pub mod fixtures;
mod follow_up;
mod form;
mod layout;
mod meeting;
mod membership;
mod organisation;
mod part;
mod place;
mod priority;
mod proposal;
mod record;
mod referral;
mod report;
mod rule;
mod sheet;
mod stance;
mod takeaway;
#[cfg(test)]
mod tests;
mod trip;

use jiff::Timestamp;

use crate::domain::vocabulary::vocabulary;
use crate::domain::{AnyId, Entity};

pub use batch::{Batch, FileRead, Lost, Reading};
pub use error::RowError;
pub use export::{export, write};

use draft::Draft;
use sheet::Sheet;

vocabulary! {
    /// The tables. The written form is the name of the file without `.csv`.
    Table {
        /// Member states.
        States = "states",
        /// Cities.
        Cities = "cities",
        /// Bodies, without their members.
        Bodies = "bodies",
        /// Which states are in which bodies, and when.
        BodyMembers = "body_members",
        /// Acts.
        Acts = "acts",
        /// Phases.
        Phases = "phases",
        /// Milestones.
        Milestones = "milestones",
        /// Organisations, without their roles.
        Organisations = "organisations",
        /// What organisations do, and for what.
        OrganisationRoles = "organisation_roles",
        /// Which organisations are members of which.
        OrganisationMembers = "organisation_members",
        /// Evidence.
        Evidence = "evidence",
        /// Stances, in the order in which they were recorded, without takeaways.
        Stances = "stances",
        /// Contacts.
        Contacts = "contacts",
        /// Follow-ups.
        FollowUps = "follow_ups",
        /// Advocates.
        Advocates = "advocates",
        /// Meetings.
        Meetings = "meetings",
        /// Which states are expected at which meetings.
        ExpectedStates = "expected_states",
        /// Who attends which meetings.
        Attendances = "attendances",
        /// Trips.
        Trips = "trips",
        /// The fields of the reporting template.
        ReportFields = "report_fields",
        /// Reports, without what has a table of its own.
        Reports = "reports",
        /// What reports answer to the fields.
        ReportAnswers = "report_answers",
        /// The priorities that reports name, in their order.
        ReportPriorities = "report_priorities",
        /// The questions to governments that reports name, in their order.
        ReportQuestions = "report_questions",
        /// The stances that reports propose, and what became of them.
        ReportStances = "report_stances",
        /// The follow-ups that reports propose, and what became of them.
        ReportFollowUps = "report_follow_ups",
        /// Priorities.
        Priorities = "priorities",
        /// Questions to governments.
        Questions = "questions",
        /// Referrals, without takeaways.
        Referrals = "referrals",
        /// Stances that are takeaways; only written.
        TakeawayStances = "takeaway_stances",
        /// Referrals that are takeaways; only written.
        TakeawayReferrals = "takeaway_referrals",
    }
}

/// Reads the files of one call, in any order, and gives what they say or every mistake they hold.
///
/// `files` are names and bytes; the table is known by the header. `previous` gives an entity as it is already
/// known: a column that a file lacks keeps what that entity has. `now` is when new stances are recorded that do
/// not say so themselves. `progress` is told, after each row, how many rows are done and how many there are.
///
/// References to other entities are not looked up here, save what a part is a part of.
pub fn read(
    files: &[(&str, &[u8])],
    previous: &dyn Fn(&AnyId) -> Option<Entity>,
    now: Timestamp,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Batch, Vec<RowError>> {
    let reading = read_all(files, previous, now, progress);
    if reading.errors.is_empty() { Ok(reading.batch) } else { Err(reading.errors) }
}

/// As [`read`], but gives what could be read also where some of it could not, so that it can be checked all the same.
pub fn read_all(
    files: &[(&str, &[u8])],
    previous: &dyn Fn(&AnyId) -> Option<Entity>,
    now: Timestamp,
    progress: &mut dyn FnMut(usize, usize),
) -> Reading {
    let mut draft = Draft::new(previous, now, progress);
    let sheets: Vec<_> = files
        .iter()
        .enumerate()
        .filter_map(|(file, (name, bytes))| draft.open(name, Sheet::parse(file, name, bytes)))
        .collect();
    draft.expect_rows(sheets.iter().map(|sheet| sheet.rows.len()).sum());
    for table in Table::ALL {
        let of_table: Vec<_> = sheets.iter().filter(|sheet| sheet.table == *table).collect();
        (layout::layout(*table).read)(&mut draft, &of_table);
    }
    draft.finish(sheets)
}
