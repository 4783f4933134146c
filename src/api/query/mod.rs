//! The questions: arguments into parameters, rows into pages. One file a part of the world.

mod advocacy;
mod audit;
mod callers;
mod campaign;
mod changes;
mod contacts;
mod filter;
mod limits;
mod meetings;
mod people;
mod places;
mod referrals;
mod reports;
mod stances;
mod takeaways;

use async_graphql::MergedObject;

pub(super) use filter::scope;

/// What can be asked.
#[derive(MergedObject, Default)]
pub(crate) struct Query(
    places::Places,
    campaign::CampaignQueries,
    contacts::ContactQueries,
    stances::StanceQueries,
    advocacy::AdvocacyQueries,
    reports::ReportQueries,
    changes::ChangeQueries,
    meetings::MeetingQueries,
    audit::AuditQueries,
    people::PeopleQueries,
    callers::CallerQueries,
    takeaways::TakeawayQueries,
    referrals::ReferralQueries,
    limits::LimitQueries,
);
