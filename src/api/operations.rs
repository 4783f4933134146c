//! The operations that users need, as `schema/operations/` keeps them: the one list of them. What is counted by name and
//! what an explorer offers is taken from here; how it is counted or offered is not said here.

/// One as its files have it.
#[derive(Clone, Copy, Debug)]
pub struct Operation {
    /// The name of its files.
    pub name: &'static str,
    /// What it is about, in a few words.
    pub topic: &'static str,
    /// The document: one operation, with a comment before it that says what it is for.
    pub document: &'static str,
    /// What it is asked with in the reference data, as JSON, where its own defaults do not say; one at most.
    pub variables: &'static [&'static str],
}

macro_rules! operations {
    ($($topic:literal: $($name:literal $(with $extension:ident)?)*;)*) => {
        &[$($(Operation {
            name: $name,
            topic: $topic,
            document: include_str!(concat!("../../schema/operations/", $name, ".graphql")),
            variables: &[$(
                include_str!(concat!("../../schema/operations/", $name, ".", stringify!($extension)))
            )?],
        },)*)*]
    };
}

/// All of them by topic, in the order in which they are offered: in each what is asked before what is changed. One that has
/// variables in a file beside it is `"name" with json`.
pub const OPERATIONS: &[Operation] = operations![
    "Leaders and stances":
        "leaders"
        "stance_matrix"
        "standings" with json
        "standings_over_time" with json
        "state"
        "stances" with json
        "what_was_known" with json
        "record_stance" with json
        "retract_stance" with json
        "add_evidence" with json
        "publish" with json;
    "Whom to meet":
        "outreach"
        "next_best_contacts" with json
        "introductions" with json
        "contacts" with json
        "contact"
        "never_met"
        "referrals"
        "add_contact" with json
        "update_contact" with json
        "add_referral" with json
        "update_referral" with json;
    "Follow-ups and trips":
        "roadmap"
        "follow_ups" with json
        "follow_up_tally"
        "milestones" with json
        "trips"
        "plan_follow_up" with json
        "update_follow_up" with json
        "complete_follow_up" with json
        "cancel_follow_up" with json
        "plan_trip" with json
        "update_trip" with json
        "cancel_trip" with json;
    "Meetings":
        "meetings"
        "meeting"
        "meeting_plan"
        "attendances" with json
        "selection"
        "add_meeting" with json
        "update_meeting" with json
        "seat" with json
        "seat_all" with json
        "update_attendance" with json
        "withdraw_attendance" with json
        "expect_state" with json
        "unexpect_state" with json;
    "Reports, priorities and questions":
        "stocktaking" with json
        "reports"
        "report_template"
        "priorities"
        "questions"
        "save_report_draft" with json
        "file_report" with json
        "accept_proposal" with json
        "decline_proposal" with json
        "add_priority" with json
        "update_priority" with json
        "endorse_priority" with json
        "withdraw_endorsement" with json
        "set_questions" with json;
    "Takeaways":
        "takeaways"
        "record_takeaway" with json;
    "Finding and following":
        "search"
        "choices"
        "organisation"
        "changes"
        "watch_changes"
        "watch_standings"
        "viewer"
        "add_organisation" with json
        "update_organisation" with json;
    "People, tokens and the audit trail":
        "personal_data"
        "mentions"
        "add_advocate" with json
        "update_advocate" with json
        "erase_person" with json
        "redact_text" with json
        "tokens"
        "create_token" with json
        "revoke_token" with json
        "audit_trail";
];

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn every_operation_is_listed() {
        let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema/operations");
        let files = std::fs::read_dir(directory).unwrap().map(|it| it.unwrap().file_name().into_string().unwrap());
        let mut there: Vec<_> = files.collect();
        let mut listed = Vec::new();
        for it in OPERATIONS {
            listed.push(format!("{}.graphql", it.name));
            listed.extend(it.variables.iter().map(|_| format!("{}.json", it.name)));
        }
        there.sort();
        listed.sort();
        assert_eq!(listed, there, "schema/operations and the list in this file are not the same");
    }

    #[test]
    fn what_is_about_one_thing_stands_together() {
        let mut topics: Vec<_> = OPERATIONS.iter().map(|it| it.topic).collect();
        topics.dedup();
        let met = topics.len();
        topics.sort_unstable();
        topics.dedup();
        assert_eq!(topics.len(), met, "a topic is listed twice");
    }
}
