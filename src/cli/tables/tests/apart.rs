//! What tables do not hold, or hold apart: takeaways, and what is erased.

use super::*;
use crate::domain::{Attendance, Day, Id, Key, Kinded, Marking, Referral, Retraction, Stance};

/// What is learned under the Chatham House Rule: a stance and a referral.
fn takeaways() -> [Entity; 2] {
    let phase = || Some(Id::new(Key::trusted("2")));
    let head = "stance_id,iso3,act,position,observed_on,evidence_ids,confidence,rationale,recorded_at";
    let stance = format!("{head}\nz,MEX,3,positive,2018-01-31,b,low,Heard,2018-01-31T23:59:59Z\n");
    let referral = "referral_id,iso3,contact_id,act,city_id,hint,status,note\na,MEX,mex-1,3,geneva,negative,open,Ask\n";
    let read = entities(&[], &[("s.csv", &stance), ("r.csv", referral)]);
    let retraction = Some(Box::new(Retraction { on: Day::parse("2018-05-05").unwrap(), reason: None }));
    let stance = read.iter().find_map(Stance::of).unwrap().clone();
    let referral = read.iter().find_map(Referral::of).unwrap().clone();
    [
        Stance { takeaway: phase(), evidence: Box::default(), marking: Marking::Restricted, retraction, ..stance }
            .into(),
        Referral { takeaway: phase(), marking: Marking::Restricted, ..referral }.into(),
    ]
}

#[test]
fn takeaways_are_written_to_tables_of_their_own_without_a_time() {
    let files = export(&takeaways()).unwrap();
    let filled = files.iter().filter(|(_, bytes)| bytes.iter().filter(|it| **it == b'\n').count() > 1);
    let filled: Vec<_> = filled.map(|(name, bytes)| (name.as_str(), std::str::from_utf8(bytes).unwrap())).collect();
    assert_eq!(
        filled,
        [
            (
                "takeaway_stances.csv",
                "takeaway_id,phase,iso3,act,position,leadership,confidence,rationale,evidence_ids,marking,retracted\n\
                 z,2,MEX,3,positive,,low,Heard,,restricted,true\n"
            ),
            (
                "takeaway_referrals.csv",
                "takeaway_id,phase,iso3,contact_id,act,city_id,hint,status,note,marking\n\
                 a,2,MEX,mex-1,3,geneva,negative,open,Ask,restricted\n"
            ),
        ]
    );
}

#[test]
fn takeaways_are_written_by_key() {
    let [stance, _] = takeaways();
    let other = Stance { id: Id::new(Key::trusted("a")), ..Stance::of(&stance).unwrap().clone() };
    let files = export(&[stance, other.into()]).unwrap();
    let (_, bytes) = files.iter().find(|it| it.0 == "takeaway_stances.csv").unwrap();
    let text = std::str::from_utf8(bytes).unwrap();
    assert!(text.find("\na,2,") < text.find("\nz,2,"), "{text}");
}

#[test]
fn an_erased_attendance_is_not_written() {
    let head = "attendance_id,meeting_id,advocate_id,role,stage,erased_on\n";
    let read = entities(&[], &[("a.csv", &format!("{head}one,t,p-17,participant,attended,2018-06-01\n"))]);
    let erased = Attendance { attendee: None, ..read.iter().find_map(Attendance::of).unwrap().clone() };
    for (name, bytes) in export(&[erased.into()]).unwrap() {
        assert!(!String::from_utf8(bytes).unwrap().contains("\none,"), "{name}");
    }
}

#[test]
fn takeaways_are_not_imported() {
    let known = takeaways();
    let files = export(&known).unwrap();
    let files: Vec<_> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let errors = shown(read_onto(&known, &files).unwrap_err());
    let reason = "takeaways are not imported, for an import keeps when and by whom; leave this file out";
    assert_eq!(
        errors,
        ["takeaway_stances.csv:2", "takeaway_referrals.csv:2"].map(|it| format!("{it}: takeaway_id: {reason}"))
    );
    // Of none there are files too, which do no harm.
    let none = export(&[]).unwrap();
    let none: Vec<_> = none.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    assert_eq!(read_onto(&known, &none).map_err(shown).unwrap().entities, []);
}
