//! Group sessions that are part of no gathering.

use super::*;

#[test]
fn nobody_is_in_two_places_at_once_in_no_gathering_either() {
    let service = gathering();
    let session = |act: i32, city: &str, from: &str, to: &str| {
        let input = json!({ "kind": "GROUP_SESSION", "title": "T", "act": act, "city": city, "round": 1,
            "start": format!("2018-05-20T{from}"), "end": format!("2018-05-20T{to}") });
        grant(&service, "addMeeting", input)["id"].clone()
    };
    let sit = |at: &Value| json!({ "meeting": at, "advocate": participant(0) });
    let first = session(1, "city:geneva", "14:00", "15:30");
    grant(&service, "seat", sit(&first));
    let beside = session(2, "city:geneva", "15:00", "16:30");
    refuse(&service, "seat", sit(&beside), &["ONCE_A_ROUND advocate"]);
    // Rounds are counted in a gathering, and clocks compared in a city.
    let after = session(3, "city:geneva", "15:30", "17:00");
    grant(&service, "seat", sit(&after));
    grant(&service, "seat", sit(&session(4, "city:new-york", "14:00", "15:30")));
    let earlier = json!({ "meeting": after, "start": "2018-05-20T15:29" });
    refuse(&service, "updateMeeting", earlier, &["ONCE_A_ROUND round"]);
    // Nor is a session of a gathering held against them.
    grant(&service, "seat", json!({ "meeting": "meeting:s-1", "advocate": participant(0) }));
}
