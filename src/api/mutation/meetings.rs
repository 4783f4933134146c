//! Meetings, who is expected and who attends.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result};

use super::given::{date, patch, text};
use super::{payloads, submit};
use crate::api::types::scalar::{Date, LocalDateTime};
use crate::api::vocabulary::{AttendanceRole, AttendanceStage, Marking, MeetingKind, MeetingRule};
use crate::domain::command::{self, MeetingCommand};
use crate::domain::{Attendance, Command, Expectation, Meeting};

/// A meeting to add.
#[derive(InputObject)]
struct AddMeetingInput {
    /// A slug for it, of a-z, 0-9 and -, where a coordinator chooses one; made by the service for all others, and always
    /// where it is restricted.
    key: Option<String>,
    /// What sort of meeting it is. Required; it stays. Advocates record spontaneous tables and bilateral meetings.
    kind: Option<MeetingKind>,
    /// What it is called. Required.
    title: Option<String>,
    /// The number of the Act it is about. Required for group sessions and tables.
    act: Option<i32>,
    /// The id of the city. Required.
    city: Option<ID>,
    /// When it begins, by the clocks of its city. Required.
    start: Option<LocalDateTime>,
    /// When it ends, by the clocks of its city. Required.
    end: Option<LocalDateTime>,
    /// What may be said of it afterwards; default CHATHAM_HOUSE for tables, which are always under it, else OPEN.
    rule: Option<MeetingRule>,
    /// In which of several rounds that follow one another it is, from 1 on.
    round: Option<i32>,
    /// The id of the gathering it is a part of.
    part_of: Option<ID>,
    /// How many places there are for civil society.
    places: Option<i32>,
    /// How many places there are for delegates of governments.
    government_places: Option<i32>,
    /// Who may see it; default RESTRICTED for a spontaneous table and a bilateral meeting under the Chatham House Rule, else
    /// COALITION. Nothing under the Rule is PUBLIC, and bilateral meetings and tables that advocates record are RESTRICTED
    /// under it.
    marking: Option<Marking>,
    /// Your own name for this wish: the same name with the same input is answered as before.
    idempotency_key: Option<String>,
}

/// A change of a meeting. What is absent stays, what is null is cleared.
#[derive(InputObject)]
struct UpdateMeetingInput {
    /// The id of the meeting.
    meeting: ID,
    /// What it is called; cannot be cleared.
    title: MaybeUndefined<String>,
    /// The number of the Act it is about.
    act: MaybeUndefined<i32>,
    /// The id of the city; cannot be cleared.
    city: MaybeUndefined<ID>,
    /// When it begins, by the clocks of its city; cannot be cleared.
    start: MaybeUndefined<LocalDateTime>,
    /// When it ends, by the clocks of its city; cannot be cleared.
    end: MaybeUndefined<LocalDateTime>,
    /// What may be said of it afterwards; coordinators put the Chatham House Rule on a meeting, and nobody takes it off. A
    /// bilateral meeting becomes RESTRICTED with it.
    rule: MaybeUndefined<MeetingRule>,
    /// In which of several rounds that follow one another it is, from 1 on.
    round: MaybeUndefined<i32>,
    /// The id of the gathering it is a part of.
    part_of: MaybeUndefined<ID>,
    /// How many places there are for civil society; not fewer than are taken.
    places: MaybeUndefined<i32>,
    /// How many places there are for delegates of governments; not fewer than are taken.
    government_places: MaybeUndefined<i32>,
    /// Who may see it; cannot be cleared. Nothing under the Chatham House Rule is PUBLIC, and bilateral meetings and tables
    /// that advocates recorded are RESTRICTED under it.
    marking: MaybeUndefined<Marking>,
    /// The revision you have seen: where it has changed since, nothing is done.
    expected_revision: Option<i32>,
    /// Your own name for this wish: the same name with the same input is answered as before.
    idempotency_key: Option<String>,
}

/// A government that is expected at a meeting, or is so no longer.
#[derive(InputObject)]
struct ExpectStateInput {
    /// The id of the meeting.
    meeting: ID,
    /// The code of the state. Required.
    state: Option<String>,
    /// Your own name for this wish: the same name with the same input is answered as before.
    idempotency_key: Option<String>,
}

/// A person to name for a meeting.
#[derive(InputObject)]
struct SeatInput {
    /// The id of the meeting.
    meeting: ID,
    /// The id of the advocate. One of advocate and contact is required.
    advocate: Option<ID>,
    /// The id of the post whose holder it is. One of advocate and contact is required.
    contact: Option<ID>,
    /// As what; default PARTICIPANT for an advocate, GOVERNMENT_REPRESENTATIVE for the holder of a post.
    role: Option<AttendanceRole>,
    /// How far it has come; default SELECTED.
    stage: Option<AttendanceStage>,
    /// By which process the person was nominated.
    nominated_by: Option<String>,
    /// The day on which it is erased that the person attended; default two years after the meeting, or after today where
    /// that is later.
    erased_on: Option<Date>,
    /// Your own name for this wish: the same name with the same input is answered as before.
    idempotency_key: Option<String>,
}

/// One of the people to name for a meeting.
#[derive(InputObject)]
struct SeatOfManyInput {
    /// The id of the advocate. One of advocate and contact is required.
    advocate: Option<ID>,
    /// The id of the post whose holder it is. One of advocate and contact is required.
    contact: Option<ID>,
    /// As what; default PARTICIPANT for an advocate, GOVERNMENT_REPRESENTATIVE for the holder of a post.
    role: Option<AttendanceRole>,
    /// How far it has come; default SELECTED.
    stage: Option<AttendanceStage>,
    /// By which process the person was nominated.
    nominated_by: Option<String>,
    /// The day on which it is erased that the person attended; default two years after the meeting, or after today where
    /// that is later.
    erased_on: Option<Date>,
}

/// People to name for a meeting, all or none.
#[derive(InputObject)]
struct SeatAllInput {
    /// The id of the meeting.
    meeting: ID,
    /// The people, 1 to 500.
    seats: Vec<SeatOfManyInput>,
    /// Your own name for this wish: the same name with the same input is answered as before.
    idempotency_key: Option<String>,
}

/// A change of how somebody attends. What is absent stays, what is null is cleared.
#[derive(InputObject)]
struct UpdateAttendanceInput {
    /// The id of the attendance.
    attendance: ID,
    /// As what; cannot be cleared.
    role: MaybeUndefined<AttendanceRole>,
    /// How far it has come; cannot be cleared. Advocates confirm their own where they were selected or invited.
    stage: MaybeUndefined<AttendanceStage>,
    /// By which process the person was nominated.
    nominated_by: MaybeUndefined<String>,
    /// The day on which it is erased; cannot be cleared.
    erased_on: MaybeUndefined<Date>,
    /// The revision you have seen: where it has changed since, nothing is done.
    expected_revision: Option<i32>,
    /// Your own name for this wish: the same name with the same input is answered as before.
    idempotency_key: Option<String>,
}

/// An attendance that does not come about.
#[derive(InputObject)]
struct WithdrawAttendanceInput {
    /// The id of the attendance.
    attendance: ID,
    /// The revision you have seen: where it has changed since, nothing is done.
    expected_revision: Option<i32>,
    /// Your own name for this wish: the same name with the same input is answered as before.
    idempotency_key: Option<String>,
}

payloads! {
    /// What became of a meeting to add.
    AddMeetingPayload { meeting: Meeting },
    /// What became of a change of a meeting.
    UpdateMeetingPayload { meeting: Meeting },
    /// What became of a government to expect.
    ExpectStatePayload { expectation: Expectation },
    /// What became of a government to expect no longer.
    UnexpectStatePayload { expectation: Expectation },
    /// What became of a person to name.
    SeatPayload { attendance: Attendance },
    /// What became of people to name.
    SeatAllPayload { meeting: Meeting },
    /// What became of a change of an attendance.
    UpdateAttendancePayload { attendance: Attendance },
    /// What became of an attendance to withdraw.
    WithdrawAttendancePayload { attendance: Attendance },
}

/// Writes about meetings.
#[derive(Default)]
pub(crate) struct MeetingMutation;

/// Writes about meetings.
#[Object]
impl MeetingMutation {
    /// Adds a meeting. An advocate who records one is the first who attended it.
    async fn add_meeting(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The meeting to add.")] input: AddMeetingInput,
    ) -> Result<AddMeetingPayload> {
        submit(ctx, input.idempotency_key.clone(), MeetingCommand::from(input)).await
    }

    /// Changes a meeting. The Chatham House Rule, once on it, stays. For coordinators, and for the organisation that recorded
    /// it; under the Rule, for those of it who were there. A public meeting that anybody but a coordinator gives another title
    /// is COALITION from then on.
    async fn update_meeting(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The change of a meeting.")] input: UpdateMeetingInput,
    ) -> Result<UpdateMeetingPayload> {
        submit(ctx, input.idempotency_key.clone(), MeetingCommand::from(input)).await
    }

    /// Expects a government at a meeting.
    async fn expect_state(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The government and the meeting.")] input: ExpectStateInput,
    ) -> Result<ExpectStatePayload> {
        submit(ctx, input.idempotency_key.clone(), MeetingCommand::Expect(input.into())).await
    }

    /// Expects a government at a meeting no longer.
    async fn unexpect_state(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The government and the meeting.")] input: ExpectStateInput,
    ) -> Result<UnexpectStatePayload> {
        submit(ctx, input.idempotency_key.clone(), MeetingCommand::Unexpect(input.into())).await
    }

    /// Names a person for a meeting.
    async fn seat(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The person to name for a meeting.")] input: SeatInput,
    ) -> Result<SeatPayload> {
        submit(ctx, input.idempotency_key.clone(), MeetingCommand::from(input)).await
    }

    /// Names many people for a meeting, all or none.
    async fn seat_all(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "People to name for a meeting, all or none.")] input: SeatAllInput,
    ) -> Result<SeatAllPayload> {
        submit(ctx, input.idempotency_key.clone(), MeetingCommand::from(input)).await
    }

    /// Changes how somebody attends.
    async fn update_attendance(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The change of how somebody attends.")] input: UpdateAttendanceInput,
    ) -> Result<UpdateAttendancePayload> {
        submit(ctx, input.idempotency_key.clone(), MeetingCommand::from(input)).await
    }

    /// Notes that somebody does not come after all.
    async fn withdraw_attendance(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The attendance that does not come about.")] input: WithdrawAttendanceInput,
    ) -> Result<WithdrawAttendancePayload> {
        submit(ctx, input.idempotency_key.clone(), MeetingCommand::from(input)).await
    }
}

fn time(time: Option<LocalDateTime>) -> Option<String> {
    time.map(LocalDateTime::text)
}

impl From<MeetingCommand> for Command {
    fn from(it: MeetingCommand) -> Self {
        Self::Meeting(it)
    }
}

impl From<AddMeetingInput> for MeetingCommand {
    fn from(it: AddMeetingInput) -> Self {
        Self::Add(Box::new(command::AddMeeting {
            key: it.key,
            kind: it.kind.map(Into::into),
            title: it.title,
            act: it.act,
            city: text(it.city),
            start: time(it.start),
            end: time(it.end),
            rule: it.rule.map(Into::into),
            round: it.round,
            part_of: text(it.part_of),
            places: it.places,
            government_places: it.government_places,
            marking: it.marking.map(Into::into),
        }))
    }
}

impl From<UpdateMeetingInput> for MeetingCommand {
    fn from(it: UpdateMeetingInput) -> Self {
        Self::Update(Box::new(command::UpdateMeeting {
            meeting: it.meeting.0,
            expected_revision: it.expected_revision,
            title: patch(it.title, |it| it),
            act: patch(it.act, |it| it),
            city: patch(it.city, |it| it.0),
            start: patch(it.start, LocalDateTime::text),
            end: patch(it.end, LocalDateTime::text),
            rule: patch(it.rule, Into::into),
            round: patch(it.round, |it| it),
            part_of: patch(it.part_of, |it| it.0),
            places: patch(it.places, |it| it),
            government_places: patch(it.government_places, |it| it),
            marking: patch(it.marking, Into::into),
        }))
    }
}

impl From<ExpectStateInput> for command::ExpectState {
    fn from(it: ExpectStateInput) -> Self {
        Self { meeting: it.meeting.0, state: it.state }
    }
}

impl From<SeatOfManyInput> for command::Seat {
    fn from(it: SeatOfManyInput) -> Self {
        Self {
            advocate: text(it.advocate),
            contact: text(it.contact),
            role: it.role.map(Into::into),
            stage: it.stage.map(Into::into),
            nominated_by: it.nominated_by,
            erased_on: date(it.erased_on),
        }
    }
}

impl From<SeatInput> for MeetingCommand {
    fn from(it: SeatInput) -> Self {
        let SeatInput { meeting, advocate, contact, role, stage, nominated_by, erased_on, .. } = it;
        let seat = SeatOfManyInput { advocate, contact, role, stage, nominated_by, erased_on };
        Self::Seat(command::SeatOne { meeting: meeting.0, seat: seat.into() })
    }
}

impl From<SeatAllInput> for MeetingCommand {
    fn from(it: SeatAllInput) -> Self {
        let seats = it.seats.into_iter().map(Into::into).collect();
        Self::SeatAll(command::SeatAll { meeting: it.meeting.0, seats })
    }
}

impl From<UpdateAttendanceInput> for MeetingCommand {
    fn from(it: UpdateAttendanceInput) -> Self {
        Self::UpdateAttendance(command::UpdateAttendance {
            attendance: it.attendance.0,
            expected_revision: it.expected_revision,
            role: patch(it.role, Into::into),
            stage: patch(it.stage, Into::into),
            nominated_by: patch(it.nominated_by, |it| it),
            erased_on: patch(it.erased_on, Date::text),
        })
    }
}

impl From<WithdrawAttendanceInput> for MeetingCommand {
    fn from(it: WithdrawAttendanceInput) -> Self {
        Self::Withdraw(command::WithdrawAttendance {
            attendance: it.attendance.0,
            expected_revision: it.expected_revision,
        })
    }
}
