//! Who meets whom, and what comes of it, made up.

use super::*;

/// An advocate, a trip, or what belongs to a meeting.
pub(super) fn gathering() -> impl Strategy<Value = Entity> {
    prop_oneof![advocate(), meeting(), presence(), trip()]
}

/// What a group session leaves, and to whom it leads.
pub(super) fn outcome() -> impl Strategy<Value = Entity> {
    prop_oneof![report(), message(), referral()]
}

fn advocate() -> impl Strategy<Value = Entity> {
    (key(), key(), person(), of(short()), of(day())).prop_map(|(id, organisation, person, source, kept_until)| {
        Advocate { id, organisation, person, source, kept_until }.into()
    })
}

fn local_time() -> impl Strategy<Value = LocalTime> {
    (day(), 0..24u8, 0..60u8).prop_map(|(day, hour, minute)| {
        let text = format!("{day}T{hour:02}:{minute:02}");
        LocalTime::parse(&text).unwrap()
    })
}

fn meeting() -> impl Strategy<Value = Entity> {
    let what = (key(), select(MeetingKind::ALL), short(), of(number()), key(), select(Rule::ALL));
    let part = (of(1..=u16::MAX), of(key()), of(any::<u16>()), of(any::<u16>()));
    (what, local_time(), local_time(), part, marking(), of(key())).prop_map(
        |((id, kind, title, act, city, rule), start, end, (round, part_of, places, others), marking, recorded_by)| {
            Meeting {
                id,
                kind,
                title,
                act,
                city,
                start,
                end,
                rule,
                round,
                part_of,
                places,
                government_places: others,
                marking,
                recorded_by,
            }
            .into()
        },
    )
}

fn presence() -> impl Strategy<Value = Entity> {
    let expected = (key(), key(), code(), any::<bool>())
        .prop_map(|(id, meeting, state, withdrawn)| Entity::from(Expectation { id, meeting, state, withdrawn }));
    let attendee = prop_oneof![key().prop_map(Attendee::Advocate), key().prop_map(Attendee::Contact)];
    let how = (select(AttendanceRole::ALL), select(AttendanceStage::ALL), of(short()));
    let attends = (key(), key(), attendee, how, day()).prop_map(
        |(id, meeting, attendee, (role, stage, nominated_by), erased_on)| {
            Attendance { id, meeting, attendee: Some(attendee), role, stage, nominated_by, erased_on }.into()
        },
    );
    prop_oneof![expected, attends]
}

fn trip() -> impl Strategy<Value = Entity> {
    (key(), key(), of(key()), key(), period(), select(TripStatus::ALL), marking()).prop_map(
        |(id, organisation, advocate, city, (from, to), status, marking)| {
            Trip { id, organisation, advocate, city, from, to, status, marking }.into()
        },
    )
}

fn report() -> impl Strategy<Value = Entity> {
    let field = (key(), 1..=u16::MAX, long(), of(long()))
        .prop_map(|(id, number, title, guidance)| Entity::from(ReportField { id, number, title, guidance }));
    let answers = vec((key(), long()), 0..4).prop_map(|given| {
        let mut met = std::collections::HashSet::new();
        let answers = given.into_iter().map(|(field, text)| ReportAnswer { field, text });
        answers.filter(|it| met.insert(it.field.clone())).collect::<Box<[_]>>()
    });
    let highlights = vec(long(), 0..=3).prop_map(Vec::into_boxed_slice);
    let report = (key(), key(), select(ReportStage::ALL), highlights, answers, marking(), of(key())).prop_map(
        |(id, session, stage, highlights, answers, marking, recorded_by)| {
            Report {
                id,
                session,
                stage,
                highlights,
                answers,
                priorities: Box::default(),
                questions: Box::default(),
                complementarity: None,
                stances: Box::default(),
                follow_ups: Box::default(),
                marking,
                recorded_by,
            }
            .into()
        },
    );
    prop_oneof![field, report]
}

fn message() -> impl Strategy<Value = Entity> {
    let disagreement =
        of((long(), day())).prop_map(|it| it.map(|(about, revisit_on)| Box::new(Disagreement { about, revisit_on })));
    let what = (key(), number(), long(), select(Urgency::ALL), select(AppliesTo::ALL));
    let priority = (what, keys(0..4), disagreement, of(key()), marking(), of(key())).prop_map(
        |((id, act, text, urgency, applies_to), endorsed_by, disagreement, report, marking, recorded_by)| {
            Entity::from(Priority {
                agreed_on: None,
                id,
                act,
                text,
                urgency,
                applies_to,
                endorsed_by,
                disagreement,
                report,
                marking,
                recorded_by,
            })
        },
    );
    let question = (key(), number(), 1..=3u16, long(), of(long()), marking(), of(key())).prop_map(
        |(id, act, number, text, arguments, marking, recorded_by)| {
            Question { id, act, number, text, arguments, report: None, withdrawn: false, marking, recorded_by }.into()
        },
    );
    prop_oneof![priority, question]
}

fn referral() -> impl Strategy<Value = Entity> {
    let whom = (code(), of(key()), of(number()), of(key()), of(select(Position::ALL)));
    (key(), whom, select(ReferralStatus::ALL), of(key()), of(long()), marking(), of(key())).prop_map(
        |(id, (state, contact, act, city, hint), status, given_by, note, marking, recorded_by)| {
            Referral {
                id,
                state,
                contact,
                act,
                city,
                hint,
                status,
                given_by,
                note,
                takeaway: None,
                marking,
                recorded_by,
            }
            .into()
        },
    )
}
