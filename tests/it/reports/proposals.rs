//! What reports propose: who makes it real, and what it then is.

use demarche::domain::Kind;
use serde_json::{Value, json};

use super::{ask, content, entity, filed, granted, import, refused, world};

fn proposal(report: &Value, key: &str) -> Value {
    json!({ "report": report["id"], "proposal": key })
}

#[test]
fn a_stance_that_is_accepted_counts() {
    let service = world();
    let standing = r#"{ standings(acts: [7], states: ["MEX"]) { nodes { position leadership contested stance { report { id } evidence { id } } assessments { id } } } }"#;
    let known = |who: &str| ask(&service, who, standing)["standings"]["nodes"][0].clone();
    let nobody = json!({ "position": null, "leadership": null, "contested": false, "stance": null, "assessments": [] });
    let report = filed(&service);
    assert_eq!(known("coordinator"), nobody);
    let accepted = granted(&service, "lead-7", "acceptProposal", &proposal(&report, "mexico"));
    let of_mexico = &accepted["stances"][0];
    assert_eq!((&of_mexico["status"], &accepted["stances"][1]["status"]), (&json!("ACCEPTED"), &json!("PROPOSED")));
    let stance = &of_mexico["stance"];
    let expected = json!({ "id": stance["id"], "observedOn": "2017-12-02", "act": { "number": 7 }, "assessedBy": null, "evidence": [],
        "report": { "id": report["id"] }, "marking": "COALITION", "recordedBy": { "id": "organisation:mfa" } });
    assert_eq!(*stance, expected);
    for who in ["coordinator", "analyst", "participant-7"] {
        let found = known(who);
        assert_eq!((&found["position"], &found["leadership"]), (&json!("POSITIVE"), &json!("LEADS")), "{who}");
        assert_eq!(found["stance"]["report"]["id"], report["id"]);
    }
    assert_eq!(known("viewer"), nobody);
    // An organisation that sees it otherwise is an assessor beside the session.
    let own = json!({ "state": "MEX", "act": 7, "position": "NEGATIVE", "observedOn": "2017-12-03", "confidence": "LOW",
        "evidence": ["evidence:act-now"] });
    granted(&service, "lead-7", "recordStance", &own);
    let found = known("coordinator");
    assert_eq!((&found["position"], &found["contested"]), (&json!("NEGATIVE"), &json!(true)));
    assert_eq!(found["assessments"].as_array().unwrap().len(), 2);
    let hungary = granted(&service, "coordinator", "acceptProposal", &proposal(&report, "hungary"));
    assert_eq!(hungary["stances"][1]["stance"]["observedOn"], json!("2017-11-30"));
}

#[test]
fn a_follow_up_that_is_accepted_is_the_assignees() {
    let service = world();
    let report = filed(&service);
    let accepted = granted(&service, "second-lead-7", "acceptProposal", &proposal(&report, "geneva"));
    let follow_up = &accepted["followUps"][0]["followUp"];
    let expected = json!({ "id": follow_up["id"], "act": { "number": 7 }, "assignee": { "id": "organisation:quno" },
        "report": { "id": report["id"] }, "status": "OPEN" });
    assert_eq!(*follow_up, expected);
    // It is theirs who do it, and of whoever accepted it; the other co-lead has no say in it.
    let later = json!({ "followUp": follow_up["id"], "due": "2018-04-01" });
    refused(&service, "lead-7", "updateFollowUp", &later, &["FORBIDDEN "]);
    granted(&service, "second-lead-7", "updateFollowUp", &later);
    // Without a report nobody plans for others.
    let plan = json!({ "purpose": "P", "state": "MEX", "level": "LOCAL", "assignee": "organisation:quno", "due": "2018-03-01" });
    refused(&service, "second-lead-7", "planFollowUp", &plan, &["FORBIDDEN assignee"]);
}

#[test]
fn proposals_are_answered_once_by_those_who_lead_the_session() {
    let service = world();
    let report = filed(&service);
    for mutation in ["acceptProposal", "declineProposal"] {
        for who in ["rapporteur-7", "participant-7", "left-7", "lead-8"] {
            refused(&service, who, mutation, &proposal(&report, "mexico"), &["FORBIDDEN report"]);
        }
        refused(&service, "analyst", mutation, &proposal(&report, "mexico"), &["FORBIDDEN "]);
        refused(&service, "lead-7", mutation, &proposal(&report, "nothing"), &["NOT_FOUND proposal"]);
        refused(
            &service,
            "lead-7",
            mutation,
            &json!({ "report": "report:nothing", "proposal": "mexico" }),
            &["NOT_FOUND report"],
        );
        let stale = json!({ "report": report["id"], "proposal": "mexico", "expectedRevision": 7 });
        refused(&service, "lead-7", mutation, &stale, &["REVISION_CONFLICT expectedRevision"]);
    }
    let count = || ask(&service, "coordinator", "{ stances(filter: { acts: [7] }) { totalCount } }");
    let before = count();
    let declined = granted(&service, "lead-7", "declineProposal", &proposal(&report, "mexico"));
    assert_eq!(
        (&declined["stances"][0]["status"], &declined["stances"][0]["stance"]),
        (&json!("DECLINED"), &Value::Null)
    );
    granted(&service, "lead-7", "acceptProposal", &proposal(&report, "geneva"));
    for mutation in ["acceptProposal", "declineProposal"] {
        refused(
            &service,
            "second-lead-7",
            mutation,
            &proposal(&report, "mexico"),
            &["PROPOSAL_IS_ANSWERED_ONCE proposal"],
        );
        refused(
            &service,
            "coordinator",
            mutation,
            &proposal(&report, "geneva"),
            &["PROPOSAL_IS_ANSWERED_ONCE proposal"],
        );
    }
    assert_eq!(count(), before);
}

#[test]
fn whoever_accepts_a_proposal_is_told_of_no_contact_that_they_do_not_see() {
    let service = world();
    let contact = json!({ "id": "quiet", "state": "MEX", "city": "geneva", "post": "Quiet post", "level": "global", "acts": [],
        "marking": "restricted", "recorded_by": "picum" });
    import(&service, vec![entity(Kind::Contact, &contact)]);
    let mut content = content();
    content["followUps"][0]["contact"] = json!("contact:quiet");
    let input = json!({ "session": "meeting:session-7", "content": content });
    let report = granted(&service, "rapporteur-7", "fileReport", &input);
    assert_eq!(report["followUps"][0]["contact"]["id"], json!("contact:quiet"));
    let accepted = granted(&service, "lead-7", "acceptProposal", &proposal(&report, "geneva"));
    assert!(!accepted.to_string().contains("quiet"), "{accepted}");
    let id = accepted["followUps"][0]["followUp"]["id"].as_str().unwrap();
    let document = format!("{{ node(id: {id:?}) {{ ... on FollowUp {{ contact {{ id }} }} }} }}");
    assert_eq!(ask(&service, "lead-7", &document)["node"]["contact"], Value::Null);
    assert_eq!(ask(&service, "rapporteur-7", &document)["node"]["contact"]["id"], json!("contact:quiet"));
}

#[test]
fn a_draft_proposes_nothing_yet() {
    let service = world();
    let input = json!({ "session": "meeting:session-7", "content": content() });
    let draft = granted(&service, "rapporteur-7", "saveReportDraft", &input);
    refused(&service, "lead-7", "acceptProposal", &proposal(&draft, "mexico"), &["PROPOSALS_FOLLOW_FILING report"]);
    // For whoever does not see it, it is not there.
    refused(&service, "participant-7", "acceptProposal", &proposal(&draft, "mexico"), &["NOT_FOUND report"]);
    refused(&service, "lead-8", "declineProposal", &proposal(&draft, "mexico"), &["NOT_FOUND report"]);
}

#[test]
fn a_wish_with_a_name_is_accepted_once() {
    let service = world();
    let report = filed(&service);
    let input = json!({ "report": report["id"], "proposal": "mexico", "idempotencyKey": "once" });
    let first = granted(&service, "lead-7", "acceptProposal", &input);
    assert_eq!(granted(&service, "lead-7", "acceptProposal", &input), first);
}
