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
const BY_FIELD: [(&str, &str, u64); 15] = [
    ("ActStocktaking", "priorities", 50),
    ("ActStocktaking", "reports", 10),
    ("Body", "members", 60),
    ("Meeting", "expectedStates", 40),
    ("Meeting", "parts", 25),
    ("Leader", "contacts", 5),
    ("Leader", "openFollowUps", 10),
    ("RoadmapMonth", "followUps", 60),
    ("Visit", "dueFollowUps", 10),
    ("OutreachPlan", "otherFollowUps", 100),
    ("Stocktaking", "acts", 20),
    // Ten years, day by day.
    ("TallySeries", "points", 3_660),
    ("__Schema", "types", 350),
    ("__Type", "fields", 12),
    ("__Type", "inputFields", 6),
];

/// How long a list of one thing of the schema can be; the bounds above are what it is on average over all of them.
pub(super) fn longest_of_schema(within: &str, field: &str) -> u64 {
    let found = OF_SCHEMA.iter().find(|it| it.0 == within && it.1 == field);
    found.map_or(UNKNOWN, |it| it.2)
}

const OF_SCHEMA: [(&str, &str, u64); 8] = [
    ("__Schema", "directives", 10),
    ("__Type", "fields", 60),
    ("__Type", "inputFields", 40),
    ("__Type", "interfaces", 3),
    ("__Type", "possibleTypes", 40),
    ("__Type", "enumValues", 40),
    ("__Field", "args", 20),
    ("__Directive", "args", 3),
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
            "MeetingLack",
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
    }
    #[test]
    fn the_schema_is_no_larger_than_its_bounds() {
        let asked =
            "{ __schema { directives { args { name } } types { name fields { args { name } } inputFields { name }
            interfaces { name } possibleTypes { name } enumValues { name } } } }";
        let schema = crate::api::building().finish();
        let answer = futures_util::FutureExt::now_or_never(schema.execute(asked)).unwrap().data.into_json().unwrap();
        let schema = &answer["__schema"];
        let types = schema["types"].as_array().unwrap();
        assert!(types.len() as u64 <= bound("__Schema", "types", "__Type"));
        let check = |within: &str, field: &str, of: &str, lengths: Vec<u64>| {
            let longest = *lengths.iter().max().unwrap();
            assert!((1..=longest_of_schema(within, field)).contains(&longest), "{within}.{field}: {longest}");
            let all: u64 = lengths.iter().sum();
            let counted = bound(within, field, of) * lengths.len() as u64;
            let is_of_types = ["__Type", "__Field"].contains(&within);
            assert!(!is_of_types || all <= counted, "{within}.{field}: {all} of all, and {counted} by the average");
        };
        let lengths = |things: &[serde_json::Value], field: &str| -> Vec<u64> {
            things.iter().map(|it| it[field].as_array().map_or(0, Vec::len) as u64).collect()
        };
        for (field, of) in [
            ("fields", "__Field"),
            ("inputFields", "__InputValue"),
            ("interfaces", "__Type"),
            ("possibleTypes", "__Type"),
            ("enumValues", "__EnumValue"),
        ] {
            check("__Type", field, of, lengths(types, field));
        }
        let fields: Vec<_> = types.iter().filter_map(|it| it["fields"].as_array()).flatten().cloned().collect();
        check("__Field", "args", "__InputValue", lengths(&fields, "args"));
        check("__Directive", "args", "__InputValue", lengths(schema["directives"].as_array().unwrap(), "args"));
        check("__Schema", "directives", "__Directive", lengths(std::slice::from_ref(schema), "directives"));
    }
}
