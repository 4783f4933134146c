//! How long the lists of the schema can be that are not asked for in pages. Bounds are of the schema and the same for
//! everybody: real lengths would tell what a caller may not see.

/// The longest page, and the usual one.
pub(super) const LONGEST_PAGE: u64 = 100;
pub(super) const USUAL_PAGE: u64 = 50;

/// A list of which nothing is said.
const UNKNOWN: u64 = 100;

/// Whether lists of this type are as long as the page that was asked for.
pub(super) fn is_page(of: &str) -> bool {
    of.ends_with("Connection") || matches!(of, "AuditTrail" | "Changes")
}

/// How many things a field that yields a list of this type yields at the most in a campaign such as the reference data.
pub(super) fn bound(within: &str, field: &str, of: &str) -> u64 {
    let found = BY_FIELD.iter().find(|it| it.0 == within && it.1 == field).map(|it| it.2);
    let found = found.or_else(|| BY_TYPE.iter().find(|(_, names)| names.contains(&of)).map(|it| it.0));
    found.unwrap_or(UNKNOWN)
}

/// Lists that are longer, or shorter, than others of their type.
const BY_FIELD: [(&str, &str, u64); 16] = [
    ("ActStocktaking", "priorities", 50),
    ("ActStocktaking", "reports", 10),
    ("Body", "members", 60),
    ("Meeting", "expectedStates", 40),
    ("Meeting", "parts", 25),
    ("Leader", "contacts", 5),
    ("Leader", "openFollowUps", 10),
    ("RoadmapMonth", "followUps", 120),
    ("Visit", "dueFollowUps", 10),
    ("OutreachPlan", "otherFollowUps", 100),
    ("Query", "followUpTally", 193),
    ("Query", "milestones", 60),
    ("Stocktaking", "acts", 20),
    ("__Schema", "types", 350),
    ("__Type", "fields", 12),
    ("__Type", "inputFields", 6),
];

/// Lists by the type of what is in them.
const BY_TYPE: [(u64, &[&str]); 8] = [
    (193, &["State", "MatrixRow"]),
    (
        100,
        &[
            "Attendance",
            "Convergence",
            "FollowUpCount",
            "FreeText",
            "NamedGovernment",
            "NextContact",
            "Node",
            "Priority",
            "ReferralChain",
            "SearchHit",
            "TallyPoint",
            "Visit",
        ],
    ),
    (60, &["Highlight", "OpenDisagreement", "Organisation", "ProposedFollowUp", "ProposedStance"]),
    (50, &["Body", "FollowUp", "Meeting", "Trip", "UserError"]),
    (
        20,
        &[
            "Act",
            "ActStocktaking",
            "ComplementarityAnswer",
            "Contact",
            "DetailsVersion",
            "Introduction",
            "MeetingWarning",
            "Milestone",
            "PlanNeed",
            "ProposedPriority",
            "Referral",
            "Report",
            "ReportAnswer",
            "ReportField",
            "SelectionByProcess",
            "SelectionByRegion",
            "Standing",
            "Tally",
            "TallySeries",
        ],
    ),
    (
        10,
        &[
            "Evidence",
            "IntroductionStep",
            "Phase",
            "Question",
            "RegionalEndorsement",
            "RoadmapMonth",
            "Stance",
            "TakeawayCount",
        ],
    ),
    (
        5,
        &[
            "HintCount",
            "NextContactReason",
            "OrganisationRole",
            "PlanOutlook",
            "ProposedQuestion",
            "SelectionByStage",
            "UrgencyCount",
        ],
    ),
    (3, &["__Type", "__Field", "__InputValue", "__EnumValue", "__Directive"]),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Api;

    #[test]
    fn every_list_of_the_schema_is_bounded() {
        let api = Api::default();
        let missing: Vec<_> = api
            .shapes
            .lists()
            .filter(|(within, _, _)| !is_page(within))
            .filter(|(within, field, of)| {
                let by_field = BY_FIELD.iter().any(|it| (it.0, it.1) == (*within, *field));
                !by_field && !BY_TYPE.iter().any(|(_, names)| names.contains(of))
            })
            .collect();
        assert!(missing.is_empty(), "say how long these lists can be: {missing:?}");
        let known = |within: &str, field: &str| api.shapes.lists().any(|it| (it.0, it.1) == (within, field));
        let stale: Vec<_> = BY_FIELD.iter().filter(|it| !it.0.starts_with("__") && !known(it.0, it.1)).collect();
        assert!(stale.is_empty(), "these are no lists: {stale:?}");
        let names = BY_TYPE.iter().flat_map(|(_, names)| *names).filter(|it| !it.starts_with("__"));
        let stale: Vec<_> = names.filter(|name| !api.shapes.lists().any(|it| it.2 == **name)).collect();
        assert!(stale.is_empty(), "there are no lists of these: {stale:?}");
    }
}
