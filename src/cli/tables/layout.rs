//! The list of tables: by what header each is known, and how its rows are read and written.

use super::Table;
use super::agreed::Numbered;
use super::draft::Draft;
use super::form::{Column, Form};
use super::part::{self, Part};
use super::record::{self, Record};
use super::sheet::Sheet;
use super::takeaway::{self, Takeaway};
use crate::domain::{
    Act, Advocate, Attendance, Body, City, Contact, Entity, Evidence, Expectation, FollowUp, FollowUpProposal, Id,
    Kind, Meeting, Membership, Milestone, Organisation, Phase, Priority, PriorityProposal, Question, QuestionProposal,
    Referral, Report, ReportAnswer, ReportField, Role, Stance, StanceProposal, State, Trip,
};

/// How a table is known, read and written.
pub(super) struct Layout {
    /// The columns by which a header is known.
    pub(super) marks: &'static [&'static str],
    /// Its columns, in order.
    pub(super) columns: fn() -> Vec<Column>,
    /// What its rows are, where each row is an entity of its own.
    pub(super) kind: Option<Kind>,
    /// Reads the rows of its files.
    pub(super) read: fn(&mut Draft<'_>, &[&Sheet]),
    /// The rows of an entity.
    pub(super) rows: fn(&Entity) -> Vec<Vec<String>>,
}

/// Each table's layout.
pub(super) fn layout(table: Table) -> Layout {
    match table {
        Table::States => record::<State>(&["iso3", "un_group"]),
        Table::Cities => record::<City>(&["city_id", "timezone"]),
        Table::Bodies => record::<Body>(&["body_id", "kind"]),
        Table::BodyMembers => part::<Membership>(&["body_id", "iso3"]),
        Table::Acts => record::<Act>(&["act", "title"]),
        Table::Phases => record::<Phase>(&["phase", "name"]),
        Table::Milestones => record::<Milestone>(&["milestone_id"]),
        Table::Organisations => record::<Organisation>(&["org_id"]),
        Table::OrganisationRoles => part::<Role>(&["role_id"]),
        Table::OrganisationMembers => part::<Id<Organisation>>(&["org_id", "member_id"]),
        Table::Evidence => record::<Evidence>(&["evidence_id"]),
        Table::Stances => record::<Stance>(&["stance_id"]),
        Table::Contacts => record::<Contact>(&["contact_id"]),
        Table::FollowUps => record::<FollowUp>(&["follow_up_id"]),
        Table::Advocates => record::<Advocate>(&["advocate_id"]),
        Table::Meetings => record::<Meeting>(&["meeting_id"]),
        Table::ExpectedStates => record::<Expectation>(&["expectation_id"]),
        Table::Attendances => record::<Attendance>(&["attendance_id"]),
        Table::Trips => record::<Trip>(&["trip_id"]),
        Table::ReportFields => record::<ReportField>(&["field_id"]),
        Table::Reports => record::<Report>(&["report_id"]),
        Table::ReportAnswers => part::<ReportAnswer>(&["report_id", "field_id"]),
        Table::ReportPriorities => part::<Numbered<PriorityProposal>>(&["report_id", "number", "urgency"]),
        Table::ReportQuestions => part::<Numbered<QuestionProposal>>(&["report_id", "number"]),
        Table::ReportStances => part::<StanceProposal>(&["report_id", "proposal_id", "position"]),
        Table::ReportFollowUps => part::<FollowUpProposal>(&["report_id", "proposal_id", "purpose"]),
        Table::Priorities => record::<Priority>(&["priority_id"]),
        Table::Questions => record::<Question>(&["question_id"]),
        Table::Referrals => record::<Referral>(&["referral_id"]),
        Table::TakeawayStances => takeaway::<Stance>(&["takeaway_id", "position"]),
        Table::TakeawayReferrals => takeaway::<Referral>(&["takeaway_id", "status"]),
    }
}

fn record<K: Record>(marks: &'static [&'static str]) -> Layout {
    Layout {
        marks,
        columns: || {
            let mut form = Form::Columns(Vec::new());
            record::pass::<K>(&mut form, None);
            form.columns()
        },
        kind: Some(K::KIND),
        read: record::read::<K>,
        rows: record::rows::<K>,
    }
}

fn part<P: Part>(marks: &'static [&'static str]) -> Layout {
    Layout {
        marks,
        columns: || {
            let mut form = Form::Columns(Vec::new());
            part::pass::<P>(&mut form, None);
            form.columns()
        },
        kind: None,
        read: part::read::<P>,
        rows: part::rows::<P>,
    }
}

fn takeaway<K: Takeaway>(marks: &'static [&'static str]) -> Layout {
    Layout {
        marks,
        columns: || {
            let mut form = Form::Columns(Vec::new());
            K::cells(&mut form, None);
            form.columns()
        },
        kind: None,
        read: takeaway::read,
        rows: takeaway::rows::<K>,
    }
}

/// The columns of a table, in order.
pub(super) fn columns(table: Table) -> Vec<Column> {
    (layout(table).columns)()
}

/// The order in which headers are tried: a table that refers to another by its key column comes before it.
const BY_HEADER: [Table; 31] = [
    Table::TakeawayStances,
    Table::TakeawayReferrals,
    Table::ReportStances,
    Table::ReportFollowUps,
    Table::FollowUps,
    Table::Stances,
    Table::Referrals,
    Table::Priorities,
    Table::Questions,
    Table::ReportPriorities,
    Table::ReportQuestions,
    Table::Attendances,
    Table::ExpectedStates,
    Table::Trips,
    Table::Advocates,
    Table::Contacts,
    Table::Milestones,
    Table::Evidence,
    Table::ReportAnswers,
    Table::Reports,
    Table::ReportFields,
    Table::Meetings,
    Table::OrganisationRoles,
    Table::OrganisationMembers,
    Table::Organisations,
    Table::Cities,
    Table::BodyMembers,
    Table::Bodies,
    Table::Acts,
    Table::Phases,
    Table::States,
];

/// The table of a header. One whose first column is the key of something else is of no table, whatever it holds besides.
pub(super) fn recognise(header: &[String]) -> Option<Table> {
    let has = |column: &str| header.iter().any(|name| name == column);
    let first = header.first().map(String::as_str).unwrap_or_default();
    BY_HEADER.into_iter().find(|table| {
        let own = || columns(*table).iter().any(|column| column.name == first);
        layout(*table).marks.iter().all(|mark| has(mark)) && (!first.ends_with("_id") || own())
    })
}

/// How each table is known, for people.
pub(super) fn signatures() -> String {
    let signature = |table: &Table| format!("{table} ({})", layout(*table).marks.join(", "));
    Table::ALL.iter().map(signature).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_is_known_by_its_own_header() {
        for table in Table::ALL {
            let all: Vec<_> = columns(*table).iter().map(|column| column.name.to_owned()).collect();
            let reversed: Vec<_> = all.iter().rev().cloned().collect();
            let required = columns(*table).into_iter().filter(|column| column.required);
            let least: Vec<_> = required.map(|column| column.name.to_owned()).collect();
            for header in [&all, &reversed, &least] {
                assert_eq!(recognise(header), Some(*table), "{header:?}");
            }
        }
    }

    #[test]
    fn other_headers_are_not_known() {
        let check = |header: &str, expected: Option<Table>| {
            let header: Vec<_> = header.split(',').map(str::to_owned).collect();
            assert_eq!(recognise(&header), expected, "{header:?}");
        };
        check("iso3,field,sources,chosen,note", None);
        check("document_id,title,date,date_precision,publisher,kind,reading_list,url,source,note", None);
        check(
            "event_id,parent_id,title,kind,start_date,end_date,date_precision,start_time,end_time,city_id,\
             place,act,round,participants_min,participants_max,gov_min,gov_max,cs_only,chatham_house,\
             has_rapporteur,level,source,source_url,confidence,note",
            None,
        );
        check(
            "code,iso3,iso2,name,official_name,kind,seat,seat_lat,seat_lon,cs_region,observer_since,note,\
             source,confidence",
            None,
        );
        check(
            "position_id,iso3,kind,subject,fact,date,date_precision,related_act_suggested,source,source_url,\
             confidence,note",
            None,
        );
        check("iso3,vote,source,confidence,note", None);
        check("resolution,date,title,iso3,vote,source,confidence", None);
        check("visit_id,org_id,name", None);
        check("visit_id,attendance_id,org_id,name", None);
        check("act,title,round,timezone", Some(Table::Acts));
        check("", None);
    }
}
