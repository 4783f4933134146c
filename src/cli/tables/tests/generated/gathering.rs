//! Who meets whom, and what comes of it, made up.

use super::*;

/// An advocate, a trip, or what belongs to a meeting.
pub(super) fn gathering() -> impl Strategy<Value = Entity> {
    prop_oneof![advocate(), meeting(), presence(), trip()]
}

/// What a group session leaves, and to whom it leads.
pub(super) fn outcome() -> impl Strategy<Value = Entity> {
    prop_oneof![report_field(), report(), message(), referral()]
}

fn advocate() -> impl Strategy<Value = Entity> {
    (key(), key(), person(), of(short()), of(day())).prop_map(|(id, organisation, person, source, kept_until)| {
        Advocate { id, organisation, person, source, kept_until, erased: false }.into()
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

fn report_field() -> impl Strategy<Value = Entity> {
    (key(), 1..=u16::MAX, long(), of(long()))
        .prop_map(|(id, number, title, guidance)| ReportField { id, number, title, guidance }.into())
}

fn report() -> impl Strategy<Value = Entity> {
    let answers = vec((key(), long()), 0..4).prop_map(|given| {
        let mut met = std::collections::HashSet::new();
        let answers = given.into_iter().map(|(field, text)| ReportAnswer { field, text });
        answers.filter(|it| met.insert(it.field.clone())).collect::<Box<[_]>>()
    });
    let highlights = vec(long(), 0..=3).prop_map(Vec::into_boxed_slice);
    let complementarity = of((long(), select(AppliesTo::ALL)))
        .prop_map(|it| it.map(|(text, applies_to)| Box::new(Complementarity { text, applies_to })));
    let written = (highlights, answers, complementarity);
    (key(), key(), select(ReportStage::ALL), written, agreed(), proposed(), marking(), of(key())).prop_map(
        |(
            id,
            session,
            stage,
            (highlights, answers, complementarity),
            (priorities, questions),
            (stances, follow_ups),
            marking,
            recorded_by,
        )| {
            Report {
                id,
                session,
                stage,
                highlights,
                answers,
                priorities,
                questions,
                complementarity,
                stances,
                follow_ups,
                marking,
                recorded_by,
            }
            .into()
        },
    )
}

fn disagreement() -> impl Strategy<Value = Option<Box<Disagreement>>> {
    of((long(), day())).prop_map(|it| it.map(|(about, revisit_on)| Box::new(Disagreement { about, revisit_on })))
}

/// More priorities than have one digit: they come back in the order of their numbers.
fn agreed() -> impl Strategy<Value = (Box<[PriorityProposal]>, Box<[QuestionProposal]>)> {
    let priority = (long(), select(Urgency::ALL), select(AppliesTo::ALL), disagreement()).prop_map(
        |(text, urgency, applies_to, disagreement)| PriorityProposal { text, urgency, applies_to, disagreement },
    );
    let question = (long(), of(long())).prop_map(|(text, arguments)| QuestionProposal { text, arguments });
    (vec(priority, 0..12), vec(question, 0..4))
        .prop_map(|(priorities, questions)| (priorities.into(), questions.into()))
}

fn became<K: Clone + std::fmt::Debug>() -> impl Strategy<Value = Outcome<K>> {
    prop_oneof![Just(Outcome::Proposed), key().prop_map(Outcome::Accepted), Just(Outcome::Declined)]
}

fn proposed() -> impl Strategy<Value = (Box<[StanceProposal]>, Box<[FollowUpProposal]>)> {
    let sure = (select(Position::ALL), of(select(Leadership::ALL)), select(Confidence::ALL));
    let stance = (key::<Stance>(), code(), sure, of(day()), of(long()), became()).prop_map(
        |(id, state, (position, leadership, confidence), observed_on, rationale, outcome)| {
            let key = id.key().clone();
            StanceProposal { key, state, position, leadership, confidence, observed_on, rationale, outcome }
        },
    );
    let what = (key::<FollowUp>(), long(), whose(), of(key()), of(key()));
    let follow_up = (what, select(Level::ALL), key(), day(), became()).prop_map(
        |((id, purpose, (state, body), contact, city), level, assignee, due, outcome)| {
            let key = id.key().clone();
            FollowUpProposal { key, purpose, state, body, contact, city, level, assignee, due, outcome }
        },
    );
    (vec(stance, 0..4), vec(follow_up, 0..4)).prop_map(|(mut stances, mut follow_ups)| {
        let mut met = std::collections::HashSet::new();
        stances.retain(|it| met.insert(it.key.clone()));
        follow_ups.retain(|it| met.insert(it.key.clone()));
        (stances.into(), follow_ups.into())
    })
}

fn message() -> impl Strategy<Value = Entity> {
    let what = (key(), number(), long(), select(Urgency::ALL), select(AppliesTo::ALL));
    let priority = (what, keys(0..4), disagreement(), (of(key()), of(day())), marking(), of(key())).prop_map(
        |(
            (id, act, text, urgency, applies_to),
            endorsed_by,
            disagreement,
            (report, agreed_on),
            marking,
            recorded_by,
        )| {
            Entity::from(Priority {
                agreed_on,
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
    let question = (key(), number(), 1..=3u16, long(), of(long()), (of(key()), any::<bool>()), marking(), of(key()))
        .prop_map(|(id, act, number, text, arguments, (report, withdrawn), marking, recorded_by)| {
            Question { id, act, number, text, arguments, report, withdrawn, marking, recorded_by }.into()
        });
    prop_oneof![priority, question]
}

fn referral() -> impl Strategy<Value = Entity> {
    let whom = (code(), of(key()), of(number()), of(key()), of(select(Position::ALL)));
    let why = (of(key()), of(long()), keys(0..3));
    (key(), whom, select(ReferralStatus::ALL), why, marking(), of(key())).prop_map(
        |(id, (state, contact, act, city, hint), status, (given_by, note, evidence), marking, recorded_by)| {
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
                evidence,
                takeaway: None,
                marking,
                recorded_by,
            }
            .into()
        },
    )
}
