//! What texts may hold: every text of every mutation is cleaned alike, and what does not fit is refused.

use serde_json::{Value, json};

use crate::service::Service;
use crate::wish::{a_contact, a_follow_up, a_stance, check_refused, grant, with};

/// Every text of every mutation that adds: the input, the field, and whether it is a long text.
fn texts() -> Vec<(&'static str, Value, &'static str, bool)> {
    let evidence = || json!({ "kind": "OTHER", "title": "T" });
    vec![
        ("addOrganisation", json!({ "name": "N" }), "name", false),
        ("addOrganisation", json!({ "name": "N" }), "shortName", false),
        ("updateOrganisation", json!({ "organisation": "organisation:mfa" }), "name", false),
        ("updateOrganisation", json!({ "organisation": "organisation:mfa" }), "shortName", false),
        ("addEvidence", evidence(), "title", false),
        ("addEvidence", evidence(), "publisher", false),
        ("recordStance", a_stance(), "rationale", true),
        ("addContact", a_contact(), "post", false),
        ("addContact", a_contact(), "institution", false),
        ("addContact", a_contact(), "name", false),
        ("addContact", a_contact(), "phone", false),
        ("updateContact", json!({ "contact": "contact:mex-geneva" }), "post", false),
        ("updateContact", json!({ "contact": "contact:mex-geneva" }), "institution", false),
        ("updateContact", json!({ "contact": "contact:mex-geneva" }), "name", false),
        ("planFollowUp", a_follow_up(), "purpose", true),
        ("addReferral", json!({ "state": "MEX" }), "note", true),
        ("updateFollowUp", json!({ "followUp": "followUp:arm-3-round-4" }), "purpose", true),
        (
            "completeFollowUp",
            json!({ "followUp": "followUp:arm-3-round-4", "completedOn": "2018-02-01" }),
            "outcome",
            true,
        ),
    ]
}

/// How the field reads once a text is granted.
fn granted(mutation: &str, input: Value, field: &str, text: &str) -> String {
    let found = grant(&Service::fresh(), mutation, with(input, json!({ field: text })));
    found[field].as_str().unwrap().to_owned()
}

#[test]
fn texts_are_trimmed_and_composed() {
    for (mutation, input, field, _) in texts() {
        let check = |given: &str, expected: &str| {
            assert_eq!(granted(mutation, input.clone(), field, given), expected, "{mutation} {field}");
        };
        check(" \t Co\u{302}te d'Ivoire \n", "Côte d'Ivoire");
        check("a b", "a b");
    }
}

#[test]
fn long_texts_keep_their_lines() {
    for (mutation, input, field, _) in texts().into_iter().filter(|it| it.3) {
        assert_eq!(granted(mutation, input, field, "one\r\n\ttwo\nthree"), "one\n\ttwo\nthree", "{mutation} {field}");
    }
}

#[test]
fn texts_hold_no_control_characters() {
    for (mutation, input, field, long) in texts() {
        let refused = |text: &str| {
            let expected = format!("INVALID {field}");
            check_refused(&Service::fresh(), mutation, with(input.clone(), json!({ field: text })), &[&expected]);
        };
        refused("a\u{0}b");
        refused("a\u{7}b");
        refused("a\u{85}b");
        refused("a\rb");
        if !long {
            refused("a\nb");
            refused("a\tb");
        }
    }
}

#[test]
fn texts_have_a_longest_length_in_characters() {
    for (mutation, input, field, long) in texts() {
        let most = if long { 10_000 } else { 200 };
        // Two bytes a character; and two characters that become one.
        let fits = ["é".repeat(most), "e\u{301}".repeat(most)];
        for text in fits {
            assert_eq!(granted(mutation, input.clone(), field, &text).chars().count(), most, "{mutation} {field}");
        }
        let expected = format!("INVALID {field}");
        let long = with(input, json!({ field: "é".repeat(most + 1) }));
        check_refused(&Service::fresh(), mutation, long, &[&expected]);
    }
}

#[test]
fn reasons_are_long_texts() {
    let check = |mutation: &str, input: Value, field: &str| {
        let reason = format!("one\r\ntwo{}", "x".repeat(9_993));
        let found = grant(&Service::fresh(), mutation, with(input.clone(), json!({ "reason": reason })));
        assert_eq!(found[field], json!(reason.replace('\r', "")));
        for bad in [format!("{reason}x"), "a\u{7}".to_owned()] {
            check_refused(
                &Service::fresh(),
                mutation,
                with(input.clone(), json!({ "reason": bad })),
                &["INVALID reason"],
            );
        }
    };
    check("retractStance", json!({ "stance": "stance:alb-3-2007-06-05-1" }), "retractionReason");
    check("cancelFollowUp", json!({ "followUp": "followUp:arm-3-round-4" }), "cancellationReason");
}

#[test]
fn addresses_look_like_addresses() {
    let evidence = |url: &str| json!({ "kind": "OTHER", "title": "T", "url": url });
    for url in ["ftp://example.org", "example.org", "https://", "https://a b", "javascript:alert(1)"] {
        check_refused(&Service::fresh(), "addEvidence", evidence(url), &["INVALID url"]);
    }
    grant(&Service::fresh(), "addEvidence", evidence(" http://example.org/a "));
    for email in ["nobody", "@", "a@", "@b", "a b@c"] {
        let input = with(a_contact(), json!({ "email": email }));
        check_refused(&Service::fresh(), "addContact", input, &["INVALID email"]);
    }
}
