//! The reference data, built into the binary: what `--demo` imports. What it is and where it comes from is told
//! in `fixtures/README.md`.

/// The names and bytes of the reference data, one file a table.
pub const FILES: &[(&str, &[u8])] = &[
    ("states.csv", include_bytes!("../../../fixtures/states.csv")),
    ("cities.csv", include_bytes!("../../../fixtures/cities.csv")),
    ("bodies.csv", include_bytes!("../../../fixtures/bodies.csv")),
    ("body_members.csv", include_bytes!("../../../fixtures/body_members.csv")),
    ("acts.csv", include_bytes!("../../../fixtures/acts.csv")),
    ("phases.csv", include_bytes!("../../../fixtures/phases.csv")),
    ("milestones.csv", include_bytes!("../../../fixtures/milestones.csv")),
    ("organisations.csv", include_bytes!("../../../fixtures/organisations.csv")),
    ("organisation_roles.csv", include_bytes!("../../../fixtures/organisation_roles.csv")),
    ("evidence.csv", include_bytes!("../../../fixtures/evidence.csv")),
    ("stances.csv", include_bytes!("../../../fixtures/stances.csv")),
    ("contacts.csv", include_bytes!("../../../fixtures/contacts.csv")),
    ("follow_ups.csv", include_bytes!("../../../fixtures/follow_ups.csv")),
    ("meetings.csv", include_bytes!("../../../fixtures/meetings.csv")),
    ("report_fields.csv", include_bytes!("../../../fixtures/report_fields.csv")),
];
