//! Entities of all kinds, made up: any values that a file may hold.

mod gathering;

use arcstr::ArcStr;
use jiff::Timestamp;
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use crate::domain::campaign::numbered;
use crate::domain::*;

/// Entities of any kinds, each key once.
pub(super) fn entities() -> impl Strategy<Value = Vec<Entity>> {
    vec(prop_oneof![place(), campaign(), assessment(), plan(), gathering::gathering(), gathering::outcome()], 0..32)
        .prop_map(|mut given| {
            let mut met = std::collections::HashSet::new();
            given.retain(|it| met.insert(it.id()));
            given
        })
}

fn long() -> impl Strategy<Value = ArcStr> {
    "([=+@,;\"'a-zé\u{301}\u{1F600} \n\t\r-]|\\PC){1,30}"
        .prop_filter_map("blank or refused", |it| text::text(&it).ok().flatten())
}

fn short() -> impl Strategy<Value = ArcStr> {
    "([=+@,;\"'a-zé\u{301}\u{1F600} -]|\\PC){1,30}"
        .prop_filter_map("blank or refused", |it| text::name(&it).ok().flatten())
}

fn day() -> impl Strategy<Value = Day> {
    (1..9999i16, 1..13i8, 1..29i8).prop_map(|(y, m, d)| Day::parse(&format!("{y:04}-{m:02}-{d:02}")).unwrap())
}

fn key<K>() -> impl Strategy<Value = Id<K>> {
    "[a-z0-9-]{1,64}".prop_map(|it| Id::new(Key::slug(&it).unwrap()))
}

/// Keys of one kind, each once.
fn keys<K>(count: std::ops::Range<usize>) -> impl Strategy<Value = Box<[Id<K>]>> {
    vec(key(), count).prop_map(|mut ids| {
        let mut met = std::collections::HashSet::new();
        ids.retain(|it: &Id<K>| met.insert(it.key().clone()));
        ids.into_boxed_slice()
    })
}

fn person() -> impl Strategy<Value = Option<Box<Person>>> {
    (of(short()), of(short()), of(short())).prop_map(|(name, email, phone)| Person { name, email, phone }.known())
}

fn code() -> impl Strategy<Value = Id<State>> {
    "[A-Z]{3}".prop_map(|it| Id::new(Key::state_code(&it).unwrap()))
}

fn number<K>() -> impl Strategy<Value = Id<K>> {
    (1..=u16::MAX).prop_map(|it| Id::new(numbered(it)))
}

fn marking() -> impl Strategy<Value = Marking> {
    select(Marking::ALL)
}

fn time() -> impl Strategy<Value = Timestamp> {
    (0..4_000_000_000i64, 0..1_000_000_000i32).prop_map(|(second, nano)| Timestamp::new(second, nano).unwrap())
}

fn period() -> impl Strategy<Value = (Day, Day)> {
    (day(), day()).prop_map(|(a, b)| (a.min(b), a.max(b)))
}

/// Exactly one of a state and a body.
fn whose() -> impl Strategy<Value = (Option<Id<State>>, Option<Id<Body>>)> {
    prop_oneof![code().prop_map(|it| (Some(it), None)), key().prop_map(|it| (None, Some(it)))]
}

fn place() -> impl Strategy<Value = Entity> {
    let state = (code(), short(), short(), select(Region::ALL), select(UnGroup::ALL)).prop_map(
        |(id, name, official_name, region, un_group)| Entity::from(State { id, name, official_name, region, un_group }),
    );
    let city = (key(), short(), of(code()), -90.0..=90.0, -180.0..=180.0, short(), any::<bool>(), any::<bool>())
        .prop_map(|(id, name, state, latitude, longitude, time_zone, is_hub, capital)| {
            let is_capital = capital && state.is_some();
            City { id, name, state, latitude, longitude, time_zone, is_hub, is_capital }.into()
        });
    // At most two periods of one state, which do not overlap.
    let members = vec((code(), of(day()), of(day())), 0..5).prop_map(|rows| {
        let mut members: Vec<Membership> = Vec::new();
        for (state, end, start) in rows {
            if members.iter().any(|it| it.state == state) {
                continue;
            }
            let two = end.zip(start).is_some_and(|(end, start)| end < start);
            members.push(Membership { state: state.clone(), from: None, to: end });
            if two {
                members.insert(0, Membership { state, from: start, to: None });
            }
        }
        members.into_boxed_slice()
    });
    let body = (key(), short(), of(short()), select(BodyKind::ALL), members)
        .prop_map(|(id, name, short_name, kind, members)| Body { id, name, short_name, kind, members }.into());
    prop_oneof![state, city, body]
}

fn campaign() -> impl Strategy<Value = Entity> {
    let act = (number::<Act>(), short()).prop_map(|(id, title)| {
        let number = id.as_str().parse().unwrap();
        Entity::from(Act { id, number, title })
    });
    let phase = (number::<Phase>(), short(), period()).prop_map(|(id, name, (from, to))| {
        let number = id.as_str().parse().unwrap();
        Phase { id, number, name, from, to }.into()
    });
    let milestone = (key(), short(), select(MilestoneKind::ALL), period(), of(key()), of(number()), short()).prop_map(
        |(id, title, kind, (from, to), city, phase, process)| {
            Milestone { id, title, kind, from, to, city, phase, process }.into()
        },
    );
    let roles = vec((short(), of(short())), 0..4);
    let organisation = (key::<Organisation>(), short(), of(short()), roles, keys(0..4)).prop_map(
        |(id, name, short_name, roles, members)| {
            // Keys of roles are unique among all: they carry that of their organisation, which is.
            let start: String = id.as_str().chars().take(60).collect();
            let roles = roles.into_iter().enumerate();
            let roles = roles
                .map(|(at, (role, scope))| Role { key: Key::trusted(&format!("{start}-{at}")), role, scope })
                .collect();
            Organisation { id, name, short_name, roles, members }.into()
        },
    );
    prop_oneof![act, phase, milestone, organisation]
}

fn assessment() -> impl Strategy<Value = Entity> {
    let url = of("https?://[a-z,\"=é]{1,20}").prop_map(|it| it.map(|it| text::text(&it).unwrap().unwrap()));
    let how = (of(key()), marking(), of(key()));
    let evidence = (key(), select(EvidenceKind::ALL), short(), of(day()), of(short()), url, of(code()), how).prop_map(
        |(id, kind, title, date, publisher, url, state, (meeting, marking, recorded_by))| {
            Entity::from(Evidence { id, kind, title, date, publisher, url, state, meeting, marking, recorded_by })
        },
    );
    let what = (code(), number(), select(Position::ALL), of(select(Leadership::ALL)), select(Confidence::ALL));
    // At least one piece of evidence, or a report.
    let cited = prop_oneof![(keys(1..4), of(key())), (Just(Box::default()), key().prop_map(Some))];
    let retraction = of((day(), of(long()))).prop_map(|it| it.map(|(on, reason)| Box::new(Retraction { on, reason })));
    let by = (of(key()), of(key()));
    let stance = (key(), what, day(), of(long()), cited, by, marking(), time(), retraction).prop_map(
        |(
            id,
            (state, act, position, leadership, confidence),
            observed_on,
            rationale,
            (evidence, report),
            (assessed_by, recorded_by),
            marking,
            at,
            taken_back,
        )| {
            Stance {
                report,
                takeaway: None,
                recorded_by,
                id,
                state,
                act,
                position,
                leadership,
                observed_on,
                confidence,
                rationale,
                evidence,
                assessed_by,
                marking,
                recorded_at: at,
                retraction: taken_back,
            }
            .into()
        },
    );
    prop_oneof![evidence, stance]
}

fn plan() -> impl Strategy<Value = Entity> {
    let acts = subsequence((1..=12u16).collect::<Vec<_>>(), 0..4);
    let acts = acts.prop_map(|numbers| numbers.into_iter().map(|it| Id::new(numbered(it))).collect::<Box<[Id<Act>]>>());
    let details = (person(), of(short()), of(day()), of(key()));
    let contact = (key(), whose(), key(), short(), of(short()), select(Level::ALL), acts, details, marking()).prop_map(
        |(
            id,
            (state, body),
            city,
            post,
            institution,
            level,
            acts,
            (person, source, kept_until, recorded_by),
            marking,
        )| {
            Entity::from(Contact {
                id,
                state,
                body,
                city,
                post,
                institution,
                level,
                acts,
                person,
                source,
                kept_until,
                erased: false,
                marking,
                recorded_by,
            })
        },
    );
    let progress = prop_oneof![
        Just(Progress::Open),
        Just(Progress::Done { on: None, outcome: None }),
        (day(), of(long())).prop_map(|(on, outcome)| Progress::Done { on: Some(on), outcome }),
        of(long()).prop_map(|reason| Progress::Cancelled { reason }),
    ];
    let about = (of(number()), of(key()), of(key()), of(key()), of(key()));
    let follow_up = (key(), short(), whose(), about, select(Level::ALL), key(), day(), progress, marking()).prop_map(
        |(
            id,
            purpose,
            (state, body),
            (act, contact, city, report, recorded_by),
            level,
            assignee,
            due,
            progress,
            marking,
        )| {
            FollowUp {
                id,
                purpose,
                state,
                body,
                act,
                contact,
                city,
                level,
                assignee,
                due,
                progress,
                report,
                marking,
                recorded_by,
            }
            .into()
        },
    );
    prop_oneof![contact, follow_up]
}
